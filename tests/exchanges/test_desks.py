"""My visits and the desks: what waits for whom, and nothing of others."""

from collections.abc import Awaitable, Callable

import pytest

from network.exchanges.actions import checklist
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits
from network.exchanges.rules import names
from network.exchanges.rules.checklists import Area
from network.exchanges.rules.duties import Do
from network.exchanges.rules.duty_words import TEXTS
from network.exchanges.vocabulary import Part, VisitState
from network.kernel import clock
from tests.exchanges.conftest import OpenAs
from tests.exchanges.visit_world import (
    World,
    arrived,
    asked,
    at_noon,
    confirmed,
    in_days,
    submitted,
    written,
)

pytestmark = pytest.mark.anyio
REPORT_DUE = str(names.STATES[VisitState.REPORT_DUE])


async def test_a_draft_waits_for_its_writer_and_is_on_no_desk(world: World, as_: OpenAs) -> None:
    visit = await written(world)
    visitor = await as_("visitor")
    home = await as_("home")

    mine = await visitor.get("/visits/mine")
    desk = await home.get("/visits/desk")

    assert f"/visits/{visit.id}/apply" in mine.text
    assert str(visit.id) not in desk.text


async def test_an_application_waits_for_the_own_coordinator(world: World, as_: OpenAs) -> None:
    visit = await submitted(world)
    home = await as_("home")

    desk = await home.get("/visits/desk")

    assert "Waiting for you" in desk.text
    assert f"/visits/{visit.id}/endorsement" in desk.text


async def test_what_waits_for_the_host_waits_for_others_at_home(world: World, as_: OpenAs) -> None:
    visit = await asked(world)
    home = await as_("home")
    host = await as_("host")

    at_home, at_host = await home.get("/visits/desk"), await host.get("/visits/desk")

    assert f"/visits/{visit.id}" in at_home.text.split("Waiting for others")[1]
    assert f"/visits/{visit.id}" in at_host.text.split("Waiting for others")[0]


async def test_a_desk_shows_nothing_of_other_centres(world: World, as_: OpenAs) -> None:
    visit = await asked(world)
    outsider = await as_("outsider")

    pages = [
        await outsider.get(path)
        for path in ("/visits/desk", "/visits/desk/host_pending", "/visits/mine")
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [str(visit.id) in page.text for page in pages] == [False, False, False]


@pytest.mark.parametrize("who", ["visitor", "mentor", "editor"])
async def test_there_is_no_desk_for_others(world: World, as_: OpenAs, who: str) -> None:
    browser = await as_(who)

    answers = [await browser.get(p) for p in ("/visits/desk", "/visits/desk/confirmed")]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("state", ["draft", "nothing"])
async def test_no_desk_lists_drafts_or_states_there_are_not(
    world: World, as_: OpenAs, state: str
) -> None:
    office = await as_("secretariat")

    answer = await office.get(f"/visits/desk/{state}")

    assert answer.status_code == 404


async def test_the_secretariat_pages_through_a_state(world: World, as_: OpenAs) -> None:
    await Visit.bulk_create(
        Visit(
            visitor_id=world.people["colleague"].id,
            home_centre_id=world.home.id,
            state=VisitState.CLOSED,
            submitted_at=clock.now(),
            first_on=in_days(-n),
            last_on=in_days(5 - n),
        )
        for n in range(60)
    )
    office = await as_("secretariat")

    desk = await office.get("/visits/desk")
    first = await office.get("/visits/desk/closed")
    second = await office.get("/visits/desk/closed?page=2")

    assert "/visits/desk/closed" in desk.text
    assert [page.text.count('<li class="between">') for page in (first, second)] == [50, 10]


async def test_a_visit_that_is_over_is_so_in_every_list_before_anybody_stores_it(
    world: World, as_: OpenAs
) -> None:
    visit = await arrived(world)
    with clock.at(at_noon(120)):
        mine = await (await as_("visitor")).get("/visits/mine")
        of_guest = await (await as_("mentor")).get("/visits/mine")
        desk = await (await as_("home")).get("/visits/desk")
        listed = await (await as_("secretariat")).get("/visits/desk/in_progress")

    assert [REPORT_DUE in page.text for page in (mine, of_guest, listed)] == [True] * 3
    assert f"/visits/{visit.id}/outcome" in mine.text.split("Under way")[0]
    assert str(TEXTS[Do.REPORT]) in desk.text.split("Waiting for others")[1]
    assert (await visits.fresh(visit.id)).state is VisitState.IN_PROGRESS


async def test_an_application_whose_time_ran_out_is_over_and_waits_for_nobody(
    world: World, as_: OpenAs
) -> None:
    await submitted(world)
    with clock.at(at_noon(170)):
        mine = await (await as_("visitor")).get("/visits/mine")
        desk = await (await as_("home")).get("/visits/desk")

    assert str(names.STATES[VisitState.EXPIRED]) in mine.text.split('<h2 id="past"')[1]
    assert "Nothing waits for you." in desk.text


@pytest.mark.parametrize("step", [confirmed, arrived])
async def test_what_is_on_a_mentors_own_list_waits_for_the_mentor(
    step: Callable[[World], Awaitable[Visit]], world: World, as_: OpenAs
) -> None:
    visit = await step(world)
    room = checklist.Own("Find a room", Area.HOME, Part.MENTOR, in_days(108))
    await checklist.add_item(await world.act("host"), visit, room)

    with clock.at(at_noon(106)):
        page = await (await as_("mentor")).get("/visits/mine")

    assert f"/visits/{visit.id}/tasks" in page.text.split("Under way")[0]
