"""Calls, and reviews by people without a stake: barred, apart, a third, the median."""

import pytest

from network.exchanges.actions import applying, calling, moving, reviewing
from network.exchanges.models.offers import ExchangeCall
from network.exchanges.models.visits import ApplicationReview, ReviewState, Visit
from network.exchanges.queries import reviews, visits, windows
from network.exchanges.rules.selection import WEIGHTS
from network.exchanges.vocabulary import Move, VisitState
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from network.outbox import RecordedEvent
from network.people.models import Person
from tests.exchanges.visit_world import World, endorsed, in_days
from tests.factories import actor, make_member

pytestmark = pytest.mark.anyio


def points(each: int, **other: int) -> dict[str, int]:
    return dict.fromkeys(WEIGHTS, each) | other


async def asked_of(world: World, visit: Visit, person: Person) -> ApplicationReview:
    secretariat = await world.act("secretariat")
    review = await reviewing.ask_review(secretariat, visit, person.id, in_days(10))
    return await reviews.get_review(await actor(person), review.id)


async def give(world: World, visit: Visit, scored: dict[str, int]) -> None:
    """A review by somebody new from a centre of their own."""
    person = await make_member()
    review = await asked_of(world, await visits.fresh(visit.id), person)
    await reviewing.score(await actor(person), review, 1, scored, "")


async def test_two_reviews_far_apart_ask_for_a_third_and_the_median_stands(world: World) -> None:
    visit = await endorsed(world)

    await give(world, visit, points(4, need=3))  # 380
    await give(world, visit, points(3, need=1))  # 260
    between = (await visits.fresh(visit.id)).score
    await give(world, visit, points(3, need=4))  # 320

    facts = await RecordedEvent.filter(name="ReviewsDone").order_by("id")
    assert [fact.payload["wanted"] for fact in facts] == [1, 0]
    assert (between, (await visits.fresh(visit.id)).score) == (None, 320)


@pytest.mark.parametrize("who", ["visitor", "colleague", "home", "host", "next_host", "mentor"])
async def test_nobody_with_a_stake_reviews(who: str, world: World) -> None:
    visit = await endorsed(world)

    with pytest.raises(Conflict):
        await asked_of(world, visit, world.people[who])


async def test_a_reviewer_reads_no_name_and_no_needs(world: World) -> None:
    person = await make_member()
    review = await asked_of(world, await endorsed(world), person)

    reading = await reviews.get_reading(await actor(person), review.id)

    assert list(reading.parts) == ["content", "passing_on", "practical"]
    assert [goal.specific for goal in reading.goals] == ["Run two groups"]


async def test_of_respite_a_reviewer_reads_the_category_only(world: World) -> None:
    person = await make_member()
    visit = await endorsed(world)
    await Visit.filter(id=visit.id).update(purpose="EX-RESP")
    review = await asked_of(world, await visits.fresh(visit.id), person)

    reading = await reviews.get_reading(await actor(person), review.id)

    assert (reading.purpose, reading.parts, reading.goals) == ("EX-RESP", {}, [])


async def test_a_review_is_hidden_from_all_but_its_reviewer(world: World) -> None:
    review = await asked_of(world, await endorsed(world), await make_member())

    for who in world.people:
        with pytest.raises(NotFound):
            await reviews.get_reading(await world.act(who), review.id)


async def test_a_review_is_given_once_and_in_range(world: World) -> None:
    person = await make_member()
    review = await asked_of(world, await endorsed(world), person)
    reader = await actor(person)

    with pytest.raises(Invalid):
        await reviewing.score(reader, review, 1, points(6), "")
    await reviewing.score(reader, review, 1, points(4), "")
    with pytest.raises(Conflict):
        await reviewing.score(reader, review, 2, points(5), "")

    assert (await ApplicationReview.get(id=review.id)).total == 400


async def test_whoever_declares_a_conflict_is_out_without_a_word(world: World) -> None:
    person = await make_member()
    review = await asked_of(world, await endorsed(world), person)

    await reviewing.declare_conflict(await actor(person), review, 1)

    assert (await ApplicationReview.get(id=review.id)).state is ReviewState.BARRED


# calls -------------------------------------------------------------------------------------------


async def make_call(world: World) -> ExchangeCall:
    secretariat = await world.act("secretariat")
    days = (in_days(-1), in_days(30))
    return await calling.draft_call(secretariat, "Pain and trauma", "en", *days, places=1)


async def test_a_call_is_a_draft_until_the_secretariat_opens_it(world: World) -> None:
    call, visitor = await make_call(world), await world.act("visitor")
    with pytest.raises(NotFound):
        await windows.get_call(visitor, call.id)

    await calling.open_call(await world.act("secretariat"), call)

    seen = await windows.get_call(visitor, call.id)
    visit = await applying.start(visitor, world.home.id, seen)
    assert (visit.call_id, visit.state) == (call.id, VisitState.DRAFT)


async def test_only_the_secretariat_writes_calls(world: World) -> None:
    call = await make_call(world)

    with pytest.raises(Forbidden):
        await calling.open_call(await world.act("home"), call)


async def test_only_a_full_call_has_a_waiting_list(world: World) -> None:
    call = await make_call(world)
    visit = await endorsed(world)
    await Visit.filter(id=visit.id).update(call_id=call.id)
    secretariat = await world.act("secretariat")

    with pytest.raises(Conflict):
        await moving.move(secretariat, visit, Move.WAITLIST)
    await ExchangeCall.filter(id=call.id).update(places=0)
    moved = await moving.move(secretariat, await visits.fresh(visit.id), Move.WAITLIST)

    assert moved.state is VisitState.WAITLISTED
