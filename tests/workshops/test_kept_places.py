"""Places that are kept while answers are looked at again, or only offered, and the line."""

import pytest

from network.kernel import clock
from network.settings import Settings
from network.workshops.actions import attending, conditions, moving, registering
from network.workshops.actions.conditions import Asked
from network.workshops.actions.registering import Given
from network.workshops.models.workshops import Workshop
from network.workshops.rules.limit_words import told_block
from network.workshops.vocabulary import RegState
from tests.factories import actor
from tests.workshops.workshop_world import (
    World,
    came,
    crowd,
    during,
    last_fact,
    make_world,
    opened,
    place_of,
    sessions_of,
    states_of,
)

pytestmark = pytest.mark.anyio

R = RegState


async def asking(world: World, **given: object) -> tuple[Workshop, Asked]:
    """A workshop that approves everybody, and a question whose answer is part of that."""
    workshop = await opened(world, needs_approval=True, **given)
    return workshop, Asked(label="Why do you come?", reopens=True)


async def approved(world: World, workshop: Workshop, who: str) -> None:
    row = (await came(workshop, world.people[who])).registration
    await registering.approve(await world.act("organiser"), workshop, row.id)


async def answered_anew(world: World, workshop: Workshop, asked: Asked, who: str) -> None:
    """Somebody answers a question that was part of the approval."""
    question = await conditions.add_question(await world.act("organiser"), workshop, asked)
    row = await place_of(workshop, world.people[who])
    given = Given(answers={question.id: "To teach"})
    await registering.change_answers(await world.act(who), workshop, row.version, given)


async def test_a_place_that_was_kept_is_theirs_once_the_workshop_begins(db: Settings) -> None:
    world = await make_world()
    workshop, asked = await asking(world)
    await approved(world, workshop, "member")
    await answered_anew(world, workshop, asked, "member")

    with clock.at(during(workshop)):
        await moving.catch_up(workshop.id)
        row = await place_of(workshop, world.people["member"])
        told = await last_fact("RegistrationMoved", move="confirm")
        minutes = {one.id: one.minutes for one in await sessions_of(workshop)}
        await attending.mark(await world.act("organiser"), workshop, row.id, minutes)

    assert (row.state, row.is_seated) == (R.CONFIRMED, True)
    assert told["told"] == [str(world.people["member"].id)]
    assert await states_of(workshop) == ["attended"]


async def test_who_waits_for_approval_without_a_place_gets_none_by_its_beginning(
    db: Settings,
) -> None:
    world = await make_world()
    workshop, _asked = await asking(world)
    await came(workshop, world.people["member"])

    with clock.at(during(workshop)):
        await moving.catch_up(workshop.id)

    assert await states_of(workshop) == ["applied"]


async def with_an_offer(world: World) -> tuple[Workshop, Asked]:
    """One place, given up by the first, offered to the member, and another who waits."""
    workshop, asked = await asking(world, capacity=1)
    for who in ("staff", "member", "other"):
        await approved(world, workshop, who)
    await registering.withdraw(await world.act("staff"), workshop)
    assert await states_of(workshop) == ["withdrawn", "offered", "waitlisted"]
    return workshop, asked


async def test_an_offered_place_goes_on_when_its_answers_are_looked_at_again(db: Settings) -> None:
    world = await make_world()
    workshop, asked = await with_an_offer(world)

    await answered_anew(world, workshop, asked, "member")

    row = await place_of(workshop, world.people["member"])
    assert (row.state, row.is_seated) == (R.APPLIED, False)
    assert row.offered_until is None
    assert await states_of(workshop) == ["withdrawn", "applied", "offered"]


async def test_nobody_has_a_place_they_did_not_take_after_they_are_approved_again(
    db: Settings,
) -> None:
    world = await make_world()
    workshop, asked = await with_an_offer(world)
    await answered_anew(world, workshop, asked, "member")
    row = await place_of(workshop, world.people["member"])

    await registering.approve(await world.act("organiser"), workshop, row.id)

    assert await states_of(workshop) == ["withdrawn", "waitlisted", "offered"]
    left = await registering.withdraw(await world.act("member"), workshop)
    assert left.state is R.WITHDRAWN


async def test_nobody_overtakes_the_line_while_it_is_too_late_to_ask_it(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=1, cancel_hours=0)
    first, second, third = await crowd(3, zone="UTC")
    for person in (first, second):
        await came(workshop, person)

    with clock.at(during(workshop, hours=-1)):  # at five in the morning, by their clocks
        await registering.withdraw(await actor(first), workshop)
        placed = await came(workshop, third)

    assert await states_of(workshop) == ["withdrawn", "waitlisted", "waitlisted"]
    assert [told_block(block) for block in placed.blocks] == [
        "Those who have waited longer come first."
    ]


async def test_the_organisers_still_fill_that_place_with_who_is_first_in_line(
    db: Settings,
) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=1, cancel_hours=0)
    people = await crowd(3, zone="UTC")
    for person in people:
        await came(workshop, person)
    organiser = await world.act("organiser")
    row = await place_of(workshop, people[1])

    with clock.at(during(workshop, hours=-1)):
        await registering.withdraw(await actor(people[0]), workshop)
        await registering.refuse(organiser, workshop, row.id)
        await registering.approve(organiser, workshop, row.id)

    assert await states_of(workshop) == ["withdrawn", "confirmed", "waitlisted"]
