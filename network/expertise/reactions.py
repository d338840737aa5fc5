"""What follows from facts about offers and needs."""

from network import events
from network.expertise import actions
from network.outbox import Reactions


async def listing_published(fact: events.ListingPublished) -> None:
    await actions.tell_matches(fact.listing_id)


REACTIONS: Reactions = {events.ListingPublished: listing_published}
