"""What a visit taught comes into the library: visits tell it, knowledge keeps it."""

from network import events
from network.exchanges.actions import report_reading
from network.exchanges.queries import learning
from network.exchanges.vocabulary import Move
from network.knowledge.actions import receiving
from network.knowledge.actions.receiving import Received
from network.outbox import Reactions

_KIND = "KT-LRN"


async def visit_moved(fact: events.VisitMoved) -> None:
    """Make one item of a report that was released, however often this is told."""
    if fact.move != Move.RELEASE:
        return
    found = await learning.learned_on(fact.visit_id)
    if found is None:
        return
    given = Received(
        kind=_KIND,
        source_kind="visit",
        source_id=found.visit_id,
        lang=found.lang,
        level=found.level,
        title=found.title,
        summary=found.summary,
        body=found.body,
        sources=found.sources,
        topics=found.topics,
        year=found.year,
        authors=found.authors,
        author_id=found.author_id,
        centre_id=found.centre_id,
        checked_by_id=found.released_by_id,
        reader_centre_ids=found.reader_centre_ids,
        reader_ids=found.reader_ids,
    )
    await report_reading.keep_item(found.visit_id, await receiving.receive(given))


REACTIONS: Reactions = {events.VisitMoved: visit_moved}
