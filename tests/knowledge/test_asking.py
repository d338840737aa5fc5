"""Asking for what one may not see: nobody learns by it what there is."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, TooMany
from network.knowledge.actions import asking, keeping
from network.knowledge.models import Item, Reader, ReadingRequest, Reply, SafetyLevel
from network.knowledge.queries import items
from network.notifications.models import Notice
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_coordinator, make_member, make_person
from tests.knowledge.makers import make_item

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

WHY = "A colleague told me of it at the workshop."


async def named_item(level: SafetyLevel = SafetyLevel.NAMED) -> tuple[Item, Person]:
    owner = await make_member(await make_centre())
    return await make_item(await actor(owner), level=level, readers=((), [owner.id])), owner


def plain(answer: httpx.Response) -> tuple[int, str]:
    """A page without its keys and tokens."""
    return answer.status_code, re.sub(
        r'[0-9a-f-]{36}|value="[^"]{20,}"|nonce="[^"]*"', "", answer.text
    )


async def kinds(person: Person) -> list[str]:
    rows = await Notice.filter(person_id=person.id).order_by("created_at", "id")
    return [row.kind for row in rows]


@pytest.mark.parametrize("level", [SafetyLevel.NAMED, SafetyLevel.STRICT])
async def test_what_is_hidden_and_what_is_absent_answer_alike(
    browser: Browser, level: SafetyLevel
) -> None:
    item, _owner = await named_item(level)
    await browser.sign_in_as(await make_member(await make_centre()))
    answers = []

    for key in (item.id, uuid4()):
        page = await browser.get(f"/knowledge/{key}")
        in_french = await browser.get(f"/knowledge/{key}/in/fr")
        empty = await browser.post(f"/knowledge/{key}/request")
        sent = await browser.submit(page, "/request", why=WHY)
        again = await browser.submit(page, "/request", why=WHY)
        onwards = await browser.follow(sent)
        found = (plain(page), plain(in_french), plain(empty), sent.headers["location"])
        answers.append((*found, again.headers["location"], plain(onwards)))

    assert answers[0] == answers[1]
    assert answers[0][0][0] == 404
    assert await ReadingRequest.all().count() == 2


async def test_whoever_keeps_it_lets_in_who_asked(browser: Browser) -> None:
    item, owner = await named_item()
    reader = await make_member(await make_centre(name="Centre of the hills"))
    await browser.sign_in_as(reader)
    await browser.submit(await browser.get(f"/knowledge/{item.id}"), "/request", why=WHY)
    await browser.sign_in_as(owner)

    shown = await browser.get(f"/knowledge/{item.id}")
    page = await browser.get(f"/knowledge/{item.id}/requests")
    await browser.submit(page, "/grant")

    assert "1 person asks to read it" in shown.text
    assert WHY in page.text
    assert "Centre of the hills" in page.text
    assert (await items.get_item(await actor(reader), item.id)).id == item.id
    assert (await kinds(owner))[-1] == "knowledge_asked"
    assert await kinds(reader) == ["knowledge_let_in"]
    assert await Reader.filter(item_id=item.id).count() == 2


async def test_who_is_dismissed_hears_nothing_and_asking_again_tells_nobody(
    browser: Browser,
) -> None:
    del browser
    item, owner = await named_item()
    person = await make_member(await make_centre())
    reader, keeper = await actor(person), await actor(owner)
    await asking.ask(reader, item.id, WHY)

    await asking.dismiss(keeper, item, await ReadingRequest.get())
    await asking.ask(reader, item.id, "Please")

    assert await kinds(person) == []
    assert (await kinds(owner)).count("knowledge_asked") == 1
    with pytest.raises(Conflict):
        await asking.let_in(keeper, item, await ReadingRequest.get())
    assert (await ReadingRequest.get()).reply is Reply.DISMISSED


async def test_only_those_who_keep_it_answer_and_only_members_ask(browser: Browser) -> None:
    item, _owner = await named_item(SafetyLevel.STRICT)
    coordinator = await make_coordinator(await make_centre())
    await asking.ask(await actor(coordinator), item.id, WHY)
    asked = await ReadingRequest.get()

    with pytest.raises(Forbidden):
        await asking.let_in(await actor(coordinator), item, asked)
    for outsider in (Actor(), await actor(await make_person())):
        with pytest.raises(Forbidden):
            await asking.ask(outsider, item.id, WHY)
    await browser.sign_in_as(coordinator)
    assert (await browser.get(f"/knowledge/{item.id}/requests")).status_code == 404
    grant = await browser.post(f"/knowledge/{item.id}/requests/{asked.id}/grant")
    assert grant.status_code == 404


async def test_the_limit_of_a_day_says_nothing_of_what_there_is() -> None:
    item, _owner = await named_item()
    reader = await actor(await make_member())
    for _ in range(10):
        await asking.ask(reader, uuid4(), WHY)

    for key in (item.id, uuid4()):
        with pytest.raises(TooMany):
            await asking.ask(reader, key, WHY)
    with clock.at(clock.now() + timedelta(days=91)):
        assert await asking.purge() == 10


async def test_wishes_for_what_was_withdrawn_are_gone() -> None:
    item, owner = await named_item()
    await asking.ask(await actor(await make_member()), item.id, WHY)

    await keeping.withdraw(await actor(owner), item, "privacy")

    assert await ReadingRequest.all().count() == 0
