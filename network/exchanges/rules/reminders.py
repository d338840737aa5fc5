"""What people in a visit are asked and reminded of: when, and in which steps.

A step is told once. After a stopped worker only the newest step of each is told.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from network.exchanges.rules import reports

DAY = timedelta(days=1)
OFFER_LEFT = timedelta(days=2)  # before the time of a host to answer is over
HOST_READS_LEFT = timedelta(days=3)
POLL_LEFT = DAY
UNREAD_FOR = timedelta(hours=24)
READY_WEEKS = (8, 4, 2)  # before the first day: features X5
TO_COORDINATOR = 28  # days after a follow-up fell due; the visitor is left in peace


class What(StrEnum):
    """What a notice asks for, or reminds of."""

    # by the passing of time
    REPORT = "report"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_HOME = "follow_up_home"
    HOST_READS = "host_reads"
    HOST_SILENT = "host_silent"
    OFFER = "offer"
    POLL = "poll"
    POLL_OVER = "poll_over"
    UNREAD = "unread"
    ITEMS = "items"
    READINESS = "readiness"
    # because something happened
    LOOK = "look"
    WELFARE = "welfare"
    FIND_HOST = "find_host"
    PARTNER = "partner"
    PAIRED = "paired"
    PLACE = "place"
    PLACE_TAKEN = "place_taken"
    TAKE_OVER = "take_over"
    SIGN = "sign"
    PASS_ON = "pass_on"  # noqa: S105 (a word for an act)


def report_step(due_on: date, today: date) -> int | None:
    """Which reminder of a report has come: so many days left. None before, and once it is late."""
    return min(reports.reminders_due(due_on, (), today), default=None)


def follow_up_step(due_on: date, today: date) -> int | None:
    """Which reminder of a follow-up has come: so many days after; the last is the coordinator's."""
    if (today - due_on).days >= TO_COORDINATOR:
        return TO_COORDINATOR
    return max(reports.late_reminders_due(due_on, (), today), default=None)


def readiness_step(first_on: date, today: date) -> int | None:
    """Which look at what is still open has come: so many weeks before the first day."""
    left = first_on - today
    if left < timedelta():
        return None
    return min((weeks for weeks in READY_WEEKS if left <= timedelta(weeks=weeks)), default=None)


def is_forgotten(
    written_at: datetime, read_at: datetime | None, reminded_at: datetime | None
) -> bool:
    """Whether a message waits unread, and nobody was reminded since they last read."""
    if read_at is not None and read_at >= written_at:
        return False
    return reminded_at is None or (read_at is not None and reminded_at < read_at)
