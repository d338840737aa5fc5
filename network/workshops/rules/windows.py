"""The days of registration and the instants they mean, on the clocks of the host."""

from datetime import date, datetime, timedelta

from network.kernel import moments, travel, wall_times
from network.workshops.models.workshops import Workshop

COLUMNS = ("opens_at", "closes_at", "edits_until")
_DAY = timedelta(days=1)
_SLACK = timedelta(hours=2)  # where clocks change at midnight, a day may begin at another hour


def opening(on: date | None, zone: str) -> datetime | None:
    """The first instant of a day."""
    return travel.day_start(on, zone) if on else None


def closing(on: date | None, zone: str) -> datetime | None:
    """The end of a last day, which still counts."""
    return travel.day_start(on + _DAY, zone) if on else None


def opening_day(at: datetime | None, zone: str) -> date | None:
    """The day that an opening instant stands for."""
    return moments.local_day(at + _SLACK, zone) if at else None


def closing_day(at: datetime | None, zone: str) -> date | None:
    """The last day that counts, of a closing instant."""
    return moments.local_day(at - _SLACK, zone) if at else None


def later(workshop: Workshop, days: timedelta) -> dict[str, datetime]:
    """Everything around registration as many days later, at the same hour."""
    found = {name: getattr(workshop, name) for name in COLUMNS}
    zone = workshop.zone
    return {name: wall_times.days_later(at, zone, days) for name, at in found.items() if at}
