"""What happens to workshops by themselves."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from network.workshops.actions import passing_time, reminding, sessions

JOBS: list[tuple[str, timedelta, Callable[[], Awaitable[object]]]] = [
    ("workshops-come-due", timedelta(minutes=5), passing_time.catch_up_all),
    ("remind-of-workshops", timedelta(minutes=10), reminding.remind_all),
    ("workshops-zone-rules", timedelta(hours=6), sessions.follow_zone_rules),
]
