"""When a host leaves shortly before the first day, and somebody has to hurry."""

from datetime import date, timedelta

SHORTLY_BEFORE = timedelta(days=14)


def is_shortly_before(starts_on: date | None, today: date) -> bool:
    return starts_on is not None and starts_on - today < SHORTLY_BEFORE
