"""An application from its first piece to the word of the own coordinator."""

from typing import Any

import pytest

from network.exchanges.actions import applying
from network.exchanges.models.offers import CallState, ExchangeCall
from network.exchanges.models.visits import Visit, VisitMove
from network.exchanges.queries import visits
from network.exchanges.rules.guards import Code
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Move, Part, VisitState
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.kernel.moves import Refused
from network.outbox import RecordedEvent
from tests.exchanges.visit_world import (
    World,
    at_noon,
    confirmed,
    endorsed,
    in_days,
    pieces,
    submitted,
    written,
)

pytestmark = pytest.mark.anyio

S = VisitState


async def test_an_application_goes_from_its_first_piece_to_endorsed(world: World) -> None:
    visit = await endorsed(world)

    moves = await VisitMove.filter(visit_id=visit.id).order_by("created_at", "id")
    assert (await visits.fresh(visit.id)).state is S.ENDORSED
    assert [(m.move, m.part, m.after) for m in moves] == [
        (Move.SUBMIT, Part.VISITOR, S.SUBMITTED),
        (Move.ENDORSE, Part.HOME, S.ENDORSED),
    ]
    assert [m.person_id for m in moves] == [world.people["visitor"].id, world.people["home"].id]


async def test_what_lists_ask_for_is_kept_with_the_visit(world: World) -> None:
    visit = await written(world)

    assert (visit.purpose, visit.days, visit.from_on) == ("EX-SHADOW", 5, in_days(100))


async def test_the_own_coordinator_is_told_of_an_application(world: World) -> None:
    await submitted(world)

    fact = await RecordedEvent.get(name="VisitMoved")
    assert fact.payload["told"] == [str(world.people["home"].id)]
    assert (fact.payload["state"], fact.payload["calendar"]) == ("submitted", "none")


async def test_an_unfinished_application_stays_a_draft_and_says_why(world: World) -> None:
    visitor = await world.act("visitor")
    visit = await applying.start(visitor, world.home.id)

    with pytest.raises(Refused) as refused:
        await applying.submit(visitor, visit)

    assert refused.value.codes == (Code.INCOMPLETE, Code.NO_GOALS)
    assert (await visits.fresh(visit.id)).state is S.DRAFT


async def test_two_windows_never_overwrite_each_others_piece(world: World) -> None:
    visitor = await world.act("visitor")
    visit = await applying.start(visitor, world.home.id)
    await applying.save_piece(visitor, visit, "person", 1, pieces()["person"])

    with pytest.raises(Stale):
        await applying.save_piece(visitor, visit, "person", 1, {"years": 9})

    application = await visits.get_application(visitor, visit)
    assert application.parts == {"person": pieces()["person"]}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("person", {"passport_number": "1"}),
        ("clients", {}),
        ("practical", {"from_on": "soon"}),
        ("practical", {"from_on": "2027-02-02", "until_on": "2027-02-01"}),
        ("content", {"purpose": "EX-HOLIDAY"}),
    ],
)
async def test_a_piece_takes_only_what_it_asks_for(
    name: str, values: dict[str, str], world: World
) -> None:
    visitor = await world.act("visitor")
    visit = await applying.start(visitor, world.home.id)

    with pytest.raises(Invalid):
        await applying.save_piece(visitor, visit, name, 1, values)


async def test_a_submitted_application_is_not_written_on(world: World) -> None:
    visit = await submitted(world)

    with pytest.raises(Conflict):
        await applying.save_piece(await world.act("visitor"), visit, "person", 8, {"years": 9})


async def test_a_returned_application_is_submitted_again_as_the_same_one(world: World) -> None:
    visit = await submitted(world)

    visit = await applying.give_back(await world.act("home"), visit, "Say more about the goals.")
    note = (await visits.application_of(visit.id)).returned_note
    visit = await applying.submit(await world.act("visitor"), visit)

    assert (note, visit.state) == ("Say more about the goals.", S.SUBMITTED)
    assert await VisitMove.filter(visit_id=visit.id).count() == 3


async def test_returning_needs_a_word_on_why(world: World) -> None:
    with pytest.raises(Invalid) as invalid:
        await applying.give_back(await world.act("home"), await submitted(world), " ")

    assert list(invalid.value.fields) == ["note"]


async def test_a_condition_that_is_not_met_keeps_an_application(world: World) -> None:
    visit = await submitted(world)
    met = set(Gate) - {Gate.LANGUAGE}

    with pytest.raises(Refused) as refused:
        await applying.endorse(await world.act("home"), visit, met, "Colleagues share it.")

    assert refused.value.codes == (Code.GATES,)
    assert (await visits.application_of(visit.id)).gates == {}


@pytest.mark.parametrize("who", ["visitor", "colleague", "host", "outsider", "secretariat"])
async def test_only_the_own_coordinator_endorses(who: str, world: World) -> None:
    visit = await submitted(world)

    with pytest.raises(Forbidden):
        await applying.endorse(await world.act(who), visit, Gate, "Nobody.")


async def test_a_draft_is_hidden_from_all_but_its_writer(world: World) -> None:
    visit = await written(world)

    assert (await visits.get_visit(await world.act("visitor"), visit.id)).id == visit.id
    for who in ("colleague", "home", "host", "mentor", "outsider", "secretariat"):
        with pytest.raises(NotFound):
            await visits.get_visit(await world.act(who), visit.id)


async def test_needs_are_read_by_the_coordinators_alone(world: World) -> None:
    visit = await submitted(world)

    home = await visits.get_application(await world.act("home"), visit)
    secretariat = await visits.get_application(await world.act("secretariat"), visit)

    assert home.private == {"needs": {"access": "a room on the ground floor"}}
    assert secretariat.private == {}


async def test_a_closed_call_takes_no_application(world: World) -> None:
    call = await ExchangeCall.create(
        title="Pain", lang="en", state=CallState.OPEN, opens_on=in_days(-9), closes_on=in_days(-1)
    )

    with pytest.raises(Conflict):
        await applying.start(await world.act("visitor"), world.home.id, call)


async def of_a_call(visit: Visit, **given: Any) -> Visit:
    """The visit, as one of a call that takes applications for nine more days."""
    call = await ExchangeCall.create(
        title="Pain", lang="en", state=CallState.OPEN, opens_on=in_days(-9), closes_on=in_days(9)
    )
    await Visit.filter(id=visit.id).update(call_id=call.id, **given)
    return await visits.fresh(visit.id)


async def test_an_application_is_sent_on_the_last_day_of_its_call_and_not_after(
    world: World,
) -> None:
    visit, visitor = await of_a_call(await written(world)), await world.act("visitor")

    with clock.at(at_noon(10)), pytest.raises(Refused) as refused:
        await applying.submit(visitor, visit)
    with clock.at(at_noon(9)):
        sent = await applying.submit(visitor, visit)

    assert refused.value.codes == (Code.CALL_CLOSED,)
    assert sent.state is S.SUBMITTED


async def test_an_application_that_was_sent_in_time_is_written_anew_after_its_call_closed(
    world: World,
) -> None:
    visit = await applying.submit(await world.act("visitor"), await of_a_call(await written(world)))

    with clock.at(at_noon(10)):
        visit = await applying.give_back(await world.act("home"), visit, "Say more.")
        visit = await applying.submit(await world.act("visitor"), visit)

    assert visit.state is S.SUBMITTED


async def test_who_goes_instead_of_somebody_sends_after_the_call_closed(world: World) -> None:
    replaced = await confirmed(world)
    visit = await of_a_call(await written(world), replaces_id=replaced.id)

    with clock.at(at_noon(10)):
        visit = await applying.submit(await world.act("visitor"), visit)

    assert visit.state is S.SUBMITTED
