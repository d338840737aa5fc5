"""Asking to read what one may not see, without learning whether it is there."""

from datetime import timedelta
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, TooMany, require
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import telling
from network.knowledge.models import Act, Item, Reader, ReadingRequest, Reply
from network.knowledge.queries import desk

_MOST_A_DAY = 10
_A_DAY = timedelta(days=1)
KEPT = timedelta(days=90)


async def ask(actor: Actor, key: UUID, why: str) -> None:
    """Ask to read what is behind a key; its keepers hear of the first wish, if there are any.

    Does the same for every key, and raises TooMany after ten new ones a day.
    """
    require(policy.can_write(actor))
    mine = ReadingRequest.filter(person_id=actor.person_id)
    if await mine.filter(created_at__gt=clock.now() - _A_DAY).count() >= _MOST_A_DAY:
        raise TooMany(_("You asked for many items today. Go on tomorrow."), 3_600)
    async with transaction():
        _row, is_new = await ReadingRequest.get_or_create(
            person_id=actor.person_id, asked_id=key, defaults={"why": why}
        )
        item = await Item.get_or_none(id=key)
        if is_new and item is not None and policy.may_be_asked_for(item):
            told = tuple(sorted(await desk.keeper_ids(item)))
            fact = events.KnowledgeMoved(
                item_id=key, centre_id=item.centre_id, what="asked", told=told
            )
            await outbox.record(actor, fact)


async def let_in(actor: Actor, item: Item, request: ReadingRequest) -> None:
    """Name whoever asked as a reader, and tell them."""
    require(policy.can_manage(actor, item))
    async with transaction():
        await _settle(request, Reply.LET_IN)
        await Reader.get_or_create(item_id=item.id, person_id=request.person_id, centre_id=None)
        await telling.moved(actor, item, Act.LET_IN, [request.person_id])


async def dismiss(actor: Actor, item: Item, request: ReadingRequest) -> None:
    """Leave a wish unanswered: whoever asked hears as little as for an item that is not there."""
    require(policy.can_manage(actor, item))
    async with transaction():
        await _settle(request, Reply.DISMISSED)


async def _settle(request: ReadingRequest, reply: Reply) -> None:
    changed = await ReadingRequest.filter(id=request.id, reply=Reply.OPEN).update(reply=reply)
    if not changed:
        raise Conflict(_("Somebody has settled this already."))


async def purge() -> int:
    """Forget wishes after 90 days."""
    return await ReadingRequest.filter(created_at__lt=clock.now() - KEPT).delete()
