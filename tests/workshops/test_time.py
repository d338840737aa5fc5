"""What time does to workshops, however long the worker stood still."""

from datetime import datetime, timedelta

import pytest

from network.kernel import clock, wall_times
from network.settings import Settings
from network.workshops.actions import (
    conditions,
    moving,
    organising,
    passing_time,
    registering,
    reminding,
    sessions,
)
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop, WorkshopReminder, WorkshopSession
from network.workshops.queries import workshops
from network.workshops.rules.facts import Request
from network.workshops.rules.reminders import Plan
from network.workshops.vocabulary import Anchor, Audience, Move, Reason, WorkshopState
from tests.factories import actor
from tests.workshops.workshop_world import (
    ZONE,
    afterwards,
    came,
    crowd,
    during,
    facts,
    in_days,
    last_fact,
    make_world,
    opened,
    sessions_of,
    states_of,
    wall,
)

pytestmark = pytest.mark.anyio


async def test_nine_days_of_silence_strand_nothing_and_tell_the_last_step(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=1)
    people = await crowd(3)
    for person in people:
        await came(workshop, person)
    await registering.withdraw(await actor(people[0]), workshop)

    with clock.at(afterwards(workshop, days=9)):
        moved = await passing_time.catch_up_all()
        again = await passing_time.catch_up_all()

    stored = await workshops.fresh(workshop.id)
    outcome = await Outcome.get(workshop_id=workshop.id)
    told = [f["told"] for f in await facts("WorkshopMoved") if f["move"] in ("begin", "end")]
    assert (moved, again) == (1, 0)
    assert stored.state is WorkshopState.OUTCOMES_DUE
    assert outcome.due_on == in_days(76)
    assert told == [[], [str(world.people["organiser"].id)]]


async def test_a_reader_sees_the_state_of_now_before_anybody_stored_it(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)

    with clock.at(during(workshop)):
        seen = await workshops.get_workshop(await world.act("member"), workshop.id)

    assert seen.workshop.state is WorkshopState.RUNNING
    assert (await workshops.fresh(workshop.id)).state is WorkshopState.OPEN


async def test_a_page_from_before_a_step_of_time_still_acts(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)

    with clock.at(during(workshop)):
        moved = await moving.move(
            await world.act("organiser"), workshop, Move.CANCEL, Request(reason=Reason.VENUE)
        )

    assert moved.state is WorkshopState.CANCELLED


async def test_one_that_fails_holds_up_no_other(db: Settings) -> None:
    world = await make_world()
    found = [await opened(world) for _ in range(3)]
    await Workshop.filter(id=found[1].id).update(zone="", first_on=None, last_on=None)
    await Workshop.filter(id=found[1].id).update(ends_at=found[0].starts_at)

    with clock.at(during(found[0])):
        await passing_time.catch_up_all()

    states = [(await workshops.fresh(one.id)).state for one in found]
    assert states[0] is states[2] is WorkshopState.RUNNING


# reminders ---------------------------------------------------------------------------------------


async def test_reminders_are_sent_once_to_whom_they_are_for(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=1)
    (has_place, waits) = await crowd(2)
    for person in (has_place, waits):
        await came(workshop, person)

    with clock.at(during(workshop, hours=-23)):
        sent = await reminding.remind_all()
        again = await reminding.remind_all()

    told = [f["told"] for f in await facts("WorkshopReminded")]
    assert (sent, again) == (3, 0)
    assert told == [[str(has_place.id)], [str(has_place.id)]]


async def test_a_reminder_follows_the_days_and_is_sent_again_for_others(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser = await world.act("organiser")
    plan = Plan(Anchor.START, -60, Audience.CONFIRMED)
    reminder = await conditions.add_reminder(organiser, workshop, plan)
    await came(workshop, world.people["member"])
    with clock.at(during(workshop, hours=0) - timedelta(minutes=30)):
        await reminding.remind_all()
        settled = await WorkshopReminder.get(id=reminder.id)

    postponed = await moving.move(organiser, workshop, Move.POSTPONE, Request(reason=Reason.TRAVEL))
    resumed = await moving.move(organiser, postponed, Move.RESUME, Request(starts_on=in_days(90)))

    stored = await WorkshopReminder.get(id=reminder.id)
    assert settled.due_at is None
    assert resumed.starts_at is not None
    assert stored.due_at == resumed.starts_at - timedelta(hours=1)


async def test_a_reminder_that_comes_too_late_is_let_go(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])

    with clock.at(during(workshop)):
        sent = await reminding.remind_all()

    assert sent == 0
    assert await facts("WorkshopReminded") == []
    late = await WorkshopReminder.filter(workshop_id=workshop.id, anchor=Anchor.START)
    assert {row.due_at for row in late} == {None}


async def test_who_writes_the_outcome_is_reminded_step_by_step(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    with clock.at(afterwards(workshop)):
        await passing_time.catch_up_all()

    sent = {}
    for day in (67, 69, 70, 75, 76, 79, 90, 91):
        with clock.at(datetime.combine(in_days(day), wall(0, 12).time(), clock.now().tzinfo)):
            await reminding.remind_all()
            sent[day] = len([f for f in await facts("WorkshopReminded") if f["what"] == "outcome"])

    assert sent == {67: 0, 69: 1, 70: 1, 75: 2, 76: 3, 79: 4, 90: 5, 91: 5}


# sessions ----------------------------------------------------------------------------------------


async def test_new_rules_of_a_zone_keep_the_hour_on_the_wall(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    (first, _last) = await sessions_of(workshop)
    old = first.starts_at - timedelta(hours=1)
    await WorkshopSession.filter(id=first.id).update(starts_at=old, tz_version="2020a")

    moved = await sessions.follow_zone_rules()
    again = await sessions.follow_zone_rules()

    fact = await last_fact("WorkshopSessionMoved", session_id=first.id)
    assert (moved, again) == (1, 0)
    assert (await sessions_of(workshop))[0].starts_at == first.starts_at
    assert str(world.people["member"].id) in fact["told"]


async def test_a_session_that_moves_tells_who_comes_and_nobody_who_waits(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=1)
    (has_place, waits) = await crowd(2)
    for person in (has_place, waits):
        await came(workshop, person)
    (first, _last) = await sessions_of(workshop)
    plan = Sitting(wall=wall(60, 14), minutes=120, zone=ZONE)

    await sessions.change_session(
        await world.act("organiser"), workshop, first.id, first.version, plan
    )

    fact = await last_fact("WorkshopSessionMoved", session_id=first.id)
    stored = await workshops.fresh(workshop.id)
    assert fact["told"] == [str(has_place.id)]
    assert fact["revision"] > first.revision
    assert stored.starts_at == first.starts_at + timedelta(hours=4)


async def test_resuming_moves_sessions_by_days_and_puts_them_into_calendars(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    organiser = await world.act("organiser")
    before = await sessions_of(workshop)
    postponed = await moving.move(organiser, workshop, Move.POSTPONE, Request(reason=Reason.VENUE))
    removed = await last_fact("WorkshopSessionMoved", session_id=before[0].id)

    await moving.move(organiser, postponed, Move.RESUME, Request(starts_on=in_days(67)))

    back = await last_fact("WorkshopSessionMoved", session_id=before[0].id)
    after = await sessions_of(workshop)
    assert (removed["is_removed"], back["is_removed"]) == (True, False)
    assert back["revision"] > removed["revision"]
    assert [row.wall for row in after] == [
        wall_times.written(datetime.fromisoformat(row.wall) + timedelta(days=7)) for row in before
    ]


async def test_an_early_end_takes_what_was_to_come_out_of_calendars(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    first, last = await sessions_of(workshop)

    with clock.at(during(workshop)):
        await moving.move(await world.act("organiser"), workshop, Move.END)

    fact = await last_fact("WorkshopSessionMoved")
    moved = await last_fact("WorkshopMoved", move="end")
    told = dict(zip(moved["told"], moved["told_as"], strict=True))
    assert told == {str(world.people["member"].id): "coming"}
    assert [row.id for row in await sessions_of(workshop)] == [first.id]
    assert (await workshops.fresh(workshop.id)).last_on == in_days(60)
    assert (fact["session_id"], fact["is_removed"]) == (str(last.id), True)
    assert (await last_fact("WorkshopSessionMoved", session_id=first.id))["is_removed"] is False
    assert (await states_of(workshop)) == ["confirmed"]


async def test_cancelling_asks_the_visits_behind_it_for_another_way(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser = await world.act("organiser")
    visit_id = world.host.id
    await organising.link_source(organiser, workshop, "visit", visit_id)

    await moving.move(organiser, workshop, Move.CANCEL, Request(reason=Reason.TOO_FEW))

    fact = await last_fact("WorkshopMoved", move="cancel")
    assert fact["visits"] == [str(visit_id)]
