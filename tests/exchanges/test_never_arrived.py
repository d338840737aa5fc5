"""A visit that ended before anybody arrived: nobody owes a report, and it is simply closed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from network.calendars.models.feeds import Entry
from network.exchanges.actions import passing_time, reminding
from network.exchanges.models.visits import Visit
from network.exchanges.queries import duties, visits
from network.exchanges.rules.duties import Do
from network.exchanges.vocabulary import Move, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import Role
from tests.browser_client import Browser
from tests.exchanges.visit_facts import act, told
from tests.exchanges.visit_world import World, arrived, at_noon, confirmed
from tests.factories import make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True


async def called_off(world: World) -> Visit:
    """It ended for safety, months before its first day."""
    world.people["focal"] = await make_member(world.home, Role.FOCAL_POINT)
    return await act(world, "focal", await confirmed(world), Move.END_EARLY, reason=Reason.SAFETY)


async def nobody_came(world: World) -> Visit:
    visit, evening = await confirmed(world), at_noon(105) + timedelta(hours=5)
    await Visit.filter(id=visit.id).update(nobody_came_at=evening)
    with clock.at(evening + timedelta(hours=48)):
        return await act(world, "host", visit, Move.END_EARLY, reason=Reason.NO_SHOW)


async def cut_short(world: World) -> Visit:
    visit = await arrived(world)
    with clock.at(at_noon(107)):
        return await act(world, "home", visit, Move.END_EARLY, reason=Reason.WORK)


Ended = Callable[[World], Awaitable[Visit]]
NEVER: list[tuple[Ended, int]] = [
    (called_off, 0),
    (nobody_came, 107),
]  # and the day on which it ended


async def deadlines(visit: Visit) -> int:
    standing = Entry.filter(source_id=visit.id, source_kind="visit_report")
    return await standing.exclude(status="CANCELLED").count()


@pytest.mark.parametrize(("ended", "day"), NEVER)
async def test_the_home_coordinator_closes_it_and_the_visitor_has_nothing_to_do(
    ended: Ended, day: int, world: World
) -> None:
    visit = await ended(world)

    with clock.at(at_noon(day) + timedelta(hours=8)):
        at_home = await duties.duties_of(await world.act("home"), clock.now())
        own = await duties.duties_of(await world.act("visitor"), clock.now())
        closed = await act(world, "home", visit, Move.CLOSE)

    assert [(one.code, one.is_mine) for one in at_home] == [(Do.CLOSE, True)]
    assert [one.code for one in own if one.is_mine] == []
    assert closed.state is VisitState.CLOSED


@pytest.mark.parametrize(("ended", "day"), NEVER)
async def test_no_reminder_and_no_calendar_asks_for_a_report(
    ended: Ended, day: int, world: World
) -> None:
    visit = await ended(world)

    for later in (day + 1, day + 8, day + 12):
        with clock.at(at_noon(later)):
            await reminding.remind_all()

    assert await told("report") == []
    assert await deadlines(visit) == 0


@pytest.mark.parametrize(("ended", "day"), NEVER)
async def test_the_pages_ask_the_visitor_for_nothing(
    ended: Ended, day: int, world: World, browser: Browser
) -> None:
    visit = await ended(world)

    with clock.at(at_noon(day) + timedelta(hours=8)):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(f"/visits/{visit.id}")
        outcome = await browser.get(f"/visits/{visit.id}/outcome")

    assert 'id="next">What comes next' in page.text
    assert "Report by" not in page.text
    assert "Asked for by" not in outcome.text


async def test_before_it_ends_the_page_says_that_no_report_is_asked_for(
    world: World, browser: Browser
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(f"/visits/{visit.id}/moves/{Move.END_EARLY}")

    assert "no report is asked for" in page.text
    assert "A short report is enough" not in page.text


async def test_opened_again_it_asks_for_no_report_either(world: World) -> None:
    visit = await called_off(world)
    visit = await act(world, "home", visit, Move.CLOSE)

    visit = await act(world, "secretariat", visit, Move.REOPEN, note="A mistake.")

    assert visit.state is VisitState.ENDED_EARLY
    assert await deadlines(visit) == 0


async def test_left_alone_it_closes_by_itself(world: World) -> None:
    visit = await called_off(world)

    with clock.at(at_noon(40)):
        await passing_time.catch_up_all()

    assert (await visits.fresh(visit.id)).state is VisitState.CLOSED


async def test_who_arrived_is_asked_for_the_short_report_and_reminded(world: World) -> None:
    visit = await cut_short(world)

    with clock.at(at_noon(115)):
        await reminding.remind_all()
        own = await duties.duties_of(await world.act("visitor"), clock.now())

    assert [(one.code, one.is_mine) for one in own] == [(Do.REPORT, True)]
    assert len(await told("report")) == 1
    assert await deadlines(visit) == 1
