"""What a writer has in hand, and what waits for editors and focal points."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tortoise.expressions import Q

from network.centres import queries as centres
from network.db import plain
from network.kernel.actor import Actor, Role
from network.knowledge import policy
from network.knowledge.models import OPEN, Hold, Item, ItemState, Version, VersionState
from network.knowledge.rules import states

_MOST = 200


async def own_drafts(actor: Actor) -> list[Version]:
    """What the actor is writing or has sent to review, last changed first."""
    query = Version.filter(author_id=actor.person_id, state__in=list(OPEN))
    return await query.order_by("-changed_at").select_related("item").limit(_MOST)


async def owned(actor: Actor) -> list[tuple[Item, Version]]:
    """What the actor owns and others can read, with the original text."""
    rows = Version.filter(item__owner_id=actor.person_id, state=VersionState.PUBLISHED)
    found = await rows.order_by("-published_at").select_related("item").limit(_MOST)
    return [(row.item, row) for row in found if row.lang == row.item.lang]


async def queue(actor: Actor) -> list[Version]:
    """Texts that wait for this editor or focal point, longest waiting first."""
    query = Version.filter(policy.in_queue_of(actor)).order_by("submitted_at")
    rows = await query.select_related("item__centre").limit(_MOST)
    return [row for row in rows if _is_theirs(actor, row)]


def _is_theirs(actor: Actor, version: Version) -> bool:
    if version.state is VersionState.IN_REVIEW:
        return policy.can_review(actor, version)
    return policy.can_check(actor, version, version.item)


async def open_holds(item_id: UUID) -> list[Hold]:
    return await Hold.filter(item_id=item_id, cleared_at=None).order_by("created_at")


async def held(actor: Actor) -> list[Item]:
    """Items on hold that wait for this actor's judgement."""
    if not policy.can_judge_holds(actor):
        return []
    query = Item.filter(policy.visible_to(actor), is_held=True)
    return await query.order_by("changed_at").limit(_MOST)


async def due_items(today: date) -> list[Item]:
    """Published items whose review is near, past or long past."""
    until = today + states.FIRST_WARNING
    query = Item.filter(state=ItemState.PUBLISHED, review_on__lte=until)
    return await query.filter(Q(reminded_days=None) | Q(reminded_days__gt=-1)).limit(_MOST)


async def editor_ids() -> list[UUID]:
    """Everybody who reviews: knowledge editors, else the secretariat."""
    held_by = await centres.network_roles()
    found = [p for p, roles in held_by.items() if Role.EDITOR in roles]
    return found or await centres.secretariat_ids()


async def checker_ids(item: Item) -> list[UUID]:
    """Everybody who may do the safety check of an item."""
    held_by = await centres.network_roles()
    found = {p for p, roles in held_by.items() if {Role.EDITOR, Role.FOCAL_POINT} & set(roles)}
    if item.centre_id is not None:
        found |= set(await centres.holders_of(item.centre_id, Role.FOCAL_POINT))
    return sorted(found) or await centres.secretariat_ids()


async def keeper_ids(item: Item) -> list[UUID]:
    """The owner of an item; without one, its centre's coordinators."""
    if item.owner_id is not None:
        return [item.owner_id]
    if item.centre_id is None:
        return await editor_ids()
    return await centres.holders_of(item.centre_id, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something of one's own that waits: a returned text, or an item to look at again."""

    what: str
    id: UUID
    title: str


_WAITING = """
    SELECT 'returned' AS what, id, title FROM knowledge_version
    WHERE author_id = $1 AND state = 'draft' AND returned_note <> ''
    UNION ALL
    SELECT 'due' AS what, knowledge_item.id, knowledge_version.title FROM knowledge_item
    JOIN knowledge_version ON knowledge_version.item_id = knowledge_item.id
        AND knowledge_version.lang = knowledge_item.lang
        AND knowledge_version.state = 'published'
    WHERE knowledge_item.owner_id = $1 AND knowledge_item.state = 'published'
        AND knowledge_item.review_on <= $2
    LIMIT 20
"""


async def waiting_for(actor: Actor, today: date) -> list[Waiting]:
    """What of the actor's own waits for them, in one query."""
    found = await plain.rows(_WAITING, actor.person_id, today + timedelta(days=7))
    return [Waiting(row["what"], UUID(str(row["id"])), row["title"]) for row in found]
