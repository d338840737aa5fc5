"""Series: one wall time of whoever gives them, through every change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.events import EVENTS
from network.kernel import clock, zones
from network.kernel.actor import Actor
from network.kernel.errors import Invalid
from network.outbox import RecordedEvent
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import booking, series
from network.supervision.models import (
    DatesKind,
    Kind,
    SessionMove,
    SessionState,
    SupervisionSession,
    SupervisorDates,
)
from network.supervision.queries import sessions as queries
from network.supervision.rules.series import (
    Every,
    Occurrence,
    Pattern,
    Shift,
    local_times,
    occurrence,
    occurrences,
    shifts,
)
from tests.browser_client import Browser
from tests.factories import actor, make_member
from tests.supervision_makers import make_agreement, make_supervisor

G1 = Pattern(
    first_on=date(2027, 1, 12), at=time(14, 30), zone="Europe/Belgrade", interval=2, count=24
)
G2 = Pattern(
    first_on=date(2027, 1, 31),
    at=time(13),
    zone="Asia/Kathmandu",
    every=Every.LAST_WEEKDAY,
    count=12,
)
G3 = Pattern(first_on=date(2027, 1, 14), at=time(11), zone="America/Santiago", interval=2, count=26)
G4 = Pattern(first_on=date(2027, 1, 12), at=time(9), zone="America/Chicago", interval=2, count=24)


def starts(pattern: Pattern) -> dict[date, datetime]:
    return {o.wall.date(): o.starts_at for o in occurrences(pattern) if o.starts_at}


def local(pattern: Pattern, on: date, zone: str) -> str:
    return f"{starts(pattern)[on].astimezone(zones.zone(zone)):%H:%M}"


@pytest.mark.parametrize(
    ("pattern", "on", "zone", "expected"),
    [
        (G1, date(2027, 1, 12), "Europe/Belgrade", "14:30"),
        (G1, date(2027, 1, 12), "Asia/Tbilisi", "17:30"),
        (G1, date(2027, 1, 12), "Africa/Cairo", "15:30"),
        (G1, date(2027, 3, 23), "Europe/Belgrade", "14:30"),
        (G1, date(2027, 3, 23), "Asia/Tbilisi", "17:30"),
        (G1, date(2027, 3, 23), "Africa/Cairo", "15:30"),
        (G1, date(2027, 4, 6), "Europe/Belgrade", "14:30"),
        (G1, date(2027, 4, 6), "Asia/Tbilisi", "16:30"),
        (G1, date(2027, 4, 6), "Africa/Cairo", "14:30"),
        (G1, date(2027, 5, 4), "Europe/Belgrade", "14:30"),
        (G1, date(2027, 5, 4), "Asia/Tbilisi", "16:30"),
        (G1, date(2027, 5, 4), "Africa/Cairo", "15:30"),
        (G1, date(2027, 11, 2), "Europe/Belgrade", "14:30"),
        (G1, date(2027, 11, 2), "Asia/Tbilisi", "17:30"),
        (G1, date(2027, 11, 2), "Africa/Cairo", "15:30"),
        (G2, date(2027, 4, 25), "Africa/Cairo", "09:15"),
        (G2, date(2027, 5, 30), "Africa/Cairo", "10:15"),
        (G2, date(2027, 9, 26), "Africa/Cairo", "10:15"),
        (G2, date(2027, 10, 31), "Africa/Cairo", "09:15"),
        (G3, date(2027, 1, 14), "America/Santiago", "11:00"),
        (G3, date(2027, 1, 14), "America/Chicago", "08:00"),
        (G3, date(2027, 3, 25), "America/Chicago", "09:00"),
        (G3, date(2027, 4, 8), "America/Chicago", "10:00"),
        (G3, date(2027, 9, 9), "America/Chicago", "09:00"),
        (G3, date(2027, 11, 18), "America/Chicago", "08:00"),
        (G4, date(2027, 3, 9), "Europe/Belgrade", "16:00"),
        (G4, date(2027, 3, 23), "Europe/Belgrade", "15:00"),
        (G4, date(2027, 4, 6), "Europe/Belgrade", "16:00"),
        (G4, date(2027, 10, 19), "Europe/Belgrade", "16:00"),
        (G4, date(2027, 11, 2), "Europe/Belgrade", "15:00"),
        (G4, date(2027, 11, 16), "Europe/Belgrade", "16:00"),
    ],
)
def test_everybody_sees_the_local_time_that_the_scenario_expects(
    pattern: Pattern, on: date, zone: str, expected: str
) -> None:
    assert local(pattern, on, zone) == expected


def test_the_group_and_its_leaders_own_supervision_meet_on_exactly_two_days() -> None:
    group = [(s, s + timedelta(minutes=90)) for s in starts(G1).values()]
    own = [(s, s + timedelta(minutes=60)) for s in starts(G4).values()]

    clashing = {a.date() for a, b in group for c, d in own if a < d and c < b}

    assert clashing == {date(2027, 3, 23), date(2027, 11, 2)}


def test_a_time_the_clocks_jump_over_names_the_next_one() -> None:
    found = occurrence(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")

    assert found == Occurrence(
        datetime(2027, 3, 28, 2, 30), None, next_valid=datetime(2027, 3, 28, 3)
    )


@pytest.mark.parametrize(("second", "hour"), [(None, 0), (False, 0), (True, 1)])
def test_of_two_equal_times_one_can_say_which(second: bool | None, hour: int) -> None:
    found = occurrence(datetime(2027, 10, 31, 2, 30), "Europe/Berlin", second=second)

    assert found.starts_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    assert found.is_doubled is (second is None)


def test_a_shift_names_the_day_both_times_and_for_how_many_sessions() -> None:
    ten = Pattern(
        first_on=date(2026, 11, 26), at=time(14), zone="Europe/Berlin", interval=2, count=10
    )

    found = shifts(list(starts(ten).values()), "Asia/Tbilisi")

    assert found == [Shift(date(2027, 4, 1), time(17), time(16), 1)]


@given(
    st.sampled_from(sorted(zones.zone_names())),
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.times(),
    st.integers(1, 4),
)
def test_every_session_is_at_the_wall_time_or_says_why_not(
    zone: str, first: date, at: time, weeks: int
) -> None:
    at = at.replace(second=0, microsecond=0, tzinfo=None)
    pattern = Pattern(first_on=first, at=at, zone=zone, interval=weeks, count=12)

    for number, one in enumerate(occurrences(pattern)):
        assert one.wall == datetime.combine(first + timedelta(weeks=weeks * number), at)
        if one.starts_at is None:
            assert one.next_valid is not None
            assert one.next_valid > one.wall
        else:
            assert local_times([one.starts_at], zone) == [one.wall]


NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.anyio
async def test_planning_announces_both_clashes_at_once_and_stores_nothing(db: Settings) -> None:
    leader, above = await make_member(zone="Europe/Belgrade"), await make_member()
    group = await make_agreement(
        await make_supervisor(leader, zone="Europe/Belgrade"),
        *[await make_member() for _ in range(5)],
        kind=Kind.GROUP,
        minutes=90,
    )
    own = await make_agreement(
        await make_supervisor(above, zone="America/Chicago"), leader, kind=Kind.SUPERVISORS
    )

    with clock.at(NOW):
        await series.plan(await actor(leader), group, G1, series.Choices(90))
        planned = await series.preview(own, G4, 60)
        with pytest.raises(series.Clashes) as clashes:
            await series.plan(await actor(above), own, G4, series.Choices(60))

    assert [p.occurrence.wall.date() for p in planned if p.busy] == [
        date(2027, 3, 23),
        date(2027, 11, 2),
    ]
    assert {p.busy for p in planned if p.busy} == {(leader.id,)}
    assert len(clashes.value.starts) == 2
    assert await SupervisionSession.filter(agreement_id=own.id).count() == 0


@pytest.mark.anyio
async def test_clashing_sessions_can_be_left_out(db: Settings) -> None:
    leader = await make_member()
    supervisor = await make_supervisor(leader, zone="Europe/Berlin")
    one = await make_agreement(supervisor, await make_member(), kind=Kind.GROUP)
    weekly = Pattern(first_on=date(2027, 1, 5), at=time(10), zone="Europe/Berlin", count=4)
    skip = (datetime(2027, 1, 12, 10),)

    with clock.at(NOW):
        await series.plan(await actor(leader), one, weekly, series.Choices(60, skip))

    assert await _walls() == ["2027-01-05T10:00", "2027-01-19T10:00", "2027-01-26T10:00"]


@pytest.mark.anyio
async def test_days_the_supervisor_has_closed_are_shown_before_planning(db: Settings) -> None:
    leader = await make_member()
    supervisor = await make_supervisor(leader, zone="Europe/Berlin")
    group = await make_agreement(supervisor, await make_member(), kind=Kind.GROUP)
    await SupervisorDates.create(
        supervisor=supervisor,
        kind=DatesKind.CLOSED,
        first_on=date(2027, 1, 12),
        last_on=date(2027, 1, 12),
    )
    weekly = Pattern(first_on=date(2027, 1, 5), at=time(10), zone="Europe/Berlin", count=3)

    planned = await series.preview(group, weekly, 60)

    assert [p.clashes for p in planned] == [False, True, False]


async def _weekly(first: date = date(2027, 3, 9)) -> tuple[Actor, list[SupervisionSession]]:
    leader = await make_member()
    supervisor = await make_supervisor(leader, zone="Europe/Berlin")
    group = await make_agreement(supervisor, await make_member(), kind=Kind.GROUP)
    pattern = Pattern(first_on=first, at=time(10), zone="Europe/Berlin", count=5)
    await series.plan(await actor(leader), group, pattern, series.Choices(60))
    rows = await SupervisionSession.all().order_by("starts_at")
    return await actor(leader), [await queries.fresh(row.id) for row in rows]


async def _walls() -> list[str]:
    return [row.wall for row in await SupervisionSession.all().order_by("starts_at")]


@pytest.mark.anyio
async def test_this_and_all_later_sessions_move_in_wall_time_across_a_clock_change(
    db: Settings,
) -> None:
    with clock.at(NOW):
        leader, rows = await _weekly()
        moved = await series.move_all(
            leader, rows[1], datetime(2027, 3, 17, 11, 30), only_later=True, reason="holiday"
        )

    assert moved == 4
    assert await _walls() == [
        "2027-03-09T10:00",
        "2027-03-17T11:30",
        "2027-03-24T11:30",
        "2027-03-31T11:30",
        "2027-04-07T11:30",
    ]
    assert await SessionMove.all().count() == 4
    assert {r.revision for r in await SupervisionSession.all()} == {0, 1}


@pytest.mark.anyio
async def test_a_series_can_move_onto_its_own_old_times(db: Settings) -> None:
    with clock.at(NOW):
        leader, rows = await _weekly()
        moved = await series.move_all(leader, rows[0], datetime(2027, 3, 16, 10), only_later=False)

    assert moved == 5
    assert (await _walls())[0] == "2027-03-16T10:00"


@pytest.mark.anyio
async def test_a_series_cannot_move_onto_a_time_that_one_day_does_not_have(db: Settings) -> None:
    with clock.at(NOW):
        leader, rows = await _weekly(date(2027, 3, 14))
        with pytest.raises(Invalid) as refused:
            await series.move_all(leader, rows[0], datetime(2027, 3, 14, 2, 30), only_later=False)

    assert "28 Mar 2027" in refused.value.fields["at"]
    assert "03:00" in refused.value.fields["at"]
    assert (await _walls())[0] == "2027-03-14T10:00"


@pytest.mark.anyio
async def test_only_this_one_can_be_moved_and_all_later_ones_cancelled(db: Settings) -> None:
    with clock.at(NOW):
        leader, rows = await _weekly()
        await booking.move(leader, rows[0], rows[0].starts_at + timedelta(hours=1))
        later = await queries.fresh(rows[2].id)
        assert await series.cancel_all(leader, later, "", only_later=True) == 3

    states = [row.state for row in await SupervisionSession.all().order_by("starts_at")]
    assert states == [SessionState.CONFIRMED] * 2 + [SessionState.CANCELLED_BY_SUPERVISOR] * 3


@pytest.mark.anyio
async def test_of_changes_within_one_instant_the_later_one_is_told_as_later(db: Settings) -> None:
    with clock.at(NOW):
        leader, rows = await _weekly()
        await series.move_all(leader, rows[0], datetime(2027, 3, 9, 11), only_later=False)
        await series.cancel_all(leader, await queries.fresh(rows[3].id), "", only_later=True)

    told = await RecordedEvent.filter(name="SeriesChanged").order_by("id")
    revisions = [row.payload["revision"] for row in told]
    assert len(revisions) == 3
    assert revisions == sorted(set(revisions))


@pytest.mark.anyio
async def test_everybody_hears_once_45_days_ahead_that_the_hour_changes_for_some(
    db: Settings,
) -> None:
    far = await make_member(zone="Asia/Tbilisi")
    near = await make_member(zone="Europe/Berlin")
    supervisor = await make_supervisor(near, zone="Europe/Berlin")
    group = await make_agreement(supervisor, far, kind=Kind.GROUP)
    with clock.at(NOW):
        pattern = Pattern(first_on=date(2027, 3, 9), at=time(10), zone="Europe/Berlin", count=5)
        await series.plan(await actor(near), group, pattern, series.Choices(60))

    with clock.at(datetime(2027, 2, 10, tzinfo=UTC)):
        too_early = await series.warn_of_shifts()
    with clock.at(datetime(2027, 2, 20, tzinfo=UTC)):
        first, second = await series.warn_of_shifts(), await series.warn_of_shifts()

    facts = await RecordedEvent.filter(name="HourShiftAhead")
    assert (too_early, first, second) == (0, 1, 0)
    assert set(facts[0].payload["told"]) == {str(near.id), str(far.id)}
    assert "HourShiftAhead" in EVENTS


@pytest.mark.anyio
async def test_new_zone_rules_keep_the_wall_time_and_tell_whose_instant_moved(
    db: Settings,
) -> None:
    with clock.at(NOW):
        _leader, rows = await _weekly()
        wrong = rows[0].starts_at + timedelta(hours=1)
        await SupervisionSession.filter(id=rows[0].id).update(starts_at=wrong, tz_version="2020a")
        await SupervisionSession.filter(id=rows[1].id).update(tz_version="2020a")
        moved, again = await series.follow_zone_rules(), await series.follow_zone_rules()

    stored = await SupervisionSession.get(id=rows[0].id)
    fact = await RecordedEvent.get(name="SessionMoved")
    assert (moved, again) == (1, 0)
    assert (stored.starts_at, stored.wall) == (rows[0].starts_at, "2027-03-09T10:00")
    assert stored.tz_version == zones.TZ_VERSION
    assert fact.subject_id == rows[0].id


@pytest.mark.anyio
async def test_sessions_that_new_zone_rules_moved_are_listed_for_those_who_come(
    browser: Browser,
) -> None:
    with clock.at(NOW):
        leader, rows = await _weekly()
        for row in rows[:2]:
            wrong = row.starts_at + timedelta(hours=1)
            await SupervisionSession.filter(id=row.id).update(starts_at=wrong, tz_version="2020a")
        await series.follow_zone_rules()
        await browser.sign_in_as(await Person.get(id=leader.person_id))
        page = await browser.get("/supervision/sessions")

    assert page.text.count("moved-from") == 2
    assert "New rules for the clocks" in page.text
