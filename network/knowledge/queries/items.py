"""Items and their texts: one, lists, and which text a reader gets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from tortoise.expressions import RawSQL
from tortoise.queryset import QuerySet

from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.i18n import language
from network.knowledge import policy
from network.knowledge.models import OPEN, Item, ItemState, Reader, Version, VersionState
from network.knowledge.rules import reading, states
from network.people import queries as people


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with the text this reader gets, and the languages there are."""

    item: Item
    text: Version
    languages: tuple[str, ...]

    @property
    def is_stale(self) -> bool:
        """Whether the text renders an older version than the original has now."""
        return states.is_stale(self.text, self.item)


async def get_item(actor: Actor, item_id: UUID) -> Item:
    """An item whose page this reader may open; its text may be gone by now."""
    query = Item.filter(policy.reachable_by(actor), id=item_id)
    return await query.select_related("centre").first() or _absent()


async def get_any_item(actor: Actor, item_id: UUID) -> Item:
    """An item this reader may open, or one of whose drafts they may see."""
    item = await Item.get_or_none(id=item_id).select_related("centre") or _absent()
    readers = await readers_of(item_id)
    if policy.can_reach(actor, item, readers):
        return item
    drafts = await Version.filter(item_id=item_id, state__in=list(OPEN))
    if any(policy.can_see_version(actor, draft, item) for draft in drafts):
        return item
    return _absent()


async def readers_of(item_id: UUID) -> list[Reader]:
    return await Reader.filter(item_id=item_id)


async def get_version(actor: Actor, version_id: UUID) -> tuple[Version, Item]:
    """A text in any state with its item, as far as this reader may see it."""
    version = await Version.get_or_none(id=version_id).select_related("item__centre")
    if version is None or not await _may_see(actor, version):
        return _absent()
    return version, version.item


async def _may_see(actor: Actor, version: Version) -> bool:
    item = version.item
    if item.state is ItemState.WITHDRAWN:
        return False
    if version.state not in (VersionState.PUBLISHED, VersionState.REPLACED):
        return policy.can_see_version(actor, version, item)
    readers = await readers_of(item.id)
    is_read = policy.can_reach(actor, item, readers) and policy.can_read_text(actor, version, item)
    return is_read or policy.can_edit(actor, version, item)


async def open_version(item_id: UUID, lang: str) -> Version | None:
    """The draft of a language, wherever it is on its way."""
    return await Version.get_or_none(item_id=item_id, lang=lang, state__in=list(OPEN))


async def published_version(item_id: UUID, lang: str) -> Version | None:
    return await Version.get_or_none(item_id=item_id, lang=lang, state=VersionState.PUBLISHED)


async def history(actor: Actor, item: Item, lang: str) -> list[Version]:
    """The versions of one language that were ever published, newest first."""
    if item.state is ItemState.WITHDRAWN:
        return []
    rows = await Version.filter(
        item_id=item.id, lang=lang, state__in=[VersionState.PUBLISHED, VersionState.REPLACED]
    ).order_by("-number")
    return [row for row in rows if policy.can_read_text(actor, row, item)]


# lists -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A kind and a topic that a list is narrowed to; empty for all."""

    kind: str = ""
    topic: str = ""


async def count_items(actor: Actor, narrowed: Narrowed) -> int:
    return await _narrowed(actor, narrowed).count()


async def list_items(actor: Actor, narrowed: Narrowed, first: int, size: int) -> list[Shown]:
    """A page of published items, newest first, each in the best language for this reader."""
    query = _narrowed(actor, narrowed).select_related("centre")
    rows = await query.order_by("-published_at", "-id").offset(first).limit(size)
    return await shown(actor, rows)


def _narrowed(actor: Actor, to: Narrowed) -> QuerySet[Item]:
    query = Item.filter(policy.visible_to(actor))
    if to.kind:
        query = query.filter(kind=to.kind)
    if to.topic:  # a code in quotes, as both engines write a list
        listed = RawSQL('CAST("knowledge_item"."topics" AS TEXT)')
        query = query.annotate(listed=listed).filter(listed__contains=f'"{to.topic}"')
    return query


async def items_of(actor: Actor, ids: Iterable[UUID]) -> list[Shown]:
    """Those of these items that this reader may see, in the order given."""
    return await shown(actor, await visible(actor, ids))


async def visible(actor: Actor, ids: Iterable[UUID]) -> list[Item]:
    """The same without their texts."""
    wanted = list(ids)
    if not wanted:
        return []
    query = Item.filter(policy.visible_to(actor), id__in=wanted).select_related("centre")
    place = {key: n for n, key in enumerate(wanted)}
    return sorted(await query, key=lambda item: place[item.id])


async def shown(actor: Actor, items: Sequence[Item], lang: str = "") -> list[Shown]:
    """Items with the text this reader gets; those without any they may read are left out."""
    if not items:
        return []
    texts = await texts_of(actor, items)
    spoken = await spoken_by(actor)
    first = lang or language()
    found = [best(item, texts[item.id], first, spoken) for item in items]
    return [one for one in found if one is not None]


def best(
    item: Item, there: Mapping[str, Version], first: str, spoken: Sequence[str]
) -> Shown | None:
    """An item in the first language there: asked for, the interface's, then those spoken."""
    code = reading.choose(there, reading.order(first, [language(), *spoken], item.lang))
    return Shown(item, there[code], tuple(there)) if code is not None else None


async def texts_of(actor: Actor, items: Sequence[Item]) -> Mapping[UUID, dict[str, Version]]:
    """The published texts of items that this reader may read, by language."""
    found: dict[UUID, dict[str, Version]] = defaultdict(dict)
    by_id = {item.id: item for item in items}
    rows = Version.filter(item_id__in=list(by_id), state=VersionState.PUBLISHED)
    for row in await rows.order_by("lang"):
        if policy.can_read_text(actor, row, by_id[row.item_id]):
            found[row.item_id][row.lang] = row
    return found


async def spoken_by(actor: Actor) -> list[str]:
    """The languages a person says they speak, in their order."""
    if actor.person_id is None:
        return []
    person = await people.get_own(actor)
    return [str(entry["code"]) for entry in person.languages]


def _absent() -> NoReturn:
    raise NotFound
