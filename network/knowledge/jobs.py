"""What the library does by itself: items to be looked at again, feeds that nobody reads."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from network.knowledge.actions import asking, feeding, keeping

JOBS: list[tuple[str, timedelta, Callable[[], Awaitable[object]]]] = [
    ("knowledge-due", timedelta(hours=6), keeping.remind_due),
    ("purge-knowledge-feeds", timedelta(days=1), feeding.purge),
    ("purge-reading-requests", timedelta(days=1), asking.purge),
]
