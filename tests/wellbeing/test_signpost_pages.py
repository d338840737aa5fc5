"""Pages of signposts: read by every member, kept by the coordinators of a country."""

from datetime import timedelta
from typing import Any

import pytest

from network.kernel import clock
from network.people.models import Person
from network.wellbeing.models.help import Signpost
from network.wellbeing.vocabulary import SignpostKind
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_admin, make_centre, make_coordinator, make_member, make_person
from tests.wellbeing.check_in_world import FIRST, at_noon

pytestmark = pytest.mark.anyio
PAGE = "/check-in/signposts"
OLD, FRESH = FIRST - timedelta(days=366), FIRST - timedelta(days=360)


async def make_signpost(title: str = "A line that listens", **given: Any) -> Signpost:
    plain: dict[str, Any] = {
        "kind": SignpostKind.CRISIS_LINE,
        "country": "KE",
        "lang": "en",
        "phone": "+254 20 555 01",
        "checked_on": FRESH,
    }
    return await Signpost.create(title=title, **(plain | given))


async def kenyans() -> tuple[Person, Person]:
    """A coordinator and a member of a centre in Kenya."""
    centre = await make_centre(country="KE")
    return await make_coordinator(centre), await make_member(centre)


# reading -----------------------------------------------------------------------------------------


async def test_members_read_those_of_their_country_and_of_everywhere(browser: Browser) -> None:
    _coordinator, member = await kenyans()
    await make_signpost("In Kenya", spoken=["sw"], hours="Day and night")
    await make_signpost("Everywhere at once", country="", phone="")
    await make_signpost("In Georgia", country="GE")
    with clock.at(at_noon(FIRST)):
        await browser.sign_in_as(member)
        page = await browser.get(PAGE)
        abroad = await browser.get(f"{PAGE}?country=GE")
        nowhere = await browser.get(f"{PAGE}?country=XX")

    assert [title in page.text for title in ("In Kenya", "Everywhere at once", "In Georgia")] == [
        True,
        True,
        False,
    ]
    assert [title in abroad.text for title in ("In Kenya", "In Georgia")] == [False, True]
    assert [title in nowhere.text for title in ("In Kenya", "In Georgia")] == [True, False]
    assert 'href="tel:+2542055501"' in page.text
    assert all(part in page.text for part in ("Swahili", "Day and night", "7 Mar 2025"))
    assert "Still right" not in page.text
    assert "Put up a signpost" not in page.text


async def test_one_that_nobody_looked_at_for_a_year_says_so(browser: Browser) -> None:
    _coordinator, member = await kenyans()
    await make_signpost("Long ago", checked_on=OLD)
    await make_signpost("Of late")
    with clock.at(at_noon(FIRST)):
        await browser.sign_in_as(member)
        page = await browser.get(PAGE)

    assert page.text.count("Not checked for a year") == 1


async def test_people_without_a_centre_and_visitors_read_none(browser: Browser) -> None:
    await make_signpost(country="")
    visitor = await browser.get(PAGE)
    await browser.sign_in_as(await make_person())
    outside = await browser.get(PAGE)

    assert (visitor.status_code, outside.status_code) == (303, 404)


async def test_the_page_is_kept_nowhere_and_its_title_says_nothing(browser: Browser) -> None:
    coordinator, _member = await kenyans()
    one = await make_signpost()
    await browser.sign_in_as(coordinator)
    pages = [await browser.get(f"{PAGE}{path}") for path in ("", "/new", f"/{one.id}")]

    for page in pages:
        assert page.headers["referrer-policy"] == "origin"
        assert page.headers["cache-control"] == "no-store"
        assert "<title>My check-in" in page.text


# keeping -----------------------------------------------------------------------------------------


async def test_a_coordinator_puts_one_up_in_their_country_once(browser: Browser) -> None:
    coordinator, _member = await kenyans()
    given = {"title": "A calm voice", "phone": "0800", "spoken": ["sw", "en"]}
    with clock.at(at_noon(FIRST)):
        await browser.sign_in_as(coordinator)
        page = await browser.get(f"{PAGE}/new")
        first = await browser.submit(page, PAGE, **given)
        await browser.submit(page, PAGE, **given)
        abroad = await browser.submit(await browser.get(f"{PAGE}/new"), PAGE, country="GE", **given)

    one = await Signpost.get()
    assert (first.status_code, abroad.status_code) == (303, 422)
    assert (one.country, one.title, one.spoken, one.checked_on) == (
        "KE",
        "A calm voice",
        ["sw", "en"],
        FIRST,
    )


async def test_the_secretariat_puts_one_up_for_everywhere(browser: Browser) -> None:
    await browser.sign_in_as(await make_admin())
    page = await browser.get(f"{PAGE}/new")
    sent = await browser.submit(page, PAGE, title="Breathe", kind="breathing", country="")

    assert sent.status_code == 303
    assert (await Signpost.get()).country == ""


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title", "  ", "Fill this in."),
        ("website", "javascript:alert(1)", "Write a web address"),
        ("website", "http://example.org", "Start the address with https://."),
        ("phone", "0" * 61, "Use at most 60 characters."),
        ("kind", "magic", "Choose one of the list."),
        ("spoken", "xx", "Choose from the list."),
    ],
)
async def test_what_cannot_be_put_up_is_said_at_its_field(
    browser: Browser, field: str, typed: str, told: str
) -> None:
    coordinator, _member = await kenyans()
    await browser.sign_in_as(coordinator)
    page = await browser.get(f"{PAGE}/new")
    refused = await browser.submit(page, PAGE, **({"title": "A line"} | {field: typed}))

    assert (refused.status_code, told in refused.text) == (422, True)
    assert await Signpost.all().count() == 0


async def test_still_right_and_changing_count_as_checked(browser: Browser) -> None:
    coordinator, _member = await kenyans()
    one = await make_signpost(checked_on=OLD)
    with clock.at(at_noon(FIRST)):
        await browser.sign_in_as(coordinator)
        listed = await browser.get(PAGE)
        await browser.submit(listed, f"/{one.id}/checking")
        checked = (await Signpost.get()).checked_on
        await Signpost.all().update(checked_on=OLD)
        page = await browser.get(f"{PAGE}/{one.id}")
        await browser.submit(page, f"/{one.id}", phone="116")

    stored = await Signpost.get()
    assert (checked, stored.checked_on, stored.phone) == (FIRST, FIRST, "116")


async def test_two_who_change_one_at_once_see_both_versions(browser: Browser) -> None:
    coordinator, _member = await kenyans()
    one = await make_signpost()
    await browser.sign_in_as(coordinator)
    mine, theirs = [await browser.get(f"{PAGE}/{one.id}") for _both in range(2)]
    await browser.submit(theirs, f"/{one.id}", title="Their name for it")
    stale = await browser.submit(mine, f"/{one.id}", title="My name for it")
    again = await browser.submit(stale, f"/{one.id}")

    assert stale.status_code == 409
    assert ("Their name for it" in stale.text, "My name for it" in stale.text) == (True, True)
    assert again.status_code == 303
    assert (await Signpost.get()).title == "My name for it"


async def test_taking_one_down_needs_the_tick(browser: Browser) -> None:
    coordinator, _member = await kenyans()
    one = await make_signpost()
    await browser.sign_in_as(coordinator)
    page = await browser.get(f"{PAGE}/{one.id}")
    unsure = await browser.submit(page, "/removal")
    there = await Signpost.all().count()
    sure = await browser.submit(unsure, "/removal", sure="y")
    again = await browser.submit(unsure, "/removal", sure="y")

    assert (unsure.status_code, there) == (422, 1)
    assert (sure.status_code, again.status_code) == (303, 303)
    assert await Signpost.all().count() == 0


async def test_members_and_coordinators_elsewhere_change_nothing(browser: Browser) -> None:
    _coordinator, member = await kenyans()
    abroad = await make_coordinator(await make_centre(country="GE"))
    one = await make_signpost()
    answers = []
    for person in (member, abroad):
        await browser.sign_in_as(person)
        answers += [await browser.get(f"{PAGE}/{one.id}")]
        answers += [
            await browser.post(f"{PAGE}/{one.id}{act}", {"sure": "y", "title": "Mine"})
            for act in ("", "/checking", "/removal")
        ]
    await browser.sign_in_as(member)
    new = await browser.get(f"{PAGE}/new")

    assert {page.status_code for page in answers} == {403}
    assert new.status_code == 404
    assert ((await Signpost.get()).title, (await Signpost.get()).checked_on) == (one.title, FRESH)


# Today -------------------------------------------------------------------------------------------


async def test_keepers_are_asked_to_look_again_after_a_year(browser: Browser) -> None:
    coordinator, member = await kenyans()
    office = await make_admin()
    for title, country in (("One", "KE"), ("Two", "GE"), ("Three", "")):
        await make_signpost(title, country=country, checked_on=OLD)
    await make_signpost("Of late")
    told = {}
    with clock.at(at_noon(FIRST)):
        for name, person in (("keeper", coordinator), ("member", member), ("office", office)):
            await browser.sign_in_as(person)
            told[name] = (await browser.get("/today")).text

    assert "1 signpost to help was not checked for a year" in told["keeper"]
    assert "3 signposts to help were not checked for a year" in told["office"]
    assert "not checked for a year" not in told["member"]


async def test_pages_cost_few_statements_and_stay_light(browser: Browser) -> None:
    for number in range(40):
        await make_signpost(f"Signpost {number}", about="Somebody who listens. " * 8)
    one = await Signpost.first()
    assert one is not None
    await browser.sign_in_as(await make_coordinator(await make_centre(country="KE")))

    for path in ("", "/new", f"/{one.id}"):
        with statements() as seen:
            page = await browser.get(f"{PAGE}{path}")

        assert page.status_code == 200
        assert len(page.content) < 100_000  # before it is packed
        assert len(seen) <= 12, (path, len(seen))
