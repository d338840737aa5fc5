"""Entries follow from events: once, in order, with one name for ever."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from network import events, outbox
from network.calendars.actions import entries
from network.calendars.models.feeds import Entry, Status
from network.calendars.reactions import PROJECTION
from network.calendars.reactions import supervision as reactions
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import SYSTEM
from tests.calendar_makers import HOUR, book, booked, cancelled, make_pair, moved
from tests.factories import make_member

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
START = datetime(2027, 3, 20, 14, tzinfo=UTC)


async def test_everybody_in_a_session_has_an_entry_of_their_own() -> None:
    ana, ben = await make_pair()

    await book(ana, ben, at=START, minutes=50)

    found = await Entry.all().order_by("created_at")
    assert {e.person_id: (e.other_id, e.starts_at, e.ends_at) for e in found} == {
        ana.id: (ben.id, START, START + timedelta(minutes=50)),
        ben.id: (ana.id, START, START + timedelta(minutes=50)),
    }
    assert len({e.uid for e in found}) == 2


async def test_the_same_fact_delivered_twice_changes_nothing() -> None:
    ana, ben = await make_pair()
    fact = booked(uuid4(), ana, ben, at=START)
    await reactions.session_booked(fact)
    before = await Entry.all().order_by("id").values()

    await reactions.session_booked(fact)

    assert await Entry.all().order_by("id").values() == before


async def test_a_move_keeps_the_name_and_raises_the_sequence() -> None:
    ana, ben = await make_pair()
    session_id = await book(ana, ben, at=START)
    before = await Entry.get(person=ana)

    with clock.at(NOW):
        fact = moved(session_id, ana, ben, at=START, to=START + HOUR, revision=1)
        await reactions.session_moved(fact)

    after = await Entry.get(person=ana)
    assert (after.uid, after.sequence, after.starts_at) == (before.uid, 1, START + HOUR)
    assert (after.changed_at, after.change > before.change) == (NOW, True)


async def test_a_late_booking_cannot_revive_a_cancelled_session() -> None:
    ana, ben = await make_pair()
    session_id = uuid4()
    await reactions.session_booked(booked(session_id, ana, ben, at=START))
    await reactions.session_cancelled(cancelled(session_id, ana, ben, at=START, revision=1))

    await reactions.session_booked(booked(session_id, ana, ben, at=START))

    assert {e.status for e in await Entry.all()} == {Status.CANCELLED}


async def test_a_booking_that_arrives_after_its_cancellation_is_not_shown() -> None:
    ana, ben = await make_pair()
    session_id = uuid4()
    await reactions.session_cancelled(cancelled(session_id, ana, ben, at=START, revision=1))

    await reactions.session_booked(booked(session_id, ana, ben, at=START))

    assert {e.status for e in await Entry.all()} == {Status.CANCELLED}


async def test_a_late_move_is_ignored() -> None:
    ana, ben = await make_pair()
    session_id = await book(ana, ben, at=START)
    newer = moved(session_id, ana, ben, at=START, to=START + 2 * HOUR, revision=2)
    await reactions.session_moved(newer)

    older = moved(session_id, ana, ben, at=START, to=START + HOUR, revision=1)
    await reactions.session_moved(older)

    assert (await Entry.get(person=ben)).starts_at == START + 2 * HOUR


async def test_a_request_that_is_moved_is_in_nobodys_calendar() -> None:
    ana, ben = await make_pair()
    asked = events.SessionMoved(
        session_id=uuid4(),
        revision=1,
        from_at=START,
        to_at=START + HOUR,
        minutes=60,
        kind="individual",
        leader_id=ana.id,
        told=(ana.id, ben.id),
        is_asked=True,
    )

    await reactions.session_moved(asked)

    assert await Entry.all().count() == 0


async def test_who_leaves_a_group_loses_the_entry_and_the_others_keep_theirs() -> None:
    ana, ben = await make_pair()
    eve = await make_member()
    session_id = await book(ana, ben, eve, at=START, kind="group")
    left = events.SeatLeft(
        session_id=session_id, person_id=eve.id, starts_at=START, told=(ana.id,), revision=1
    )

    await reactions.seat_left(left)

    states = {e.person_id: e.status for e in await Entry.all()}
    assert states == {
        ana.id: Status.CONFIRMED,
        ben.id: Status.CONFIRMED,
        eve.id: Status.CANCELLED,
    }


async def test_who_takes_a_seat_again_has_the_same_entry_again() -> None:
    ana, ben = await make_pair()
    session_id = await book(ana, ben, at=START, kind="group")
    first = await Entry.get(person=ben)
    left = events.SeatLeft(
        session_id=session_id, person_id=ben.id, starts_at=START, told=(ana.id,), revision=1
    )
    back = events.SeatTaken(
        session_id=session_id,
        revision=2,
        person_id=ben.id,
        starts_at=START,
        minutes=60,
        kind="group",
        leader_id=ana.id,
        told=(ana.id, ben.id),
    )

    await reactions.seat_left(left)
    await reactions.seat_taken(back)

    again = await Entry.get(person=ben)
    assert (again.uid, again.sequence, again.status) == (first.uid, 2, Status.CONFIRMED)


async def test_members_of_an_agreement_have_its_dates_as_whole_days() -> None:
    ana, ben = await make_pair()
    fact = events.AgreementMoved(
        agreement_id=uuid4(),
        state="active",
        told=(ben.id,),
        revision=3,
        members=(ana.id, ben.id),
        review_on=datetime(2027, 6, 1, tzinfo=UTC).date(),
        ends_on=datetime(2027, 12, 31, tzinfo=UTC).date(),
    )

    await reactions.agreement_moved(fact)

    found = await Entry.filter(person=ben).order_by("first_on")
    assert [(e.kind, e.first_on.isoformat(), e.is_all_day) for e in found] == [
        ("agreement_review", "2027-06-01", True),
        ("agreement_end", "2027-12-31", True),
    ]


async def test_entries_are_forgotten_when_the_facts_behind_them_are() -> None:
    ana, ben = await make_pair()
    await book(ana, ben, at=NOW - timedelta(days=401))
    await book(ana, ben, at=NOW - timedelta(days=399))

    with clock.at(NOW):
        gone = await entries.purge()

    assert (gone, await Entry.all().count()) == (2, 2)


async def test_lost_entries_come_back_from_the_recorded_facts() -> None:
    ana, ben = await make_pair()
    session_id = uuid4()
    first = booked(session_id, ana, ben, at=START)
    second = moved(session_id, ana, ben, at=START, to=START + HOUR, revision=1)
    for fact in (first, second):
        async with transaction():
            await outbox.record(SYSTEM, fact)
    kept = await Entry.get(person=ana).values()
    await Entry.filter(person=ben).delete()

    count = await outbox.replay("calendars", PROJECTION)

    back = await Entry.get(person=ben)
    assert (count, back.starts_at, back.status) == (2, START + HOUR, Status.CONFIRMED)
    assert await Entry.get(person=ana).values() == kept
