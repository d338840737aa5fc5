"""Preparing a workshop: who may, what was checked, cascades, invitations, and copies."""

from datetime import timedelta
from typing import Any

import pytest

from network.db import Record
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.settings import Settings
from network.workshops.actions import (
    cloning,
    completing,
    conditions,
    inviting,
    materials,
    moving,
    organising,
    programming,
    sessions,
)
from network.workshops.actions.conditions import Asked, Share
from network.workshops.actions.materials import Paper
from network.workshops.actions.programming import Item
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.agenda import AgendaItem, Material
from network.workshops.models.registrations import CourseModule, Registration, WorkshopInvitation
from network.workshops.models.workshops import (
    Quota,
    Workshop,
    WorkshopOrganiser,
    WorkshopQuestion,
    WorkshopReader,
    WorkshopReminder,
    WorkshopSession,
)
from network.workshops.queries import outcomes, workshops
from network.workshops.rules import cloning as rules
from network.workshops.rules import windows
from network.workshops.rules.cloning import Part
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import (
    Access,
    Axis,
    InvitationState,
    Level,
    Limit,
    Move,
    Reason,
    WorkshopState,
)
from tests.workshops.workshop_world import (
    ZONE,
    World,
    came,
    checked,
    crowd,
    drafted,
    facts,
    in_days,
    last_fact,
    make_world,
    opened,
    plain,
    wall,
)

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("who", "may"),
    [("organiser", True), ("host", True), ("staff", False), ("member", False)],
)
async def test_organisers_and_coordinators_of_a_centre_begin_a_workshop(
    who: str, may: bool, db: Settings
) -> None:
    world = await make_world()

    try:
        await organising.create(await world.act(who), world.host.id, **plain(world))
        done = True
    except Forbidden:
        done = False

    assert done is may


async def test_two_who_edit_at_once_are_not_lost(db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world)
    organiser = await world.act("organiser")
    await organising.edit(organiser, workshop, workshop.version, title="First")

    with pytest.raises(Stale):
        await organising.edit(organiser, workshop, workshop.version, title="Second")

    assert (await workshops.fresh(workshop.id)).title == "First"


@pytest.mark.parametrize(
    "given", [{"neutral_title": "Torture"}, {"kind": "WT-WEB"}, {"level": Level.PUBLIC}]
)
async def test_what_was_checked_stays_as_it_was(given: dict[str, Any], db: Settings) -> None:
    world = await make_world()
    workshop = await checked(world)

    with pytest.raises(Conflict):
        await organising.edit(await world.act("organiser"), workshop, workshop.version, **given)


async def test_a_level_may_become_stricter_at_any_time(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)

    edited = await organising.edit(
        await world.act("organiser"), workshop, workshop.version, level=Level.NAMED
    )

    assert edited.level is Level.NAMED


async def test_another_place_is_told_to_everybody_who_comes(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])

    await organising.edit(
        await world.act("organiser"), workshop, workshop.version, place="The old mill"
    )

    fact = await last_fact("WorkshopMoved", move="changed")
    assert fact["told"] == [str(world.people["member"].id)]


async def test_others_who_see_it_do_not_run_it_and_those_who_do_not_see_it_learn_nothing(
    db: Settings,
) -> None:
    world = await make_world()
    draft, shown = await drafted(world), await opened(world)
    member = await world.act("member")

    with pytest.raises(NotFound):
        await organising.edit(member, draft, draft.version, title="Mine")
    with pytest.raises(Forbidden):
        await organising.edit(member, shown, shown.version, title="Mine")


async def test_the_last_organiser_stays(db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world)
    organiser = await world.act("organiser")
    own = world.people["organiser"].id

    with pytest.raises(Conflict):
        await organising.remove_organiser(organiser, workshop, own)
    await organising.add_organiser(organiser, workshop, world.people["staff"].id)
    await organising.remove_organiser(organiser, workshop, own)

    assert await workshops.organiser_ids(workshop.id) == [world.people["staff"].id]


@pytest.mark.parametrize(
    "plan",
    [
        Sitting(wall=wall(63), minutes=60, zone=ZONE),
        Sitting(wall=wall(60), minutes=4, zone=ZONE),
        Sitting(wall=wall(60), minutes=60, zone="Mars/Base"),
    ],
)
async def test_a_session_lies_within_the_days_and_on_known_clocks(
    plan: Sitting, db: Settings
) -> None:
    world = await make_world()
    workshop = await drafted(world)

    with pytest.raises(Invalid):
        await sessions.add_session(await world.act("organiser"), workshop, plan)


async def test_days_that_leave_a_session_outside_are_refused_once_it_is_in_calendars(
    db: Settings,
) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser = await world.act("organiser")
    first, last = workshop.first_on, workshop.last_on
    assert first
    assert last

    with pytest.raises(Invalid) as late:
        await organising.edit(
            organiser, workshop, workshop.version, first_on=last + DAY, last_on=last + 2 * DAY
        )
    with pytest.raises(Invalid) as early:
        await organising.edit(
            organiser, workshop, workshop.version, first_on=first - 2 * DAY, last_on=first - DAY
        )
    wider = await organising.edit(
        organiser, workshop, workshop.version, first_on=first - DAY, last_on=last + DAY
    )

    assert (set(late.value.fields), set(early.value.fields)) == ({"first_on"}, {"last_on"})
    assert "Move it first, or postpone the workshop." in late.value.fields["first_on"]
    assert (wider.first_on, wider.last_on) == (first - DAY, last + DAY)


# invitations -------------------------------------------------------------------------------------


async def test_invitations_are_told_once_and_to_nobody_who_is_registered(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    organiser = await world.act("organiser")
    ids = [world.people["member"].id, world.people["other"].id]

    first = await inviting.invite(organiser, workshop, ids)
    again = await inviting.invite(organiser, workshop, ids)

    assert (first, again) == (1, 0)
    assert [f["told"] for f in await facts("WorkshopInvited")] == [[str(ids[1])]]


async def test_only_those_chosen_who_have_not_answered_are_reminded(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    organiser = await world.act("organiser")
    people = await crowd(3)
    await inviting.invite(organiser, workshop, [one.id for one in people])
    rows = {r.person_id: r for r in await WorkshopInvitation.filter(workshop_id=workshop.id)}
    await came(workshop, people[0])
    chosen = [rows[people[0].id].id, rows[people[1].id].id]

    with clock.at(clock.now() + timedelta(days=4)):
        sent = await inviting.remind(organiser, workshop, chosen)
        again = await inviting.remind(organiser, workshop, chosen)

    told = [f["told"] for f in await facts("WorkshopInvited", is_reminder=True)]
    assert (sent, again, told) == (1, 0, [[str(people[1].id)]])


async def test_the_last_day_to_register_is_a_deadline_of_those_who_have_not_answered(
    db: Settings,
) -> None:
    world = await make_world()
    workshop = await opened(world, closes_at=windows.closing(in_days(20), ZONE))
    organiser = await world.act("organiser")
    member, other = world.people["member"], world.people["other"]
    await inviting.invite(organiser, workshop, [member.id, other.id])
    first = await last_fact("WorkshopDeadlineSet")

    await came(workshop, member)
    settled = await last_fact("WorkshopDeadlineSet")
    reason = Request(reason=Reason.VENUE)
    await moving.move(organiser, workshop, Move.CANCEL, reason)

    last = await last_fact("WorkshopDeadlineSet")
    both = sorted([str(member.id), str(other.id)])
    assert (first["what"], first["told"]) == ("workshop_registration", both)
    assert first["due_on"] == str(in_days(20))
    assert (settled["due_on"], settled["told"]) == (None, [str(member.id)])
    assert (last["due_on"], last["told"]) == (None, [str(other.id)])


async def test_a_no_is_told_to_the_organisers_and_can_become_a_yes(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    person = world.people["member"]
    await inviting.invite(await world.act("organiser"), workshop, [person.id])

    await inviting.decline(await world.act("member"), workshop)
    fact = await last_fact("WorkshopInvitationAnswered")
    placed = await came(workshop, person)

    assert (fact["state"], fact["told"]) == ("declined", [str(world.people["organiser"].id)])
    assert placed.registration.state == "confirmed"
    row = await WorkshopInvitation.get(workshop_id=workshop.id, person_id=person.id)
    assert row.state is InvitationState.DECLINED


# cascades ----------------------------------------------------------------------------------------


async def test_a_cascade_grows_and_has_no_circle(db: Settings) -> None:
    world = await make_world()
    organiser = await world.act("organiser")
    top, one, two = [await drafted(world, kind="WT-TOT") for _ in range(3)]
    await organising.hang_below(organiser, two, one)
    await organising.hang_below(organiser, await workshops.fresh(one.id), top)

    found = await outcomes.parents_in(top.id)
    with pytest.raises(Conflict):
        await organising.hang_below(
            organiser, await workshops.fresh(top.id), await workshops.fresh(two.id)
        )

    assert found == {top.id: None, one.id: top.id, two.id: one.id}
    seen = await outcomes.cascade_of(organiser, await workshops.fresh(two.id))
    assert {row.id for row in seen} == {top.id, one.id, two.id}


# copies ------------------------------------------------------------------------------------------

BESIDE: dict[Part, type[Record]] = {
    Part.SESSIONS: WorkshopSession,
    Part.QUOTAS: Quota,
    Part.QUESTIONS: WorkshopQuestion,
    Part.AGENDA: AgendaItem,
    Part.MATERIALS: Material,
    Part.REMINDERS: WorkshopReminder,
    Part.MODULES: CourseModule,
    Part.ORGANISERS: WorkshopOrganiser,
    Part.AUDIENCE: WorkshopReader,
}
MOVES_ALONG = {"wall", "starts_at", "session_id", "due_at", "kept_until", "revision"}


async def whole(world: World) -> Workshop:
    """A workshop with something in every part."""
    workshop = await opened(world, opens_at=clock.now(), closes_at=clock.now() + timedelta(days=9))
    organiser = await world.act("organiser")
    share = Share(axis=Axis.CENTRE, kind=Limit.MOST, places=2, name="each")
    await conditions.add_quota(organiser, workshop, share)
    await conditions.add_question(organiser, workshop, Asked(label="Why?", reopens=True))
    first = (await workshops.sessions_of(workshop.id))[0]
    item = Item(title="Groups", minutes=60, session_id=first.id, starts_after=30)
    await programming.add_item(organiser, workshop, item)
    paper = Paper(title="Manual", access=Access.CONFIRMED, link="https://example.org/manual")
    await materials.add_material(organiser, workshop, paper)
    await completing.set_modules(organiser, workshop, ["One", "Two"])
    await organising.name_audience(organiser, workshop, [world.host.id])
    await organising.add_organiser(organiser, workshop, world.people["staff"].id)
    await came(workshop, world.people["member"])
    return await workshops.fresh(workshop.id)


async def _rows(model: type[Record], workshop: Workshop) -> list[dict[str, Any]]:
    names = set(model._meta.fields_db_projection) - cloning._NOT_COPIED - MOVES_ALONG
    rows = await model.filter(workshop_id=workshop.id).order_by("id")
    found = [{name: getattr(row, name) for name in names} for row in rows]
    return sorted(found, key=repr)


async def test_a_copy_equals_its_source_in_every_chosen_part(db: Settings) -> None:
    world = await make_world()
    source = await whole(world)

    copy = await cloning.clone(await world.act("organiser"), source, in_days(160), list(Part))

    assert rules.columns(copy) == rules.columns(source)
    for model in BESIDE.values():
        assert await _rows(model, copy) == await _rows(model, source) != []
    assert copy.state is WorkshopState.DRAFT
    assert (copy.first_on, copy.last_on) == (in_days(160), in_days(162))
    assert copy.starts_at is not None
    assert source.starts_at is not None
    assert copy.starts_at - source.starts_at == timedelta(days=100)
    assert await Registration.filter(workshop_id=copy.id).count() == 0


@pytest.mark.parametrize("part", Part)
async def test_a_copy_has_only_the_parts_that_were_chosen(part: Part, db: Settings) -> None:
    world = await make_world()
    source = await whole(world)

    copy = await cloning.clone(await world.act("organiser"), source, in_days(160), [part])

    found = {
        other
        for other, model in BESIDE.items()
        if await _rows(model, copy) == await _rows(model, source)
    }
    assert found == {part}


async def test_a_draft_is_thrown_away_without_telling_anybody(db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world)
    reason = Request(reason=Reason.TOO_FEW)

    await moving.move(await world.act("organiser"), workshop, Move.CANCEL, reason)

    assert (await last_fact("WorkshopMoved"))["told"] == []
