"""Private Atom feeds: what one watches, by a secret address, and nothing for named readers only."""

import logging
from datetime import timedelta
from xml.etree import ElementTree as ET

import httpx
import pytest

from network.centres.actions import staff
from network.centres.models import Centre, Risk
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict
from network.knowledge.actions import feeding, keeping, marking
from network.knowledge.models import ReadingFeed, SafetyLevel
from network.people.actions import accounts
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_centre, make_coordinator, make_member
from tests.knowledge.makers import make_item

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

ATOM = "{http://www.w3.org/2005/Atom}"


async def feed_of(person: Person, label: str = "Reader") -> str:
    return f"/feed/{await feeding.open_feed(await actor(person), label)}.atom"


def titles(answer: httpx.Response) -> list[str]:
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ET.fromstring(answer.text)  # noqa: S314 (our own)
    return sorted(str(one.findtext(f"{ATOM}title")) for one in root.findall(f"{ATOM}entry"))


async def test_an_address_is_shown_once_and_tells_what_is_watched(browser: Browser) -> None:
    reader, owner = await make_member(await make_centre()), await actor(await make_member())
    await make_item(owner, title="Of the subject", summary="A & B <b>")
    watched = await make_item(owner, title="Watched", topics=["TH-CFC"])
    await make_item(owner, title="Neither", topics=["TH-CFC"])
    await marking.watch_topic(await actor(reader), "TH-PAIN", on=True)
    await marking.watch(await actor(reader), watched, on=True)
    await browser.sign_in_as(reader)

    made = await browser.submit(
        await browser.get("/knowledge/watching"), "/watching/feeds", label="Reader"
    )
    address = made.text.partition("<code")[2].partition(">")[2].partition("<")[0]
    again = await browser.get("/knowledge/watching")
    browser.client.cookies.clear()
    answer = await browser.get(httpx.URL(address).path)

    assert titles(answer) == ["Of the subject", "Watched"]
    token = address.rpartition("/")[2].removesuffix(".atom")
    assert (len(token), token in again.text, token in answer.text) == (22, False, False)
    assert (await ReadingFeed.get()).token_hash != token
    assert "Reader" in again.text


async def test_nothing_for_named_readers_leaves_not_even_to_its_owner(browser: Browser) -> None:
    person = await make_member(await make_centre())
    owner = await actor(person)
    named = ((), [person.id])
    items = [
        await make_item(owner, title="Public", level=SafetyLevel.PUBLIC),
        await make_item(owner, title="Members"),
        await make_item(owner, title="Named", level=SafetyLevel.NAMED, readers=named),
        await make_item(owner, title="Strict", level=SafetyLevel.STRICT, readers=named),
        await make_item(owner, title="Held"),
        await make_item(owner, title="Withdrawn"),
        await make_item(owner, title="Archived"),
    ]
    for item in items:
        await marking.watch(owner, item, on=True)
    await keeping.hold(owner, items[4], "safety", "")
    await keeping.withdraw(owner, items[5], "safety")
    await keeping.archive(owner, items[6])
    address = await feed_of(person)

    answer = await browser.get(address)

    assert titles(answer) == ["Members", "Public"]


async def test_who_leaves_the_network_is_told_no_more_than_everybody(browser: Browser) -> None:
    centre = await make_centre()
    reader, owner = await make_member(centre), await actor(await make_member())
    coordinator = await actor(await make_coordinator(centre))
    await marking.watch_topic(await actor(reader), "TH-PAIN", on=True)
    await make_item(owner, title="Public", level=SafetyLevel.PUBLIC)
    await make_item(owner, title="Members")
    address = await feed_of(reader)

    await staff.revoke_role(coordinator, centre.id, reader.id, Role.STAFF)

    assert titles(await browser.get(address)) == ["Public"]


@pytest.mark.parametrize("how", ["revoked", "shut", "unread", "unknown", "odd"])
async def test_an_address_that_is_over_is_like_one_that_never_was(
    browser: Browser, how: str
) -> None:
    reader = await make_member(await make_centre())
    address = await feed_of(reader)
    if how == "revoked":
        await browser.sign_in_as(reader)
        page = await browser.get("/knowledge/watching")
        await browser.submit(page, "/revocation")
    elif how == "shut":
        await accounts.disable(await actor(await make_admin()), reader, None)
    elif how == "unread":
        with clock.at(clock.now() + timedelta(days=91)):
            assert await feeding.purge() == 1
    elif how == "odd":
        address = "/feed/x'%22%3C%3E.atom"
    else:
        address = "/feed/AAAAAAAAAAAAAAAAAAAAAA.atom"

    answer = await browser.get(address)

    assert (answer.status_code, answer.text) == (404, "There is nothing here.")


async def test_what_is_unchanged_is_not_sent_again_and_no_cache_keeps_it(browser: Browser) -> None:
    reader = await make_member(await make_centre())
    address = await feed_of(reader)
    empty = await browser.get(address)
    same = await browser.get(address, headers={"if-none-match": empty.headers["etag"]})
    await marking.watch_topic(await actor(reader), "TH-PAIN", on=True)
    await make_item(await actor(await make_member()))
    changed = await browser.get(address, headers={"if-none-match": empty.headers["etag"]})

    assert (titles(empty), same.status_code, same.content) == ([], 304, b"")
    assert changed.status_code == 200
    for answer in (empty, same, changed):
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert "set-cookie" not in answer.headers


async def test_where_a_leak_would_do_much_harm_a_feed_tells_no_words(browser: Browser) -> None:
    centre = await make_centre()
    await Centre.filter(id=centre.id).update(risk=Risk.HIGH)
    reader = await make_member(centre)
    await marking.watch_topic(await actor(reader), "TH-PAIN", on=True)
    item = await make_item(authors="Team of the hills", level=SafetyLevel.PUBLIC)

    answer = await browser.get(await feed_of(reader))

    assert titles(answer) == ["Something new to read"]
    assert str(item.id) in answer.text
    for word in ("Graded", "begin low", "hills", "Knowledge"):
        assert word not in answer.text


async def test_a_token_is_in_no_log(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    address = await feed_of(await make_member(await make_centre()))
    token = address.removeprefix("/feed/").removesuffix(".atom")

    with caplog.at_level(logging.DEBUG):
        await browser.get(address)

    written = " ".join(str(vars(record)) for record in caplog.records if record.name != "httpx")
    assert "knowledge:watched-feed" in written
    assert token not in written


async def test_nobody_makes_more_than_ten_or_revokes_those_of_others() -> None:
    reader, other = await actor(await make_member()), await actor(await make_member())
    for n in range(10):
        await feeding.open_feed(reader, f"Reader {n}")
    with pytest.raises(Conflict):
        await feeding.open_feed(reader, "One more")

    await feeding.revoke(other, (await ReadingFeed.first()).id)  # type: ignore[union-attr]

    assert await ReadingFeed.all().count() == 10


async def test_only_the_day_of_the_last_look_is_kept(browser: Browser) -> None:
    address = await feed_of(await make_member(await make_centre()))
    later = clock.now() + timedelta(days=3)

    with clock.at(later):
        await browser.get(address)

    assert (await ReadingFeed.get()).read_on == later.date()
