"""Another mentor for a visit, people who left, and an end before the last day."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from network.exchanges.actions import dating, mentoring
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.notifications.models import Notice
from network.outbox import RecordedEvent
from network.people.actions import accounts
from network.people.models import Person
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges import report_world
from tests.exchanges.visit_facts import move, standing, with_item
from tests.exchanges.visit_world import (
    World,
    accepted,
    asked,
    confirmed,
    in_days,
    make_world,
    submitted,
)
from tests.factories import make_member

pytestmark = pytest.mark.anyio

MOST = 12
LATER = Request(Reason.WORK, starts_on=date(2027, 6, 6), ends_on=date(2027, 7, 6))


@pytest.fixture
async def world(browser: Browser) -> World:
    """The world of visits in the running portal, with somebody else at the host."""
    del browser
    found = await make_world()
    found.people["other"] = await make_member(found.hosts[0], name="Oda Other")
    return found


async def change_mentor(world: World, visit: Visit, to: str = "other") -> Visit:
    fresh = await visits.fresh(visit.id)
    person = world.people[to]
    await mentoring.change_mentor(await world.act("host"), fresh, fresh.version, person.id)
    return await visits.fresh(visit.id)


# another mentor -----------------------------------------------------------------------------------


async def test_the_visit_and_its_programme_go_from_one_mentor_s_calendar_to_the_other_s(
    world: World,
) -> None:
    visit = await confirmed(world)
    item = await with_item(world, visit)

    changed = await change_mentor(world, visit)

    both = {world.people["mentor"].id: "CANCELLED", world.people["other"].id: "CONFIRMED"}
    others = {world.people[who].id: "CONFIRMED" for who in ("visitor", "home", "host")}
    assert changed.mentor_id == world.people["other"].id
    assert changed.revision == visit.revision + 1
    assert await standing("visit", visit.id) == both | others
    assert await standing("programme", item.id) == both | others


async def test_before_it_is_confirmed_the_visit_stays_tentative(world: World) -> None:
    visit = await accepted(world)

    await change_mentor(world, visit)

    found = await standing("visit", visit.id)
    assert found[world.people["other"].id] == "TENTATIVE"
    assert found[world.people["mentor"].id] == "CANCELLED"


async def test_a_postponed_visit_comes_into_no_calendar_by_it(world: World) -> None:
    visit = await move(world, "visitor", await confirmed(world), Move.POSTPONE, LATER)

    changed = await change_mentor(world, visit)

    assert changed.revision == visit.revision
    assert set((await standing("visit", visit.id)).values()) == {"CANCELLED"}


async def test_both_mentors_are_told_in_their_own_words_and_never_why(world: World) -> None:
    visit = await confirmed(world)
    await Notice.all().delete()

    await change_mentor(world, visit)

    names = {person.id: who for who, person in world.people.items()}
    found = {names[one.person_id]: (one.kind, one.path) for one in await Notice.all()}
    page = f"/visits/{visit.id}"
    assert found == {
        "mentor": ("visit_change_mentor_former", "/visits"),
        "other": ("visit_change_mentor_mentor", page),
        "visitor": ("visit_change_mentor", page),
        "home": ("visit_change_mentor", page),
    }


async def test_who_is_asked_which_days_suit_is_the_new_mentor(world: World) -> None:
    visit = await accepted(world)
    spans = [Span(in_days(112), in_days(116)), Span(in_days(120), in_days(124))]
    await dating.open_poll(await world.act("host"), visit, spans)

    await change_mentor(world, visit)

    found = await standing("visit_dates", visit.id)
    assert found[world.people["other"].id] == "CONFIRMED"
    assert found[world.people["mentor"].id] == "CANCELLED"


@pytest.mark.parametrize("who", ["visitor", "home", "mentor", "secretariat", "outsider"])
async def test_only_the_host_s_coordinator_changes_the_mentor(who: str, world: World) -> None:
    visit, other = await confirmed(world), world.people["other"]

    with pytest.raises(Forbidden):
        await mentoring.change_mentor(await world.act(who), visit, visit.version, other.id)


@pytest.mark.parametrize("to", ["colleague", "visitor", "mentor"])
async def test_a_mentor_is_somebody_else_of_the_host(to: str, world: World) -> None:
    visit = await confirmed(world)

    with pytest.raises(Invalid) as refused:
        await change_mentor(world, visit, to)

    assert list(refused.value.fields) == ["mentor"]


@pytest.mark.parametrize("make", [asked, report_world.over])
async def test_before_a_yes_and_after_the_visit_no_mentor_changes(
    make: Callable[[World], Awaitable[Visit]], world: World
) -> None:
    visit = await make(world)

    with pytest.raises(Conflict):
        await change_mentor(world, visit)


async def test_who_saw_the_visit_as_it_was_before_changes_nothing(world: World) -> None:
    visit, host = await confirmed(world), await world.act("host")
    await Visit.filter(id=visit.id).update(version=visit.version + 1)

    with pytest.raises(Stale):
        await mentoring.change_mentor(host, visit, visit.version, world.people["other"].id)

    assert (await visits.fresh(visit.id)).mentor_id == world.people["mentor"].id


async def test_the_host_s_coordinator_comes_to_the_form_from_the_visit(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["host"])
    first = await browser.get(f"/visits/{visit.id}")
    with statements() as found:
        page = await browser.get(f"/visits/{visit.id}/mentor")

    for _again in range(2):
        answer = await browser.submit(page, "/mentor", mentor=str(world.people["other"].id))

    facts = await RecordedEvent.filter(name="VisitMoved").order_by("-id")
    assert len(found) <= MOST
    assert f'href="/visits/{visit.id}/mentor"' in first.text
    assert (answer.status_code, answer.headers["location"]) == (303, f"/visits/{visit.id}")
    assert (await visits.fresh(visit.id)).mentor_id == world.people["other"].id
    assert [one.payload["move"] for one in facts].count("change_mentor") == 1


async def test_what_was_chosen_stays_when_the_visit_changed_meanwhile(
    browser: Browser, world: World
) -> None:
    visit, other = await confirmed(world), str(world.people["other"].id)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(f"/visits/{visit.id}/mentor")
    await Visit.filter(id=visit.id).update(version=visit.version + 1)

    answer = await browser.submit(page, "/mentor", mentor=other)
    again = await browser.submit(answer, "/mentor")

    assert answer.status_code == 409
    assert "Somebody changed this visit a moment ago." in answer.text
    assert again.status_code == 303
    assert (await visits.fresh(visit.id)).mentor_id == world.people["other"].id


async def test_hidden_and_absent_look_the_same_and_others_may_not(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    found = {}

    for who in ("outsider", "next_host", "visitor", "home"):
        await browser.sign_in_as(world.people[who])
        found[who] = (await browser.get(f"/visits/{visit.id}/mentor")).status_code

    assert found == {"outsider": 404, "next_host": 404, "visitor": 403, "home": 403}


# who left -----------------------------------------------------------------------------------------


async def shut(world: World, *names: str) -> None:
    secretariat = await world.act("secretariat")
    for name in names:
        await accounts.disable(secretariat, world.people[name], None)


async def test_a_visit_is_there_for_the_others_when_mentor_and_coordinators_left(
    browser: Browser, world: World
) -> None:
    await Person.filter(id=world.people["mentor"].id).update(name="Mona Mentor")
    visit = await confirmed(world)
    world.people["successor"] = await make_member(world.home, Role.COORDINATOR)
    await shut(world, "mentor", "host", "home")

    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}")
    await browser.sign_in_as(world.people["successor"])
    desk = await browser.get("/visits/desk")
    successor = await browser.get(f"/visits/{visit.id}")

    assert [one.status_code for one in (page, desk, successor)] == [200, 200, 200]
    assert page.text.count("Former colleague") >= 3
    assert "Mona" not in page.text + desk.text + successor.text


async def test_a_desk_names_a_visitor_who_left(browser: Browser, world: World) -> None:
    visit = await submitted(world)
    await shut(world, "visitor")

    await browser.sign_in_as(world.people["home"])
    desk = await browser.get("/visits/desk")
    page = await browser.get(f"/visits/{visit.id}")

    assert (desk.status_code, page.status_code) == (200, 200)
    assert "Visit of Former colleague" in desk.text
    assert "Vic Visitor" not in desk.text + page.text


async def test_another_mentor_takes_over_from_one_who_left(world: World) -> None:
    visit = await confirmed(world)
    await shut(world, "mentor")

    await change_mentor(world, visit)

    assert (await standing("visit", visit.id))[world.people["other"].id] == "CONFIRMED"
