"""What a visit taught comes into the library: visits tell it, knowledge keeps it."""

from network import events
from network.exchanges.actions import report_reading
from network.exchanges.queries import learning
from network.exchanges.vocabulary import Move
from network.knowledge.actions import receiving
from network.outbox import Reactions


async def visit_moved(fact: events.VisitMoved) -> None:
    """Make one item of a report that was released, however often this is told."""
    if fact.move != Move.RELEASE:
        return
    found = await learning.learned_on(fact.visit_id)
    if found is not None:
        await report_reading.keep_item(fact.visit_id, await receiving.receive(found))


REACTIONS: Reactions = {events.VisitMoved: visit_moved}
