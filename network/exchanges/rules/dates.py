"""The days of a visit: all-day dates, windows, room at the host, and how early it can begin.

A visit is dates, never instants, so no zone can shift it. Working days are those on which nobody
concerned has a weekend or a closure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from network.kernel import zones

DAY = timedelta(days=1)
MOST_PER_QUARTER = 2  # domain reference, section 3: host overload
FAR = 3 * 366  # days a search goes on before it gives up


class Span(NamedTuple):
    """Days, both ends included."""

    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """When a centre does not work: ISO weekdays, and closures."""

    weekend: frozenset[int] = frozenset()
    closures: tuple[Span, ...] = ()


def local_day(at: datetime, zone: str) -> date:
    """The calendar day of an instant where a centre is."""
    return at.astimezone(zones.zone(zone)).date()


def overlaps(one: Span, other: Span) -> bool:
    return one.first_on <= other.last_on and other.first_on <= one.last_on


def within(inner: Span, outer: Span) -> bool:
    return outer.first_on <= inner.first_on and inner.last_on <= outer.last_on


def is_working(on: date, *weeks: Week) -> bool:
    """Whether everybody works on a day."""
    return not any(on.isoweekday() in week.weekend or _is_closed(on, week) for week in weeks)


def working_days(span: Span, *weeks: Week) -> int:
    """On how many days of a span everybody works."""
    return sum(is_working(span.first_on + n * DAY, *weeks) for n in range(span.days))


def working_days_after(on: date, count: int, *weeks: Week) -> date:
    """The day by which so many working days have passed; the day itself does not count.

    Plain days where nobody ever works, so no search is endless.
    """
    if count <= 0:
        return on
    left = count
    for day in _days(on + DAY, DAY):
        left -= is_working(day, *weeks)
        if not left:
            return day
    return on + count * DAY


def last_working_day(on: date, *weeks: Week) -> date:
    """The day itself if everybody works on it, else the nearest before: duties never move later."""
    return next((d for d in _days(on, -DAY) if is_working(d, *weeks)), on)


def first_working_day(on: date, *weeks: Week) -> date:
    """The day itself if everybody works on it, else the nearest after."""
    return next((d for d in _days(on, DAY) if is_working(d, *weeks)), on)


# at the host -------------------------------------------------------------------------------------


class Clash(StrEnum):
    """Why days do not suit a host."""

    OUTSIDE = "outside"
    CLOSED = "closed"
    FULL = "full"
    QUARTER = "quarter"
    NO_WORK = "no_work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What a host has room for: its windows, its week, and the visits it has already."""

    windows: tuple[Span, ...] = ()
    week: Week = Week()
    at_once: int = 1
    per_quarter: int = MOST_PER_QUARTER
    booked: tuple[Span, ...] = ()


def clashes(span: Span, host: Host) -> list[Clash]:
    """Every reason why a visit on these days does not suit a host; empty when it does."""
    held = {
        Clash.OUTSIDE: bool(host.windows) and not any(within(span, w) for w in host.windows),
        Clash.CLOSED: any(overlaps(span, c) for c in host.week.closures),
        Clash.FULL: _most_at_once(span, host.booked) >= host.at_once,
        Clash.QUARTER: _in_quarter(span, host.booked) >= host.per_quarter,
        Clash.NO_WORK: working_days(span, host.week) == 0,
    }
    return [clash for clash in Clash if held[clash]]


def free_spans(flexible: Span, days: int, host: Host) -> list[Span]:
    """The possible visits of a length within somebody's flexible days, first to last."""
    return list(_free(flexible, days, host))


def has_free_span(flexible: Span, days: int, host: Host) -> bool:
    """Whether there is one at all; asked on every page, so it looks no further than the first."""
    return any(True for _found in _free(flexible, days, host))


def _free(flexible: Span, days: int, host: Host) -> Iterator[Span]:
    starts = range(flexible.days - days + 1)
    spans = (_span(flexible.first_on + n * DAY, days) for n in starts)
    return (span for span in spans if not clashes(span, host))


# leading up to it --------------------------------------------------------------------------------


class Visa(StrEnum):
    """What an applicant says about a visa; unsure counts as needed."""

    NEEDED = "yes"
    NOT_NEEDED = "no"
    UNSURE = "unsure"


LEAD_DAYS = {"respite": 14, "usual": 70}  # ten weeks: domain reference, section 3
AGREEMENT_DAYS = 10  # working days until everybody signed
INVITATION_DAYS = 5
VISA_DAYS = 30  # counted where nobody has asked the consulate yet
BUFFER_DAYS = 7  # between the visa and the journey


def earliest_start(
    today: date, visa: Visa, visa_days: int, weeks: Sequence[Week], *, is_respite: bool = False
) -> date:
    """The earliest day on which a visit can realistically begin, from the steps one by one.

    `visa_days` are calendar days as the consulate says. Agreement and invitation take days on
    which both centres work. The usual lead time counts where the steps add up to less; respite
    has its own.
    """
    agreed = working_days_after(today, AGREEMENT_DAYS, *weeks)
    ready = agreed
    if visa is not Visa.NOT_NEEDED:
        invited = working_days_after(agreed, INVITATION_DAYS, *weeks)
        ready = invited + timedelta(days=visa_days + BUFFER_DAYS)
    if is_respite:
        usual = today + timedelta(days=LEAD_DAYS["respite"])
        ready = usual if visa is Visa.NOT_NEEDED else ready
    else:
        usual = today + timedelta(days=LEAD_DAYS["usual"])
    return first_working_day(max(ready, usual), *weeks)


def earliest_online(today: date, weeks: Sequence[Week]) -> date:
    """The earliest day of a virtual exchange: once everybody could sign, nobody has to travel."""
    return working_days_after(today, AGREEMENT_DAYS, *weeks)


def is_document_valid(until: date, span: Span, months: int = 6) -> bool:
    """Whether a travel document, of which only the month is known, outlasts the visit.

    Many countries ask for six months after the last day.
    """
    return (until.year * 12 + until.month) - (span.last_on.year * 12 + span.last_on.month) >= months


def _is_closed(on: date, week: Week) -> bool:
    return any(c.first_on <= on <= c.last_on for c in week.closures)


def _days(on: date, step: timedelta) -> Iterable[date]:
    return (on + n * step for n in range(FAR))


def _span(first_on: date, days: int) -> Span:
    return Span(first_on, first_on + (days - 1) * DAY)


def _most_at_once(span: Span, booked: Iterable[Span]) -> int:
    near = [b for b in booked if overlaps(b, span)]
    starts = {max(b.first_on, span.first_on) for b in near}
    return max((sum(b.first_on <= on <= b.last_on for b in near) for on in starts), default=0)


def _in_quarter(span: Span, booked: Iterable[Span]) -> int:
    """Visits that begin in the same quarter of the year."""
    return sum(_quarter(b.first_on) == _quarter(span.first_on) for b in booked)


def _quarter(on: date) -> tuple[int, int]:
    return on.year, (on.month - 1) // 3
