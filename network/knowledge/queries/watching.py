"""What somebody watches, and what of it a program may read in their place."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q, RawSQL

from network.centres import queries as centres
from network.kernel import i18n
from network.kernel.actor import Actor
from network.kernel.ids import hash_token
from network.knowledge import policy
from network.knowledge.models import Interest, Item, ReadingFeed, Watch
from network.knowledge.queries import items
from network.knowledge.queries.items import Shown

_MOST = 50


async def own_feeds(actor: Actor) -> list[ReadingFeed]:
    return await ReadingFeed.filter(person_id=actor.person_id).order_by("created_at")


async def watched_items(actor: Actor) -> dict[UUID, Interest]:
    """The items somebody watches, last chosen first, and how much of each they want to hear."""
    rows = Watch.filter(person_id=actor.person_id).exclude(item_id=None).order_by("-created_at")
    return {row.item_id: row.level for row in await rows.limit(500) if row.item_id}


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose program it is that looks: as whom, in which language, and how much it may be told."""

    feed: ReadingFeed
    actor: Actor
    language: str
    is_discreet: bool


async def subscriber_of(token: str) -> Subscriber | None:
    """Who reads by this address; None for one that is unknown, or of an account that is shut."""
    feed = await ReadingFeed.get_or_none(token_hash=hash_token(token)).select_related("person")
    if feed is None or feed.person.is_disabled:
        return None
    return Subscriber(
        feed=feed,
        actor=await centres.actor_of(feed.person_id),
        language=i18n.known(feed.person.language) or i18n.SOURCE,
        is_discreet=feed.person_id in await centres.at_high_risk([feed.person_id]),
    )


async def watched_news(actor: Actor) -> list[Shown]:
    """What is new of what somebody watches, newest first; only what may leave the portal.

    Nothing that is for named readers, not even for its owner: who runs the program reads it too.
    """
    watched = await Watch.filter(person_id=actor.person_id)
    ids = [row.item_id for row in watched if row.item_id and row.level is not Interest.IGNORE]
    ignored = [row.item_id for row in watched if row.level is Interest.IGNORE]
    found = Q(id__in=ids) if ids else Q(id=None)
    for topic in [row.topic for row in watched if row.topic]:
        found |= Q(listed__contains=f'"{topic}"')
    query = Item.annotate(listed=RawSQL('CAST("knowledge_item"."topics" AS TEXT)'))
    leaving = query.filter(policy.may_leave_to(actor), found)
    if ignored:
        leaving = leaving.exclude(id__in=ignored)
    rows = leaving.order_by("-published_at")
    shown = await items.shown(actor, await rows.limit(_MOST))
    return [one for one in shown if policy.may_leave(one.text)]
