"""Feeds from several server processes on one database, one of which may be killed meanwhile."""

import asyncio
from datetime import timedelta

import httpx
import icalendar
import pytest

from network.calendars.actions import feeds as actions
from network.calendars.actions import serving
from network.calendars.models.feeds import Detail, EntryText, FeedMonth, Purpose, Reach
from network.calendars.queries import feeds as queries
from network.calendars.reactions import supervision as reactions
from network.centres.actions import profile
from network.centres.models import Membership, Risk
from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.people.models import Person
from network.settings import Settings
from tests.calendar_makers import HOUR, book, make_entries, make_pair, moved, open_feed
from tests.factories import actor
from tests.servers import Server
from tests.supervision.crowd import days_ahead, portals

pytestmark = [pytest.mark.anyio, pytest.mark.process]

_MANY = 2_000
_TOLD = ("etag", "last-modified", "cache-control", "vary", "content-security-policy")


def look(server: Server, token: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{server.url}/feed/{token}.ics", headers=headers, timeout=60)


def starts(answer: httpx.Response) -> list[object]:
    return [event.start for event in icalendar.Calendar.from_ical(answer.content).events]


async def test_every_process_gives_the_same_bytes_under_the_same_tag(db: Settings) -> None:
    ana, ben = await make_pair()
    await book(ana, ben, at=days_ahead(3))
    token = await open_feed(ben, Detail.FULL)

    with portals(db, count=2) as [one, other]:
        answers = [look(server, token) for server in (one, other, one, other)]
        known = look(other, token, **{"If-None-Match": answers[0].headers["etag"]})

    assert {answer.content for answer in answers} == {answers[0].content}
    assert {tuple(a.headers[name] for name in _TOLD) for a in answers} == {
        tuple(answers[0].headers[name] for name in _TOLD)
    }
    assert (known.status_code, known.content) == (304, b"")


async def test_what_one_process_changes_every_other_shows_at_once(db: Settings) -> None:
    ana, ben = await make_pair()
    session_id = await book(ana, ben, at=days_ahead(3))
    token = await open_feed(ben)

    with portals(db, count=2) as servers:
        shown = []
        for n in range(1, 6):
            for server in servers * 2:
                look(server, token)
            to = days_ahead(3 + n)
            fact = moved(session_id, ana, ben, at=days_ahead(3), to=to, revision=n)
            await reactions.session_moved(fact)
            shown += [starts(look(server, token)) == [to] for server in servers]

    assert shown == [True] * 10


async def test_a_feed_revoked_in_one_process_is_empty_in_every_other(db: Settings) -> None:
    ana, ben = await make_pair()
    await book(ana, ben, at=days_ahead(3))
    token = await open_feed(ben)

    with portals(db, count=2) as servers:
        before = [len(starts(look(server, token))) for server in servers * 2]
        await actions.revoke_all(await actor(ben))
        after = [starts(look(server, token)) for server in servers]

    assert (before, after) == ([1, 1, 1, 1], [[], []])


async def test_a_risk_that_rises_silences_every_process(db: Settings) -> None:
    ana, ben = await make_pair()
    await book(ana, ben, at=days_ahead(3))
    token = await open_feed(ben, Detail.FULL)
    membership = await Membership.get(person_id=ben.id).select_related("centre")

    with portals(db, count=2) as servers:
        before = [b"Ana Leader" in look(server, token).content for server in servers * 2]
        await profile.set_risk(SYSTEM, membership.centre, Risk.HIGH)
        after = [b"SUMMARY:Busy" in look(server, token).content for server in servers]

    assert (before, after) == ([True] * 4, [True, True])


async def test_a_server_killed_while_it_puts_a_feed_together_leaves_nothing_wrong(
    db: Settings,
) -> None:
    _, ben = await make_pair()
    await make_entries(ben, _MANY, clock.now() - 80 * 24 * HOUR, timedelta(hours=5))
    token = await open_feed(ben)

    with portals(db) as [server]:
        looking = asyncio.create_task(asyncio.to_thread(look, server, token))
        while not await EntryText.all().exists():  # noqa: ASYNC110 (in another process)
            await asyncio.sleep(0.01)
        server.process.kill()
        with pytest.raises(httpx.TransportError):
            await looking
    half = await EntryText.all().count()
    with portals(db) as [server]:
        first, second = look(server, token), look(server, token)

    assert 0 < half < _MANY
    assert first.content == second.content == await _made_afresh(ben)
    assert len(starts(first)) == _MANY


async def _made_afresh(person: Person) -> bytes:
    """What a feed holds when nothing of it was kept."""
    await EntryText.all().delete()
    await FeedMonth.all().delete()
    return await serving.preview(await actor(person), Purpose.SESSIONS, Detail.NEUTRAL, Reach.FAR)


async def test_a_feed_fetched_a_thousand_times_is_right_each_time(db: Settings) -> None:
    ana, ben = await make_pair()
    session_id = await book(ana, ben, at=days_ahead(3))
    token = await open_feed(ben)
    wanted, seen = [days_ahead(3)], []

    with portals(db, count=2) as servers:
        limits = httpx.Limits(max_connections=8)
        async with httpx.AsyncClient(limits=limits, timeout=60) as client:
            for n in range(20):
                at = days_ahead(4 + n)
                fact = moved(session_id, ana, ben, at=wanted[-1], to=at, revision=n + 1)
                await reactions.session_moved(fact)
                wanted.append(at)
                urls = [f"{server.url}/feed/{token}.ics" for server in servers] * 25
                answers = await asyncio.gather(*(client.get(url) for url in urls))
                seen.append({(a.status_code, *starts(a)) for a in answers})

    assert seen == [{(200, at)} for at in wanted[1:]]
    assert [card.is_current for card in await queries.own_feeds(await actor(ben))] == [True]
