"""Asking, writing, signing, changing, pausing and ending an agreement between two."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from network.centres.models import Membership
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.outbox import RecordedEvent
from network.settings import Settings
from network.supervision.actions import agreement_states as states
from network.supervision.actions import agreements as actions
from network.supervision.actions.agreements import Ask
from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    PartyState,
    Seat,
    SessionState,
    SupervisionSession,
    Supervisor,
    SupervisorState,
)
from network.supervision.queries import agreements as queries
from network.supervision.queries.waiting_for import waiting_for
from network.supervision.rules import agreements as rules
from tests.supervision.agreement_world import (
    World,
    active,
    asked,
    elements,
    fresh,
    given_to_sign,
    in_days,
    in_state,
    make_supervisor,
    make_world,
    signed,
)

pytestmark = pytest.mark.anyio

S = AgreementState


@pytest.fixture
async def world(db: Settings) -> World:
    return await make_world()


async def told(name: str = "AgreementMoved") -> list[tuple[str, list[str]]]:
    """State (or edition, or days) and who was told, of all such facts in order."""
    rows = await RecordedEvent.filter(name=name).order_by("id")
    return [
        (str(r.payload.get("state", r.payload.get("edition", r.payload.get("days")))),
         r.payload.get("told", []))
        for r in rows
    ]  # fmt: skip


# asking ------------------------------------------------------------------------------------------


async def test_a_request_is_told_to_the_supervisor_alone(world: World) -> None:
    agreement = await asked(world, note="In French, please")

    assert (agreement.state, agreement.note) == (S.REQUESTED, "In French, please")
    assert await told() == [("requested", [str(world.supervisor.person_id)])]


async def test_the_same_supervisor_is_asked_once(world: World) -> None:
    await asked(world)

    with pytest.raises(Conflict):
        await asked(world)


async def test_after_a_refusal_one_may_ask_again(world: World) -> None:
    await in_state(world, S.DECLINED)

    assert (await asked(world)).state is S.REQUESTED


async def test_a_supervisor_without_room_cannot_be_asked(db: Settings) -> None:
    world = await make_world(most_supervisees=0)

    with pytest.raises(Conflict):
        await asked(world)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"state": SupervisorState.PROPOSED}, Forbidden),
        ({"state": SupervisorState.PAUSED}, Forbidden),
        ({"is_open": False}, Conflict),
        ({"kinds": ["group"]}, Conflict),
    ],
)
async def test_only_open_verified_supervisors_are_asked_for_what_they_give(
    given: dict[str, object], error: type[Exception], db: Settings
) -> None:
    world = await make_world(**given)

    with pytest.raises(error):
        await asked(world)


async def test_groups_are_not_asked_for(world: World) -> None:
    with pytest.raises(Invalid):
        await asked(world, kind=Kind.GROUP)


async def test_room_that_went_meanwhile_keeps_a_request_waiting(world: World) -> None:
    agreement = await asked(world)
    await Supervisor.filter(id=world.supervisor.id).update(most_supervisees=0)

    with pytest.raises(Conflict):
        await actions.accept(await world.act("supervisor"), await fresh(agreement))

    assert (await fresh(agreement)).state is S.REQUESTED


async def test_others_with_room_are_proposed_those_most_alike_first(world: World) -> None:
    near = await make_supervisor(languages={"en": "B2"}, codes=["TH-SUPV"])
    far = await make_supervisor(languages={"fr": "C1"}, codes=[])
    await make_supervisor(most_supervisees=0)
    await make_supervisor(is_open=False)
    await make_supervisor(state=SupervisorState.PROPOSED)

    found = await queries.fitting(await world.act("supervisee"), world.supervisor, Kind.INDIVIDUAL)

    assert [one.id for one in found] == [near.id, far.id]


async def test_a_new_supervisor_gets_a_new_agreement_linked_to_the_last(world: World) -> None:
    before = await active(world)
    other = await make_supervisor()

    agreement = await actions.ask(await world.act("supervisee"), other, Ask())

    assert agreement.previous_id == before.id


async def test_the_next_supervisor_does_not_see_the_agreement_before(world: World) -> None:
    await active(world)
    other = await make_supervisor()
    agreement = await actions.ask(await world.act("supervisee"), other, Ask())
    world.people["other"] = await other.person

    assert await queries.seen_or_none(await world.act("other"), agreement.previous_id) is None


# line managers -----------------------------------------------------------------------------------


async def test_a_line_manager_waits_for_the_secretariat(world: World) -> None:
    agreement = await asked(world, is_line_manager=True)

    with pytest.raises(Conflict):
        await actions.accept(await world.act("supervisor"), agreement)

    assert await told("WaiverAsked") == [("None", [])]


async def test_the_secretariat_learns_only_who_would_supervise_and_what_kind(world: World) -> None:
    agreement = await asked(world, is_line_manager=True, note="Words for few")

    found = await queries.waivers_asked(await world.act("secretariat"))

    assert found == [
        queries.AskedWaiver(
            agreement.id, world.supervisor.person_id, Kind.INDIVIDUAL, agreement.changed_at
        )
    ]


async def test_an_allowed_line_manager_goes_on(world: World) -> None:
    agreement = await asked(world, is_line_manager=True)
    secretariat = await world.act("secretariat")

    await actions.waive(secretariat, await queries.get_waiver(secretariat, agreement.id))
    await actions.accept(await world.act("supervisor"), await fresh(agreement))

    assert (await fresh(agreement)).state is S.DRAFTING
    assert await queries.waivers_asked(secretariat) == []


async def test_a_refused_line_manager_ends_it_and_both_are_told(world: World) -> None:
    agreement = await asked(world, is_line_manager=True)
    secretariat = await world.act("secretariat")

    await actions.refuse_waiver(secretariat, await queries.get_waiver(secretariat, agreement.id))

    found = await fresh(agreement)
    both = {str(world.people[who].id) for who in ("supervisor", "supervisee")}
    assert (found.state, found.reason) == (S.DECLINED, "line_manager")
    assert set((await told())[-1][1]) == both


@pytest.mark.parametrize("who", ["supervisor", "supervisee", "coordinator", "their_coordinator"])
async def test_nobody_else_sees_or_decides_waivers(who: str, world: World) -> None:
    agreement = await asked(world, is_line_manager=True)
    person = await world.act(who)

    with pytest.raises(NotFound):
        await queries.waivers_asked(person)
    with pytest.raises(NotFound):
        await queries.get_waiver(person, agreement.id)
    with pytest.raises(Forbidden):
        await actions.waive(person, agreement)


async def test_nobody_of_the_secretariat_allows_their_own(world: World) -> None:
    world.people["supervisee"] = world.people["secretariat"]
    await Membership.create(person=world.people["secretariat"], centre=world.centre, role="staff")
    agreement = await asked(world, is_line_manager=True)

    with pytest.raises(Forbidden):
        await actions.waive(await world.act("secretariat"), agreement)


async def test_a_line_manager_named_while_signing_stops_the_signatures(world: World) -> None:
    agreement = await given_to_sign(world)
    await actions.declare_line_manager(await world.act("supervisee"), agreement)

    with pytest.raises(Conflict):
        await actions.sign(await world.act("supervisor"), agreement, 1)


# writing and signing -----------------------------------------------------------------------------


async def test_nothing_incomplete_is_given_to_be_signed(world: World) -> None:
    agreement = await in_state(world, S.DRAFTING)
    terms = {n: "words" for n in rules.TERMS if n != "limits"}

    with pytest.raises(Invalid) as error:
        await actions.send(
            await world.act("supervisor"), agreement, agreement.version, elements(terms=terms)
        )

    assert list(error.value.fields) == ["limits"]
    assert (await fresh(agreement)).state is S.DRAFTING


async def test_a_draft_may_be_incomplete(world: World) -> None:
    agreement = await in_state(world, S.DRAFTING)

    await actions.save_draft(
        await world.act("supervisor"), agreement, agreement.version, elements(terms={})
    )

    assert rules.flat(rules.elements_of(await fresh(agreement)))["limits"] == ""


async def test_two_who_write_at_once_both_keep_their_words(world: World) -> None:
    agreement = await in_state(world, S.DRAFTING)
    leader, seen = await world.act("supervisor"), agreement.version
    await actions.save_draft(leader, await fresh(agreement), seen, elements(minutes=50))

    with pytest.raises(Stale) as error:
        await actions.save_draft(leader, await fresh(agreement), seen, elements(minutes=90))

    assert error.value.stored.minutes == 50  # type: ignore[attr-defined]


async def test_both_signatures_make_it_active_and_all_are_told(world: World) -> None:
    agreement = await given_to_sign(world)

    one = await signed(world, agreement, "supervisee")
    both = await signed(world, agreement, "supervisor")

    assert (one.state, one.in_force) == (S.SIGNING, 0)
    assert (both.state, both.in_force) == (S.ACTIVE, 1)
    assert (await told())[-1] == ("active", [str(world.people["supervisee"].id)])


async def test_who_signs_a_page_that_is_old_by_now_signs_nothing(world: World) -> None:
    agreement = await given_to_sign(world)
    leader = await world.act("supervisor")
    await actions.revise(leader, agreement, agreement.version, elements(minutes=90))

    with pytest.raises(Stale):
        await actions.sign(await world.act("supervisee"), agreement, 1)

    party = next(p for p in (await fresh(agreement)).parties if p.role == "supervisee")
    assert (party.state, party.signed_edition) == (PartyState.INVITED, 0)


async def test_two_who_sign_at_once_bring_it_into_force_once(world: World) -> None:
    agreement = await given_to_sign(world)
    both = [await world.act(who) for who in ("supervisor", "supervisee")]

    done = await asyncio.gather(*(actions.sign(one, agreement, 1) for one in both))

    assert sorted(done) == [False, True]
    assert (await fresh(agreement)).state is S.ACTIVE
    assert [state for state, _who in await told()].count("active") == 1


async def test_signing_twice_conflicts(world: World) -> None:
    agreement = await signed(world, await given_to_sign(world), "supervisee")

    with pytest.raises(Conflict):
        await actions.sign(await world.act("supervisee"), agreement, 1)


async def test_an_edition_whose_end_has_passed_is_not_signed(world: World) -> None:
    agreement = await given_to_sign(world)

    with clock.at(clock.now() + timedelta(days=201)), pytest.raises(Conflict):
        await actions.sign(await world.act("supervisee"), agreement, 1)


async def test_a_change_stands_beside_the_old_edition_until_both_signed(world: World) -> None:
    agreement = await active(world)
    await actions.revise(
        await world.act("supervisee"), agreement, agreement.version, elements(minutes=90)
    )

    one = await signed(world, agreement, "supervisee")
    both = await signed(world, agreement, "supervisor")

    assert (one.state, one.minutes, one.in_force, one.edition) == (S.ACTIVE, 60, 1, 2)
    assert (both.state, both.minutes, both.in_force, both.edition) == (S.ACTIVE, 90, 2, 2)
    assert await told("AgreementChanged") == [("2", [str(world.supervisor.person_id)])]


async def test_a_further_change_replaces_one_that_was_not_signed_by_all(world: World) -> None:
    agreement = await active(world)
    leader = await world.act("supervisor")
    await actions.revise(leader, agreement, agreement.version, elements(minutes=90))
    agreement = await signed(world, agreement, "supervisee")
    await actions.revise(leader, agreement, agreement.version, elements(minutes=45))

    half = await signed(world, agreement, "supervisor")
    full = await signed(world, agreement, "supervisee")

    assert (half.minutes, half.in_force) == (60, 1)
    assert (full.minutes, full.in_force) == (45, 3)


async def test_a_change_that_is_taken_back_asks_nobody_and_counts_on(world: World) -> None:
    agreement = await active(world)
    leader = await world.act("supervisor")
    await actions.revise(leader, agreement, agreement.version, elements(minutes=90))
    agreement = await signed(world, agreement, "supervisee")

    await actions.drop_change(leader, agreement)
    dropped, again = await fresh(agreement), await fresh(agreement)
    await actions.revise(leader, again, again.version, elements(minutes=45))

    assert (dropped.edition, dropped.minutes) == (1, 60)
    assert await waiting(await world.act("supervisee"), "sign") == [agreement.id]
    assert (await fresh(agreement)).edition == 3


async def test_a_change_without_a_difference_is_none(world: World) -> None:
    agreement = await active(world)

    with pytest.raises(Conflict):
        await actions.revise(
            await world.act("supervisor"), agreement, agreement.version, elements()
        )


async def test_what_has_run_out_goes_on_when_both_signed_new_dates(world: World) -> None:
    agreement = await in_state(world, S.LAPSED)
    await actions.revise(
        await world.act("supervisor"), agreement, agreement.version, elements(ends_on=in_days(300))
    )

    half = await signed(world, agreement, "supervisor")
    full = await signed(world, agreement, "supervisee")

    assert half.state is S.LAPSED
    assert (full.state, full.ends_on, full.warned) == (S.ACTIVE, in_days(300), [])


async def waiting(person: Actor, what: str) -> list[UUID]:
    """What of a kind waits for somebody on Today."""
    return [one.id for one in await waiting_for(person) if one.what == what]


async def test_signatures_and_requests_that_wait_are_found(world: World) -> None:
    request = await asked(world)
    leader, supervisee = await world.act("supervisor"), await world.act("supervisee")
    found = [await waiting(leader, "draft")]
    await actions.accept(leader, request)
    request = await fresh(request)
    await actions.send(leader, request, request.version, elements())
    found += [await waiting(leader, "draft")]
    found += [await waiting(person, "sign") for person in (leader, supervisee)]
    await signed(world, request, "supervisor")
    found += [await waiting(leader, "sign")]

    assert found == [[request.id], [], [request.id], [request.id], []]


@pytest.mark.parametrize("state", S)
async def test_what_waits_for_a_signature_is_what_can_be_signed(
    state: AgreementState, world: World
) -> None:
    agreement = await in_state(world, state)

    for who in ("supervisor", "supervisee"):
        person = await world.act(who)
        party = next(p for p in agreement.parties if p.person_id == person.person_id)
        expected = rules.edition_to_sign(agreement, party, clock.now()) is not None
        assert await waiting(person, "sign") == [agreement.id] * expected


async def test_a_request_that_ran_out_or_waits_for_a_waiver_waits_for_nobody(
    world: World,
) -> None:
    request = await asked(world)
    leader = await world.act("supervisor")

    with clock.at(clock.now() + rules.ANSWER_WITHIN):
        late = await waiting(leader, "draft")
    await Agreement.filter(id=request.id).update(is_line_manager=True)

    assert (late, await waiting(leader, "draft")) == ([], [])


# pausing and ending ------------------------------------------------------------------------------


async def make_session(world: World, agreement: Agreement, days: int = 7) -> UUID:
    """A confirmed session under the agreement, so many days from now."""
    session = await SupervisionSession.create(
        agreement_id=agreement.id,
        leader_id=world.supervisor.person_id,
        kind=agreement.kind,
        state=SessionState.CONFIRMED,
        starts_at=clock.now() + timedelta(days=days),
        minutes=60,
        zone="Europe/Berlin",
        wall="2026-12-01T10:00",
        tz_version="2026a",
        seats=agreement.most_members,
    )
    for party in agreement.parties:
        if party.person_id != world.supervisor.person_id:
            await Seat.create(session_id=session.id, person_id=party.person_id)
    return session.id


async def state_of(session_id: UUID) -> SessionState:
    return (await SupervisionSession.get(id=session_id)).state


@pytest.mark.parametrize(
    ("who", "cancels", "wanted"),
    [
        ("supervisor", True, SessionState.CANCELLED_BY_SUPERVISOR),
        ("supervisee", True, SessionState.CANCELLED_BY_SUPERVISEE),
        ("supervisor", False, SessionState.CONFIRMED),
    ],
)
async def test_a_pause_keeps_or_cancels_what_is_booked(
    who: str, cancels: bool, wanted: SessionState, world: World
) -> None:
    agreement = await active(world)
    session = await make_session(world, agreement)

    await states.pause(await world.act(who), agreement, "Tired", cancels=cancels)

    assert await state_of(session) is wanted
    assert (await fresh(agreement)).reason == "Tired"


async def test_the_reason_of_a_pause_is_in_no_notice(world: World) -> None:
    agreement = await active(world)

    await states.pause(await world.act("supervisee"), agreement, "Tired", cancels=False)

    payloads = [str(row.payload) for row in await RecordedEvent.all()]
    assert [text for text in payloads if "Tired" in text] == []


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        ("supervisor", SessionState.CANCELLED_BY_SUPERVISOR),
        ("supervisee", SessionState.CANCELLED_BY_SUPERVISEE),
        ("secretariat", SessionState.CANCELLED_BY_SUPERVISOR),
    ],
)
async def test_the_end_cancels_coming_sessions_and_leaves_past_ones(
    who: str, wanted: SessionState, world: World
) -> None:
    agreement = await active(world)
    coming, past = await make_session(world, agreement), await make_session(world, agreement, -7)

    await states.end(await world.act(who), agreement)

    assert (await state_of(coming), await state_of(past)) == (wanted, SessionState.CONFIRMED)


async def test_a_lapse_leaves_sessions_where_they_are(world: World) -> None:
    agreement = await active(world)
    session = await make_session(world, agreement, 220)

    with clock.at(clock.now() + timedelta(days=201)):
        moved = await states.lapse_agreements()
        again = await states.lapse_agreements()

    assert (moved, again) == (1, 0)
    assert (await fresh(agreement)).state is S.LAPSED
    assert await state_of(session) is SessionState.CONFIRMED


# the passing of time -----------------------------------------------------------------------------


async def test_unanswered_requests_close_after_fourteen_days_and_who_asked_is_told(
    world: World,
) -> None:
    agreement = await asked(world)
    now = clock.now()

    with clock.at(now + timedelta(days=13, hours=23)):
        early = await states.expire_requests()
    with clock.at(now + timedelta(days=14)):
        late = [await states.expire_requests(), await states.expire_requests()]

    assert (early, late) == (0, [1, 0])
    assert (await fresh(agreement)).state is S.EXPIRED
    assert (await told())[-1] == ("expired", [str(world.people["supervisee"].id)])


async def test_both_are_warned_sixty_thirty_and_seven_days_ahead_once(world: World) -> None:
    agreement = await active(world, ends_on=in_days(100), review_on=in_days(50))
    start, both = clock.now(), {str(p.person_id) for p in agreement.parties}

    for day in (39, 40, 41, 75, 80, 92, 93, 95, 100, 101):
        with clock.at(start + timedelta(days=day)):
            await states.warn_ending()

    found = await told("AgreementEnding")
    assert [days for days, _who in found] == ["60", "25", "7"]
    assert [set(who) for _days, who in found] == [both] * 3


async def test_after_days_without_a_job_only_the_nearest_warning_is_told(world: World) -> None:
    await active(world, ends_on=in_days(100), review_on=in_days(50))

    with clock.at(clock.now() + timedelta(days=95)):
        counts = [await states.warn_ending(), await states.warn_ending()]

    assert counts == [1, 0]
    assert [days for days, _who in await told("AgreementEnding")] == ["5"]


# what booking and managers ask -------------------------------------------------------------------


@pytest.mark.parametrize("state", S, ids=str)
async def test_sessions_are_booked_only_under_an_active_agreement(
    state: AgreementState, world: World
) -> None:
    agreement = await in_state(world, state)
    person, today = world.people["supervisee"].id, clock.now().date()

    found = await queries.active_between(person, world.supervisor.id, today)

    assert (found and found.id) == (agreement.id if state is S.ACTIVE else None)


async def test_an_agreement_covers_its_days_its_people_and_no_others(world: World) -> None:
    await active(world)
    person, colleague = world.people["supervisee"].id, world.people["colleague"].id
    other, today = await make_supervisor(), clock.now().date()

    found = [
        await queries.active_between(person, world.supervisor.id, in_days(201)),
        await queries.active_between(person, other.id, today),
        await queries.active_between(colleague, world.supervisor.id, today),
        await queries.active_between(world.supervisor.person_id, world.supervisor.id, today),
    ]

    assert found == [None] * 4
