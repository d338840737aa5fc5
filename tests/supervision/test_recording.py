"""Recording sessions: what is kept, what is credited, and what only one person can read."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from network.outbox import RecordedEvent
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import booking, hours, recording
from network.supervision.models import (
    Attendance,
    Certificate,
    HoursEntry,
    HoursRole,
    Kind,
    Seat,
    SessionState,
    SupervisionSession,
    Supervisor,
)
from network.supervision.queries import hours as hour_queries
from network.supervision.queries import sessions as queries
from network.supervision.rules.records import Line, Presence, Report, lines, unexcused_in_a_row
from tests.factories import actor, make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

BEFORE = datetime(2027, 3, 1, 8, tzinfo=UTC)
TEN = datetime(2027, 3, 2, 10, tzinfo=UTC)
AFTER = TEN + timedelta(hours=3)
P = Presence


async def held(
    *members: Person, kind: Kind = Kind.GROUP, minutes: int = 90
) -> tuple[Supervisor, SupervisionSession]:
    """A session of a group that is over and has no record yet."""
    supervisor = await make_supervisor()
    agreement = await make_agreement(supervisor, *members, kind=kind, minutes=minutes)
    with clock.at(BEFORE):
        leader = await actor(await supervisor.person)
        wish = booking.GroupWish(starts_at=TEN, minutes=minutes, zone="Europe/Berlin")
        session = await booking.plan_group(leader, agreement, wish)
    return supervisor, await queries.fresh(session.id)


def report(*people: Person, minutes: int = 90, **changes: object) -> Report:
    given = {person.id: P(Attendance.PRESENT) for person in people}
    return Report(minutes=minutes, presences=given, **changes)  # type: ignore[arg-type]


async def test_who_came_received_and_who_led_gave(db: Settings) -> None:
    members = [await make_member() for _ in range(4)]
    supervisor, session = await held(*members)

    with clock.at(AFTER):
        leader = await actor(await supervisor.person)
        await recording.record(leader, session, report(*members))

    rows = await HoursEntry.all()
    assert {(r.person_id, r.role, r.minutes, r.people) for r in rows} == {
        (supervisor.person_id, HoursRole.GIVEN, 90, 4),
        *((m.id, HoursRole.RECEIVED, 90, 4) for m in members),
    }
    me = await actor(members[0])
    months = hour_queries.months_of(
        await hour_queries.own_log(me), date(2027, 3, 1), await hour_queries.post_of(me)
    )
    assert {m.rule_set.code: m.standing.credited for m in months}["bacp"] == Fraction(45)


async def test_a_correction_appends_and_changes_nothing_that_was_written(db: Settings) -> None:
    members = [await make_member(), await make_member()]
    supervisor, session = await held(*members)
    with clock.at(AFTER):
        leader = await actor(await supervisor.person)
        await recording.record(leader, session, report(*members))
        first = {row.id: row.minutes for row in await HoursEntry.all()}

        again = Report(
            minutes=90,
            presences={
                members[0].id: P(Attendance.PRESENT),
                members[1].id: P(Attendance.UNEXCUSED),
            },
        )
        await recording.record(leader, await queries.fresh(session.id), again)

    rows = await HoursEntry.all().order_by("created_at", "id")
    assert {row.id: row.minutes for row in rows if row.id in first} == first
    assert len(rows) == 6
    log = await hour_queries.own_log(await actor(members[1]))
    found = hour_queries.amounts("network", log, date(2027, 1, 1), date(2027, 12, 31))
    assert found.total == 0


async def test_recording_the_same_again_adds_nothing(db: Settings) -> None:
    member = await make_member()
    supervisor, session = await held(member)

    with clock.at(AFTER):
        leader = await actor(await supervisor.person)
        await recording.record(leader, session, report(member))
        await recording.record(leader, await queries.fresh(session.id), report(member))

    assert await HoursEntry.all().count() == 2


async def test_a_session_is_not_recorded_before_its_end_nor_by_somebody_else(db: Settings) -> None:
    member = await make_member()
    supervisor, session = await held(member)

    with clock.at(TEN + timedelta(minutes=30)), pytest.raises(Conflict):
        await recording.record(await actor(await supervisor.person), session, report(member))
    with clock.at(AFTER), pytest.raises(Forbidden):
        await recording.record(await actor(member), session, report(member))

    assert await HoursEntry.all().count() == 0


async def test_without_an_agreement_that_holds_on_the_day_nothing_is_credited(
    db: Settings,
) -> None:
    member = await make_member()
    supervisor, session = await held(member)
    assert session.agreement is not None
    session.agreement.ends_on = date(2027, 3, 1)
    await session.agreement.save()

    with clock.at(AFTER):
        stored = await queries.fresh(session.id)
        await recording.record(await actor(await supervisor.person), stored, report(member))

    assert await HoursEntry.all().count() == 0
    assert (await SupervisionSession.get(id=session.id)).state is SessionState.RECORDED


async def test_what_somebody_wanted_to_bring_is_deleted_with_the_record(db: Settings) -> None:
    member = await make_member()
    supervisor, session = await held(member)
    await Seat.filter(session_id=session.id).update(note="how to say no")

    with clock.at(AFTER):
        await recording.record(await actor(await supervisor.person), session, report(member))

    assert [seat.note for seat in await Seat.all()] == [""]


async def test_a_thought_for_oneself_is_encrypted_and_nobody_else_reads_it(db: Settings) -> None:
    member, other = await make_member(), await make_member()
    supervisor, session = await held(member, other)
    me = await actor(member)

    with clock.at(AFTER):
        await recording.reflect(me, session, "I was tired and said so")

    stored = await queries.fresh(session.id)
    sealed = next(s.reflection for s in stored.places if s.person_id == member.id)
    assert "tired" not in sealed
    assert recording.reflection_of(me, stored) == "I was tired and said so"
    assert recording.reflection_of(await actor(other), stored) == ""
    assert recording.reflection_of(await actor(await supervisor.person), stored) == ""
    with clock.at(AFTER):
        await recording.reflect(me, stored, "")
    assert {s.reflection for s in await Seat.all()} == {""}


async def test_who_led_is_asked_the_next_morning_and_then_every_week(db: Settings) -> None:
    member = await make_member()
    _supervisor, _session = await held(member)

    asked = []
    for at in (
        datetime(2027, 3, 2, 20, tzinfo=UTC),
        datetime(2027, 3, 3, 5, 30, tzinfo=UTC),
        datetime(2027, 3, 3, 6, 30, tzinfo=UTC),
        datetime(2027, 3, 4, 6, 30, tzinfo=UTC),
        datetime(2027, 3, 10, 7, tzinfo=UTC),
    ):
        with clock.at(at):
            asked.append(await recording.ask_for_records())

    assert asked == [0, 0, 1, 0, 1]
    assert await RecordedEvent.filter(name="SessionToRecord").count() == 2


async def test_after_14_days_a_record_counts_as_agreed_and_after_60_none_as_not_held(
    db: Settings,
) -> None:
    member = await make_member()
    supervisor, session = await held(member)
    _other, forgotten = await held(await make_member())
    with clock.at(AFTER):
        await recording.record(await actor(await supervisor.person), session, report(member))

    with clock.at(AFTER + timedelta(days=62)):
        settled, again = await recording.settle_old(), await recording.settle_old()

    states = {s.id: s.state for s in await SupervisionSession.all()}
    assert (settled, again) == (2, 0)
    assert states == {session.id: SessionState.VERIFIED, forgotten.id: SessionState.NOT_HELD}


async def test_only_who_leads_hears_of_two_sessions_missed_without_a_word(db: Settings) -> None:
    member = await make_member()
    supervisor, first = await held(member)
    with clock.at(BEFORE):
        leader = await actor(await supervisor.person)
        assert first.agreement is not None
        wish = booking.GroupWish(
            starts_at=TEN + timedelta(days=7), minutes=60, zone="Europe/Berlin"
        )
        agreement = await make_agreement(supervisor, member, kind=Kind.GROUP)
        second = await booking.plan_group(leader, agreement, wish)
    missing = Report(minutes=60, presences={member.id: P(Attendance.UNEXCUSED)})

    with clock.at(TEN + timedelta(days=8)):
        await recording.record(leader, first, missing)
        once = await recording.unexcused(await queries.fresh(first.id))
        await recording.record(leader, await queries.fresh(second.id), missing)
        twice = await recording.unexcused(await queries.fresh(second.id))

    assert (once, twice) == ([], [member.id])


@pytest.mark.parametrize(
    ("kind", "presences", "expected"),
    [
        (
            Kind.INDIVIDUAL,
            {"a": P(Attendance.PRESENT)},
            {("a", "received", 60), ("L", "given", 60)},
        ),
        (Kind.INDIVIDUAL, {"a": P(Attendance.EXCUSED)}, set()),
        (Kind.INDIVIDUAL, {"a": P(Attendance.SAFETY)}, set()),
        (
            Kind.GROUP,
            {"a": P(Attendance.LATE, 15), "b": P(Attendance.TECHNICAL, 40)},
            {("a", "received", 45), ("b", "received", 20), ("L", "given", 60)},
        ),
        (
            Kind.PEER,
            {"a": P(Attendance.PRESENT), "b": P(Attendance.UNEXCUSED)},
            {("a", "received", 60), ("L", "received", 60)},
        ),
    ],
)
async def test_the_log_lines_of_a_report(
    kind: Kind, presences: dict[str, Presence], expected: set[tuple[str, str, int]]
) -> None:
    found = lines(kind, "L", Report(minutes=60, presences=presences))  # type: ignore[arg-type]

    assert {(str(line.person_id), str(line.role), line.minutes) for line in found} == expected
    assert all(isinstance(line, Line) for line in found)


@pytest.mark.parametrize(
    ("past", "count"),
    [
        ([], 0),
        ([Attendance.UNEXCUSED], 1),
        ([Attendance.UNEXCUSED, Attendance.UNEXCUSED, Attendance.PRESENT], 2),
        ([Attendance.EXCUSED, Attendance.UNEXCUSED], 0),
        ([Attendance.UNEXCUSED, None, Attendance.UNEXCUSED], 1),
    ],
)
async def test_only_the_latest_in_a_row_count(past: list[Attendance | None], count: int) -> None:
    assert unexcused_in_a_row(past) == count


async def _logged(member: Person) -> Supervisor:
    supervisor, session = await held(member)
    with clock.at(AFTER):
        await recording.record(await actor(await supervisor.person), session, report(member))
    return supervisor


WANTED = hours.Wanted(
    name="A", first_on=date(2027, 3, 1), last_on=date(2027, 3, 31), rule_set="network"
)


async def test_a_certificate_proves_hours_to_whoever_has_its_code(db: Settings) -> None:
    member = await make_member()
    await _logged(member)
    me = await actor(member)

    with clock.at(AFTER):
        paper = await hours.issue(me, WANTED)
    found = await hour_queries.certificate_by_code(paper.code.lower().replace("-", " "))

    assert found is not None
    assert found.seconds == {"received": {"group": 5400}, "given": {}}
    with pytest.raises(NotFound):
        await hour_queries.get_certificate(await actor(await make_member()), paper.id)


async def test_a_certificate_without_hours_is_not_issued(db: Settings) -> None:
    me = await actor(await make_member())

    with pytest.raises(Invalid):
        await hours.issue(me, WANTED)

    assert await Certificate.all().count() == 0


async def test_a_correction_does_not_change_a_certificate(db: Settings) -> None:
    member = await make_member()
    supervisor = await _logged(member)
    me, leader = await actor(member), await actor(await supervisor.person)
    session = await queries.fresh((await SupervisionSession.all())[0].id)

    with clock.at(AFTER):
        paper = await hours.issue(me, WANTED)
        await recording.record(leader, session, report(member, minutes=30))

    stored = await Certificate.get(id=paper.id)
    assert stored.seconds == {"received": {"group": 5400}, "given": {}}


async def test_a_month_is_signed_by_its_person_and_then_by_who_supervised_in_it(
    db: Settings,
) -> None:
    member = await make_member()
    supervisor = await _logged(member)
    me, leader = await actor(member), await actor(await supervisor.person)
    march = date(2027, 3, 1)

    with clock.at(AFTER), pytest.raises(Conflict):
        await hours.sign_month(me, march, "network")
    with clock.at(datetime(2027, 4, 2, tzinfo=UTC)):
        signed = await hours.sign_month(me, march, "network")
        with pytest.raises(Forbidden):
            await hours.countersign(await actor(await make_member()), signed)
        await hours.countersign(leader, signed)
        with pytest.raises(Conflict):
            await hours.countersign(leader, signed)

    stored = await hour_queries.statement(me, march, "network")
    assert stored is not None
    assert stored.countersigned_by_id == supervisor.person_id
