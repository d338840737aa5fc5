"""Groups: starting, inviting, signing, hiding members from one another, leaving."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from network.outbox import RecordedEvent
from network.settings import Settings
from network.supervision import policy
from network.supervision.actions import agreement_groups as groups
from network.supervision.actions import agreements as actions
from network.supervision.actions.agreement_groups import NewGroup
from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    PartyRole,
    Seat,
    SeatState,
    SessionState,
    SupervisionSession,
)
from network.supervision.queries import agreements as queries
from network.supervision.queries.waiting_for import waiting_for
from network.supervision.rules import agreements as rules
from tests.browser_client import Browser
from tests.factories import actor, make_member
from tests.supervision.agreement_world import (
    World,
    active_group,
    elements,
    fresh,
    group_to_sign,
    make_group,
    make_supervisor,
    make_world,
    signed,
)

pytestmark = pytest.mark.anyio

S = AgreementState
PEERS = NewGroup(kind=Kind.PEER, title="Peers", most_members=4)


@pytest.fixture
async def world(db: Settings) -> World:
    return await make_world()


async def seen_by(world: World, who: str, agreement: Agreement) -> set[str]:
    """First names of those somebody finds on the page of a group."""
    found = queries.seen_parties(await world.act(who), await fresh(agreement))
    names = {person.id: name for name, person in world.people.items()}
    return {names[party.person_id] for party in found}


# starting ----------------------------------------------------------------------------------------


async def test_a_group_is_active_once_its_supervisor_and_three_signed(world: World) -> None:
    agreement = await group_to_sign(world, await make_group(world))

    two = await signed(world, agreement, "supervisor", "Ada", "Ben")
    three = await signed(world, agreement, "Cal")

    assert (two.state, three.state) == (S.SIGNING, S.ACTIVE)


async def test_peers_need_no_supervisor(world: World) -> None:
    ada = await actor(await make_member(name="Ada"))
    agreement = await groups.start(ada, None, PEERS)
    others = [await make_member() for _ in range(2)]
    for other in others:
        await groups.invite(ada, agreement, other.id)
    agreement = await fresh(agreement)
    kept = replace(elements(), title="Peers", most_members=4)
    await actions.send(ada, agreement, agreement.version, kept)

    for person in (ada, *[await actor(p) for p in others]):
        await actions.sign(person, await fresh(agreement), 1)

    assert (await fresh(agreement)).state is S.ACTIVE
    assert queries.leader_ids(await fresh(agreement)) == [ada.person_id]


@pytest.mark.parametrize("kind", [Kind.GROUP, Kind.TEAM, Kind.SUPERVISORS])
async def test_only_verified_supervisors_start_supervised_groups(kind: Kind, world: World) -> None:
    group = NewGroup(kind=kind, title="Group", most_members=4)

    with pytest.raises(Forbidden):
        await groups.start(await world.act("colleague"), None, group)
    with pytest.raises(Forbidden):
        await groups.start(await world.act("colleague"), world.supervisor, group)


async def test_a_supervisor_has_as_many_groups_as_they_said(db: Settings) -> None:
    world = await make_world(most_groups=1)
    await make_group(world, ())

    with pytest.raises(Conflict):
        await make_group(world, ())


async def test_a_group_has_the_size_its_kind_allows(world: World) -> None:
    with pytest.raises(Invalid):
        await make_group(world, (), most_members=9)


# inviting ----------------------------------------------------------------------------------------


async def test_nobody_is_invited_beyond_the_seats(world: World) -> None:
    agreement = await make_group(world, ("Ada", "Ben"), most_members=2)

    with pytest.raises(Conflict):
        await groups.invite(await world.act("supervisor"), agreement, world.people["colleague"].id)


async def test_who_leaves_frees_the_seat_and_may_come_back(world: World) -> None:
    agreement = await make_group(world, ("Ada", "Ben"), most_members=2)
    leader = await world.act("supervisor")
    await groups.leave(await world.act("Ada"), agreement)

    await groups.invite(leader, agreement, world.people["Ada"].id)

    assert rules.seats_taken(await fresh(agreement)) == 2
    assert await seen_by(world, "Ada", agreement) == {"supervisor", "Ada"}


async def test_only_people_one_can_find_are_invited(world: World) -> None:
    hidden = await make_member(is_findable=False)
    agreement = await make_group(world, ())

    with pytest.raises(NotFound):
        await groups.invite(await world.act("supervisor"), agreement, hidden.id)


@pytest.mark.parametrize("who", ["Ada", "coordinator", "their_coordinator", "secretariat"])
async def test_only_who_leads_invites(who: str, world: World) -> None:
    agreement = await make_group(world, ("Ada",))

    with pytest.raises(Forbidden):
        await groups.invite(await world.act(who), agreement, world.people["colleague"].id)


async def test_a_deputy_is_a_verified_supervisor_and_leads_once_they_signed(world: World) -> None:
    leader, other = await world.act("supervisor"), await make_supervisor()
    deputy = await actor(await other.person)
    agreement = await make_group(world)
    with pytest.raises(Conflict):
        await groups.invite(leader, agreement, world.people["colleague"].id, is_deputy=True)
    await groups.invite(leader, agreement, other.person_id, is_deputy=True)
    agreement = await group_to_sign(world, await fresh(agreement))

    before = policy.leads(deputy, agreement)
    await actions.sign(deputy, agreement, 1)

    assert (before, policy.leads(deputy, await fresh(agreement))) == (False, True)
    assert rules.seats_taken(agreement) == 3


async def test_supervision_of_supervisors_is_for_supervisors(world: World) -> None:
    other = await make_supervisor()
    agreement = await make_group(world, (), kind=Kind.SUPERVISORS, most_members=4)
    leader = await world.act("supervisor")

    await groups.invite(leader, agreement, other.person_id)
    with pytest.raises(Conflict):
        await groups.invite(leader, agreement, world.people["colleague"].id)


async def test_an_invitation_is_told_once_there_is_something_to_sign(world: World) -> None:
    agreement = await make_group(world)
    drafted = await RecordedEvent.filter(name="AgreementMoved").count()
    agreement = await group_to_sign(world, agreement)
    late = world.people["colleague"].id
    await groups.invite(await world.act("supervisor"), agreement, late)

    last = await RecordedEvent.filter(name="AgreementMoved").order_by("-id").first()

    assert last is not None
    assert (drafted, last.payload["told"]) == (0, [str(late)])


async def test_an_invitation_is_taken_back_until_it_was_signed(world: World) -> None:
    agreement = await group_to_sign(world, await make_group(world))
    await signed(world, agreement, "Ada")
    leader = await world.act("supervisor")

    await groups.uninvite(leader, agreement, world.people["Ben"].id)
    with pytest.raises(Conflict):
        await groups.uninvite(leader, agreement, world.people["Ada"].id)

    assert await seen_by(world, "supervisor", agreement) == {"supervisor", "Ada", "Cal"}


async def test_who_joins_later_signs_what_stands_while_others_sign_a_change(world: World) -> None:
    agreement = await active_group(world)
    leader = await world.act("supervisor")
    await groups.invite(leader, agreement, world.people["colleague"].id)
    agreement = await fresh(agreement)
    kept = replace(elements(minutes=90), title=agreement.title, most_members=6)
    await actions.revise(leader, agreement, agreement.version, kept)

    await actions.sign(await world.act("colleague"), agreement, 1)
    some = await signed(world, agreement, "supervisor", "Ada", "Ben", "Cal")
    full = await signed(world, agreement, "colleague")

    assert (some.minutes, full.minutes) == (60, 90)


# leaving -----------------------------------------------------------------------------------------


async def test_leaving_is_told_to_the_supervisor_alone(world: World) -> None:
    agreement = await active_group(world)

    await groups.leave(await world.act("Ada"), agreement)

    last = await RecordedEvent.filter(name="AgreementMoved").order_by("-id").first()
    assert last is not None
    assert (last.payload["state"], last.payload["told"]) == (
        "left",
        [str(world.supervisor.person_id)],
    )
    with pytest.raises(NotFound):
        await queries.get_agreement(await world.act("Ada"), agreement.id)


async def test_leaving_frees_the_seats_in_coming_sessions_of_the_group(world: World) -> None:
    agreement = await active_group(world)
    session = await SupervisionSession.create(
        agreement_id=agreement.id,
        leader_id=world.supervisor.person_id,
        kind=Kind.GROUP,
        state=SessionState.CONFIRMED,
        starts_at=clock.now() + timedelta(days=7),
        minutes=90,
        zone="Europe/Berlin",
        wall="2026-12-01T10:00",
        tz_version="2026a",
        seats=6,
    )
    for name in ("Ada", "Ben"):
        await Seat.create(session_id=session.id, person_id=world.people[name].id)

    await groups.leave(await world.act("Ada"), agreement)

    left = {s.person_id: s.state for s in await Seat.filter(session_id=session.id)}
    assert left == {
        world.people["Ada"].id: SeatState.LEFT,
        world.people["Ben"].id: SeatState.TAKEN,
    }


async def test_who_leads_ends_a_group_and_does_not_leave_it(world: World) -> None:
    agreement = await active_group(world)

    with pytest.raises(Forbidden):
        await groups.leave(await world.act("supervisor"), agreement)


async def test_a_change_waits_no_longer_for_who_left(world: World) -> None:
    agreement = await active_group(world)
    kept = replace(elements(minutes=90), title=agreement.title, most_members=6)
    await actions.revise(await world.act("supervisor"), agreement, agreement.version, kept)
    await signed(world, agreement, "supervisor", "Ada", "Ben")

    await groups.leave(await world.act("Cal"), agreement)

    assert (await fresh(agreement)).minutes == 90


# hidden from one another -------------------------------------------------------------------------


async def test_members_see_who_signed_and_not_who_is_only_invited(world: World) -> None:
    agreement = await group_to_sign(world, await make_group(world))
    await signed(world, agreement, "Ada", "Ben")

    assert await seen_by(world, "Ada", agreement) == {"supervisor", "Ada", "Ben"}
    assert await seen_by(world, "Cal", agreement) == {"supervisor", "Ada", "Ben", "Cal"}
    assert await seen_by(world, "supervisor", agreement) == {"supervisor", "Ada", "Ben", "Cal"}


async def test_hidden_members_see_only_who_leads_and_themselves(world: World) -> None:
    agreement = await active_group(world, hides_members=True)

    assert await seen_by(world, "Ada", agreement) == {"supervisor", "Ada"}
    assert await seen_by(world, "supervisor", agreement) == {"supervisor", "Ada", "Ben", "Cal"}


async def test_who_signed_to_be_hidden_stays_so_until_all_signed_otherwise(world: World) -> None:
    """The change comes before the first edition was in force, when one member has signed."""
    agreement = await group_to_sign(world, await make_group(world, hides_members=True))
    agreement = await signed(world, agreement, "Ada")
    kept = replace(elements(), title=agreement.title, most_members=6, hides_members=False)
    await actions.revise(await world.act("supervisor"), agreement, agreement.version, kept)

    before = await seen_by(world, "Ben", agreement)
    await signed(world, agreement, "supervisor", "Ada", "Ben", "Cal")

    assert before == {"supervisor", "Ben"}
    assert await seen_by(world, "Ben", agreement) == {"supervisor", "Ada", "Ben", "Cal"}


async def test_the_page_of_a_hidden_group_leaks_no_name_and_no_number(browser: Browser) -> None:
    world = await make_world()
    agreement = await active_group(world, ("Ada", "Ben", "Cal", "Dan"), hides_members=True)
    await browser.sign_in_as(world.people["Ada"])

    page = await browser.get(f"/supervision/agreements/{agreement.id}")
    listed = await browser.get("/supervision/agreements")

    both = page.text + listed.text
    hidden = [world.people[name] for name in ("Ben", "Cal", "Dan")]
    telling = [word for person in hidden for word in (rf"\b{person.name}\b", str(person.id))]
    assert [word for word in telling if re.search(word, both)] == []
    assert page.text.count('class="signer"') == 2


async def test_the_pages_of_who_leads_a_hidden_group_name_everybody(browser: Browser) -> None:
    world = await make_world()
    agreement = await active_group(world, hides_members=True)
    await browser.sign_in_as(world.people["supervisor"])

    page = await browser.get(f"/supervision/agreements/{agreement.id}")

    assert page.text.count('class="signer"') == 4


async def test_somebody_without_an_account_has_no_agreements(db: Settings) -> None:
    await active_group(await make_world())

    assert await queries.agreements_of(Actor()) == []
    assert await waiting_for(Actor()) == []


async def test_roles_of_a_group_are_kept_apart(world: World) -> None:
    agreement = await active_group(world)

    roles = sorted(str(party.role) for party in agreement.parties)

    assert roles == sorted([PartyRole.SUPERVISOR, *[PartyRole.SUPERVISEE] * 3])
    assert sorted(queries.members(agreement)) == sorted(
        world.people[name].id for name in ("Ada", "Ben", "Cal")
    )
