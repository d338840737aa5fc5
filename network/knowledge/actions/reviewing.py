"""Review, safety check, and what publishing does."""

from uuid import UUID

from network import events, outbox
from network.centres import queries as centres
from network.db import transaction
from network.files.actions import taking
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import indexing, telling
from network.knowledge.actions.writing import move
from network.knowledge.models import (
    Act,
    Edge,
    Interest,
    Item,
    ItemState,
    Relation,
    SafetyLevel,
    Version,
    VersionState,
    Wish,
)
from network.knowledge.queries import desk, items, passing_on
from network.knowledge.rules import seals, states, texts


async def send_back(actor: Actor, version: Version, item: Item, why: str) -> None:
    """Return a text to its author. Raises Invalid without a word on why."""
    may = policy.can_review(actor, version) or policy.can_check(actor, version, item)
    require(may)
    if not why:
        raise Invalid(note=_("Say what has to change."))
    async with transaction():
        await move(
            version,
            VersionState.DRAFT,
            returned_note=why,
            reviewed_by_id=None,
            checked_by_id=None,
        )
        await telling.note_version(actor, version, Act.RETURNED, why)
        fact = events.KnowledgeReturned(
            item_id=item.id,
            centre_id=item.centre_id,
            version_id=version.id,
            told=(version.author_id,) if version.author_id else (),
        )
        await outbox.record(actor, fact)


async def pass_review(actor: Actor, version: Version, item: Item) -> None:
    """Say that a text is sound; its safety is checked next."""
    require(policy.can_review(actor, version))
    async with transaction():
        await move(version, VersionState.SAFETY_CHECK, reviewed_by_id=actor.person_id)
        await telling.note_version(actor, version, Act.REVIEWED)
        fact = events.KnowledgeWaiting(
            item_id=item.id,
            centre_id=item.centre_id,
            version_id=version.id,
            is_safety_check=True,
            told=await _other_checkers(actor, version, item),
        )
        await outbox.record(actor, fact)


async def _other_checkers(actor: Actor, version: Version, item: Item) -> tuple[UUID, ...]:
    found = await desk.checker_ids(item)
    return tuple(p for p in found if p not in (version.author_id, actor.person_id))


async def publish(actor: Actor, version: Version, item: Item) -> None:
    """Say that a text is safe to share, seal it and show it to whom its level says.

    Raises Conflict while it is under embargo, or when the item was withdrawn meanwhile.
    """
    require(policy.can_check(actor, version, item))
    _check_publishable(version, item)
    async with transaction():
        attached = await taking.let_out(item.id, version.lang)
        await _replace_earlier(version)
        version.level = _level(version, item)
        await move(
            version,
            VersionState.PUBLISHED,
            level=version.level,
            checked_by_id=actor.person_id,
            published_at=clock.now(),
            seal=seals.seal(version, [file.digest for file in attached]),
        )
        if states.is_original(version, item):
            await _show(version, item)
        await telling.note_version(actor, version, Act.PUBLISHED)
        await indexing.reindex(item.id)
        await outbox.record(actor, await published_fact(version, item))
        await _grant_wishes(version)


def _check_publishable(version: Version, item: Item) -> None:
    if version.state is not VersionState.SAFETY_CHECK:
        raise Conflict(_("The text is past this step."))
    if states.is_embargoed(version, clock.now()):
        raise Conflict(_("This text is under embargo. It can be published after that."))
    if item.state not in (ItemState.DRAFT, ItemState.PUBLISHED):
        raise Conflict(_("The item is not shown any more."))
    if texts.missing(version):
        raise Conflict(_("Something in this text is missing. Return it to its author."))


def _level(version: Version, item: Item) -> SafetyLevel:
    """A translation is never open to more people than the original is now."""
    if states.is_original(version, item):
        return version.level
    return states.stricter(version.level, item.level)


async def _replace_earlier(version: Version) -> None:
    earlier = Version.filter(
        item_id=version.item_id, lang=version.lang, state=VersionState.PUBLISHED
    )
    await earlier.update(state=VersionState.REPLACED, changed_at=clock.now())


async def _show(version: Version, item: Item) -> None:
    """Make the item what its published original says."""
    now = clock.now()
    changes = {
        "kind": version.kind,
        "level": version.level,
        "topics": version.topics,
        "year": version.year,
        "number": version.number,
        "state": ItemState.PUBLISHED,
        "review_on": states.review_day(version.kind, now.date()),
        "reminded_days": None,
        "published_at": now,
    }
    await Item.filter(id=item.id).update(**changes)
    item.update_from_dict(changes)
    source = version.details.get("from_item")
    if version.kind == texts.ADAPTATION and source:
        await Edge.get_or_create(
            item_id=item.id,
            relation=Relation.ADAPTS,
            source_kind=passing_on.ITEM,
            source_id=source,
            defaults={"person_id": version.author_id},
        )


async def published_fact(version: Version, item: Item) -> events.KnowledgePublished:
    """What those who watch or asked for a language hear, as far as they may read it."""
    authors = {person for person in (version.author_id, item.owner_id) if person}
    wishers = set(await passing_on.wishers(item.id, version.lang)) - authors
    is_new = version.number == 1 and states.is_original(version, item)
    what = Interest.NEW if is_new else Interest.UPDATES
    watchers = set(await passing_on.watchers_of(item, what)) - authors - wishers
    return events.KnowledgePublished(
        item_id=item.id,
        centre_id=item.centre_id,
        lang=version.lang,
        number=version.number,
        authors=tuple(sorted(authors)),
        watchers=await _who_read(item, watchers),
        wishers=await _who_read(item, wishers),
    )


async def _who_read(item: Item, found: set[UUID]) -> tuple[UUID, ...]:
    """Those who may read the item as it is now; of the strictest level nobody is written to."""
    if item.level is SafetyLevel.STRICT or item.is_held:
        return ()
    if item.level is not SafetyLevel.NAMED:
        return tuple(sorted(found))
    readers = await items.readers_of(item.id)
    actors = [await centres.actor_of(person) for person in sorted(found)]
    return tuple(a.person_id for a in actors if a.person_id and policy.can_see(a, item, readers))


async def _grant_wishes(version: Version) -> None:
    wishes = Wish.filter(item_id=version.item_id, lang=version.lang, granted_at=None)
    await wishes.update(granted_at=clock.now())
