"""What happens to check-ins by themselves."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from network.wellbeing.actions import ballot_boxes, forgetting, moving

JOBS: list[tuple[str, timedelta, Callable[[], Awaitable[object]]]] = [
    ("check-in-rounds-open", timedelta(minutes=10), moving.open_due),
    ("check-in-rounds-release", timedelta(minutes=10), moving.release_due),
    ("check-in-coordinators", timedelta(hours=1), moving.tell_coordinators),
    ("check-in-mix", timedelta(hours=1), ballot_boxes.mix_all),
    ("check-in-forget", timedelta(hours=12), forgetting.forget_due),
]
