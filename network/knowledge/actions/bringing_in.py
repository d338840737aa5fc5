"""Bringing in knowledge items from a file: published at once, the same line only once.

Meant for an archive that was reviewed where it comes from; it leaves the same history and seal as
publishing does. A batch is one transaction, so that what was killed goes on where it stopped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from network import events, outbox
from network.centres import queries as centres
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import require
from network.knowledge.actions import indexing
from network.knowledge.importing import Row
from network.knowledge.models import (
    Act,
    Item,
    ItemState,
    SafetyLevel,
    Step,
    Version,
    VersionState,
)
from network.knowledge.rules import seals, states

SIZE = 100


@dataclass(slots=True)
class Outcome:
    """How many lines became what, and what was wrong or in doubt, by line."""

    added: int = 0
    replaced: int = 0
    same: int = 0
    broken: dict[int, str] = field(default_factory=dict)
    doubts: dict[int, str] = field(default_factory=dict)


async def bring_in(
    actor: Actor, rows: Sequence[Row], level: SafetyLevel = SafetyLevel.MEMBERS
) -> Outcome:
    """Store one batch. Translations find their original in the database or earlier in the batch."""
    require(actor.is_secretariat)
    outcome, touched = Outcome(), set[UUID]()
    async with transaction():
        names = {row.centre for row in rows if row.centre}
        places = await centres.ids_by_name(names) if names else {}
        known = await _known(rows)
        for row in rows:
            if row.centre and row.centre not in places:
                outcome.doubts[row.number] = (
                    f"There is no centre {row.centre[:60]!r}; its name stands with the authors."
                )
            changed = await _bring_in(row, level, places.get(row.centre), known, outcome)
            touched |= {changed} if changed else set()
        for item_id in touched:
            await indexing.reindex(item_id)
    return outcome


async def _known(rows: Iterable[Row]) -> dict[str, Version]:
    """The latest published version behind each external id that the rows name."""
    names = {name for row in rows for name in (row.external_id, row.translation_of) if name}
    found = Version.filter(external_id__in=list(names), state=VersionState.PUBLISHED)
    return {v.external_id: v for v in await found.select_related("item").order_by("number")}


async def _bring_in(
    row: Row,
    level: SafetyLevel,
    centre_id: UUID | None,
    known: dict[str, Version],
    outcome: Outcome,
) -> UUID | None:
    """Store one row; the item it changed, or None."""
    earlier = known.get(row.external_id)
    if problem := _gone(earlier or known.get(row.translation_of)):
        outcome.broken[row.number] = problem
        return None
    if earlier is not None and _says_the_same(earlier, row):
        outcome.same += 1
        return None
    if problem := await _problem(row, earlier, known):
        outcome.broken[row.number] = problem
        return None
    source = earlier or known.get(row.translation_of)
    item = source.item if source else await _new_item(row, level, centre_id)
    known[row.external_id] = await _publish(row, item, earlier)
    outcome.added += earlier is None
    outcome.replaced += earlier is not None
    return item.id


def _gone(source: Version | None) -> str:
    """What was withdrawn does not come back by the same file."""
    is_withdrawn = source is not None and source.item.state is ItemState.WITHDRAWN
    return "This item was withdrawn." if is_withdrawn else ""


async def _problem(row: Row, earlier: Version | None, known: Mapping[str, Version]) -> str:
    """Why a row that reads well cannot be stored."""
    if earlier is not None:
        return "" if earlier.lang == row.lang else f"This item was in {earlier.lang} before."
    if not row.translation_of:
        return ""
    original = known.get(row.translation_of)
    if original is None:
        return f"There is no item {row.translation_of!r} to translate."
    if await _has_language(original.item, row.lang):
        return f"The original has a text in {row.lang} already."
    return ""


def _says_the_same(version: Version, row: Row) -> bool:
    texts = ("lang", "kind", "title", "summary", "body", "year")
    is_same = all(getattr(version, name) == getattr(row, name) for name in texts)
    return is_same and tuple(version.topics) == row.topics


async def _has_language(item: Item, lang: str) -> bool:
    return await Version.filter(item_id=item.id, lang=lang).exists()


async def _new_item(row: Row, level: SafetyLevel, centre_id: UUID | None) -> Item:
    return await Item.create(
        kind=row.kind,
        lang=row.lang,
        level=level,
        state=ItemState.PUBLISHED,
        topics=list(row.topics),
        year=row.year,
        centre_id=centre_id,
        review_on=states.review_day(row.kind, clock.now().date()),
        published_at=clock.now(),
    )


async def _publish(row: Row, item: Item, earlier: Version | None) -> Version:
    """A sealed, published version in place of the earlier one."""
    is_original = row.lang == item.lang
    if earlier is not None:
        await Version.filter(id=earlier.id).update(state=VersionState.REPLACED)
    version = Version(
        item=item,
        lang=row.lang,
        number=await _next_number(item, row.lang),
        source_number=None if is_original else item.number,
        state=VersionState.PUBLISHED,
        level=item.level,
        published_at=clock.now(),
        authors="" if item.centre_id else row.centre,
        **_texts(row),
    )
    version.seal = seals.seal(version, [])
    await version.save(force_create=True)
    if is_original:
        changes: Mapping[str, object] = {
            "number": version.number,
            "kind": row.kind,
            "topics": list(row.topics),
            "year": row.year,
        }
        await item.store(item.version, **changes)
    await Step.create(item=item, act=Act.PUBLISHED, lang=row.lang, number=version.number)
    await outbox.record(SYSTEM, _fact(item, version))
    return version


def _texts(row: Row) -> dict[str, object]:
    return {
        "kind": row.kind,
        "topics": list(row.topics),
        "year": row.year,
        "title": row.title,
        "summary": row.summary,
        "body": row.body,
        "external_id": row.external_id,
    }


async def _next_number(item: Item, lang: str) -> int:
    return states.next_number(await Version.filter(item_id=item.id, lang=lang).only("number"))


def _fact(item: Item, version: Version) -> events.Event:
    return events.KnowledgePublished(
        item_id=item.id, centre_id=item.centre_id, lang=version.lang, number=version.number
    )
