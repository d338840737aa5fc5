"""Writing: items, drafts behind what is published, translations, and sending them to review."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from network import events, outbox
from network.db import IntegrityError, transaction
from network.files.actions import taking
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import indexing, telling
from network.knowledge.models import (
    OPEN,
    Act,
    Edge,
    Item,
    ItemState,
    Reader,
    Relation,
    SafetyLevel,
    Version,
    VersionState,
)
from network.knowledge.queries import desk, items
from network.knowledge.rules import states, texts

_COPIED = (
    "kind",
    "level",
    "topics",
    "year",
    "title",
    "summary",
    "body",
    "sources",
    "authors",
    "licence",
    "details",
    "external_id",
)
_ORIGINALS = (*_COPIED, "embargo_until", "what_changed")
_NOTHING: Mapping[str, Any] = {
    "title": "",
    "summary": "",
    "body": "",
    "sources": "",
    "authors": "",
    "what_changed": "",
    "returned_note": "",
    "details": {},
}
_TRANSLATIONS = ("title", "summary", "body", "authors", "what_changed")


async def start_item(
    actor: Actor, kind: str, lang: str, centre_id: UUID | None, **values: Any
) -> Version:
    """Begin an item as a draft that only its writers see.

    Raises Invalid for a kind or language that nobody knows, or a centre the actor is not of.
    """
    require(policy.can_write(actor))
    if centre_id is not None and not actor.works_at(centre_id):
        raise Invalid(centre=_("Choose one of your centres."))
    if not texts.is_kind(kind) or not texts.is_language(lang):
        raise Invalid(_("Choose from the list."))
    values.setdefault("year", clock.now().year)
    async with transaction():
        item = await Item.create(
            kind=kind, lang=lang, centre_id=centre_id, owner_id=actor.person_id, year=values["year"]
        )
        version = await Version.create(
            item=item, lang=lang, number=1, kind=kind, author_id=actor.person_id, **values
        )
        await telling.note_version(actor, version, Act.CREATED)
        return version


async def comes_from(actor: Actor, item: Item, source_kind: str, source_id: UUID) -> None:
    """Say from which visit, workshop or session an item came; for the learning trail."""
    async with transaction():
        await Edge.get_or_create(
            item_id=item.id,
            relation=Relation.FROM,
            source_kind=source_kind,
            source_id=source_id,
            defaults={"person_id": actor.person_id},
        )


async def save(
    actor: Actor, version: Version, item: Item, seen: int, values: Mapping[str, Any]
) -> None:
    """Store a draft as it is written.

    Raises Conflict when it is in review or published, and Stale with what is stored when somebody
    else saved since `seen`.
    """
    require(policy.can_edit(actor, version, item))
    if version.state is not VersionState.DRAFT:
        raise Conflict(_("This text is not a draft any more. Take it back to change it."))
    changes = _own_changes(version, item, values)
    async with transaction():
        current = await Version.filter(id=version.id).select_for_update().get()
        if current.state is not VersionState.DRAFT:
            raise Conflict(_("This text is not a draft any more. Take it back to change it."))
        if not await version.store(seen, **changes):
            raise Stale(_("Somebody changed this while you were writing."), current)
        await _mirror(version, item)


def _own_changes(version: Version, item: Item, values: Mapping[str, Any]) -> dict[str, Any]:
    """A translation has texts of its own; its kind, level and topics are those of the original."""
    if states.is_original(version, item):
        changes = dict(values)
        changes["details"] = texts.details_of(
            changes.get("kind", version.kind), version.details | changes
        )
        return {name: changes[name] for name in _ORIGINALS if name in changes}
    changes = {name: values[name] for name in _TRANSLATIONS if name in values}
    own = {name: values[name] for name in texts.IN_WORDS if name in values}
    return changes | {"details": texts.details_of(version.kind, version.details | own)}


async def _mirror(version: Version, item: Item) -> None:
    """An item nobody published yet is what its draft says."""
    if item.state is ItemState.DRAFT and states.is_original(version, item):
        await Item.filter(id=item.id, state=ItemState.DRAFT).update(
            kind=version.kind, level=version.level, topics=version.topics, year=version.year
        )


async def name_readers(
    actor: Actor, item: Item, centre_ids: Iterable[UUID], person_ids: Iterable[UUID]
) -> None:
    """Say which centres and people read an item that is only for those named."""
    require(policy.can_manage(actor, item))
    async with transaction():
        await Reader.filter(item_id=item.id).delete()
        rows = [Reader(item_id=item.id, centre_id=c) for c in dict.fromkeys(centre_ids)]
        rows += [Reader(item_id=item.id, person_id=p) for p in dict.fromkeys(person_ids)]
        await Reader.bulk_create(rows)
        await indexing.reindex(item.id)


async def new_draft(actor: Actor, item: Item) -> Version:
    """Begin the next version behind the published one, or go on with the one begun.

    Raises Conflict when there is nothing published to go on from.
    """
    open_one = await items.open_version(item.id, item.lang)
    if open_one is not None:
        require(policy.can_edit(actor, open_one, item))
        return open_one
    require(policy.can_manage(actor, item))
    source = await items.published_version(item.id, item.lang)
    if source is None or item.state is not ItemState.PUBLISHED:
        raise Conflict(_("There is nothing published to go on from."))
    return await _begin(actor, item, item.lang, None, _copied(source))


def _copied(source: Version) -> dict[str, Any]:
    return {name: getattr(source, name) for name in _COPIED}


async def translate(actor: Actor, item: Item, lang: str) -> Version:
    """Begin a translation of the published version, or its next version if there is one."""
    require(policy.can_write(actor))
    if not texts.is_language(lang) or lang == item.lang:
        raise NotFound
    open_one = await items.open_version(item.id, lang)
    if open_one is not None:
        require(policy.can_edit(actor, open_one, item))
        return open_one
    source = await items.published_version(item.id, item.lang)
    if source is None or item.state is not ItemState.PUBLISHED:
        raise Conflict(_("There is nothing published to translate."))
    if not policy.can_read_text(actor, source, item):
        raise NotFound
    earlier = await items.published_version(item.id, lang)
    values: dict[str, Any] = _copied(earlier) if earlier else {"authors": source.authors}
    own = earlier.details if earlier else {}
    values["details"] = own | texts.shared_details(source.details)
    values |= {name: getattr(source, name) for name in ("kind", "level", "topics", "year")}
    values |= {"level": states.stricter(source.level, item.level), "licence": source.licence}
    return await _begin(actor, item, lang, source.number, values)


async def _begin(
    actor: Actor, item: Item, lang: str, source_number: int | None, values: Mapping[str, Any]
) -> Version:
    try:
        async with transaction():
            earlier = await Version.filter(item_id=item.id, lang=lang)
            version = await Version.create(
                item_id=item.id,
                lang=lang,
                number=states.next_number(earlier),
                source_number=source_number,
                author_id=actor.person_id,
                **values,
            )
            await telling.note_version(actor, version, Act.CREATED)
            return version
    except IntegrityError:
        raise Conflict(_("Somebody began a draft a moment ago.")) from None


async def renew_source(actor: Actor, version: Version, item: Item) -> None:
    """Say that a translation now renders the published version of the original."""
    require(policy.can_edit(actor, version, item))
    async with transaction():
        await (
            Version.filter(id=version.id, state=VersionState.DRAFT)
            .exclude(source_number=None)
            .update(source_number=item.number)
        )


async def submit(actor: Actor, version: Version, item: Item) -> None:
    """Send a draft to review. Raises Invalid with what is still missing."""
    require(policy.can_edit(actor, version, item))
    missing = texts.missing(version)
    if _lacks_readers(version) and not await Reader.filter(item_id=item.id).exists():
        missing["level"] = _("Name at least one centre or person who may read it.")
    if states.is_lower(version.level, item.level) and await _keeps_its_circle(item):
        missing["level"] = _("Figures of check-ins stay with those they were given to.")
    if missing:
        raise Invalid(**missing)
    async with transaction():
        await move(version, VersionState.IN_REVIEW, submitted_at=clock.now(), returned_note="")
        await telling.note_version(actor, version, Act.SUBMITTED)
        await _tell_waiting(actor, version, item, await desk.editor_ids())


async def _keeps_its_circle(item: Item) -> bool:
    """What was told of people's answers was made for so many readers, and not for more."""
    return await Edge.exists(item_id=item.id, relation=Relation.FROM, source_kind="check_in")


def _lacks_readers(version: Version) -> bool:
    return version.level in (SafetyLevel.NAMED, SafetyLevel.STRICT)


async def _tell_waiting(actor: Actor, version: Version, item: Item, told: Iterable[UUID]) -> None:
    fact = events.KnowledgeWaiting(
        item_id=item.id,
        centre_id=item.centre_id,
        version_id=version.id,
        is_safety_check=version.state is VersionState.SAFETY_CHECK,
        told=tuple(person for person in told if person != version.author_id),
    )
    await outbox.record(actor, fact)


async def take_back(actor: Actor, version: Version, item: Item) -> None:
    """Take a text out of review, to write on."""
    require(policy.can_edit(actor, version, item))
    async with transaction():
        await move(version, VersionState.DRAFT, reviewed_by_id=None, checked_by_id=None)
        await telling.note_version(actor, version, Act.TAKEN_BACK)


async def discard(actor: Actor, version: Version, item: Item) -> None:
    """Give a draft up. Of an item nobody published yet, nothing stays."""
    require(policy.can_edit(actor, version, item))
    async with transaction():
        await move(version, VersionState.DISCARDED, **_NOTHING)
        if item.state is ItemState.DRAFT:
            await taking.erase(item.id)
            await Item.filter(id=item.id, state=ItemState.DRAFT).delete()
            return
        await taking.give_up(item.id, version.lang)
        await telling.note_version(actor, version, Act.DISCARDED)


async def move(version: Version, target: VersionState, **changes: Any) -> None:
    """Compare and set, so of two simultaneous moves one happens and one conflicts."""
    if not states.version_can_become(version.state, target):
        raise Conflict(_("The text is past this step."))
    changes |= {"state": target, "changed_at": clock.now()}
    moved = await Version.filter(
        id=version.id, state=version.state, version=version.version
    ).update(**changes)
    if not moved:
        raise Conflict(_("Somebody changed this text a moment ago. Look at it again."))
    version.update_from_dict(changes)


async def is_open(item_id: UUID) -> bool:
    """Whether a text of the item is on its way."""
    return await Version.filter(item_id=item_id, state__in=list(OPEN)).exists()
