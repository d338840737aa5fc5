"""For how long somebody who was trained to train may do so."""

from datetime import date, timedelta

MONTHS = 24
KINDS = ("WT-TOT", "WT-CASC")  # after which somebody may be made a trainer
_DECEMBER = 12


def until_on(from_on: date) -> date:
    """The last day: 24 months later, less a day; the 29th of February counts as the 28th."""
    year, month = divmod(from_on.month - 1 + MONTHS, _DECEMBER)
    first = date(from_on.year + year, month + 1, 1)
    days = (_next_month(first) - first).days
    return first.replace(day=min(from_on.day, days)) - timedelta(days=1)


def is_valid(from_on: date, until: date, on: date, *, is_revoked: bool = False) -> bool:
    """Whether it holds on a day; its first and last day count."""
    return not is_revoked and from_on <= on <= until


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
