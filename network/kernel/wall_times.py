"""Wall times and the instants they mean: what people agreed on the clocks of a place."""

from datetime import UTC, datetime, timedelta

from network.kernel import moments, zones
from network.kernel.errors import Invalid
from network.kernel.i18n import _
from network.kernel.zones import DoubledTime, MissingTime


def agreed_instant(wall: datetime, zone: str, *, second: bool | None) -> datetime:
    """The instant somebody means by a wall time.

    Raises Invalid for a time the clocks jump over, and for one they show twice while nobody said
    which of the two is meant.
    """
    try:
        return zones.instant(wall, zone, second=second)
    except MissingTime as missing:
        told = _(
            "On %(day)s the clocks jump over this time. The next one is %(time)s.",
            day=moments.short_day(wall.date()),
            time=moments.wall_time(missing.next_valid),
        )
        raise Invalid(at=told) from None
    except DoubledTime:
        told = _(
            "On %(day)s the clocks show this time twice. Say which one you mean.",
            day=moments.short_day(wall.date()),
        )
        raise Invalid(second=told) from None


def kept_instant(wall: datetime, zone: str, *, second: bool) -> datetime:
    """The instant of a wall time nobody is asked about again; a missing one goes to the next."""
    try:
        return zones.instant(wall, zone, second=second)
    except MissingTime as missing:
        return zones.instant(missing.next_valid, zone, second=False)


def wall_of(at: datetime, zone: str) -> datetime:
    """What the clocks of a zone show at an instant."""
    return at.astimezone(zones.zone(zone)).replace(tzinfo=None, fold=0)


def days_later(at: datetime, zone: str, days: timedelta) -> datetime:
    """The same hour on another day of a zone."""
    return kept_instant(wall_of(at, zone) + days, zone, second=False).astimezone(UTC)


def written(wall: datetime) -> str:
    """A wall time as it is stored."""
    return f"{wall:%Y-%m-%dT%H:%M}"
