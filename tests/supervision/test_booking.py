"""Booking: nobody is ever in two sessions at once, and everybody is told."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from network.db import connection
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, NotFound
from network.notifications.models import Notice
from network.outbox import RecordedEvent
from network.settings import Settings
from network.supervision.actions import booking
from network.supervision.models import (
    AgreementState,
    Kind,
    SessionMove,
    SessionState,
    SupervisionSession,
)
from network.supervision.queries import sessions as queries
from network.supervision.rules.slots import Refusal
from tests.factories import actor, make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
TEN = datetime(2027, 3, 2, 10, tzinfo=UTC)


def wish(at: datetime = TEN, minutes: int = 60, note: str = "") -> booking.Wish:
    return booking.Wish(starts_at=at, minutes=minutes, note=note)


async def test_a_booking_takes_the_time_of_both_and_tells_both(db: Settings) -> None:
    member = await make_member()
    supervisor = await make_supervisor()
    agreement = await make_agreement(supervisor, member)

    with clock.at(NOW):
        session = await booking.book(await actor(member), supervisor, agreement, wish())

    assert session.state is SessionState.CONFIRMED
    rows = await connection().execute_query_dict("SELECT resource FROM time_claim")
    assert len(rows) == 24
    assert {row["resource"] for row in rows} == {str(member.id), str(supervisor.person_id)}
    told = await Notice.filter(kind="session_booked").values_list("person_id", flat=True)
    assert set(told) == {member.id, supervisor.person_id}


async def test_the_wall_time_of_the_supervisor_is_kept_beside_the_instant(db: Settings) -> None:
    member, supervisor = await make_member(), await make_supervisor(zone="Asia/Kathmandu")
    agreement = await make_agreement(supervisor, member)

    with clock.at(NOW):
        at = TEN + timedelta(minutes=15)
        session = await booking.book(await actor(member), supervisor, agreement, wish(at))

    assert (session.wall, session.zone) == ("2027-03-02T16:00", "Asia/Kathmandu")


async def test_fifty_simultaneous_bookings_of_one_slot_give_one_session(db: Settings) -> None:
    supervisor = await make_supervisor()
    members = [await make_member() for _ in range(50)]
    agreements = [await make_agreement(supervisor, member) for member in members]

    async def book(n: int) -> object:
        try:
            return await booking.book(await actor(members[n]), supervisor, agreements[n], wish())
        except Conflict as error:
            return error

    with clock.at(NOW):
        answers = await asyncio.gather(*(book(n) for n in range(50)))

    booked = [a for a in answers if isinstance(a, SupervisionSession)]
    refused = [a for a in answers if isinstance(a, booking.SlotRefused)]
    assert (len(booked), len(refused)) == (1, 49)
    assert await SupervisionSession.all().count() == 1
    assert await RecordedEvent.filter(name="SessionBooked").count() == 1


async def test_somebody_with_two_supervisors_cannot_book_both_at_once(db: Settings) -> None:
    member = await make_member()
    one, other = await make_supervisor(), await make_supervisor()
    first, second = await make_agreement(one, member), await make_agreement(other, member)

    with clock.at(NOW):
        await booking.book(await actor(member), one, first, wish())
        half_past = wish(TEN + timedelta(minutes=30))
        with pytest.raises(booking.SlotRefused) as refused:
            await booking.book(await actor(member), other, second, half_past)

    assert refused.value.reasons == (Refusal.OTHERS_BUSY,)


async def test_buffers_are_taken_as_well(db: Settings) -> None:
    members = [await make_member(), await make_member()]
    supervisor = await make_supervisor(before=10, after=20)
    agreements = [await make_agreement(supervisor, member) for member in members]

    with clock.at(NOW):
        await booking.book(await actor(members[0]), supervisor, agreements[0], wish())
        right_after = wish(TEN + timedelta(minutes=60))
        with pytest.raises(booking.SlotRefused) as refused:
            await booking.book(await actor(members[1]), supervisor, agreements[1], right_after)
        later = wish(TEN + timedelta(minutes=90))
        session = await booking.book(await actor(members[1]), supervisor, agreements[1], later)

    assert refused.value.reasons == (Refusal.BUFFER,)
    assert session.state is SessionState.CONFIRMED


async def test_a_limit_for_the_day_holds_for_simultaneous_bookings_of_other_times(
    db: Settings,
) -> None:
    supervisor = await make_supervisor(limits={"day": {"count": 2, "minutes": None}})
    members = [await make_member() for _ in range(6)]
    agreements = [await make_agreement(supervisor, member) for member in members]

    async def book(n: int) -> bool:
        at = TEN + timedelta(hours=n)
        try:
            await booking.book(await actor(members[n]), supervisor, agreements[n], wish(at))
        except Conflict:
            return False
        return True

    with clock.at(NOW):
        answers = await asyncio.gather(*(book(n) for n in range(6)))

    assert sum(answers) == 2


async def test_without_an_active_agreement_nothing_is_booked(db: Settings) -> None:
    member, supervisor = await make_member(), await make_supervisor()
    agreement = await make_agreement(supervisor, member, state=AgreementState.PAUSED)

    with clock.at(NOW), pytest.raises(Conflict, match="not active"):
        await booking.book(await actor(member), supervisor, agreement, wish())


async def test_somebody_elses_agreement_does_not_serve(db: Settings) -> None:
    member, stranger, supervisor = await make_member(), await make_member(), await make_supervisor()
    agreement = await make_agreement(supervisor, member)

    with clock.at(NOW), pytest.raises(Forbidden):
        await booking.book(await actor(stranger), supervisor, agreement, wish())


async def test_a_request_holds_its_time_until_it_runs_out(db: Settings) -> None:
    members = [await make_member(), await make_member()]
    supervisor = await make_supervisor(needs_confirming=True)
    agreements = [await make_agreement(supervisor, member) for member in members]
    at = NOW + timedelta(days=10)

    with clock.at(NOW):
        asked = await booking.book(await actor(members[0]), supervisor, agreements[0], wish(at))
        with pytest.raises(booking.SlotRefused):
            await booking.book(await actor(members[1]), supervisor, agreements[1], wish(at))
    with clock.at(NOW + timedelta(hours=73)):
        taken = await booking.book(await actor(members[1]), supervisor, agreements[1], wish(at))

    stored = await SupervisionSession.get(id=asked.id)
    assert (asked.state, stored.state) == (SessionState.REQUESTED, SessionState.EXPIRED)
    assert taken.state is SessionState.REQUESTED


async def test_only_the_supervisor_confirms_and_only_once(db: Settings) -> None:
    member = await make_member()
    supervisor = await make_supervisor(needs_confirming=True)
    agreement = await make_agreement(supervisor, member)

    with clock.at(NOW):
        me, them = await actor(member), await actor(await supervisor.person)
        session = await queries.fresh((await booking.book(me, supervisor, agreement, wish())).id)
        with pytest.raises(Forbidden):
            await booking.confirm(me, session)
        await booking.confirm(them, session)
        with pytest.raises(Conflict):
            await booking.confirm(them, await queries.fresh(session.id))

    assert (await SupervisionSession.get(id=session.id)).state is SessionState.CONFIRMED


async def test_a_moved_session_stays_the_same_and_frees_its_old_time(db: Settings) -> None:
    members = [await make_member(), await make_member()]
    supervisor = await make_supervisor()
    agreements = [await make_agreement(supervisor, member) for member in members]

    with clock.at(NOW):
        me = await actor(members[0])
        at = TEN + timedelta(days=3)
        session = await booking.book(me, supervisor, agreements[0], wish(at))
        later = at + timedelta(minutes=30)
        await booking.move(me, await queries.fresh(session.id), later, "the train")
        again = wish(at - timedelta(minutes=30))
        other = await booking.book(await actor(members[1]), supervisor, agreements[1], again)

    stored = await SupervisionSession.get(id=session.id)
    move = await SessionMove.get(session_id=session.id)
    assert (stored.starts_at, stored.revision) == (later, 1)
    assert (move.from_at, move.to_at, move.reason) == (at, later, "the train")
    assert other.state is SessionState.CONFIRMED


async def test_a_move_onto_taken_time_changes_nothing(db: Settings) -> None:
    members = [await make_member(), await make_member()]
    supervisor = await make_supervisor()
    agreements = [await make_agreement(supervisor, member) for member in members]
    at = TEN + timedelta(days=3)

    with clock.at(NOW):
        first = await booking.book(await actor(members[0]), supervisor, agreements[0], wish(at))
        taken = wish(at + timedelta(hours=2))
        await booking.book(await actor(members[1]), supervisor, agreements[1], taken)
        leader = await actor(await supervisor.person)
        with pytest.raises(booking.SlotRefused):
            await booking.move(leader, await queries.fresh(first.id), taken.starts_at)
        again = await make_member()
        agreement = await make_agreement(supervisor, again)
        with pytest.raises(booking.SlotRefused):
            await booking.book(await actor(again), supervisor, agreement, wish(at))

    stored = await SupervisionSession.get(id=first.id)
    assert (stored.starts_at, stored.revision) == (at, 0)


async def test_cancelling_frees_the_time_and_marks_what_is_late(db: Settings) -> None:
    member = await make_member()
    supervisor = await make_supervisor()
    agreement = await make_agreement(supervisor, member, cancel_hours=48)

    with clock.at(NOW):
        me = await actor(member)
        session = await booking.book(me, supervisor, agreement, wish())
        await booking.cancel(me, await queries.fresh(session.id), "fever")
        again = await booking.book(me, supervisor, agreement, wish())

    stored = await SupervisionSession.get(id=session.id)
    assert (stored.state, stored.is_late, stored.revision) == (
        SessionState.CANCELLED_BY_SUPERVISEE,
        True,
        1,
    )
    assert again.state is SessionState.CONFIRMED


async def test_of_a_cancellation_and_a_confirmation_at_once_one_happens(db: Settings) -> None:
    member = await make_member()
    supervisor = await make_supervisor(needs_confirming=True)
    agreement = await make_agreement(supervisor, member)

    with clock.at(NOW):
        me, them = await actor(member), await actor(await supervisor.person)
        session = await booking.book(me, supervisor, agreement, wish())
        one, other = await queries.fresh(session.id), await queries.fresh(session.id)
        answers = await asyncio.gather(
            booking.cancel(me, one), booking.confirm(them, other), return_exceptions=True
        )

    assert [isinstance(answer, Conflict) for answer in answers].count(True) == 1


async def test_outsiders_cannot_tell_that_a_session_exists(db: Settings) -> None:
    member, supervisor = await make_member(), await make_supervisor()
    agreement = await make_agreement(supervisor, member)
    stranger = await make_member()

    with clock.at(NOW):
        session = await booking.book(await actor(member), supervisor, agreement, wish())

    with pytest.raises(NotFound):
        await queries.get_session(await actor(stranger), session.id)
    assert (await queries.get_session(await actor(member), session.id)).id == session.id


async def test_leaving_a_group_frees_one_seat_and_one_persons_time(db: Settings) -> None:
    members = [await make_member() for _ in range(3)]
    supervisor = await make_supervisor()
    agreement = await make_agreement(supervisor, *members, kind=Kind.GROUP)
    leader = await actor(await supervisor.person)

    with clock.at(NOW):
        wanted = booking.GroupWish(starts_at=TEN, minutes=60, zone="Europe/Berlin")
        session = await booking.plan_group(leader, agreement, wanted)
        await booking.cancel(await actor(members[0]), await queries.fresh(session.id))

    stored = await queries.fresh(session.id)
    rows = await connection().execute_query_dict("SELECT resource FROM time_claim")
    assert stored.state is SessionState.CONFIRMED
    assert set(queries.people_in(stored)) == {leader.person_id, members[1].id, members[2].id}
    assert str(members[0].id) not in {row["resource"] for row in rows}
