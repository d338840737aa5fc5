"""What time in the room makes of a place, when minutes are noted or sessions were not held."""

from uuid import UUID

from network.workshops.actions import seating
from network.workshops.actions.seating import By
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import registrations, workshops
from network.workshops.rules import attending
from network.workshops.vocabulary import RegMove, RegState


async def planned(workshop: Workshop) -> dict[UUID, int]:
    """The minutes of each session."""
    return {row.id: row.minutes for row in await workshops.sessions_of(workshop.id)}


async def follow_minutes(workshop: Workshop, row: Registration, by: By) -> None:
    """Give a place the state that the minutes of its person make of it."""
    minutes = (await registrations.minutes_of([row.id]))[row.id]
    whole = await planned(workshop)
    spent = attending.credited(minutes, whole)
    state = attending.state_by_minutes(spent, sum(whole.values()))
    if state is RegState.CONFIRMED:
        state = RegState.ABSENT
    if state is not row.state:
        await seating.change(workshop, row, RegMove.MARK, by, state=state)


async def count_again(workshop: Workshop, by: By) -> None:
    """After sessions were taken out: who was there for part of it may have been for all."""
    there = Registration.filter(workshop_id=workshop.id, state=RegState.PARTLY)
    for row in await there.order_by("number"):
        await follow_minutes(workshop, row, by)
