"""Until when somebody has to do something for a visit: told to calendars as it is set and done."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from network import events, outbox
from network.db import F
from network.exchanges.actions.effects import Step
from network.exchanges.models.agreeing import DatePoll
from network.exchanges.models.learning import FollowUp, LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.queries import hosts, people, reports, visits
from network.exchanges.vocabulary import Move, Part, VisitState
from network.kernel import zones
from network.kernel.actor import Actor

_INSTANT = timedelta(microseconds=1)  # before midnight
_ALL = (Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR)


async def follow(step: Step) -> None:
    """Set the deadlines that begin with a move; calendars let go of those that end with it."""
    if begin := _BEGINS.get(step.rule.move):
        await begin(step)
    if step.rule.target is VisitState.HOST_PENDING:
        await _let_go(step)


async def set_poll(actor: Actor, visit: Visit, closes_on: date | None) -> None:
    """Until when everybody is asked which days suit; no day when that is settled."""
    told = await people.told_of(visit, _ALL, None)
    await _record(actor, visit, "visit_dates", closes_on, told, await _risen(visit))


async def answered(actor: Actor, visit: Visit, follow_up: FollowUp) -> None:
    """A question about what changed at home has its answer."""
    told = [visit.visitor_id]
    await _record(actor, visit, _question(follow_up), None, told, await _risen(visit))


async def cleared(actor: Actor, visit: Visit) -> None:
    """The host has read the report."""
    told = await people.told_of(visit, [Part.HOST], None)
    await _record(actor, visit, "visit_reading", None, told, await _risen(visit))


async def _risen(visit: Visit) -> int:
    """Count a change of a visit that is no move, so that calendars know which fact is newer.

    A visit that others changed since it was read stays as old as it is for who holds it.
    """
    await Visit.filter(id=visit.id).update(version=F("version") + 1)
    stored = await visits.fresh(visit.id)
    if stored.version == visit.version + 1:
        visit.version = stored.version
    return stored.version


async def _let_go(step: Step) -> None:
    """Another host is asked: nobody answers any more which days suit with the one before."""
    if await DatePoll.filter(visit_id=step.visit.id).exists():
        await set_poll(step.actor, step.visit, None)


async def _asked(step: Step) -> None:
    choice = await hosts.current_choice(step.visit.id)
    if choice and choice.expires_at:
        zone = zones.zone(choice.centre.zone or "UTC")
        told = await people.told_of(step.visit, [Part.HOST], None)
        due_on = (choice.expires_at - _INSTANT).astimezone(zone).date()
        await _record(step.actor, step.visit, "visit_answer", due_on, told)


async def _ended(step: Step) -> None:
    visit = step.visit
    if reports.is_owed(visit):
        await _record(step.actor, visit, "visit_report", visit.report_due_on, [visit.visitor_id])


async def _reported(step: Step) -> None:
    report = await LearningReport.get_or_none(visit_id=step.visit.id)
    told = await people.told_of(step.visit, [Part.HOST], None)
    if report and report.host_due_on and report.host_cleared_at is None:
        await _record(step.actor, step.visit, "visit_reading", report.host_due_on, told)


async def _released(step: Step) -> None:
    visit = step.visit
    for one in await FollowUp.filter(visit_id=visit.id, answered_at=None).order_by("months"):
        await _record(step.actor, visit, _question(one), one.due_on, [visit.visitor_id])


async def _reopened(step: Step) -> None:
    """What was still to be done when the visit was settled is to be done again, by the same day."""
    if begin := _OWED_IN.get(step.rule.target):
        await begin(step)


def _question(follow_up: FollowUp) -> str:
    return f"visit_follow_{follow_up.months}"


async def _record(
    actor: Actor,
    visit: Visit,
    what: str,
    due_on: date | None,
    told: Iterable[UUID],
    revision: int = 0,
) -> None:
    fact = events.VisitDeadlineSet(
        visit_id=visit.id,
        what=what,
        due_on=due_on,
        revision=revision or visit.version,
        told=tuple(sorted(told)),
    )
    await outbox.record(actor, fact)


_BEGINS: Mapping[Move, Callable[[Step], Awaitable[None]]] = {
    Move.ASK_HOSTS: _asked,
    Move.ASK_NEXT: _asked,
    Move.FINISH: _ended,
    Move.END_EARLY: _ended,
    Move.RETURN_REPORT: _ended,
    Move.REPORT: _reported,
    Move.RELEASE: _released,
    Move.REOPEN: _reopened,
}
_OWED_IN: Mapping[VisitState, Callable[[Step], Awaitable[None]]] = {
    VisitState.REPORT_DUE: _ended,
    VisitState.ENDED_EARLY: _ended,
    VisitState.REPORT_REVIEW: _reported,
    VisitState.SHARING: _released,
}
