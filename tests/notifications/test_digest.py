"""The digest: what may wait comes together, in the reader's morning, once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from network.kernel import clock
from network.kernel.ids import uuid7
from network.notifications import actions, jobs
from network.notifications.models import Channel, Notice, QueuedMail
from network.people.models import Person
from network.settings import Settings
from tests.factories import actor, make_person

pytestmark = pytest.mark.anyio

MORNING = datetime(2026, 11, 23, 7, tzinfo=UTC)
NIGHT = MORNING - timedelta(hours=3)


async def told(number: int = 1, kind: str = "match_found", **given: Any) -> Person:
    person = await make_person(**given)
    for _ in range(number):
        await actions.tell(person.id, kind, uuid7(), "/today", {})
    return person


async def digests() -> list[str]:
    letters = [actions.opened(mail) for mail in await QueuedMail.filter(kind="digest")]
    return sorted(letter.text.splitlines()[0] for letter in letters if letter)


async def test_what_waits_comes_in_one_mail_in_the_morning(db: Settings) -> None:
    del db
    await told(3)

    with clock.at(NIGHT):
        await jobs.send_digests()
        at_night = await digests()
    with clock.at(MORNING):
        await jobs.send_digests()

    assert at_night == []
    assert await digests() == ["3 new things wait for you:"]


async def test_everybody_has_their_own_morning_and_count(db: Settings) -> None:
    del db
    await told(1, zone="Africa/Nairobi")
    await told(2, zone="America/Bogota")

    with clock.at(MORNING):
        await jobs.send_digests()
        early = await digests()
    with clock.at(MORNING + timedelta(hours=5)):
        await jobs.send_digests()

    assert early == ["1 new thing waits for you:"]
    assert await digests() == ["1 new thing waits for you:", "2 new things wait for you:"]


async def test_a_notice_is_told_in_one_digest_only(db: Settings) -> None:
    del db
    person = await told(2)
    for day in range(3):
        with clock.at(MORNING + timedelta(days=day)):
            await jobs.send_digests()
    await actions.tell(person.id, "match_found", uuid7(), "/today", {})

    with clock.at(MORNING + timedelta(days=3)):
        await jobs.send_digests()

    assert await digests() == ["1 new thing waits for you:", "2 new things wait for you:"]


async def test_what_comes_after_today_s_digest_waits_for_tomorrow_s(db: Settings) -> None:
    del db
    person = await told()
    with clock.at(MORNING):
        await jobs.send_digests()
    await actions.tell(person.id, "match_found", uuid7(), "/today", {})
    counts = []

    for hours in (1, 16, 24):
        with clock.at(MORNING + timedelta(hours=hours)):
            await jobs.send_digests()
        counts.append(len(await digests()))

    assert counts == [1, 1, 2]


async def test_workers_at_the_same_moment_send_one_digest(db: Settings) -> None:
    del db
    await told(2)

    with clock.at(MORNING):
        await asyncio.gather(*(jobs.send_digests() for _ in range(4)))

    assert await digests() == ["2 new things wait for you:"]


async def test_what_was_read_in_the_portal_is_not_told_again(db: Settings) -> None:
    del db
    person, other = await told(2), await told(3)
    first = await Notice.filter(person=person).first()
    assert first is not None
    await actions.mark_read(await actor(person), first)
    await actions.mark_all_read(await actor(other))

    with clock.at(MORNING):
        await jobs.send_digests()

    assert await digests() == ["1 new thing waits for you:"]


async def test_what_was_read_no_longer_waits_even_for_those_who_read_everything(
    db: Settings,
) -> None:
    del db
    person, other = await told(2), await told(1)
    await actions.mark_all_read(await actor(person))

    with clock.at(NIGHT):
        await jobs.send_digests()

    waiting = await Notice.filter(awaits_digest=True)
    assert [notice.person_id for notice in waiting] == [other.id]


@pytest.mark.parametrize(
    ("kind", "waits"),
    [("match_found", True), ("person_joined", False), ("contact_asked", False)],
)
async def test_only_what_is_for_the_digest_waits_for_it(
    db: Settings, kind: str, waits: bool
) -> None:
    del db
    await told(1, kind)

    with clock.at(MORNING):
        await jobs.send_digests()

    assert (len(await digests()) == 1) is waits


async def test_a_choice_counts_from_the_next_notice_on(db: Settings) -> None:
    del db
    person = await told(1)
    await actions.choose(await actor(person), {"matches": "portal"})

    _notice, channel = await actions.tell(person.id, "match_found", uuid7(), "/today", {})

    assert channel is Channel.PORTAL
    assert await Notice.filter(awaits_digest=True).count() == 1


async def test_accounts_that_are_shut_get_no_digest(db: Settings) -> None:
    del db
    await told(2, is_disabled=True)
    await told(1)

    with clock.at(MORNING):
        await jobs.send_digests()

    assert await digests() == ["1 new thing waits for you:"]


async def test_a_job_runs_once_in_its_period_however_many_ask(db: Settings) -> None:
    del db

    claims = await asyncio.gather(*(actions.claim_run("digests", "7") for _ in range(5)))

    assert sorted(claims) == [False] * 4 + [True]
    assert await actions.claim_run("digests", "8")
