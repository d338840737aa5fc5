"""Asking somebody to get in touch: who and by whom, nothing else, and gone after a month."""

from datetime import timedelta
from uuid import UUID

from network import events, outbox
from network.db import IntegrityError, transaction
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, NotFound, require
from network.kernel.i18n import _
from network.wellbeing import policy
from network.wellbeing.models.help import ContactWish
from network.wellbeing.queries import help as queries
from network.wellbeing.queries.rounds import today
from network.wellbeing.vocabulary import WishState

KEPT = timedelta(days=30)


async def ask(actor: Actor, person_id: UUID) -> ContactWish:
    """Ask a supervisor of one's own, or a focal point of one's centre, to get in touch.

    The fact does not say who asked. Raises NotFound for anybody else, and Conflict while they are
    asked already.
    """
    require(policy.can_check_in(actor))
    near = {one.person_id: one for one in await queries.companions_of(actor)}
    if person_id not in near:
        raise NotFound
    try:
        async with transaction():
            wish = await ContactWish.create(
                person_id=actor.person_id,
                to_id=person_id,
                addressee=near[person_id].addressee,
                goes_on=today() + KEPT,
                live=f"{actor.person_id}:{person_id}",
            )
            await outbox.record(SYSTEM, events.ContactWished(wish_id=wish.id, told=(person_id,)))
    except IntegrityError:
        raise Conflict(_("You have asked already. The answer is theirs to give.")) from None
    return wish


async def answered(actor: Actor, wish: ContactWish) -> None:
    """Say that one has been in touch."""
    require(policy.can_answer_wish(actor, wish))
    await _settle(wish, WishState.ANSWERED)


async def take_back(actor: Actor, wish: ContactWish) -> None:
    """Take a wish back."""
    require(policy.can_withdraw_wish(actor, wish))
    await _settle(wish, WishState.WITHDRAWN)


async def _settle(wish: ContactWish, state: WishState) -> None:
    still = ContactWish.filter(id=wish.id, state=WishState.OPEN)
    if not await still.update(state=state, live=None):
        raise Conflict(_("This was settled a moment ago."))
