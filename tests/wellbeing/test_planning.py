"""Rounds: planned quarterly, opened by themselves, and fixed from then on but for raising k."""

from datetime import UTC, datetime, timedelta

import pytest

from network.centres.models import Membership
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.people.models import Person
from network.wellbeing.actions import moving, planning
from network.wellbeing.models.rounds import Asked, CheckInRound, RoundCentre
from network.wellbeing.queries import rounds
from network.wellbeing.rules.trees import Family
from network.wellbeing.vocabulary import Move, RoundState
from tests.factories import actor, coordinator_of, make_admin, make_centre, make_person
from tests.wellbeing.check_in_world import (
    FIRST,
    STEADY,
    answer,
    at_noon,
    key_of,
    make_staff,
    make_worker,
    open_round,
    plan,
    release,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


@pytest.fixture
async def steward() -> Actor:
    return await actor(await make_admin())


async def asked(one: CheckInRound) -> dict[str, tuple[str, bool]]:
    rows = await Asked.filter(round_id=one.id)
    return {str(row.person_id): (row.family, row.is_new) for row in rows}


# planning -----------------------------------------------------------------------------------------


async def test_only_the_secretariat_plans_rounds() -> None:
    coordinator = await coordinator_of(await make_centre())

    with pytest.raises(Forbidden):
        await planning.plan(coordinator, FIRST)

    assert await CheckInRound.all().count() == 0


async def test_a_round_lasts_two_weeks() -> None:
    one = await plan(FIRST)

    assert (one.state, one.closes_on - one.opens_on) == (RoundState.PLANNED, timedelta(days=13))
    assert (one.k, one.network_k) == (8, 11)


async def test_one_round_at_a_time_is_planned_or_open(steward: Actor) -> None:
    await plan(FIRST)

    with clock.at(at_noon(FIRST)), pytest.raises(Conflict):
        await planning.plan(steward, FIRST + timedelta(days=90))


async def test_rounds_are_never_more_often_than_quarterly(steward: Actor) -> None:
    await make_staff(await make_centre(), 1)
    one = await open_round()
    await release(one)

    with clock.at(at_noon(FIRST + timedelta(days=20))):
        earliest = await rounds.earliest_opening()
        with pytest.raises(Invalid):
            await planning.plan(steward, earliest - timedelta(days=1))
        again = await planning.plan(steward, earliest)

    assert again.opens_on - one.opens_on == timedelta(days=84)


@pytest.mark.parametrize("k", [4, 21])
async def test_k_lies_between_five_and_twenty(steward: Actor, k: int) -> None:
    with clock.at(at_noon(FIRST)), pytest.raises(Invalid):
        await planning.plan(steward, FIRST, k=k)


# raising ------------------------------------------------------------------------------------------


async def test_k_is_raised_and_never_lowered(steward: Actor) -> None:
    one = await open_round()

    await planning.raise_terms(steward, one, one.version, k=10, network_k=12)
    with pytest.raises(Invalid):
        await planning.raise_terms(steward, one, one.version, k=9, network_k=12)

    stored = await CheckInRound.get(id=one.id)
    assert (stored.k, stored.network_k) == (10, 12)


async def test_two_stewards_at_once_do_not_undo_each_other(steward: Actor) -> None:
    one = await open_round()
    same = await CheckInRound.get(id=one.id)
    await planning.raise_terms(steward, one, one.version, k=12, network_k=12)

    with pytest.raises(Stale):
        await planning.raise_terms(steward, same, same.version, k=9, network_k=11)

    assert (await CheckInRound.get(id=one.id)).k == 12


async def test_a_centre_asks_for_more_but_not_for_less() -> None:
    centre, other = await make_centre(), await make_centre()
    coordinator = await coordinator_of(centre)
    one = await open_round()

    await planning.raise_own(coordinator, one, one.version, centre.id, 12)
    with pytest.raises(Invalid):
        await planning.raise_own(coordinator, one, one.version, centre.id, 11)
    with pytest.raises(Forbidden):
        await planning.raise_own(coordinator, one, one.version, other.id, 12)

    assert (await CheckInRound.get(id=one.id)).own == {str(centre.id): 12}


async def test_nothing_is_raised_after_the_release(steward: Actor) -> None:
    one = await open_round()
    await release(one)

    with pytest.raises(Conflict):
        await planning.raise_terms(steward, await rounds.fresh(one.id), 3, k=20, network_k=20)


# opening ------------------------------------------------------------------------------------------


async def test_a_round_opens_on_its_day_and_not_before() -> None:
    one = await plan(FIRST)

    with clock.at(at_noon(FIRST - timedelta(days=1))):
        await moving.open_due()
        early = (await rounds.fresh(one.id)).state
    with clock.at(at_noon(FIRST)):
        await moving.open_due()
        await moving.open_due()

    assert (early, (await rounds.fresh(one.id)).state) == (RoundState.PLANNED, RoundState.OPEN)
    assert key_of(one) is not None


async def test_a_round_whose_days_are_over_does_not_open_late() -> None:
    one = await plan(FIRST)

    with clock.at(at_noon(FIRST + timedelta(days=30))):
        await moving.open_due()

    assert (await rounds.fresh(one.id)).state is RoundState.PLANNED


async def test_everybody_on_a_staff_is_asked_once_and_nobody_else() -> None:
    centre, second = await make_centre(), await make_centre()
    clinical, legal = await make_worker(centre), await make_worker(centre, Family.LEGAL)
    both = await make_worker(centre, Family.SUPPORT)
    later = datetime(2025, 6, 1, tzinfo=UTC)
    await Membership.create(person=both, centre=second, role=Role.STAFF, created_at=later)
    await Membership.create(person=both, centre=centre, role=Role.SUPERVISOR, created_at=later)
    await make_worker(centre, role=Role.GUEST)
    shut = await make_worker(centre)
    await Person.filter(id=shut.id).update(is_disabled=True)
    await make_worker(await make_centre(state="draft"))
    await make_person()

    one = await open_round()

    assert await asked(one) == {
        str(clinical.id): ("clinical", False),
        str(legal.id): ("legal", False),
        str(both.id): ("support", False),
    }
    (row,) = await RoundCentre.filter(round_id=one.id)
    assert (row.centre_id, row.eligible) == (
        centre.id,
        {"clinical": 1, "legal": 1, "support": 1},
    )


async def test_accounts_opened_shortly_before_are_marked_as_new() -> None:
    centre = await make_centre()
    young = await make_worker(centre, since=at_noon(FIRST - timedelta(days=13)))
    old = await make_worker(centre, since=at_noon(FIRST - timedelta(days=14)))

    one = await open_round()

    assert await asked(one) == {str(young.id): ("clinical", True), str(old.id): ("clinical", False)}


async def test_a_round_of_chosen_centres_asks_only_there(steward: Actor) -> None:
    here, there = await make_centre(), await make_centre()
    (mine,) = await make_staff(here, 1)
    await make_staff(there, 1)
    with clock.at(at_noon(FIRST)):
        await planning.plan(steward, FIRST, centre_ids=[here.id])
        await moving.open_due()

    assert [row.person_id for row in await Asked.all()] == [mine.id]


async def test_a_centre_whose_staff_changed_much_waits_one_round() -> None:
    centre, steady = await make_centre(), await make_centre()
    people = await make_staff(centre, 8)
    await make_staff(steady, 8)
    await release(await open_round())
    await Membership.filter(person_id__in=[one.id for one in people[:3]]).delete()

    again = await open_round(FIRST + timedelta(days=84))

    rows = await RoundCentre.filter(round_id=again.id)
    assert {row.centre_id: row.is_withheld for row in rows} == {centre.id: True, steady.id: False}


# moves --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [Move.OPEN, Move.RELEASE])
async def test_nothing_is_opened_or_told_before_its_day(what: Move) -> None:
    one = await plan(FIRST) if what is Move.OPEN else await open_round()

    day = FIRST - timedelta(days=1) if what is Move.OPEN else one.closes_on
    with clock.at(at_noon(day)), pytest.raises(Conflict):
        await moving.move(Actor(), one, what)

    assert (await rounds.fresh(one.id)).state is one.state


async def test_a_cancelled_round_tells_nothing_and_keeps_nothing(steward: Actor) -> None:
    people = await make_staff(await make_centre(), 12)
    one = await open_round()
    await answer(people, STEADY)

    await moving.cancel(steward, one)

    assert (await rounds.fresh(one.id)).state is RoundState.CANCELLED
    assert await Asked.all().count() + await RoundCentre.all().count() == 0
    assert key_of(one) is None


async def test_who_moves_it_from_an_old_page_is_told_so(steward: Actor) -> None:
    one = await open_round()
    old = await rounds.fresh(one.id)
    await moving.cancel(steward, one)

    with pytest.raises(Stale):
        await moving.cancel(steward, old)


async def test_rounds_are_hidden_from_members() -> None:
    one = await plan(FIRST)
    member = await actor(await make_worker(await make_centre()))

    with pytest.raises(NotFound):
        await rounds.rounds(member)
    with pytest.raises(NotFound):
        await rounds.get_round(member, one.id)
