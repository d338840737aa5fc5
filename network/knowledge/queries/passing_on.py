"""The learning trail of an item, who tried it, who cited it, and who confirmed reading it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tortoise.expressions import Q

from network.centres import policy as centre_policy
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.learning_trail import Stop
from network.knowledge import policy
from network.knowledge.models import (
    Citation,
    Collected,
    Collection,
    Confirmation,
    Edge,
    Interest,
    Item,
    Relation,
    Step,
    Trial,
    Watch,
    Wish,
)
from network.knowledge.queries import items
from network.knowledge.queries.items import Shown
from network.knowledge.rules import interest

ITEM = "item"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of an item at a centre, and how the centre is called for this reader."""

    trial: Trial
    centre: str


@dataclass(frozen=True, slots=True)
class Trail:
    """From what an item came, and what came of it; only what this reader may see.

    `events` are the kinds of sources elsewhere, `stops` what this reader may see of them.
    """

    events: list[str]
    sources: list[Shown]
    adaptations: list[Shown]
    trials: list[Told]
    stops: list[Stop] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.events or self.stops or self.sources or self.adaptations or self.trials)


async def trials_of(actor: Actor, item: Item) -> list[Told]:
    rows = await Trial.filter(item_id=item.id).order_by("-tried_on").select_related("centre")
    return [Told(row, centre_policy.shown_name(actor, row.centre)) for row in rows]


async def made_from(actor: Actor, source_kind: str, source_id: UUID) -> list[Shown]:
    """What was learned from a visit, a workshop or another item, for their own pages."""
    edges = Edge.filter(source_kind=source_kind, source_id=source_id)
    ids = await edges.order_by("created_at").values_list("item_id", flat=True)
    return await items.items_of(actor, ids)  # type: ignore[arg-type]


async def stops_from(actor: Actor, source_kind: str, source_id: UUID) -> list[Stop]:
    """The same as places on the learning trail."""
    found = await made_from(actor, source_kind, source_id)
    return [
        Stop("item", one.text.title, one.text.lang, "knowledge:show", one.item.id) for one in found
    ]


async def adapted_from(item_id: UUID) -> list[UUID]:
    """The items this one is an adaptation of."""
    rows = Edge.filter(item_id=item_id, relation=Relation.ADAPTS, source_kind=ITEM)
    return list(await rows.values_list("source_id", flat=True))  # type: ignore[arg-type]


async def citations_of(item_id: UUID) -> list[Citation]:
    return await Citation.filter(item_id=item_id).order_by("-cited_on")


async def citations_in(actor: Actor, year: int) -> list[tuple[Shown, Citation]]:
    """What was cited in a year, of items that this reader may see and take along, oldest first."""
    days = (date(year, 1, 1), date(year, 12, 31))
    rows = await Citation.filter(cited_on__range=days).order_by("cited_on", "id").limit(5_000)
    found = await items.items_of(actor, dict.fromkeys(row.item_id for row in rows))
    known = {one.item.id: one for one in found if policy.can_download(actor, one.item)}
    return [(known[row.item_id], row) for row in rows if row.item_id in known]


async def steps_of(item_id: UUID) -> list[Step]:
    return await Step.filter(item_id=item_id).order_by("-created_at", "-id").limit(200)


# readers' marks ----------------------------------------------------------------------------------


async def watched_topics(actor: Actor) -> dict[str, Interest]:
    """The topics somebody watches, and how much of each they want to hear."""
    rows = await Watch.filter(person_id=actor.person_id, item_id=None).order_by("topic")
    return {row.topic: row.level for row in rows}


async def watchers_of(item: Item, what: Interest = Interest.UPDATES) -> list[UUID]:
    """Who wants to hear this of the item, for itself or for one of its topics."""
    watched = Q(item_id=item.id)
    if item.topics:
        watched |= Q(item_id=None, topic__in=item.topics)
    return sorted(interest.hearers(await Watch.filter(watched), what))


async def confirmations_by_centre(item: Item) -> Counter[UUID | None]:
    """How many people of each centre confirmed reading the published version."""
    rows = await Confirmation.filter(item_id=item.id, number=item.number)
    return Counter(row.centre_id for row in rows)


async def wished_languages(item_id: UUID) -> Counter[str]:
    """Into which languages readers want an item, and how many of them."""
    rows = Wish.filter(item_id=item_id, granted_at=None).values_list("lang", flat=True)
    return Counter(str(lang) for lang in await rows)


async def wishers(item_id: UUID, lang: str) -> list[UUID]:
    rows = Wish.filter(item_id=item_id, lang=lang, granted_at=None)
    return list(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]


# collections -------------------------------------------------------------------------------------


async def get_collection(actor: Actor, collection_id: UUID) -> Collection:
    query = Collection.filter(policy.collections_visible_to(actor), id=collection_id)
    found = await query.first()
    if found is None:
        raise NotFound
    return found


async def own_collections(actor: Actor) -> list[Collection]:
    return await Collection.filter(owner_id=actor.person_id).order_by("title")


async def shared_collections(actor: Actor) -> list[Collection]:
    """Collections that others share."""
    query = Collection.filter(policy.collections_visible_to(actor), is_shared=True)
    return await query.exclude(owner_id=actor.person_id).order_by("-changed_at").limit(100)


async def items_in(actor: Actor, collection: Collection) -> Sequence[Shown]:
    """The items of a collection that this reader may see, in its order."""
    rows = Collected.filter(collection_id=collection.id).order_by("position")
    return await items.items_of(actor, await rows.values_list("item_id", flat=True))  # type: ignore[arg-type]
