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
_PATIENCE = 2  # failures that may pass by themselves before anybody is told


def window(now: datetime) -> tuple[datetime, datetime]:
    """From when until when busy times are kept."""
    return now - BEFORE, now + AHEAD


def next_look(now: datetime) -> datetime:
    return now + _EVERY


def next_try(now: datetime, failures: int) -> datetime:
    """After a minute first, then ever later, up to six hours."""
    return now + timedelta(minutes=_AGAIN[min(failures, len(_AGAIN)) - 1])


def is_to_be_told(told: str, failures: int, *, is_lasting: bool) -> bool:
    """Once: at once for what will not pass, after a second try for what may."""
    return not told and (is_lasting or failures >= _PATIENCE)


def is_closing(told: str, closes_at: datetime, now: datetime) -> bool:
    """Whether the last times have just become too old to be believed."""
    return told != "closed" and closes_at <= now


def fingerprint(zone: str, mail: str) -> str:
    """What besides the file decides on the times: the owner's zone and address, and tz rules."""
    return sha256(f"{zone}\n{mail.casefold()}\n{TZ_VERSION}".encode()).hexdigest()
