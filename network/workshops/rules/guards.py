"""Why a workshop cannot move: codes, whether each holds, its text, and who can change it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from network.kernel import zones
from network.kernel.i18n import lazy
from network.workshops.rules.facts import Facts
from network.workshops.vocabulary import Part

REOPENS_FOR = timedelta(days=30)
UNFINISHED_AFTER = timedelta(days=14)  # an outcome so late lets a workshop close without it
ARCHIVED_AFTER = timedelta(days=180)


class Code(StrEnum):
    """What is in the way."""

    NOT_FROM_HERE = "not_from_here"
    NOT_YOURS = "not_yours"
    NEEDS_REASON = "needs_reason"
    WRONG_REASON = "wrong_reason"
    NEEDS_NOTE = "needs_note"
    NEEDS_DATES = "needs_dates"
    DATES_PAST = "dates_past"
    WINDOW_TOO_FAR = "window_too_far"

    NOT_ASKED = "not_asked"
    NO_NEUTRAL_TITLE = "no_neutral_title"
    NO_DATES = "no_dates"
    NO_ZONE = "no_zone"
    NO_SESSIONS = "no_sessions"
    NO_CAPACITY = "no_capacity"
    NO_OWNER = "no_owner"
    HAS_BEGUN = "has_begun"
    REG_OPEN = "reg_open"
    REG_OVER = "reg_over"
    NOT_BEGUN = "not_begun"
    NOT_ENDED = "not_ended"
    NO_OUTCOME = "no_outcome"
    ONE_READS = "one_reads"
    TWO_READ = "two_read"
    SAME_READER = "same_reader"
    NOT_OVERDUE = "not_overdue"
    STILL_FRESH = "still_fresh"
    TOO_LATE = "too_late"
    WAS_ELSEWHERE = "was_elsewhere"


_ORG = (Part.ORGANISER,)
_TEXTS: dict[Code, tuple[Any, tuple[Part, ...]]] = {
    Code.NOT_FROM_HERE: (lazy("This workshop is past that step."), ()),
    Code.NOT_YOURS: (lazy("Somebody else does this."), ()),
    Code.NEEDS_REASON: (lazy("Choose a reason."), ()),
    Code.WRONG_REASON: (lazy("This reason does not fit here."), ()),
    Code.NEEDS_NOTE: (lazy("Say in a few words why."), ()),
    Code.NEEDS_DATES: (lazy("Give the new first day."), ()),
    Code.DATES_PAST: (lazy("The first day is over already."), ()),
    Code.WINDOW_TOO_FAR: (lazy("The new first day is more than twelve months ahead."), ()),
    Code.NOT_ASKED: (lazy("The organisers have not asked for a check yet."), _ORG),
    Code.NO_NEUTRAL_TITLE: (
        lazy("There is no neutral title yet, the one that calendars show."),
        _ORG,
    ),
    Code.NO_DATES: (lazy("The days are not fixed yet."), _ORG),
    Code.NO_ZONE: (lazy("Nobody has said yet on which clocks the workshop is."), _ORG),
    Code.NO_SESSIONS: (lazy("No session has a time yet."), _ORG),
    Code.NO_CAPACITY: (lazy("Nobody has said yet how many people can come."), _ORG),
    Code.NO_OWNER: (lazy("Nobody is named who writes down what came of it."), _ORG),
    Code.HAS_BEGUN: (lazy("The workshop has begun already."), ()),
    Code.REG_OPEN: (lazy("Registration is still open."), ()),
    Code.REG_OVER: (lazy("The last day to register is over."), _ORG),
    Code.NOT_BEGUN: (lazy("The workshop has not begun yet."), ()),
    Code.NOT_ENDED: (lazy("The workshop is not over yet."), ()),
    Code.NO_OUTCOME: (lazy("What came of it is not written down yet."), _ORG),
    Code.ONE_READS: (lazy("Only what everybody may read is read by two people."), ()),
    Code.TWO_READ: (
        lazy("Two people read what is for everybody. One of them says first that it is sound."),
        (Part.EDITOR,),
    ),
    Code.SAME_READER: (
        lazy("You found it sound. Somebody else publishes what everybody may read."),
        (Part.EDITOR,),
    ),
    Code.NOT_OVERDUE: (lazy("There is still time to write down what came of it."), _ORG),
    Code.STILL_FRESH: (lazy("It stays here for a while after its end."), ()),
    Code.TOO_LATE: (lazy("This can be opened again for thirty days only."), ()),
    Code.WAS_ELSEWHERE: (lazy("The workshop was not at this step before."), ()),
}


def text(code: Code) -> str:
    """Why not, in the reader's language; the same beside a button and in an answer to a program."""
    return str(_TEXTS[code][0])


def who_can_change(code: Code) -> tuple[Part, ...]:
    """The parts that can take a hindrance away; empty where only time or the asker can."""
    return _TEXTS[code][1]


def failing(codes: Iterable[Code], facts: Facts, now: datetime) -> list[Code]:
    """Those of some guards that are in the way, in the order given."""
    return [code for code in codes if _IN_THE_WAY[code](facts, now)]


def today(facts: Facts, now: datetime) -> date:
    """The day it is at the host."""
    return now.astimezone(zones.zone(facts.zone)).date()


def closes_at(facts: Facts) -> datetime | None:
    """When registration ends: on the day that was set, and at the latest when it begins."""
    if facts.closes_at is None or facts.starts_at is None:
        return facts.closes_at or facts.starts_at
    return min(facts.closes_at, facts.starts_at)


def _before(at: datetime | None, now: datetime) -> bool:
    return at is None or now < at


def _reached(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _not_overdue(facts: Facts, now: datetime) -> bool:
    due = facts.outcome_due_on
    return due is None or today(facts, now) <= due + UNFINISHED_AFTER


def _still_fresh(facts: Facts, now: datetime) -> bool:
    return facts.ends_at is None or now < facts.ends_at + ARCHIVED_AFTER


def _too_late(facts: Facts, now: datetime) -> bool:
    return facts.settled_at is None or now >= facts.settled_at + REOPENS_FOR


_IN_THE_WAY: dict[Code, Callable[[Facts, datetime], bool]] = {
    Code.NOT_ASKED: lambda f, _: not f.is_asked,
    Code.NO_NEUTRAL_TITLE: lambda f, _: not f.has_neutral_title,
    Code.NO_DATES: lambda f, _: f.first_on is None or f.last_on is None,
    Code.NO_ZONE: lambda f, _: not f.zone,
    Code.NO_SESSIONS: lambda f, _: f.sessions < 1,
    Code.NO_CAPACITY: lambda f, _: f.capacity < 1,
    Code.NO_OWNER: lambda f, _: not f.has_outcome_owner,
    Code.HAS_BEGUN: lambda f, now: _reached(f.starts_at, now),
    Code.REG_OPEN: lambda f, now: _before(closes_at(f), now),
    Code.REG_OVER: lambda f, now: _reached(closes_at(f), now),
    Code.NOT_BEGUN: lambda f, now: _before(f.starts_at, now),
    Code.NOT_ENDED: lambda f, now: _before(f.ends_at, now),
    Code.NO_OUTCOME: lambda f, _: not f.is_outcome_sent,
    Code.ONE_READS: lambda f, _: not f.is_outcome_public,
    Code.TWO_READ: lambda f, _: f.is_outcome_public and f.outcome_read_by is None,
    Code.NOT_OVERDUE: _not_overdue,
    Code.STILL_FRESH: _still_fresh,
    Code.TOO_LATE: _too_late,
}
