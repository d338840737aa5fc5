"""Registering: places, the line, offers, approval, and what is told to whom."""

from datetime import timedelta
from uuid import UUID

import pytest

from network.db import transaction
from network.kernel import clock
from network.kernel.errors import Forbidden, Invalid, NotFound
from network.kernel.moves import Refused
from network.people.models import Person
from network.settings import Settings
from network.workshops.actions import conditions, inviting, moving, organising, registering, seating
from network.workshops.actions.conditions import Asked, Share
from network.workshops.actions.registering import Given
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Quota, Workshop
from network.workshops.queries import registrations, workshops
from network.workshops.rules.facts import Request
from network.workshops.rules.limit_words import told_block
from network.workshops.rules.registering import Code
from network.workshops.rules.seats import Why
from network.workshops.vocabulary import Axis, Limit, Move, Reason, RegState, WorkshopState
from tests.factories import actor, make_centre, make_member
from tests.workshops.workshop_world import (
    World,
    came,
    crowd,
    during,
    facts,
    last_fact,
    make_world,
    opened,
    place_of,
    states_of,
)

pytestmark = pytest.mark.anyio

R = RegState


async def full(world: World, waiting: int = 2, **given: object) -> tuple[Workshop, list[Person]]:
    """A workshop with one place, who has it, and who waits."""
    workshop = await opened(world, capacity=1, **given)
    people = await crowd(1 + waiting)
    for person in people:
        await came(workshop, person)
    return workshop, people


async def offered(world: World, waiting: int = 2) -> tuple[Workshop, list[Person]]:
    """The same, after the place became free and was offered to the first who waited."""
    workshop, people = await full(world, waiting)
    await registering.withdraw(await actor(people[0]), workshop)
    return workshop, people


# a place, or the line ----------------------------------------------------------------------------


async def test_who_registers_has_a_place_while_there_is_one(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)

    placed = await came(workshop, world.people["member"])

    assert (placed.registration.state, placed.blocks) == (R.CONFIRMED, [])
    fact = await last_fact("RegistrationMoved", workshop_id=workshop.id)
    assert (fact["move"], fact["told"]) == ("confirm", [str(world.people["member"].id)])


async def test_a_place_puts_every_session_into_that_persons_calendar_alone(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)

    await came(workshop, world.people["member"])

    found = [f for f in await facts("WorkshopSessionMoved") if not f["is_whole"]]
    assert [(f["members"], f["is_removed"]) for f in found] == [
        ([str(world.people["member"].id)], False)
    ] * 2


async def test_who_comes_later_waits_and_reads_which_limit_it_is(db: Settings) -> None:
    world = await make_world()
    workshop, _people = await full(world, waiting=0)

    placed = await came(workshop, world.people["member"])

    assert placed.registration.state is R.WAITLISTED
    assert [told_block(block) for block in placed.blocks] == ["The only place (1) is taken."]
    assert await registrations.position_of(placed.registration) == 1


async def test_a_third_lawyer_waits_while_health_places_are_kept(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=4)
    health = Share(
        axis=Axis.PROFESSION,
        kind=Limit.KEPT,
        places=2,
        keys=("PR-GPR", "PR-PHY"),
        name="health professions",
    )
    await conditions.add_quota(await world.act("organiser"), workshop, health)
    lawyers = await crowd(3, profession="PR-LAW")
    (doctor,) = await crowd(1, profession="PR-GPR")

    placed = [await came(workshop, person) for person in (*lawyers, doctor)]

    assert [p.registration.state for p in placed] == [
        R.CONFIRMED,
        R.CONFIRMED,
        R.WAITLISTED,
        R.CONFIRMED,
    ]
    assert [told_block(b) for b in placed[2].blocks] == [
        "2 free places are kept for health professions."
    ]


async def test_each_centre_has_its_limit_and_the_next_in_line_is_of_another(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=2)
    each = Share(axis=Axis.CENTRE, kind=Limit.MOST, places=1, name="each centre")
    await conditions.add_quota(await world.act("organiser"), workshop, each)
    first, second = await crowd(2)
    await came(workshop, first)

    placed = await came(workshop, second)
    other = await came(workshop, world.people["member"])

    assert [block.why for block in placed.blocks] == [Why.MOST]
    assert other.registration.state is R.CONFIRMED


async def test_nobody_registers_twice(db: Settings) -> None:
    world = await make_world()
    workshop, people = await full(world)

    for person in people:
        with pytest.raises(Refused) as error:
            await came(workshop, person)
        assert error.value.codes == (Code.ALREADY,)


async def test_who_comes_again_stands_at_the_end_of_the_line(db: Settings) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await registering.withdraw(await actor(people[1]), workshop)

    await came(workshop, people[1])

    assert (await place_of(workshop, people[1])).number > (
        await place_of(workshop, people[2])
    ).number


async def test_registration_opens_and_closes(db: Settings) -> None:
    world = await make_world()
    now = clock.now()
    days = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=3)}
    workshop = await opened(world, **days)

    found = {}
    for day in (0, 2, 4):
        (person,) = await crowd(1)
        with clock.at(now + timedelta(days=day, hours=1)):
            try:
                found[day] = str((await came(workshop, person)).registration.state)
            except Refused as error:
                found[day] = str(error.codes[0])

    assert found == {0: "not_yet", 2: "confirmed", 4: "over"}


async def test_nobody_registers_for_a_centre_that_is_not_theirs(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)

    with pytest.raises(Invalid):
        await came(workshop, world.people["member"], centre_id=world.host.id)


# leaving -----------------------------------------------------------------------------------------


async def test_who_waits_can_leave_whatever_the_limit_for_places(db: Settings) -> None:
    world = await make_world()
    workshop, people = await full(world, cancel_hours=None)

    with clock.at(during(workshop, hours=-1)):
        row = await registering.withdraw(await actor(people[1]), workshop)

    assert row.state is R.WITHDRAWN


async def test_nobody_gives_up_a_place_when_that_is_switched_off(db: Settings) -> None:
    world = await make_world()
    workshop, people = await full(world, cancel_hours=None)

    with pytest.raises(Refused) as error:
        await registering.withdraw(await actor(people[0]), workshop)

    assert error.value.codes == (Code.CANCEL_OFF,)
    assert (await states_of(workshop))[0] == "confirmed"


@pytest.mark.parametrize(("hours", "is_done"), [(49, True), (48, False), (1, False), (-1, False)])
async def test_a_place_is_given_up_until_its_limit_and_not_after(
    hours: int, is_done: bool, db: Settings
) -> None:
    world = await make_world()
    workshop, people = await full(world, waiting=0, cancel_hours=48)

    with clock.at(during(workshop, hours=-hours)):
        try:
            await registering.withdraw(await actor(people[0]), workshop)
            codes: tuple[Code, ...] = ()
        except Refused as error:
            codes = error.codes

    assert codes == (() if is_done else (Code.CANCEL_LATE,))


async def test_a_place_kept_while_answers_are_read_again_has_the_same_limit(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, needs_approval=True, cancel_hours=None)
    row = (await came(workshop, world.people["member"])).registration
    await registering.approve(await world.act("organiser"), workshop, row.id)
    await Registration.filter(id=row.id).update(state=R.APPLIED, is_approved=False)

    with pytest.raises(Refused):
        await registering.withdraw(await world.act("member"), workshop)


async def test_a_place_that_is_given_up_is_offered_and_leaves_the_calendar(db: Settings) -> None:
    world = await make_world()
    workshop, people = await offered(world)

    assert await states_of(workshop) == ["withdrawn", "offered", "waitlisted"]
    told = await last_fact("RegistrationMoved", move="offer")
    assert told["told"] == [str(people[1].id)]
    removed = [f for f in await facts("WorkshopSessionMoved") if f["is_removed"]]
    assert [f["members"] for f in removed] == [[str(people[0].id)]] * 2


async def test_the_organisers_take_somebody_out_and_they_learn_of_it(db: Settings) -> None:
    world = await make_world()
    workshop, people = await full(world)
    row = await place_of(workshop, people[0])

    await registering.remove(await world.act("organiser"), workshop, row.id, "Double booking")

    assert await states_of(workshop) == ["withdrawn", "offered", "waitlisted"]
    told = await last_fact("RegistrationMoved", move="remove")
    assert told["told"] == [str(people[0].id)]


async def test_others_cannot_touch_a_registration(db: Settings) -> None:
    world = await make_world()
    workshop, people = await full(world)
    row = await place_of(workshop, people[0])

    with pytest.raises(Forbidden):
        await registering.remove(await actor(people[1]), workshop, row.id)
    with pytest.raises(NotFound):
        await registering.withdraw(await world.act("other"), workshop)


# offers ------------------------------------------------------------------------------------------


async def test_an_offer_that_is_taken_is_a_place(db: Settings) -> None:
    world = await make_world()
    workshop, people = await offered(world)

    row = await registering.accept_offer(await actor(people[1]), workshop)

    assert (row.state, row.is_seated) == (R.CONFIRMED, True)


async def test_an_offer_goes_to_the_end_of_the_line_once_and_then_out(db: Settings) -> None:
    world = await make_world()
    workshop, people = await offered(world)
    found = []

    for days in (3, 6, 9):
        with clock.at(clock.now() + timedelta(days=days)):
            await moving.catch_up(workshop.id)
            found.append([(await place_of(workshop, one)).state for one in people[1:]])

    assert found == [
        [R.WAITLISTED, R.OFFERED],
        [R.OFFERED, R.WAITLISTED],
        [R.WITHDRAWN, R.OFFERED],
    ]


async def test_nobody_takes_an_offer_that_ran_out(db: Settings) -> None:
    world = await make_world()
    workshop, people = await offered(world)

    with clock.at(clock.now() + timedelta(days=3)), pytest.raises(Refused):
        await registering.accept_offer(await actor(people[1]), workshop)


async def test_somebody_new_does_not_overtake_those_who_wait(db: Settings) -> None:
    world = await make_world()
    workshop, _people = await offered(world)

    placed = await came(workshop, world.people["member"])

    assert placed.registration.state is R.WAITLISTED


async def test_raising_the_capacity_offers_places_at_once_and_lowering_takes_none(
    db: Settings,
) -> None:
    world = await make_world()
    workshop, _people = await full(world, waiting=3)
    organiser = await world.act("organiser")

    raised = await organising.edit(organiser, workshop, workshop.version, capacity=3)
    after_raising = await states_of(workshop)
    await organising.edit(organiser, raised, raised.version, capacity=1)

    assert after_raising == ["confirmed", "offered", "offered", "waitlisted"]
    assert await states_of(workshop) == after_raising


async def test_doing_it_again_changes_nothing(db: Settings) -> None:
    world = await make_world()
    workshop, _people = await offered(world)

    async with transaction():
        stored = await moving.held(workshop.id)
        changed = await seating.settle(stored)

    assert changed == 0


async def test_kept_places_are_offered_when_they_are_kept_no_more(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=2)
    until = clock.now() + timedelta(days=5)
    kept = Share(
        axis=Axis.PROFESSION,
        kind=Limit.KEPT,
        places=2,
        keys=("PR-GPR",),
        kept_until=until,
    )
    await conditions.add_quota(await world.act("organiser"), workshop, kept)
    for person in await crowd(2, profession="PR-LAW"):
        await came(workshop, person)
    before = await states_of(workshop)

    with clock.at(until):
        await moving.catch_up(workshop.id)

    assert before == ["waitlisted", "waitlisted"]
    assert await states_of(workshop) == ["offered", "offered"]


async def test_taking_a_quota_away_offers_what_it_kept(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=2)
    organiser = await world.act("organiser")
    share = Share(axis=Axis.PROFESSION, kind=Limit.MOST, places=0, keys=("PR-LAW",))
    quota = await conditions.add_quota(organiser, workshop, share)
    for person in await crowd(2, profession="PR-LAW"):
        await came(workshop, person)

    await conditions.remove_quota(organiser, workshop, quota.id)

    assert await states_of(workshop) == ["offered", "offered"]
    assert await Quota.filter(workshop_id=workshop.id).count() == 0


# approval ----------------------------------------------------------------------------------------


async def asked_about(world: World, **question: object) -> tuple[Workshop, UUID]:
    workshop = await opened(world, needs_approval=True)
    plan = Asked(label="Why do you come?", **question)  # type: ignore[arg-type]
    row = await conditions.add_question(await world.act("organiser"), workshop, plan)
    return workshop, row.id


async def test_where_approval_is_needed_the_organisers_are_told_and_decide(db: Settings) -> None:
    world = await make_world()
    workshop, question = await asked_about(world, is_required=True)
    placed = await came(workshop, world.people["member"], answers={question: "To learn"})
    told = await last_fact("RegistrationMoved", move="apply")

    approved = await registering.approve(
        await world.act("organiser"), workshop, placed.registration.id
    )

    assert placed.registration.state is R.APPLIED
    assert told["told"] == [str(world.people["organiser"].id)]
    assert approved.registration.state is R.CONFIRMED


async def test_who_was_refused_can_still_be_let_in(db: Settings) -> None:
    world = await make_world()
    workshop, _question = await asked_about(world)
    row = (await came(workshop, world.people["member"])).registration
    organiser = await world.act("organiser")
    await registering.refuse(organiser, workshop, row.id, "Full of your kind")

    with pytest.raises(Refused) as error:
        await came(workshop, world.people["member"])
    approved = await registering.approve(organiser, workshop, row.id)

    assert error.value.codes == (Code.WAS_REFUSED,)
    assert approved.registration.state is R.CONFIRMED


async def test_an_answer_that_is_missing_is_asked_for(db: Settings) -> None:
    world = await make_world()
    workshop, question = await asked_about(world, is_required=True)

    with pytest.raises(Invalid) as error:
        await came(workshop, world.people["member"])

    assert dict(error.value.fields) == {f"question_{question.hex}": "Please answer this question."}
    assert await Registration.filter(workshop_id=workshop.id).count() == 0


@pytest.mark.parametrize(("reopens", "state"), [(False, R.CONFIRMED), (True, R.APPLIED)])
async def test_only_a_marked_answer_opens_the_approval_again_and_the_place_is_kept(
    reopens: bool, state: RegState, db: Settings
) -> None:
    world = await make_world()
    workshop, question = await asked_about(world, reopens=reopens)
    row = (await came(workshop, world.people["member"])).registration
    await registering.approve(await world.act("organiser"), workshop, row.id)
    stored = await place_of(workshop, world.people["member"])

    changed = await registering.change_answers(
        await world.act("member"),
        workshop,
        stored.version,
        Given(answers={question: "To teach"}),
    )

    assert (changed.state, changed.is_seated) == (state, True)


async def test_answers_cannot_be_changed_after_their_day(db: Settings) -> None:
    world = await make_world()
    until = clock.now() + timedelta(days=2)
    workshop = await opened(world, edits_until=until)
    row = (await came(workshop, world.people["member"])).registration
    member = await world.act("member")

    with clock.at(until), pytest.raises(Refused) as error:
        await registering.change_answers(member, workshop, row.version, Given())

    assert error.value.codes == (Code.EDITS_OVER,)


async def test_whom_the_organisers_invited_they_need_not_approve(db: Settings) -> None:
    world = await make_world()
    workshop, _question = await asked_about(world)
    person = world.people["member"]
    await inviting.invite(await world.act("organiser"), workshop, [person.id])

    placed = await came(workshop, person)

    assert placed.registration.state is R.CONFIRMED
    invitation = await registrations.own_invitation(await actor(person), workshop.id)
    assert invitation is not None
    assert invitation.state == "accepted"


# when the workshop moves -------------------------------------------------------------------------


async def test_when_the_organisers_cancel_everybody_is_told_waiting_or_not(db: Settings) -> None:
    world = await make_world()
    workshop, people = await offered(world, waiting=2)
    (new,) = await crowd(1)
    await inviting.invite(await world.act("organiser"), workshop, [new.id])
    reason = Request(reason=Reason.VENUE)

    await moving.move(await world.act("host"), workshop, Move.CANCEL, reason)

    fact = await last_fact("WorkshopMoved", move="cancel")
    everybody = [world.people["organiser"], *people[1:], new]
    assert set(fact["told"]) == {str(person.id) for person in everybody}
    assert fact["calendar"] == "cancel"


async def test_postponing_keeps_every_place_in_the_line_and_counts_no_offer(db: Settings) -> None:
    world = await make_world()
    workshop, _people = await offered(world)
    organiser = await world.act("organiser")
    postponed = await moving.move(organiser, workshop, Move.POSTPONE, Request(reason=Reason.VENUE))

    with clock.at(clock.now() + timedelta(days=9)):
        await moving.catch_up(workshop.id)
        states = await states_of(workshop)
        day = clock.now().date() + timedelta(days=90)
        resumed = await moving.move(organiser, postponed, Move.RESUME, Request(starts_on=day))

    assert states == ["withdrawn", "waitlisted", "waitlisted"]
    assert resumed.state is WorkshopState.OPEN
    assert await states_of(workshop) == ["withdrawn", "offered", "waitlisted"]
    assert {r.lapses for r in await Registration.filter(workshop_id=workshop.id)} == {0}


async def test_two_who_share_a_centre_are_counted_by_what_they_were_that_day(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    centre = await make_centre(region="ASIA")
    person = await make_member(centre, profession="PR-NUR")
    await came(workshop, person)
    await Person.filter(id=person.id).update(profession="PR-LAW")

    row = await place_of(workshop, person)

    assert (row.profession, row.region, row.centre_id) == ("PR-NUR", "ASIA", centre.id)
    assert (await workshops.fresh(workshop.id)).arrivals == 1
