"""Goals and hosts of an application in the browser, and who reads what of it."""

from uuid import UUID

import html5lib
import pytest

from network.centres.models import Centre, Listing
from network.exchanges.actions import applying
from network.exchanges.actions.applying import Wish
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.queries import visits
from network.exchanges.vocabulary import VisitState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser, forms_of
from tests.exchanges.visit_world import World, accepted, asked, endorsed, submitted, written

pytestmark = pytest.mark.anyio
IN_PORTAL = True

S = VisitState
NEEDS = "a room on the ground floor"
NOBODY = UUID(int=7)


async def begun(browser: Browser, world: World, query: str = "") -> Visit:
    """A draft that the visitor began in the browser."""
    await browser.sign_in_as(world.people["visitor"])
    await browser.submit(await browser.get(f"/visits/new{query}"), "/visits/new")
    return await Visit.get(visitor_id=world.people["visitor"].id)


# goals --------------------------------------------------------------------------------------------


async def test_goals_are_written_changed_and_taken_out(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)
    base = f"/visits/{visit.id}/apply/goals"
    new = await browser.get(f"{base}/new")
    await browser.submit(new, "/goals", specific="Run two groups", measure="A list of 10")
    goal = await LearningGoal.get(visit_id=visit.id)

    page = await browser.get(f"{base}/{goal.id}")
    await browser.submit(page, f"/{goal.id}", specific="Run three groups", before="2")
    changed = await LearningGoal.get(id=goal.id)
    old = await browser.submit(page, f"/{goal.id}", specific="Run four", form_key="another-key")
    await browser.submit(await browser.get(f"{base}/{goal.id}"), "/removal")

    assert (changed.specific, changed.measure, changed.before) == (
        "Run three groups",
        "A list of 10",
        2,
    )
    assert old.status_code == 409
    assert "Run three groups" in old.text
    assert await LearningGoal.all().count() == 0


async def test_three_goals_are_enough(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)
    visitor = await world.act("visitor")
    new = await browser.get(f"/visits/{visit.id}/apply/goals/new")
    for number in range(3):
        await applying.write_goal(visitor, visit, applying.Goal(specific=f"Goal {number}"))

    refused = await browser.submit(new, "/goals", specific="A fourth one")

    assert refused.status_code == 409
    assert "A fourth one" in refused.text


async def test_a_goal_sent_twice_is_one_goal(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)
    new = await browser.get(f"/visits/{visit.id}/apply/goals/new")

    await browser.submit(new, "/goals", specific="Run two groups")
    await browser.submit(new, "/goals", specific="Run two groups")

    assert await LearningGoal.filter(visit_id=visit.id).count() == 1


async def test_the_goal_of_another_visit_is_absent(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)
    other = await applying.start(await world.act("colleague"), world.home.id)
    goal = await applying.write_goal(
        await world.act("colleague"), other, applying.Goal(specific="Theirs")
    )

    page = await browser.get(f"/visits/{visit.id}/apply/goals/{goal.id}")
    await browser.post(f"/visits/{visit.id}/apply/goals/{goal.id}/removal")

    assert page.status_code == 404
    assert await LearningGoal.filter(id=goal.id).exists()


# hosts --------------------------------------------------------------------------------------------


async def test_hosts_are_ranked_and_nothing_tells_who_is_unlisted(
    browser: Browser, world: World
) -> None:
    visit = await begun(browser, world)
    await Centre.filter(id=world.hosts[1].id).update(listing=Listing.UNLISTED)
    first, second = (f"w{window.id.hex}" for window in world.windows)
    page = await browser.get(f"/visits/{visit.id}/apply/hosts")

    await browser.submit(page, "/hosts", first=second, second=first)
    shown = await browser.get(f"/visits/{visit.id}/apply")

    ranked = await HostChoice.filter(visit_id=visit.id).order_by("rank")
    assert [one.centre_id for one in ranked] == [world.hosts[1].id, world.hosts[0].id]
    for text in (page.text, shown.text):
        assert "Member centre, Sub-Saharan Africa" in text
        assert world.hosts[1].name not in text
        assert str(world.hosts[1].id) not in text
        assert world.hosts[1].id.hex not in text


async def test_the_consequences_of_a_ranking_are_said(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)

    page = await browser.get(f"/visits/{visit.id}/apply/hosts")

    assert "ten working days" in page.text
    assert "the next one is asked by itself" in page.text


@pytest.mark.parametrize("value", ["x", "w00", f"w{NOBODY.hex}", f"c{NOBODY.hex}"])
async def test_only_what_is_offered_can_be_ranked(
    value: str, browser: Browser, world: World
) -> None:
    visit = await begun(browser, world)
    page = await browser.get(f"/visits/{visit.id}/apply/hosts")

    refused = await browser.submit(page, "/hosts", first=value)

    assert refused.status_code == 422
    assert await HostChoice.all().count() == 0


async def test_the_own_coordinator_adds_a_host_and_says_so_by_the_name_they_know(
    browser: Browser, world: World
) -> None:
    visit = await submitted(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(f"/visits/{visit.id}/apply/hosts")

    kept = await browser.submit(page, "/hosts", first=f"w{world.windows[1].id.hex}", second="")

    assert kept.status_code == 303
    assert (await HostChoice.get(visit_id=visit.id)).centre_id == world.hosts[1].id


@pytest.mark.parametrize(("who", "status"), [("host", 404), ("visitor", 403), ("outsider", 404)])
async def test_others_rank_no_hosts(who: str, status: int, browser: Browser, world: World) -> None:
    visit = await submitted(world)
    await browser.sign_in_as(world.people[who])

    page = await browser.get(f"/visits/{visit.id}/apply/hosts")
    sent = await browser.post(f"/visits/{visit.id}/apply/hosts", {"first": ""})

    assert (page.status_code, sent.status_code) == (status, status)
    assert await HostChoice.filter(visit_id=visit.id).count() == 2


# returned, and who reads what ---------------------------------------------------------------------


async def test_a_returned_application_shows_the_word_and_is_sent_again(
    browser: Browser, world: World
) -> None:
    visit = await submitted(world)
    await applying.give_back(await world.act("home"), visit, "Say more about the goals.")
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/apply")
    sent = await browser.submit(page, "/submission")
    later = await browser.get(f"/visits/{visit.id}/apply")

    assert "Say more about the goals." in page.text
    assert sent.status_code == 303
    assert "Say more about the goals." not in later.text
    assert (await visits.fresh(visit.id)).state is S.SUBMITTED


STATES = {"draft": written, "submitted": submitted, "endorsed": endorsed, "asked": asked}
READERS = {
    "draft": {"visitor"},
    "submitted": {"visitor", "home", "secretariat"},
    "endorsed": {"visitor", "home", "secretariat"},
    "asked": {"visitor", "home", "secretariat", "host"},
    "accepted": {"visitor", "home", "secretariat", "host"},
}
NEEDS_READ_BY = {
    "draft": set(),  # on the page of its piece alone
    "submitted": {"visitor", "home"},
    "endorsed": {"visitor", "home"},
    "asked": {"visitor", "home"},
    "accepted": {"visitor", "home", "host"},
}
EVERYBODY = [
    "visitor",
    "colleague",
    "home",
    "host",
    "next_host",
    "mentor",
    "outsider",
    "secretariat",
    "editor",
]


@pytest.mark.parametrize("state", list(READERS))
async def test_who_reads_an_application_and_its_needs(
    state: str, browser: Browser, world: World
) -> None:
    visit = await (STATES | {"accepted": accepted})[state](world)
    read, needs = set(), set()

    for who in EVERYBODY:
        await browser.sign_in_as(world.people[who])
        page = await browser.get(f"/visits/{visit.id}/apply")
        expected = {403, 404} if who not in READERS[state] else {200}
        assert page.status_code in expected, who
        if page.status_code == 200:
            read.add(who)
            html5lib.HTMLParser(strict=True).parse(page.text)
        if NEEDS in page.text:
            needs.add(who)

    assert read == READERS[state]
    assert needs == NEEDS_READ_BY[state]


@pytest.mark.parametrize("state", list(STATES))
async def test_hidden_and_absent_look_the_same_on_every_address(
    state: str, browser: Browser, world: World
) -> None:
    visit = await STATES[state](world)
    await browser.sign_in_as(world.people["outsider"])
    gets = ("apply", "apply/person", "apply/hosts", "apply/goals/new", "endorsement", "reviewers")
    posts = ("apply/submission", "apply/person", "apply/hosts", "endorsement", "return", "copy")

    for key in (visit.id, NOBODY):
        found = [(await browser.get(f"/visits/{key}/{path}")).status_code for path in gets]
        found += [(await browser.post(f"/visits/{key}/{path}")).status_code for path in posts]
        assert set(found) == {404}


async def test_a_host_reads_nothing_that_was_declared_to_the_home_centre(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["host"])

    page = await browser.get(f"/visits/{visit.id}/apply")

    assert "Few of us know how to teach about pain." in page.text
    assert "My line manager agrees" not in page.text
    assert "I see no danger" not in page.text
    assert world.hosts[1].name not in page.text


async def test_a_visitor_never_reads_which_host_is_asked(browser: Browser, world: World) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/apply")

    assert "Being asked" not in page.text
    assert "Not asked yet" not in page.text


async def test_pages_of_an_application_ask_little_of_the_database(
    browser: Browser, world: World
) -> None:
    visit = await written(world)
    await browser.sign_in_as(world.people["visitor"])
    base = f"/visits/{visit.id}/apply"

    for address in (base, f"{base}/person", f"{base}/hosts", f"{base}/goals/new", "/visits/new"):
        await browser.get(address)
        with statements() as made:
            page = await browser.get(address)
        assert page.status_code == 200
        assert len(made) <= 12, (address, len(made))
        assert len(page.content) <= 50_000, (address, len(page.content))
        html5lib.HTMLParser(strict=True).parse(page.text)


async def test_hosts_ranked_by_an_action_stand_in_the_form(browser: Browser, world: World) -> None:
    visit = await begun(browser, world)
    window = world.windows[1]
    await applying.rank_hosts(
        await world.act("visitor"), visit, [Wish(window.centre_id, window.id)]
    )

    page = await browser.get(f"/visits/{visit.id}/apply/hosts")

    fields = dict(next(form for form in forms_of(page) if form.action.endswith("/hosts")).fields)
    assert (fields["first"], fields["second"]) == (f"w{window.id.hex}", "")
