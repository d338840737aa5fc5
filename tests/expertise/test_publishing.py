"""Writing offers and needs: drafts, publishing, taking back, closing, two tabs, double posting."""

from typing import Any

import pytest

from network.centres.actions import profile
from network.centres.models import Listing as Listed
from network.expertise import actions
from network.expertise.models import Kind, Listing, ListingState
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)

pytestmark = pytest.mark.anyio


async def _writer(browser: Browser) -> Person:
    person = await make_coordinator(await make_centre(name="Harbour House"))
    await browser.sign_in_as(person)
    return person


async def _write(browser: Browser, **changes: Any) -> Any:
    page = await browser.get("/expertise/new")
    given: dict[str, Any] = {"title": "Pain groups", "codes": ["TH-PAIN"]}
    return await browser.submit(page, **(given | changes))


async def test_a_new_listing_is_a_draft_that_only_its_centre_sees(browser: Browser) -> None:
    writer = await _writer(browser)

    draft = await _write(browser, summary="Ten sessions.", capacity="4")

    listing = await Listing.get()
    own = await browser.get(draft.headers["location"])
    await browser.sign_in_as(await make_member())
    others = await browser.get(draft.headers["location"])
    assert (listing.state, listing.kind, listing.capacity) == (ListingState.DRAFT, Kind.OFFER, 4)
    assert listing.author_id == writer.id
    assert "Only your centre sees this draft." in own.text
    assert others.status_code == 404
    assert "Pain groups" not in (await browser.get("/expertise?q=pain")).text


async def test_a_published_listing_is_found_by_others_and_one_taken_back_is_not(
    browser: Browser,
) -> None:
    writer = await _writer(browser)
    draft = await _write(browser)
    address, reader = draft.headers["location"], await make_member()

    found = []
    for act in ("/publication", "/withdrawal", "/publication"):
        await browser.sign_in_as(writer)
        await browser.submit(await browser.get(address), act)
        await browser.sign_in_as(reader)
        listed = await browser.get("/expertise")
        found.append(((await browser.get(address)).status_code, "Pain groups" in listed.text))

    assert found == [(200, True), (404, False), (200, True)]


async def test_a_form_sent_twice_makes_one_draft(browser: Browser) -> None:
    await _writer(browser)
    page = await browser.get("/expertise/new")
    given: dict[str, Any] = {"title": "Pain groups", "codes": ["TH-PAIN"]}

    first = await browser.submit(page, **given)
    second = await browser.submit(page, **given)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert await Listing.all().count() == 1


async def test_a_form_sent_again_with_other_words_is_a_conflict(browser: Browser) -> None:
    await _writer(browser)
    page = await browser.get("/expertise/new")
    await browser.submit(page, title="Pain groups", codes=["TH-PAIN"])

    other = await browser.submit(page, title="Other groups", codes=["TH-PAIN"])

    assert other.status_code == 409
    assert await Listing.all().values_list("title") == [("Pain groups",)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Fill this in."),
        ({"title": "x" * 121}, "Use at most 120 characters."),
        ({"summary": "x" * 2001}, "Use at most 2,000 characters."),
        ({"codes": ["XX-NONE"]}, "Choose from the list."),
        ({"language": "klingon"}, "Choose one of the list."),
        ({"level": "only_me"}, "Choose one of the list."),
        ({"kind": "wish"}, "Choose one of the list."),
        ({"near": "MOON"}, "Choose one of the list."),
        ({"centre": "00000000-0000-0000-0000-000000000000"}, "Choose one of the list."),
        ({"capacity": "0"}, "Write a number from 1 to 500."),
        ({"capacity": "9" * 30}, "Write a number from 1 to 500."),
        ({"capacity": "-1"}, "Write a number from 1 to 500."),
        ({"from_on": "31/02/2026"}, "Write a date such as 27/11/2026."),
        ({"until_on": "0001-01-01"}, "Write a year between 2000 and 2100."),
        ({"from_on": "2026-06-02", "until_on": "2026-06-01"}, "The last day is before the first."),
        ({"spoken": ["fr"], "spoken_level": ["C9"]}, "Choose from the list."),
    ],
)
async def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(
    changes: dict[str, Any], message: str, browser: Browser
) -> None:
    await _writer(browser)

    refused = await _write(browser, **({"summary": "typed and kept"} | changes))

    assert refused.status_code == 422
    assert message in refused.text
    assert ("typed and kept" in refused.text) is ("summary" not in changes)
    assert not await Listing.exists()


async def test_nothing_is_published_that_nobody_could_find(db: object) -> None:
    centre = await make_centre()
    listing = await make_listing(centre, codes=[], is_draft=True)

    with pytest.raises(Invalid) as caught:
        await actions.publish(await coordinator_of(centre), listing)

    assert set(caught.value.fields) == {"codes"}
    assert (await Listing.get(id=listing.id)).state is ListingState.DRAFT


async def test_publishing_from_two_tabs_happens_once(browser: Browser) -> None:
    await _writer(browser)
    draft = await _write(browser)
    tabs = [await browser.get(draft.headers["location"]) for _ in range(2)]

    answers = [await browser.submit(tab, "/publication") for tab in tabs]

    assert [answer.status_code for answer in answers] == [303, 409]


async def test_publishing_a_stale_record_conflicts_with_what_happened_meanwhile(
    db: object,
) -> None:
    centre = await make_centre()
    coordinator = await coordinator_of(centre)
    listing = await make_listing(centre, is_draft=True)
    stale = await Listing.get(id=listing.id)
    await actions.publish(coordinator, listing)

    with pytest.raises(Conflict):
        await actions.publish(coordinator, stale)


async def test_of_two_writers_the_second_sees_both_versions_and_can_still_save(
    browser: Browser,
) -> None:
    centre = await make_centre()
    listing = await make_listing(centre, title="Old title")
    await browser.sign_in_as(await make_coordinator(centre))
    tabs = [await browser.get(f"/expertise/{listing.id}/edit") for _ in range(2)]

    await browser.submit(tabs[0], title="First title")
    clash = await browser.submit(tabs[1], title="Second title")
    between = await Listing.get(id=listing.id)
    again = await browser.submit(clash)

    assert clash.status_code == 409
    assert '<td dir="auto">First title</td><td dir="auto">Second title</td>' in clash.text
    assert between.title == "First title"
    assert again.status_code == 303
    assert (await Listing.get(id=listing.id)).title == "Second title"


async def test_a_stale_edit_carries_what_is_stored(db: object) -> None:
    centre = await make_centre()
    listing = await make_listing(centre, title="Old title")
    coordinator = await coordinator_of(centre)
    await actions.edit_listing(coordinator, listing, listing.version, title="New title")

    with pytest.raises(Stale) as caught:
        await actions.edit_listing(coordinator, listing, 1, title="Late title")

    stored = caught.value.stored
    assert isinstance(stored, Listing)
    assert stored.title == "New title"


async def test_not_now_is_shown_and_can_be_taken_back(browser: Browser) -> None:
    centre = await make_centre()
    listing = await make_listing(centre, title="Pain groups")
    owner, reader = await make_coordinator(centre), await make_member()
    address = f"/expertise/{listing.id}"

    shown = []
    for act in ("/closing", "/opening"):
        await browser.sign_in_as(owner)
        await browser.submit(await browser.get(address), act)
        await browser.sign_in_as(reader)
        page, only_open = await browser.get(address), await browser.get("/expertise?now=accepting")
        shown.append(("Not now" in page.text, "Pain groups" in only_open.text))

    assert shown == [(True, False), (False, True)]


@pytest.mark.parametrize("act", ["publication", "withdrawal", "still-right", "closing", "opening"])
async def test_nobody_else_moves_a_listing(act: str, browser: Browser) -> None:
    centre = await make_centre()
    listing = await make_listing(centre)
    before = await Listing.get(id=listing.id).values()
    people = [await make_member(centre), await make_coordinator(), await make_admin()]

    answers = []
    for person in people:
        await browser.sign_in_as(person)
        answers.append((await browser.post(f"/expertise/{listing.id}/{act}")).status_code)

    assert answers == [403, 403, 403]
    assert await Listing.get(id=listing.id).values() == before


@pytest.mark.parametrize("page", ["edit", "in/fr"])
async def test_nobody_else_opens_the_forms_of_a_listing(page: str, browser: Browser) -> None:
    centre = await make_centre()
    listing = await make_listing(centre)
    people = [await make_member(centre), await make_coordinator(), await make_admin()]

    answers = []
    for person in people:
        await browser.sign_in_as(person)
        answers.append((await browser.get(f"/expertise/{listing.id}/{page}")).status_code)

    assert answers == [404, 404, 404]


async def test_staff_and_coordinators_of_a_draft_centre_write_nothing(browser: Browser) -> None:
    confirmed = await make_centre()
    draft = await make_centre(state="draft", listing="unlisted")
    people = [await make_member(confirmed), await make_coordinator(draft), await make_admin()]

    answers = []
    for person in people:
        await browser.sign_in_as(person)
        answers.append((await browser.get("/expertise/new")).status_code)
        with pytest.raises(Forbidden):
            await actions.draft_listing(
                await actor(person), draft, Kind.OFFER, title="No", language="en"
            )

    assert answers == [404, 404, 404]
    assert not await Listing.exists()


async def test_a_copy_takes_over_ones_own_words_and_nobody_elses(browser: Browser) -> None:
    centre, other = await make_centre(), await make_centre()
    own = await make_listing(centre, title="Our groups", summary="Ten sessions.")
    foreign = await make_listing(other, title="Their groups", summary="Secret sauce.")
    await browser.sign_in_as(await make_coordinator(centre))

    pages = [await browser.get(f"/expertise/new?copy={row.id}") for row in (own, foreign)]
    odd = await browser.get("/expertise/new?copy=nonsense")

    assert ["Ten sessions." in page.text for page in pages] == [True, False]
    assert ["Secret sauce." in page.text for page in pages] == [False, False]
    assert odd.status_code == 200


async def test_an_empty_search_leads_to_a_need_with_its_words_and_codes(browser: Browser) -> None:
    await _writer(browser)

    empty = await browser.get("/expertise?q=falconry&about=TH-PAIN")
    form = await browser.get("/expertise/new?kind=need&title=falconry&about=TH-PAIN")
    posted = await browser.submit(form)

    assert "Post this as a need" in empty.text
    assert "kind=need" in empty.text
    listing = await Listing.get()
    assert posted.status_code == 303
    assert (listing.kind, listing.title, listing.codes) == (Kind.NEED, "falconry", ["TH-PAIN"])


async def test_a_centre_that_loses_its_name_keeps_its_listings(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House")
    await make_listing(centre, title="Pain groups")
    await browser.sign_in_as(await make_member())
    before = await browser.get("/expertise")

    await profile.confirm(await coordinator_of(centre), centre, Listed.UNLISTED)

    after = await browser.get("/expertise")
    assert "Harbour House" in before.text
    assert "Harbour House" not in after.text
    assert "Member centre, Sub-Saharan Africa" in after.text
    assert "Pain groups" in after.text
