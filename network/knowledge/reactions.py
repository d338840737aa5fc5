"""What follows for knowledge from facts elsewhere: owners who left, files that became ready."""

from network import events
from network.knowledge.actions import feeding, indexing, keeping
from network.knowledge.models import Item
from network.outbox import Reactions


async def left_centre(fact: events.RoleRevoked) -> None:
    if fact.centre_id is not None:
        await keeping.release_if_gone(fact.person_id, fact.centre_id)


async def account_shut(fact: events.PersonDisabled) -> None:
    await keeping.release_items(fact.person_id, None)
    await feeding.close_all(fact.person_id)


async def file_ready(fact: events.FileReady) -> None:
    if await Item.filter(id=fact.subject_id).exists():
        await indexing.reindex(fact.subject_id)


REACTIONS: Reactions = {
    events.RoleRevoked: left_centre,
    events.PersonDisabled: account_shut,
    events.FileReady: file_ready,
}
