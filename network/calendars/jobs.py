"""What calendars do by themselves: tell of late changes nobody fetched, forget what is old."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from network.calendars.actions import entries, feeds, invites

JOBS: tuple[tuple[str, timedelta, Callable[[], Awaitable[object]]], ...] = (
    ("calendars-unseen", timedelta(minutes=1), entries.tell_unseen),
    ("calendars-invites", timedelta(hours=1), invites.follow_everybody),
    ("purge-feeds", timedelta(hours=6), feeds.purge),
    ("purge-entries", timedelta(days=1), entries.purge),
)
