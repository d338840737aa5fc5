"""Figures that the people of a centre, or the office, gave away go into the library."""

from network import events
from network.knowledge.actions import receiving
from network.outbox import Reactions
from network.wellbeing.actions import following_up
from network.wellbeing.queries import library


async def release_shared(fact: events.CheckInReleaseShared) -> None:
    """Make one item of what was given, however often this is told."""
    found = await library.given(fact.share_id)
    if found is not None:
        await following_up.keep_item(fact.share_id, await receiving.receive(found))


REACTIONS: Reactions = {events.CheckInReleaseShared: release_shared}
