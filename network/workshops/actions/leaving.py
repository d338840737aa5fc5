"""Whose account was shut gives up what they have in workshops that have not begun."""

from uuid import UUID

from network.db import transaction
from network.workshops.actions import moving, seating
from network.workshops.actions.seating import By
from network.workshops.models.registrations import Registration
from network.workshops.queries import people
from network.workshops.rules.registering import IN_LINE
from network.workshops.rules.states_table import IS_LEFT
from network.workshops.vocabulary import RegMove, RegState, Told

_LEFT = (*IN_LINE, RegState.CONFIRMED)


async def leave_all(person_id: UUID) -> None:
    """Give up every place and every wait of somebody; who waits longest is offered the place."""
    rows = Registration.filter(
        person_id=person_id, state__in=list(_LEFT), workshop__state__in=list(IS_LEFT)
    )
    for workshop_id in await rows.order_by("id").values_list("workshop_id", flat=True):
        await _leave(workshop_id, person_id)  # type: ignore[arg-type]


async def _leave(workshop_id: UUID, person_id: UUID) -> None:
    async with transaction():
        stored = await moving.held(workshop_id)
        row = await Registration.get(workshop_id=stored.id, person_id=person_id)
        if stored.state not in IS_LEFT or row.state not in _LEFT:
            return
        told = await people.parts_told(stored, [Told.ORGANISERS])
        listed = told if seating.is_in_calendar(row) else ()
        columns = {"is_seated": False}
        await seating.change(stored, row, RegMove.WITHDRAW, By(), told=listed, **columns)
        await seating.settle(stored)
