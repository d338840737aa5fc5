"""Learning goals: rated before, after, in retrospect and at six months, and what changed.

The scale of 0 to 4 and the arithmetic are those of the domain reference, sections 2 and 3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

NONE, AWARE, WITH_HELP, INDEPENDENT, CAN_TEACH = range(5)
SCALE = (NONE, AWARE, WITH_HELP, INDEPENDENT, CAN_TEACH)
MOST_GOALS = 3


class When(StrEnum):
    """When a goal is rated; in retrospect says what the level before looks like afterwards."""

    BEFORE = "before"
    AFTER = "after"
    RETROSPECT = "retrospect"
    SIX_MONTHS = "six_months"


class Problem(StrEnum):
    """What keeps a rating from being taken."""

    OFF_SCALE = "off_scale"
    TOO_EARLY = "too_early"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """The levels of one goal; None where nobody rated yet."""

    before: int | None = None
    after: int | None = None
    retrospect: int | None = None
    six_months: int | None = None


class Learned(NamedTuple):
    """What the ratings say; None where one of them is missing.

    `adjusted` starts from the level in retrospect, as standards move while learning. `retained`
    is the share of what was gained that is left after six months, in per cent; it can be over 100.
    """

    change: int | None
    adjusted: int | None
    retained: int | None


def learned(ratings: Ratings) -> Learned:
    """The arithmetic of one goal."""
    start = ratings.before if ratings.retrospect is None else ratings.retrospect
    return Learned(
        change=_between(ratings.before, ratings.after),
        adjusted=_between(ratings.retrospect, ratings.after),
        retained=_retained(start, ratings.after, ratings.six_months),
    )


def problems(when: When, level: int, starts_on: date, ends_on: date, today: date) -> list[Problem]:
    """Why a level cannot be stored now; the one before is fixed once the visit begins."""
    found = [] if level in SCALE else [Problem.OFF_SCALE]
    if when is When.BEFORE:
        return found + ([Problem.FIXED] if today > starts_on else [])
    return found + ([Problem.TOO_EARLY] if today < opens_on(when, ends_on) else [])


def opens_on(when: When, ends_on: date) -> date:
    """The first day on which a rating after a visit is asked for."""
    return months_after(ends_on, 6) if when is When.SIX_MONTHS else ends_on


def are_rated(goals: Iterable[Ratings]) -> bool:
    """Whether all goals have what a report needs: a level after the visit, and in retrospect."""
    return all(one.after is not None and one.retrospect is not None for one in goals)


def months_after(on: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    count = on.year * 12 + on.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    after = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=on.day - 1), after - timedelta(days=1))


def _between(start: int | None, end: int | None) -> int | None:
    return None if start is None or end is None else end - start


def _retained(start: int | None, after: int | None, later: int | None) -> int | None:
    gained, left = _between(start, after), _between(start, later)
    if gained is None or left is None or gained <= 0:
        return None
    return max(0, round(100 * left / gained))
