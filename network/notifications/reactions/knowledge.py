"""From facts of knowledge to notices: who is told what, never with a title."""

from uuid import UUID

from network import events
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.web.routing import path_for


def _item(item_id: UUID) -> str:
    return path_for("knowledge:show", id=item_id)


def _text(version_id: UUID) -> str:
    return path_for("knowledge:text", id=version_id)


async def waiting(fact: events.KnowledgeWaiting) -> None:
    kind = "knowledge_check" if fact.is_safety_check else "knowledge_review"
    await tell(fact.told, kind, fact.item_id, _text(fact.version_id))


async def returned(fact: events.KnowledgeReturned) -> None:
    await tell(fact.told, "knowledge_returned", fact.item_id, _text(fact.version_id))


async def published(fact: events.KnowledgePublished) -> None:
    path = path_for("knowledge:show-in", id=fact.item_id, lang=fact.lang)
    await tell(fact.authors, "knowledge_published", fact.item_id, path)
    await tell(fact.wishers, "knowledge_translated", fact.item_id, path, lang=fact.lang)
    await tell(fact.watchers, "knowledge_watched", fact.item_id, path)


async def moved(fact: events.KnowledgeMoved) -> None:
    if fact.what != "still_valid":
        route = "knowledge:requests" if fact.what == "asked" else "knowledge:show"
        path = path_for(route, id=fact.item_id)
        await tell(fact.told, f"knowledge_{fact.what}", fact.item_id, path)


async def due(fact: events.KnowledgeDue) -> None:
    kind = "knowledge_due" if fact.days else "knowledge_overdue"
    await tell(fact.told, kind, fact.item_id, _item(fact.item_id), n=fact.days)


async def wished(fact: events.TranslationWished) -> None:
    path = _item(fact.item_id)
    await tell(fact.told, "knowledge_wished", fact.item_id, path, lang=fact.lang)


async def tried(fact: events.ItemTried) -> None:
    await tell(fact.told, "knowledge_tried", fact.item_id, _item(fact.item_id))
    await tell(fact.watchers, "knowledge_watched", fact.item_id, _item(fact.item_id))


REACTIONS: Reactions = {
    events.KnowledgeWaiting: waiting,
    events.KnowledgeReturned: returned,
    events.KnowledgePublished: published,
    events.KnowledgeMoved: moved,
    events.KnowledgeDue: due,
    events.TranslationWished: wished,
    events.ItemTried: tried,
}
