"""Who asks to read an item, for those who keep it."""

from dataclasses import dataclass
from uuid import UUID

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel.actor import Actor
from network.kernel.errors import NotFound, require
from network.knowledge import policy
from network.knowledge.models import Item, ReadingRequest, Reply
from network.people import queries as people


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as they wish to be called, where they work, and why they ask."""

    id: UUID
    name: str
    centres: list[str]
    why: str


async def askers_of(actor: Actor, item: Item) -> list[Asker]:
    """Those who wait for an answer, longest first; without those who left meanwhile."""
    require(policy.can_manage(actor, item))
    rows = await ReadingRequest.filter(asked_id=item.id, reply=Reply.OPEN).order_by("created_at")
    working = await centres.workers_of(row.person_id for row in rows)
    return [
        Asker(
            id=row.id,
            name=people.shown_name(working[row.person_id][0], "", ""),
            centres=[centre_policy.shown_name(actor, one) for one in working[row.person_id][1]],
            why=row.why,
        )
        for row in rows
        if row.person_id in working
    ]


async def get_request(item: Item, request_id: UUID) -> ReadingRequest:
    found = await ReadingRequest.get_or_none(id=request_id, asked_id=item.id)
    if found is None:
        raise NotFound
    return found
