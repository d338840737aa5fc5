"""Whether somebody's calendars have seen a time, and how little others learn of it."""

from datetime import UTC, datetime, timedelta

import pytest

from network.calendars.models.feeds import Reach
from network.calendars.queries import feeds
from network.calendars.queries import seen as queries
from network.calendars.queries.seen import Seen
from network.calendars.reactions import supervision as reactions
from network.kernel import clock
from network.people.models import Person
from network.supervision.actions import booking
from network.supervision.models import SupervisionSession
from tests.browser_client import Browser
from tests.calendar_makers import HOUR, book, make_pair, moved, open_feed
from tests.factories import actor, make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
TEN = datetime(2027, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
async def pair(browser: Browser) -> tuple[Person, Person]:
    return await make_pair()


async def standing(person: Person, source_id: object, *, leads: bool = False) -> queries.Standing:
    found = await queries.standings(
        await actor(person),
        "session",
        [source_id],  # type: ignore[list-item]
        leads=leads,
    )
    return found[source_id]  # type: ignore[index]


async def test_a_person_sees_how_many_of_their_calendars_have_the_new_time(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        first, second = await open_feed(pair[1]), await open_feed(pair[1])
        session_id = await book(*pair, at=TEN)
        for token in (first, second):
            await browser.get(f"/feed/{token}.ics")
        await reactions.session_moved(moved(session_id, *pair, at=TEN, to=TEN + HOUR, revision=1))
        await browser.get(f"/feed/{first}.ics")

        found = await standing(pair[1], session_id)

    assert (found.own, found.others) == (Seen(2, 1), None)


async def test_an_address_no_program_ever_looked_at_is_no_calendar(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await open_feed(pair[1])
        session_id = await book(*pair, at=TEN)

        found = await standing(pair[1], session_id)

    assert (found.own, found.has_feed, found.is_read) == (Seen(0, 0), True, False)


async def test_a_calendar_that_does_not_reach_so_far_is_not_behind(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        token = await open_feed(pair[1], reach=Reach.NEAR)
        session_id = await book(*pair, at=TEN + timedelta(days=200))
        await browser.get(f"/feed/{token}.ics")

        found = await standing(pair[1], session_id)

    assert (found.own, found.is_read) == (Seen(0, 0), True)


async def test_a_move_out_of_reach_is_seen_once_the_calendar_has_dropped_it(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        token = await open_feed(pair[1], reach=Reach.NEAR)
        session_id = await book(*pair, at=TEN)
        await browser.get(f"/feed/{token}.ics")
        later = TEN + timedelta(days=200)
        await reactions.session_moved(moved(session_id, *pair, at=TEN, to=later, revision=1))
        await browser.get(f"/feed/{token}.ics")

        [card] = await feeds.own_feeds(await actor(pair[1]))

    assert card.is_current


@pytest.mark.parametrize(("guests", "others"), [(1, None), (2, None), (3, Seen(3, 1))])
async def test_who_leads_gets_a_number_only_where_it_does_not_tell_whose(
    guests: int, others: Seen | None, browser: Browser
) -> None:
    ana = await make_member(name="Ana Leader")
    people = [await make_member() for _ in range(guests)]
    with clock.at(NOW):
        tokens = [await open_feed(person) for person in people]
        session_id = await book(ana, *people, at=TEN, kind="group")
        for token in tokens:
            await browser.get(f"/feed/{token}.ics")
        fact = moved(session_id, ana, *people, at=TEN, to=TEN + HOUR, revision=1)
        await reactions.session_moved(fact)
        await browser.get(f"/feed/{tokens[0]}.ics")

        found = await standing(ana, session_id, leads=True)

    assert found.others == others


async def test_somebody_with_two_devices_counts_once(browser: Browser) -> None:
    ana = await make_member()
    people = [await make_member() for _ in range(3)]
    with clock.at(NOW):
        tokens = [await open_feed(person) for person in (*people, people[0])]
        session_id = await book(ana, *people, at=TEN, kind="group")
        for token in tokens:
            await browser.get(f"/feed/{token}.ics")

        found = await standing(ana, session_id, leads=True)

    assert found.others == Seen(3, 3)


async def test_who_does_not_lead_gets_no_number_of_others(browser: Browser) -> None:
    people = [await make_member() for _ in range(5)]
    with clock.at(NOW):
        for person in people:
            token = await open_feed(person)
            await browser.get(f"/feed/{token}.ics")
        session_id = await book(*people, at=TEN, kind="group")

        found = await standing(people[1], session_id)

    assert found.others is None


# on the pages of supervision ---------------------------------------------------------------------


async def booked_session() -> tuple[Person, SupervisionSession]:
    member, supervisor = await make_member(), await make_supervisor()
    agreement = await make_agreement(supervisor, member)
    wish = booking.Wish(starts_at=TEN, minutes=60, note="")
    return member, await booking.book(await actor(member), supervisor, agreement, wish)


async def test_after_booking_the_page_offers_to_subscribe_until_one_has(browser: Browser) -> None:
    with clock.at(NOW):
        member, session = await booked_session()
        await browser.sign_in_as(member)
        pages = [
            (await browser.get(f"/supervision/sessions/{session.id}")).text,
            (await browser.get("/supervision/sessions")).text,
        ]
        await open_feed(member)
        pages += [
            (await browser.get(f"/supervision/sessions/{session.id}")).text,
            (await browser.get("/supervision/sessions")).text,
        ]

    offers = ["See it in your own calendar" in page for page in pages]
    assert offers == [True, True, False, False]


async def test_the_page_and_the_list_say_whether_one_s_calendar_has_the_time(
    browser: Browser,
) -> None:
    with clock.at(NOW):
        member, session = await booked_session()
        await browser.sign_in_as(member)
        token = await open_feed(member)
        await browser.get(f"/feed/{token}.ics")

        page = (await browser.get(f"/supervision/sessions/{session.id}")).text
        listed = (await browser.get("/supervision/sessions")).text

    assert ["Your calendar has this time" in text for text in (page, listed)] == [True, True]
    assert "/meeting.ics" in page
