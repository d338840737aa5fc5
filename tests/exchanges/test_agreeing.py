"""From a host's yes to the first day: signatures, Plan B, money, safety, and checklists."""

import pytest

from network.exchanges.actions import agreeing, checklist, hosting, moving, passing_time
from network.exchanges.actions.agreeing import Rating
from network.exchanges.models.agreeing import BudgetLine, VisitSignature
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.pieces import CLAUSES
from network.exchanges.queries import facts, visits
from network.exchanges.rules import timing
from network.exchanges.rules.facts import Request
from network.exchanges.rules.guards import Code
from network.exchanges.vocabulary import Move, Reason, Side, VisitState
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid
from network.kernel.moves import Refused
from network.outbox import RecordedEvent
from tests.exchanges.visit_world import (
    World,
    accepted,
    arrived,
    asked,
    at_noon,
    confirmed,
    in_days,
    signed,
)

pytestmark = pytest.mark.anyio

S = VisitState


async def test_a_visit_is_confirmed_once_everything_is_agreed(world: World) -> None:
    visit = await confirmed(world)

    fact = await RecordedEvent.filter(name="VisitMoved").order_by("-id").first()
    assert (visit.state, visit.revision) == (S.CONFIRMED, 2)
    assert fact is not None
    assert fact.payload["calendar"] == "conf"
    assert await ChecklistItem.filter(visit_id=visit.id, code="medical").count() == 1


async def test_what_is_missing_is_said_at_once(world: World) -> None:
    visit = await accepted(world)

    with pytest.raises(Refused) as refused:
        await agreeing.confirm(await world.act("home"), visit)

    assert refused.value.codes == (Code.UNSIGNED, Code.NO_PLAN_B, Code.NO_BUDGET)


async def test_a_new_edition_has_to_be_signed_again(world: World) -> None:
    visit = await signed(world, *Side)
    await agreeing.write_edition(
        await world.act("host"), visit, dict.fromkeys(CLAUSES, "Otherwise."), "Other hours"
    )

    with pytest.raises(Refused) as refused:
        await agreeing.confirm(await world.act("home"), visit)

    assert refused.value.codes == (Code.UNSIGNED,)
    with pytest.raises(Conflict):
        await agreeing.sign(await world.act("home"), visit, 1, Side.HOME)


async def test_a_signature_on_behalf_is_visible_as_such(world: World) -> None:
    visit = await signed(world, Side.HOST)

    await agreeing.sign(await world.act("home"), visit, 1, Side.VISITOR)

    rows = await VisitSignature.all().order_by("id")
    assert [(row.side, row.on_behalf) for row in rows] == [(Side.HOST, False), (Side.VISITOR, True)]


@pytest.mark.parametrize(
    ("who", "side"),
    [("visitor", Side.HOST), ("host", Side.HOME), ("mentor", Side.HOST), ("outsider", Side.HOME)],
)
async def test_nobody_signs_for_a_side_that_is_not_theirs(
    who: str, side: Side, world: World
) -> None:
    visit = await signed(world)

    with pytest.raises(Forbidden):
        await agreeing.sign(await world.act(who), visit, 1, side)


async def test_an_agreement_without_a_clause_is_not_put_to_sign(world: World) -> None:
    visit = await accepted(world)
    terms = dict.fromkeys(CLAUSES, "As usual.") | {"safeguarding": " "}

    with pytest.raises(Invalid) as invalid:
        await agreeing.write_edition(await world.act("host"), visit, terms)

    assert list(invalid.value.fields) == ["safeguarding"]


async def test_a_red_rating_keeps_a_visit_from_being_confirmed(world: World) -> None:
    visit = await signed(world, *Side)
    await agreeing.rate_safety(await world.act("host"), visit, Rating.RED)

    with pytest.raises(Refused) as refused:
        await agreeing.confirm(await world.act("home"), await visits.fresh(visit.id))

    assert refused.value.codes == (Code.RED,)


async def test_a_visit_begins_when_what_is_required_is_done(world: World) -> None:
    visit = await confirmed(world)
    home, host = await world.act("home"), await world.act("host")

    with clock.at(at_noon(105)):
        with pytest.raises(Refused) as refused:
            await moving.move(host, visit, Move.ARRIVE)
        for item in await ChecklistItem.filter(visit_id=visit.id, is_required=True):
            await checklist.settle(home, visit, item, item.version, TaskState.DONE)
        visit = await moving.move(host, visit, Move.ARRIVE)

    assert refused.value.codes == (Code.OPEN_ITEMS,)
    assert (visit.state, visit.arrived_on) == (S.IN_PROGRESS, in_days(105))


async def test_a_refused_visa_makes_a_visit_virtual_and_frees_the_money(world: World) -> None:
    visit = await confirmed(world)

    visit = await moving.move(
        await world.act("visitor"), visit, Move.GO_VIRTUAL, Request(reason=Reason.VISA_REFUSED)
    )

    assert (visit.state, visit.is_virtual) == (S.HOST_ACCEPTED, True)
    assert (await BudgetLine.get(visit_id=visit.id)).is_released
    with pytest.raises(Refused) as refused:
        await agreeing.confirm(await world.act("home"), visit)
    assert refused.value.codes == (Code.UNSIGNED,)


async def test_a_host_that_withdraws_voids_the_agreement_and_asks_money_back(world: World) -> None:
    visit = await confirmed(world)

    visit = await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert (visit.state, visit.host_centre_id) == (S.HOST_PENDING, world.hosts[1].id)
    assert (await BudgetLine.get(visit_id=visit.id)).is_refund_due


# the passing of time -----------------------------------------------------------------------------


async def test_a_worker_that_stood_still_strands_nothing_and_tells_once(world: World) -> None:
    visit = await asked(world)
    before = await RecordedEvent.filter(name="VisitMoved").count()

    with clock.at(at_noon(40)):
        moved = [await passing_time.catch_up_all() for _ in range(3)]

    assert moved == [1, 0, 0]
    assert await RecordedEvent.filter(name="VisitMoved").count() == before + 1
    assert (await visits.fresh(visit.id)).host_centre_id == world.hosts[1].id


async def test_a_visit_nobody_settled_runs_out_after_its_last_possible_day(world: World) -> None:
    visit = await asked(world)

    with clock.at(at_noon(170)):
        await passing_time.catch_up_all()

    assert (await visits.fresh(visit.id)).state is S.EXPIRED


async def test_a_visit_that_is_over_waits_for_its_report_before_anybody_stores_it(
    world: World,
) -> None:
    visit = await arrived(world)

    with clock.at(at_noon(112)):
        read = timing.facts_at(await facts.facts_of(visit), clock.now()).state
        moved = await passing_time.catch_up_all()
        late = await visits.fresh(visit.id)

    assert (read, moved) == (S.REPORT_DUE, 1)
    assert (late.state, late.ended_on) == (S.REPORT_DUE, in_days(109))
    assert late.report_due_on == in_days(130)
