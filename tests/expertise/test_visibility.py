"""Hidden listings and centres are absent: from lists, counts, search, downloads and matches."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from network.app import Portal
from network.centres.actions import profile
from network.centres.models import Centre
from network.centres.models import Listing as Listed
from network.expertise import rules
from network.expertise.models import Kind, Listing
from network.kernel import clock
from network.kernel.actor import SYSTEM
from tests.browser_client import Browser
from tests.factories import (
    make_admin,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)

pytestmark = pytest.mark.anyio

READERS = ("member", "contact", "own", "secretariat")
TITLE = "Butterfly groups"


@pytest.fixture
async def readers(portal: Portal) -> AsyncIterator[dict[str, Browser]]:
    async with AsyncExitStack() as stack:
        yield {r: await stack.enter_async_context(Browser(portal)) for r in READERS}


async def _sign_in(readers: dict[str, Browser], listing: Listing) -> None:
    near = await make_centre(name="Near Hill")
    await profile.connect(near.id, listing.centre_id)
    await readers["member"].sign_in_as(await make_member(await make_centre(name="Far Hill")))
    await readers["contact"].sign_in_as(await make_member(near))
    own = await listing.centre
    await readers["own"].sign_in_as(await make_member(own))
    await readers["secretariat"].sign_in_as(await make_admin())


def _count(text: str, value: str) -> int:
    found = re.search(
        rf'value="{value}"(?: checked)?><span>[^<]*</span><span class="n">(\d+)', text
    )
    return int(found[1]) if found else 0


async def _seen_by(browser: Browser, listing: Listing, slug: str) -> dict[str, bool]:
    pages = {
        "list": "/expertise",
        "search": "/expertise?q=butterfly",
        "filter": "/expertise?about=TH-DIS",
        "csv": "/expertise.csv",
        "json": "/expertise.json",
        "centre": f"/centres/{slug}",
        "page": f"/expertise/{listing.id}",
    }
    found = {name: TITLE in (await browser.get(address)).text for name, address in pages.items()}
    found["count"] = _count((await browser.get("/expertise")).text, "TH-DIS") > 0
    found["total"] = "0 of 0" not in (await browser.get("/expertise")).text
    directory = await browser.get("/centres?q=butterfly")
    found["directory"] = "Harbour House" in directory.text
    found["directory count"] = _count((await browser.get("/centres")).text, "TH-DIS") > 0
    found["ask"] = (await browser.get(f"/expertise/{listing.id}/contact")).status_code == 200
    return found


@pytest.mark.parametrize(
    ("level", "seen_by"),
    [
        ("public", set(READERS)),
        ("members", set(READERS)),
        ("contacts", {"contact", "own", "secretariat"}),
    ],
)
async def test_a_level_holds_everywhere(
    level: str, seen_by: set[str], readers: dict[str, Browser]
) -> None:
    centre = await make_centre(name="Harbour House")
    listing = await make_listing(centre, title=TITLE, codes=["TH-DIS"], level=level)
    await _sign_in(readers, listing)

    found = {r: await _seen_by(b, listing, centre.slug) for r, b in readers.items()}

    places = set(found["own"])
    can_ask = {"member", "contact"}
    assert found == {
        r: dict.fromkeys(places, r in seen_by) | {"ask": r in seen_by & can_ask} for r in readers
    }


@pytest.mark.parametrize("reader", ["member", "contact", "secretariat"])
async def test_what_nobody_confirmed_for_nine_months_is_gone_for_others(
    reader: str, readers: dict[str, Browser]
) -> None:
    centre = await make_centre(name="Harbour House")
    listing = await make_listing(centre, title=TITLE, codes=["TH-DIS"])

    with clock.at(clock.now() + rules.HIDDEN_AFTER - timedelta(hours=1)):
        await _sign_in(readers, listing)
        before = await _seen_by(readers[reader], listing, centre.slug)
    with clock.at(clock.now() + rules.HIDDEN_AFTER + timedelta(hours=1)):
        await _sign_in(readers, listing)
        after = await _seen_by(readers[reader], listing, centre.slug)
        own = await readers["own"].get(f"/expertise/{listing.id}")

    assert {place for place, is_seen in before.items() if not is_seen} <= {"ask"}
    assert {place for place, is_seen in after.items() if is_seen} == set()
    assert own.status_code == 200


@pytest.mark.parametrize("reader", ["member", "contact", "secretariat"])
async def test_what_is_over_is_gone_for_others_from_the_day_after_its_last(
    reader: str, readers: dict[str, Browser]
) -> None:
    centre, now = await make_centre(name="Harbour House"), clock.now()
    midnight = (now + timedelta(days=3)).replace(hour=0, minute=0, second=0, microsecond=0)
    last = midnight.date() - timedelta(days=1)
    listing = await make_listing(centre, title=TITLE, codes=["TH-DIS"], until_on=last)

    with clock.at(midnight - timedelta(minutes=1)):
        await _sign_in(readers, listing)
        before = await _seen_by(readers[reader], listing, centre.slug)
    with clock.at(midnight):
        await _sign_in(readers, listing)
        after = await _seen_by(readers[reader], listing, centre.slug)
        own = await readers["own"].get(f"/expertise/{listing.id}")

    assert {place for place, is_seen in before.items() if not is_seen} <= {"ask"}
    assert {place for place, is_seen in after.items() if is_seen} == set()
    assert own.status_code == 200


@pytest.mark.parametrize("reader", ["member", "contact", "secretariat"])
async def test_what_a_closed_centre_published_is_gone_for_others_until_it_is_open_again(
    reader: str, readers: dict[str, Browser]
) -> None:
    centre = await make_centre(name="Harbour House")
    listing = await make_listing(centre, title=TITLE, codes=["TH-DIS"])
    await _sign_in(readers, listing)
    before = await _seen_by(readers[reader], listing, centre.slug)

    await profile.close(SYSTEM, await Centre.get(id=centre.id))
    during = await _seen_by(readers[reader], listing, centre.slug)
    own = await readers["own"].get(f"/expertise/{listing.id}")
    await profile.reopen(SYSTEM, await Centre.get(id=centre.id))
    after = await _seen_by(readers[reader], listing, centre.slug)

    assert {place for place, is_seen in before.items() if not is_seen} <= {"ask"}
    assert {place for place, is_seen in during.items() if is_seen} == set()
    assert own.status_code == 200
    assert after == before


async def test_an_unlisted_centre_is_a_member_centre_of_its_region_in_every_place(
    readers: dict[str, Browser],
) -> None:
    centre = await make_centre(name="Harbour House", town="Kisumu", listing=Listed.UNLISTED)
    listing = await make_listing(centre, title=TITLE, codes=["TH-DIS"])
    await make_listing(title="Wanted", kind=Kind.NEED, codes=["TH-DIS"])
    need = await Listing.get(title="Wanted")
    await _sign_in(readers, listing)
    places = ["", f"/{listing.id}", f"/{listing.id}/contact", f"/{need.id}", ".csv", ".json"]
    places.append("?q=butterfly")

    pages = [await readers["member"].get(f"/expertise{place}") for place in places]

    assert [page.status_code for page in pages] == [200] * len(places)
    assert [page.text.count("Harbour House") for page in pages] == [0] * len(places)
    assert [page.text.count("Kisumu") for page in pages] == [0] * len(places)
    assert [page.text.count(centre.slug) for page in pages] == [0] * len(places)
    assert ["Member centre, Sub-Saharan Africa" in page.text for page in pages] == [True] * 7


async def test_hidden_listings_are_no_matches(readers: dict[str, Browser]) -> None:
    centre = await make_centre(name="Harbour House")
    listing = await make_listing(centre, title=TITLE, codes=["TH-DIS"], level="contacts")
    draft = await make_listing(centre, title="Butterfly draft", codes=["TH-DIS"], is_draft=True)
    need = await make_listing(title="Wanted", kind=Kind.NEED, codes=["TH-DIS"])
    await _sign_in(readers, listing)

    pages = {r: (await b.get(f"/expertise/{need.id}")).text for r, b in readers.items()}

    seen = {r: (TITLE in text, str(draft.id) in text) for r, text in pages.items()}
    assert seen == {
        "member": (False, False),
        "contact": (True, False),
        "own": (True, False),
        "secretariat": (True, False),
    }


async def test_hidden_and_unknown_listings_get_the_same_answer(browser: Browser) -> None:
    listing = await make_listing(title=TITLE, level="contacts")
    await browser.sign_in_as(await make_coordinator())
    unknown = str(listing.id)[:-4] + "0000"

    pages = ("", "/contact", "/edit", "/in/fr", "/answers/new")
    acts = ("/contact", "/publication", "/withdrawal", "/edit", "/answers", "/closing")
    keys = (str(listing.id), unknown)
    answers = [await browser.get(f"/expertise/{key}{page}") for key in keys for page in pages]
    answers += [
        await browser.post(f"/expertise/{key}{act}", {"text": "x"}) for key in keys for act in acts
    ]

    assert [answer.status_code for answer in answers] == [404] * 22
    assert [TITLE in answer.text for answer in answers] == [False] * 22


async def test_visitors_see_no_listing_but_those_a_public_centre_shows_to_everybody(
    browser: Browser,
) -> None:
    centre = await make_centre(name="Harbour House", slug="harbour", listing=Listed.PUBLIC)
    await make_listing(centre, title="For everybody", level="public")
    await make_listing(centre, title="For members", level="members")

    page = await browser.get("/centres/harbour")
    closed = [await browser.get(f"/expertise{end}") for end in ("", ".csv", ".json")]

    assert ("For everybody" in page.text, "For members" in page.text) == (True, False)
    assert [answer.status_code for answer in closed] == [303, 303, 303]
