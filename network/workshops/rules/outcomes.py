"""The record of what came of a workshop: its parts, when it is due, and what is still missing."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from network.kernel.i18n import lazy
from network.workshops.vocabulary import ActionState, Level

DUE_AFTER = timedelta(days=14)
REMINDED_BEFORE = (7, 1, 0, -3, -14)  # days left
MOST_LESSONS = 7
REVIEWED_AFTER = timedelta(days=730)
LEAST_ANSWERS = 5  # of an evaluation, before anybody sees a sum
ASKED = ("purpose", "agreements", "good_practice", "failed_practice")
OTHER = ("open_questions", "resources")
PARTS = {
    "purpose": lazy("What it was for"),
    "agreements": lazy("What was agreed"),
    "good_practice": lazy("What worked well elsewhere"),
    "failed_practice": lazy("What was tried and did not work"),
    "open_questions": lazy("Questions that are still open"),
    "resources": lazy("Where to read more"),
}
_ORDER = list(Level)


def due_on(last_on: date) -> date:
    """Two weeks after the last day."""
    return last_on + DUE_AFTER


def missing(parts: Mapping[str, str], lessons: Sequence[str], level: str) -> list[str]:
    """What has to be filled in before a record can be sent, in its order."""
    found = [name for name in ASKED if not parts.get(name, "").strip()]
    if not any(lesson.strip() for lesson in lessons):
        found.append("lessons")
    return found if level in set(Level) else [*found, "level"]


def is_as_strict(level: str, workshop: Level) -> bool:
    """Whether a record is for no more people than its workshop was."""
    return level in set(Level) and _ORDER.index(Level(level)) >= _ORDER.index(workshop)


def reminder_step(due: date, today: date, reminded: int) -> int:
    """How many reminders should have been sent by today; never fewer than were."""
    left = (due - today).days
    return max(reminded, sum(left <= days for days in REMINDED_BEFORE))


def is_action_open(state: ActionState) -> bool:
    return state in (ActionState.OPEN, ActionState.DOING)


def mean(values: Sequence[int]) -> float | None:
    """The mean of an evaluation; None while so few answered that it would tell who said what."""
    return sum(values) / len(values) if len(values) >= LEAST_ANSWERS else None
