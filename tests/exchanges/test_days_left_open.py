"""What nobody settled about the days of a visit ends with the host or the days it was about."""

from datetime import timedelta

import pytest

from network.calendars.models.feeds import Entry, Status
from network.exchanges.actions import agreeing, dating, hosting, moving
from network.exchanges.models.agreeing import (
    DateChange,
    DateChangeState,
    DatePoll,
    DatePollState,
    Suits,
)
from network.exchanges.models.visits import ApplicationReview, Visit
from network.exchanges.pieces import CLAUSES
from network.exchanges.queries import duties, polls, visits
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason
from network.kernel import clock
from network.kernel.errors import Conflict
from network.notifications.models import Notice
from tests.exchanges.visit_facts import told
from tests.exchanges.visit_world import (
    World,
    accepted,
    asked,
    at_noon,
    confirmed,
    endorsed,
    in_days,
)

pytestmark = pytest.mark.anyio


def span(first: int, last: int) -> Span:
    return Span(in_days(first), in_days(last))


async def polled(world: World, visit: Visit) -> DatePoll:
    """Everybody is asked which days suit, and the host that asked has answered."""
    host = await world.act("host")
    poll = await dating.open_poll(host, visit, [span(105, 109), span(119, 123)])
    option = await poll.options.all().first()
    assert option is not None
    await dating.answer_poll(host, visit, poll, {option.id: Suits.YES})
    return poll


async def proposed(world: World) -> tuple[Visit, DateChange]:
    """Other days for a confirmed visit, which the host accepts."""
    visit = await confirmed(world)
    change = await dating.propose_days(await world.act("visitor"), visit, span(119, 123))
    await dating.accept_days(await world.act("host"), visit, change)
    return visit, change


async def test_the_next_host_does_not_see_what_the_one_before_answered(world: World) -> None:
    visit = await asked(world)
    poll = await polled(world, visit)

    with clock.at(clock.now() + timedelta(hours=1)):
        moved = await hosting.decline(await world.act("host"), visit, Reason.HOST_CAPACITY)

    seen, _change = await polls.dates_of(moved)
    assert moved.host_centre_id == world.hosts[1].id
    assert (await DatePoll.get(id=poll.id)).state is DatePollState.CLOSED
    assert seen is None


async def test_the_last_day_to_answer_leaves_calendars_with_the_host(world: World) -> None:
    visit = await asked(world)
    await polled(world, visit)
    shown = Entry.filter(source_kind="visit_dates", source_id=visit.id)
    before = await shown.exclude(status=Status.CANCELLED).count()

    await hosting.decline(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert before > 0
    assert await shown.exclude(status=Status.CANCELLED).count() == 0


async def test_a_host_that_says_yes_goes_on_asking_which_days_suit(world: World) -> None:
    visit = await asked(world)
    poll = await polled(world, visit)

    await hosting.accept(
        await world.act("host"),
        visit,
        world.people["mentor"].id,
        "en",
        (in_days(105), in_days(109)),
    )

    seen, _change = await polls.dates_of(visit)
    assert seen is not None
    assert (seen.id, seen.state) == (poll.id, DatePollState.OPEN)


async def test_who_accepted_days_with_one_host_did_not_with_another(world: World) -> None:
    visit, change = await proposed(world)

    await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert (await DateChange.get(id=change.id)).state is DateChangeState.WITHDRAWN


@pytest.mark.parametrize("what", [Move.POSTPONE, Move.GO_VIRTUAL])
async def test_days_proposed_for_what_was_confirmed_end_with_it(what: Move, world: World) -> None:
    visit, change = await proposed(world)
    given = Request(reason=Reason.HEALTH, starts_on=in_days(200), ends_on=in_days(240))

    await moving.move(await world.act("home"), visit, what, given)

    codes = {duty.code for duty in await duties.duties_of(await world.act("home"), clock.now())}
    assert (await DateChange.get(id=change.id)).state is DateChangeState.WITHDRAWN
    assert "answer_days" not in codes


async def test_days_that_began_meanwhile_are_not_accepted_any_more(world: World) -> None:
    visit = await confirmed(world)
    home, host = await world.act("home"), await world.act("host")
    change = await dating.propose_days(await world.act("visitor"), visit, span(10, 14))
    await dating.accept_days(home, visit, change)

    with clock.at(at_noon(11)), pytest.raises(Conflict):
        await dating.accept_days(host, visit, change)

    assert (await visits.fresh(visit.id)).first_on == in_days(105)


async def test_a_review_of_what_is_reviewed_no_more_waits_for_nobody(world: World) -> None:
    visit = await endorsed(world)
    reviewer = world.people["outsider"]
    await ApplicationReview.create(visit_id=visit.id, reviewer_id=reviewer.id, due_on=in_days(5))
    outsider = await world.act("outsider")
    before = [duty.code for duty in await duties.duties_of(outsider, clock.now())]

    given = Request(reason=Reason.FAMILY)
    await moving.move(await world.act("visitor"), visit, Move.WITHDRAW, given)

    assert before == ["review"]
    assert await duties.duties_of(outsider, clock.now()) == []


async def test_those_who_sign_hear_of_each_new_edition(world: World) -> None:
    visit = await accepted(world)
    host = await world.act("host")

    for words in ("As usual here.", "With an interpreter."):
        await agreeing.write_edition(host, visit, dict.fromkeys(CLAUSES, words))

    signers = {str(world.people[who].id) for who in ("visitor", "home")}
    [first, *_more] = await Notice.filter(kind="visit_due_sign")
    assert await told("sign") == [signers, signers]
    assert first.path == f"/visits/{visit.id}/agreement"
