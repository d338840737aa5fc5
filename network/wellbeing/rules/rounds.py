"""Which move a round can make, and what is in its way."""

from datetime import date
from enum import StrEnum

from network.kernel.i18n import lazy
from network.wellbeing.rules.timing import Window
from network.wellbeing.vocabulary import Move, RoundState

_STEPS = {
    (RoundState.PLANNED, Move.OPEN): RoundState.OPEN,
    (RoundState.PLANNED, Move.CANCEL): RoundState.CANCELLED,
    (RoundState.OPEN, Move.RELEASE): RoundState.RELEASED,
    (RoundState.OPEN, Move.CANCEL): RoundState.CANCELLED,
}


class Code(StrEnum):
    """Why a round cannot make a move now."""

    NOT_FROM_HERE = "not_from_here"
    NOT_ITS_DAYS = "not_its_days"
    STILL_OPEN = "still_open"


TEXTS = {
    Code.NOT_FROM_HERE: lazy("The round is past this step."),
    Code.NOT_ITS_DAYS: lazy("The round opens on its first day by itself, not before or after."),
    Code.STILL_OPEN: lazy("The round still takes answers. It closes by itself after its last day."),
}


def target(state: RoundState, move: Move) -> RoundState | None:
    """What a round becomes by a move; None for one it cannot make."""
    return _STEPS.get((state, move))


def refusal(state: RoundState, move: Move, window: Window, today: date) -> Code | None:
    """What is in the way of a move; nothing before its day is told, and nothing opens late."""
    if target(state, move) is None:
        return Code.NOT_FROM_HERE
    if move is Move.OPEN and not window.is_open(today):
        return Code.NOT_ITS_DAYS
    if move is Move.RELEASE and not window.is_over(today):
        return Code.STILL_OPEN
    return None
