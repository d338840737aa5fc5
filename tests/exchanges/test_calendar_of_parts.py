"""What belongs to a visit in calendars, deadlines, programme and weeks, and what clashes."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from network import events, outbox
from network.calendars.models.feeds import Detail, Entry, Purpose
from network.calendars.queries.clashes import Clash, clashes
from network.calendars.reactions import visits as visit_reactions
from network.centres.actions import staff
from network.db import transaction
from network.exchanges.actions import calling, dating, hosting, moving
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, OfferState, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import SYSTEM, Role
from network.kernel.travel import Days
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import book, open_feed
from tests.exchanges.visit_feeds import told, visit_feed
from tests.exchanges.visit_world import World, accepted, arrived, asked, at_noon, confirmed, in_days
from tests.factories import actor, make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True


def ids(world: World, *names: str) -> set[UUID]:
    return {world.people[name].id for name in names}


# what belongs to a visit --------------------------------------------------------------------------


async def deadlines(browser: Browser, person: Person) -> dict[str, date]:
    token = await open_feed(person, Detail.FULL, Purpose.DEADLINES)
    return {row[0]: row[2] for row in await told(browser, token)}


async def test_a_host_sees_until_when_it_may_answer(browser: Browser, world: World) -> None:
    visit = await asked(world)
    choice = await HostChoice.get(visit_id=visit.id, state=OfferState.ASKED)
    first = await deadlines(browser, world.people["host"])

    await hosting.decline(await world.act("host"), visit, Reason.WORK)

    title = "Say whether you can host a visit"
    assert choice.expires_at is not None
    assert first == {title: choice.expires_at.date()}
    assert await deadlines(browser, world.people["host"]) == {}
    assert list(await deadlines(browser, world.people["next_host"])) == [title]


async def test_a_report_is_due_until_it_is_given_or_the_visit_is_closed(
    browser: Browser, world: World
) -> None:
    visit = await arrived(world)
    with clock.at(at_noon(109)):
        visit = await moving.move(await world.act("host"), visit, Move.FINISH)
        owed = await deadlines(browser, world.people["visitor"])
    with clock.at(at_noon(400)):
        late = Request(reason=Reason.OVERDUE)
        await moving.move(await world.act("home"), visit, Move.CLOSE_UNFINISHED, late)
    with clock.at(at_noon(110)):
        closed = await deadlines(browser, world.people["visitor"])

    assert owed == {"Write the report of a visit": visit.report_due_on}
    assert closed == {}


async def test_a_poll_for_days_is_due_until_it_is_settled(browser: Browser, world: World) -> None:
    visit, home = await asked(world), await world.act("home")
    spans = [Span(in_days(100), in_days(104)), Span(in_days(110), in_days(114))]

    poll = await dating.open_poll(home, visit, spans)
    asks = await deadlines(browser, world.people["visitor"])
    await dating.settle_poll(await world.act("host"), visit, poll, None)

    assert asks == {"Say which days suit for a visit": poll.closes_on}
    assert await deadlines(browser, world.people["visitor"]) == {}


def item(visit: Visit, world: World, at: datetime, **given: object) -> events.ProgrammeItemMoved:
    plain: dict[str, object] = {
        "item_id": uuid4(),
        "visit_id": visit.id,
        "starts_at": at,
        "minutes": 90,
        "revision": 1,
        "is_removed": False,
        "members": tuple(ids(world, "visitor", "mentor")),
    }
    return events.ProgrammeItemMoved(**(plain | given))  # type: ignore[arg-type]


async def test_the_programme_is_timed_and_follows_its_item(browser: Browser, world: World) -> None:
    visit, token = await accepted(world), await visit_feed(world, "mentor")
    at = at_noon(106)
    new = item(visit, world, at)
    await visit_reactions.programme_item_moved(new)
    later = item(visit, world, at + timedelta(hours=2), item_id=new.item_id, revision=2)
    await visit_reactions.programme_item_moved(later)
    shown = await told(browser, token)

    gone = item(visit, world, at, item_id=new.item_id, revision=3, is_removed=True)
    await visit_reactions.programme_item_moved(gone)
    await visit_reactions.programme_item_moved(later)

    title = "In the programme of a visit"
    timed = [row for row in shown if row[0] == title]
    start = at + timedelta(hours=2)
    assert timed == [(title, "CONFIRMED", start, start + timedelta(minutes=90), 1)]
    rows = await Entry.filter(source_kind="programme")
    assert {(str(row.status), row.part_of_id) for row in rows} == {("CANCELLED", visit.id)}


async def test_a_centre_s_feed_shows_who_comes_and_goes_without_names(
    browser: Browser, world: World
) -> None:
    tokens = {
        who: await open_feed(world.people[who], Detail.FULL, Purpose.CENTRE)
        for who in ("home", "host", "outsider", "mentor")
    }

    await confirmed(world)

    found = {who: [row[0] for row in await told(browser, token)] for who, token in tokens.items()}
    assert found == {
        "home": ["Somebody of ours is on an exchange visit"],
        "host": ["Somebody visits our centre"],
        "outsider": [],
        "mentor": [],
    }


async def test_who_coordinates_no_more_sees_no_longer_who_comes_and_goes(
    browser: Browser, world: World
) -> None:
    token = await open_feed(world.people["host"], Detail.FULL, Purpose.CENTRE)
    await confirmed(world)
    office, leaving = await world.act("secretariat"), world.people["host"]

    await staff.revoke_role(office, world.hosts[0].id, leaving.id, Role.COORDINATOR)

    assert await told(browser, token) == []


async def test_the_last_day_of_a_call_is_in_the_network_s_feed_while_it_is_open(
    browser: Browser, world: World
) -> None:
    office = await world.act("secretariat")
    token = await open_feed(world.people["home"], Detail.FULL, Purpose.NETWORK)
    call = await calling.draft_call(
        office, "Pain", "en", in_days(0), in_days(40), places=2, purposes=["EX-SHADOW"]
    )

    await calling.open_call(office, call)
    first = await told(browser, token)
    await calling.edit_call(office, call, call.version, closes_on=in_days(50))
    second = await told(browser, token)
    await calling.close_call(office, call)

    assert [row[2] for row in first + second] == [in_days(40), in_days(50)]
    assert first[0][0] == "A call for exchange visits ends"
    assert await told(browser, token) == []


async def test_one_s_own_week_leads_to_the_visit_and_to_its_programme(
    browser: Browser, world: World
) -> None:
    visit, at = await confirmed(world), at_noon(106)
    await visit_reactions.programme_item_moved(item(visit, world, at))
    await browser.sign_in_as(world.people["mentor"])

    week = await browser.get(f"/today/week?w={at:%G-W%V}")

    assert week.status_code == 200
    assert f'href="/visits/{visit.id}"' in week.text
    assert f'href="/visits/{visit.id}/programme"' in week.text


async def test_a_centre_s_dates_are_not_twice_in_the_week_of_who_is_in_the_visit(
    browser: Browser, world: World
) -> None:
    at = at_noon(106)
    await confirmed(world)
    await browser.sign_in_as(world.people["host"])

    week = (await browser.get(f"/today/week?w={at:%G-W%V}")).text

    assert "Exchange visit" in week
    assert "Somebody visits our centre" not in week


# clashes ------------------------------------------------------------------------------------------


async def clashing(world: World, who: str, visit: Visit) -> list[Clash]:
    assert visit.first_on is not None
    assert visit.last_on is not None
    days = Days(visit.first_on, visit.last_on, "Asia/Tokyo")
    people = [world.people["visitor"].id, world.people["mentor"].id]
    return await clashes(await world.act(who), people, days, without=visit.id)


async def test_a_session_in_the_days_of_a_visit_is_a_clash_told_by_name_to_oneself_only(
    world: World,
) -> None:
    visit, visitor = await confirmed(world), world.people["visitor"]
    leader = await make_member(name="Ana Leader")
    at = at_noon(107)
    await book(leader, visitor, at=at)
    await book(leader, visitor, at=at_noon(120))

    own = await clashing(world, "visitor", visit)
    others = await clashing(world, "home", visit)

    day = in_days(107)
    assert [(one.first_on, one.starts_at, one.is_own) for one in own] == [(day, at, True)]
    assert own[0].title.startswith("Individual supervision: ")
    assert others == [Clash(visitor.id, day, day)]


async def test_a_cancelled_session_and_the_visit_itself_are_no_clash(world: World) -> None:
    visit = await confirmed(world)
    await visit_reactions.programme_item_moved(item(visit, world, at_noon(106)))

    assert await clashing(world, "visitor", visit) == []


async def test_another_visit_on_the_same_days_is_a_clash(world: World) -> None:
    visit, mentor = await confirmed(world), world.people["mentor"]
    other = await Entry.filter(person=mentor, source_kind="visit").first()
    assert other is not None
    fact = events.VisitMoved(
        visit_id=uuid4(),
        centre_id=world.home.id,
        move="accept",
        state=str(VisitState.HOST_ACCEPTED),
        visitor_id=world.people["outsider"].id,
        host_centre_id=world.hosts[0].id,
        first_on=in_days(103),
        last_on=in_days(106),
        is_virtual=False,
        calendar="tent",
        revision=1,
        members=(mentor.id,),
        told=(),
    )
    async with transaction():
        await outbox.record(SYSTEM, fact)

    found = await clashing(world, "home", visit)

    assert found == [Clash(mentor.id, in_days(105), in_days(106))]


async def test_the_hours_of_the_host_decide_which_day_it_is(world: World) -> None:
    visit, visitor = await confirmed(world), world.people["visitor"]
    leader = await make_member()
    before = datetime.combine(in_days(104), datetime.min.time(), UTC) + timedelta(hours=16)
    await book(leader, visitor, at=before)  # one o'clock in the night in Tokyo, a day later
    await book(leader, visitor, at=before - timedelta(hours=4))

    found = await clashing(world, "home", visit)

    assert found == [Clash(visitor.id, in_days(105), in_days(105))]


async def test_a_reader_without_a_part_is_never_told_titles(world: World) -> None:
    visit = await confirmed(world)
    await book(await make_member(name="Ana Leader"), world.people["visitor"], at=at_noon(107))
    reader = await actor(world.people["outsider"])

    days = Days(in_days(105), in_days(109), "UTC")
    found = await clashes(reader, [world.people["visitor"].id], days, without=visit.id)

    assert {(one.title, one.starts_at, one.is_own) for one in found} == {("", None, False)}
