"""Shut accounts hold no place, and nothing of a workshop is said to them alone."""

import pytest

from network.kernel import clock
from network.people.actions import accounts
from network.workshops.actions import (
    leaving,
    moving,
    organising,
    passing_time,
    registering,
    reminding,
)
from network.workshops.models.workshops import Workshop
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import Move, Reason
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    crowd,
    during,
    facts,
    last_fact,
    make_world,
    opened,
    place_of,
    states_of,
)

pytestmark = pytest.mark.anyio


async def shut(world: World, who: str) -> None:
    await accounts.disable(await world.act("secretariat"), world.people[who], None)


async def with_line(world: World, **given: object) -> Workshop:
    """The member has the one place; another waits."""
    workshop = await opened(world, capacity=1, **given)
    for who in ("member", "other"):
        await came(workshop, world.people[who])
    return workshop


async def test_who_is_shut_out_gives_up_the_place_and_it_is_offered(portal: object) -> None:
    world = await make_world()
    workshop = await with_line(world, cancel_hours=None)

    await shut(world, "member")

    assert await states_of(workshop) == ["withdrawn", "offered"]
    told = await last_fact("RegistrationMoved", move="withdraw")
    assert told["told"] == [str(world.people["organiser"].id)]
    removed = [fact for fact in await facts("WorkshopSessionMoved") if fact["is_removed"]]
    assert {who for fact in removed for who in fact["members"]} == {str(world.people["member"].id)}


async def test_who_is_shut_out_leaves_the_line_and_nobody_hears_of_it(portal: object) -> None:
    world = await make_world()
    workshop = await with_line(world)

    await shut(world, "other")

    assert await states_of(workshop) == ["confirmed", "withdrawn"]
    assert (await last_fact("RegistrationMoved", move="withdraw"))["told"] == []


async def test_a_place_is_given_up_as_well_while_new_days_are_open(portal: object) -> None:
    world = await make_world()
    workshop = await with_line(world)
    reason = Request(reason=Reason.VENUE)
    await moving.move(await world.act("organiser"), workshop, Move.POSTPONE, reason)

    await shut(world, "member")

    assert await states_of(workshop) == ["withdrawn", "waitlisted"]


async def test_what_somebody_was_at_stays_when_they_are_shut_out(portal: object) -> None:
    world = await make_world()
    workshop = await with_line(world)

    with clock.at(during(workshop)):
        await shut(world, "member")

    assert (await place_of(workshop, world.people["member"])).state == "confirmed"


async def test_leaving_twice_is_leaving_once(portal: object) -> None:
    world = await make_world()
    workshop = await with_line(world)
    await shut(world, "member")

    await leaving.leave_all(world.people["member"].id)

    moves = await facts("RegistrationMoved", workshop_id=workshop.id, move="withdraw")
    assert len(moves) == 1


async def test_where_the_only_organiser_is_shut_out_the_coordinators_of_the_host_are_told(
    portal: object,
) -> None:
    world = await make_world()
    workshop = await with_line(world)
    await shut(world, "organiser")

    await registering.withdraw(await world.act("member"), workshop)

    told = await last_fact("RegistrationMoved", move="withdraw")
    assert told["told"] == [str(world.people["host"].id)]


async def test_an_organiser_who_is_left_is_told_alone(portal: object) -> None:
    world = await make_world()
    workshop = await with_line(world)
    (second,) = await crowd(1)
    await organising.add_organiser(await world.act("organiser"), workshop, second.id)
    await shut(world, "organiser")

    await registering.withdraw(await world.act("member"), workshop)

    assert (await last_fact("RegistrationMoved", move="withdraw"))["told"] == [str(second.id)]


async def test_where_who_writes_the_outcome_is_shut_out_those_who_run_it_are_reminded(
    portal: object,
) -> None:
    world = await make_world()
    workshop = await with_line(world)
    (second,) = await crowd(1)
    await organising.add_organiser(await world.act("organiser"), workshop, second.id)
    await shut(world, "organiser")

    with clock.at(afterwards(workshop)):
        await passing_time.catch_up_all()
        due = await last_fact("WorkshopDeadlineSet", what="workshop_outcome")
    with clock.at(afterwards(workshop, days=15)):
        await reminding.remind_all()
        reminded = await last_fact("WorkshopReminded", what="outcome")

    assert (due["told"], reminded["told"]) == ([str(second.id)], [str(second.id)])
