"""The search page, as readers of different standing see it."""

import logging
from uuid import UUID, uuid4

import pytest

from network.adapters import search
from network.adapters.search import Document, Page
from network.db import transaction
from network.expertise.models import UnansweredSearch
from network.searches import actions
from network.searches.models import SavedSearch
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_coordinator, make_listing, make_member
from tests.knowledge.makers import make_item

pytestmark = pytest.mark.anyio


async def _put(title: str, to: str = search.MEMBERS, language: str = "en", **given: object) -> UUID:
    key = uuid4()
    document = Document(
        audiences=[to],
        language=language,
        title=title,
        is_name=False,
        separate=True,
        **given,  # type: ignore[arg-type]
    )
    async with transaction():
        await search.put("knowledge", key, key, [document])
    return key


async def test_a_reader_finds_a_text_in_another_language_and_reads_why(browser: Browser) -> None:
    key = await _put("Les cauchemars", language="fr", body="Dormir, puis parler.")
    await _put("Nightmares of the board", to=search.SECRETARIAT)
    await browser.sign_in_as(await make_member())

    page = await browser.get("/search?q=nightmares")

    assert f"/knowledge/{key}/in/fr" in page.text
    assert '<mark lang="fr" dir="ltr">cauchemars</mark>' in page.text
    assert "1 result" in page.text
    assert "board" not in page.text


async def test_the_file_and_page_are_named(browser: Browser) -> None:
    await _put("A guide", pages=[Page("guide.pdf", 3, "The lantern game")])
    await browser.sign_in_as(await make_member())

    page = await browser.get("/search?q=lantern")

    assert "In the file guide.pdf, page 3" in page.text
    assert "The <mark>lantern</mark> game" in page.text


async def test_centres_and_listings_are_found_beside_knowledge(browser: Browser) -> None:
    centre = await make_centre(name="Lantern House")
    await make_listing(centre, title="Lantern walks")
    await _put("Lantern game")
    await browser.sign_in_as(await make_member())

    page = await browser.get("/search?q=lantern")

    assert "3 results" in page.text
    assert f"/centres/{centre.slug}" in page.text


async def test_filters_stay_in_the_address(browser: Browser) -> None:
    await _put("Lantern game", facets=["year:2020"])
    await _put("Lantern talk", facets=["year:2021"])
    await browser.sign_in_as(await make_member())

    page = await browser.get("/search?q=lantern&year=2021")

    assert "1 result" in page.text
    assert "<mark>Lantern</mark> talk" in page.text
    assert "<mark>Lantern</mark> game" not in page.text


async def test_nothing_found_leads_to_asking_the_network(browser: Browser) -> None:
    person = await make_coordinator()
    await browser.sign_in_as(person)

    page = await browser.get("/search?q=falconry")

    assert "You can ask the network" in page.text
    assert "title=falconry" in page.text
    assert await UnansweredSearch.all().values_list("words") == [("falconry",)]


@pytest.mark.parametrize("query", ["word+" * 10_000, "-+*+%22%22+:+(", "%E2%80%AEevil", "%00"])
async def test_no_query_breaks_the_page(query: str, browser: Browser) -> None:
    await browser.sign_in_as(await make_member())

    page = await browser.get(f"/search?q={query[:60_000]}")

    assert page.status_code in {200, 400, 414, 431}


async def test_a_search_is_kept_and_its_person_told_of_what_is_new(browser: Browser) -> None:
    person = await make_member()
    await _put("Old lantern")
    await browser.sign_in_as(person)
    await browser.get("/search?q=lantern")
    kept = await actions.save(await actor(person), "lantern", {})

    before = await actions.tell_new()
    await _put("New lantern")
    await _put("Lantern for others", to="o1")
    told = await actions.tell_new()
    again = await actions.tell_new()

    assert (before, told, again) == (0, 1, 0)
    assert "Something new answers a search you keep." in (await browser.get("/notices")).text
    assert (await SavedSearch.get(id=kept.id)).seen == await search.newest()


async def test_keeping_and_removing_on_the_page(browser: Browser) -> None:
    person = await make_member()
    await _put("Old lantern")
    await browser.sign_in_as(person)

    await browser.submit(await browser.get("/search?q=lantern"), "/search/saved")
    kept = await SavedSearch.get(person_id=person.id)
    await browser.submit(await browser.get("/search"), f"/search/saved/{kept.id}/removal")

    assert kept.query == "lantern"
    assert not await SavedSearch.all().exists()


async def test_nobody_removes_what_another_keeps(browser: Browser) -> None:
    kept = await actions.save(await actor(await make_member()), "lantern", {})
    await browser.sign_in_as(await make_member())

    answer = await browser.post(f"/search/saved/{kept.id}/removal")

    assert answer.status_code == 404
    assert await SavedSearch.all().exists()


@pytest.mark.parametrize("query", ["lantern", "lantern+game", "lantern+kettle"])
async def test_a_page_of_twenty_results_asks_the_database_at_most_eight_times(
    query: str, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(25):
        await _put("Lantern game", facets=[f"year:{1990 + number}"], body="With a kettle.")
    await browser.sign_in_as(await make_member())
    await browser.get(f"/search?q={query}")

    with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
        caplog.clear()
        page = await browser.get(f"/search?q={query}")

    asked = [r.getMessage() for r in caplog.records if "SELECT" in r.getMessage()[:20]]
    assert page.text.count("<mark>") >= 20
    assert len(asked) <= 8, asked


async def test_a_long_title_is_whole_and_offers_and_needs_are_called_so(browser: Browser) -> None:
    title = "Lantern walks for people who have not slept well in a very long time"
    await make_listing(title=title)
    await browser.sign_in_as(await make_member())

    page = await browser.get("/search?q=walks")

    assert "Lantern <mark>walks</mark> for people who have not slept well" in page.text
    assert "<span>Offer</span>" in page.text
    assert "OFFER" not in page.text


async def test_the_page_of_an_item_keeps_the_readers_language(browser: Browser) -> None:
    item = await make_item(lang="en")
    await browser.sign_in_as(await make_member(language="ar"))

    shown = await browser.get(f"/knowledge/{item.id}")
    versions = await browser.get(f"/knowledge/{item.id}/versions?of=en")

    assert "versions?of=en" in shown.text
    assert '<html lang="ar" dir="rtl"' in versions.text
