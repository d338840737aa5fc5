"""Series: separate dated sessions at one wall time of the supervisor, through all clock changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from network.kernel import zones
from network.kernel.zones import DoubledTime, MissingTime

MOST = 104  # sessions of one series
AHEAD = timedelta(days=45)  # how early people hear that a session's hour changes for them


class Every(StrEnum):
    """How a series repeats."""

    WEEKS = "weeks"
    LAST_WEEKDAY = "last_weekday"
    NTH_WEEKDAY = "nth_weekday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A first wall date and time in a zone, and how it repeats.

    `interval` counts weeks, or months for the monthly kinds, which keep the weekday of `first_on`.
    """

    first_on: date
    at: time
    zone: str
    every: Every = Every.WEEKS
    interval: int = 1
    count: int = 1
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One session of a series.

    `starts_at` is missing when the clocks jump over the wall time; `next_valid` is then the first
    wall time after it. `is_doubled` says that the clocks show the time twice; the first is taken.
    """

    wall: datetime
    starts_at: datetime | None
    next_valid: datetime | None = None
    is_doubled: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """From `on` a person's local time of a series is another: `before` and `after` are wall times.

    `count` is the number of sessions at the new time, until the next shift or the end.
    """

    on: date
    before: time
    after: time
    count: int


def occurrences(pattern: Pattern, *, second: bool | None = None) -> list[Occurrence]:
    """The sessions of a series, at most MOST. `second` picks the later of two equal times."""
    wanted = min(pattern.count, MOST)
    found: list[Occurrence] = []
    for on in _dates(pattern):
        if len(found) == wanted or (pattern.until_on and on > pattern.until_on):
            break
        found.append(occurrence(datetime.combine(on, pattern.at), pattern.zone, second=second))
    return found


def occurrence(wall: datetime, zone: str, *, second: bool | None = None) -> Occurrence:
    """One wall time in a zone."""
    try:
        return Occurrence(wall, zones.instant(wall, zone, second=second))
    except MissingTime as missing:
        return Occurrence(wall, None, missing.next_valid)
    except DoubledTime:
        return Occurrence(wall, zones.instant(wall, zone, second=False), is_doubled=True)


def _dates(pattern: Pattern) -> Iterator[date]:
    if pattern.every is Every.WEEKS:
        for n in range(MOST):
            yield pattern.first_on + timedelta(weeks=n * pattern.interval)
        return
    for n in range(MOST):
        month = pattern.first_on.year * 12 + pattern.first_on.month - 1 + n * pattern.interval
        if (on := _in_month(pattern, *divmod(month, 12))) is not None:
            yield on


def _in_month(pattern: Pattern, year: int, month0: int) -> date | None:
    """The day of a month with the weekday of the first date: the last one, or the same nth one."""
    first = date(year, month0 + 1, 1)
    days = _month_length(first)
    start = (pattern.first_on.weekday() - first.weekday()) % 7 + 1
    if pattern.every is Every.LAST_WEEKDAY:
        return first.replace(day=start + (days - start) // 7 * 7)
    day = start + (pattern.first_on.day - 1) // 7 * 7
    return first.replace(day=day) if day <= days else None


def _month_length(first: date) -> int:
    return ((first + timedelta(days=31)).replace(day=1) - first).days


def local_times(starts: Sequence[datetime], zone: str) -> list[datetime]:
    """Wall times of instants in a zone."""
    rules = zones.zone(zone)
    return [at.astimezone(rules).replace(tzinfo=None) for at in starts]


def shifts(starts: Sequence[datetime], zone: str) -> list[Shift]:
    """Where the local time of a series changes for somebody in a zone."""
    walls = local_times(starts, zone)
    turns = [n for n in range(1, len(walls)) if walls[n].time() != walls[n - 1].time()]
    ends = [*turns[1:], len(walls)] if turns else []
    return [
        Shift(walls[n].date(), walls[n - 1].time(), walls[n].time(), end - n)
        for n, end in zip(turns, ends, strict=True)
    ]


def moved(wall: datetime, zone: str, stored: datetime, *, second: bool) -> datetime | None:
    """The instant a stored wall time has under today's zone rules, when it is another one.

    A time that no longer exists moves to the next valid one.
    """
    found = occurrence(wall, zone, second=second)
    starts_at = found.starts_at or zones.instant(found.next_valid or wall, zone, second=False)
    return None if starts_at == stored.astimezone(UTC) else starts_at
