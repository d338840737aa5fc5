"""From a draft to a public protocol through both reviews, and from a French report to Arabic."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import html5lib
import httpx
import pytest

from network import outbox
from network.app import Portal
from network.centres.models import Centre, Listing
from network.kernel.actor import Role
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import make_centre, make_member
from tests.knowledge.makers import make_editor

pytestmark = pytest.mark.anyio

PROTOCOL: dict[str, Any] = {
    "summary": "For groups of eight, in rooms without much space.",
    "body": "## Before\n\nBegin low, go slow: **five minutes** a day.",
    "sources": "Our own practice in twelve groups.",
    "topics": ["TH-PAIN"],
    "level": "S0",
}
REPORT: dict[str, Any] = {
    "summary": "Ce que huit soirées nous ont appris.",
    "body": "## Le soir\n\nLes cauchemars diminuent quand le groupe commence par le corps.",
    "sources": "Huit soirées, deux centres.",
    "topics": ["TH-CFC"],
    "level": "S1",
}
ARABIC = {
    "title": "ثماني أمسيات عن النوم",
    "summary": "ما تعلمناه من ثماني أمسيات.",
    "body": "## المساء\n\nتقل الكوابيس حين تبدأ المجموعة بالجسد.",
}


@dataclass
class Everybody:
    """A browser for each person, opened when first needed."""

    portal: Portal
    stack: AsyncExitStack

    async def as_(self, person: Person | None) -> Browser:
        """A browser in which somebody is signed in, or a visitor's."""
        browser = await self.stack.enter_async_context(Browser(self.portal))
        return await browser.sign_in_as(person) if person else browser


@pytest.fixture
async def everybody(portal: Portal) -> AsyncIterator[Everybody]:
    async with AsyncExitStack() as stack:
        yield Everybody(portal, stack)


async def _open_centre() -> Centre:
    """A centre whose name everybody may read."""
    return await make_centre(name="Rift Valley Centre", listing=Listing.PUBLIC)


async def _begin(browser: Browser, kind: str, lang: str, title: str) -> httpx.Response:
    """The editor of a new draft."""
    start = await browser.get("/knowledge/new")
    return await browser.follow(await browser.submit(start, kind=kind, lang=lang, title=title))


async def _submit(browser: Browser, editor: httpx.Response, **words: Any) -> str:
    """Fill in the editor and send the text to review; returns the address of the text."""
    sent = await browser.submit(editor, "/edit", then="submit", **words)
    return str((await browser.follow(sent)).url.path)


async def _pass(reviewer: Browser, checker: Browser, path: str) -> httpx.Response:
    """Lead a text through both reviews; returns the published page, as the checker sees it."""
    await reviewer.submit(await reviewer.get(path), "/review")
    published = await checker.submit(await checker.get(path), "/publication")
    shown = await checker.follow(published)
    while await outbox.deliver_owed():
        pass
    return shown


def _waiting(page: httpx.Response) -> list[str]:
    """The headings of what waits on Today."""
    document = html5lib.parse(page.text, namespaceHTMLElements=False)
    rows = [row for row in document.iter("li") if row.get("class") == "todo"]
    return ["".join(row.find(".//h3").itertext()) for row in rows]


def _article(page: httpx.Response) -> tuple[str | None, str | None]:
    """Language and direction of the text on an item's page."""
    document = html5lib.parse(page.text, namespaceHTMLElements=False)
    article = next(document.iter("article"))
    return article.get("lang"), article.get("dir")


async def test_a_draft_becomes_a_public_protocol_through_both_reviews(
    everybody: Everybody,
) -> None:
    author = await everybody.as_(await make_member(await _open_centre()))
    editor = await everybody.as_(await make_editor())
    focal = await everybody.as_(await make_editor(Role.FOCAL_POINT))
    visitor = await everybody.as_(None)

    draft = await _begin(author, "KT-GUID", "en", "Graded exercise in groups")
    path = await _submit(author, draft, **PROTOCOL)
    asked = _waiting(await editor.get("/today"))
    await editor.submit(await editor.get(path), "/refusal", note="Say how many took part.")
    returned = _waiting(await author.get("/today"))
    told = await author.get(f"{path}/edit")
    await _submit(author, told, body=PROTOCOL["body"] + "\n\nNinety people took part.")
    before = await visitor.get("/knowledge")
    await editor.submit(await editor.get(path), "/review")
    alone = await editor.post(f"{path}/publication")
    shown = await focal.follow(await focal.submit(await focal.get(path), "/publication"))
    read = await visitor.get(str(shown.url.path))
    after = await visitor.get("/knowledge")

    assert (asked, returned) == (["1 text to review"], ["A text of yours came back with a note"])
    assert "Say how many took part." in told.text
    assert alone.status_code == 403
    assert ("Graded exercise" in before.text, "Graded exercise" in after.text) == (False, True)
    assert read.status_code == 200
    assert [w in read.text for w in ("Ninety people took part.", "Rift Valley Centre")] == [
        True
    ] * 2
    assert _waiting(await author.get("/today")) == []


def _links(page: httpx.Response) -> list[str]:
    """Where the results of a search lead."""
    document = html5lib.parse(page.text, namespaceHTMLElements=False)
    found = [one for one in document.iter("article") if one.get("class") == "result"]
    return [link.get("href", "") for one in found for link in one.findall("h3/a")]


async def test_a_reader_in_arabic_finds_a_french_report_and_asks_for_a_translation(
    everybody: Everybody,
) -> None:
    dakar = await make_centre(name="Centre Teranga")
    author = await everybody.as_(await make_member(dakar, language="en"))
    reader = await everybody.as_(await make_member(language="ar"))
    editor, focal = [await everybody.as_(await make_editor()) for _ in range(2)]
    draft = await _begin(author, "KT-LRN", "fr", "Huit soirées ensemble")
    await _pass(editor, focal, await _submit(author, draft, **REPORT))

    found = await reader.get("/search", params={"q": "كوابيس"})
    (link,) = _links(found)
    report = await reader.get(link)
    asked = await reader.follow(await reader.submit(report, "/wish", lang="ar"))
    notices = await author.get("/notices")
    item = link.partition("/in/")[0]
    begun = await author.follow(await author.post(f"{item}/translation", {"lang": "ar"}))
    await _pass(editor, focal, await _submit(author, begun, **ARABIC))
    read = await reader.get(item)
    again = await reader.get("/search", params={"q": "كوابيس"})

    assert '<mark lang="fr" dir="ltr">cauchemars</mark>' in found.text
    assert [_article(report), _article(read)] == [("fr", "ltr"), ("ar", "rtl")]
    assert 'lang="ar" dir="rtl"' in report.text[:120]
    assert asked.status_code == 200
    assert "A reader asks for a translation: Arabic." in notices.text
    assert ARABIC["title"] in read.text
    assert _links(again)[0] == f"{item}/in/ar"
    assert [page.text.count("#languages") for page in (found, again)] == [1, 0]
