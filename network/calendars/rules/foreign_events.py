"""Events in calendars of others: what of each bears on when its owner is busy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from sys import intern
from typing import NamedTuple

from network.calendars.rules.content import Component, Property
from network.calendars.rules.values import (
    Length,
    Moment,
    ValueProblem,
    read_length,
    read_moment,
)

DAY = timedelta(days=1)
FAR = timedelta(days=2)  # no two clocks differ by more
_CALLED_OFF = ("canceled:", "cancelled:")  # Outlook leaves such meetings confirmed
_MOST_DIGITS = 9


class Point(NamedTuple):
    """A moment and the name of its zone, as the file has them."""

    moment: Moment
    tzid: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """The rules, additional and left-out dates of an event."""

    rules: list[str]
    more: list[Property]
    less: list[Property]


@dataclass(frozen=True, slots=True)
class Event:
    """When an event is. `calendar` is the number of its calendar in the file.

    `instead_of` names the occurrence of a series it stands for; with `is_from_then_on` those after
    it move along.
    """

    calendar: int
    is_busy: bool
    start: Point
    end: Point | None
    length: Length | None
    instead_of: Point | None = None
    is_from_then_on: bool = False
    repeats: Repeats | None = None

    @property
    def is_all_day(self) -> bool:
        return self.start.moment.is_date

    @property
    def days(self) -> int:
        """How many days it fills; one if it does not say, or ends as it begins."""
        if self.length is not None:
            whole = timedelta(days=self.length.days) + self.length.rest
            return -(-whole // DAY) or 1
        if self.end is None:
            return 1
        first: date = self.start.moment.wall.date()
        return (self.end.moment.wall.date() - first).days or 1


def read_event(component: Component, calendar: int, mail: str) -> Event | None:
    """What of an event has to be kept; None for what takes no time in any case.

    `mail` is the owner's address. Raises ValueProblem.
    """
    is_busy = _takes_time(component, mail.casefold())
    replaced = component.first("RECURRENCE-ID")
    if not is_busy and replaced is None:
        return None
    opening = component.first("DTSTART") or (None if is_busy else replaced)
    if opening is None:
        raise ValueProblem
    ending = component.first("DTEND")
    length = component.first("DURATION")
    return Event(
        calendar,
        is_busy,
        _point(opening),
        _point(ending) if ending else None,
        read_length(length.value) if length and not ending else None,
        _point(replaced) if replaced else None,
        replaced is not None and replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        _repeats(component),
    )


def _takes_time(component: Component, mail: str) -> bool:
    """Whether an event keeps its owner busy; a tentative one does."""
    if component.word("TRANSP") == "TRANSPARENT" or component.word("STATUS") == "CANCELLED":
        return False
    if component.word("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE":
        return False
    title = component.first("SUMMARY")
    if title is not None and title.value.strip().lower().startswith(_CALLED_OFF):
        return False
    return not (mail and _is_declined(component, mail))


def _is_declined(component: Component, mail: str) -> bool:
    for line in component.all("ATTENDEE"):
        named = line.value.strip().casefold().removeprefix("mailto:")
        also = line.parameters.get("EMAIL", "").casefold()
        is_declined = line.parameters.get("PARTSTAT", "").upper() == "DECLINED"
        if is_declined and mail in (named, also):
            return True
    return False


def _point(line: Property) -> Point:
    return Point(read_moment(line.value), intern(line.parameters.get("TZID", "")))


def _repeats(component: Component) -> Repeats | None:
    rules, more = component.all("RRULE"), component.all("RDATE")
    if not rules and not more:
        return None
    return Repeats([line.value for line in rules], more, component.all("EXDATE"))


def sequence(component: Component) -> int:
    text = component.word("SEQUENCE")
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0


def is_far(event: Event, first: datetime, last: datetime) -> bool:
    """Whether a single event lies wholly outside of two instants, whatever its zone."""
    if event.repeats is not None or event.instead_of is not None:
        return False
    start = event.start.moment.wall
    end = event.end.moment.wall if event.end else start
    if event.length is not None:
        end = start + timedelta(days=event.length.days) + event.length.rest
    return start > last + FAR or max(start, end) + DAY < first - FAR


def values(lines: Iterable[Property]) -> Iterator[tuple[str, str]]:
    """Each value of lines that hold several, with the name of its zone."""
    for line in lines:
        for text in filter(None, line.value.split(",")):
            yield text, line.parameters.get("TZID", "")
