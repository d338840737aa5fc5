"""The letter of invitation and the host brief: who prints them, and what they never say."""

import re
from datetime import date
from typing import Any

import pytest

from network.centres.models import Centre, Listing
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.visits import Application, Visit
from network.people.models import DisplayMode, Person
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import World, accepted, asked, confirmed, make_world, pieces

pytestmark = pytest.mark.anyio

OF_THE_FIELD = (
    "tortur",
    "rehabilit",
    "trauma",
    "surviv",
    "victim",
    "refugee",
    "human rights",
    "therap",
    "client",
    "Chronic pain",
    "Work-shadowing",
    "teach about pain",
    "livelihoods",
    "groups",
)


def letter_in(page: Any) -> str:
    """What is printed of the page."""
    found = re.search(r"<article.*</article>", page.text, re.DOTALL)
    assert found is not None
    return found[0]


async def read(browser: Browser, world: World, who: str, path: str) -> Any:
    await browser.sign_in_as(world.people[who])
    return await browser.get(path)


async def invited(browser: Browser) -> tuple[World, Visit]:
    """A confirmed visit on days that read well."""
    del browser
    world = await make_world()
    visit = await confirmed(world)
    await Visit.filter(id=visit.id).update(first_on=date(2027, 4, 19), last_on=date(2027, 4, 23))
    return world, visit


# the letter --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "home", "host"])
async def test_a_letter_names_host_guest_and_days(who: str, browser: Browser) -> None:
    world, visit = await invited(browser)

    letter = letter_in(await read(browser, world, who, f"/visits/{visit.id}/letter"))

    for told in ("Vic Visitor", world.hosts[0].name, "19 April 2027", "23 April 2027"):
        assert told in letter


@pytest.mark.parametrize("purpose", ["", "exchange", "study", "training", "meeting", "EX-RESP"])
async def test_a_letter_says_nothing_of_the_field(purpose: str, browser: Browser) -> None:
    world, visit = await invited(browser)

    page = await read(browser, world, "host", f"/visits/{visit.id}/letter?purpose={purpose}")

    letter = letter_in(page).lower()
    assert [word for word in OF_THE_FIELD if word.lower() in letter] == []
    assert world.home.name.lower() not in letter
    assert "the purpose of the stay is" in letter


async def test_the_host_can_be_left_to_a_letterhead(browser: Browser) -> None:
    world, visit = await invited(browser)

    page = await read(browser, world, "visitor", f"/visits/{visit.id}/letter?host=no")

    assert world.hosts[0].name not in letter_in(page)


async def test_who_goes_by_another_name_writes_the_real_one_by_hand(browser: Browser) -> None:
    world, visit = await invited(browser)
    visitor = world.people["visitor"]
    await Person.filter(id=visitor.id).update(display_mode=DisplayMode.CODE, code_name="Heron")

    page = await read(browser, world, "home", f"/visits/{visit.id}/letter")

    assert "Vic" not in page.text
    assert "Heron" not in letter_in(page)
    assert "To be written by hand" in letter_in(page)


@pytest.mark.parametrize("who", ["mentor", "secretariat", "outsider", "colleague", "next_host"])
async def test_for_others_there_is_no_letter(who: str, browser: Browser) -> None:
    world, visit = await invited(browser)

    page = await read(browser, world, who, f"/visits/{visit.id}/letter")

    assert page.status_code == 404


async def test_there_is_no_letter_before_a_host_said_yes(browser: Browser, world: World) -> None:
    await Centre.filter(id=world.hosts[0].id).update(listing=Listing.UNLISTED)
    visit = await asked(world)

    page = await read(browser, world, "visitor", f"/visits/{visit.id}/letter")

    assert page.status_code == 409
    assert world.hosts[0].name not in page.text


async def test_from_then_on_also_an_unlisted_host_is_named(browser: Browser, world: World) -> None:
    await Centre.filter(id=world.hosts[0].id).update(listing=Listing.UNLISTED)
    visit = await accepted(world)

    page = await read(browser, world, "visitor", f"/visits/{visit.id}/letter")

    assert world.hosts[0].name in letter_in(page)


async def test_nobody_is_invited_to_a_screen(browser: Browser) -> None:
    world, visit = await invited(browser)
    await Visit.filter(id=visit.id).update(is_virtual=True)

    page = await read(browser, world, "visitor", f"/visits/{visit.id}/letter")

    assert page.status_code == 409


# the brief ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mentor", "host", "visitor", "home"])
async def test_a_brief_tells_goals_ratings_and_languages(who: str, browser: Browser) -> None:
    world, visit = await invited(browser)

    page = await read(browser, world, who, f"/visits/{visit.id}/brief")

    for told in ("Run two groups", "1: aware of it", "Physiotherapist", "English", "Vic Visitor"):
        assert told in page.text
    assert "I want to see how groups are led." in page.text


@pytest.mark.parametrize("who", ["mentor", "host", "visitor", "home"])
async def test_a_brief_never_tells_private_needs_or_safety(who: str, browser: Browser) -> None:
    world, visit = await invited(browser)
    application = await Application.get(visit_id=visit.id)
    assert pieces()["needs"] == {"access": "a room on the ground floor"}
    assert "ground floor" in f"{application.private}{application.parts}"

    page = await read(browser, world, who, f"/visits/{visit.id}/brief")

    assert "ground floor" not in page.text
    assert "emergenc" not in page.text.lower()


async def test_of_a_respite_exchange_a_brief_does_not_say_why(browser: Browser) -> None:
    world, visit = await invited(browser)
    await Visit.filter(id=visit.id).update(purpose="EX-RESP")

    page = await read(browser, world, "mentor", f"/visits/{visit.id}/brief")

    assert "Physiotherapist" in page.text
    assert pieces()["content"]["motivation"] not in page.text
    assert pieces()["content"]["problem"] not in page.text
    assert "Run two groups" not in page.text


@pytest.mark.parametrize("who", ["secretariat", "outsider", "colleague", "next_host", "editor"])
async def test_for_others_there_is_no_brief(who: str, browser: Browser) -> None:
    world, visit = await invited(browser)

    page = await read(browser, world, who, f"/visits/{visit.id}/brief")

    assert page.status_code == 404


async def test_a_goal_without_a_rating_says_so(browser: Browser) -> None:
    world, visit = await invited(browser)
    await LearningGoal.filter(visit_id=visit.id).update(before=None)

    page = await read(browser, world, "mentor", f"/visits/{visit.id}/brief")

    assert "Not rated yet" in page.text


@pytest.mark.parametrize("paper", ["letter", "brief"])
async def test_papers_cost_little(paper: str, browser: Browser) -> None:
    world, visit = await invited(browser)
    await read(browser, world, "host", "/help")

    with statements() as found:
        page = await browser.get(f"/visits/{visit.id}/{paper}")

    assert page.status_code == 200
    assert len(found) <= 12


@pytest.mark.parametrize(
    ("who", "links"),
    [("host", (True, True)), ("mentor", (False, True)), ("secretariat", (False, False))],
)
async def test_the_page_of_the_visit_leads_to_those_papers_that_open(
    who: str, links: tuple[bool, bool], browser: Browser
) -> None:
    world, visit = await invited(browser)

    page = await read(browser, world, who, f"/visits/{visit.id}")

    base = f"/visits/{visit.id}"
    assert (f'"{base}/letter"' in page.text, f'"{base}/brief"' in page.text) == links
