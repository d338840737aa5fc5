"""How long somebody was there, and what that makes of their place and of a certificate."""

from collections.abc import Collection, Mapping
from uuid import UUID

from network.workshops.vocabulary import RegState

WHOLE_PERCENT = 80  # of all minutes; from here on somebody was there, and not only partly


def state_by_minutes(minutes: int, planned: int) -> RegState:
    """What time in the room makes of a place; no time at all is for the organisers to say."""
    if minutes <= 0 or planned <= 0:
        return RegState.CONFIRMED
    is_whole = minutes * 100 >= planned * WHOLE_PERCENT
    return RegState.ATTENDED if is_whole else RegState.PARTLY


def credited(minutes: Mapping[UUID, int], planned: Mapping[UUID, int]) -> int:
    """The minutes of a certificate: those of each session, never more than it had."""
    return sum(min(spent, planned.get(key, 0)) for key, spent in minutes.items() if spent > 0)


def has_certificate(
    state: RegState, minutes: int, modules: Collection[UUID], completed: Collection[UUID]
) -> bool:
    """Whether there is a certificate. A course has one for all its modules and for nothing less."""
    if modules:
        return set(modules) <= set(completed)
    return state in (RegState.ATTENDED, RegState.PARTLY) and minutes > 0
