"""Moving a visit: one of two moves it, twice acts once, hosts are asked one after the other."""

import asyncio
from datetime import timedelta

import pytest

from network.db import ClosedForm, claim_form
from network.exchanges import policy
from network.exchanges.actions import applying, hosting, moving, passing_time
from network.exchanges.models.visits import Application, HostChoice, Visit, VisitMove
from network.exchanges.queries import hosts, visits
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, OfferState, Reason, VisitState
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Repeated
from network.outbox import RecordedEvent
from network.settings import Settings
from tests.exchanges.visit_world import (
    World,
    accepted,
    asked,
    endorsed,
    in_days,
    make_world,
    submitted,
    written,
)

pytestmark = pytest.mark.anyio

S = VisitState


async def offers(visit: Visit) -> list[OfferState]:
    return [one.state for one in await hosts.choices_of(visit.id)]


async def test_of_two_who_move_a_visit_at_once_one_moves_it(world: World) -> None:
    visit = await asked(world)
    one, other = await visits.fresh(visit.id), await visits.fresh(visit.id)
    visitor, home = await world.act("visitor"), await world.act("home")
    given = Request(reason=Reason.HEALTH)

    done = await asyncio.gather(
        moving.move(visitor, one, Move.WITHDRAW, given),
        moving.move(home, other, Move.WITHDRAW, given),
        return_exceptions=True,
    )

    refused = [error for error in done if isinstance(error, Exception)]
    assert [isinstance(error, Conflict) for error in refused] == [True]
    assert (await visits.fresh(visit.id)).state is S.WITHDRAWN
    assert await VisitMove.filter(visit_id=visit.id, move=Move.WITHDRAW).count() == 1
    assert await RecordedEvent.filter(name="VisitMoved").count() == 4


async def test_a_form_sent_again_submits_once(world: World) -> None:
    visit, visitor = await written(world), await world.act("visitor")

    async with claim_form(ClosedForm(key="k", fingerprint="f", location="/there")):
        await applying.submit(visitor, visit)
    with pytest.raises(Repeated) as repeated:
        async with claim_form(ClosedForm(key="k", fingerprint="f", location="/there")):
            await applying.submit(visitor, await visits.fresh(visit.id))

    assert repeated.value.location == "/there"
    assert await VisitMove.filter(visit_id=visit.id).count() == 1


async def test_submitting_from_a_stale_page_conflicts_with_what_is_stored(world: World) -> None:
    stale = await written(world)
    visitor = await world.act("visitor")
    await applying.submit(visitor, await visits.fresh(stale.id))

    with pytest.raises(Conflict):
        await applying.submit(visitor, stale)

    assert await RecordedEvent.filter(name="VisitMoved").count() == 1


async def test_a_refused_move_leaves_nothing_behind(world: World) -> None:
    visit = await submitted(world)

    with pytest.raises(Forbidden):
        await moving.move(await world.act("outsider"), visit, Move.ENDORSE)

    stored = await visits.fresh(visit.id)
    assert (stored.state, stored.version) == (S.SUBMITTED, visit.version)
    assert await VisitMove.filter(visit_id=visit.id).count() == 1


# hosts -------------------------------------------------------------------------------------------


async def test_a_host_that_accepts_is_in_calendars_for_the_first_time(world: World) -> None:
    visit = await accepted(world)

    fact = await RecordedEvent.filter(name="VisitMoved").order_by("-id").first()
    assert (visit.state, visit.revision) == (S.HOST_ACCEPTED, 1)
    assert (visit.first_on, visit.last_on) == (in_days(105), in_days(109))
    assert fact is not None
    assert (fact.payload["calendar"], fact.payload["revision"]) == ("tent", 1)
    assert set(fact.payload["members"]) == {
        str(world.people[who].id) for who in ("visitor", "mentor", "home", "host")
    }


async def test_the_next_host_is_asked_when_one_says_no(world: World) -> None:
    visit = await asked(world)

    visit = await hosting.decline(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert (visit.state, visit.host_centre_id) == (S.HOST_PENDING, world.hosts[1].id)
    assert await offers(visit) == [OfferState.DECLINED, OfferState.ASKED]


async def test_a_visit_goes_back_when_no_host_is_left(world: World) -> None:
    visit = await asked(world)
    visit = await hosting.decline(await world.act("host"), visit, Reason.HOST_CAPACITY)

    visit = await hosting.decline(await world.act("next_host"), visit, Reason.WORK)

    assert (visit.state, visit.host_centre_id) == (S.ENDORSED, None)


async def test_a_host_that_says_nothing_is_passed_over_by_time(world: World) -> None:
    visit = await asked(world)
    choice = await HostChoice.get(visit_id=visit.id, state=OfferState.ASKED)
    assert choice.expires_at is not None

    with clock.at(choice.expires_at + timedelta(minutes=1)):
        acted = [await moving.catch_up(await visits.fresh(visit.id)) for _ in range(2)]
        late = await visits.fresh(visit.id)

    assert acted == [True, False]
    assert await offers(late) == [OfferState.EXPIRED, OfferState.ASKED]


async def test_the_host_asked_before_neither_sees_nor_accepts_the_visit_any_more(
    world: World,
) -> None:
    visit = await asked(world)
    host = await world.act("host")
    visit = await hosting.decline(host, visit, Reason.WORK)

    assert not policy.can_view(host, visit)
    with pytest.raises(Forbidden):
        await hosting.accept(
            host, visit, world.people["mentor"].id, "en", (in_days(105), in_days(109))
        )


async def test_a_host_that_takes_its_yes_back_makes_room_for_the_next(world: World) -> None:
    visit = await accepted(world)

    visit = await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert (visit.state, visit.host_centre_id) == (S.HOST_PENDING, world.hosts[1].id)
    assert (visit.first_on, visit.mentor_id, visit.revision) == (None, None, 2)
    assert await offers(visit) == [OfferState.WITHDRAWN, OfferState.ASKED]


@pytest.mark.parametrize("step", [written, submitted, endorsed, asked, accepted])
async def test_lists_and_records_show_a_visit_to_the_same_people(
    step: object, world: World
) -> None:
    assert callable(step)
    visit = await step(world)

    for who in world.people:
        actor = await world.act(who)
        listed = [one.id for one in await visits.visits_of(actor)]
        assert (listed == [visit.id]) is policy.can_view(actor, visit), who


async def test_time_moves_the_others_where_one_cannot_be_read(db: Settings) -> None:
    found = [await asked(await make_world()) for _ in range(3)]
    broken = found[1]
    await Application.filter(visit_id=broken.id).delete()

    with clock.at(clock.now() + timedelta(days=40)):
        moved = await passing_time.catch_up_all()

    stored = [await visits.fresh(visit.id) for visit in found]
    changed = [
        now.host_centre_id != was.host_centre_id for was, now in zip(found, stored, strict=True)
    ]
    assert moved == 2
    assert changed == [True, False, True]
    assert {visit.state for visit in stored} == {VisitState.HOST_PENDING}
