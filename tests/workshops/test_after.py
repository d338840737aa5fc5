"""Being there, and what comes of it: codes, certificates, evaluations, outcomes, trainers."""

from datetime import timedelta

import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale, TooMany
from network.kernel.moves import Refused
from network.settings import Settings
from network.workshops.actions import attending, completing, concluding, moving, passing_time
from network.workshops.actions.concluding import Agreed, Written
from network.workshops.models.outcomes import Outcome
from network.workshops.models.registrations import (
    Registration,
    WorkshopAttendance,
    WorkshopEvaluation,
)
from network.workshops.models.workshops import Workshop
from network.workshops.queries import outcomes, registrations, workshops
from network.workshops.rules import attending as rules
from network.workshops.rules.facts import Request
from network.workshops.rules.outcomes import ASKED
from network.workshops.vocabulary import ActionState, Move, Reason, RegState, WorkshopState
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    crowd,
    during,
    facts,
    in_days,
    last_fact,
    make_world,
    opened,
    place_of,
    sessions_of,
)

pytestmark = pytest.mark.anyio


async def with_place(world: World, **given: object) -> tuple[Workshop, Registration, Actor]:
    workshop = await opened(world, **given)
    row = (await came(workshop, world.people["member"])).registration
    return workshop, row, await world.act("member")


# being there -------------------------------------------------------------------------------------


async def test_who_has_the_code_of_each_session_was_there(db: Settings) -> None:
    world = await make_world()
    workshop, _row, member = await with_place(world)
    organiser = await world.act("organiser")
    found = []

    for session in await sessions_of(workshop):
        with clock.at(session.starts_at + timedelta(minutes=10)):
            code = await attending.show_code(organiser, workshop, session.id, is_new=False)
            row = await attending.say_present(member, workshop, session.id, code.lower())
            found.append(row.state)

    assert found == [RegState.PARTLY, RegState.ATTENDED]
    minutes = (await registrations.minutes_of([row.id]))[row.id]
    assert sum(minutes.values()) == 360


async def test_there_is_no_code_before_the_start(db: Settings) -> None:
    world = await make_world()
    workshop, _row, member = await with_place(world)
    first = (await sessions_of(workshop))[0]
    organiser = await world.act("organiser")

    with pytest.raises(Conflict):
        await attending.show_code(organiser, workshop, first.id, is_new=False)
    with pytest.raises(Refused):
        await attending.say_present(member, workshop, first.id, "AAAAAAA")


async def test_wrong_codes_are_counted_and_ten_are_too_many(db: Settings) -> None:
    world = await make_world()
    workshop, _row, member = await with_place(world)
    first = (await sessions_of(workshop))[0]

    with clock.at(during(workshop)):
        code = await attending.show_code(
            await world.act("organiser"), workshop, first.id, is_new=False
        )
        for _ in range(10):
            with pytest.raises(Invalid):
                await attending.say_present(member, workshop, first.id, "WRONG")
        with pytest.raises(TooMany):
            await attending.say_present(member, workshop, first.id, code)

    assert (await place_of(workshop, world.people["member"])).state is RegState.CONFIRMED


async def test_who_waits_is_not_there(db: Settings) -> None:
    world = await make_world()
    workshop, _row, _member = await with_place(world, capacity=1)
    await came(workshop, world.people["other"])
    first = (await sessions_of(workshop))[0]

    with clock.at(during(workshop)):
        code = await attending.show_code(
            await world.act("organiser"), workshop, first.id, is_new=False
        )
        with pytest.raises(NotFound):
            await attending.say_present(await world.act("other"), workshop, first.id, code)


async def test_the_organisers_note_minutes_and_absence_is_told_to_nobody(db: Settings) -> None:
    world = await make_world()
    workshop, row, _member = await with_place(world)
    organiser = await world.act("organiser")
    first, last = await sessions_of(workshop)

    with clock.at(during(workshop)):
        partly = await attending.mark(organiser, workshop, row.id, {first.id: 180, last.id: 0})
        absent = await attending.mark_away(organiser, workshop, row.id, is_excused=False)
        told = (await last_fact("RegistrationMoved", move="mark"))["told"]
        with pytest.raises(Invalid):
            await attending.mark(organiser, workshop, row.id, {first.id: 181})

    assert (partly.state, absent.state, told) == (RegState.PARTLY, RegState.ABSENT, [])
    assert await WorkshopAttendance.filter(registration_id=row.id, minutes__gt=0).count() == 0


async def test_a_session_that_an_early_end_leaves_out_counts_for_nobody(db: Settings) -> None:
    world = await make_world()
    workshop, row, _member = await with_place(world)
    organiser = await world.act("organiser")
    first, last = await sessions_of(workshop)

    with clock.at(during(workshop)):
        partly = await attending.mark(organiser, workshop, row.id, {first.id: 180, last.id: 0})
        await moving.move(organiser, await workshops.fresh(workshop.id), Move.END)

    there = await place_of(workshop, world.people["member"])
    assert (partly.state, there.state) == (RegState.PARTLY, RegState.ATTENDED)


async def test_nobody_marks_anything_before_the_start(db: Settings) -> None:
    world = await make_world()
    workshop, row, _member = await with_place(world)

    with pytest.raises(Refused):
        await attending.mark_away(await world.act("organiser"), workshop, row.id, is_excused=True)


# courses and trainers ----------------------------------------------------------------------------


async def test_five_of_six_modules_make_no_certificate(db: Settings) -> None:
    world = await make_world()
    workshop, row, _member = await with_place(world, kind="WT-HELP")
    organiser = await world.act("organiser")
    await completing.set_modules(organiser, workshop, [f"Module {n}" for n in range(6)])
    modules = await registrations.modules_of(workshop.id)
    found = []

    for module in modules:
        today = clock.now().date()
        await completing.note_completion(organiser, workshop, row.id, module.id, today)
        await completing.note_completion(organiser, workshop, row.id, module.id, today)
        done = (await registrations.completed_of([row.id]))[row.id]
        found.append(rules.has_certificate(row.state, 0, [m.id for m in modules], done))

    assert found == [False] * 5 + [True]
    with pytest.raises(Conflict):
        await completing.set_modules(organiser, workshop, ["Only one"])


async def test_who_was_there_for_all_of_a_training_of_trainers_may_train(db: Settings) -> None:
    world = await make_world()
    workshop, row, _member = await with_place(world, kind="WT-TOT")
    organiser = await world.act("organiser")
    sessions = await sessions_of(workshop)

    with clock.at(afterwards(workshop)):
        with pytest.raises(Conflict):
            await completing.accredit(organiser, workshop, row.id, "IP-RPT")
        await attending.mark(organiser, workshop, row.id, {s.id: 180 for s in sessions})
        made = await completing.accredit(organiser, workshop, row.id, "IP-RPT")
        again = await completing.accredit(organiser, workshop, row.id, "IP-RPT")

    fact = await last_fact("TrainerAccredited")
    assert made.id == again.id
    assert made.from_on == in_days(62)
    assert (fact["until_on"], fact["told"]) == (
        str(made.until_on),
        [str(world.people["member"].id)],
    )


# evaluation --------------------------------------------------------------------------------------


async def test_an_evaluation_does_not_say_whose_it_is(db: Settings) -> None:
    world = await make_world()
    workshop, row, member = await with_place(world)
    sessions = await sessions_of(workshop)

    with clock.at(afterwards(workshop)):
        with pytest.raises(Forbidden):
            await attending.evaluate(member, workshop, 9, {})
        await attending.mark(
            await world.act("organiser"), workshop, row.id, {s.id: 180 for s in sessions}
        )
        before = (await Registration.get(id=row.id)).changed_at
        await attending.evaluate(member, workshop, 9, {"use": "In my groups."})
        with pytest.raises(Conflict):
            await attending.evaluate(member, workshop, 1, {})

    (answer,) = await WorkshopEvaluation.filter(workshop_id=workshop.id)
    stored = await Registration.get(id=row.id)
    names = set(WorkshopEvaluation._meta.fields_db_projection)
    assert names == {"id", "created_at", "workshop_id", "usefulness", "parts"}
    assert (answer.created_at.hour, answer.created_at.minute) == (0, 0)
    assert (stored.has_evaluated, stored.changed_at) == (True, before)


# what came of it ---------------------------------------------------------------------------------


def written(level: str = "S1") -> Written:
    return Written(parts=dict.fromkeys(ASKED, "We learned."), lessons=["One"], level=level)


async def over(world: World) -> Workshop:
    workshop = await opened(world)
    row = (await came(workshop, world.people["member"])).registration
    with clock.at(afterwards(workshop)):
        sessions = await sessions_of(workshop)
        organiser = await world.act("organiser")
        await attending.mark(organiser, workshop, row.id, {s.id: 180 for s in sessions})
        await passing_time.catch_up_all()
    return await workshops.fresh(workshop.id)


async def test_an_outcome_is_due_after_two_weeks_and_stands_in_a_calendar(db: Settings) -> None:
    world = await make_world()
    await over(world)

    fact = await last_fact("WorkshopDeadlineSet")

    assert (fact["due_on"], fact["told"]) == (
        str(in_days(76)),
        [str(world.people["organiser"].id)],
    )


async def test_an_outcome_is_written_sent_read_and_published(db: Settings) -> None:
    world = await make_world()
    workshop = await over(world)
    organiser, editor = await world.act("organiser"), await world.act("editor")

    with clock.at(afterwards(workshop, days=3)):
        row = await concluding.write_outcome(organiser, workshop, 1, written())
        row = await concluding.submit_outcome(organiser, workshop, row.version)
        settled = await last_fact("WorkshopDeadlineSet")
        published = await moving.move(editor, workshop, Move.PUBLISH)

    stored = await Outcome.get(workshop_id=workshop.id)
    assert settled["due_on"] is None
    assert published.state is WorkshopState.OUTCOMES_PUBLISHED
    assert stored.counts["all"] == {"": 1}
    assert stored.published_by_id == editor.person_id
    fact = await last_fact("WorkshopMoved", move="publish")
    assert str(world.people["member"].id) in fact["told"]


async def test_nothing_is_sent_while_something_is_missing(db: Settings) -> None:
    world = await make_world()
    workshop = await over(world)
    organiser = await world.act("organiser")

    with clock.at(afterwards(workshop, days=3)), pytest.raises(Invalid) as error:
        await concluding.submit_outcome(organiser, workshop, 1)

    assert set(error.value.fields) == {*ASKED, "lessons", "level"}


async def test_an_outcome_is_for_no_more_people_than_its_workshop(db: Settings) -> None:
    world = await make_world()
    workshop = await over(world)
    organiser = await world.act("organiser")

    with clock.at(afterwards(workshop, days=3)), pytest.raises(Invalid):
        await concluding.write_outcome(organiser, workshop, 1, written("S0"))


async def test_the_editors_return_an_outcome_with_a_note_and_it_is_due_again(db: Settings) -> None:
    world = await make_world()
    workshop = await over(world)
    organiser = await world.act("organiser")

    with clock.at(afterwards(workshop, days=3)):
        row = await concluding.write_outcome(organiser, workshop, 1, written())
        row = await concluding.submit_outcome(organiser, workshop, row.version)
        with pytest.raises(Conflict):
            await concluding.write_outcome(organiser, workshop, row.version, written())
        await moving.move(
            await world.act("editor"), workshop, Move.RETURN_OUTCOME, Request(note="Say who")
        )
        stored = await Outcome.get(workshop_id=workshop.id)
        again = await concluding.write_outcome(organiser, workshop, stored.version, written())

    assert stored.returned_note == "Say who"
    assert again.submitted_at is None
    assert (await last_fact("WorkshopDeadlineSet"))["due_on"] == str(in_days(76))


async def test_an_unpublished_outcome_is_hidden_from_those_who_came(db: Settings) -> None:
    world = await make_world()
    workshop = await over(world)
    with clock.at(afterwards(workshop, days=3)):
        row = await concluding.write_outcome(await world.act("organiser"), workshop, 1, written())
        await concluding.submit_outcome(await world.act("organiser"), workshop, row.version)
        found = {}
        for who in ("organiser", "editor", "member", "other"):
            reader = await world.act(who)
            seen = await workshops.get_workshop(reader, workshop.id)
            try:
                await outcomes.get_outcome(reader, seen)
                found[who] = True
            except NotFound:
                found[who] = False

    assert found == {"organiser": True, "editor": True, "member": False, "other": False}


async def test_a_workshop_closes_without_an_outcome_two_weeks_after_it_was_due(
    db: Settings,
) -> None:
    world = await make_world()
    workshop = await over(world)
    organiser, reason = await world.act("organiser"), Request(reason=Reason.OVERDUE)

    with clock.at(afterwards(workshop, days=20)), pytest.raises(Conflict):
        await moving.move(organiser, workshop, Move.CLOSE_UNFINISHED, reason)
    with clock.at(afterwards(workshop, days=30)):
        closed = await moving.move(organiser, workshop, Move.CLOSE_UNFINISHED, reason)

    assert closed.state is WorkshopState.ARCHIVED
    assert (await last_fact("WorkshopDeadlineSet"))["due_on"] is None


async def test_what_was_agreed_has_an_owner_and_a_day(db: Settings) -> None:
    world = await make_world()
    workshop = await over(world)
    member, other = await world.act("member"), await world.act("other")
    agreed = Agreed(text="Write a manual", owner_id=member.person_id, due_on=in_days(120))

    with clock.at(afterwards(workshop, days=3)):
        row = await concluding.add_action(await world.act("organiser"), workshop, agreed)
        first = await last_fact("OutcomeActionMoved")
        with pytest.raises(Forbidden):
            await concluding.settle_action(other, workshop, row.id, 1, ActionState.DONE)
        done = await concluding.settle_action(member, workshop, row.id, 1, ActionState.DONE)
        with pytest.raises(Stale):
            await concluding.settle_action(member, workshop, row.id, 1, ActionState.DROPPED)
        with pytest.raises(Invalid):
            await concluding.add_action(
                await world.act("organiser"), workshop, Agreed(text="Nobody's")
            )

    last = await last_fact("OutcomeActionMoved")
    assert (first["due_on"], first["told"]) == (str(in_days(120)), [str(member.person_id)])
    assert (done.state, last["due_on"]) == (ActionState.DONE, None)
    assert last["revision"] > first["revision"]


async def test_nobody_is_counted_by_name(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    for person in await crowd(2, profession="PR-PHY"):
        await came(workshop, person)
    await Registration.filter(workshop_id=workshop.id).update(state=RegState.ATTENDED)

    counts = await outcomes.counts_of(workshop.id)

    assert counts["profession"] == {"PR-PHY": 2}
    assert await facts("WorkshopEvaluation") == []
