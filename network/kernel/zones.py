"""Time zones: opened safely, and wall time turned into instants without surprises.

The rules come from the `tzdata` package alone, so every machine of the network agrees.
"""

import csv
import zoneinfo
from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path

import tzdata

from network.kernel.errors import Invalid

zoneinfo.reset_tzpath(to=())
_TWO_DAYS = timedelta(days=2)
TZ_VERSION: str = tzdata.IANA_VERSION
_COUNTRIES = Path(__file__).parent / "places" / "countries.csv"
_AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


class MissingTime(Invalid):
    """The clocks jump over this wall time; `next_valid` is the first one after it."""

    def __init__(self, next_valid: datetime) -> None:
        super().__init__()
        self.next_valid = next_valid


class DoubledTime(Invalid):
    """The clocks show this wall time twice; somebody has to say which one is meant."""


@cache
def zone_names() -> frozenset[str]:
    """Every zone a person may choose."""
    names = {n for n in zoneinfo.available_timezones() if n.split("/")[0] in _AREAS}
    return frozenset(names | {"UTC"})


def is_zone(name: str) -> bool:
    return name in zone_names()


def zone(name: str) -> zoneinfo.ZoneInfo:
    """Open a zone by its IANA name; UTC for anything else, so that no page falls over."""
    return zoneinfo.ZoneInfo(name if is_zone(name) else "UTC")


def instant(wall: datetime, zone_name: str, *, second: bool | None = None) -> datetime:
    """The UTC instant of a wall time in a zone.

    `second` picks one of two equal wall times. Raises MissingTime for a time that does not
    exist and DoubledTime for one that exists twice when `second` is None.
    """
    rules = zone(zone_name)
    first, later = (wall.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == later:
        return first
    if _wall(first, rules) != wall:
        raise MissingTime(_after_jump(later, first, rules))
    if second is None:
        raise DoubledTime
    return later if second else first


def _after_jump(before: datetime, after: datetime, rules: zoneinfo.ZoneInfo) -> datetime:
    """The wall time to which the clocks jump, somewhere between two instants."""
    start = before.replace(microsecond=0)
    old = start.astimezone(rules).utcoffset()

    def is_past(seconds: int) -> bool:
        return (start + timedelta(seconds=seconds)).astimezone(rules).utcoffset() != old

    found = bisect_left(range(int((after - start).total_seconds())), 1, key=is_past)
    return _wall(start + timedelta(seconds=found), rules)


def _wall(moment: datetime, rules: zoneinfo.ZoneInfo) -> datetime:
    return moment.astimezone(rules).replace(tzinfo=None, fold=0)


def offset(at: datetime, zone_name: str) -> timedelta:
    """How far a zone's clocks are ahead of UTC at an instant."""
    return at.astimezone(zone(zone_name)).utcoffset() or timedelta(0)


@lru_cache(4_096)
def is_steady(on: date, zone_name: str) -> bool:
    """Whether a zone's clocks show two days after a date what they showed two days before it."""
    noon = datetime.combine(on, time(12), UTC)
    return offset(noon - _TWO_DAYS, zone_name) == offset(noon + _TWO_DAYS, zone_name)


@cache
def _countries() -> dict[str, tuple[tuple[int, ...], tuple[str, ...]]]:
    with _COUNTRIES.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: (
                tuple(int(day) for day in row["weekend"].split(";")),
                tuple(filter(None, row["zones"].split(";"))),
            )
            for row in csv.DictReader(file)
        }


def country_codes() -> frozenset[str]:
    """ISO 3166-1 codes, and XK."""
    return frozenset(_countries())


def weekend_of(country: str) -> tuple[int, ...]:
    """The usual weekend of a country as ISO weekdays; a centre may say otherwise."""
    return _countries().get(country, ((6, 7), ()))[0]


def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country, the capital's first."""
    return _countries().get(country, ((6, 7), ()))[1]
