"""Polls: which times suit, and what was decided (/supervision/polls)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict
from network.kernel.i18n import _, lazy
from network.kernel.travel import Where
from network.supervision import policy
from network.supervision.actions import polls as actions
from network.supervision.forms.polls import ANSWERS, name_of, vote_form
from network.supervision.models import Answer, Poll, PollState
from network.supervision.pages import times
from network.supervision.queries import people, supervisors
from network.supervision.queries import polls as queries
from network.supervision.queries.people import Named
from network.supervision.rules import groups
from network.supervision.rules import polls as rules
from network.supervision.rules.polls import Block, Option, Question, Tally
from network.supervision.rules.slots import Busy, from_minute, to_minute
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of

STATE_NAMES = {
    PollState.OPEN: lazy("Open"),
    PollState.DECIDED: lazy("Decided"),
    PollState.EXPIRED: lazy("No time found"),
    PollState.WITHDRAWN: lazy("Taken back"),
}
BLOCKS = {
    Block.PAST: lazy("This time is over."),
    Block.REFUSED: lazy("Nobody can come."),
    Block.REQUIRED: lazy("Somebody who has to be there cannot."),
}
_NEW_OPTIONS = 3
_AHEAD = timedelta(weeks=4)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One option as the reader may see it; without `tally` and `said` when answers are hidden."""

    id: UUID
    field: str
    when: times.Both
    own: Answer | None
    busy: list[str]
    is_clash: bool
    tally: Tally | None
    said: list[tuple[str, Answer]]
    block: Block | None
    can_choose: bool
    is_best: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a reader may know of a poll."""

    actor: Actor
    poll: Poll
    question: Question
    named: Mapping[UUID, Named]
    zone: Where
    shows_answers: bool
    decides: bool


async def list_polls(request: Request) -> Response:
    actor, now = actor_of(request), clock.now()
    rows = []
    for poll in await queries.polls_of(actor):
        question = rules.question_of(poll)
        is_closed = rules.is_closed(poll, now)
        waits = actor.person_id in question.asked - rules.answered(question)
        rows.append((poll, rules.state_at(poll, question, now), is_closed, waits and not is_closed))
    return render(
        request,
        "supervision/polls.html",
        rows=rows,
        states=STATE_NAMES,
        zone=visit_of(request).where,
    )


async def show_poll(request: Request) -> Response:
    poll = await queries.get_poll(actor_of(request), id_in(request))
    return await _page(request, poll, vote_form(poll.options))


async def _page(request: Request, poll: Poll, form: PortalForm, status: int = 200) -> Response:
    seen, now = await _seen(request, poll), clock.now()
    answered = rules.answered(seen.question)
    asks_me = seen.actor.person_id in seen.question.asked
    state = rules.state_at(poll, seen.question, now)
    return render(
        request,
        "supervision/poll.html",
        status,
        poll=poll,
        form=form,
        state=state,
        states=STATE_NAMES,
        is_closed=rules.is_closed(poll, now),
        asks_me=asks_me,
        has_answered=seen.actor.person_id in answered,
        rows=await _rows(seen, now),
        answers=ANSWERS,
        blocks=BLOCKS,
        shows_answers=seen.shows_answers,
        decides=seen.decides,
        required=_required(seen),
        silent=_names(seen, seen.question.asked - answered) if seen.shows_answers else [],
        counts=(len(answered), len(seen.question.asked)),
        is_needed=seen.actor.person_id in seen.question.required,
        closes=moments.moment(poll.closes_at, seen.zone),
        place=moments.place(visit_of(request).zone),
        instead=await _instead(seen) if state is PollState.EXPIRED and seen.decides else [],
    )


async def _seen(request: Request, poll: Poll) -> _Seen:
    actor = actor_of(request)
    shows = policy.can_see_members(actor, poll.agreement)
    decides = policy.can_decide(actor, poll, poll.agreement)
    is_open = decides and poll.state is PollState.OPEN
    question = await queries.question_of(poll) if is_open else rules.question_of(poll)
    shown = {groups.leader_of(poll.agreement), *(question.asked if shows else ())}
    named = await people.names(actor, shown)
    return _Seen(actor, poll, question, named, visit_of(request).where, shows, decides)


def _required(seen: _Seen) -> list[str]:
    """Who has to be there, by name; nobody where members are hidden from each other."""
    return _names(seen, seen.question.required) if seen.shows_answers else []


def _names(seen: _Seen, ids: Iterable[UUID]) -> list[str]:
    return sorted(seen.named[who].name for who in ids if who in seen.named)


async def _rows(seen: _Seen, now: datetime) -> list[Row]:
    options = seen.question.options
    busy: list[Busy] = []
    if seen.actor.person_id is not None and options:
        first, last = options[0].starts_at - _DAY, options[-1].starts_at + _DAY
        busy = await supervisors.diary_of(seen.actor.person_id, first, last)
    best = rules.ranked(seen.question, now) if seen.decides and seen.shows_answers else []
    return [_row(seen, option, busy, now, option in best[:1]) for option in options]


def _row(seen: _Seen, option: Option, busy: list[Busy], now: datetime, is_best: bool) -> Row:  # noqa: FBT001
    leader = seen.named[groups.leader_of(seen.poll.agreement)]
    is_leader = leader.id == seen.actor.person_id
    minutes, start = seen.poll.minutes, to_minute(option.starts_at)
    day = moments.local_day(option.starts_at, seen.zone)
    near = [b for b in busy if moments.local_day(from_minute(b.start), seen.zone) == day]
    is_open = seen.decides and seen.poll.state is PollState.OPEN
    return Row(
        id=option.id,
        field=name_of(option.id),
        when=times.both(option.starts_at, minutes, seen.zone, "" if is_leader else leader.where),
        own=option.answers.get(seen.actor.person_id) if seen.actor.person_id else None,
        busy=[_span(b, seen.zone) for b in near],
        is_clash=any(b.start < start + minutes and start < b.end for b in near),
        tally=rules.tally(option, seen.question.asked) if seen.shows_answers else None,
        said=_said(seen, option) if seen.shows_answers else [],
        block=rules.block(seen.question, option, now) if is_open and seen.shows_answers else None,
        can_choose=is_open and rules.can_choose(seen.question, option, now),
        is_best=is_best,
    )


def _span(busy: Busy, zone: Where) -> str:
    first, last = (moments.time(from_minute(at), zone) for at in (busy.start, busy.end))
    return f"{first}\u2013{last}"


def _said(seen: _Seen, option: Option) -> list[tuple[str, Answer]]:
    order = list(Answer)
    pairs = [
        (seen.named[who].name, said)
        for who, said in option.answers.items()
        if who in seen.question.asked and who in seen.named
    ]
    return sorted(pairs, key=lambda pair: (order.index(pair[1]), pair[0]))


async def _instead(seen: _Seen) -> list[times.Both]:
    """The best times nobody was asked for yet."""
    first = queries.today_in(seen.zone)
    wanted = queries.Wanted(first_on=first, last_on=first + _AHEAD, required=seen.question.required)
    plan = await queries.good_starts(seen.poll.agreement, wanted)
    asked = {option.starts_at for option in seen.question.options}
    found = [one for one in plan.found if one.starts_at not in asked]
    return [
        times.both(one.starts_at, seen.poll.minutes, seen.zone, "")
        for one in rules.spread(found, seen.zone, _NEW_OPTIONS, 1)
    ]


async def answer(request: Request) -> Response:
    poll = await queries.get_poll(actor_of(request), id_in(request))
    form = vote_form(poll.options, form_of(request))
    if not form.validate():
        return await _page(request, poll, form, 422)
    said = {option.id: Answer(form[name_of(option.id)].data) for option in poll.options}
    try:
        await actions.answer(actor_of(request), poll, said)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, await queries.fresh(poll.id), form, 409)
    flash(request, _("Thank you. You can change your answers until the poll closes."))
    return see_other("polls:show", id=poll.id)


async def decide(request: Request) -> Response:
    poll = await queries.get_poll(actor_of(request), id_in(request))
    try:
        session = await actions.decide(actor_of(request), poll, id_in(request, "option"))
    except Conflict as error:
        form = vote_form(poll.options)
        form.notices.append(error.message)
        return await _page(request, await queries.fresh(poll.id), form, 409)
    flash(request, _("Decided. Everybody who comes was told."))
    return see_other("sessions:show", id=session.id)


async def remind(request: Request) -> Response:
    poll = await queries.get_poll(actor_of(request), id_in(request))
    await actions.remind(actor_of(request), poll)
    flash(request, _("They are reminded, once and politely."))
    return see_other("polls:show", id=poll.id)


async def withdraw(request: Request) -> Response:
    poll = await queries.get_poll(actor_of(request), id_in(request))
    await actions.withdraw(actor_of(request), poll)
    flash(request, _("The poll is taken back. Those who were asked are told."))
    return see_other("polls:show", id=poll.id)


routes = [
    get("/supervision/polls", list_polls, "polls:list"),
    get("/supervision/polls/{id:uuid}", show_poll, "polls:show"),
    post("/supervision/polls/{id:uuid}/answers", answer, "polls:answer"),
    post("/supervision/polls/{id:uuid}/options/{option:uuid}", decide, "polls:decide"),
    post("/supervision/polls/{id:uuid}/reminder", remind, "polls:remind"),
    post("/supervision/polls/{id:uuid}/withdrawal", withdraw, "polls:withdraw"),
]
