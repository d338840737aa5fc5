"""Copies handed out at the door are the same answers as those made inside."""

import asyncio
import gzip
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import icalendar
import pytest

from network.app import Portal
from network.calendars.models.feeds import Entry, EntryText
from network.kernel import clock
from network.logs import JsonLines
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import HOUR, book, make_entries, make_pair, open_feed

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
async def pair(browser: Browser) -> tuple[Person, Person]:
    return await make_pair()


async def _thrice(browser: Browser, token: str, **headers: str) -> list[httpx.Response]:
    """The first answer comes from inside, the others from the door."""
    return [await browser.get(f"/feed/{token}.ics", headers=headers) for _ in range(3)]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Accept-Encoding": "gzip"}, 200),
        ({"Accept-Encoding": "identity"}, 200),
        ({"If-None-Match": "*"}, 304),
        ({"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}, 304),
    ],
)
async def test_every_answer_has_the_same_headers_and_bytes(
    headers: dict[str, str], status: int, browser: Browser, pair: tuple[Person, Person]
) -> None:
    await book(*pair, at=clock.now() + 24 * HOUR)
    token = await open_feed(pair[1])

    answers = await _thrice(browser, token, **headers)

    told = [{n: v for n, v in a.headers.items() if n != "x-request-id"} for a in answers]
    names = {answer.headers["x-request-id"] for answer in answers}
    assert [(a.status_code, a.content) for a in answers] == [(status, answers[0].content)] * 3
    assert told == [told[0]] * 3
    assert ("content-security-policy" in told[0], len(names)) == (True, 3)


async def test_a_foreign_host_name_is_refused_at_the_door_too(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    await _thrice(browser, token)

    answers = await _thrice(browser, token, Host="evil.example")

    assert {answer.status_code for answer in answers} == {400}


async def test_every_look_has_its_line_in_the_log_and_none_an_address(
    browser: Browser, pair: tuple[Person, Person], caplog: pytest.LogCaptureFixture
) -> None:
    token = await open_feed(pair[1])
    with caplog.at_level(logging.INFO, logger="network.requests"):
        answers = await _thrice(browser, token)

    lines = [JsonLines().format(r) for r in caplog.records if r.name == "network.requests"]
    names = [answer.headers["x-request-id"] for answer in answers]
    assert [name in line for name, line in zip(names, lines, strict=True)] == [True] * 3
    assert {'"feeds:read"' in line and "200" in line for line in lines} == {True}
    assert token not in "".join(lines)


async def test_head_is_the_same_from_inside_and_from_the_door(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])

    heads = [await browser.client.head(f"/feed/{token}.ics") for _ in range(3)]
    whole = await browser.get(f"/feed/{token}.ics")

    assert {(h.status_code, h.content, h.headers["etag"]) for h in heads} == {
        (200, b"", whole.headers["etag"])
    }
    assert {h.headers["content-length"] for h in heads} == {whole.headers["content-length"]}


async def test_packed_bytes_hold_the_same_after_every_change(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token, same = await open_feed(pair[1]), []
    for n in range(4):
        await book(*pair, at=clock.now() + timedelta(days=20 * n + 1))

        plain = await browser.get(f"/feed/{token}.ics", headers={"Accept-Encoding": "identity"})
        async with browser.client.stream("GET", f"/feed/{token}.ics") as answer:
            packed = b"".join([part async for part in answer.aiter_raw()])
        same.append(gzip.decompress(packed) == plain.content)

    assert same == [True] * 4


@pytest.fixture
def statements(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What is sent to the database."""
    found: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    log, handler = logging.getLogger("tortoise.db_client"), Keeping()
    log.addHandler(handler)
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        yield found
    log.removeHandler(handler)


async def test_many_looks_at_once_put_a_feed_together_once(
    portal: Portal, pair: tuple[Person, Person], statements: list[str]
) -> None:
    await make_entries(pair[1], 30, clock.now(), timedelta(days=1))
    token = await open_feed(pair[1])

    async with Browser(portal) as browser:
        looks = [browser.get(f"/feed/{token}.ics") for _ in range(40)]
        answers = await asyncio.gather(*looks)

    rendered = [s for s in statements if s.startswith('INSERT INTO "entry_text"')]
    months = {entry.month for entry in await Entry.all()}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert (await EntryText.all().count(), len(rendered)) == (30, len(months))


async def test_the_window_moves_day_by_day_and_the_tag_with_it(browser: Browser) -> None:
    _, ben = await make_pair()
    with clock.at(NOW):
        await make_entries(ben, 3, NOW - timedelta(days=89), timedelta(days=2))
        token, known, seen = await open_feed(ben), "", []

    for day in range(8):
        with clock.at(NOW + timedelta(days=day)):
            answer = await browser.get(f"/feed/{token}.ics", headers={"If-None-Match": known})
            again = await browser.get(
                f"/feed/{token}.ics", headers={"If-None-Match": answer.headers["etag"]}
            )
        is_new, known = answer.headers["etag"] != known, answer.headers["etag"]
        count = len(icalendar.Calendar.from_ical(answer.content).events) if answer.content else -1
        seen.append((answer.status_code, is_new, count, again.status_code))

    assert seen == [
        (200, True, 3, 304),
        (304, False, -1, 304),
        (200, True, 2, 304),
        (304, False, -1, 304),
        (200, True, 1, 304),
        (304, False, -1, 304),
        (200, True, 0, 304),
        (304, False, -1, 304),
    ]
