"""Places that cancelled visits leave: offered to the waiting list of the call, one by one."""

from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import asking
from network.exchanges.models.visits import PlaceOffer, Visit
from network.exchanges.queries import alternates, visits
from network.exchanges.queries.selection import waiting_order
from network.exchanges.rules import selection
from network.exchanges.rules.reminders import What
from network.exchanges.vocabulary import Part, VisitState
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _
from network.kernel.one_by_one import each


async def offer_place(actor: Actor, freed: Visit) -> bool:
    """Offer the place of a visit to the next on the waiting list, for 48 hours.

    Says whether there was anybody to ask; call it in a transaction.
    """
    if freed.call_id is None:
        return False
    waiting, now = await waiting_order(freed.call_id), clock.now()
    chosen = selection.next_alternate(waiting, await alternates.places_of(freed.id), now)
    if chosen is None:
        return False
    offer = await PlaceOffer.create(
        visit_id=chosen, freed_by_id=freed.id, expires_at=now + selection.ALTERNATE_HAS
    )
    visit = await visits.fresh(chosen)
    due_on = offer.expires_at.date()
    await asking.ask(actor, visit, What.PLACE, (Part.VISITOR, Part.HOME), due_on)
    return True


async def answer_place(actor: Actor, visit: Visit, *, takes: bool) -> None:
    """Take a place up, or leave it to the next; who leaves it keeps the rank for another.

    Raises Conflict when the time to answer is over, or somebody answered already.
    """
    require(policy.can_answer_place(actor, visit))
    async with transaction():
        now = clock.now()
        offer = await alternates.open_offer(visit.id, now)
        if offer is None or not await _settle(offer, is_taken=takes):
            raise Conflict(_("The time to answer is over. The place on the waiting list stays."))
        if takes:
            await asking.ask(actor, visit, What.PLACE_TAKEN, (Part.HOME, Part.SECRETARIAT))
        else:
            await offer_place(actor, await visits.fresh(offer.freed_by_id))


async def offer_again() -> int:
    """Offer the places nobody answered for to the next; how many were looked at."""
    return await each(await alternates.unanswered(clock.now()), _pass_on)


async def _pass_on(offer: PlaceOffer) -> bool:
    async with transaction():
        if not await _settle(offer, is_taken=False):
            return False
        freed = await Visit.get_or_none(id=offer.freed_by_id)
        if freed is not None and freed.state is VisitState.CANCELLED:
            await offer_place(SYSTEM, freed)
    return True


async def take_back(freed: Visit) -> None:
    """Offer the place of a visit to nobody any more, as it goes on after all.

    Raises Invalid when somebody took it up, and waits for their hosts to be asked.
    """
    if await alternates.is_promised(freed.id):
        raise Invalid(_("Somebody on the waiting list has taken up the place of this visit."))
    rows = PlaceOffer.filter(freed_by_id=freed.id, answered_at=None)
    await rows.update(answered_at=clock.now(), is_taken=False)


async def _settle(offer: PlaceOffer, *, is_taken: bool) -> bool:
    row = PlaceOffer.filter(id=offer.id, answered_at=None)
    return bool(await row.update(answered_at=clock.now(), is_taken=is_taken))
