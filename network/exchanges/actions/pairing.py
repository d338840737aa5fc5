"""Visits in return: two that belong together, each of which goes on without the other."""

from uuid import UUID

from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import asking
from network.exchanges.models.visits import Visit
from network.exchanges.queries import pairs, visits
from network.exchanges.rules.reminders import What
from network.exchanges.vocabulary import Part
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _

_COORDINATORS = (Part.HOME, Part.HOST)


async def pair(actor: Actor, visit: Visit, other_id: UUID, version: int) -> None:
    """Say that two visits are in return for each other.

    Raises Invalid for a visit that goes another way, or is none of the actor's; Conflict when one
    of the two has a visit in return already; Stale when the visit changed since `version`.
    """
    require(policy.can_pair(actor, visit))
    async with transaction():
        stored = await visits.fresh(visit.id)
        possible = {one.id: one for one in await pairs.possible_pairs(actor, stored)}
        other = possible.get(other_id)
        if stored.paired_id is not None:
            raise Conflict(_("There is a visit in return already."))
        if other is None:
            raise Invalid(other=_("Choose one of the list."))
        await _link(stored, version, other_id)
        await _link(other, other.version, stored.id)
        await asking.ask(actor, other, What.PAIRED, _COORDINATORS)


async def keep_alone(actor: Actor, visit: Visit, version: int) -> None:
    """Let a visit go on by itself: its visit in return does not take place, or is another."""
    require(policy.can_pair(actor, visit))
    async with transaction():
        stored = await visits.fresh(visit.id)
        if stored.paired_id is None:
            raise Conflict(_("There is no visit in return."))
        other = await Visit.get_or_none(id=stored.paired_id)
        await _link(stored, version, None)
        if other is not None and other.paired_id == stored.id:
            await _link(other, other.version, None)


async def _link(visit: Visit, version: int, other_id: UUID | None) -> None:
    if not await visit.store(version, paired_id=other_id):
        stored = await visits.fresh(visit.id)
        raise Stale(_("Somebody changed this visit a moment ago."), stored)
