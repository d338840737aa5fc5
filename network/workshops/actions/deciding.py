"""What organisers decide about several registrations at once, and offering a place by hand."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _
from network.kernel.moves import Refused
from network.people import queries as people
from network.workshops.actions import moving, registering, seating
from network.workshops.actions.seating import By
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import places
from network.workshops.rules import offers
from network.workshops.rules.registering import refusals
from network.workshops.vocabulary import Part, RegMove

MOST = 100


class Decided(NamedTuple):
    """What became of those chosen, and how many could not be changed."""

    done: list[Registration]
    left: int


async def decide(
    actor: Actor, workshop: Workshop, ids: Iterable[UUID], move: RegMove, note: str = ""
) -> Decided:
    """Approve, refuse or take out several people in the order in which they came, all or none.

    Whoever is past that step is left as they are and counted.
    """
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        rows = Registration.filter(workshop_id=stored.id, id__in=sorted(set(ids))[:MOST])
        done = []
        chosen = await rows.order_by("number")
        for row in chosen:
            try:
                done.append(await _one(actor, stored, row.id, move, note))
            except Refused:
                continue
    return Decided(done, len(chosen) - len(done))


async def offer_by_hand(actor: Actor, workshop: Workshop, registration_id: UUID) -> Registration:
    """Offer a free place to somebody of the line whom the limits for groups would pass by.

    Never more places than there are. Raises Refused, or Conflict when no place is free or no hour
    is left at which somebody could answer.
    """
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await Registration.get_or_none(id=registration_id, workshop_id=stored.id)
        if row is None:
            raise NotFound
        by = By(actor, Part.SECRETARIAT if actor.is_secretariat else Part.ORGANISER)
        now = clock.now()
        registering.refuse_if(refusals(RegMove.OFFER, row, stored, by.part, now))
        if not (await places.room_now(stored)).free:
            raise Conflict(_("No place is free. Raise the number of places, or wait."))
        zone = await _zone_of(row, stored)
        until = offers.offered_until(now, stored.starts_at, zone) if stored.starts_at else None
        if until is None:
            raise Conflict(_("There is no time left in which they could answer."))
        columns = {"is_seated": True, "offered_until": until}
        await seating.change(stored, row, RegMove.OFFER, by, told=[row.person_id], **columns)
    return row


async def _one(
    actor: Actor, workshop: Workshop, key: UUID, move: RegMove, note: str
) -> Registration:
    if move is RegMove.APPROVE:
        return (await registering.approve(actor, workshop, key)).registration
    act = registering.refuse if move is RegMove.REFUSE else registering.remove
    return await act(actor, workshop, key, note)


async def _zone_of(row: Registration, workshop: Workshop) -> str:
    person = (await people.people_of([row.person_id])).get(row.person_id)
    return person.zone if person else workshop.zone
