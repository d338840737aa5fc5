"""When an outside calendar is read again, how long it is believed, and when its owner is told."""

from datetime import datetime, timedelta
from hashlib import sha256

from network.kernel.zones import TZ_VERSION

MOST_CALENDARS = 10
BELIEVED = timedelta(days=7)
REREAD = timedelta(days=1)  # also when unchanged, since the stretch it was read for moves on
BEFORE, AHEAD = timedelta(days=2), timedelta(days=550)
LEASE = timedelta(minutes=5)
_EVERY = timedelta(hours=1)
_AGAIN = (1, 5, 15, 60, 240, 360)  # minutes
PATIENCE = 2  # failures that may pass by themselves before anybody is told


def window(now: datetime) -> tuple[datetime, datetime]:
    """From when until when busy times are kept."""
    return now - BEFORE, now + AHEAD


def next_look(now: datetime) -> datetime:
    return now + _EVERY


def next_try(now: datetime, failures: int) -> datetime:
    """After a minute first, then ever later, up to six hours."""
    return now + timedelta(minutes=_AGAIN[min(failures, len(_AGAIN)) - 1])


def is_to_be_told(failures: int, told_at: datetime | None, now: datetime) -> bool:
    """After a second try, and at most once a week about one that comes and goes."""
    return failures >= PATIENCE and (told_at is None or now >= told_at + BELIEVED)


def is_closing(told: str, closes_at: datetime, now: datetime) -> bool:
    """Whether the last times have just become too old to be believed."""
    return told != "closed" and closes_at <= now


def fingerprint(zone: str, mail: str) -> str:
    """What besides the file decides on the times: the owner's zone and address, and tz rules."""
    return sha256(f"{zone}\n{mail.casefold()}\n{TZ_VERSION}".encode()).hexdigest()
