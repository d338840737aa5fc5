"""Getting in touch: seen by two people, settled once, and noted nowhere else."""

from typing import Any

import pytest

from network.db import ClosedForm
from network.kernel.actor import Role
from network.outbox import RecordedEvent
from network.people.models import Person
from network.wellbeing.actions import asking
from network.wellbeing.models.help import ContactWish
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_coordinator, make_member

pytestmark = pytest.mark.anyio
PAGE = "/check-in/wishes"


async def with_focal_point(**given: Any) -> tuple[Person, Person, Person]:
    """Somebody who may ask, the focal point of their centre, and their coordinator."""
    centre = await make_centre(name="Lumen House")
    who = await make_member(centre, name="Ada Asks", email="ada@example.org", **given)
    focal = await make_member(centre, Role.FOCAL_POINT, name="Fay Focal")
    return who, focal, await make_coordinator(centre, name="Cora Coordinator")


async def wish_of(who: Person, to: Person) -> ContactWish:
    return await asking.ask(await actor(who), to.id)


async def test_whoever_is_asked_reads_who_it_is_and_how_to_reach_them(browser: Browser) -> None:
    who, focal, _cora = await with_focal_point(visibility={"email": "members"})
    await wish_of(who, focal)

    await browser.sign_in_as(focal)
    page = await browser.get(PAGE)
    today = await browser.get("/today")

    assert ("Ada Asks" in page.text, "mailto:ada@example.org" in page.text) == (True, True)
    assert "1 person would like you to get in touch" in today.text
    assert "Ada Asks" not in today.text


async def test_an_address_that_is_not_shown_to_others_is_not_shown_here(browser: Browser) -> None:
    who, focal, _cora = await with_focal_point()
    await Person.filter(id=who.id).update(visibility={"email": "only_me"})
    await wish_of(who, focal)

    await browser.sign_in_as(focal)
    page = await browser.get(PAGE)

    assert ("Ada Asks" in page.text, "ada@example.org" in page.text) == (True, False)
    assert "You can speak with them at your centre." in page.text


async def test_nobody_else_sees_or_settles_it(browser: Browser) -> None:
    who, focal, cora = await with_focal_point()
    wish = await wish_of(who, focal)

    await browser.sign_in_as(cora)
    page, today = await browser.get(PAGE), await browser.get("/today")
    tried = [await browser.post(f"{PAGE}/{wish.id}/{act}") for act in ("answer", "withdrawal")]

    assert ("Ada Asks" in page.text, "get in touch" in today.text) == (False, False)
    assert [one.status_code for one in tried] == [404, 404]
    assert str((await ContactWish.get()).state) == "open"


async def test_each_of_the_two_settles_it_in_their_own_way_alone(browser: Browser) -> None:
    who, focal, _cora = await with_focal_point()
    wish = await wish_of(who, focal)

    await browser.sign_in_as(who)
    wrong = await browser.post(f"{PAGE}/{wish.id}/answer")
    await browser.sign_in_as(focal)
    swapped = await browser.post(f"{PAGE}/{wish.id}/withdrawal")

    assert (wrong.status_code, swapped.status_code) == (404, 404)
    assert str((await ContactWish.get()).state) == "open"


async def test_answered_twice_is_settled_once(browser: Browser) -> None:
    who, focal, _cora = await with_focal_point()
    await wish_of(who, focal)

    await browser.sign_in_as(focal)
    page = await browser.get(PAGE)
    first = await browser.submit(page, "/answer")
    second = await browser.submit(page, "/answer")
    shown = await browser.follow(second)

    assert (first.status_code, second.status_code) == (303, 303)
    assert "This was settled a moment ago." in shown.text
    assert "Nobody waits to hear from you." in shown.text


async def test_whoever_asked_takes_it_back(browser: Browser) -> None:
    who, focal, _cora = await with_focal_point()
    await wish_of(who, focal)

    await browser.sign_in_as(who)
    mine = await browser.get(PAGE)
    after = await browser.follow(await browser.submit(mine, "/withdrawal"))
    await browser.sign_in_as(focal)
    theirs = await browser.get(PAGE)

    assert ("Fay Focal" in mine.text, "Fay Focal" in after.text) == (True, False)
    assert "Ada Asks" not in theirs.text


async def test_settling_a_wish_notes_no_instant_and_no_fact(browser: Browser) -> None:
    who, focal, _cora = await with_focal_point()
    await wish_of(who, focal)
    before = await RecordedEvent.all().count()

    await browser.sign_in_as(focal)
    page = await browser.get(PAGE)
    await browser.submit(page, "/answer")

    assert 'name="form_key"' not in page.text.split("<main", 1)[1].split("</main>", 1)[0]
    assert await ClosedForm.all().count() == 0
    assert await RecordedEvent.all().count() == before


async def test_the_page_is_kept_nowhere(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())
    page = await browser.get(PAGE)

    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "origin"
    assert "<title>My check-in" in page.text


async def test_visitors_are_sent_to_sign_in(browser: Browser) -> None:
    page = await browser.get(PAGE)

    assert page.status_code == 303


async def test_whoever_asked_reads_under_which_name_they_are_seen(browser: Browser) -> None:
    who, focal, _cora = await with_focal_point(display_mode="code", code_name="Willow")
    await wish_of(who, focal)

    await browser.sign_in_as(who)
    mine = await browser.get(PAGE)
    await browser.sign_in_as(focal)
    theirs = await browser.get(PAGE)

    assert ("<bdi>Willow</bdi>" in mine.text, "<bdi>Willow</bdi>" in theirs.text) == (True, True)
    assert "Ada Asks" not in theirs.text


async def test_the_page_costs_few_statements_however_many_ask(browser: Browser) -> None:
    centre = await make_centre()
    focal = await make_member(centre, Role.FOCAL_POINT)
    for _one in range(20):
        await wish_of(await make_member(centre), focal)
    await browser.sign_in_as(focal)

    with statements() as seen:
        page = await browser.get(PAGE)

    assert page.text.count("I have been in touch") == 20
    assert len(page.content) < 50_000
    assert len(seen) <= 12
