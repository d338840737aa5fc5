"""What a centre hides is hidden in its page, the directory, search, counts and downloads alike."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from network.app import Portal
from network.centres.actions import profile
from network.centres.models import Centre, Listing
from network.centres.rules import FIELDS
from tests.browser_client import Browser
from tests.factories import make_centre, make_member

pytestmark = pytest.mark.anyio

NAME = "Harbour House"
SIGNS = {  # what gives each field away on a page
    "services": "Legal aid",
    "approaches": "EMDR",
    "themes": "Disappearance",
    "client_groups": "LGBTIQ",
    "languages": "Georgian",
    "about": "butterfly",
    "town": "Kisumu",
    "website": "harbour.example",
    "mailbox": "desk@harbour.test",
}
CODES = {
    "services": "SV-LEG",
    "approaches": "AP-EMDR",
    "themes": "TH-DIS",
    "client_groups": "CG-LGBT",
    "languages": "ka",
    "town": "Kisumu",
}
FACETS = {
    "services": ("does", "SV-LEG"),
    "approaches": ("about", "AP-EMDR"),
    "themes": ("about", "TH-DIS"),
    "client_groups": ("about", "CG-LGBT"),
    "languages": ("language", "ka"),
}
SEARCHED = ("services", "approaches", "themes", "client_groups", "about", "town")
READERS = ("visitor", "member", "contact", "own")
SEES = {
    "public": set(READERS),
    "members": {"member", "contact", "own"},
    "contacts": {"contact", "own"},
    "only_me": {"own"},
}


async def _make_harbour(**given: object) -> Centre:
    plain: dict[str, object] = {
        "name": NAME,
        "slug": "harbour-house",
        "listing": Listing.PUBLIC,
        "town": "Kisumu",
        "website": "https://harbour.example",
        "mailbox": "desk@harbour.test",
        "texts": {"en": "We keep a butterfly garden."},
        "codes": [CODES[field] for field in FACETS if field != "languages"],
        "languages": {"ka": "native"},
    }
    return await make_centre(**(plain | given))


@pytest.fixture
async def readers(portal: Portal) -> AsyncIterator[dict[str, Browser]]:
    async with AsyncExitStack() as stack:
        yield {r: await stack.enter_async_context(Browser(portal)) for r in READERS}


async def _sign_in(readers: dict[str, Browser], centre: Centre) -> None:
    far = await make_centre(name="Far Hill", town="Mombasa")
    near = await make_centre(name="Near Hill", town="Mombasa")
    await profile.connect(near.id, centre.id)
    await readers["member"].sign_in_as(await make_member(far))
    await readers["contact"].sign_in_as(await make_member(near))
    await readers["own"].sign_in_as(await make_member(centre))


async def _fields_in(browser: Browser, address: str, signs: dict[str, str]) -> set[str]:
    page = await browser.get(address)
    assert page.status_code == 200
    return {field for field, sign in signs.items() if sign in page.text}


async def _finds(browser: Browser, **asked: str) -> bool:
    page = await browser.get("/centres", params=asked)
    assert page.status_code == 200
    return NAME in page.text


@pytest.mark.parametrize("level", SEES)
async def test_a_level_holds_in_the_page_the_list_and_the_downloads(
    level: str, readers: dict[str, Browser]
) -> None:
    centre = await _make_harbour(visibility=dict.fromkeys(FIELDS, level))
    await _sign_in(readers, centre)

    pages = {r: await _fields_in(b, "/centres/harbour-house", SIGNS) for r, b in readers.items()}
    listed = {field: SIGNS[field] for field in CODES}
    lists = {r: await _fields_in(b, "/centres", listed) for r, b in readers.items()}
    members = {r: b for r, b in readers.items() if r != "visitor"}
    tables = {r: await _fields_in(b, "/centres.csv", CODES) for r, b in members.items()}
    objects = {
        r: await _fields_in(b, "/centres.json", {f: f'"{sign}"' for f, sign in CODES.items()})
        for r, b in members.items()
    }

    shown = SEES[level]
    assert pages == {r: set(SIGNS) if r in shown else set() for r in readers}
    assert lists == {r: set(listed) if r in shown else set() for r in readers}
    assert tables == {r: set(CODES) if r in shown else set() for r in members}
    assert objects == {r: set(CODES) if r in shown else set() for r in members}


@pytest.mark.parametrize("level", SEES)
async def test_a_level_holds_in_search_and_filters(level: str, readers: dict[str, Browser]) -> None:
    centre = await _make_harbour(visibility=dict.fromkeys(FIELDS, level))
    await _sign_in(readers, centre)

    words = {
        r: {f for f in SEARCHED if await _finds(b, q=SIGNS[f].lower())} for r, b in readers.items()
    }
    filters = {
        r: {f for f, (name, value) in FACETS.items() if await _finds(b, **{name: value})}
        for r, b in readers.items()
    }

    shown = SEES[level]
    assert words == {r: set(SEARCHED) if r in shown else set() for r in readers}
    assert filters == {r: set(FACETS) if r in shown else set() for r in readers}


@pytest.mark.parametrize("level", SEES)
async def test_a_hidden_code_counts_nowhere(level: str, readers: dict[str, Browser]) -> None:
    centre = await _make_harbour(visibility={"services": level})
    await make_centre(name="Other", listing=Listing.PUBLIC, codes=["SV-LEG"])
    await _sign_in(readers, centre)

    counts = {}
    for reader, browser in readers.items():
        page = await browser.get("/centres", params={"does": "SV-LEG"})
        found = re.search(
            r'value="SV-LEG" checked><span>Legal aid</span><span class="n">(\d+)', page.text
        )
        counts[reader] = int(found[1]) if found else 0

    assert counts == {r: (r != "visitor") + (r in SEES[level]) for r in readers}


@pytest.mark.parametrize("level", SEES)
async def test_with_the_town_its_time_and_its_dot_on_the_map_are_hidden(
    level: str, readers: dict[str, Browser]
) -> None:
    centre = await _make_harbour(visibility={"town": level})
    await _sign_in(readers, centre)

    told = {}
    for reader, browser in readers.items():
        page = await browser.get("/centres", params={"q": "harbour"})
        dots = re.search(r'class="dots d-on" d="([^"]*)"', page.text)
        assert NAME in page.text
        told[reader] = ("there now" in page.text, bool(dots and dots[1]))

    assert told == {r: (r in SEES[level],) * 2 for r in readers}


async def test_the_words_of_one_language_are_hidden_with_those_of_all_others(
    readers: dict[str, Browser],
) -> None:
    texts = {"en": "We keep a butterfly garden.", "fr": "Nous avons une volière."}
    centre = await _make_harbour(texts=texts, visibility={"about": "only_me"})
    await _sign_in(readers, centre)

    found = {r: await _finds(b, q="volière") for r, b in readers.items()}

    assert found == {"visitor": False, "member": False, "contact": False, "own": True}


async def test_a_search_for_a_hidden_word_offers_no_correction_that_gives_it_away(
    readers: dict[str, Browser],
) -> None:
    centre = await _make_harbour(visibility={"about": "only_me"})
    await _sign_in(readers, centre)

    page = await readers["member"].get("/centres", params={"q": "buterfly"})
    own = await readers["own"].get("/centres", params={"q": "buterfly"})

    assert "butterfl" not in page.text
    assert "butterfl" in own.text


async def test_a_contact_that_hides_its_town_has_no_clock_on_the_day_page(
    readers: dict[str, Browser],
) -> None:
    centre = await _make_harbour(visibility={"town": "only_me"})
    open_one = await make_centre(name="Open Gate")
    near = await make_centre(name="Near Hill")
    await profile.connect(near.id, centre.id)
    await profile.connect(near.id, open_one.id)
    await readers["contact"].sign_in_as(await make_member(near))

    page = await readers["contact"].get("/today")

    assert "Open Gate" in page.text
    assert NAME not in page.text
