"""Travel: in which zone somebody is at an instant, from the days they said they are elsewhere.

Only instants decide, never dates alone: on the way across the date line a local date is lived
twice, in part or not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from network.kernel import zones
from network.kernel.zones import MissingTime

_DAY = timedelta(days=1)


class Days(NamedTuple):
    """Days in a zone, both ends included, as the calendars there count them."""

    first_on: date
    last_on: date
    zone: str


class Stretch(NamedTuple):
    """From one instant until before another, somebody lives by the clocks of a zone."""

    since: datetime
    until: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The clocks of somebody who travels: those at home, but for some stretches."""

    home: str
    stretches: tuple[Stretch, ...]


Where: TypeAlias = str | Itinerary  # a zone, or one that changes by travelling


def where(home: str, stretches: Iterable[Stretch]) -> Where:
    """The clocks of somebody; just the zone for who does not travel."""
    found = tuple(stretches)
    return Itinerary(home, found) if home and found else home


def stretches(travel: Iterable[Days]) -> tuple[Stretch, ...]:
    """When each zone holds, first to last; they never overlap.

    From the midnight there that begins the first day until the one that ends the last. What
    follows begins no earlier or later for that: between days that touch, the zone before holds
    until the next begins, so that nobody is at home for the hours of a flight.
    """
    rows = sorted(travel)
    found = []
    for row, after in zip_longest(rows, rows[1:]):
        until = day_start(row.last_on + _DAY, row.zone)
        if after is not None:
            begins = day_start(after.first_on, after.zone)
            touches = after.first_on <= row.last_on + _DAY
            until = begins if touches else min(until, begins)
        since = day_start(row.first_on, row.zone)
        if since < until:
            found.append(Stretch(since, until, row.zone))
    return tuple(found)


def day_start(on: date, zone: str) -> datetime:
    """The first instant of a date on the clocks of a zone."""
    midnight = datetime.combine(on, time())
    try:
        return zones.instant(midnight, zone, second=False)
    except MissingTime as missing:
        return zones.instant(missing.next_valid, zone, second=False)


def zone_at(home: str, travel: Iterable[Days], at: datetime) -> str:
    """The zone in force for somebody at an instant."""
    return zone_of(where(home, stretches(travel)), at)


def zone_of(place: Where, at: datetime) -> str:
    """The zone in force at an instant; empty where it is hidden."""
    if isinstance(place, str):
        return place
    away = stretch_of(place, at)
    return away.zone if away else place.home


def stretch_of(place: Where, at: datetime) -> Stretch | None:
    """The stretch of a journey that holds an instant; None at home."""
    if isinstance(place, str):
        return None
    return next((s for s in place.stretches if s.since <= at < s.until), None)


def home_of(place: Where) -> str:
    """The zone somebody lives in when they do not travel."""
    return place if isinstance(place, str) else place.home


def hidden(found: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same stretches for others, who do not learn where somebody is."""
    return tuple(one._replace(zone="") for one in found)
