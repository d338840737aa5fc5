"""A confirmed visit moves the visitor's clock to the host's, for as long as it stands."""

import re
from datetime import date

import pytest

from network.centres.models import Centre
from network.exchanges.actions import dating, hosting, moving
from network.exchanges.models.visits import Visit
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason, VisitState
from network.kernel import clock, travel
from network.kernel.moves import Refused
from network.people import queries
from network.people.actions import travel as travel_actions
from network.people.actions.travel import NewStay
from network.people.models import Person, Source, Stay
from network.supervision.models import Supervisor
from network.supervision.queries import supervisors
from tests.browser_client import Browser
from tests.exchanges.visit_world import (
    World,
    accepted,
    arrived,
    at_noon,
    confirmed,
    in_days,
    make_world,
)
from tests.supervision_makers import make_supervisor

pytestmark = pytest.mark.anyio

TOKYO = "Asia/Tokyo"


@pytest.fixture
async def world(browser: Browser) -> World:
    del browser
    found = await make_world()
    await Centre.filter(id=found.hosts[0].id).update(zone=TOKYO)
    return found


async def stays(world: World) -> list[tuple[date, date, str]]:
    rows = await queries.stays_of(await world.act("visitor"))
    return [(row.first_on, row.last_on, row.zone) for row in rows]


async def go(
    world: World, who: str, visit: Visit, move: Move, given: Request | None = None
) -> Visit:
    return await moving.move(await world.act(who), visit, move, given)


DAYS = (105, 109)


def days(first: int, last: int) -> list[tuple[date, date, str]]:
    return [(in_days(first), in_days(last), TOKYO)]


async def test_only_a_confirmed_visit_moves_the_clock_and_the_visitor_s_alone(
    world: World,
) -> None:
    await accepted(world)
    before = await stays(world)
    await Visit.all().delete()

    visit = await confirmed(world)

    assert before == []
    assert await stays(world) == days(*DAYS)
    stay = await Stay.get()
    assert (stay.source, stay.source_id, stay.person_id) == (
        Source.VISIT,
        visit.id,
        world.people["visitor"].id,
    )


async def test_times_of_the_visitor_are_those_of_the_host_on_these_days(world: World) -> None:
    await confirmed(world)
    visitor = await Person.get(id=world.people["visitor"].id)

    where = await queries.where_is(visitor)

    assert travel.zone_of(where, at_noon(107)) == TOKYO
    assert travel.zone_of(where, at_noon(104)) == visitor.zone
    assert travel.zone_of(where, at_noon(110)) == visitor.zone


async def test_hours_of_supervision_are_those_at_the_host_on_these_days(world: World) -> None:
    office = [[day, 9 * 60, 17 * 60] for day in range(1, 8)]
    made = await make_supervisor(world.people["visitor"], weekly=office, step=60)
    await confirmed(world)
    supervisor, on = await Supervisor.get(id=made.id), in_days(107)

    with clock.at(at_noon(100)):
        there = await supervisors.slots(supervisor, on, on, 60)

    starts = [slot.starts_at for slot in there]
    assert [f"{at:%H:%M}" for at in (starts[0], starts[-1])] == ["00:00", "07:00"]


async def test_times_are_planned_with_it_and_others_do_not_learn_where(world: World) -> None:
    await confirmed(world)
    visitor = world.people["visitor"].id

    found = await queries.travel_of([visitor])

    assert [stretch.zone for stretch in found[visitor]] == [TOKYO]
    assert [stretch.zone for stretch in travel.hidden(found[visitor])] == [""]


async def test_other_days_move_it(world: World) -> None:
    visit = await confirmed(world)
    change = await dating.propose_days(
        await world.act("host"), visit, Span(in_days(112), in_days(114))
    )
    await dating.accept_days(await world.act("visitor"), visit, change)
    proposed = await stays(world)

    await dating.accept_days(await world.act("home"), visit, change)

    assert proposed == days(*DAYS)
    assert await stays(world) == days(112, 114)


LATER = Request(Reason.WORK, starts_on=date(2027, 6, 6), ends_on=date(2027, 7, 6))
WHY = Request(reason=Reason.HEALTH)


@pytest.mark.parametrize(
    ("who", "move", "given"),
    [
        ("visitor", Move.CANCEL, WHY),
        ("visitor", Move.GO_VIRTUAL, WHY),
        ("home", Move.POSTPONE, LATER),
    ],
)
async def test_who_does_not_travel_stays_on_the_own_clock(
    world: World, who: str, move: Move, given: Request
) -> None:
    visit = await confirmed(world)

    await go(world, who, visit, move, given)

    assert await stays(world) == []
    assert (await Person.get(id=world.people["visitor"].id)).away_until is None


async def test_a_host_that_withdraws_leaves_the_visitor_at_home(world: World) -> None:
    visit = await confirmed(world)

    await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert await stays(world) == []


async def test_it_ends_with_a_visit_that_ends_early(world: World) -> None:
    visit = await arrived(world)

    with clock.at(at_noon(106)):
        await go(world, "visitor", visit, Move.END_EARLY, WHY)

        today = (await stays(world))[0][1]
    assert today == in_days(106)


async def test_a_reopened_visit_moves_the_clock_again(world: World) -> None:
    visit = await confirmed(world)
    visit = await go(world, "home", visit, Move.CANCEL, WHY)

    visit = await go(world, "secretariat", visit, Move.REOPEN, Request(note="A mistake."))

    assert visit.state is VisitState.CONFIRMED
    assert await stays(world) == days(*DAYS)


async def test_what_the_visitor_noted_counts_more(world: World) -> None:
    own = NewStay(first_on=in_days(104), last_on=in_days(106), zone="Asia/Seoul")
    await travel_actions.add_stay(world.people["visitor"].id, own)

    visit = await confirmed(world)

    assert visit.state is VisitState.CONFIRMED
    assert await stays(world) == [(in_days(104), in_days(106), "Asia/Seoul")]


async def test_days_the_visitor_took_out_do_not_come_back_when_they_change(world: World) -> None:
    visit, visitor = await confirmed(world), await world.act("visitor")
    await travel_actions.remove_stay(visitor, await Stay.get())
    change = await dating.propose_days(visitor, visit, Span(in_days(112), in_days(114)))
    await dating.accept_days(await world.act("home"), visit, change)

    await dating.accept_days(await world.act("host"), visit, change)

    assert await stays(world) == []


async def test_a_confirmation_that_is_refused_moves_no_clock(world: World) -> None:
    visit = await accepted(world)

    with pytest.raises(Refused):
        await go(world, "home", visit, Move.CONFIRM)

    assert await stays(world) == []


# switching it off --------------------------------------------------------------------------------


async def test_who_switched_it_off_keeps_the_own_clock(browser: Browser, world: World) -> None:
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get("/account/travel")

    await browser.submit(page, "/travel/visits", follows_visits=[])
    await confirmed(world)

    assert re.search(r'name="follows_visits"[^>]* checked', page.text)
    assert await stays(world) == []


async def test_it_can_be_switched_on_again(browser: Browser, world: World) -> None:
    await travel_actions.follow_visits(await world.act("visitor"), follows=False)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get("/account/travel")
    await browser.submit(page, "/travel/visits", follows_visits="y")
    await confirmed(world)

    assert await stays(world) == days(*DAYS)
    assert TOKYO.split("/")[1] in (await browser.get("/account/travel")).text
