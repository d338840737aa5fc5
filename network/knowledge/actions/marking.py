"""What readers add: tried here, citations, wishes, watching, confirmations, collections."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from network import events, outbox
from network.db import IntegrityError, transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _, language
from network.knowledge import policy
from network.knowledge.models import (
    Citation,
    Collected,
    Collection,
    Confirmation,
    Interest,
    Item,
    ItemState,
    Result,
    SafetyLevel,
    Trial,
    Watch,
    Wish,
)
from network.knowledge.queries import desk, passing_on
from network.knowledge.rules import interest, texts

_MOST_IN_COLLECTION = 500
_MOST_COLLECTIONS = 100


async def tell_trial(
    actor: Actor, item: Item, centre_id: UUID, result: Result, text: str, tried_on: date
) -> None:
    """Tell what became of an item at one's centre; telling it again replaces what was told."""
    require(policy.can_try(actor, centre_id))
    _check_published(item)
    if tried_on > clock.now().date():
        raise Invalid(tried_on=_("This day has not come yet."))
    told = {
        "result": result,
        "text": text,
        "tried_on": tried_on,
        "lang": language(),
        "person_id": actor.person_id,
    }
    async with transaction():
        await Trial.update_or_create(item_id=item.id, centre_id=centre_id, defaults=told)
        keepers = {*await desk.keeper_ids(item)} - {actor.person_id}
        watchers = {*await _curious(item)} - keepers - {actor.person_id}
        fact = events.ItemTried(
            item_id=item.id,
            centre_id=centre_id,
            result=str(result),
            told=tuple(sorted(keepers)),
            watchers=tuple(sorted(watchers)),
        )
        await outbox.record(actor, fact)


async def _curious(item: Item) -> list[UUID]:
    """Who watches what readers add; of what only named readers see nobody is told by a watch."""
    if item.is_held or item.level not in (SafetyLevel.PUBLIC, SafetyLevel.MEMBERS):
        return []
    return await passing_on.watchers_of(item, Interest.ALL)


def _check_published(item: Item) -> None:
    if item.state is not ItemState.PUBLISHED:
        raise Conflict(_("This item is not published any more."))


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item was cited: by which body, in which document, when."""

    body: str
    document: str
    cited_on: date
    what: str = ""
    url: str = ""


async def cite(actor: Actor, item: Item, source: Source) -> None:
    """Note that a body outside the network cited an item."""
    require(policy.can_cite(actor) or policy.can_manage(actor, item))
    async with transaction():
        await Citation.create(
            item_id=item.id,
            source_body=source.body,
            document=source.document,
            cited_on=source.cited_on,
            what=source.what,
            url=source.url,
            person_id=actor.person_id,
        )


async def wish_translation(actor: Actor, item: Item, lang: str) -> None:
    """Ask for an item in a language; the owner and those who watch it hear of the first wish."""
    require(policy.can_write(actor))
    _check_published(item)
    if not texts.is_language(lang):
        raise NotFound
    async with transaction():
        is_first = not await Wish.filter(item_id=item.id, lang=lang, granted_at=None).exists()
        await Wish.update_or_create(
            item_id=item.id, lang=lang, person_id=actor.person_id, defaults={"granted_at": None}
        )
        if is_first:
            told = {*await desk.keeper_ids(item), *await desk.editor_ids()}
            fact = events.TranslationWished(
                item_id=item.id,
                centre_id=item.centre_id,
                lang=lang,
                told=tuple(sorted(p for p in told if p != actor.person_id)),
            )
            await outbox.record(actor, fact)


async def watch(actor: Actor, item: Item, *, on: bool, how: Interest = Interest.UPDATES) -> None:
    """Hear of an item as much as one likes, or no longer."""
    require(actor.person_id is not None)
    if how not in interest.OF_ITEMS:
        raise NotFound
    async with transaction():
        await _watch(actor, item.id, "", how if on else None)


async def watch_topic(
    actor: Actor, topic: str, *, on: bool, how: Interest = Interest.UPDATES
) -> None:
    """Hear of what is published about a topic, or no longer."""
    require(actor.person_id is not None)
    if not texts.is_topic(topic) or how not in interest.OF_TOPICS:
        raise NotFound
    async with transaction():
        await _watch(actor, None, topic, how if on else None)


async def _watch(actor: Actor, item_id: UUID | None, topic: str, how: Interest | None) -> None:
    mine = Watch.filter(person_id=actor.person_id, item_id=item_id, topic=topic)
    if how is None:
        await mine.delete()
    elif not await mine.update(level=how):
        await Watch.get_or_create(
            person_id=actor.person_id, item_id=item_id, topic=topic, defaults={"level": how}
        )


async def confirm_reading(actor: Actor, item: Item) -> None:
    """Confirm that one read the published version of a code or protocol."""
    require(policy.can_write(actor))
    _check_published(item)
    if not item.asks_reading:
        raise Conflict(_("Nobody asks for this any more."))
    centre_id = next(iter(sorted(actor.centre_ids)), None)
    async with transaction():
        _row, is_new = await Confirmation.get_or_create(
            item_id=item.id,
            number=item.number,
            person_id=actor.person_id,
            defaults={"centre_id": centre_id},
        )
        if is_new:
            fact = events.ReadingConfirmed(item_id=item.id, centre_id=centre_id, number=item.number)
            await outbox.record(actor, fact)


# collections -------------------------------------------------------------------------------------


async def make_collection(actor: Actor, title: str, about: str, *, is_shared: bool) -> Collection:
    require(policy.can_write(actor) and actor.person_id is not None)
    async with transaction():
        if await Collection.filter(owner_id=actor.person_id).count() >= _MOST_COLLECTIONS:
            raise Conflict(_("There are as many collections as one person may have."))
        return await Collection.create(
            owner_id=actor.person_id,
            title=title,
            about=about,
            is_shared=is_shared,
            lang=language(),
        )


async def change_collection(
    actor: Actor, collection: Collection, seen: int, title: str, about: str, *, is_shared: bool
) -> None:
    """Rename a collection, or share it. Raises Stale if it changed meanwhile."""
    require(policy.can_edit_collection(actor, collection))
    async with transaction():
        if not await collection.store(seen, title=title, about=about, is_shared=is_shared):
            stored = await passing_on.get_collection(actor, collection.id)
            raise Stale(_("Somebody changed this while you were writing."), stored)


async def remove_collection(actor: Actor, collection: Collection) -> None:
    require(policy.can_edit_collection(actor, collection))
    async with transaction():
        await Collection.filter(id=collection.id).delete()


async def collect(actor: Actor, collection: Collection, item: Item) -> None:
    """Put an item at the end of a collection; it is there only once."""
    require(policy.can_edit_collection(actor, collection))
    try:
        async with transaction():
            there = Collected.filter(collection_id=collection.id)
            count = await there.count()
            if count >= _MOST_IN_COLLECTION:
                raise Conflict(_("This collection is full."))
            last = await there.order_by("-position").first()
            await Collected.create(
                collection_id=collection.id,
                item_id=item.id,
                position=last.position + 1 if last else 1,
            )
    except IntegrityError:
        return


async def take_out(actor: Actor, collection: Collection, item_id: UUID) -> None:
    require(policy.can_edit_collection(actor, collection))
    async with transaction():
        await Collected.filter(collection_id=collection.id, item_id=item_id).delete()
