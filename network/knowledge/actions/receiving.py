"""Taking into the library what was read and released elsewhere, such as a learning report."""

from typing import Any
from uuid import UUID

from network import outbox
from network.db import transaction
from network.kernel import clock, taxonomy
from network.kernel.actor import SYSTEM
from network.kernel.library import Contribution
from network.knowledge.actions import indexing
from network.knowledge.actions.reviewing import published_fact
from network.knowledge.models import (
    Act,
    Edge,
    Item,
    ItemState,
    Reader,
    Relation,
    SafetyLevel,
    Step,
    Version,
    VersionState,
)
from network.knowledge.rules import seals, states, texts


async def receive(given: Contribution) -> UUID:
    """Publish a text at once, with the history and seal of any other; the key of its item.

    The same source is received once: again, it is the item there is.
    """
    async with transaction():
        made = await Edge.get_or_none(
            relation=Relation.FROM,
            source_kind=given.source_kind,
            source_id=given.source_id,
            item__kind=given.kind,
        )
        if made is not None:
            return made.item_id
        item, version = await _published(given)
        await Edge.create(
            item=item,
            relation=Relation.FROM,
            source_kind=given.source_kind,
            source_id=given.source_id,
            person_id=given.author_id,
        )
        rows = [Reader(item_id=item.id, centre_id=key) for key in given.reader_centre_ids]
        rows += [Reader(item_id=item.id, person_id=key) for key in given.reader_ids]
        await Reader.bulk_create(rows)
        await Step.create(
            item=item,
            act=Act.PUBLISHED,
            lang=version.lang,
            number=version.number,
            person_id=given.checked_by_id,
        )
        await indexing.reindex(item.id)
        await outbox.record(SYSTEM, await published_fact(version, item))
        return item.id


async def _published(given: Contribution) -> tuple[Item, Version]:
    now = clock.now()
    shared: dict[str, Any] = {
        "kind": given.kind,
        "lang": given.lang,
        "level": SafetyLevel(given.level),
        "number": 1,
        "topics": [code for code in map(taxonomy.current, given.topics) if texts.is_topic(code)],
        "year": given.year,
        "published_at": now,
    }
    item = await Item.create(
        **shared,
        state=ItemState.PUBLISHED,
        centre_id=given.centre_id,
        owner_id=given.author_id,
        review_on=states.review_day(given.kind, now.date()),
    )
    version = Version(
        **shared,
        item=item,
        state=VersionState.PUBLISHED,
        title=given.title,
        summary=given.summary,
        body=given.body,
        sources=given.sources,
        authors=given.authors,
        author_id=given.author_id,
        checked_by_id=given.checked_by_id,
        submitted_at=now,
    )
    version.seal = seals.seal(version, [])
    await version.save(force_create=True)
    return item, version
