"""Who sees a workshop: the query and the rule say the same, whoever asks."""

from itertools import product

import pytest

from network.kernel import clock
from network.kernel.actor import SYSTEM, VISITOR, Actor
from network.kernel.errors import NotFound
from network.settings import Settings
from network.workshops import policy
from network.workshops.models.agenda import AgendaItem, AgendaSpeaker, Material
from network.workshops.models.registrations import Registration, WorkshopInvitation
from network.workshops.models.workshops import Workshop, WorkshopReader
from network.workshops.queries import registrations, workshops
from network.workshops.rules.registering import COMING
from network.workshops.vocabulary import (
    Access,
    InvitationState,
    Level,
    RegState,
    SpeakerState,
    Tie,
    WorkshopState,
)
from tests.workshops.workshop_world import World, came, drafted, make_world, opened

pytestmark = pytest.mark.anyio

S = WorkshopState


async def everybody(world: World) -> dict[str, Actor]:
    found = {name: await world.act(name) for name in world.people}
    return found | {"visitor": VISITOR, "system": SYSTEM}


async def seen_by(actors: dict[str, Actor], workshop: Workshop) -> set[str]:
    """Who sees it; the query and the rule have to agree on everybody."""
    found = set()
    stored = await workshops.fresh(workshop.id)
    for name, actor in actors.items():
        listed = await Workshop.filter(policy.visible_to(actor), id=workshop.id).exists()
        ties = await workshops.ties_of(actor, workshop.id)
        assert listed == policy.can_view(actor, stored, ties), (name, stored.state, stored.level)
        if listed:
            found.add(name)
    return found


RUN = {"organiser", "host", "secretariat", "system"}
CHECK = {"editor", "focal_point"}
MEMBERS = {"staff", "member", "other", "guest"}


async def test_the_query_and_the_rule_agree_in_every_state_and_level(db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world)
    actors = await everybody(world)
    await WorkshopReader.create(workshop_id=workshop.id, person_id=world.people["member"].id)
    await WorkshopReader.create(
        workshop_id=workshop.id, centre_id=next(iter(actors["other"].centre_ids))
    )

    for state, level in product(S, Level):
        await Workshop.filter(id=workshop.id).update(state=state, level=level)
        await seen_by(actors, workshop)


async def test_a_draft_is_its_organisers_own_until_a_check_is_asked_for(db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world, level=Level.PUBLIC)
    actors = await everybody(world)

    assert await seen_by(actors, workshop) == RUN

    await Workshop.filter(id=workshop.id).update(asked_at=workshop.created_at)
    assert await seen_by(actors, workshop) == RUN | CHECK


async def test_the_safety_level_says_who_sees_an_open_workshop(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    actors = await everybody(world)
    await WorkshopReader.create(workshop_id=workshop.id, person_id=world.people["member"].id)
    await WorkshopReader.create(
        workshop_id=workshop.id, centre_id=next(iter(actors["other"].centre_ids))
    )

    found = {}
    for level in Level:
        await Workshop.filter(id=workshop.id).update(level=level)
        found[level] = await seen_by(actors, workshop)

    assert found == {
        Level.PUBLIC: set(actors),
        Level.MEMBERS: RUN | CHECK | MEMBERS,
        Level.NAMED: RUN | {"member", "other"},
        Level.STRICT: RUN | {"member"},
    }


async def test_who_is_invited_speaks_or_has_a_place_sees_it_whatever_its_level(
    db: Settings,
) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    await WorkshopInvitation.create(workshop_id=workshop.id, person_id=world.people["other"].id)
    item = await AgendaItem.create(workshop_id=workshop.id, title="Groups")
    await AgendaSpeaker.create(item_id=item.id, person_id=world.people["staff"].id)
    await Workshop.filter(id=workshop.id).update(level=Level.STRICT)
    actors = await everybody(world)

    assert await seen_by(actors, workshop) == RUN | {"member", "other", "staff"}

    await Registration.filter(workshop_id=workshop.id).update(state=RegState.WITHDRAWN)
    await WorkshopInvitation.all().update(state=InvitationState.WITHDRAWN)
    await AgendaSpeaker.all().update(state=SpeakerState.WITHDRAWN)
    assert await seen_by(actors, workshop) == RUN


async def test_a_workshop_cancelled_before_it_opened_was_nobodys(db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world)
    actors = await everybody(world)
    cancelled = Workshop.filter(id=workshop.id)

    await cancelled.update(state=S.CANCELLED, came_from=S.CHECKED)
    assert await seen_by(actors, workshop) == RUN

    await cancelled.update(state=S.CANCELLED, came_from=S.OPEN)
    assert await seen_by(actors, workshop) == RUN | CHECK | MEMBERS


async def test_hidden_and_absent_look_the_same(db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world)
    member = await world.act("member")

    for workshop_id in (workshop.id, world.host.id):
        with pytest.raises(NotFound):
            await workshops.get_workshop(member, workshop_id)


# people ------------------------------------------------------------------------------------------


async def test_who_waits_is_never_shown_to_others(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=1)
    await came(workshop, world.people["member"], is_listed=True)
    await came(workshop, world.people["other"], is_listed=True)
    member = await world.act("member")
    seen = await workshops.get_workshop(member, workshop.id)

    shown = await registrations.shown_to_others(member, seen)

    assert [row.person_id for row in shown] == [world.people["member"].id]


async def test_who_waits_sees_nobody_who_has_a_place(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=1)
    await came(workshop, world.people["member"], is_listed=True)
    await came(workshop, world.people["other"], is_listed=True)
    waiting = await world.act("other")

    seen = await workshops.get_workshop(waiting, workshop.id)

    assert seen.ties == {Tie.REGISTERED}
    assert await registrations.shown_to_others(waiting, seen) == []
    with pytest.raises(NotFound):
        await registrations.registrations_of(waiting, seen)


@pytest.mark.parametrize("state", COMING)
async def test_nothing_tells_others_who_stayed_away(state: RegState, db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    absent = (await came(workshop, world.people["other"], is_listed=True)).registration
    await Registration.filter(id=absent.id).update(state=state)
    member = await world.act("member")
    seen = await workshops.get_workshop(member, workshop.id)

    (shown,) = await registrations.shown_to_others(member, seen)

    assert (shown.person_id, shown.state) == (absent.person_id, RegState.CONFIRMED)
    stored = await Registration.get(id=absent.id)
    assert policy.shown_state(member, *seen, stored) is None
    assert policy.shown_state(await world.act("other"), *seen, stored) is state
    organiser = await world.act("organiser")
    run = await workshops.get_workshop(organiser, workshop.id)
    assert policy.shown_state(organiser, *run, stored) is state


async def test_who_did_not_agree_is_not_listed(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    await came(workshop, world.people["other"], is_listed=False)
    await came(workshop, world.people["member"], is_listed=True)
    member = await world.act("member")

    shown = await registrations.shown_to_others(
        member, await workshops.get_workshop(member, workshop.id)
    )

    assert [row.person_id for row in shown] == [world.people["member"].id]


MATERIALS = {
    Access.REGISTERED: {"organiser", "placed", "waiting", "speaker"},
    Access.CONFIRMED: {"organiser", "placed", "speaker"},
    Access.ORGANISERS: {"organiser"},
    Access.NAMED: {"organiser", "reader"},
}


@pytest.mark.parametrize("access", Access)
async def test_a_material_is_for_whom_it_says(access: Access, db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world)
    member = await world.act("member")
    material = Material(workshop_id=workshop.id, title="Paper", lang="en", access=access)
    ties = {
        "outsider": set(),
        "reader": set(),
        "waiting": {Tie.REGISTERED},
        "placed": {Tie.REGISTERED, Tie.CONFIRMED},
        "speaker": {Tie.SPEAKER},
        "organiser": {Tie.ORGANISER},
    }

    found = {
        name
        for name, own in ties.items()
        if policy.can_see_material(member, workshop, own, material, is_reader=name == "reader")
    }

    assert found == MATERIALS[access]


async def test_guests_register_by_invitation_only(db: Settings) -> None:
    world = await make_world()
    workshop = await opened(world)
    guest = await world.act("guest")

    assert not policy.can_register(guest, workshop, set())
    assert policy.can_register(guest, workshop, {Tie.INVITED})
    assert policy.can_register(await world.act("member"), workshop, set())
    assert not policy.can_register(VISITOR, workshop, set())


async def test_checkers_read_the_draft_agenda_until_it_opens(db: Settings) -> None:
    world = await make_world()
    workshop = await drafted(world)
    found = {}

    for state, is_asked in ((S.DRAFT, False), (S.DRAFT, True), (S.CHECKED, True), (S.OPEN, True)):
        workshop.update_from_dict({"state": state, "asked_at": clock.now() if is_asked else None})
        found[state, is_asked] = {
            who
            for who in world.people
            if policy.can_see_draft_agenda(
                await world.act(who), workshop, {Tie.ORGANISER} if who == "organiser" else set()
            )
        }

    run = {"organiser", "host", "secretariat"}
    checks = {"editor", "focal_point"}
    assert found == {
        (S.DRAFT, False): run,
        (S.DRAFT, True): run | checks,
        (S.CHECKED, True): run | checks,
        (S.OPEN, True): run,
    }
