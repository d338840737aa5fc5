"""A group finds a time: asking, answering, deciding, and closing by itself."""

import asyncio
from datetime import timedelta

import pytest

from network import claims
from network.db import transaction
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from network.notifications.models import Notice
from network.outbox import RecordedEvent
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import polls as actions
from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    Poll,
    PollState,
    PollVote,
    SupervisionSession,
)
from network.supervision.queries import polls as queries
from network.supervision.queries import sessions
from network.supervision.queries.waiting_for import waiting_for
from tests.factories import actor, make_member
from tests.supervision.poll_world import (
    MAYBE,
    NO,
    NOW,
    STARTS,
    YES,
    make_group,
    make_placed,
    make_poll,
    option_at,
    say,
)
from tests.supervision_makers import make_agreement

pytestmark = pytest.mark.anyio


async def held(person: Person, start: object) -> None:
    """Take somebody's time for something else."""
    async with transaction():
        await claims.take(person.id, [(person.id, start, start + timedelta(hours=1))])  # type: ignore[operator, list-item]


async def test_members_are_asked_and_told_and_the_supervisor_is_not_asked(db: Settings) -> None:
    supervisor, agreement, members = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        waiting = [await waiting_for(await actor(member)) for member in members]

    assert [[(one.what, one.id) for one in rows] for rows in waiting] == [[("poll", poll.id)]] * 3
    event = await RecordedEvent.get(name="PollOpened")
    assert set(event.payload["told"]) == {str(member.id) for member in members}


async def test_a_facilitator_is_asked_too_and_has_said_yes(db: Settings) -> None:
    people = [await make_placed("Asia/Kathmandu") for _ in range(3)]
    agreement = await make_agreement(None, *people, kind=Kind.PEER)

    with clock.at(NOW):
        new = actions.NewPoll(starts=STARTS, closes_at=NOW + timedelta(days=2))
        poll = await actions.open_poll(await actor(people[0]), agreement, new)

    assert await PollVote.filter(person_id=people[0].id, answer=YES).count() == 3
    with clock.at(NOW):
        await say(people[1], await queries.fresh(poll.id), YES, NO, NO)
        await say(people[2], await queries.fresh(poll.id), MAYBE, NO, NO)
    session = await SupervisionSession.get()
    assert (session.starts_at, session.leader_id) == (STARTS[0], people[0].id)
    assert session.zone == "Asia/Kathmandu"


async def test_answers_can_be_changed_until_the_poll_closes(db: Settings) -> None:
    supervisor, agreement, (ana, *_) = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(ana, poll, YES, YES, YES)
        await say(ana, poll, NO, MAYBE)
    with clock.at(poll.closes_at), pytest.raises(Conflict):
        await say(ana, poll, YES, YES, YES)

    votes = await PollVote.filter(person_id=ana.id).select_related("option")
    assert {vote.option.starts_at: vote.answer for vote in votes} == {
        STARTS[0]: NO,
        STARTS[1]: MAYBE,
        STARTS[2]: NO,
    }


async def test_the_best_time_is_planned_when_everybody_has_answered(db: Settings) -> None:
    supervisor, agreement, members = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(members[0], poll, YES, MAYBE, NO)
        await say(members[1], poll, NO, YES, YES)
        assert (await queries.fresh(poll.id)).state is PollState.OPEN
        await say(members[2], poll, YES, YES, NO)

    stored = await queries.fresh(poll.id)
    session = await sessions.fresh(stored.session_id)  # type: ignore[arg-type]
    assert (stored.state, session.starts_at) == (PollState.DECIDED, STARTS[1])
    assert set(sessions.people_in(session)) == {supervisor.person_id, *(m.id for m in members)}
    assert await Notice.filter(kind="session_booked").count() == 4


async def test_it_is_enough_that_those_have_answered_who_have_to_be_there(db: Settings) -> None:
    supervisor, agreement, (ana, ben, cleo) = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement, required=[ben.id])
        await say(ana, poll, YES, NO, NO)
        await say(ben, poll, NO, YES, NO)

    session = await sessions.fresh((await queries.fresh(poll.id)).session_id)  # type: ignore[arg-type]
    assert session.starts_at == STARTS[1]
    assert set(sessions.people_in(session)) == {supervisor.person_id, ben.id, cleo.id}


async def test_who_has_something_else_and_said_nothing_gets_no_seat(db: Settings) -> None:
    supervisor, agreement, (ana, ben, cleo) = await make_group()
    _, other, _ = await make_group(1)
    other = await make_agreement(await other.supervisor, cleo, kind=Kind.GROUP)  # type: ignore[misc]

    with clock.at(NOW):
        await actions.plan_now(await actor(await other.supervisor.person), other, STARTS[0])  # type: ignore[union-attr]
        poll = await make_poll(supervisor, agreement, required=[ana.id])
        await say(ana, poll, YES, NO, NO)

    session = await sessions.fresh((await queries.fresh(poll.id)).session_id)  # type: ignore[arg-type]
    assert set(sessions.people_in(session)) == {supervisor.person_id, ana.id, ben.id}


async def test_when_a_time_is_taken_meanwhile_the_next_best_is_planned(db: Settings) -> None:
    supervisor, agreement, members = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await held(members[0], STARTS[0])
        for member in members:
            await say(member, poll, YES, MAYBE, NO)

    session = await SupervisionSession.get()
    assert session.starts_at == STARTS[1]


async def test_without_a_possible_time_the_poll_expires_and_its_organiser_is_told(
    db: Settings,
) -> None:
    supervisor, agreement, members = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        for member in members:
            await say(member, poll, NO, NO, NO)
    assert (await queries.fresh(poll.id)).state is PollState.OPEN
    with clock.at(poll.closes_at):
        settled = [await actions.close_polls(), await actions.close_polls()]

    assert settled == [1, 0]
    event = await RecordedEvent.get(name="PollClosed")
    assert (event.payload["state"], event.payload["told"]) == (
        "expired",
        [str(supervisor.person_id)],
    )


async def test_a_job_that_was_off_for_days_still_plans_what_is_possible(db: Settings) -> None:
    supervisor, agreement, (ana, *_) = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(ana, poll, YES, YES, MAYBE)
    with clock.at(STARTS[1] + timedelta(hours=1)):
        await actions.close_polls()

    assert (await SupervisionSession.get()).starts_at == STARTS[2]


async def test_a_job_that_was_off_until_all_is_over_tells_once(db: Settings) -> None:
    supervisor, agreement, (ana, *_) = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(ana, poll, YES, YES, YES)
    with clock.at(STARTS[2] + timedelta(days=9)):
        await actions.close_polls()
        await actions.close_polls()

    assert (await queries.fresh(poll.id)).state is PollState.EXPIRED
    assert await RecordedEvent.filter(name="PollClosed").count() == 1


async def test_who_leads_decides_at_any_time_also_when_the_job_is_late(db: Settings) -> None:
    supervisor, agreement, (ana, *_) = await make_group()
    leader = await actor(await supervisor.person)

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(ana, poll, NO, YES, NO)
    with clock.at(poll.closes_at + timedelta(days=1)):
        stored = await queries.fresh(poll.id)
        session = await actions.decide(leader, stored, option_at(poll, STARTS[1]))

    assert session.starts_at == STARTS[1]
    assert (await queries.fresh(poll.id)).state is PollState.DECIDED


async def test_a_time_that_all_refused_or_that_is_over_cannot_be_decided(db: Settings) -> None:
    supervisor, agreement, (ana, *_) = await make_group()
    leader = await actor(await supervisor.person)

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(ana, poll, NO, YES, YES)
        stored = await queries.fresh(poll.id)
        with pytest.raises(Conflict, match="Nobody"):
            await actions.decide(leader, stored, option_at(poll, STARTS[0]))
    with clock.at(STARTS[1]), pytest.raises(Conflict, match="over"):
        await actions.decide(leader, stored, option_at(poll, STARTS[1]))

    assert await SupervisionSession.all().count() == 0


async def test_two_who_decide_at_once_plan_one_session(db: Settings) -> None:
    supervisor, agreement, members = await make_group()
    leader = await actor(await supervisor.person)

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(members[0], poll, YES, YES, YES)
        stored = await queries.fresh(poll.id)
        answers = await asyncio.gather(
            *(actions.decide(leader, stored, option.id) for option in poll.options),
            return_exceptions=True,
        )

    assert sum(isinstance(one, SupervisionSession) for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == 2
    assert await SupervisionSession.all().count() == 1


async def test_the_last_answers_at_once_plan_one_session(db: Settings) -> None:
    supervisor, agreement, members = await make_group(5)

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await asyncio.gather(*(say(member, poll, YES, NO, NO) for member in members))
        await actions.close_polls()

    assert (await SupervisionSession.get()).starts_at == STARTS[0]


async def test_a_poll_under_an_agreement_that_ended_expires_quietly(db: Settings) -> None:
    supervisor, agreement, (ana, *_) = await make_group()

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(ana, poll, YES, YES, YES)
        await Agreement.filter(id=agreement.id).update(state=AgreementState.ENDED)
    with clock.at(poll.closes_at):
        await actions.close_polls()

    assert (await queries.fresh(poll.id)).state is PollState.EXPIRED
    assert await SupervisionSession.all().count() == 0


async def test_a_poll_can_be_taken_back_once_and_then_stands_still(db: Settings) -> None:
    supervisor, agreement, (ana, *_) = await make_group()
    leader = await actor(await supervisor.person)

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await actions.withdraw(leader, poll)
        with pytest.raises(Conflict):
            await actions.withdraw(leader, poll)
        with pytest.raises(Conflict):
            await say(ana, poll, YES, YES, YES)

    assert (await Poll.get()).state is PollState.WITHDRAWN


async def test_those_who_are_missing_are_reminded_once(db: Settings) -> None:
    supervisor, agreement, (ana, ben, cleo) = await make_group()
    leader = await actor(await supervisor.person)

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        await say(ana, poll, YES, NO, NO)
        told = await actions.remind(leader, await queries.fresh(poll.id))
        with pytest.raises(Conflict):
            await actions.remind(leader, await queries.fresh(poll.id))

    assert told == 2
    events = await RecordedEvent.filter(name="PollOpened").order_by("id")
    assert set(events[-1].payload["told"]) == {str(ben.id), str(cleo.id)}


@pytest.mark.parametrize(
    "change",
    [
        {"starts": STARTS[:1]},
        {"starts": [STARTS[0] + timedelta(hours=n) for n in range(9)]},
        {"closes_at": STARTS[0]},
        {"closes_at": NOW},
    ],
)
async def test_a_poll_that_makes_no_sense_is_refused(
    db: Settings, change: dict[str, object]
) -> None:
    supervisor, agreement, _ = await make_group()

    with clock.at(NOW), pytest.raises(Invalid):
        await make_poll(supervisor, agreement, **change)


async def test_outsiders_learn_nothing_and_members_do_not_lead(db: Settings) -> None:
    supervisor, agreement, (ana, *_) = await make_group()
    outsider = await actor(await make_member())

    with clock.at(NOW):
        poll = await make_poll(supervisor, agreement)
        with pytest.raises(NotFound):
            await queries.get_poll(outsider, poll.id)
        with pytest.raises(Forbidden):
            await actions.answer(outsider, poll, {})
        with pytest.raises(Forbidden):
            await actions.withdraw(await actor(ana), poll)
        with pytest.raises(Forbidden):
            await actions.decide(await actor(ana), poll, option_at(poll, STARTS[0]))
        with pytest.raises(Forbidden):
            await actions.plan_now(await actor(ana), agreement, STARTS[0])

    assert await queries.polls_of(outsider) == []
