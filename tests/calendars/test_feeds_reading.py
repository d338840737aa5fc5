"""How devices read feeds: the same bytes while nothing changed, and nothing once revoked."""

import gzip
import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import uuid4

import icalendar
import pytest

from network import events, outbox
from network.calendars.actions import feeds as actions
from network.calendars.models.feeds import Detail, Entry, Feed, Purpose, Reach
from network.calendars.queries import feeds as queries
from network.calendars.reactions import people as people_reactions
from network.calendars.reactions import supervision as reactions
from network.centres.actions import profile
from network.centres.models import Risk
from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.logs import JsonLines
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import HOUR, book, booked, cancelled, make_pair, moved, open_feed
from tests.factories import actor, make_centre, make_member

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
START = datetime(2027, 3, 20, 14, tzinfo=UTC)


def summaries(body: bytes) -> list[str]:
    return [str(e["SUMMARY"]) for e in icalendar.Calendar.from_ical(body).walk("VEVENT")]


@pytest.fixture
async def pair(browser: Browser) -> tuple[Person, Person]:
    return await make_pair()


async def test_a_feed_holds_the_sessions_of_its_owner(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await book(*pair, at=START)
        token = await open_feed(pair[1])

        answer = await browser.get(f"/feed/{token}.ics")

    assert (answer.status_code, summaries(answer.content)) == (200, ["Meeting 1"])


@pytest.mark.parametrize(
    ("detail", "title"),
    [
        (Detail.BUSY, "Busy"),
        (Detail.NEUTRAL, "Meeting 1"),
        (Detail.FULL, "Individual supervision: Ana Leader"),
    ],
)
async def test_a_feed_says_as_much_as_was_chosen(
    detail: Detail, title: str, browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await book(*pair, at=START)
        token = await open_feed(pair[1], detail)

        answer = await browser.get(f"/feed/{token}.ics")

    assert summaries(answer.content) == [title]


async def test_a_feed_has_the_headers_of_a_secret(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])

    answer = await browser.get(f"/feed/{token}.ics", headers={"Accept-Language": "fr"})

    wanted = {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="calendar.ics"',
        "cache-control": "private, no-cache",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
        "x-content-type-options": "nosniff",
    }
    assert {name: answer.headers[name] for name in wanted} == wanted
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert "set-cookie" not in answer.headers


async def test_an_unchanged_feed_is_the_same_to_the_byte_a_day_later(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    with clock.at(NOW):
        await book(*pair, at=START)
        first = await browser.get(f"/feed/{token}.ics")

    with clock.at(NOW + timedelta(days=1)):
        second = await browser.get(f"/feed/{token}.ics?cache=buster")

    assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])
    assert second.headers["last-modified"] == first.headers["last-modified"]


async def test_two_devices_read_the_same_bytes(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await book(*pair, at=clock.now() + timedelta(days=3))
    first, second = await open_feed(pair[1]), await open_feed(pair[1])

    one = await browser.get(f"/feed/{first}.ics")
    other = await browser.get(f"/feed/{second}.ics", headers={"Accept-Encoding": "identity"})

    assert one.content == other.content
    assert (one.headers["content-encoding"], "content-encoding" in other.headers) == ("gzip", False)


@pytest.mark.parametrize("entries", [0, 1, 30])
async def test_the_compressed_bytes_are_one_whole_gzip_member(
    entries: int, browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    for n in range(entries):
        await book(*pair, at=clock.now() + timedelta(days=7 * n))

    plain = await browser.get(f"/feed/{token}.ics", headers={"Accept-Encoding": "identity"})
    async with browser.client.stream(
        "GET", f"/feed/{token}.ics", headers={"Accept-Encoding": "gzip"}
    ) as answer:
        packed = b"".join([part async for part in answer.aiter_raw()])

    assert gzip.decompress(packed) == plain.content
    assert len(summaries(plain.content)) == entries


@pytest.mark.parametrize(
    ("pattern", "status"),
    [
        ("{}", 304),
        ('"other", {}', 304),
        ("*", 304),
        ('W/"other"', 200),
        ("garbage", 200),
    ],
)
async def test_who_has_the_bytes_is_not_sent_them_again(
    pattern: str, status: int, browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    first = await browser.get(f"/feed/{token}.ics")

    tags = pattern.format(first.headers["etag"])
    again = await browser.get(
        f"/feed/{token}.ics",
        headers={"If-None-Match": tags, "If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
    )

    assert again.status_code == status
    assert again.headers["etag"] == first.headers["etag"]


async def test_the_tag_matches_in_its_strong_form_too(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    first = await browser.get(f"/feed/{token}.ics")

    strong = first.headers["etag"].removeprefix("W/")
    again = await browser.get(f"/feed/{token}.ics", headers={"If-None-Match": strong})

    assert (first.headers["etag"][:2], again.status_code, again.content) == ("W/", 304, b"")


@pytest.mark.parametrize(
    ("since", "status"),
    [(timedelta(0), 304), (HOUR, 304), (-timedelta(seconds=1), 200), (None, 200)],
)
async def test_a_date_is_compared_and_garbage_ignored(
    since: timedelta | None, status: int, browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        token = await open_feed(pair[1])
        await browser.get(f"/feed/{token}.ics")
        said = format_datetime(NOW + since, usegmt=True) if since is not None else "yesterday"

        again = await browser.get(f"/feed/{token}.ics", headers={"If-Modified-Since": said})

    assert again.status_code == status


async def test_head_has_the_headers_and_no_body(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    whole = await browser.get(f"/feed/{token}.ics")

    head = await browser.client.head(f"/feed/{token}.ics")

    same = ("etag", "last-modified", "content-type", "content-length", "cache-control")
    assert (head.status_code, head.content) == (200, b"")
    assert {n: head.headers[n] for n in same} == {n: whole.headers[n] for n in same}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
async def test_feeds_are_only_read(
    method: str, browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])

    answer = await browser.client.request(method, f"/feed/{token}.ics")

    assert answer.status_code == 405


async def test_unknown_wrong_and_gone_addresses_look_alike(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    with clock.at(NOW):
        await actions.revoke_all(await actor(pair[1]))

    with clock.at(NOW + timedelta(days=30)):
        answers = [
            await browser.get(f"/feed/{wrong}.ics") for wrong in (token, "x" * 22, "../x", "é")
        ]

    assert {(a.status_code, a.text) for a in answers[:2]} == {(404, "There is nothing here.")}
    assert [a.status_code for a in answers] == [404, 404, 404, 404]


async def test_a_revoked_feed_empties_the_device_for_thirty_days(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await book(*pair, at=START)
        token = await open_feed(pair[1])
        before = await browser.get(f"/feed/{token}.ics")
        [card] = await queries.own_feeds(await actor(pair[1]))
        await actions.revoke(await actor(pair[1]), card.feed)

    with clock.at(NOW + timedelta(days=29)):
        told = {
            "If-None-Match": before.headers["etag"],
            "If-Modified-Since": before.headers["last-modified"],
        }
        after = await browser.get(f"/feed/{token}.ics", headers=told)
        by_date = await browser.get(
            f"/feed/{token}.ics", headers={"If-Modified-Since": before.headers["last-modified"]}
        )

    found = icalendar.Calendar.from_ical(after.content)
    assert (after.status_code, by_date.status_code) == (200, 200)
    assert [part.name for part in found.subcomponents] == ["VTIMEZONE"]


async def test_a_new_address_shows_everything_and_the_old_one_nothing(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await book(*pair, at=clock.now() + timedelta(days=3))
    old = await open_feed(pair[1])
    [card] = await queries.own_feeds(await actor(pair[1]))

    new = await actions.rotate(await actor(pair[1]), card.feed)

    assert summaries((await browser.get(f"/feed/{old}.ics")).content) == []
    assert summaries((await browser.get(f"/feed/{new}.ics")).content) == ["Meeting 1"]


async def test_a_shut_account_loses_its_feeds_at_once(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await book(*pair, at=clock.now() + timedelta(days=3))
    token = await open_feed(pair[1])
    await browser.get(f"/feed/{token}.ics")

    await people_reactions.person_disabled(
        events.PersonDisabled(person_id=pair[1].id, centre_id=None)
    )

    assert summaries((await browser.get(f"/feed/{token}.ics")).content) == []


async def test_a_risk_that_rises_silences_feeds_that_said_more(browser: Browser) -> None:
    centre = await make_centre()
    ben, ana = await make_member(centre), await make_member(name="Ana Leader")
    await book(ana, ben, at=clock.now() + timedelta(days=3))
    own, others = await open_feed(ben, Detail.FULL), await open_feed(ana, Detail.FULL)
    before = await browser.get(f"/feed/{own}.ics"), await browser.get(f"/feed/{others}.ics")

    await profile.set_risk(SYSTEM, centre, Risk.HIGH)

    after = await browser.get(f"/feed/{own}.ics"), await browser.get(f"/feed/{others}.ics")
    assert [summaries(a.content) for a in before] == [
        ["Individual supervision: Ana Leader"],
        [f"Individual supervision: {ben.name}"],
    ]
    assert [summaries(a.content) for a in after] == [["Busy"], ["Individual supervision"]]


async def test_a_cancelled_session_says_so_for_thirty_days_and_goes(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token, session_id = await open_feed(pair[1]), uuid4()
    with clock.at(NOW):
        await reactions.session_booked(booked(session_id, *pair, at=START))
        await reactions.session_cancelled(cancelled(session_id, *pair, at=START, revision=1))
        now = await browser.get(f"/feed/{token}.ics")

    with clock.at(NOW + timedelta(days=29)):
        later = await browser.get(f"/feed/{token}.ics")
    with clock.at(NOW + timedelta(days=32)):
        gone = await browser.get(f"/feed/{token}.ics")

    [event] = icalendar.Calendar.from_ical(now.content).walk("VEVENT")
    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "Cancelled: Meeting 1")
    assert (event["SEQUENCE"], event["TRANSP"]) == (1, "TRANSPARENT")
    assert (later.content, summaries(gone.content)) == (now.content, [])


@pytest.mark.parametrize(
    ("reach", "day", "is_there"),
    [
        (Reach.NEAR, -8, False),
        (Reach.NEAR, -7, True),
        (Reach.NEAR, 120, True),
        (Reach.NEAR, 121, False),
        (Reach.FAR, -92, False),
        (Reach.FAR, -90, True),
        (Reach.FAR, 540, True),
        (Reach.FAR, 560, False),
    ],
)
async def test_a_feed_reaches_a_week_back_and_four_months_ahead_or_as_far_as_was_chosen(
    reach: Reach, day: int, is_there: bool, browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        token = await open_feed(pair[1], reach=reach)
        await book(*pair, at=NOW + timedelta(days=day))

        answer = await browser.get(f"/feed/{token}.ics")

    assert len(summaries(answer.content)) == is_there


async def test_the_window_moves_without_anything_being_changed(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    with clock.at(NOW):
        await book(*pair, at=NOW - timedelta(days=89))
        before = await browser.get(f"/feed/{token}.ics")

    with clock.at(NOW + timedelta(days=3)):
        headers = {"If-Modified-Since": before.headers["last-modified"]}
        after = await browser.get(f"/feed/{token}.ics", headers=headers)

    assert (len(summaries(before.content)), after.status_code) == (1, 200)
    assert summaries(after.content) == []


async def test_a_change_is_visible_at_the_next_look(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    with clock.at(NOW):
        session_id = await book(*pair, at=START)
        before = await browser.get(f"/feed/{token}.ics")
        fact = moved(session_id, *pair, at=START, to=START + 24 * 30 * HOUR, revision=1)
        await reactions.session_moved(fact)

        after = await browser.get(
            f"/feed/{token}.ics", headers={"If-None-Match": before.headers["etag"]}
        )

    [event] = icalendar.Calendar.from_ical(after.content).events
    assert (after.status_code, event.start) == (200, START + 24 * 30 * HOUR)


async def test_whole_days_end_on_the_day_after(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1], purpose=Purpose.DEADLINES)
    with clock.at(NOW):
        await reactions.agreement_moved(
            events.AgreementMoved(
                agreement_id=uuid4(),
                state="active",
                told=(),
                members=(pair[1].id,),
                review_on=START.date(),
            )
        )
        answer = await browser.get(f"/feed/{token}.ics")

    text = answer.content.decode()
    assert "DTSTART;VALUE=DATE:20270320\r\n" in text
    assert "DTEND;VALUE=DATE:20270321\r\n" in text
    assert "SUMMARY:Follow-up 1\r\n" in text


async def test_the_portal_knows_who_has_seen_the_latest_change(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token, reader = await open_feed(pair[1]), await actor(pair[1])
    await browser.get(f"/feed/{token}.ics")
    states = [(await queries.own_feeds(reader))[0]]

    await book(*pair, at=clock.now() + timedelta(days=3))
    states.append((await queries.own_feeds(reader))[0])
    await browser.client.head(f"/feed/{token}.ics")
    states.append((await queries.own_feeds(reader))[0])
    await browser.get(f"/feed/{token}.ics")
    states.append((await queries.own_feeds(reader))[0])

    assert [card.is_current for card in states] == [True, False, False, True]
    assert all(card.feed.was_read for card in states)


async def test_only_the_hash_of_an_address_is_kept(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    await browser.get(f"/feed/{token}.ics")

    rows = str(await Feed.all().values()) + str(await outbox.RecordedEvent.all().values())

    assert (len(token), token in rows) == (22, False)


async def test_no_log_holds_an_address(
    browser: Browser, pair: tuple[Person, Person], caplog: pytest.LogCaptureFixture
) -> None:
    token = await open_feed(pair[1])
    with caplog.at_level(logging.DEBUG):
        await browser.get(f"/feed/{token}.ics?x={token}")
        await browser.get(f"/feeds/add/{token}")
        await browser.client.post(f"/feed/{token}.ics", data={"a": token})
        await browser.get(f"/feed/{token}x.ics")

    ours = [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    written = "\n".join(JsonLines().format(record) for record in ours)

    assert "network.requests" in written
    assert token not in written


async def test_search_engines_and_calendar_programs_are_let_to_feeds(browser: Browser) -> None:
    answer = await browser.get("/robots.txt")

    assert (answer.status_code, answer.text) == (200, "User-agent: *\nDisallow:\n")


async def test_entries_outlive_no_person(browser: Browser, pair: tuple[Person, Person]) -> None:
    await book(*pair, at=clock.now())
    await open_feed(pair[1])

    await Person.filter(id=pair[1].id).delete()

    assert (await Entry.filter(person_id=pair[1].id).count(), await Feed.all().count()) == (0, 0)
