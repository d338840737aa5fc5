"""When reminders are due: a while before or after the start or the end, wherever that moves to."""

from datetime import datetime, timedelta
from typing import NamedTuple

from network.workshops.vocabulary import Anchor, Audience

LATE_AFTER_END = timedelta(days=14)  # after so long a word of thanks is none any more
ASK_AGAIN_AFTER = timedelta(days=3)  # between two reminders of an invitation
MOST_MINUTES = 60 * 24 * 60
_DAY = 24 * 60


class Plan(NamedTuple):
    """What a reminder is: minutes from an anchor, negative before it, and whom it reaches."""

    anchor: Anchor
    minutes: int
    audience: Audience


USUAL = (
    Plan(Anchor.START, -7 * _DAY, Audience.CONFIRMED),
    Plan(Anchor.START, -7 * _DAY, Audience.SPEAKERS),
    Plan(Anchor.START, -_DAY, Audience.CONFIRMED),
    Plan(Anchor.END, _DAY, Audience.ATTENDED),
)


def anchor_of(
    anchor: Anchor, starts_at: datetime | None, ends_at: datetime | None
) -> datetime | None:
    return starts_at if anchor is Anchor.START else ends_at


def due_at(plan: Plan, starts_at: datetime | None, ends_at: datetime | None) -> datetime | None:
    """When it is due; None while the days are open."""
    at = anchor_of(plan.anchor, starts_at, ends_at)
    return None if at is None else at + timedelta(minutes=plan.minutes)


def is_settled(sent_for: datetime | None, anchor: datetime | None) -> bool:
    """Whether it was sent, or let go, for the time the anchor has now."""
    return sent_for is not None and sent_for == anchor


def is_useful(plan: Plan, anchor: datetime, now: datetime) -> bool:
    """Whether it still says something: one before the start is sent before the start or never."""
    if plan.minutes < 0:
        return now < anchor
    return now < anchor + timedelta(minutes=plan.minutes) + LATE_AFTER_END


def may_ask_again(reminded_at: datetime | None, invited_at: datetime, now: datetime) -> bool:
    """Whether somebody who has not answered may be reminded again, so that nobody is pressed."""
    return now >= (reminded_at or invited_at) + ASK_AGAIN_AFTER
