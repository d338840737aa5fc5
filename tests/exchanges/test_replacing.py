"""Somebody else goes instead, visits in return, and places that become free."""

from datetime import timedelta

import pytest

from network.centres.models import Membership
from network.exchanges.actions import (
    alternates,
    applying,
    calling,
    hosting,
    pairing,
    replacing,
)
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.offers import ExchangeCall
from network.exchanges.models.visits import HostChoice, PlaceOffer, Visit
from network.exchanges.queries import alternates as alternate_queries
from network.exchanges.queries import pairs, visits
from network.exchanges.rules.guards import Code
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Move, OfferState, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, Invalid
from network.kernel.moves import Refused
from tests.exchanges.visit_facts import act, ids, told
from tests.exchanges.visit_world import (
    World,
    confirmed,
    in_days,
    make_window,
    pieces,
    written,
)
from tests.factories import actor, make_member

pytestmark = pytest.mark.anyio

S = VisitState


# somebody else, in return, alternates ------------------------------------------------------------


async def test_somebody_else_goes_with_a_visit_of_their_own(world: World) -> None:
    visit, colleague = await confirmed(world), world.people["colleague"]

    made = await replacing.replace_visitor(await world.act("home"), visit, colleague.id)

    before = await visits.fresh(visit.id)
    choice = await HostChoice.get(visit_id=made.id, rank=1)
    assert (before.state, before.reason) == (S.CANCELLED, "replaced")
    assert (made.state, made.replaces_id, made.visitor_id) == (S.DRAFT, visit.id, colleague.id)
    assert (choice.state, choice.centre_id) == (OfferState.ASKED, world.hosts[0].id)
    assert await told("take_over") == [{str(colleague.id)}]


async def test_who_goes_instead_has_the_goals_and_the_plan_but_nothing_rated_or_spent(
    world: World,
) -> None:
    visit, colleague = await confirmed(world), world.people["colleague"]

    made = await replacing.replace_visitor(await world.act("home"), visit, colleague.id)

    goals = await LearningGoal.filter(visit_id=made.id)
    lines = await BudgetLine.filter(visit_id=made.id)
    before = await BudgetLine.filter(visit_id=visit.id)
    assert [(goal.specific, goal.before) for goal in goals] == [("Run two groups", None)]
    assert [(line.planned, line.committed) for line in lines] == [(90000, None)]
    assert [line.is_released for line in before] == [True]


async def test_nobody_but_who_goes_instead_knows_of_their_draft(world: World) -> None:
    visit, colleague = await confirmed(world), world.people["colleague"]
    made = await replacing.replace_visitor(await world.act("home"), visit, colleague.id)

    seen = [who for who in world.people if await visits.visits_of(await world.act(who))]
    listed = {who: [one.id for one in await visits.visits_of(await world.act(who))] for who in seen}

    assert [who for who, found in listed.items() if made.id in found] == ["colleague"]


async def test_the_host_that_agreed_is_asked_first_once_the_new_application_is_endorsed(
    world: World,
) -> None:
    visit, colleague = await confirmed(world), world.people["colleague"]
    made = await replacing.replace_visitor(await world.act("home"), visit, colleague.id)
    writer = await actor(colleague)
    version = (await visits.application_of(made.id)).version
    for number, (name, values) in enumerate(pieces().items(), version):
        await applying.save_piece(writer, await visits.fresh(made.id), name, number, values)
    sent = await applying.submit(writer, await visits.fresh(made.id))
    sent = await applying.endorse(await world.act("home"), sent, Gate, "Colleagues share it.")

    sent = await hosting.ask_hosts(await world.act("home"), sent)

    choice = await HostChoice.get(visit_id=made.id, rank=1)
    assert (sent.state, sent.host_centre_id) == (S.HOST_PENDING, world.hosts[0].id)
    assert choice.state is OfferState.ASKED
    assert [at is None for at in (choice.expires_at, choice.answered_at)] == [False, True]


async def test_nobody_cancels_for_somebody_else_to_go_without_saying_who(world: World) -> None:
    visit = await confirmed(world)

    with pytest.raises(Invalid) as refused:
        await act(world, "home", visit, Move.CANCEL, reason=Reason.REPLACED)

    assert refused.value.fields == {"reason": "This reason does not fit here."}
    assert (await visits.fresh(visit.id)).state is S.CONFIRMED


@pytest.mark.parametrize("who", ["visitor", "outsider"])
async def test_only_colleagues_who_do_not_go_already_go_instead(who: str, world: World) -> None:
    visit = await confirmed(world)

    with pytest.raises(Invalid):
        await replacing.replace_visitor(await world.act("home"), visit, world.people[who].id)

    assert (await visits.fresh(visit.id)).state is S.CONFIRMED


async def test_the_host_and_the_visitor_do_not_say_who_goes_instead(world: World) -> None:
    visit, colleague = await confirmed(world), world.people["colleague"]

    for who in ("visitor", "host", "mentor"):
        with pytest.raises(Forbidden):
            await replacing.replace_visitor(await world.act(who), visit, colleague.id)


async def in_return(world: World) -> Visit:
    """A visit of the host's coordinator to the home centre, already submitted."""
    window = await make_window(await world.act("home"), world.home)
    host = await world.act("host")
    back = await applying.start(host, world.hosts[0].id)
    for number, (name, values) in enumerate(pieces().items(), 1):
        await applying.save_piece(host, back, name, number, values)
    await applying.write_goal(host, back, applying.Goal(specific="See it", before=1))
    await applying.rank_hosts(host, back, [applying.Wish(world.home.id, window.id)])
    return await applying.submit(host, await visits.fresh(back.id))


async def paired(world: World) -> tuple[Visit, Visit]:
    await Membership.create(
        person=world.people["colleague"], centre=world.hosts[0], role=Role.COORDINATOR
    )
    visit, back = await confirmed(world), await in_return(world)
    await pairing.pair(await world.act("secretariat"), visit, back.id, visit.version)
    return await visits.fresh(visit.id), await visits.fresh(back.id)


async def test_two_visits_are_linked_as_in_return_for_each_other(world: World) -> None:
    visit, back = await paired(world)

    assert (visit.paired_id, back.paired_id) == (back.id, visit.id)


async def test_only_a_visit_the_other_way_is_one_in_return(world: World) -> None:
    visit, other = await confirmed(world), await written(world)

    with pytest.raises(Invalid):
        await pairing.pair(await world.act("secretariat"), visit, other.id, visit.version)


async def test_cancelling_one_of_a_pair_asks_the_others_and_cancels_nothing(world: World) -> None:
    visit, back = await paired(world)

    await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    kept = await visits.fresh(back.id)
    assert (kept.state, kept.version) == (S.SUBMITTED, back.version)
    assert pairs.is_off(await pairs.partner_of(kept))
    assert await told("partner") == [ids(world, "host", "colleague")]


async def test_a_visit_whose_partner_is_off_is_kept_by_saying_so(world: World) -> None:
    visit, back = await paired(world)
    await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    await pairing.keep_alone(await world.act("secretariat"), back, back.version)

    kept = await visits.fresh(back.id)
    assert (kept.state, kept.paired_id) == (S.SUBMITTED, None)


async def on_waiting_list(world: World, call: ExchangeCall, rank: int) -> Visit:
    person = await make_member(world.home)
    visitor = await actor(person)
    visit = await applying.start(visitor, world.home.id, call)
    await Visit.filter(id=visit.id).update(
        state=S.WAITLISTED,
        rank=rank,
        score=500 - rank,
        submitted_at=clock.now(),
        moved_at=clock.now(),
    )
    return await visits.fresh(visit.id)


async def of_a_call(world: World) -> tuple[Visit, list[Visit]]:
    """A confirmed visit of a call, and two on its waiting list."""
    office = await world.act("secretariat")
    call = await calling.draft_call(
        office, "Pain", "en", in_days(0), in_days(30), places=1, purposes=["EX-SHADOW"]
    )
    await calling.open_call(office, call)
    visit = await confirmed(world)
    await Visit.filter(id=visit.id).update(call_id=call.id)
    call = await ExchangeCall.get(id=call.id)
    waiting = [await on_waiting_list(world, call, rank) for rank in (2, 1)]
    return await visits.fresh(visit.id), waiting[::-1]


async def test_the_place_of_a_cancelled_visit_is_offered_to_the_first_who_waits(
    world: World,
) -> None:
    visit, (first, second) = await of_a_call(world)

    await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    now = clock.now()
    assert await alternate_queries.open_offer(first.id, now) is not None
    assert await alternate_queries.open_offer(second.id, now) is None
    assert str(first.visitor_id) in (await told("place"))[0]


async def test_a_place_nobody_answers_for_goes_to_the_next_after_48_hours(world: World) -> None:
    visit, (first, second) = await of_a_call(world)
    await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    with clock.at(clock.now() + timedelta(hours=48)):
        counts = [await alternates.offer_again() for _ in range(2)]
        passed = [
            await alternate_queries.open_offer(one.id, clock.now()) for one in (first, second)
        ]

    assert counts == [1, 0]
    assert [offer is not None for offer in passed] == [False, True]
    assert (await visits.fresh(first.id)).rank == 1


async def test_a_place_that_is_left_goes_to_the_next_at_once(world: World) -> None:
    visit, (first, second) = await of_a_call(world)
    await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    await alternates.answer_place(await world.act("home"), first, takes=False)

    assert await alternate_queries.open_offer(second.id, clock.now()) is not None


async def test_a_place_that_is_taken_up_is_offered_to_nobody_else(world: World) -> None:
    visit, (first, second) = await of_a_call(world)
    await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    await alternates.answer_place(await world.act("home"), first, takes=True)

    with clock.at(clock.now() + timedelta(days=9)):
        await alternates.offer_again()
        assert await alternate_queries.open_offer(second.id, clock.now()) is None
    assert await told("place_taken") == [ids(world, "secretariat")]


async def test_a_visit_is_not_opened_again_once_somebody_took_up_its_place(world: World) -> None:
    visit, (first, _second) = await of_a_call(world)
    visit = await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)
    await alternates.answer_place(await world.act("home"), first, takes=True)

    with pytest.raises(Invalid):
        await act(world, "secretariat", visit, Move.REOPEN, note="There is money.")
    await Visit.filter(id=first.id).update(state=S.HOST_PENDING)
    with pytest.raises(Refused) as refused:
        await act(world, "secretariat", visit, Move.REOPEN, note="There is money.")
    await Visit.filter(id=first.id).update(state=S.WITHDRAWN)
    visit = await act(world, "secretariat", visit, Move.REOPEN, note="There is money.")

    assert refused.value.codes == (Code.CALL_FULL,)
    assert visit.state is S.CONFIRMED


async def test_a_closed_visit_of_a_full_call_kept_its_place_and_is_opened_again(
    world: World,
) -> None:
    visit, _waiting = await of_a_call(world)
    now = clock.now()
    changes = {"state": S.CLOSED, "came_from": S.SHARING, "settled_at": now}
    await Visit.filter(id=visit.id).update(**changes)

    visit = await act(world, "secretariat", await visits.fresh(visit.id), Move.REOPEN, note="Oh.")

    assert visit.state is S.SHARING


async def test_the_place_is_answered_for_once_and_in_time(world: World) -> None:
    visit, (first, _second) = await of_a_call(world)
    await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)
    home = await world.act("home")

    with clock.at(clock.now() + timedelta(hours=48)), pytest.raises(Conflict):
        await alternates.answer_place(home, first, takes=True)
    await alternates.answer_place(home, first, takes=True)
    with pytest.raises(Conflict):
        await alternates.answer_place(home, first, takes=False)


async def test_a_place_of_somebody_replaced_is_not_free(world: World) -> None:
    visit, _waiting = await of_a_call(world)

    await replacing.replace_visitor(await world.act("home"), visit, world.people["colleague"].id)

    assert await PlaceOffer.all().count() == 0


async def test_a_visit_of_no_call_leaves_no_place(world: World) -> None:
    visit = await confirmed(world)

    await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    assert await PlaceOffer.all().count() == 0
    assert [line.is_refund_due for line in await BudgetLine.filter(visit_id=visit.id)] == [True]


async def test_a_visit_that_is_opened_again_offers_its_place_to_nobody(world: World) -> None:
    visit, (first, _second) = await of_a_call(world)
    visit = await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    await act(world, "secretariat", visit, Move.REOPEN, note="It goes on.")

    assert await alternate_queries.open_offer(first.id, clock.now()) is None
