"""Workshops in calendars: each session for those who come, discreet, in order, gone when over."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest

from network import events, outbox
from network.app import Portal
from network.calendars import reactions
from network.calendars.actions import invites
from network.calendars.models.feeds import Channel, Detail, Entry, Purpose, Status
from network.calendars.models.invites import Invite
from network.calendars.reactions import workshops as reaction
from network.kernel import clock, zones
from network.people.models import Person
from network.workshops.actions import (
    concluding,
    inviting,
    moving,
    organising,
    passing_time,
    programming,
    registering,
    sessions,
)
from network.workshops.actions.concluding import Agreed, Written
from network.workshops.actions.programming import Item
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import workshops
from network.workshops.rules.facts import Request
from network.workshops.rules.outcomes import ASKED
from network.workshops.vocabulary import ActionState, Move, Reason
from tests.browser_client import Browser
from tests.calendar_makers import open_feed
from tests.factories import actor
from tests.workshops.workshop_world import (
    ZONE,
    World,
    afterwards,
    came,
    crowd,
    in_days,
    make_world,
    opened,
    sessions_of,
    wall,
)

pytestmark = pytest.mark.anyio

CANCEL = Request(reason=Reason.SAFETY, note="Somebody was followed.")
STANDS, OVER = "CONFIRMED", "CANCELLED"


@pytest.fixture
async def world(portal: Portal) -> World:
    del portal  # in which reactions act
    return await make_world()


async def standing(kind: str = "workshop_session") -> dict[tuple[str, datetime | None], str]:
    """Who has which session, and whether it stands."""
    rows = await Entry.filter(source_kind=kind).select_related("person").order_by("id")
    return {(row.person.name, row.starts_at): str(row.status) for row in rows}


async def of_person(person: Person, kind: str = "workshop_session") -> list[str]:
    rows = Entry.filter(person=person, source_kind=kind).order_by("starts_at")
    return [str(row.status) for row in await rows]


async def due(person: Person, kind: str) -> list[date]:
    """The days on which something stands as due."""
    rows = Entry.filter(person=person, source_kind=kind, purpose=Purpose.DEADLINES)
    return [row.first_on for row in await rows.exclude(status=Status.CANCELLED)]


async def read(browser: Browser, person: Person, detail: Detail = Detail.NEUTRAL) -> list[str]:
    """What a calendar program shows of somebody's workshops: title, status and sequence."""
    token = await open_feed(person, detail, Purpose.WORKSHOPS)
    content = (await browser.get(f"/feed/{token}.ics")).content
    found = icalendar.Calendar.from_ical(content).events
    return [f"{e['SUMMARY']} {e['STATUS']} {e.sequence}" for e in found]


# who has a session -------------------------------------------------------------------------------


async def test_those_with_a_place_and_organisers_have_each_session_and_who_waits_has_none(
    world: World,
) -> None:
    workshop = await opened(world, capacity=1)
    with_place, waiting = await crowd(2)
    organiser = world.people["organiser"]

    await came(workshop, with_place)
    await came(workshop, waiting)

    starts = [row.starts_at for row in await sessions_of(workshop)]
    names = (organiser.name, with_place.name)
    assert await standing() == {(name, at): STANDS for name in names for at in starts}


async def test_a_session_is_timed_in_utc_and_lasts_as_long_as_it_does(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    person = world.people["member"]
    await came(workshop, person)
    token = await open_feed(person, Detail.BUSY, Purpose.WORKSHOPS)

    content = (await browser.get(f"/feed/{token}.ics")).content

    starts = [row.starts_at for row in await sessions_of(workshop)]
    found = icalendar.Calendar.from_ical(content).events
    assert [(e.start, e.end) for e in found] == [(at, at + timedelta(hours=3)) for at in starts]
    assert b"TZID" not in content


async def test_who_takes_an_offered_place_has_it_then_and_who_gave_it_up_no_more(
    world: World,
) -> None:
    workshop = await opened(world, capacity=1)
    first, second = await crowd(2)
    await came(workshop, first)
    await came(workshop, second)

    await registering.withdraw(await actor(first), workshop)
    offered = await of_person(second)
    await registering.accept_offer(await actor(second), workshop)

    assert offered == []
    assert await of_person(first) == [OVER, OVER]
    assert await of_person(second) == [STANDS, STANDS]


async def test_who_speaks_has_the_sessions_as_long_as_they_speak(world: World) -> None:
    workshop = await opened(world)
    organiser, [speaker] = await world.act("organiser"), await crowd(1)
    first = (await sessions_of(workshop))[0]
    item = await programming.add_item(
        organiser, workshop, Item(title="Groups", minutes=60, session_id=first.id)
    )

    await programming.set_speakers(organiser, workshop, item.id, [speaker.id])
    asked = await of_person(speaker)
    await programming.withdraw_speaking(await actor(speaker), workshop, item.id)

    assert asked == [STANDS, STANDS]
    assert await of_person(speaker) == [OVER, OVER]


async def test_who_comes_to_organise_has_the_sessions_and_keeps_them_when_giving_up_a_place(
    world: World,
) -> None:
    workshop = await opened(world)
    staff = world.people["staff"]
    await came(workshop, staff)

    await organising.add_organiser(await world.act("organiser"), workshop, staff.id)
    await registering.withdraw(await actor(staff), workshop)
    kept = await of_person(staff)
    await organising.remove_organiser(await world.act("organiser"), workshop, staff.id)

    assert kept == [STANDS, STANDS]
    assert await of_person(staff) == [OVER, OVER]


# what becomes of it ------------------------------------------------------------------------------


async def test_a_session_that_moves_keeps_its_name_and_counts_the_change(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    person = world.people["member"]
    await came(workshop, person)
    row = (await sessions_of(workshop))[0]
    before = await Entry.get(person=person, source_id=row.id)
    plan = Sitting(wall=wall(60, 14), minutes=120, zone=ZONE)

    await sessions.change_session(await world.act("organiser"), workshop, row.id, row.version, plan)

    after = await Entry.get(person=person, source_id=row.id)
    moved = (await sessions_of(workshop))[0]
    assert (after.uid, after.starts_at) == (before.uid, moved.starts_at)
    assert after.sequence == before.sequence + 1
    assert after.changed_at > before.changed_at
    assert await read(browser, person) == ["Meeting 7 CONFIRMED 1", "Meeting 7 CONFIRMED 0"]


async def test_a_session_that_is_taken_out_leaves_the_calendars_alone(world: World) -> None:
    workshop = await opened(world)
    person = world.people["member"]
    await came(workshop, person)
    row = (await sessions_of(workshop))[0]

    await sessions.remove_session(await world.act("organiser"), workshop, row.id, row.version)

    assert await of_person(person) == [OVER, STANDS]


async def test_a_postponed_workshop_leaves_calendars_and_comes_back_under_its_old_names(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    person = world.people["member"]
    await came(workshop, person)
    organiser = await world.act("organiser")
    names = set(await Entry.filter(person=person).values_list("uid", flat=True))

    workshop = await moving.move(organiser, workshop, Move.POSTPONE, CANCEL)
    off = await read(browser, person)
    await moving.move(organiser, workshop, Move.RESUME, Request(starts_on=in_days(80)))

    assert off == ["Cancelled: Meeting 7 CANCELLED 1"] * 2
    assert await read(browser, person) == ["Meeting 7 CONFIRMED 2"] * 2
    assert set(await Entry.filter(person=person).values_list("uid", flat=True)) == names
    starts = [row.starts_at for row in await sessions_of(workshop)]
    assert [row.starts_at for row in await Entry.filter(person=person)] == starts


async def test_a_cancelled_workshop_is_cancelled_for_everybody_and_says_no_reason(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, title="Zaytuna meets", place="Olive Street 7")
    person = world.people["member"]
    await came(workshop, person)
    token = await open_feed(person, Detail.FULL, Purpose.WORKSHOPS)

    await moving.move(await world.act("organiser"), workshop, Move.CANCEL, CANCEL)

    content = (await browser.get(f"/feed/{token}.ics")).content
    assert set((await standing()).values()) == {OVER}
    assert b"SUMMARY:Cancelled: Regional workshop: Meeting 7\r\n" in content
    for word in (b"Zaytuna", b"Olive", b"safety", b"followed", b"LOCATION", b"ATTENDEE"):
        assert word not in content


async def test_new_zone_rules_move_the_entry_along_with_its_wall_time(world: World) -> None:
    workshop = await opened(world)
    person = world.people["member"]
    await came(workshop, person)
    row = (await sessions_of(workshop))[0]
    shifted = row.starts_at - timedelta(hours=1)
    await WorkshopSession.filter(id=row.id).update(tz_version="old", starts_at=shifted)
    await Entry.filter(source_id=row.id).update(
        starts_at=shifted, ends_at=shifted + timedelta(hours=3)
    )

    assert await sessions.follow_zone_rules() == 1

    entry = await Entry.get(person=person, source_id=row.id)
    assert (entry.starts_at, entry.sequence) == (row.starts_at, 1)
    assert zones.instant(wall(60), ZONE, second=None) == entry.starts_at


# order -------------------------------------------------------------------------------------------


def of_session(row: WorkshopSession, person: Person, **given: Any) -> events.WorkshopSessionMoved:
    plain: dict[str, Any] = {
        "session_id": row.id,
        "workshop_id": row.workshop_id,
        "kind": "WT-REG",
        "starts_at": row.starts_at,
        "minutes": row.minutes,
        "revision": row.revision,
        "is_removed": False,
        "is_whole": False,
        "members": (person.id,),
    }
    return events.WorkshopSessionMoved(**(plain | given))


@pytest.mark.parametrize("is_whole", [False, True])
async def test_what_comes_late_does_not_bring_back_what_is_over(
    is_whole: bool, world: World
) -> None:
    workshop, person = await opened(world), world.people["other"]
    row = (await sessions_of(workshop))[0]
    over = of_session(row, person, revision=9, is_removed=True, is_whole=is_whole)

    await reaction.session_moved(over)
    await reaction.session_moved(of_session(row, person, revision=8))

    assert await of_person(person) == [OVER]


async def test_building_calendars_anew_changes_nothing_and_brings_back_what_is_missing(
    world: World,
) -> None:
    workshop = await opened(world, capacity=1)
    first, second = await crowd(2)
    await came(workshop, first)
    await came(workshop, second)
    await registering.withdraw(await actor(first), workshop)
    columns = ("person_id", "source_id", "uid", "sequence", "status", "starts_at", "changed_at")
    before = await Entry.filter(source_kind="workshop_session").order_by("id").values(*columns)

    await outbox.replay("calendars", reactions.PROJECTION)
    after = await Entry.filter(source_kind="workshop_session").order_by("id").values(*columns)
    await Entry.all().delete()
    await outbox.replay("calendars", reactions.PROJECTION)

    organiser = world.people["organiser"]
    assert after == before
    assert await of_person(organiser) == [STANDS, STANDS]
    assert await of_person(first) == [OVER, OVER]


# deadlines ---------------------------------------------------------------------------------------


async def test_who_is_invited_sees_until_when_they_can_register_until_they_answer(
    world: World,
) -> None:
    at = zones.instant(wall(40, 23), ZONE, second=None)
    workshop = await opened(world, closes_at=at)
    yes, no, silent = await crowd(3)
    await inviting.invite(await world.act("organiser"), workshop, [yes.id, no.id, silent.id])
    before = [await due(person, "workshop_closing") for person in (yes, no, silent)]

    await came(workshop, yes)
    await inviting.decline(await actor(no), workshop)

    after = [await due(person, "workshop_closing") for person in (yes, no, silent)]
    assert before == [[in_days(40)]] * 3
    assert after == [[], [], [in_days(40)]]


async def test_an_answer_is_newer_than_the_day_it_settles(world: World) -> None:
    workshop, [person] = await opened(world), await crowd(1)
    await inviting.invite(await world.act("organiser"), workshop, [person.id])
    await inviting.decline(await actor(person), workshop)
    await Entry.filter(source_kind="workshop_closing").delete()

    rows = await outbox.RecordedEvent.filter(name="WorkshopDeadlineSet").order_by("-id")
    facts = [events.WorkshopDeadlineSet(**_typed(row.payload)) for row in rows]
    for fact in facts:  # the newest first
        await reaction.deadline_set(fact)

    assert [fact.due_on is None for fact in facts] == [True, False]
    assert await due(person, "workshop_closing") == []


def _typed(payload: dict[str, Any]) -> dict[str, Any]:
    on = payload["due_on"]
    return {
        "workshop_id": UUID(str(payload["workshop_id"])),
        "what": payload["what"],
        "due_on": date.fromisoformat(str(on)) if on else None,
        "revision": payload["revision"],
        "told": tuple(UUID(key) for key in payload["told"]),
    }


async def over(world: World) -> Workshop:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    with clock.at(afterwards(workshop)):
        await passing_time.catch_up_all()
    return await workshops.fresh(workshop.id)


async def test_the_outcome_is_due_for_who_writes_it_until_it_is_sent(world: World) -> None:
    workshop, organiser = await over(world), await world.act("organiser")
    owner, staff = world.people["organiser"], world.people["staff"]
    first = await due(owner, "workshop_outcome")

    workshop = await organising.edit(
        organiser, workshop, workshop.version, outcome_owner_id=staff.id
    )
    handed_on = (await due(owner, "workshop_outcome"), await due(staff, "workshop_outcome"))
    parts = dict.fromkeys(ASKED, "Words.")
    row = await concluding.write_outcome(
        organiser, workshop, 1, Written(parts=parts, lessons=["One."], level="S1")
    )
    await concluding.submit_outcome(organiser, workshop, row.version)

    assert first == [in_days(76)]
    assert handed_on == ([], [in_days(76)])
    assert await due(staff, "workshop_outcome") == []


async def test_what_was_agreed_is_in_the_calendar_of_who_sees_to_it_until_it_is_done(
    world: World,
) -> None:
    workshop, organiser = await over(world), await world.act("organiser")
    member, other = world.people["member"], world.people["other"]
    agreed = Agreed(text="Write", owner_id=member.id, due_on=in_days(90))

    row = await concluding.add_action(organiser, workshop, agreed)
    given = await due(member, "workshop_action")
    later = Agreed(text="Write", owner_id=other.id, due_on=in_days(91))
    row = await concluding.change_action(organiser, workshop, row.id, row.version, later)
    moved = (await due(member, "workshop_action"), await due(other, "workshop_action"))
    await concluding.settle_action(organiser, workshop, row.id, row.version, ActionState.DONE)

    assert given == [in_days(90)]
    assert moved == ([], [in_days(91)])
    assert await due(other, "workshop_action") == []


# how much is said --------------------------------------------------------------------------------


@pytest.mark.parametrize("detail", [Detail.BUSY, Detail.NEUTRAL])
async def test_discreet_feeds_say_nothing_of_a_workshop(
    detail: Detail, browser: Browser, world: World
) -> None:
    workshop, person = await opened(world), world.people["member"]
    await inviting.invite(await world.act("organiser"), workshop, [person.id])
    invited = await due(person, "workshop_closing")
    await came(workshop, person)
    content = b""

    for purpose in (Purpose.WORKSHOPS, Purpose.DEADLINES):
        token = await open_feed(person, detail, purpose)
        content += (await browser.get(f"/feed/{token}.ics")).content

    assert len(invited) == 1
    assert content.count(b"BEGIN:VEVENT") == 2
    for word in (b"orkshop", b"Pain", b"torture", b"egional", b"Tbilisi", b"LOCATION", b"http"):
        assert word not in content


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        (Detail.BUSY, "Busy"),
        (Detail.NEUTRAL, "Spring course"),
        (Detail.FULL, "Regional workshop: Spring course"),
    ],
)
async def test_calendars_show_the_neutral_title_that_was_checked_and_never_the_title(
    detail: Detail, told: str, browser: Browser, world: World
) -> None:
    workshop = await opened(world, title="Zaytuna meets", neutral_title="Spring course")
    person = world.people["member"]
    await came(workshop, person)

    assert await read(browser, person, detail) == [f"{told} CONFIRMED 0"] * 2


async def test_what_is_due_for_a_workshop_has_a_number_and_no_title(
    browser: Browser, world: World
) -> None:
    workshop, person = await opened(world, neutral_title="Spring course"), world.people["member"]
    await inviting.invite(await world.act("organiser"), workshop, [person.id])
    token = await open_feed(person, Detail.NEUTRAL, Purpose.DEADLINES)

    content = (await browser.get(f"/feed/{token}.ics")).content

    assert b"SUMMARY:Follow-up 1\r\n" in content
    assert b"Spring course" not in content


async def test_an_invitation_by_mail_has_the_neutral_title_as_its_subject(world: World) -> None:
    workshop = await opened(world, title="Zaytuna meets", neutral_title="Spring course")
    person = world.people["member"]
    await invites.choose(await actor(person), Channel.MAIL, Detail.NEUTRAL)
    await came(workshop, person)
    first = await Invite.filter(entry__person=person).first()
    assert first is not None

    mail = await invites.take(first.entry_id, first.number)

    assert mail is not None
    assert mail.title == "Spring course"
    assert "SUMMARY:Spring course\r\n" in mail.content
    assert "Zaytuna" not in mail.content


async def test_a_full_feed_names_the_kind_and_the_week_leads_to_the_page(
    browser: Browser, world: World
) -> None:
    workshop, person = await opened(world), world.people["member"]
    await came(workshop, person)

    titles = await read(browser, person, Detail.FULL)

    entry = await Entry.filter(person=person).first()
    assert entry is not None
    await browser.sign_in_as(person)
    led = await browser.get(f"/calendar/{entry.id}")
    assert titles == ["Regional workshop: Meeting 7 CONFIRMED 0"] * 2
    assert led.headers["location"] == f"/workshops/{workshop.id}"
