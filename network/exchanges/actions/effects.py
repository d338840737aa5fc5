"""What follows from each move of a visit, besides its state: columns, and rows beside it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from network.exchanges.actions import (
    aftermath,
    alternates,
    checklist,
    following,
    room,
    undecided,
)
from network.exchanges.models.agreeing import AgreementEdition, BudgetLine
from network.exchanges.models.learning import FollowUp, LearningReport
from network.exchanges.models.visits import Application, HostChoice, Visit, VisitReminder
from network.exchanges.queries import hosts
from network.exchanges.rules import budget, dates, guards, reports, selection
from network.exchanges.rules.facts import Facts, Request
from network.exchanges.rules.reminders import What
from network.exchanges.rules.states import Rule
from network.exchanges.vocabulary import Move, OfferState, Part, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict


class Step(NamedTuple):
    """A move that is being made: by whom, in which part, by which row, and what was known."""

    actor: Actor
    visit: Visit
    rule: Rule
    part: Part
    given: Request
    facts: Facts


Columns: TypeAlias = dict[str, Any]
Effect: TypeAlias = Callable[[Step], Awaitable[Columns]]


async def of(step: Step) -> Columns:
    """Change the rows beside a visit as a move demands; the columns of the visit that change."""
    effect = _EFFECTS.get(step.rule.move)
    columns = await effect(step) if effect else {}
    await undecided.let_go(step.visit, step.rule)
    follows = await following.follow_move(step.actor, step.visit, step.rule, step.given)
    return columns | follows


# the application ---------------------------------------------------------------------------------


async def _submitted(step: Step) -> Columns:
    await Application.filter(visit_id=step.visit.id).update(returned_note="")
    return {"submitted_at": clock.now()}


async def _returned(step: Step) -> Columns:
    await Application.filter(visit_id=step.visit.id).update(returned_note=step.given.note)
    return {}


async def _endorsed(step: Step) -> Columns:
    who = step.actor.person_id
    await Application.filter(visit_id=step.visit.id).update(
        endorsed_at=clock.now(), endorsed_by_id=who
    )
    return {"home_coordinator_id": who}


# hosts -------------------------------------------------------------------------------------------


async def _asked(step: Step) -> Columns:
    """Ask the next host that can take the visitor; one that did not answer in time is over."""
    now = clock.now()
    choices = await hosts.choices_of(step.visit.id)
    index = selection.next_host(step.facts.offers, now)
    if index is None:
        raise Conflict(guards.text(guards.Code.NO_HOST))
    choice = choices[index]
    if choice.state is not OfferState.ASKED:
        await _settle_choice(step, OfferState.ASKED, OfferState.EXPIRED)
    until = hosts.answer_until(choice, now)
    await HostChoice.filter(id=choice.id).update(
        state=OfferState.ASKED, asked_at=now, expires_at=until
    )
    return {"host_centre_id": choice.centre_id}


async def _ran_out(step: Step) -> Columns:
    await _settle_choice(step, OfferState.ASKED, OfferState.EXPIRED)
    return {"host_centre_id": None}


async def _accepted(step: Step) -> Columns:
    choice = await hosts.current_choice(step.visit.id)
    if choice is None or choice.centre_id != step.visit.host_centre_id:
        raise Conflict(guards.text(guards.Code.OFFER_OVER))
    first_on, last_on = step.given.starts_on, step.given.ends_on
    await _settle_choice(
        step, OfferState.ASKED, OfferState.ACCEPTED, first_on=first_on, last_on=last_on
    )
    return {
        "first_on": first_on,
        "last_on": last_on,
        "zone": choice.centre.zone,
        "host_coordinator_id": step.actor.person_id,
    }


async def _host_lapsed(step: Step) -> Columns:
    await _settle_choice(step, OfferState.ACCEPTED, OfferState.EXPIRED)
    return await _without_host(step)


async def _host_withdrew(step: Step) -> Columns:
    await _settle_choice(step, OfferState.ACCEPTED, OfferState.WITHDRAWN)
    await aftermath.when_host_left(step.actor, step.visit, step.facts)
    return await _without_host(step)


async def _confirmed(step: Step) -> Columns:
    await checklist.lay_out(step.visit)
    return {}


_GONE = (
    "host_centre_id",
    "host_coordinator_id",
    "mentor_id",
    "first_on",
    "last_on",
    "nobody_came_at",
)


async def _without_host(step: Step) -> Columns:
    """Everything agreed with a host that is not one any more is void."""
    editions = AgreementEdition.filter(visit_id=step.visit.id, voided_at=None)
    await editions.update(voided_at=clock.now())
    return {**dict.fromkeys(_GONE), "zone": "", "host_rating": "", "host_rated_on": None}


async def _settle_choice(
    step: Step, before: OfferState, after: OfferState, **changes: date | None
) -> None:
    await HostChoice.filter(visit_id=step.visit.id, state=before).update(
        state=after,
        answered_at=clock.now(),
        answered_by_id=step.actor.person_id,
        reason=str(step.given.reason or ""),
        **changes,
    )


# other days, another form ------------------------------------------------------------------------


async def _postponed(step: Step) -> Columns:
    given = step.given
    return {
        "from_on": given.starts_on,
        "until_on": given.ends_on,
        "first_on": None,
        "last_on": None,
        "nobody_came_at": None,
    }


async def _resumed(step: Step) -> Columns:
    """The host's yes is as fresh as the new days."""
    accepted = HostChoice.filter(visit_id=step.visit.id, state=OfferState.ACCEPTED)
    days = {"first_on": step.given.starts_on, "last_on": step.given.ends_on}
    await accepted.update(answered_at=clock.now(), **days)
    return days


async def _virtual(step: Step) -> Columns:
    """Nobody travels: that money is free, and goals and the rest of the budget stay."""
    accepted = HostChoice.filter(visit_id=step.visit.id, state=OfferState.ACCEPTED)
    await accepted.update(answered_at=clock.now())
    travelling = BudgetLine.filter(visit_id=step.visit.id, kind__in=list(budget.TRAVELLING))
    await travelling.update(is_released=True)
    return {"is_virtual": True}


# being there and after ---------------------------------------------------------------------------


async def _arrived(step: Step) -> Columns:
    return {"arrived_on": _today(step)}


async def _finished(step: Step) -> Columns:
    last = min(_today(step), step.visit.last_on or _today(step))
    return {"ended_on": last, "report_due_on": reports.report_due(last)}


async def _ended_early(step: Step) -> Columns:
    today = _today(step)
    await aftermath.when_cut_short(step.actor, step.visit, today)
    return {
        "ended_on": today,
        "ended_for": str(step.given.reason or ""),
        "report_due_on": reports.report_due(today, is_short=True),
    }


async def _reported(step: Step) -> Columns:
    today = _today(step)
    choice = await hosts.current_choice(step.visit.id)
    week = hosts.working_week(choice.centre, today) if choice else dates.Week()
    due_on = reports.host_review_due(today, week)
    await LearningReport.filter(visit_id=step.visit.id).update(
        submitted_at=clock.now(), host_due_on=due_on
    )
    return {}


async def _report_returned(step: Step) -> Columns:
    """It is written and read by all in turn once more, with reminders of its new day."""
    visit = step.visit
    await LearningReport.filter(visit_id=visit.id).update(
        submitted_at=None,
        home_read_at=None,
        host_due_on=None,
        host_cleared_at=None,
        host_cleared_by_id=None,
    )
    due_on = reports.due_again(visit.report_due_on, _today(step))
    if due_on != visit.report_due_on:
        days = reports.AGAIN_WITHIN.days
        told = VisitReminder.filter(about_id=visit.id, what=What.REPORT, step__lt=days)
        await told.delete()
    return {"report_due_on": due_on}


async def _released(step: Step) -> Columns:
    ended_on = step.visit.ended_on or _today(step)
    due = reports.follow_ups_due(ended_on)
    for months, due_on in zip(reports.FOLLOW_UP_MONTHS, due, strict=True):
        await FollowUp.get_or_create(
            visit_id=step.visit.id, months=months, defaults={"due_on": due_on}
        )
    return {}


def _today(step: Step) -> date:
    return guards.today(step.facts, clock.now())


# ends, and the way back --------------------------------------------------------------------------


async def _settled(step: Step) -> Columns:
    """A host that was asked need not answer any more; one that agreed can, if it is reopened."""
    columns: Columns = {"settled_at": clock.now(), "came_from": step.visit.state}
    if step.visit.state is VisitState.HOST_PENDING:
        await _settle_choice(step, OfferState.ASKED, OfferState.WITHDRAWN)
        columns["host_centre_id"] = None
    await aftermath.when_ended(step.actor, step.visit, step.rule.move, step.given.reason)
    return columns


async def _reopened(step: Step) -> Columns:
    """It goes on where it was: the host's yes is fresh, and its place is nobody else's."""
    await _check_room(step)
    accepted = HostChoice.filter(visit_id=step.visit.id, state=OfferState.ACCEPTED)
    await accepted.update(answered_at=clock.now())
    await alternates.take_back(step.visit)
    await aftermath.when_reopened(step.visit)
    return {"settled_at": None, "came_from": None, "reopened_at": clock.now()}


async def _check_room(step: Step) -> None:
    """The host may have somebody else on these days by now."""
    first_on, last_on = step.visit.first_on, step.visit.last_on
    if step.rule.target in hosts.TAKES_ROOM and first_on and last_on:
        await room.check(step.visit, dates.Span(first_on, last_on), as_offered=False)


_EFFECTS: Mapping[Move, Effect] = {
    Move.SUBMIT: _submitted,
    Move.RETURN: _returned,
    Move.ENDORSE: _endorsed,
    Move.ASK_HOSTS: _asked,
    Move.ASK_NEXT: _asked,
    Move.RUN_OUT: _ran_out,
    Move.ACCEPT: _accepted,
    Move.CONFIRM: _confirmed,
    Move.LAPSE: _host_lapsed,
    Move.HOST_WITHDRAWS: _host_withdrew,
    Move.POSTPONE: _postponed,
    Move.RESUME: _resumed,
    Move.GO_VIRTUAL: _virtual,
    Move.ARRIVE: _arrived,
    Move.FINISH: _finished,
    Move.END_EARLY: _ended_early,
    Move.REPORT: _reported,
    Move.RETURN_REPORT: _report_returned,
    Move.RELEASE: _released,
    Move.CLOSE: _settled,
    Move.CLOSE_UNFINISHED: _settled,
    Move.WITHDRAW: _settled,
    Move.DECLINE: _settled,
    Move.CANCEL: _settled,
    Move.EXPIRE: _settled,
    Move.REOPEN: _reopened,
}
