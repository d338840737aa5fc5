"""What was agreed for one journey does not hold for another: words by the way, safety ratings."""

from datetime import datetime, time

import pytest

from network.exchanges.actions import agreeing, checklist, dating, moving, travelling
from network.exchanges.actions.agreeing import Rating
from network.exchanges.models.staying import ChecklistItem, TaskState, TravelCheck, TravelCheckState
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import CLAUSES
from network.exchanges.queries import agreements, visits
from network.exchanges.rules.checklists import FOR_THE_WAY, RATINGS
from network.exchanges.rules.dates import Span
from network.exchanges.rules.guards import Code
from network.exchanges.rules.travelling import Kind
from network.exchanges.vocabulary import Move, Reason, Side, VisitState
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.moves import Refused
from tests.exchanges.visit_facts import act
from tests.exchanges.visit_world import World, at_noon, confirmed, in_days
from tests.factories import actor, make_member

pytestmark = pytest.mark.anyio

DONE, OPEN = TaskState.DONE, TaskState.OPEN


async def prepared(world: World) -> Visit:
    """A confirmed visit for which a word on arrival is agreed, and everything on the lists done."""
    visit, visitor = await confirmed(world), await world.act("visitor")
    wall = datetime.combine(in_days(104), time(18))
    await travelling.agree_check(visitor, visit, Kind.ARRIVAL, wall, "Europe/Belgrade")
    for who in ("visitor", "home", "host"):
        doer = await world.act(who)
        for item in await ChecklistItem.filter(visit_id=visit.id, owner=who):
            await checklist.settle(doer, visit, item, item.version, DONE, "As last year")
    return visit


async def states(visit: Visit, codes: set[str]) -> set[TaskState]:
    rows = await ChecklistItem.filter(visit_id=visit.id, code__in=list(codes))
    return {row.state for row in rows}


async def confirmed_again(world: World, visit: Visit) -> Visit:
    """A postponed visit on new days, signed and confirmed once more."""
    days = (in_days(140), in_days(144))
    mentor = world.people["mentor"].id
    visit = await dating.resume(await world.act("host"), visit, mentor, "en", days)
    await agreeing.write_edition(await world.act("host"), visit, dict.fromkeys(CLAUSES, "As here."))
    edition = await agreements.newest_edition(visit.id)
    assert edition is not None
    for side in Side:
        await agreeing.sign(await world.act(side), visit, edition.number, side)
    return await agreeing.confirm(await world.act("home"), await visits.fresh(visit.id))


# words by the way --------------------------------------------------------------------------------


async def test_for_the_journey_of_a_postponed_visit_words_are_agreed_anew(world: World) -> None:
    visit = await prepared(world)
    span = {"starts_on": in_days(130), "ends_on": in_days(160)}
    visit = await act(world, "visitor", visit, Move.POSTPONE, reason=Reason.WORK, **span)

    visit = await confirmed_again(world, visit)

    items = await ChecklistItem.filter(visit_id=visit.id, code__in=list(FOR_THE_WAY))
    assert [(item.state, item.done_by_id, item.note) for item in items] == [(OPEN, None, "")] * 2
    assert [check.state for check in await TravelCheck.all()] == [TravelCheckState.CANCELLED]
    assert await states(visit, {"device", "border"}) == {DONE}


async def test_a_visit_opened_again_does_not_begin_until_words_are_agreed_anew(
    world: World,
) -> None:
    visit = await prepared(world)
    visit = await act(world, "home", visit, Move.CANCEL, reason=Reason.WORK)

    visit = await act(world, "secretariat", visit, Move.REOPEN, note="They can go after all.")

    assert visit.state is VisitState.CONFIRMED
    assert await states(visit, FOR_THE_WAY) == {OPEN}
    with clock.at(at_noon(105)), pytest.raises(Refused) as refused:
        await moving.move(await world.act("host"), visit, Move.ARRIVE)
    assert refused.value.codes == (Code.OPEN_ITEMS,)


async def test_what_a_focal_point_waived_stays_waived(world: World) -> None:
    focal = await make_member(world.home, Role.FOCAL_POINT)
    visit = await prepared(world)
    for item in await ChecklistItem.filter(visit_id=visit.id, code__in=list(FOR_THE_WAY)):
        await checklist.settle(
            await actor(focal), visit, item, item.version, TaskState.WAIVED, "By car"
        )

    visit = await act(world, "home", visit, Move.CANCEL, reason=Reason.WORK)

    assert await states(visit, FOR_THE_WAY) == {TaskState.WAIVED}


# safety ratings ----------------------------------------------------------------------------------


async def rated(world: World, day: int) -> Visit:
    """A confirmed visit that both centres rated on a day."""
    visit = await confirmed(world)
    with clock.at(at_noon(day)):
        for who in ("home", "host"):
            stored = await visits.fresh(visit.id)
            await agreeing.rate_safety(await world.act(who), stored, Rating.GREEN)
    return await visits.fresh(visit.id)


async def moved_to(world: World, visit: Visit, first: int) -> Visit:
    with clock.at(at_noon(96)):
        span = Span(in_days(first - 96), in_days(first - 92))
        change = await dating.propose_days(await world.act("visitor"), visit, span)
        for who in ("home", "host"):
            await dating.accept_days(await world.act(who), visit, change)
    return await visits.fresh(visit.id)


async def test_a_rating_from_long_before_new_days_does_not_open_the_visit(world: World) -> None:
    visit = await rated(world, 95)
    before = await states(visit, RATINGS)

    visit = await moved_to(world, visit, 126)

    after = await states(visit, RATINGS)
    left = ChecklistItem.filter(visit_id=visit.id, state=OPEN).exclude(code__in=list(RATINGS))
    await left.update(state=DONE)
    with clock.at(at_noon(126)), pytest.raises(Refused) as refused:
        await moving.move(await world.act("host"), visit, Move.ARRIVE)
    assert (before, after) == ({DONE}, {OPEN})
    assert refused.value.codes == (Code.OPEN_ITEMS,)


async def test_a_rating_within_two_weeks_of_the_new_days_still_counts(world: World) -> None:
    visit = await rated(world, 95)

    visit = await moved_to(world, visit, 108)

    assert await states(visit, RATINGS) == {DONE}
    assert visit.first_on == in_days(108)


async def test_a_visit_postponed_after_it_was_rated_is_rated_again(world: World) -> None:
    visit = await rated(world, 95)
    span = {"starts_on": in_days(130), "ends_on": in_days(160)}
    visit = await act(world, "visitor", visit, Move.POSTPONE, reason=Reason.WORK, **span)

    visit = await confirmed_again(world, visit)

    assert await states(visit, RATINGS) == {OPEN}
