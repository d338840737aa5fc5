"""A supervisor, those they supervise and those who must not know, and agreements in any state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from network.centres.models import Centre
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.people.models import Person
from network.supervision.actions import agreement_groups as groups
from network.supervision.actions import agreement_states as states
from network.supervision.actions import agreements as actions
from network.supervision.actions.agreement_groups import NewGroup
from network.supervision.actions.agreements import Ask
from network.supervision.models import Agreement, AgreementState, Kind, Supervisor, SupervisorState
from network.supervision.queries import agreements as queries
from network.supervision.rules import agreements as rules
from network.supervision.rules.agreements import Elements
from tests.factories import actor, make_admin, make_centre, make_member

S = AgreementState


async def make_supervisor(centre: Centre | None = None, **given: Any) -> Supervisor:
    """A verified supervisor with room."""
    name = given.pop("name", "Vera Supervisor")
    person = await make_member(centre, Role.SUPERVISOR, name=name)
    plain: dict[str, Any] = {
        "state": SupervisorState.VERIFIED,
        "zone": "Europe/Berlin",
        "languages": {"en": "C1"},
        "codes": ["TH-SUPV"],
    }
    return await Supervisor.create(person=person, **(plain | given))


@dataclass
class World:
    """Everybody who may come near an agreement."""

    centre: Centre
    supervisor: Supervisor
    people: dict[str, Person]

    async def act(self, who: str) -> Actor:
        return await actor(self.people[who])


async def make_world(**given: Any) -> World:
    """A supervisor and a supervisee of two centres, with a coordinator of each."""
    home, other = await make_centre(), await make_centre()
    supervisor = await make_supervisor(other, **given)
    people = {
        "supervisee": await make_member(home, name="Sam Supervisee"),
        "coordinator": await make_member(home, Role.COORDINATOR, name="Cleo Coordinator"),
        "their_coordinator": await make_member(other, Role.COORDINATOR),
        "colleague": await make_member(home, name="Colin Colleague"),
        "secretariat": await make_admin(),
    }
    people["supervisor"] = await Person.get(id=supervisor.person_id)
    return World(home, supervisor, people)


def elements(**given: Any) -> Elements:
    """Everything an agreement needs."""
    today = clock.now().date()
    plain: dict[str, Any] = {
        "minutes": 60,
        "cancel_hours": 24,
        "starts_on": today,
        "ends_on": today + timedelta(days=200),
        "review_on": today + timedelta(days=100),
        "terms": {name: f"Words on {name}" for name in rules.TERMS},
    }
    return Elements(**(plain | given))


async def fresh(agreement: Agreement) -> Agreement:
    return await queries.fresh(agreement.id)


async def asked(world: World, **given: Any) -> Agreement:
    """A request of the supervisee."""
    return await actions.ask(await world.act("supervisee"), world.supervisor, Ask(**given))


async def given_to_sign(world: World, **given: Any) -> Agreement:
    agreement = await asked(world)
    leader = await world.act("supervisor")
    await actions.accept(leader, agreement)
    await actions.send(leader, agreement, agreement.version, elements(**given))
    return await fresh(agreement)


async def signed(world: World, agreement: Agreement, *who: str) -> Agreement:
    """The agreement after these have signed what waits for them."""
    for name in who:
        found = await fresh(agreement)
        person = await world.act(name)
        party = next(p for p in found.parties if p.person_id == person.person_id)
        wanted = rules.edition_to_sign(found, party, clock.now())
        await actions.sign(person, found, wanted or 0)
    return await fresh(agreement)


async def active(world: World, **given: Any) -> Agreement:
    agreement = await given_to_sign(world, **given)
    return await signed(world, agreement, "supervisor", "supervisee")


async def in_state(world: World, state: AgreementState) -> Agreement:
    """An agreement of supervisor and supervisee that came into a state as people do it."""
    leader = await world.act("supervisor")
    if state in (S.REQUESTED, S.DRAFTING, S.DECLINED, S.EXPIRED):
        agreement = await asked(world)
        if state is S.DRAFTING:
            await actions.accept(leader, agreement)
        elif state is S.DECLINED:
            await actions.decline(leader, agreement)
        elif state is S.EXPIRED:
            await _let_pass(agreement, created_at=clock.now() - timedelta(days=15))
            await states.expire_requests()
        return await fresh(agreement)
    return await _signed_in_state(world, leader, state)


async def _signed_in_state(world: World, leader: Actor, state: AgreementState) -> Agreement:
    if state is S.SIGNING:
        return await given_to_sign(world)
    agreement = await active(world)
    if state is S.PAUSED:
        await states.pause(leader, agreement, "", cancels=False)
    elif state is S.LAPSED:
        await _let_pass(agreement, ends_on=clock.now().date() - timedelta(days=1))
        await states.lapse_agreements()
    elif state is S.ENDED:
        await states.end(leader, agreement)
    return await fresh(agreement)


async def _let_pass(agreement: Agreement, **changes: Any) -> None:
    await Agreement.filter(id=agreement.id).update(**changes)


async def make_group(
    world: World, names: Sequence[str] = ("Ada", "Ben", "Cal"), **given: Any
) -> Agreement:
    """A group of the supervisor with these people invited, as a draft."""
    leader = await world.act("supervisor")
    plain: dict[str, Any] = {"kind": Kind.GROUP, "title": "Garden group", "most_members": 6}
    group = NewGroup(**(plain | given))
    agreement = await groups.start(leader, world.supervisor, group)
    for name in names:
        world.people[name] = await make_member(name=f"{name} Member")
        await groups.invite(leader, agreement, world.people[name].id)
    return await fresh(agreement)


async def group_to_sign(world: World, agreement: Agreement, **given: Any) -> Agreement:
    leader = await world.act("supervisor")
    kept: dict[str, Any] = {
        "title": agreement.title,
        "most_members": agreement.most_members,
        "hides_members": agreement.hides_members,
    }
    wanted = replace(elements(), **(kept | given))
    await actions.send(leader, agreement, agreement.version, wanted)
    return await fresh(agreement)


async def active_group(
    world: World, names: Sequence[str] = ("Ada", "Ben", "Cal"), **given: Any
) -> Agreement:
    agreement = await group_to_sign(world, await make_group(world, names, **given))
    return await signed(world, agreement, "supervisor", *names)


def in_days(days: int) -> date:
    return clock.now().date() + timedelta(days=days)
