"""The library as people use it: writing, autosave, review, reading, and what is hidden."""

from collections.abc import AsyncIterator

import html5lib
import pytest

from network.app import Portal
from network.knowledge.actions import writing
from network.knowledge.models import Item, SafetyLevel, Version, VersionState
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_coordinator, make_member
from tests.knowledge.makers import make_draft, make_editor, make_item, publish

pytestmark = pytest.mark.anyio


@pytest.fixture
async def author(portal: Portal) -> Person:
    del portal
    return await make_member(await make_centre())


@pytest.fixture
async def editor(portal: Portal) -> AsyncIterator[Browser]:
    async with Browser(portal, "192.0.2.8") as found:
        yield await found.sign_in_as(await make_editor())


@pytest.fixture
async def second(portal: Portal) -> AsyncIterator[Browser]:
    async with Browser(portal, "192.0.2.9") as found:
        yield await found.sign_in_as(await make_editor())


async def test_a_draft_becomes_a_public_protocol_through_both_reviews(
    browser: Browser, author: Person, editor: Browser, second: Browser, portal: Portal
) -> None:
    await browser.sign_in_as(author)
    begun = await browser.submit(
        await browser.get("/knowledge/new"),
        kind="KT-GUID",
        lang="fr",
        title="Exercices doux pour la douleur",
    )
    page = await browser.follow(begun)
    sent = await browser.submit(
        page,
        "/edit",
        summary="Commencer bas, avancer lentement.",
        body="## Commencer\n\nCinq minutes par jour.",
        sources="Notre pratique, douze groupes.",
        topics=["TH-PAIN"],
        level="S0",
        then="submit",
    )
    text = await browser.follow(sent)
    assert "In review" in text.text
    path = str(text.url.path)
    assert path in (await editor.get("/knowledge/review")).text

    await editor.submit(await editor.get(path), "/review")
    refused = await editor.post(f"{path}/publication")
    assert refused.status_code == 403
    shown = await second.follow(await second.submit(await second.get(path), "/publication"))
    assert ">Commencer</h" in shown.text

    async with Browser(portal) as visitor:
        item = await Item.get()
        assert (await visitor.get(f"/knowledge/{item.id}")).status_code == 200
        assert "Exercices doux" in (await visitor.get("/knowledge")).text


async def test_a_draft_is_saved_beside_the_form_and_a_late_save_is_told(
    browser: Browser, author: Person
) -> None:
    await browser.sign_in_as(author)
    version = await make_draft(await actor(author))
    path = f"/knowledge/texts/{version.id}"
    words = {"title": "Other words", "body": "Text", "kind": "KT-GUID", "level": "S1"}
    words |= {"year": "2026", "licence": "members", "version": "1"}

    saved = await browser.post(f"{path}/autosave", words)
    late = await browser.post(f"{path}/autosave", words)
    plain = await browser.post(f"{path}/edit", words)

    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    assert late.status_code == 409
    assert plain.status_code == 409
    assert (await Version.get(id=version.id)).title == "Other words"


async def test_a_text_that_points_to_a_client_is_not_stored_even_by_itself(
    browser: Browser, author: Person
) -> None:
    await browser.sign_in_as(author)
    version = await make_draft(await actor(author))
    words = {"title": "T", "body": "Call her on +355 69 123 4567.", "kind": "KT-GUID"}
    words |= {"year": "2026", "licence": "members", "version": "1", "level": "S1"}

    answer = await browser.post(f"/knowledge/texts/{version.id}/autosave", words)

    assert answer.status_code == 422
    assert (await Version.get(id=version.id)).body.startswith("Start with")


async def test_hidden_and_absent_items_look_the_same(browser: Browser, author: Person) -> None:
    owner = await actor(author)
    item = await make_item(owner, level=SafetyLevel.STRICT, readers=((), [author.id]))
    outsider = await make_coordinator(await make_centre())
    await browser.sign_in_as(outsider)

    hidden = await browser.get(f"/knowledge/{item.id}")
    absent = await browser.get(f"/knowledge/{author.id}")
    listed = await browser.get("/knowledge")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert "Graded exercise" not in listed.text
    assert "0 items" in listed.text


async def test_what_changed_between_two_versions_is_shown_and_escaped(
    browser: Browser, author: Person
) -> None:
    await browser.sign_in_as(author)
    owner = await actor(author)
    item = await make_item(owner)
    drafted = await browser.follow(await browser.post(f"/knowledge/{item.id}/draft"))
    await browser.submit(drafted, "/edit", body="Start with **ten minutes** <script>a day.")
    version = await Version.get(item_id=item.id, state=VersionState.DRAFT)
    await publish(version, owner)

    page = await browser.get(f"/knowledge/{item.id}/changes")

    assert "<del>five</del><ins>ten</ins>" in page.text
    assert "<ins>&lt;script&gt;" in page.text or "&lt;script&gt;" in page.text
    assert "<script>a" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/versions",
        "/hold",
        "/level",
        "/successor",
        "/withdrawal",
        "/trial",
        "/citation",
        "/in/fr",
    ],
)
async def test_every_page_of_an_item_opens_for_its_owner(
    browser: Browser, author: Person, path: str
) -> None:
    await browser.sign_in_as(author)
    item = await make_item(await actor(author))

    page = await browser.get(f"/knowledge/{item.id}{path}")

    assert page.status_code == 200
    html5lib.HTMLParser(strict=True).parse(page.text)


async def test_every_page_of_a_draft_opens_and_is_whole(
    browser: Browser, author: Person, editor: Browser
) -> None:
    await browser.sign_in_as(author)
    owner = await actor(author)
    item = await make_item(owner, lang="fr")
    note = await make_draft(owner, kind="KT-ADAP", details={"from_item": str(item.id)})
    text = await writing.translate(owner, item, "ar")

    pages = [await browser.get(f"/knowledge/texts/{one.id}/edit") for one in (note, text)]
    pages += [await browser.get(f"/knowledge/texts/{one.id}") for one in (note, text)]
    sent = await make_draft(owner)
    await writing.submit(owner, sent, sent.item)
    pages += [
        await editor.get(f"/knowledge/texts/{sent.id}"),
        await editor.get("/knowledge/review"),
    ]

    assert {page.status_code for page in pages} == {200}
    for page in pages:
        html5lib.HTMLParser(strict=True).parse(page.text)


@pytest.mark.parametrize("path", ["", "/mine", "/new", "/collections"])
async def test_every_list_opens(browser: Browser, author: Person, path: str) -> None:
    await browser.sign_in_as(author)
    await make_item(await actor(author))
    await make_draft(await actor(author))

    page = await browser.get(f"/knowledge{path}")

    assert page.status_code == 200
    html5lib.HTMLParser(strict=True).parse(page.text)


async def test_a_list_is_narrowed_to_a_topic_and_the_feed_tells_only_what_is_public(
    browser: Browser, author: Person
) -> None:
    owner = await actor(author)
    await make_item(owner, title="For everybody", level=SafetyLevel.PUBLIC)
    await make_item(owner, title="For members & friends")
    await make_item(owner, title="Of another matter", topics=["TH-CFC"])

    feed = await browser.get("/knowledge/feed.atom", params={"topic": "TH-PAIN"})
    await browser.sign_in_as(author)
    listed = await browser.get("/knowledge", params={"topic": "TH-PAIN"})

    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert ("For everybody" in feed.text, "For members" in feed.text) == (True, False)
    assert "2 items" in listed.text
    assert "Of another matter" not in listed.text
