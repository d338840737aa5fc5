"""A report that came back to its writer goes the whole way once more, with time to write it."""

from datetime import date

import pytest

from network.exchanges.actions import reminding, report_reading, reporting
from network.exchanges.models.visits import Visit
from network.exchanges.queries import duties
from network.exchanges.rules.duties import Do
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move
from network.kernel import clock
from tests.exchanges.report_world import reported
from tests.exchanges.visit_facts import ids, last_fact, move, told
from tests.exchanges.visit_world import World, at_noon, in_days

pytestmark = pytest.mark.anyio

DUE, ANEW = 130, Request(note="Please say more about the groups.")


async def returned(world: World, day: int, who: str = "host") -> Visit:
    visit = await reported(world)
    with clock.at(at_noon(113)):
        await report_reading.pass_to_host(await world.act("home"), visit)
    with clock.at(at_noon(day)):
        return await move(world, who, visit, Move.RETURN_REPORT, ANEW)


async def mine(world: World, who: str) -> list[tuple[Do, date | None]]:
    found = await duties.duties_of(await world.act(who), clock.now())
    return [(one.code, one.due_on) for one in found if one.is_mine]


async def test_it_is_read_at_home_again_and_the_host_hears_when_its_turn_comes(
    world: World,
) -> None:
    visit = await returned(world, 115)

    with clock.at(at_noon(116)):
        visit = await reporting.give_report(await world.act("visitor"), visit)
        at_home = await mine(world, "home")
        await report_reading.pass_to_host(await world.act("home"), visit)
        passed_on = await mine(world, "home")

    assert at_home == [(Do.READ, None)]
    assert passed_on == []
    assert set((await last_fact(Move.REPORT))["told"]) == ids(world, "host")


async def test_returned_soon_it_is_due_on_the_day_that_was_said_before(world: World) -> None:
    visit = await returned(world, 115)

    assert visit.report_due_on == in_days(DUE)


@pytest.mark.parametrize("who", ["home", "host", "editor"])
async def test_returned_late_there_are_two_weeks_to_write_it(who: str, world: World) -> None:
    visit = await returned(world, DUE + 5, who)

    with clock.at(at_noon(DUE + 5)):
        asked_for = await mine(world, "visitor")

    assert visit.report_due_on == in_days(DUE + 19)
    assert asked_for == [(Do.REPORT, visit.report_due_on)]


async def test_of_the_new_day_the_visitor_is_reminded_as_of_the_first(world: World) -> None:
    visit = await reported(world)
    await Visit.filter(id=visit.id).update(state="report_due")
    await on_days(117, 124, 128)
    await Visit.filter(id=visit.id).update(state="report_review")
    with clock.at(at_noon(DUE + 5)):
        await move(world, "home", visit, Move.RETURN_REPORT, ANEW)

    await on_days(DUE + 5, DUE + 12, DUE + 16)

    assert len(await told("report")) == 3 + 2


async def on_days(*days: int) -> None:
    for day in days:
        with clock.at(at_noon(day)):
            await reminding.remind_all()
