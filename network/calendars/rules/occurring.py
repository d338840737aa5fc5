"""When events of others take place: single ones, series, and what was changed in them.

A series is followed in wall time and its occurrences are told apart by their instants in UTC,
without `tzinfo`; those of whole days by the midnight that begins them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from network.calendars.rules.foreign_events import DAY, FAR, Event, Point, values
from network.calendars.rules.foreign_zones import Zone, Zones
from network.calendars.rules.recurrence import MOST, RuleError, occurrences, read_rule
from network.calendars.rules.values import Moment, read_length, read_moment

Span: TypeAlias = tuple[datetime, datetime]

_EARLIEST = datetime.min.replace(tzinfo=UTC).replace(tzinfo=None)
_LATEST = datetime.max.replace(tzinfo=UTC).replace(tzinfo=None)


class Timetable:
    """Finds when events take place between two instants."""

    def __init__(self, first: datetime, last: datetime, zones: Zones) -> None:
        self._first, self._last, self._zones = first, last, zones

    def spans(self, event: Event, changed: Sequence[Event]) -> Iterator[Span]:
        """From when until when an event takes place; `changed` are what stands in for parts of it.

        Raises RuleError and ValueProblem for what cannot be followed.
        """
        if event.repeats is None or event.is_from_then_on:
            yield from self._lasting(event, [event.start.moment.wall])
            return
        series = _Series(event, self._zone(event), self._zones)
        gone = {series.named(one.instead_of) for one in changed if one.instead_of}
        turns = [series.turn(one) for one in changed if one.is_from_then_on]
        turns.sort(key=lambda turn: turn.at)
        begin, until = self._stretch(event, turns)
        walls = [wall for wall in series.walls(begin, until) if series.identity(wall) not in gone]
        if turns:
            yield from self._turned(series, walls, turns)
        else:
            yield from self._lasting(event, walls)
        for text, tzid in values(event.repeats.more):
            if "/" in text:
                span = self.period(event.calendar, text, tzid or event.start.tzid)
                if span[0] not in gone:
                    yield span

    def _stretch(self, event: Event, turns: Sequence["_Turn"]) -> tuple[datetime, datetime]:
        """From when until when an occurrence may begin that reaches into what is asked for."""
        back = max([self._longest(event), *(self._longest(one.event) + one.by for one in turns)])
        ahead = max([timedelta(0), *(-one.by for one in turns)])
        return _later(self._first, -(back + FAR)), _later(self._last, ahead + FAR)

    def _longest(self, event: Event) -> timedelta:
        if event.is_all_day:
            found = timedelta(days=event.days)
        elif event.length is not None:
            found = timedelta(days=event.length.days) + event.length.rest
        else:
            found = exact_length(event, self._zone(event), self._zones)
        return max(timedelta(0), found)

    def _turned(
        self, series: "_Series", walls: Iterable[datetime], turns: Sequence["_Turn"]
    ) -> Iterator[Span]:
        """Occurrences of a series that was changed from some of them on."""
        for wall in walls:
            at = series.identity(wall)
            turn = next((one for one in reversed(turns) if one.at <= at), None)
            if turn is None:
                yield from self._lasting(series.event, [wall])
            elif turn.event.is_busy:
                yield from self._lasting(turn.event, [self._moved(series, wall, turn)])

    def _moved(self, series: "_Series", wall: datetime, turn: "_Turn") -> datetime:
        """The wall time, in the zone of what changed a series, to which an occurrence moved."""
        moved = _later(wall, turn.by)
        if turn.event.is_all_day:
            return _midnight(moved)
        at, start = series.instant(moved), turn.event.start.moment
        return at if start.is_utc else self._zone(turn.event).to_wall(at)

    def period(self, calendar: int, text: str, tzid: str) -> Span:
        """A start with an end or a length (RFC 5545 section 3.3.9)."""
        begin, _, until = text.partition("/")
        zone = self._zones.find(calendar, tzid)
        start = _instant(read_moment(begin), zone)
        if "P" in until.upper():
            length = read_length(until)
            return start, _later(start, timedelta(days=length.days) + length.rest)
        return start, _instant(read_moment(until), zone)

    def _zone(self, event: Event) -> Zone:
        """The zone of an event; whole days are the owner's."""
        if event.is_all_day:
            return self._zones.owner
        return self._zones.find(event.calendar, event.start.tzid)

    def _lasting(self, event: Event, walls: Iterable[datetime]) -> Iterator[Span]:
        zone, moment = self._zone(event), event.start.moment
        if event.is_all_day:
            days = timedelta(days=max(0, event.days))
            yield from ((zone.to_utc(wall), zone.to_utc(_later(wall, days))) for wall in walls)
        elif event.length is not None:
            days = timedelta(days=event.length.days)
            for wall in walls:
                turned = _at(moment, _later(wall, days), zone)
                yield _at(moment, wall, zone), _later(turned, event.length.rest)
        else:
            exact = exact_length(event, zone, self._zones)
            for wall in walls:
                start = _at(moment, wall, zone)
                yield start, _later(start, exact)


def exact_length(event: Event, zone: Zone, zones: Zones) -> timedelta:
    """The time from start to end; in a series it stays the same over changes of the clock."""
    if event.end is None:
        return timedelta(0)
    moment, tzid = event.end
    ending = _instant(moment, zones.find(event.calendar, tzid) if tzid else zone)
    return ending - _instant(event.start.moment, zone)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What changes a series from one occurrence on, and by how much it moves them."""

    at: datetime
    by: timedelta
    event: Event


class _Series:
    """An event that repeats, in its zone."""

    def __init__(self, event: Event, zone: Zone, zones: Zones) -> None:
        assert event.repeats is not None  # noqa: S101 (only such are given)
        self.event, self._repeats = event, event.repeats
        self._zone, self._zones = zone, zones

    def turn(self, event: Event) -> _Turn:
        """A change of this and all later occurrences; it moves them by as much on the clock."""
        assert event.instead_of is not None  # noqa: S101 (only such are given)
        by = self._wall(event.start) - self._wall(event.instead_of)
        return _Turn(self.named(event.instead_of), by, event)

    def _wall(self, point: Point) -> datetime:
        """A moment on the clock of the series."""
        moment, tzid = point
        if moment.is_date:
            return moment.wall
        at = _instant(moment, self._zones.find(self.event.calendar, tzid) if tzid else self._zone)
        return at if self.event.start.moment.is_utc else self._zone.to_wall(at)

    def instant(self, wall: datetime) -> datetime:
        return _at(self.event.start.moment, wall, self._zone)

    def identity(self, wall: datetime) -> datetime:
        """What tells an occurrence from the others."""
        return wall if self.event.is_all_day else self.instant(wall)

    def named(self, point: Point) -> datetime:
        """An occurrence by how EXDATE or RECURRENCE-ID names it; floating is in the series' zone.

        A date names no occurrence of a timed series: it would be a guess what is free then.
        """
        if self.event.is_all_day:
            return self._day(point)
        moment, tzid = point
        if moment.is_date:
            return _LATEST
        zone = self._zones.find(self.event.calendar, tzid) if tzid else self._zone
        return _instant(moment, zone)

    def _day(self, point: Point) -> datetime:
        """The day a time lies in; a midnight in UTC is how some write a date."""
        moment = point.moment
        if moment.is_utc and moment.wall != _midnight(moment.wall):
            return _midnight(self._zone.to_wall(moment.wall))
        return _midnight(moment.wall)

    def walls(self, begin: datetime, until: datetime) -> list[datetime]:
        """Wall times from `begin` on and before `until` at which the series occurs.

        Raises RuleError.
        """
        plain = (self.event.start.moment.wall, *self._added())
        found = {wall for wall in plain if begin <= wall < until}
        for text in self._repeats.rules:
            found.update(self._ruled(text, begin, until))
        if len(found) > MOST:
            raise RuleError(str(len(found)))
        left_out = {
            self.named(Point(read_moment(text), tzid)) for text, tzid in values(self._repeats.less)
        }
        return [wall for wall in found if self.identity(wall) not in left_out]

    def _ruled(self, text: str, begin: datetime, until: datetime) -> list[datetime]:
        start = self.event.start.moment
        if start.wall > until or _is_over(text, begin):
            return []
        rule = read_rule(text)
        found = list(occurrences(rule, start.wall, begin, until))
        if not rule.until:
            return found
        last = self._last(read_moment(rule.until))
        return [wall for wall in found if self.identity(wall) <= last]

    def _last(self, until: Moment) -> datetime:
        """The latest identity a rule lets through; a date lets its whole day."""
        start = self.event.start.moment
        if start.is_date:
            return self._day(Point(until, ""))
        if until.is_date:
            return _at(start, _later(until.wall, DAY), self._zone)
        return until.wall if until.is_utc else _at(start, until.wall, self._zone)

    def _added(self) -> Iterator[datetime]:
        """Additional dates, as wall times in the zone of the series."""
        start = self.event.start.moment
        for text, tzid in values(self._repeats.more):
            if "/" in text:
                continue
            moment = read_moment(text)
            if start.is_date:
                yield self._day(Point(moment, tzid))
            elif moment.is_date:
                yield datetime.combine(moment.wall.date(), start.wall.time())
            else:
                yield self._wall(Point(moment, tzid))


def _instant(moment: Moment, zone: Zone) -> datetime:
    return moment.wall if moment.is_utc else zone.to_utc(moment.wall)


def _at(start: Moment, wall: datetime, zone: Zone) -> datetime:
    """The instant of a wall time in a series that begins like this."""
    return wall if start.is_utc else zone.to_utc(wall)


def _is_over(text: str, begin: datetime) -> bool:
    """Whether a rule, followed or not, ended before what is asked for."""
    _, found, rest = text.upper().partition("UNTIL=")
    return bool(found) and _later(read_moment(rest.partition(";")[0]).wall, DAY) < begin


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0)


def _later(at: datetime, by: timedelta) -> datetime:
    try:
        return at + by
    except OverflowError:
        return _LATEST if by > timedelta(0) else _EARLIEST
