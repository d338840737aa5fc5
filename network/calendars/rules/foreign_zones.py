"""Zones as calendars of others name them: by IANA name, by their own rules, as Windows calls them.

A zone turns wall times into instants in UTC; both are without `tzinfo` here. Of two equal wall
times the first is meant, and a time the clocks jump over is read with the offset before the jump
(RFC 5545 section 3.3.5).
"""

import re
import zoneinfo
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol

from network.calendars.rules.content import Component, Property
from network.calendars.rules.recurrence import RuleError, occurrences, read_rule
from network.calendars.rules.values import ValueProblem, read_moment
from network.kernel import zones

_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_SINCE = datetime(1970, 1, 1)  # noqa: DTZ001 (in UTC; series may have begun long ago)
_AROUND = timedelta(days=800)
_MOST_CHANGES = 2_000
_NO_AREA = ("Factory", "posixrules", "localtime")


class Zone(Protocol):
    """Whatever tells the instant of a wall time, both without tzinfo."""

    def to_utc(self, wall: datetime) -> datetime: ...

    def to_wall(self, utc: datetime) -> datetime: ...


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone of the tz database."""

    rules: zoneinfo.ZoneInfo

    def to_utc(self, wall: datetime) -> datetime:
        try:
            return wall.replace(tzinfo=self.rules).astimezone(UTC).replace(tzinfo=None)
        except OverflowError:
            return wall

    def to_wall(self, utc: datetime) -> datetime:
        try:
            found = utc.replace(tzinfo=UTC).astimezone(self.rules)
        except OverflowError:
            return utc
        return found.replace(tzinfo=None, fold=0)


class OwnZone:
    """A zone by the rules in the file: instants of change in UTC, and the offset from each on.

    There is one offset more than changes: the first is before them all.
    """

    def __init__(self, changes: Sequence[datetime], offsets: Sequence[timedelta]) -> None:
        self._changes, self._offsets = changes, offsets
        # the first wall time after each change that is not also one before it
        self._walls = [at + max(offsets[n : n + 2]) for n, at in enumerate(changes)]

    def to_utc(self, wall: datetime) -> datetime:
        try:
            return wall - self._offsets[bisect_right(self._walls, wall)]
        except OverflowError:
            return wall

    def to_wall(self, utc: datetime) -> datetime:
        try:
            return utc + self._offsets[bisect_right(self._changes, utc)]
        except OverflowError:
            return utc


@cache
def named(name: str) -> Zone | None:
    """A zone by an IANA name, a Windows name, or a maker's name that ends in an IANA name."""
    plain = name.strip().strip('"')
    found = _iana(plain) or _iana(_windows().get(plain.lower(), ""))
    parts = plain.strip("/").split("/")
    for length in (3, 2):
        found = found or (_iana("/".join(parts[-length:])) if len(parts) >= length else None)
    return found


def _iana(name: str) -> Zone | None:
    exact = _names().get(name.lower())
    return NamedZone(zoneinfo.ZoneInfo(exact)) if exact else None


@cache
def _names() -> dict[str, str]:
    known = zoneinfo.available_timezones() - set(_NO_AREA)
    return {name.lower(): name for name in known}


@cache
def _windows() -> dict[str, str]:
    """Names of zones in Windows, from Unicode's CLDR."""
    from babel.core import get_global  # noqa: PLC0415 (large, and seldom needed)

    return {name.lower(): zone for name, zone in get_global("windows_zone_mapping").items()}


class Zones:
    """What the zones of a file's calendars are, as far as it says; else the owner's is taken."""

    def __init__(self, owner: str, first: datetime, last: datetime) -> None:
        self.owner = named(owner) or NamedZone(zones.zone("UTC"))
        self.was_guessed = False
        self._stretch = min(first, _SINCE), last
        self._given: dict[tuple[int, str], Component] = {}
        self._presets: dict[int, str] = {}
        self._found: dict[tuple[int, str], Zone] = {}

    def add(self, calendar: int, tzid: str, rules: Component) -> None:
        """A zone by the file's own rules, to be read if an event needs it."""
        self._given[calendar, tzid] = rules

    def preset(self, calendar: int, tzid: str) -> None:
        """The zone of a whole calendar, for times that name none; empty for no such zone."""
        self._presets[calendar] = tzid

    def find(self, calendar: int, tzid: str) -> Zone:
        """The zone a calendar means by a name; for none, the calendar's own or the owner's."""
        key = (calendar, tzid.strip())
        if key not in self._found:
            self._found[key] = self._known(*key) or self._otherwise(*key)
        return self._found[key]

    def _known(self, calendar: int, tzid: str) -> Zone | None:
        rules = self._given.get((calendar, tzid))
        found = _iana(tzid) or (from_rules(rules, *self._stretch) if rules else None)
        return found or (named(tzid) if tzid else None)

    def _otherwise(self, calendar: int, tzid: str) -> Zone:
        found = self._known(calendar, self._presets.get(calendar, ""))
        if found is None:
            self.was_guessed = self.was_guessed or bool(tzid)
        return found or self.owner


def from_rules(component: Component, first: datetime, last: datetime) -> Zone | None:
    """A zone from a VTIMEZONE, right from `first` to `last`; None when it makes no sense."""
    try:
        changes = sorted(
            change for part in component.parts for change in _changes(part, first, last)
        )
    except (RuleError, ValueProblem, OverflowError):
        return None
    if not changes or len(changes) > _MOST_CHANGES:
        return None
    offsets = [changes[0][1], *(after for _, _, after in changes)]
    return OwnZone([at for at, _, _ in changes], offsets)


def _changes(
    part: Component, first: datetime, last: datetime
) -> Iterable[tuple[datetime, timedelta, timedelta]]:
    """Instants at which an observance begins, with the offsets before and after."""
    before, after = _offset(part.first("TZOFFSETFROM")), _offset(part.first("TZOFFSETTO"))
    opening = part.first("DTSTART")
    if opening is None:
        raise ValueProblem
    start = read_moment(opening.value).wall
    walls = {start}
    for line in part.all("RDATE"):
        walls |= {read_moment(text).wall for text in line.value.split(",")}
    for line in part.all("RRULE"):
        walls |= set(_repeated(line.value, start, before, first, last))
    return [(wall - before, before, after) for wall in walls]


def _repeated(
    text: str, start: datetime, before: timedelta, first: datetime, last: datetime
) -> list[datetime]:
    rule = read_rule(text)
    if rule.freq != "YEARLY":
        raise RuleError(rule.freq)
    found = list(occurrences(rule, start, first - _AROUND, last + _AROUND))
    if not rule.until:
        return found
    until = read_moment(rule.until)
    latest = until.wall + before if until.is_utc else until.wall
    return [wall for wall in found if wall <= latest]


def _offset(line: Property | None) -> timedelta:
    match = _OFFSET.fullmatch(line.value.strip()) if line else None
    if match is None:
        raise ValueProblem
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    found = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if found >= timedelta(days=1):
        raise ValueProblem
    return found if match[1] == "+" else -found
