"""What a move of a workshop does, in words: calendars, who is told, and the waiting list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from network.kernel.i18n import lazy
from network.kernel.moves import Calendar
from network.workshops.queries.turns import Turn
from network.workshops.rules import names, states
from network.workshops.vocabulary import Move, Told, WorkshopState

_CALENDARS = {
    Calendar.CONFIRMED: lazy(
        "All sessions are in the calendars of those with a place, speakers and organisers."
    ),
    Calendar.MOVED: lazy("What was still to come disappears from calendars."),
    Calendar.CANCELLED: lazy("All sessions disappear from calendars."),
}
_TOLD = {
    Told.ORGANISERS: lazy("Organisers"),
    Told.SPEAKERS: lazy("Speakers"),
    Told.COMING: lazy("Everybody with a place"),
    Told.REGISTERED: lazy("Everybody registered, also on the waiting list"),
    Told.INVITED: lazy("Those invited who did not say no"),
    Told.CHECKERS: lazy("Safety focal points and editors"),
    Told.EDITORS: lazy("Editors"),
    Told.SECRETARIAT: lazy("Secretariat"),
}
_AFTER: dict[Move, Any] = {
    Move.ASK: lazy(
        "A focal point or an editor of the network who does not run it reads it. "
        "You can still change it meanwhile."
    ),
    Move.CHECK: lazy(
        "You confirm that the neutral title tells nothing and that the level fits. "
        "The organisers open it next."
    ),
    Move.RETURN: lazy("The organisers can change everything again, and ask for a new check."),
    Move.OPEN: lazy("From now on those for whom it is see the workshop and can register."),
    Move.CLOSE_REG: lazy("Nobody new can register. Places that come free are still offered."),
    Move.REOPEN_REG: lazy("People can register again until the last day that was set."),
    Move.END: lazy(
        "Sessions that are still to come are taken out, and count for nobody. "
        "What came of it is due 14 days later."
    ),
    Move.POSTPONE: lazy(
        "Registrations and the waiting list stay as they are. Offers of places are taken back "
        "without counting, until there are new days."
    ),
    Move.RESUME: lazy(
        "Registrations stay. Whoever cannot come on the new days can give up the place, and it "
        "is offered to who has waited longest."
    ),
    Move.CANCEL: lazy(
        "The waiting list ends, and offers of places are taken back. The secretariat can open "
        "the workshop again for 30 days."
    ),
    Move.CLOSE_UNFINISHED: lazy("Nothing is written down any more. The secretariat learns of it."),
    Move.RETURN_OUTCOME: lazy("The organisers write it anew and send it again."),
    Move.CLEAR_OUTCOME: lazy("Somebody else reads it as well, and publishes it or returns it."),
    Move.PUBLISH: lazy("What came of it becomes an item of the library."),
    Move.ARCHIVE: lazy("The workshop stays readable and is not changed any more."),
    Move.REOPEN: lazy("The workshop goes back to the step it was at."),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from a move."""

    state: str
    calendar: str
    told: list[str]
    more: str


def of(turn: Turn, source: WorkshopState) -> Meaning:
    """What the move of a turn does from where the workshop is."""
    calendar = states.calendar_effect(turn.rule, source)
    is_new = turn.rule.target is not source
    return Meaning(
        state=str(names.STATES[turn.rule.target]) if is_new else "",
        calendar=str(_CALENDARS.get(calendar, lazy("Nothing changes in calendars."))),
        told=told_words(turn.rule.tells),
        more=str(_AFTER.get(turn.move, "")),
    )


def told_words(told: Iterable[Told]) -> list[str]:
    """Who is told, those nearest to the workshop first."""
    order: list[Told] = list(Told)
    return [str(_TOLD[one]) for one in sorted(told, key=order.index)]
