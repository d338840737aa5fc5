"""Until when an offered place is kept: long enough to answer, and never ending in the night."""

from datetime import datetime, time, timedelta

from network.kernel.wall_times import kept_instant, wall_of

MOST = timedelta(hours=48)
LAPSES = 2  # after so many offers that ran out somebody is not asked again
_MORNING, _EVENING = time(8), time(22)
_DAY = timedelta(days=1)
_QUARTER = 4


def offered_until(now: datetime, starts_at: datetime, zone: str) -> datetime | None:
    """When an offer made now ends: after 48 hours or a quarter of the time left, whichever is
    less. None when there is no hour left at which somebody could be expected to answer.

    An end between 22 and 8 o'clock on the person's clocks moves to the evening before, or, where
    that would leave less than half of the time, to the morning after.
    """
    lasts = min(MOST, (starts_at - now) / _QUARTER)
    if lasts <= timedelta(0):
        return None
    end = now + lasts
    if is_awake(end, zone):
        return end
    evening, morning = _edges(end, zone)
    if evening - now >= lasts / 2:
        return evening
    if morning <= starts_at:
        return morning
    return evening if evening > now else None


def is_awake(at: datetime, zone: str) -> bool:
    """Whether it is between 8 and 22 o'clock there."""
    return _MORNING <= wall_of(at, zone).time() <= _EVENING


def _edges(at: datetime, zone: str) -> tuple[datetime, datetime]:
    """The evening before and the morning after an instant in the night."""
    wall = wall_of(at, zone)
    day = wall.date() if wall.time() > _EVENING else wall.date() - _DAY
    evening = datetime.combine(day, _EVENING)
    morning = datetime.combine(day + _DAY, _MORNING)
    return (
        kept_instant(evening, zone, second=False),
        kept_instant(morning, zone, second=False),
    )
