"""Pages of visits cost the same for a little and for much, and none more than twelve queries."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from network.app import Portal
from network.exchanges.actions import (
    applying,
    budgeting,
    calling,
    checklist,
    dating,
    programming,
    reporting,
    reviewing,
    talking,
)
from network.exchanges.actions.applying import Goal
from network.exchanges.actions.reporting import Passed
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.offers import ExchangeCall, ExchangeWindow
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import ApplicationReview, Visit
from network.exchanges.queries import visits
from network.exchanges.rules.budget import Kind as Cost
from network.exchanges.rules.budget import Line
from network.exchanges.rules.checklists import Area
from network.exchanges.rules.dates import Span
from network.exchanges.rules.programmes import Kind
from network.exchanges.vocabulary import Part, Payer
from network.kernel import clock
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges import visit_world
from tests.exchanges.report_world import READ, released
from tests.exchanges.visit_world import at_noon, in_days
from tests.factories import actor, make_centre, make_coordinator

pytestmark = pytest.mark.anyio

MOST = 12
MOST_OF = {"/today": 13}  # it asks every slice what waits


@dataclass
class World:
    """People around visits; who reads is one of them."""

    around: visit_world.World
    visit: Visit | None = None

    async def another(self) -> visit_world.World:
        """Two more hosts and one more visitor, with the same coordinator at home."""
        found = await visit_world.make_world(self.around.people["home"], self.around.home)
        found.people["editor"] = self.around.people["editor"]
        return found


# more of everything ------------------------------------------------------------------------------


async def _add_visits(world: World) -> None:
    """Visits from the same centre at several steps, one of them soon."""
    soon = await visit_world.confirmed(await world.another())
    await Visit.filter(id=soon.id).update(first_on=in_days(30), last_on=in_days(34))
    await visit_world.submitted(await world.another())
    await visit_world.accepted(await world.another())
    await released(await world.another())


async def _add_offer(world: World) -> None:
    """An offer of another centre, and one of the reader's own."""
    centre = await make_centre()
    await visit_world.make_window(await actor(await make_coordinator(centre)), centre)
    await visit_world.make_window(await world.around.act("home"), world.around.home)


async def _add_call(world: World) -> None:
    office, today = await world.around.act("secretariat"), clock.now().date()
    until = today + timedelta(days=30)
    call = await calling.draft_call(office, "A call", "en", today, until, places=9)
    await calling.open_call(office, call)


async def _add_candidate(world: World) -> None:
    """One more application to a call, with a review asked for, and with a rank on its list."""
    if not await ExchangeCall.all().exists():
        await _add_call(world)
    call, around = await ExchangeCall.get(), await world.another()
    visit = await visit_world.endorsed(around)
    await Visit.filter(id=visit.id).update(call_id=call.id)
    world.visit = world.visit or await visits.fresh(visit.id)
    office = await around.act("secretariat")
    reviewer = await make_coordinator(await make_centre())
    await reviewing.ask_review(office, visit, reviewer.id, in_days(14))


async def _add_own_review(world: World) -> None:
    """The reader is asked to review one more application."""
    around = await visit_world.make_world()
    office, visit = await around.act("secretariat"), await visit_world.endorsed(around)
    await reviewing.ask_review(office, visit, world.around.people["home"].id, in_days(14))


async def _add_to_confirmed(world: World) -> None:
    """More to do, to see, to pay and to read."""
    home = await world.around.act("home")
    if world.visit is None:
        world.visit = await visit_world.confirmed(world.around)
        await dating.propose_days(home, world.visit, Span(in_days(112), in_days(116)))
    visit, count = world.visit, await ProgrammeItem.all().count()
    own = checklist.Own("Bring a photo", Area.HOME, Part.HOME, in_days(90))
    await checklist.add_item(home, visit, own)
    await talking.write(await world.around.act("host"), visit, "One more question")
    line = Line(kind=Cost.VISA, currency="EUR", planned=Decimal(0), committed=Decimal(60))
    await budgeting.add_line(home, visit, line, Payer.NETWORK)
    wall = datetime.combine(in_days(105), time(9 + count))
    mentor = world.around.people["mentor"].id
    plan = programming.Plan(wall=wall, minutes=30, kind=Kind.TOUR, title="A tour", mentor_id=mentor)
    await programming.add_item(home, visit, plan)


async def _add_to_accepted(world: World) -> None:
    """A poll first; then further hosts, goals and money."""
    if world.visit is None:
        world.visit = await visit_world.accepted(world.around)
        spans = [Span(in_days(105 + n), in_days(109 + n)) for n in (0, 7)]
        await dating.open_poll(await world.around.act("host"), world.visit, spans)
        return
    line = Line(kind=Cost.TRAVEL, currency="EUR", planned=Decimal(60))
    await budgeting.add_line(await world.around.act("home"), world.visit, line, Payer.NETWORK)
    await talking.write(await world.around.act("mentor"), world.visit, "Until soon")


async def _add_to_shared(world: World) -> None:
    """One more way in which it was passed on."""
    if world.visit is None:
        world.visit = await released(world.around)
    passed = Passed(kind="seminar", title="What I saw", held_on=in_days(READ))
    with clock.at(at_noon(READ)):
        await reporting.pass_on(await world.around.act("visitor"), world.visit, passed)


async def _add_to_draft(world: World) -> None:
    """A goal more, and one more offer to choose."""
    visitor = await world.around.act("visitor")
    if world.visit is None:
        world.visit = await visit_world.written(world.around)
        return
    await applying.write_goal(visitor, world.visit, Goal(specific="Lead a third group"))
    await _add_offer(world)


async def _add_to_submitted(world: World) -> None:
    """A goal more in an application that was sent."""
    if world.visit is None:
        world.visit = await visit_world.submitted(world.around)
        return
    await LearningGoal.create(visit_id=world.visit.id, specific="Lead a third group", position=9)


# what it costs -----------------------------------------------------------------------------------

Add = Callable[[World], Awaitable[None]]
PAGES: dict[tuple[str, str], Add] = {  # who reads which page
    ("home", "/visits"): _add_offer,
    ("home", "/visits/offers/{offer}"): _add_offer,
    ("visitor", "/visits/offers/{offer}"): _add_offer,
    ("home", "/visits/calls"): _add_call,
    ("home", "/visits/calls/{call}"): _add_candidate,
    ("secretariat", "/visits/calls/{call}"): _add_candidate,
    ("secretariat", "/visits/calls/{call}/selection"): _add_candidate,
    ("secretariat", "/visits/{visit}/reviewers"): _add_candidate,
    ("home", "/visits/reviews"): _add_own_review,
    ("home", "/visits/reviews/{review}"): _add_own_review,
    ("home", "/today"): _add_visits,
    ("home", "/notices"): _add_visits,
    ("home", "/visits/mine"): _add_visits,
    ("home", "/visits/desk"): _add_visits,
    ("secretariat", "/visits/desk"): _add_visits,
    ("home", "/visits/desk/confirmed"): _add_visits,
    ("home", "/visits/readiness"): _add_visits,
    ("home", "/visits/readiness.csv"): _add_visits,
    ("home", "/visits/balance"): _add_visits,
    ("secretariat", "/visits/balance"): _add_visits,
    ("visitor", "/visits/{visit}/apply"): _add_to_draft,
    ("visitor", "/visits/{visit}/apply/hosts"): _add_to_draft,
    ("home", "/visits/{visit}/apply"): _add_to_submitted,
    ("home", "/visits/{visit}/endorsement"): _add_to_submitted,
    ("home", "/visits/{visit}/apply/hosts"): _add_to_accepted,
    ("mentor", "/visits/{visit}"): _add_to_accepted,
    ("host", "/visits/{visit}/dates"): _add_to_accepted,
    ("host", "/visits/{visit}/agreement/edit"): _add_to_accepted,
    **{
        (who, f"/visits/{{visit}}{page}"): _add_to_confirmed
        for who, page in (
            *(("home", ""), ("visitor", ""), ("host", ""), ("secretariat", "")),
            *(("home", "/messages"), ("home", "/dates"), ("home", "/agreement")),
            *(("home", "/safety"), ("home", "/tasks"), ("visitor", "/tasks"), ("home", "/budget")),
            *(("home", "/plan-b"), ("home", "/programme"), ("home", "/programme/print")),
            *(("host", "/programme/new"), ("host", "/programme.html"), ("visitor", "/travel")),
            *(("home", "/letter"), ("host", "/brief"), ("home", "/pair"), ("home", "/replacement")),
            *(("home", "/moves/postpone"), ("host", "/moves/arrive"), ("home", "/place")),
        )
    },
    **{
        (who, f"/visits/{{visit}}{page}"): _add_to_shared
        for who, page in (
            *(("home", ""), ("home", "/outcome"), ("visitor", "/outcome"), ("editor", "/outcome")),
            *(("visitor", "/passing-on"), ("host", "/follow-ups/3"), ("visitor", "/certificate")),
        )
    },
}


@pytest.mark.parametrize("add", dict.fromkeys(PAGES.values()), ids=lambda add: add.__name__)
async def test_pages_of_visits_cost_the_same_for_little_and_for_much(
    add: Add, portal: Portal
) -> None:
    world = World(await visit_world.make_world())
    pages = [page for page, its_add in PAGES.items() if its_add is add]
    await add(world)
    async with AsyncExitStack() as stack:
        browsers = {}
        for who in {who for who, _url in pages}:
            browser = await stack.enter_async_context(Browser(portal))
            browsers[who] = await browser.sign_in_as(world.around.people[who])
        keys = await _keys(world)
        little = {page: await _cost(browsers[page[0]], page[1].format(**keys)) for page in pages}

        await add(world)
        await add(world)
        much = {page: await _cost(browsers[page[0]], page[1].format(**keys)) for page in pages}

    assert {p: (little[p], told) for p, told in much.items() if len(told) != len(little[p])} == {}
    assert {p: told for p, told in much.items() if len(told) > MOST_OF.get(p[1], MOST)} == {}


async def _keys(world: World) -> dict[str, Any]:
    """What addresses name, as far as it is there."""
    offer = await ExchangeWindow.filter(centre=world.around.hosts[0]).first()
    call = await ExchangeCall.first()
    reader = world.around.people["home"]
    review = await ApplicationReview.filter(reviewer_id=reader.id).first()
    return {
        "offer": offer and offer.id,
        "call": call and call.id,
        "review": review and review.id,
        "visit": world.visit and world.visit.id,
    }


async def _cost(browser: Browser, url: str) -> list[str]:
    await browser.get(url)  # what a process learns once is no cost of a page
    with statements() as found:
        page = await browser.get(url)
    assert page.status_code == 200
    return list(found)
