"""Plan B: kept before confirmation, offered with checked days when it is needed."""

from typing import Any

import pytest

from network.centres.models import Centre
from network.centres.models import Listing as Listed
from network.exchanges.actions import hosting, moving
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.visits import Visit
from network.exchanges.queries import plan_b as queries
from network.exchanges.queries import visits
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason, Side, VisitState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import (
    World,
    accepted,
    confirmed,
    in_days,
    signed,
)

pytestmark = pytest.mark.anyio
IN_PORTAL = True


def of(visit: Visit, rest: str = "") -> str:
    return f"/visits/{visit.id}/plan-b{rest}"


def typed(visit: Visit, **given: Any) -> dict[str, str]:
    plain = {
        "version": str(visit.version),
        "virtual": "Four sessions online",
        "first_on": in_days(130).isoformat(),
        "last_on": in_days(144).isoformat(),
    }
    return plain | given


async def test_a_plan_is_kept_by_the_visitor(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(of(visit))

    values = {k: v for k, v in typed(visit).items() if k != "version"}
    kept = await browser.submit(page, "/plan-b", **values)
    after = await browser.follow(kept)

    assert "A visit is confirmed once there is a Plan B" in page.text
    assert "Four sessions online" in after.text
    assert (await visits.fresh(visit.id)).plan_b == {
        "virtual": "Four sessions online",
        "first_on": in_days(130).isoformat(),
        "last_on": in_days(144).isoformat(),
    }


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"virtual": ""}, "Fill this in."),
        ({"last_on": "2027-03-27"}, "The last day is before the first."),
        ({"first_on": "2026-11-16"}, "The first day is over already."),
    ],
)
async def test_a_plan_that_cannot_be_is_refused_and_stays_typed(
    given: dict[str, str], says: str, browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["home"])

    refused = await browser.post(of(visit), typed(visit, **given))

    assert refused.status_code == 422
    assert says in refused.text
    assert in_days(144).isoformat() in refused.text or "last_on" in given
    assert (await visits.fresh(visit.id)).plan_b == {}


async def test_two_who_write_a_plan_at_once_see_both(browser: Browser, world: World) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["home"])

    late = await browser.post(of(visit), typed(visit, version="1", virtual="Two sessions"))

    assert late.status_code == 409
    assert "Two sessions" in late.text
    assert "Four sessions online" in late.text


async def test_a_refused_visa_leads_online_in_one_click_and_keeps_goals_and_money(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(of(visit, "?why=visa_refused"))
    gone = await browser.submit(page, "/online")

    stored = await visits.fresh(visit.id)
    online, other_days = page.text.index("Go on online"), page.text.index("Other days")
    assert online < other_days
    assert gone.status_code == 303
    assert (stored.state, stored.is_virtual) == (VisitState.HOST_ACCEPTED, True)
    assert stored.reason == Reason.VISA_REFUSED
    assert await LearningGoal.filter(visit_id=visit.id).count() == 1
    assert await BudgetLine.filter(visit_id=visit.id, is_released=True).count() == 1


async def test_the_days_of_the_plan_are_checked_against_other_visits(world: World) -> None:
    visit = await signed(world)
    window = world.windows[0]
    await Visit.create(
        state=VisitState.CONFIRMED,
        home_centre=world.home,
        host_centre_id=window.centre_id,
        visitor=world.people["colleague"],
        first_on=in_days(140),
        last_on=in_days(142),
    )

    checked = await queries.checked_hosts(visit)

    assert [one.free for one in checked] == [None, Span(in_days(140), in_days(144))]


async def test_days_are_filled_in_where_they_are_taken_up(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    given = Request(reason=Reason.WORK, starts_on=in_days(140), ends_on=in_days(148))
    await moving.move(await world.act("home"), visit, Move.POSTPONE, given)
    await browser.sign_in_as(world.people["host"])

    page = await browser.get(of(visit))

    days = f"first_on={in_days(140).isoformat()}&amp;last_on={in_days(144).isoformat()}"
    assert f"/visits/{visit.id}/moves/resume?{days}" in page.text
    assert "The visit cannot be as it was planned." in page.text


async def test_after_a_host_withdrew_the_next_one_and_other_ways_are_shown(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(of(visit))

    assert "The visit cannot be as it was planned." in page.text
    assert "This needs a host." in page.text


async def test_an_unlisted_host_on_the_list_is_not_named_to_the_visitor(
    browser: Browser, world: World
) -> None:
    visit = await signed(world)
    hidden = world.hosts[1]
    await Centre.filter(id=hidden.id).update(listing=Listed.UNLISTED, name="Hidden House")
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(of(visit))

    assert "Other hosts on the list" in page.text
    assert "Hidden House" not in page.text


async def test_a_host_does_not_learn_who_else_is_on_the_list(
    browser: Browser, world: World
) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people["host"])

    page = await browser.get(of(visit))

    assert "Four sessions online" in page.text
    assert "Other hosts on the list" not in page.text
    assert f">{world.hosts[1].name}<" not in page.text


@pytest.mark.parametrize("who", ["mentor", "colleague", "next_host", "outsider", "editor"])
async def test_others_cannot_tell_that_there_is_a_plan(
    who: str, browser: Browser, world: World
) -> None:
    visit = await signed(world)
    await browser.sign_in_as(world.people[who])

    page = await browser.get(of(visit))
    acts = [
        await browser.post(of(visit), typed(visit)),
        await browser.post(of(visit, "/online"), {"reason": "visa_refused"}),
    ]

    assert [page.status_code, *(act.status_code for act in acts)] == [404, 404, 404]


async def test_a_host_does_not_take_a_visit_online(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["host"])

    refused = await browser.post(of(visit, "/online"), {"reason": "visa_refused"})
    kept = await browser.post(of(visit), typed(visit))

    assert (refused.status_code, kept.status_code) == (409, 403)
    assert (await visits.fresh(visit.id)).state is VisitState.CONFIRMED


async def test_the_page_costs_few_statements(browser: Browser, world: World) -> None:
    visit = await signed(world, *Side)
    await browser.sign_in_as(world.people["home"])
    await browser.get(of(visit))

    with statements() as found:
        page = await browser.get(of(visit))

    assert page.status_code == 200
    assert len(found) <= 12, found


async def test_the_days_of_the_plan_stand_in_the_form_of_the_move(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    days = f"first_on={in_days(140).isoformat()}&last_on={in_days(144).isoformat()}"
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(f"/visits/{visit.id}/moves/postpone?{days}")
    nonsense = await browser.get(f"/visits/{visit.id}/moves/postpone?first_on=2027-02-31")

    assert f'value="{in_days(140).isoformat()}"' in page.text
    assert f'value="{in_days(144).isoformat()}"' in page.text
    assert nonsense.status_code == 200
