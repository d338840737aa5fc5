"""Late changes: told at once, and only to those whose calendar has not fetched them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from network import outbox
from network.calendars.actions import entries
from network.calendars.reactions import supervision as reactions
from network.kernel import clock
from network.notifications import actions as notifications
from network.notifications.models import Notice, QueuedMail
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import HOUR, book, cancelled, make_pair, moved, open_feed
from tests.factories import actor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
FAR = NOW + timedelta(days=20)
SOON = timedelta(minutes=6)


@pytest.fixture
async def pair(browser: Browser) -> tuple[Person, Person]:
    return await make_pair()


async def told() -> set[UUID]:
    """Who was told by the job, once calendars had their time to look."""
    with clock.at(NOW + SOON):
        await entries.tell_unseen()
        while await outbox.deliver_owed():
            pass
    return {n.person_id for n in await Notice.filter(kind="entry_unseen")}


async def test_only_those_are_told_whose_calendar_has_not_fetched_it(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    ana, ben = pair
    seen, unseen = await open_feed(ana), await open_feed(ben)
    with clock.at(NOW - timedelta(days=9)):
        session_id = await book(ana, ben, at=TOMORROW)
        await browser.get(f"/feed/{unseen}.ics")
    with clock.at(NOW):
        fact = moved(session_id, ana, ben, at=TOMORROW, to=TOMORROW + HOUR, revision=1)
        await reactions.session_moved(fact)
        await browser.get(f"/feed/{seen}.ics")

    assert await told() == {ben.id}
    assert {m.person_id for m in await QueuedMail.filter(kind="entry_unseen")} == {ben.id}


async def test_nobody_is_told_twice(browser: Browser, pair: tuple[Person, Person]) -> None:
    await open_feed(pair[1])
    with clock.at(NOW):
        await book(*pair, at=TOMORROW)

    await told()
    await told()

    assert await Notice.filter(kind="entry_unseen").count() == 1


async def test_a_move_weeks_ahead_can_wait_for_the_calendar(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await open_feed(pair[1])
    with clock.at(NOW):
        session_id = await book(*pair, at=FAR)
        await reactions.session_moved(moved(session_id, *pair, at=FAR, to=FAR + HOUR, revision=1))

    assert await told() == set()


async def test_any_cancellation_is_told(browser: Browser, pair: tuple[Person, Person]) -> None:
    await open_feed(pair[1])
    with clock.at(NOW):
        session_id = await book(*pair, at=FAR)
        await reactions.session_cancelled(cancelled(session_id, *pair, at=FAR, revision=1))

    assert await told() == {pair[1].id}


async def test_many_changes_are_told_as_one(browser: Browser, pair: tuple[Person, Person]) -> None:
    await open_feed(pair[1])
    with clock.at(NOW):
        for n in range(5):
            await book(*pair, at=TOMORROW + n * HOUR)

    await told()

    [notice] = await Notice.filter(kind="entry_unseen")
    assert (notice.facts["n"], notice.facts["at"]) == ("5", TOMORROW.isoformat())


async def test_who_has_no_calendar_here_and_waits_for_a_digest_is_told_too(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await notifications.choose(await actor(pair[1]), {"supervision": "digest"})
    with clock.at(NOW):
        await book(*pair, at=TOMORROW)

    assert await told() == {pair[1].id}


async def test_the_notice_leads_to_what_changed(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await open_feed(pair[1])
    with clock.at(NOW):
        session_id = await book(*pair, at=TOMORROW)
    await told()
    [notice] = await Notice.filter(kind="entry_unseen")
    await browser.sign_in_as(pair[1])

    answer = await browser.get(notice.path)

    assert answer.headers["location"] == f"/supervision/sessions/{session_id}"
