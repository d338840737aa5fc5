"""How full a workshop is for somebody: the limits in their way, and how many wait."""

from network.kernel import clock
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import registrations, workshops
from network.workshops.rules import seats
from network.workshops.rules.seats import Block, Room, Seeker
from network.workshops.vocabulary import RegState


async def room_now(workshop: Workshop) -> Room:
    """The places of a workshop as they are taken now."""
    seated = await registrations.seated_of(workshop.id)
    return seats.room_of(workshop.capacity, await workshops.groups_of(workshop.id), seated)


async def blocks_of(workshop: Workshop, row: Registration) -> list[Block]:
    """Every limit that keeps somebody who waits from a place now."""
    room = await room_now(workshop)
    return seats.blocks(registrations.seeker_of(row), room, clock.now())


def blocks_for(room: Room, profession: str, region: str, centre: str) -> list[Block]:
    """Every limit that somebody would meet who registers now."""
    return seats.blocks(Seeker(profession, region, centre), room, clock.now())


async def waiting_count(workshop_id: object) -> int:
    """How many are in the line."""
    return await Registration.filter(workshop_id=workshop_id, state=RegState.WAITLISTED).count()
