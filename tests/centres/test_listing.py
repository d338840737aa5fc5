"""Who may know that a centre exists: listing, high risk, and the moment both sides agree."""

import re

import pytest

from network.centres.actions import profile
from network.centres.models import Centre, CentreState, Listing, Risk
from network.kernel.errors import Forbidden, Invalid
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_member,
)

pytestmark = pytest.mark.anyio

PLACES = ("/centres", "/centres?q=harbour", "/centres.csv", "/centres.json")


async def _seen_at(browser: Browser, centre: Centre) -> set[str]:
    """Where a reader meets the centre's name."""
    answers = {place: await browser.get(place) for place in PLACES}
    answers["page"] = await browser.get(f"/centres/{centre.slug}")
    answers["ask"] = await browser.get(f"/centres/{centre.slug}/contact")
    return {place for place, answer in answers.items() if "Harbour House" in answer.text}


@pytest.mark.parametrize("listing", [Listing.UNLISTED, Listing.MEMBERS, Listing.PUBLIC])
async def test_visitors_meet_public_centres_only(listing: Listing, browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", listing=listing)

    seen = await _seen_at(browser, centre)

    public = {"/centres", "/centres?q=harbour", "page"}
    assert seen == (public if listing is Listing.PUBLIC else set())


@pytest.mark.parametrize("listing", [Listing.UNLISTED, Listing.MEMBERS, Listing.PUBLIC])
async def test_members_meet_all_but_unlisted_centres(listing: Listing, browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", listing=listing)
    await browser.sign_in_as(await make_member())

    seen = await _seen_at(browser, centre)

    assert seen == (set() if listing is Listing.UNLISTED else {*PLACES, "page", "ask"})


async def test_a_contact_meets_an_unlisted_centre_everywhere(browser: Browser) -> None:
    centre, near = await make_centre(name="Harbour House", listing="unlisted"), await make_centre()
    await profile.connect(centre.id, near.id)
    await browser.sign_in_as(await make_member(near))

    assert await _seen_at(browser, centre) == {*PLACES, "page", "ask"}


async def test_a_draft_is_known_to_its_own_people_and_the_secretariat_only(
    browser: Browser,
) -> None:
    centre = await make_centre(
        name="Harbour House", slug="harbour", state=CentreState.DRAFT, listing=Listing.PUBLIC
    )
    near = await make_centre()
    await profile.connect(centre.id, near.id)
    readers = [await make_member(near), await make_member(centre), await make_admin()]

    found = []
    for person in readers:
        await browser.sign_in_as(person)
        page = await browser.get("/centres/harbour")
        listed = await browser.get("/centres?q=harbour")
        found.append((page.status_code, "Harbour House" in listed.text))

    assert found == [(404, False), (200, False), (200, False)]


async def test_hidden_and_unknown_centres_get_the_same_answer(browser: Browser) -> None:
    await make_centre(name="Harbour House", slug="harbour", listing=Listing.UNLISTED)
    await browser.sign_in_as(await make_member())

    hidden, unknown = await browser.get("/centres/harbour"), await browser.get("/centres/harbors")

    assert (hidden.status_code, unknown.status_code) == (404, 404)
    tokens = re.compile(r'name="csrf" value="[^"]+"')
    pages = [tokens.sub("", page.text) for page in (hidden, unknown)]
    assert pages[0].replace("harbour", "") == pages[1].replace("harbors", "")


async def test_a_high_risk_takes_a_public_centre_off_every_list_at_once(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", listing=Listing.PUBLIC)
    admin = await actor(await make_admin())
    await browser.sign_in_as(await make_member())
    before = await _seen_at(browser, centre)

    await profile.set_risk(admin, centre, Risk.HIGH)

    assert before == {*PLACES, "page", "ask"}
    assert await _seen_at(browser, centre) == set()


async def test_a_risk_that_has_passed_leaves_the_choice_to_the_centre(db: object) -> None:
    centre = await make_centre(risk=Risk.HIGH, listing=Listing.UNLISTED)

    await profile.set_risk(await actor(await make_admin()), centre, Risk.NORMAL)

    stored = await Centre.get(id=centre.id)
    assert (stored.risk, stored.listing) == (Risk.NORMAL, Listing.UNLISTED)


async def test_a_centre_at_high_risk_cannot_list_itself_again(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", risk=Risk.HIGH, listing=Listing.UNLISTED)
    await browser.sign_in_as(await make_coordinator(centre))

    page = await browser.get(f"/centre/{centre.id}/confirmation")
    answer = await browser.submit(page, listing="public")

    assert 'value="public"' not in page.text
    assert answer.status_code == 422
    assert (await Centre.get(id=centre.id)).listing is Listing.UNLISTED


async def test_even_without_the_form_a_high_risk_forbids_listing(db: object) -> None:
    centre = await make_centre(risk=Risk.HIGH, listing=Listing.UNLISTED)

    with pytest.raises(Invalid):
        await profile.confirm(await coordinator_of(centre), centre, Listing.MEMBERS)

    assert (await Centre.get(id=centre.id)).listing is Listing.UNLISTED


async def test_only_the_secretariat_sets_the_risk(browser: Browser) -> None:
    centre = await make_centre()
    coordinator = await make_coordinator(centre)
    await browser.sign_in_as(coordinator)

    answer = await browser.post(f"/desk/centres/{centre.id}/risk", {"risk": "high"})

    assert answer.status_code == 404
    assert (await Centre.get(id=centre.id)).risk is Risk.NORMAL
    with pytest.raises(Forbidden):
        await profile.set_risk(await actor(coordinator), centre, Risk.HIGH)


async def test_a_centre_that_unlists_itself_is_gone_on_the_next_request(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House")
    reader = await make_member()
    coordinator: Person = await make_coordinator(centre)
    await browser.sign_in_as(coordinator)
    page = await browser.get(f"/centre/{centre.id}/confirmation")

    await browser.submit(page, listing="unlisted")

    await browser.sign_in_as(reader)
    assert await _seen_at(browser, centre) == set()
