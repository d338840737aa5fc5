"""When somebody is busy elsewhere: from the lines of a calendar file to merged stretches of time.

Nothing but time leaves this module. What cannot be followed is never taken for free: the whole
file is refused with a reason. Inside, instants are in UTC without `tzinfo`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from sys import intern
from typing import NamedTuple

from network.calendars.rules.content import Component, ContentError, Property, components
from network.calendars.rules.foreign_events import Event, is_far, read_event, sequence, values
from network.calendars.rules.foreign_zones import Zones
from network.calendars.rules.occurring import Span, Timetable
from network.calendars.rules.recurrence import RuleError
from network.calendars.rules.values import ValueProblem


class Trouble(StrEnum):
    """Why a file is refused."""

    NO_CALENDAR = "no_calendar"
    CUT_OFF = "cut_off"
    RULE = "rule"
    TIME = "time"


class Notice(StrEnum):
    """What had to be guessed; on the side of busy."""

    ZONE = "zone"
    EXCEPTIONS = "exceptions"


class Unreadable(Exception):
    """A file that cannot be followed as a whole."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose calendar it is, and from when until when somebody wants to know.

    `zone` and `mail` are the owner's; `all_day` says whether whole days count; `own` are UIDs of
    entries that came from here.
    """

    first: datetime
    last: datetime
    zone: str = "UTC"
    mail: str = ""
    all_day: bool = True
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """Merged stretches in order, in UTC and within what was asked for."""

    busy: list[Span]
    notices: frozenset[Notice]


def busy(lines: Iterable[bytes], question: Question) -> Found:
    """When a calendar's owner is busy. Raises Unreadable."""
    book = _Book(question)
    try:
        for component in components(lines):
            book.take(component)
        merged = _merged(sorted(book.spans()))
    except ContentError as error:
        raise Unreadable(Trouble.CUT_OFF if error.is_cut else Trouble.NO_CALENDAR) from None
    except RuleError:
        raise Unreadable(Trouble.RULE) from None
    except (ValueProblem, OverflowError):
        raise Unreadable(Trouble.TIME) from None
    if book.zones.was_guessed:
        book.notices.add(Notice.ZONE)
    return Found(merged, frozenset(book.notices))


def _merged(spans: list[Span]) -> list[Span]:
    """Stretches in order, those that meet made one; with `tzinfo` from here on."""
    found: list[Span] = []
    for begin, until in spans:
        start, end = begin.replace(tzinfo=UTC), until.replace(tzinfo=UTC)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


class _Versions(NamedTuple):
    """The newest version of an event by its sequence and stamp; several if they do not tell."""

    rank: tuple[int, str]
    events: list[Event]


class _Book:
    """All that a file says of time, kept until its zones are known."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._first, self._last = (
            at.astimezone(UTC).replace(tzinfo=None) for at in (question.first, question.last)
        )
        self._calendar = 0
        self._events: dict[str | tuple[str, str], _Versions] = {}
        self._periods: list[tuple[int, Property]] = []
        self.zones = Zones(question.zone, self._first, self._last)
        self.notices: set[Notice] = set()

    def take(self, component: Component) -> None:
        """Keep what a component says; a calendar comes after all that is in it."""
        if component.name == "VEVENT":
            self._take_event(component)
        elif component.name == "VFREEBUSY":
            self._periods += [(self._calendar, line) for line in component.all("FREEBUSY")]
        elif component.name == "VTIMEZONE":
            tzid = component.first("TZID")
            if tzid is not None:
                self.zones.add(self._calendar, tzid.value.strip(), component)
        else:
            named = component.first("X-WR-TIMEZONE")
            self.zones.preset(self._calendar, named.value.strip() if named else "")
            self._calendar += 1

    def _take_event(self, component: Component) -> None:
        uid, replaced = component.first("UID"), component.first("RECURRENCE-ID")
        name = uid.value.strip() if uid else f"\0{len(self._events)}"
        if name in self._question.own:
            return
        key = (name, replaced.value.strip().upper()) if replaced else name
        rank = (sequence(component), intern(component.word("DTSTAMP")))
        known = self._events.get(key)
        if known is not None and rank < known.rank:
            return
        if known is None or rank > known.rank:
            known = self._events[key] = _Versions(rank, [])
        event = read_event(component, self._calendar, self._question.mail)
        if event is not None and not is_far(event, self._first, self._last):
            known.events.append(event)
        if component.all("EXRULE"):
            self.notices.add(Notice.EXCEPTIONS)

    def spans(self) -> Iterator[Span]:
        """Every stretch that takes time, within what is asked for; not in order."""
        timetable = Timetable(self._first, self._last, self.zones)
        changed: dict[str, list[Event]] = {}
        for key, versions in self._events.items():
            if isinstance(key, tuple):
                changed.setdefault(key[0], []).extend(versions.events)
        for key, versions in self._events.items():
            stand_ins = [] if isinstance(key, tuple) else changed.get(key, [])
            for event in filter(self._counts, versions.events):
                yield from self._clipped(timetable.spans(event, stand_ins))
        for calendar, line in self._periods:
            yield from self._clipped(_free_busy(timetable, calendar, line))

    def _counts(self, event: Event) -> bool:
        return event.is_busy and (self._question.all_day or not event.is_all_day)

    def _clipped(self, spans: Iterable[Span]) -> Iterator[Span]:
        for start, end in spans:
            if start < end and end > self._first and start < self._last:
                yield max(start, self._first), min(end, self._last)


def _free_busy(timetable: Timetable, calendar: int, line: Property) -> Iterator[Span]:
    if line.parameters.get("FBTYPE", "BUSY").upper() != "FREE":
        for text, tzid in values([line]):
            yield timetable.period(calendar, text, tzid)
