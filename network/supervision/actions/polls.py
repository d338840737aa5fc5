"""Finding a time together: asking a group, answering, deciding, and closing by itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network import claims, events, outbox
from network.db import F, transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, require
from network.kernel.i18n import _
from network.people import queries as people
from network.supervision import policy
from network.supervision.actions import booking
from network.supervision.models import (
    Agreement,
    Answer,
    Poll,
    PollOption,
    PollState,
    PollVote,
    SupervisionSession,
)
from network.supervision.queries import polls as queries
from network.supervision.rules import groups
from network.supervision.rules import polls as rules
from network.supervision.rules.polls import Block, Option, Question

_SYSTEM = Actor()


class _Settled(Conflict):
    """Somebody settled the poll a moment ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPoll:
    """The starts to ask for, until when, and who has to be able to come."""

    starts: Sequence[datetime]
    closes_at: datetime
    required: Collection[UUID] = ()


# asking ------------------------------------------------------------------------------------------


async def open_poll(actor: Actor, agreement: Agreement, new: NewPoll) -> Poll:
    """Ask a group which times suit. Raises Invalid or Conflict when it cannot be asked so.

    Who asks and is of the group says yes to every time they propose.
    """
    require(policy.leads(actor, agreement))
    asked = groups.asked_of(agreement)
    _check(agreement, new, asked)
    async with transaction():
        poll = await Poll.create(
            agreement_id=agreement.id,
            organiser_id=actor.person_id,
            minutes=agreement.minutes,
            closes_at=new.closes_at,
            required=[str(who) for who in new.required],
        )
        options = [PollOption(poll_id=poll.id, starts_at=at) for at in sorted(set(new.starts))]
        await PollOption.bulk_create(options)
        if actor.person_id in asked:
            await _store(actor.person_id, {option.id: Answer.YES for option in options})
        told = tuple(who for who in asked if who != actor.person_id)
        fact = events.PollOpened(poll_id=poll.id, closes_at=poll.closes_at, told=told)
        await outbox.record(actor, fact)
    return poll


def _check(agreement: Agreement, new: NewPoll, asked: Collection[UUID]) -> None:
    starts = set(new.starts)
    if not rules.FEWEST_OPTIONS <= len(starts) <= rules.MOST_OPTIONS:
        raise Invalid(starts=_("Choose two to eight times."))
    if new.closes_at <= clock.now() or new.closes_at >= min(starts):
        raise Invalid(days=_("Answers have to be in before the first of these times."))
    if not set(new.required) <= set(asked):
        raise Invalid(required=_("Choose from the list."))
    for start in starts:
        booking.check_active(agreement, start)


async def plan_now(actor: Actor, agreement: Agreement, starts_at: datetime) -> SupervisionSession:
    """Plan one session of a group without asking; who has something else then gets no seat.

    Raises Conflict when who leads has something else, or somebody else meanwhile.
    """
    require(policy.leads(actor, agreement))
    if starts_at <= clock.now():
        raise Conflict(_("This time is over."))
    busy = await queries.busy_at(groups.asked_of(agreement), starts_at, agreement.minutes)
    try:
        async with transaction():
            return await _session(actor, agreement, (starts_at, agreement.minutes), busy)
    except claims.Taken:
        raise Conflict(_taken()) from None


async def _session(
    actor: Actor, agreement: Agreement, when: tuple[datetime, int], without: Collection[UUID]
) -> SupervisionSession:
    """Plan a session; `when` is its start and its minutes."""
    leader = groups.leader_of(agreement)
    if agreement.supervisor is not None:
        zone = agreement.supervisor.zone
    else:
        zone = (await people.get_any_person(leader)).zone
    wish = booking.GroupWish(
        starts_at=when[0],
        minutes=when[1],
        zone=zone,
        without=frozenset(without) - {leader},
    )
    acting = actor if policy.leads(actor, agreement) else Actor(person_id=leader)
    return await booking.plan_group(acting, agreement, wish)


def _taken() -> str:
    return _("Somebody who would come has something else at this time. Choose another one.")


async def answer(actor: Actor, poll: Poll, answers: Mapping[UUID, Answer]) -> None:
    """Say which times suit; what is left out counts as no, and all can be changed until the end.

    Settles the poll when everybody has answered who has to. Raises Conflict when it is closed.
    """
    require(_is_asked(actor, poll) and actor.person_id is not None)
    async with transaction():
        stored = await Poll.select_for_update().get(id=poll.id)
        if rules.is_closed(stored, clock.now()):
            raise Conflict(_("Answering is over. Your answers before that stand."))
        if actor.person_id is not None:
            said = {option.id: answers.get(option.id, Answer.NO) for option in poll.options}
            await _store(actor.person_id, said)
    await settle(poll.id)


def _is_asked(actor: Actor, poll: Poll) -> bool:
    return policy.can_vote(actor, poll.agreement) and (
        actor.person_id in groups.asked_of(poll.agreement)
    )


async def _store(person_id: UUID, answers: Mapping[UUID, Answer]) -> None:
    await PollVote.filter(option_id__in=list(answers), person_id=person_id).delete()
    votes = [
        PollVote(option_id=option_id, person_id=person_id, answer=said)
        for option_id, said in answers.items()
    ]
    await PollVote.bulk_create(votes)


async def remind(actor: Actor, poll: Poll) -> int:
    """Remind those who have not answered, once and politely; returns how many they are.

    Raises Conflict when it was done before, or nobody is left to remind.
    """
    require(policy.can_decide(actor, poll, poll.agreement))
    question = rules.question_of(poll)
    silent = question.asked - rules.answered(question)
    if rules.is_closed(poll, clock.now()) or not silent:
        raise Conflict(_("There is nobody left to remind."))
    async with transaction():
        marked = await Poll.filter(id=poll.id, state=PollState.OPEN, reminded_at=None).update(
            reminded_at=clock.now()
        )
        if not marked:
            raise Conflict(_("They were reminded already. Once is enough."))
        told = tuple(sorted(silent, key=str))
        fact = events.PollOpened(poll_id=poll.id, closes_at=poll.closes_at, told=told)
        await outbox.record(actor, fact)
    return len(silent)


async def withdraw(actor: Actor, poll: Poll) -> None:
    """Take a poll back; those who were asked are told."""
    require(policy.can_decide(actor, poll, poll.agreement))
    async with transaction():
        await _move(poll, PollState.WITHDRAWN)
        told = tuple(who for who in groups.asked_of(poll.agreement) if who != actor.person_id)
        await outbox.record(actor, _closed(poll, PollState.WITHDRAWN, told))


# deciding ----------------------------------------------------------------------------------------


async def decide(actor: Actor, poll: Poll, option_id: UUID) -> SupervisionSession:
    """Decide for an option by hand and plan the session.

    Raises Conflict when the poll is settled, the option is over or refused by all, or somebody
    has something else then.
    """
    require(policy.can_decide(actor, poll, poll.agreement))
    question = await queries.question_of(poll)
    option = next((one for one in question.options if one.id == option_id), None)
    if option is None:
        raise NotFound
    if not rules.can_choose(question, option, clock.now()):
        raise Conflict(_blocked(question, option))
    try:
        async with transaction():
            return await _plan(actor, poll, question, option)
    except claims.Taken:
        raise Conflict(_taken()) from None


def _blocked(question: Question, option: Option) -> str:
    if rules.block(question, option, clock.now()) is Block.PAST:
        return _("This time is over.")
    return _("Nobody can come at this time.")


async def _plan(actor: Actor, poll: Poll, question: Question, option: Option) -> SupervisionSession:
    """Settle the poll and store the session, both or neither. Raises claims.Taken or Conflict."""
    await _move(poll, PollState.DECIDED)
    absent = await _absent_from(poll, question, option)
    session = await _session(actor, poll.agreement, (option.starts_at, poll.minutes), absent)
    await Poll.filter(id=poll.id).update(session_id=session.id)
    told = tuple(sorted(absent & question.asked, key=str))
    await outbox.record(actor, _closed(poll, PollState.DECIDED, told))
    return session


async def _absent_from(poll: Poll, question: Question, option: Option) -> set[UUID]:
    """Who gets no seat: those who said no, and those who said nothing and have something else."""
    refused = {who for who, said in option.answers.items() if said is Answer.NO}
    silent = question.asked - set(option.answers)
    return refused | await queries.busy_at(silent, option.starts_at, poll.minutes)


async def _move(poll: Poll, state: PollState) -> None:
    """Compare and set, so of two simultaneous moves one happens and one conflicts."""
    moved = await Poll.filter(id=poll.id, state=PollState.OPEN).update(
        state=state, version=F("version") + 1, changed_at=clock.now()
    )
    if not moved:
        raise _Settled(_("This was settled already."))


def _closed(poll: Poll, state: PollState, told: tuple[UUID, ...]) -> events.PollClosed:
    return events.PollClosed(poll_id=poll.id, state=state, told=told)


# closing by itself -------------------------------------------------------------------------------


async def close_polls() -> int:
    """Settle every poll whose time has come; returns how many were settled."""
    return sum([await settle(poll_id) for poll_id in await queries.open_polls()])


async def settle(poll_id: UUID) -> bool:
    """Settle a poll if its time is up or all have answered who have to; whether it is settled.

    The best option whose time can be taken becomes the session. Without one the poll expires at
    its end, and who asked is told.
    """
    poll, now = await queries.fresh(poll_id), clock.now()
    is_over = poll.closes_at <= now
    if not is_over and not rules.is_settled(rules.question_of(poll)):
        return False
    question = await queries.question_of(poll)
    for option in rules.ranked(question, now):
        if await _is_planned(poll, question, option):
            return True
    return await _expire(poll) if is_over else False


async def _is_planned(poll: Poll, question: Question, option: Option) -> bool:
    """Whether the poll is settled now, by this option or by somebody else meanwhile."""
    actor = Actor(person_id=groups.leader_of(poll.agreement))
    try:
        async with transaction():
            await _plan(actor, poll, question, option)
    except _Settled:
        return True
    except (claims.Taken, Conflict):
        return False
    return True


async def _expire(poll: Poll) -> bool:
    try:
        async with transaction():
            await _move(poll, PollState.EXPIRED)
            await outbox.record(_SYSTEM, _closed(poll, PollState.EXPIRED, (poll.organiser_id,)))
    except _Settled:
        return True
    return True
