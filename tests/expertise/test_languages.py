"""Finding listings across languages and spellings, and reading them in one's own."""

from typing import Any

import pytest

from network.expertise import actions
from network.expertise.models import Kind, Listing, UnansweredSearch
from network.kernel.errors import Invalid
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)

pytestmark = pytest.mark.anyio

FRENCH: dict[str, Any] = {
    "language": "fr",
    "title": "Groupes d'éducation à la douleur",
    "summary": "Dix séances avec des kinésithérapeutes.",
    "codes": ["TH-PAIN"],
}


async def _titles(browser: Browser, **asked: str) -> set[str]:
    """Titles of what is found, read from the download, which has nothing but results."""
    found = await browser.get("/expertise.json", params=asked)
    assert found.status_code == 200
    return {row["title"] for row in found.json()["listings"]}


@pytest.mark.parametrize(
    "query",
    [
        "douleur",
        "DOULEURS",
        "education",
        "éducation douleur",
        "kinesitherapeute",
        "doulleur",
        "pain",
        "الألم",
        "الالم",
        "educ",
    ],
)
async def test_a_french_offer_is_found_in_any_language_and_spelling(
    query: str, browser: Browser
) -> None:
    await make_listing(**FRENCH)
    await make_listing(title="Legal clinic", codes=["SV-LEG"])
    await browser.sign_in_as(await make_member())

    assert await _titles(browser, q=query) == {FRENCH["title"]}


async def test_every_word_has_to_fit(browser: Browser) -> None:
    await make_listing(**FRENCH)
    await browser.sign_in_as(await make_member())

    assert await _titles(browser, q="douleur falconry") == set()


@pytest.mark.parametrize("query", ["إعادة", "اعاده", "أعادة"])
async def test_arabic_is_found_in_its_variants_of_writing(query: str, browser: Browser) -> None:
    await make_listing(language="ar", title="إعادة التأهيل", codes=["SV-PHY"])
    await make_listing(title="Legal clinic", codes=["SV-LEG"])
    await browser.sign_in_as(await make_member())

    assert await _titles(browser, q=query) == {"إعادة التأهيل"}


@pytest.mark.parametrize(
    "query", ['"', "'", "*", "-", "a OR b", "NEAR(x y)", "%", "\\", "title:x", "(", "🦋", "x" * 400]
)
async def test_no_query_is_an_operator_or_breaks_the_page(query: str, browser: Browser) -> None:
    await make_listing(title="Legal clinic", codes=["SV-LEG"])
    await browser.sign_in_as(await make_member())

    pages = [await browser.get(place, params={"q": query}) for place in ("/expertise", "/centres")]

    assert [page.status_code for page in pages] == [200, 200]


async def test_a_word_nobody_writes_is_mended_and_said(browser: Browser) -> None:
    await make_listing(title="Butterfly groups")
    await browser.sign_in_as(await make_member())

    page = await browser.get("/expertise?q=buterfly")

    assert "Butterfly groups" in page.text
    assert "Nobody writes “buterfly” here" in page.text


async def test_filters_narrow_together_and_within_one_widen(browser: Browser) -> None:
    for title, codes, kind in (
        ("Pain offer", ["TH-PAIN"], Kind.OFFER),
        ("Pain and law", ["TH-PAIN", "SV-LEG"], Kind.OFFER),
        ("Children offer", ["TH-CHI"], Kind.OFFER),
        ("Pain need", ["TH-PAIN"], Kind.NEED),
    ):
        await make_listing(title=title, codes=codes, kind=kind)
    await browser.sign_in_as(await make_member())

    assert await _titles(browser, about="TH-PAIN", kind="offer") == {"Pain offer", "Pain and law"}
    assert await _titles(browser, about="TH-PAIN", does="SV-LEG") == {"Pain and law"}
    assert await _titles(browser, kind="need", q="pain") == {"Pain need"}
    wide = await browser.get("/expertise.json?about=TH-PAIN&about=TH-CHI&kind=offer")
    assert len(wide.json()["listings"]) == 3
    assert len(await _titles(browser, about="NO-SUCH")) == 4


async def test_a_translation_is_found_and_read_in_its_language(browser: Browser) -> None:
    centre = await make_centre()
    listing = await make_listing(centre, title="Pain groups", summary="Ten sessions.")
    await browser.sign_in_as(await make_coordinator(centre))
    form = await browser.get(f"/expertise/{listing.id}/in/fr")

    saved = await browser.submit(form, title="Atelier coccinelle", summary="Dix séances.")

    await browser.sign_in_as(await make_member(language="fr"))
    french = await browser.get(f"/expertise/{listing.id}")
    asked = await browser.get(f"/expertise/{listing.id}?in=en")
    listed = await browser.get("/expertise?q=coccinelles")
    await browser.sign_in_as(await make_member(language="ar"))
    arabic = await browser.get(f"/expertise/{listing.id}")
    assert saved.status_code == 303
    assert '<h1 lang="fr"' in french.text.replace(' dir="ltr"', "")
    assert ("Atelier coccinelle" in french.text, "Dix séances." in french.text) == (True, True)
    assert "Ten sessions." in asked.text
    assert "Atelier coccinelle" in listed.text
    assert ("Pain groups" in arabic.text, "Atelier coccinelle" in arabic.text) == (True, False)


async def test_an_empty_title_removes_a_translation_from_pages_and_search(
    browser: Browser,
) -> None:
    centre = await make_centre()
    listing, coordinator = await make_listing(centre), await coordinator_of(centre)
    await actions.translate(coordinator, listing, "fr", "Atelier coccinelle", "Dix séances.")
    await browser.sign_in_as(await make_member(language="fr"))
    before = await browser.get("/expertise?q=coccinelle")

    await actions.translate(coordinator, listing, "fr", "", "Dix séances.")

    after = await browser.get("/expertise?q=coccinelle")
    assert "Atelier coccinelle" in before.text
    assert "Atelier coccinelle" not in after.text
    assert (await Listing.get(id=listing.id)).translations == {}


async def test_a_listing_is_not_translated_into_its_own_language(browser: Browser) -> None:
    centre = await make_centre()
    listing = await make_listing(centre, language="en")
    person = await make_coordinator(centre)
    await browser.sign_in_as(person)
    form = await browser.get(f"/expertise/{listing.id}/in/en")

    refused = await browser.submit(form, title="Again")
    with pytest.raises(Invalid):
        await actions.translate(await actor(person), listing, "en", "Again", "")

    assert refused.status_code == 422
    assert (await browser.get(f"/expertise/{listing.id}/in/klingon")).status_code == 404
    assert (await Listing.get(id=listing.id)).translations == {}


async def test_a_search_without_an_answer_is_remembered_once_for_each_person(
    browser: Browser,
) -> None:
    await make_listing(title="Butterfly groups")
    for person in (await make_member(), await make_member()):
        await browser.sign_in_as(person)
        for query in ("Falconry", "falconry ", "butterfly"):
            await browser.get("/expertise", params={"q": query})

    assert await UnansweredSearch.all().values_list("words") == [("falconry",), ("falconry",)]
