"""Keeping items right as people do it: embargo, reviews that come due, holds, and languages."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from network.app import Portal
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict
from network.knowledge.actions import reviewing, writing
from network.knowledge.models import Item, ItemState, Version
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.knowledge.makers import (
    make_draft,
    make_editor,
    make_item,
    make_reviewers,
    publish,
    stored,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def owner(portal: Portal) -> Person:
    del portal
    return await make_member(await make_centre())


@pytest.fixture
async def editor(portal: Portal) -> AsyncIterator[Browser]:
    async with Browser(portal, "192.0.2.8") as found:
        yield await found.sign_in_as(await make_editor())


@pytest.fixture
async def focal(portal: Portal) -> AsyncIterator[Browser]:
    async with Browser(portal, "192.0.2.9") as found:
        yield await found.sign_in_as(await make_editor(Role.FOCAL_POINT))


async def test_what_is_under_embargo_is_published_after_it_and_not_before(
    browser: Browser, owner: Person
) -> None:
    await browser.sign_in_as(owner)
    version = await make_draft(await actor(owner))
    until = clock.now().date() + timedelta(days=3)
    page = await browser.get(f"/knowledge/texts/{version.id}/edit")
    await browser.submit(page, "/edit", embargo_on=until.isoformat(), then="submit")
    sent, who = await Version.get(id=version.id), await make_reviewers()
    await reviewing.pass_review(who.first, sent, version.item)

    with pytest.raises(Conflict):
        await reviewing.publish(who.second, sent, version.item)
    before = (await stored(version.item_id)).state
    with clock.at(clock.now() + timedelta(days=3)):
        await reviewing.publish(who.second, sent, version.item)

    assert before is ItemState.DRAFT
    assert (await stored(version.item_id)).state is ItemState.PUBLISHED


async def test_readers_of_what_is_overdue_are_warned_until_its_owner_says_it_is_valid(
    browser: Browser, owner: Person
) -> None:
    item = await make_item(await actor(owner))
    assert item.review_on is not None
    warning = "Nobody has said since"
    then = clock.now() + timedelta(days=(item.review_on - clock.now().date()).days + 1)

    with clock.at(then):
        await browser.sign_in_as(owner)
        overdue = await browser.get(f"/knowledge/{item.id}")
        await browser.submit(overdue, "/validity")
        after = await browser.get(f"/knowledge/{item.id}")

    assert (warning in overdue.text, warning in after.text) == (True, False)
    assert (await stored(item.id)).review_on > then.date()  # type: ignore[operator]


async def test_what_a_member_holds_is_seen_again_after_two_others_cleared_it(
    browser: Browser, owner: Person, editor: Browser, focal: Browser
) -> None:
    item = await make_item(await actor(owner))
    await browser.sign_in_as(await make_member(await make_centre()))
    path, status = f"/knowledge/{item.id}", []

    await browser.submit(await browser.get(f"{path}/hold"), reason="safety", note="The third line")
    status.append((await browser.get(path)).status_code)
    seen = await editor.get(path)
    await editor.submit(seen, "/clearing")
    status.append((await browser.get(path)).status_code)
    again = await editor.post(f"{path}/clearing")
    await focal.submit(await focal.get(path), "/clearing")
    status.append((await browser.get(path)).status_code)

    assert "The third line" in seen.text
    assert status == [404, 404, 200]
    assert again.status_code == 403


# languages ---------------------------------------------------------------------------------------


async def in_three_languages(owner: Person) -> Item:
    """Written in French, translated into Arabic and Spanish; the Spanish text is stale."""
    writer = await actor(owner)
    item = await make_item(writer, lang="fr", title="En français")
    for lang, title in (("es", "En español"), ("ar", "بالعربية")):
        if lang == "ar":
            await publish(await writing.new_draft(writer, item), writer)
            item = await stored(item.id)
        text = await writing.translate(writer, item, lang)
        words: dict[str, Any] = {"title": title, "summary": title, "body": title}
        await writing.save(writer, text, item, text.version, words)
        await publish(await Version.get(id=text.id), writer)
    return await stored(item.id)


@pytest.mark.parametrize(
    ("interface", "spoken", "path", "title"),
    [
        ("fr", [], "", "En français"),
        ("ar", ["es"], "", "بالعربية"),
        ("en", ["ar", "es"], "", "بالعربية"),
        ("en", ["es", "ar"], "", "En español"),
        ("en", ["de"], "", "En français"),
        ("en", ["es"], "/in/ar", "بالعربية"),
        ("ar", [], "/in/fr", "En français"),
        ("ar", [], "/in/de", "بالعربية"),
    ],
)
async def test_each_reader_gets_the_text_in_their_languages_in_order(
    browser: Browser, owner: Person, interface: str, spoken: list[str], path: str, title: str
) -> None:
    item = await in_three_languages(owner)
    languages = [{"code": code, "level": "C1"} for code in spoken]
    await browser.sign_in_as(
        await make_member(await make_centre(), language=interface, languages=languages)
    )

    page = await browser.get(f"/knowledge/{item.id}{path}")

    assert f"<title>{title}" in page.text


async def test_a_translation_older_than_its_source_says_so(browser: Browser, owner: Person) -> None:
    item = await in_three_languages(owner)
    await browser.sign_in_as(owner)

    pages = [(await browser.get(f"/knowledge/{item.id}/in/{lang}")).text for lang in ("es", "ar")]
    unknown = await browser.get(f"/knowledge/{item.id}/in/xx")

    assert ["older than its source" in page for page in pages] == [True, False]
    assert all("Read the original" in page for page in pages)
    assert unknown.status_code == 404
