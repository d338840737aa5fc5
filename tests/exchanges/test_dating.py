"""Looking for days together, and other days for a visit that was confirmed."""

import pytest

from network.exchanges.actions import dating
from network.exchanges.models.agreeing import DateAnswer, DateChange, DatePoll, Suits
from network.exchanges.models.staying import ChecklistItem
from network.exchanges.models.visits import Visit
from network.exchanges.queries import facts, visits
from network.exchanges.rules.dates import Span
from network.exchanges.rules.guards import SIGNERS
from network.kernel.errors import Conflict, Forbidden, Invalid
from network.outbox import RecordedEvent
from tests.exchanges.visit_world import World, asked, confirmed, in_days

pytestmark = pytest.mark.anyio

OTHER = (119, 123)


def span(first: int, last: int) -> Span:
    return Span(in_days(first), in_days(last))


async def proposed(world: World) -> tuple[Visit, DateChange]:
    visit = await confirmed(world)
    return visit, await dating.propose_days(await world.act("visitor"), visit, span(*OTHER))


async def test_new_days_count_only_when_all_sides_accept(world: World) -> None:
    visit, change = await proposed(world)

    home = await dating.accept_days(await world.act("home"), visit, change)
    between = await visits.fresh(visit.id)
    host = await dating.accept_days(await world.act("host"), visit, change)

    after = await visits.fresh(visit.id)
    assert (home, host) == (False, True)
    assert (between.first_on, between.revision) == (in_days(105), 2)
    assert (after.first_on, after.last_on, after.revision) == (in_days(119), in_days(123), 3)


async def test_new_days_move_calendars_checklists_and_signatures_along(world: World) -> None:
    visit, change = await proposed(world)
    before = await ChecklistItem.get(visit_id=visit.id, code="handover")
    for who in ("home", "host"):
        await dating.accept_days(await world.act(who), visit, change)

    fact = await RecordedEvent.filter(name="VisitMoved").order_by("-id").first()
    after = await ChecklistItem.get(visit_id=visit.id, code="handover")
    known = await facts.facts_of(await visits.fresh(visit.id))
    assert fact is not None
    assert (fact.payload["calendar"], fact.payload["first_on"]) == ("move", str(in_days(119)))
    assert before.due_on is not None
    assert after.due_on is not None
    assert after.due_on > before.due_on
    assert known.signed == SIGNERS


async def test_refused_days_leave_everything_as_it_was(world: World) -> None:
    visit, change = await proposed(world)

    await dating.refuse_days(await world.act("host"), visit, change)

    assert (await visits.fresh(visit.id)).first_on == in_days(105)
    with pytest.raises(Conflict):
        await dating.accept_days(await world.act("home"), visit, change)


async def test_only_one_proposal_is_open_at_a_time(world: World) -> None:
    visit, _change = await proposed(world)

    with pytest.raises(Conflict):
        await dating.propose_days(await world.act("host"), visit, span(120, 124))


@pytest.mark.parametrize("who", ["mentor", "secretariat", "outsider"])
async def test_days_are_changed_by_the_three_sides_alone(who: str, world: World) -> None:
    visit = await confirmed(world)

    with pytest.raises(Forbidden):
        await dating.propose_days(await world.act(who), visit, span(*OTHER))


# polls -------------------------------------------------------------------------------------------


async def opened(world: World) -> tuple[Visit, DatePoll]:
    visit = await asked(world)
    periods = [span(105, 109), span(119, 123)]
    return visit, await dating.open_poll(await world.act("host"), visit, periods)


async def test_everybody_answers_and_may_think_again(world: World) -> None:
    visit, poll = await opened(world)
    first, second = await poll.options.all().order_by("first_on")
    visitor = await world.act("visitor")

    await dating.answer_poll(visitor, visit, poll, {first.id: Suits.YES, second.id: Suits.NO})
    await dating.answer_poll(visitor, visit, poll, {second.id: Suits.IF_NEEDED})

    rows = await DateAnswer.all().order_by("option__first_on")
    assert [row.suits for row in rows] == [Suits.YES, Suits.IF_NEEDED]


async def test_a_settled_poll_takes_no_answer(world: World) -> None:
    visit, poll = await opened(world)
    first = await poll.options.all().order_by("first_on").first()
    assert first is not None
    await dating.settle_poll(await world.act("host"), visit, poll, first.id)

    with pytest.raises(Conflict):
        await dating.answer_poll(await world.act("visitor"), visit, poll, {first.id: Suits.NO})

    assert (await DatePoll.get(id=poll.id)).chosen_id == first.id


async def test_one_period_is_no_choice(world: World) -> None:
    visit = await asked(world)

    with pytest.raises(Invalid):
        await dating.open_poll(await world.act("host"), visit, [span(105, 109)])
