"""Many who register in the same moment: nobody lost, no place twice, the order kept."""

import asyncio

import pytest

from network.kernel.actor import Actor
from network.kernel.moves import Refused
from network.settings import Settings
from network.workshops.actions import conditions, registering
from network.workshops.actions.conditions import Share
from network.workshops.actions.registering import Given
from network.workshops.models.registrations import Registration
from network.workshops.queries import workshops
from network.workshops.vocabulary import Axis, Limit, RegState
from tests.factories import actor
from tests.workshops.workshop_world import crowd, make_world, opened, states_of

pytestmark = pytest.mark.anyio

CROWD, PLACES, KEPT = 60, 12, 4


async def actors(count: int, **given: str) -> list[Actor]:
    return [await actor(person) for person in await crowd(count, **given)]


async def test_sixty_at_once_take_twelve_places_and_wait_in_the_order_they_came(
    db: Settings,
) -> None:
    workshop = await opened(await make_world(), capacity=PLACES)
    everybody = await actors(CROWD)

    placed = await asyncio.gather(
        *(registering.register(one, workshop, Given()) for one in everybody)
    )

    rows = await Registration.filter(workshop_id=workshop.id).order_by("number")
    assert [row.number for row in rows] == list(range(1, CROWD + 1))
    assert [row.state for row in rows] == [RegState.CONFIRMED] * PLACES + [RegState.WAITLISTED] * (
        CROWD - PLACES
    )
    assert sum(row.is_seated for row in rows) == PLACES
    assert {one.registration.person_id for one in placed} == {a.person_id for a in everybody}
    assert (await workshops.fresh(workshop.id)).arrivals == CROWD


async def test_kept_places_are_kept_however_many_others_come_at_once(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=PLACES)
    keep = Share(axis=Axis.PROFESSION, kind=Limit.KEPT, places=KEPT, keys=("PR-GPR",))
    await conditions.add_quota(await world.act("organiser"), workshop, keep)
    lawyers, doctors = await actors(40, profession="PR-LAW"), await actors(20, profession="PR-GPR")
    mixed = [one for pair in zip(lawyers[:20], doctors, strict=True) for one in pair]

    await asyncio.gather(
        *(registering.register(one, workshop, Given()) for one in (*lawyers[20:], *mixed))
    )

    seated = await Registration.filter(workshop_id=workshop.id, is_seated=True)
    doctors_in = sum(row.profession == "PR-GPR" for row in seated)
    assert len(seated) == PLACES
    assert doctors_in >= KEPT
    assert len(await states_of(workshop)) == CROWD


async def test_all_who_leave_at_once_make_room_for_exactly_as_many(db: Settings) -> None:
    workshop = await opened(await make_world(), capacity=PLACES)
    everybody = await actors(2 * PLACES)
    for one in everybody:
        await registering.register(one, workshop, Given())

    await asyncio.gather(*(registering.withdraw(one, workshop) for one in everybody[:PLACES]))

    assert await states_of(workshop) == ["withdrawn"] * PLACES + ["offered"] * PLACES


async def test_a_form_that_is_sent_many_times_registers_once(db: Settings) -> None:
    workshop = await opened(await make_world(), capacity=PLACES)
    (one,) = await actors(1)

    answers = await asyncio.gather(
        *(registering.register(one, workshop, Given()) for _ in range(8)), return_exceptions=True
    )

    assert sum(isinstance(answer, Refused) for answer in answers) == 7
    assert await states_of(workshop) == ["confirmed"]
