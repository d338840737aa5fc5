"""Days of starts as a supervisor reads them: what is free, and why the rest is not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from network.kernel import clock, moments, zones
from network.kernel.i18n import _
from network.kernel.travel import Where
from network.supervision.forms.supervisors import clock_text
from network.supervision.pages import times
from network.supervision.rules import words
from network.supervision.rules.slots import Refusal, Slot, Terms
from network.supervision.rules.supervisors import odd_hours


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with how many starts it refuses, and which setting would change it."""

    text: str
    count: int
    anchor: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the supervisor's calendar."""

    on: date
    free: list[str]
    refused: list[Reason]


def days(slots: Iterable[Slot], zone: Where) -> list[Day]:
    """The days that hold any start, in order, on the supervisor's clocks."""
    found: dict[date, list[Slot]] = {}
    for slot in slots:
        found.setdefault(moments.local_day(slot.starts_at, zone), []).append(slot)
    return [
        Day(on, [_time(s, zone) for s in rows if s.is_free], reasons(rows))
        for on, rows in found.items()
    ]


def _time(slot: Slot, zone: Where) -> str:
    when = times.both(slot.starts_at, slot.minutes, zone, zone)
    return f"{when.time} {when.away}" if when.away else when.time


def reasons(slots: Iterable[Slot]) -> list[Reason]:
    """Why starts are refused, by their weightiest reason, the most frequent first."""
    counted = Counter(slot.reasons[0] for slot in slots if slot.reasons)
    return [_reason(refusal, count) for refusal, count in counted.most_common()]


def _reason(refusal: Refusal, count: int) -> Reason:
    anchor, remedy = words.remedy(refusal) or ("", "")
    return Reason(words.words(refusal, is_own=True), count, anchor, remedy)


def odd_words(terms: Terms, first_on: date, last_on: date) -> list[str]:
    """Sentences about hours that a clock change takes away or shows twice."""
    return [
        _missing(odd.on, odd.start, odd.end)
        if odd.is_missing
        else _doubled(odd.on, odd.start, odd.end)
        for odd in odd_hours(terms, first_on, last_on)
    ]


def _missing(on: date, start: int, end: int) -> str:
    return _(
        "%(day)s: %(start)s to %(end)s does not exist and is skipped. The clocks go forward.",
        day=moments.day(on),
        start=clock_text(start),
        end=clock_text(end),
    )


def _doubled(on: date, start: int, end: int) -> str:
    return _(
        "%(day)s: %(start)s to %(end)s comes twice, because the clocks go back. Both are offered.",
        day=moments.day(on),
        start=clock_text(start),
        end=clock_text(end),
    )


def next_odd(terms: Terms, since: date) -> list[str]:
    """The clock changes of the next twelve months that touch these hours."""
    return odd_words(terms, since, since + timedelta(days=366))


def today_in(zone: Where) -> date:
    return moments.local_day(clock.now(), zone)


def midnight(on: date, zone: str) -> datetime:
    """The instant a day begins on the clocks of a zone."""
    return datetime.combine(on, datetime.min.time(), zones.zone(zone))
