"""Pages with free texts, without JavaScript: refused, asked about, let through, never logged."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import httpx
import pytest

from network.centres import importing
from network.centres.models import Centre
from network.expertise import actions
from network.expertise.models import Listing
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_coordinator, make_listing

pytestmark = pytest.mark.anyio

CERTAIN = "The client Samir Haddad, phone 0798 445 221, came back."
LIKELY = "He was arrested on 12 February 2019."
PLAIN = "We offer places to physiotherapists, from 3 to 14 May 2027."
QUESTION = "This is about nobody we care for: no client can be recognised"


async def _at_work(browser: Browser) -> tuple[Browser, Centre]:
    centre = await make_centre(languages={"en": "native", "fr": "C1"})
    return await browser.sign_in_as(await make_coordinator(centre)), centre


def _asked(page: httpx.Response) -> bool:
    return QUESTION in page.text


def _ticks(page: httpx.Response) -> dict[str, str]:
    """The boxes a page offers for its doubts."""
    found = re.findall(
        r'<input type="checkbox" name="(\S+_about_nobody)" value="([^"]+)"', page.text
    )
    return dict(found)


async def test_a_listing_with_a_client_in_it_is_refused(browser: Browser) -> None:
    await _at_work(browser)

    page = await browser.get("/expertise/new")
    answer = await browser.submit(page, title="Groups", summary=CERTAIN, language="en")

    assert answer.status_code == 422
    assert "This looks like somebody&#39;s phone number." in answer.text
    assert CERTAIN in answer.text
    assert not _asked(answer)
    assert await Listing.all().count() == 0


async def test_a_doubt_is_asked_about_once_and_what_was_typed_is_kept(browser: Browser) -> None:
    await _at_work(browser)

    page = await browser.get("/expertise/new")
    asked = await browser.submit(page, title="Groups", summary=LIKELY, language="en")
    ticked = await browser.submit(asked, **_ticks(asked))

    assert (asked.status_code, _asked(asked), LIKELY in asked.text) == (422, True, True)
    assert _ticks(asked) == {"summary_about_nobody": "exact-date"}
    assert ticked.status_code == 303
    assert (await Listing.get()).summary == LIKELY


async def test_the_box_stays_ticked_while_something_else_is_mended(browser: Browser) -> None:
    await _at_work(browser)

    page = await browser.get("/expertise/new")
    asked = await browser.submit(page, title="", summary=LIKELY, language="en")
    again = await browser.submit(asked, **_ticks(asked))
    done = await browser.submit(again, title="Groups")

    assert re.search(r'name="summary_about_nobody" value="exact-date" checked', again.text)
    assert (again.status_code, done.status_code) == (422, 303)


async def test_a_title_is_looked_at_too(browser: Browser) -> None:
    await _at_work(browser)

    page = await browser.get("/expertise/new")
    answer = await browser.submit(page, title="Help for client Samir Haddad", language="en")

    assert answer.status_code == 422


async def test_ordinary_work_passes_without_a_question(browser: Browser) -> None:
    await _at_work(browser)

    page = await browser.get("/expertise/new")
    answer = await browser.submit(page, title="Pain groups", summary=PLAIN, language="en")

    assert answer.status_code == 303


async def _translation(browser: Browser) -> str:
    centre = await make_centre()
    owner = await make_coordinator(centre)
    await browser.sign_in_as(owner)
    listing = await make_listing(centre)
    return f"/expertise/{listing.id}/in/fr"


async def _request(browser: Browser) -> str:
    await _at_work(browser)
    return f"/expertise/{(await make_listing()).id}/contact"


async def _request_to_a_centre(browser: Browser) -> str:
    await _at_work(browser)
    return f"/centres/{(await make_centre()).slug}/contact"


async def _answer(browser: Browser) -> str:
    await _at_work(browser)
    return f"/expertise/{(await make_listing(kind='need')).id}/answers/new"


async def _text_of_a_centre(browser: Browser) -> str:
    _browser, centre = await _at_work(browser)
    return f"/centre/{centre.id}/texts/fr"


async def _own_profile(browser: Browser) -> str:
    await _at_work(browser)
    return "/account"


async def _question(browser: Browser) -> str:
    _browser, centre = await _at_work(browser)
    asker = await make_centre()
    author = await actor(await make_coordinator(asker))
    asked = await actions.ask_contact(author, asker.id, centre, None, "May we visit?")
    return f"/requests/{asked.id}"


Page: TypeAlias = Callable[[Browser], Awaitable[str]]
PAGES: dict[str, tuple[Page, str, str]] = {  # page, field, where its form is sent
    "translation of a listing": (_translation, "summary", ""),
    "title of a translation": (_translation, "title", ""),
    "request about a listing": (_request, "text", ""),
    "request to a centre": (_request_to_a_centre, "text", ""),
    "answer to a need": (_answer, "text", ""),
    "text of a centre": (_text_of_a_centre, "text", ""),
    "own profile": (_own_profile, "about", ""),
    "own position": (_own_profile, "position", ""),
    "reply when accepting": (_question, "accept-reply", "/acceptance"),
    "reply when declining": (_question, "decline-reply", "/refusal"),
}


@pytest.mark.parametrize(("page", "field", "action"), PAGES.values(), ids=PAGES.keys())
async def test_every_free_text_is_looked_through(
    page: Page, field: str, action: str, browser: Browser
) -> None:
    shown = await browser.get(await page(browser))

    refused = await browser.submit(shown, action, **{field: CERTAIN})
    asked = await browser.submit(shown, action, **{field: LIKELY})

    assert (refused.status_code, _asked(refused)) == (422, False)
    assert (asked.status_code, _asked(asked)) == (422, True)


async def test_a_text_is_read_in_the_language_it_is_written_in(browser: Browser) -> None:
    page = await browser.get(await _text_of_a_centre(browser))

    refused = await browser.submit(page, text="Dossier n° 2019/345, audience au printemps.")

    assert refused.status_code == 422
    assert "This looks like the number of a file or case." in refused.text


async def test_neither_a_text_nor_a_hit_is_logged(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    await _at_work(browser)
    page = await browser.get("/expertise/new")
    caplog.clear()

    with caplog.at_level(logging.DEBUG, logger="network"):
        await browser.submit(page, title="Groups", summary=CERTAIN, language="en")
        await browser.submit(page, title="Groups", summary=LIKELY, language="en")

    told = " ".join(str(record.__dict__) for record in caplog.records)
    words = ("Haddad", "0798", "arrested", "person-name", "exact-date", "phone", "block", "warn")
    assert len(caplog.records) >= 2
    assert [word for word in words if word in told] == []


async def test_an_imported_row_with_a_client_in_it_is_not_brought_in(browser: Browser) -> None:
    del browser
    table = importing.read(b"name,country,network\nCentre A,KE,Client Samir Haddad\n")
    mapping = importing.guess_mapping(table.header)

    (row,) = importing.plan(table.rows, len(table.header), mapping, [], "skip")

    assert row.outcome == "error"
    assert importing.explain(row.messages[0]) == "Networks seems to hold client data."
