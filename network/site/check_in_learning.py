"""Figures that the people of a centre, or the office, gave away go into the library."""

from network import events
from network.knowledge.actions import receiving
from network.knowledge.actions.receiving import Received
from network.outbox import Reactions
from network.wellbeing.actions import following_up
from network.wellbeing.queries import library

_SOURCE = "check_in"


async def release_shared(fact: events.CheckInReleaseShared) -> None:
    """Make one item of what was given, however often this is told."""
    found = await library.given(fact.share_id)
    if found is None:
        return
    given = Received(
        kind=found.kind,
        source_kind=_SOURCE,
        source_id=found.share_id,
        lang=found.lang,
        level=found.level,
        title=found.title,
        summary=found.summary,
        body=found.body,
        sources="",
        topics=found.topics,
        year=found.year,
        authors=found.authors,
        author_id=found.author_id,
        centre_id=found.centre_id,
        checked_by_id=found.author_id,
        reader_centre_ids=found.reader_centre_ids,
    )
    await following_up.keep_item(found.share_id, await receiving.receive(given))


REACTIONS: Reactions = {events.CheckInReleaseShared: release_shared}
