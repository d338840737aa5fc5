"""The only place that asks what time it is, so that tests and demonstrations can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_shift = timedelta(0)
_fixed: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed or datetime.now(UTC) + _shift


def shift(by: timedelta) -> None:
    """Let the whole process live earlier or later; for demonstrations."""
    global _shift  # noqa: PLW0603 (one clock per process is the point)
    _shift = by


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Stop the clock at an instant; for tests."""
    global _fixed  # noqa: PLW0603
    before, _fixed = _fixed, instant.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before
