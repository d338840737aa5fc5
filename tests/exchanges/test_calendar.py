"""Visits in calendars: by the moves behind them, discreet, in order, gone when they are over."""

from datetime import timedelta
from uuid import UUID

import icalendar
import pytest

from network import outbox
from network.calendars import reactions
from network.calendars.models.feeds import Detail, Entry, Purpose, Reach
from network.centres.models import Centre, Risk
from network.exchanges.actions import dating, hosting, moving
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason
from network.kernel import clock
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import open_feed
from tests.exchanges.visit_feeds import feed, told, visit_feed
from tests.exchanges.visit_world import World, accepted, arrived, at_noon, confirmed, in_days

pytestmark = pytest.mark.anyio
IN_PORTAL = True


MEMBERS = ("visitor", "mentor", "home", "host")
CANCEL = Request(reason=Reason.HEALTH)


async def standing(visit: Visit) -> dict[UUID, str]:
    rows = await Entry.filter(source_kind="visit", source_id=visit.id)
    return {row.person_id: str(row.status) for row in rows}


def ids(world: World, *names: str) -> set[UUID]:
    return {world.people[name].id for name in names}


# the days of a visit ------------------------------------------------------------------------------


async def test_a_host_s_yes_is_tentative_and_the_confirmation_is_not(
    browser: Browser, world: World
) -> None:
    token = await visit_feed(world, "home", Detail.NEUTRAL)

    await accepted(world)
    first = await told(browser, token)
    await Entry.all().delete()
    await Visit.all().delete()
    await confirmed(world)
    second = await told(browser, token)

    days = (in_days(105), in_days(110))
    assert first == [("Trip 1", "TENTATIVE", *days, 0)]
    assert [(row[1], *row[2:4]) for row in second] == [("CONFIRMED", *days)]


async def test_all_who_are_in_a_visit_have_it_and_nobody_else(world: World) -> None:
    visit = await confirmed(world)

    assert await standing(visit) == dict.fromkeys(ids(world, *MEMBERS), "CONFIRMED")


async def test_other_days_move_the_same_entry(browser: Browser, world: World) -> None:
    visit, token = await confirmed(world), await visit_feed(world, "visitor", Detail.BUSY)
    before = icalendar.Calendar.from_ical(await feed(browser, token)).events[0]
    host = await world.act("host")

    change = await dating.propose_days(host, visit, Span(in_days(112), in_days(114)))
    await dating.accept_days(await world.act("visitor"), visit, change)
    unchanged = await told(browser, token)
    await dating.accept_days(await world.act("home"), visit, change)

    [after] = icalendar.Calendar.from_ical(await feed(browser, token)).events
    assert unchanged[0][2:4] == (in_days(105), in_days(110))
    assert (after.start, after.end) == (in_days(112), in_days(115))
    assert str(after["UID"]) == str(before["UID"])
    assert after.sequence == before.sequence + 1


async def test_a_cancelled_visit_stays_cancelled_for_thirty_days(
    browser: Browser, world: World
) -> None:
    visit, token = await confirmed(world), await visit_feed(world, "mentor", Detail.BUSY)

    await moving.move(await world.act("home"), visit, Move.CANCEL, CANCEL)
    now = await told(browser, token)
    with clock.at(clock.now() + timedelta(days=32)):
        later = await told(browser, token)

    days = (in_days(105), in_days(110))
    assert now == [("Cancelled: Busy", "CANCELLED", *days, 2)]
    assert later == []
    assert set((await standing(visit)).values()) == {"CANCELLED"}


async def test_who_is_no_longer_part_of_it_gets_a_cancellation(world: World) -> None:
    visit = await accepted(world)

    await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)
    again = await hosting.accept(
        await world.act("next_host"),
        await visits.fresh(visit.id),
        world.people["next_host"].id,
        "en",
        (in_days(120), in_days(124)),
    )

    stands = dict.fromkeys(ids(world, "visitor", "home", "next_host"), "TENTATIVE")
    over = dict.fromkeys(ids(world, "mentor", "host"), "CANCELLED")
    assert await standing(again) == stands | over


async def test_a_postponed_visit_comes_back_with_new_days_under_its_old_name(
    browser: Browser, world: World
) -> None:
    visit, token = await confirmed(world), await visit_feed(world, "visitor", Detail.BUSY)
    later = Request(Reason.WORK, starts_on=in_days(200), ends_on=in_days(230))

    visit = await moving.move(await world.act("visitor"), visit, Move.POSTPONE, later)
    off = await told(browser, token)
    given = Request(starts_on=in_days(205), ends_on=in_days(207))
    await moving.move(await world.act("host"), visit, Move.RESUME, given)
    on = await told(browser, await far_feed(world, "visitor"))

    assert [row[:2] for row in off] == [("Cancelled: Busy", "CANCELLED")]
    assert on == [("Busy", "TENTATIVE", in_days(205), in_days(208), 3)]


async def far_feed(world: World, who: str) -> str:
    return await open_feed(world.people[who], Detail.BUSY, Purpose.VISITS, Reach.FAR)


async def test_a_visit_that_ends_early_gets_shorter(browser: Browser, world: World) -> None:
    visit, token = await arrived(world), await visit_feed(world, "host", Detail.BUSY)

    with clock.at(at_noon(106)):
        await moving.move(await world.act("visitor"), visit, Move.END_EARLY, CANCEL)
        found = await told(browser, token)

    assert found == [("Busy", "CONFIRMED", in_days(105), in_days(107), 2)]


async def test_revisions_only_rise_and_what_comes_late_changes_nothing(world: World) -> None:
    visit = await confirmed(world)
    await moving.move(await world.act("home"), visit, Move.CANCEL, CANCEL)
    rows = await outbox.RecordedEvent.filter(name="VisitMoved").order_by("id")
    before = await Entry.filter(source_id=visit.id).order_by("id").values()

    count = await outbox.replay("calendars", reactions.PROJECTION)

    revisions = [row.payload["revision"] for row in rows]
    assert revisions == sorted(revisions)
    assert revisions[-1] == 3
    assert count > len(rows)
    assert await Entry.filter(source_id=visit.id).order_by("id").values() == before


async def test_a_reopened_visit_is_in_calendars_again(browser: Browser, world: World) -> None:
    visit, token = await confirmed(world), await visit_feed(world, "visitor", Detail.BUSY)
    visit = await moving.move(await world.act("home"), visit, Move.CANCEL, CANCEL)

    again = Request(note="A mistake.")
    await moving.move(await world.act("secretariat"), visit, Move.REOPEN, again)

    assert [row[:2] for row in await told(browser, token)] == [("Busy", "CONFIRMED")]


# how much is said ---------------------------------------------------------------------------------


async def test_busy_and_neutral_feeds_say_nothing_of_a_visit(
    browser: Browser, world: World
) -> None:
    host = world.hosts[0]
    await Centre.filter(id=host.id).update(name="Zaytuna House")
    await Person.filter(id=world.people["mentor"].id).update(name="Mona Mentor")
    busy = await visit_feed(world, "visitor", Detail.BUSY)
    neutral = await visit_feed(world, "visitor", Detail.NEUTRAL)

    await confirmed(world)

    for content in (await feed(browser, busy), await feed(browser, neutral)):
        for word in (
            b"isit",
            b"xchange",
            b"Zaytuna",
            b"Mona",
            b"LOCATION",
            b"ATTENDEE",
            b"/visits",
        ):
            assert word not in content
        assert b"BEGIN:VEVENT" in content


async def test_a_full_feed_says_with_whom_as_each_may_be_named(
    browser: Browser, world: World
) -> None:
    await Person.filter(id=world.people["mentor"].id).update(name="Mona Mentor")

    await confirmed(world)

    assert [row[0] for row in await told(browser, await visit_feed(world, "visitor"))] == [
        "Exchange visit: Mona Mentor"
    ]
    assert [row[0] for row in await told(browser, await visit_feed(world, "host"))] == [
        "Exchange visit: Vic Visitor"
    ]


async def test_a_host_at_high_risk_is_named_in_no_feed(browser: Browser, world: World) -> None:
    await Centre.filter(id=world.hosts[0].id).update(risk=Risk.HIGH, name="Zaytuna House")
    await Person.filter(id=world.people["mentor"].id).update(name="Mona Mentor")
    await confirmed(world)
    visitor = await visit_feed(world, "visitor")

    content = await feed(browser, visitor)

    assert b"SUMMARY:Exchange visit\r\n" in content
    assert b"Mona" not in content
    assert b"Zaytuna" not in content


async def test_the_bytes_of_a_cancelled_visit_hold_no_reason_and_nothing_more(
    browser: Browser, world: World
) -> None:
    visit, token = await confirmed(world), await visit_feed(world, "visitor", Detail.NEUTRAL)
    await moving.move(await world.act("home"), visit, Move.CANCEL, CANCEL)

    content = (await feed(browser, token)).split(b"BEGIN:VEVENT\r\n")[1]

    row = await Entry.get(person=world.people["visitor"], source_kind="visit")
    stamp = f"{row.changed_at:%Y%m%dT%H%M%SZ}"
    assert sorted(content.split(b"END:VEVENT")[0].decode().split()) == sorted(
        [
            "SUMMARY:Cancelled:",
            "Trip",
            "1",
            f"DTSTART;VALUE=DATE:{in_days(105):%Y%m%d}",
            f"DTEND;VALUE=DATE:{in_days(110):%Y%m%d}",
            f"DTSTAMP:{stamp}",
            f"LAST-MODIFIED:{stamp}",
            f"UID:{row.uid}",
            "SEQUENCE:2",
            "STATUS:CANCELLED",
            "TRANSP:TRANSPARENT",
        ]
    )
