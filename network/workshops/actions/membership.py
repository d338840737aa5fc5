"""Sessions come into the calendars of those who join a workshop, and leave with those who go."""

from collections.abc import Iterable
from uuid import UUID

from network.kernel.actor import Actor
from network.workshops.actions import seating
from network.workshops.models.workshops import Workshop
from network.workshops.queries import people


async def follow(actor: Actor, workshop: Workshop, before: Iterable[UUID]) -> None:
    """After organisers or speakers changed: bring calendars up to date, of those concerned only.

    `before` are the members as they were.
    """
    was, now = set(before), set(await people.members_of(workshop))
    for person_id in sorted(now - was):
        await seating.show_sessions(actor, workshop, person_id)
    for person_id in sorted(was - now):
        await seating.show_sessions(actor, workshop, person_id, is_removed=True)
