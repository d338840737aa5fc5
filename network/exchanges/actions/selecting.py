"""Choosing among the applications of a call: a place, the waiting list, or a no."""

from tortoise.expressions import Q

from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions.moving import move
from network.exchanges.models.offers import ExchangeCall
from network.exchanges.models.visits import Visit
from network.exchanges.queries import selection, visits
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason
from network.kernel.actor import Actor
from network.kernel.errors import Stale, require
from network.kernel.i18n import _


async def give_place(actor: Actor, visit: Visit, version: int) -> Visit:
    """Ask the hosts of an application. Raises Refused when its call has no place left."""
    require(policy.can_call(actor))
    async with transaction():
        await _hold_call(visit)
        moved = await move(actor, _read_at(visit, version), Move.ASK_HOSTS)
        await _keep_ranks(visit)
    return moved


async def put_on_list(actor: Actor, visit: Visit, version: int) -> Visit:
    """Put an application on the waiting list, at the place its result gives it."""
    require(policy.can_call(actor))
    async with transaction():
        await _hold_call(visit)
        await move(actor, _read_at(visit, version), Move.WAITLIST)
        await _keep_ranks(visit)
    return await visits.fresh(visit.id)


async def turn_down(actor: Actor, visit: Visit, version: int, reason: Reason) -> Visit:
    """Decline an application, with a reason of the closed list."""
    require(policy.can_call(actor))
    async with transaction():
        moved = await move(actor, _read_at(visit, version), Move.DECLINE, Request(reason=reason))
        await _keep_ranks(visit)
    return moved


async def _hold_call(visit: Visit) -> None:
    """Hold the call until the transaction ends: its last place is given once."""
    if visit.call_id is not None:
        await ExchangeCall.select_for_update().get_or_none(id=visit.call_id)


def _read_at(visit: Visit, version: int) -> Visit:
    """The visit, if it is still as it was when the list was read."""
    if visit.version != version:
        raise Stale(_("Somebody changed this visit a moment ago."), visit)
    return visit


async def _keep_ranks(visit: Visit) -> None:
    """Number the waiting list anew, as far as numbers changed."""
    if visit.call_id is None:
        return
    for rank, key in enumerate(await selection.waiting_order(visit.call_id), 1):
        await Visit.filter(Q(rank=None) | ~Q(rank=rank), id=key).update(rank=rank)
