"""Reading what a visit brought back."""

from datetime import date
from uuid import UUID

from network.exchanges import policy
from network.exchanges.models.learning import FollowUp, LearningReport, PassingOn
from network.exchanges.models.visits import Visit, VisitMove
from network.exchanges.rules import reports
from network.exchanges.vocabulary import Move, VisitState
from network.kernel import clock, zones
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

ATTENDED = (
    VisitState.REPORT_DUE,
    VisitState.REPORT_REVIEW,
    VisitState.SHARING,
    VisitState.ENDED_EARLY,
    VisitState.CLOSED,
)


async def report_of(visit_id: UUID) -> LearningReport | None:
    """A visit's report, written or given, for those who were let in before."""
    return await LearningReport.get_or_none(visit_id=visit_id)


async def passed_on(visit_id: UUID) -> list[PassingOn]:
    return await PassingOn.filter(visit_id=visit_id).order_by("created_at", "id")


async def get_follow_up(actor: Actor, visit: Visit, months: int) -> FollowUp:
    """A question after some months, for those who may read its answers."""
    found = await FollowUp.get_or_none(visit_id=visit.id, months=months)
    if found is None or not policy.can_read_follow_ups(actor, visit):
        raise NotFound
    return found


async def returned_note(visit_id: UUID) -> str:
    """What was said when a report was last returned to its writer."""
    rows = VisitMove.filter(visit_id=visit_id, move=Move.RETURN_REPORT)
    last = await rows.order_by("-created_at", "-id").first()
    return last.note if last else ""


def is_over_for_host(visit: Visit, report: LearningReport | None) -> bool:
    """Whether the host's time to read a report is over, whatever it did."""
    return report is not None and reports.is_silent(report.host_due_on, _today(visit))


def is_silent(visit: Visit, report: LearningReport | None) -> bool:
    """Whether the host had its time to read a report and did not answer."""
    if report is None or report.host_cleared_at is not None:
        return False
    return is_over_for_host(visit, report)


def has_begun(visit: Visit) -> bool:
    """Whether somebody arrived, or the visit ended before that."""
    return visit.arrived_on is not None or visit.ended_on is not None


def is_owed(visit: Visit) -> bool:
    """Whether a report is asked for: who never arrived owes none, unless they gave one before."""
    return visit.arrived_on is not None or visit.state is not VisitState.ENDED_EARLY


def has_attended(visit: Visit) -> bool:
    """Whether somebody arrived on a visit that is over by now."""
    is_over = visit.state in ATTENDED or (
        visit.state is VisitState.IN_PROGRESS
        and visit.last_on is not None
        and visit.last_on < _today(visit)
    )
    return is_over and visit.arrived_on is not None


def days_there(visit: Visit) -> tuple[date, date]:
    """The first and the last day on which somebody was on a visit that is over."""
    first = visit.arrived_on or visit.first_on or _today(visit)
    return first, max(first, visit.ended_on or visit.last_on or first)


async def attended(visit_id: UUID | None) -> Visit | None:
    """A visit that somebody took part in and that is over; for who has the code of its paper."""
    found = await Visit.get_or_none(id=visit_id) if visit_id else None
    return found if found and has_attended(found) else None


def _today(visit: Visit) -> date:
    """The day it is at the host."""
    return clock.now().astimezone(zones.zone(visit.zone or "UTC")).date()
