"""Who may see and change calendars. First lines are printed in docs/permissions.md."""

from uuid import UUID

from tortoise.expressions import Q

from network.calendars.rules import feeds as rules
from network.kernel.actor import Actor


def visible_to(actor: Actor) -> Q:
    """Only a person sees their own calendar, feeds and outside calendars."""
    return Q(person_id=actor.person_id)


def can_count(calendars: int) -> bool:
    """Who leads a session is told how many of the others' calendars show an old time, never whose,
    and only from three calendars up: of fewer, a number would tell.
    """
    return calendars >= rules.FEWEST_COUNTED


def is_own(actor: Actor, person_id: UUID) -> bool:
    """Only a person makes, renews and revokes their own feeds and outside calendars."""
    return actor.person_id is not None and actor.person_id == person_id
