"""The programme of a visit: kinds of items, a template of five days, what overlaps, what is new."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, TypeVar

from network.exchanges.rules.dates import DAY, Week, is_working
from network.exchanges.vocabulary import VisitState
from network.kernel.i18n import lazy

MOST_ITEMS = 400
DAYS_AT_ONCE = 20  # that a template fills
LEAST_MINUTES, MOST_MINUTES = 5, 720
PLANNED_IN = (VisitState.HOST_ACCEPTED, VisitState.CONFIRMED, VisitState.IN_PROGRESS)
ANNOUNCED_IN = (VisitState.CONFIRMED, VisitState.IN_PROGRESS)  # in calendars, as the visit is
_STEP = 100


class Kind(StrEnum):
    """What people do in a part of the programme."""

    WELCOME = "welcome"
    BRIEFING = "briefing"
    TOUR = "tour"
    GOALS = "goals"
    PATHWAY = "pathway"
    TEAM = "team"
    METHOD = "method"
    SESSION = "session"
    LEGAL = "legal"
    UNIT = "unit"
    SUPERVISION = "supervision"
    INPUT = "input"
    CARE = "care"
    ORGANISATION = "organisation"
    REFLECTION = "reflection"
    PLAN = "plan"
    FAREWELL = "farewell"
    DEBRIEF = "debrief"
    FREE = "free"
    MEAL = "meal"
    WAY = "way"
    OTHER = "other"


KINDS = {
    Kind.WELCOME: lazy("Welcome"),
    Kind.BRIEFING: lazy("Safety and confidentiality"),
    Kind.TOUR: lazy("Tour of the house"),
    Kind.GOALS: lazy("Talk about the learning goals"),
    Kind.PATHWAY: lazy("From first contact to assessment"),
    Kind.TEAM: lazy("Team meeting, as a guest"),
    Kind.METHOD: lazy("A method is shown"),
    Kind.SESSION: lazy("Session, observed or role-played"),
    Kind.LEGAL: lazy("Legal work and documentation"),
    Kind.UNIT: lazy("Physiotherapy or livelihood"),
    Kind.SUPERVISION: lazy("Supervision or intervision, as a guest"),
    Kind.INPUT: lazy("The visitor shows their own work"),
    Kind.CARE: lazy("How staff look after themselves"),
    Kind.ORGANISATION: lazy("Organisation and funding"),
    Kind.REFLECTION: lazy("Looking back together"),
    Kind.PLAN: lazy("Draft of an action plan"),
    Kind.FAREWELL: lazy("Goodbye"),
    Kind.DEBRIEF: lazy("Debrief"),
    Kind.FREE: lazy("Free time"),
    Kind.MEAL: lazy("Meal"),
    Kind.WAY: lazy("Travelling"),
    Kind.OTHER: lazy("Something else"),
}
ASKS_CONSENT = frozenset({Kind.PATHWAY, Kind.SESSION, Kind.UNIT})  # clients may be met there


class Level(StrEnum):
    """Who may know of an item: the levels of the network that may be written here."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"


LEVELS = {
    Level.S1: lazy("Members of the network (S1)"),
    Level.S2: lazy("Those in this visit (S2)"),
    Level.S3: lazy("Only visitor, mentor and coordinators; in no copy (S3)"),
}


class Slot(NamedTuple):
    """Something of a template: when on the wall, how long, what."""

    wall: datetime
    minutes: int
    kind: Kind


# the template ------------------------------------------------------------------------------------

_EVERY_DAY = ((time(12, 30), 60, Kind.MEAL), (time(15, 30), 60, Kind.FREE))
_DEBRIEF = (time(16, 45), 15, Kind.DEBRIEF)
_FIRST = (
    (time(9), 60, Kind.WELCOME),
    (time(10), 60, Kind.BRIEFING),
    (time(11, 15), 60, Kind.TOUR),
    (time(14), 60, Kind.GOALS),
)
_BETWEEN = (
    (
        (time(9), 120, Kind.PATHWAY),
        (time(11, 15), 60, Kind.TEAM),
        (time(14), 90, Kind.METHOD),
    ),
    (
        (time(9), 120, Kind.SESSION),
        (time(11, 15), 60, Kind.LEGAL),
        (time(14), 90, Kind.UNIT),
    ),
    (
        (time(9), 90, Kind.SUPERVISION),
        (time(11), 60, Kind.INPUT),
        (time(14), 60, Kind.CARE),
    ),
)
_LAST = (
    (time(9), 90, Kind.ORGANISATION),
    (time(11), 60, Kind.REFLECTION),
    (time(14), 60, Kind.PLAN),
    (time(15), 30, Kind.FAREWELL),
)


def template(days: Sequence[date], filled: Iterable[date] = ()) -> list[Slot]:
    """A proposal for the working days of a visit that have nothing yet.

    The first and the last day are what they are; the three between come in their order, and
    further days have only what every day has.
    """
    taken = set(filled)
    empty = [(number, on) for number, on in enumerate(days) if on not in taken]
    return [
        Slot(datetime.combine(on, at), minutes, kind)
        for number, on in empty[:DAYS_AT_ONCE]
        for at, minutes, kind in sorted(_of_day(number, len(days)))
    ]


def working_days(first_on: date, last_on: date, week: Week) -> list[date]:
    """The days of a visit on which the host works; all of them if it works on none."""
    days = days_between(first_on, last_on)
    return [on for on in days if is_working(on, week)] or days


def days_between(first_on: date, last_on: date) -> list[date]:
    """Every day of a visit, both ends included."""
    return [first_on + DAY * n for n in range((last_on - first_on).days + 1)]


def _of_day(number: int, count: int) -> list[tuple[time, int, Kind]]:
    every = [*_EVERY_DAY, _DEBRIEF]
    if number == 0:
        return [*_FIRST, *every]
    if number == count - 1:
        return [*_LAST, *every]
    return [*_BETWEEN[number - 1], *every] if number <= len(_BETWEEN) else every


# what is where -----------------------------------------------------------------------------------


class Stretch(NamedTuple):
    """From an instant until another."""

    since: datetime
    until: datetime


Key = TypeVar("Key")


def overlapping(stretches: Iterable[tuple[Key, Stretch]]) -> set[Key]:
    """The items that lie over another one; they are marked, and nothing is refused."""
    rows = sorted(stretches, key=lambda row: row[1])
    found: set[Key] = set()
    longest = rows[:1]
    for _before, row in pairwise(rows):
        if row[1].since < longest[0][1].until:
            found |= {longest[0][0], row[0]}
        if row[1].until > longest[0][1].until:
            longest = [row]
    return found


def is_within(wall: datetime, minutes: int, first_on: date | None, last_on: date | None) -> bool:
    """Whether an item lies in the days of a visit, its end at midnight at the latest."""
    if first_on is None or last_on is None:
        return False
    starts = datetime.combine(first_on, time())
    ends = datetime.combine(last_on + DAY, time())
    return starts <= wall and wall + timedelta(minutes=minutes) <= ends


def next_edition(revision: int) -> int:
    """The sequence number under which an item goes out as agreed: the next full hundred."""
    return (revision // _STEP + 1) * _STEP


def is_new_since(revision: int) -> bool:
    """Whether an item that is in calendars was changed after the programme went out as agreed."""
    return revision % _STEP != 0
