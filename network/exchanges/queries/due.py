"""Which visits time may have moved; the rules decide whether it did."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q

from network.exchanges.models.learning import FollowUp
from network.exchanges.models.visits import Visit
from network.exchanges.rules.guards import OVERDUE_AFTER
from network.exchanges.rules.states import BEFORE_CONFIRMED
from network.exchanges.vocabulary import VisitState

_DAY = timedelta(days=1)  # somewhere it is tomorrow already
_WAITING = (VisitState.HOST_PENDING, VisitState.HOST_ACCEPTED)
_RUNS_OUT = (*BEFORE_CONFIRMED[1:], VisitState.POSTPONED)


async def due_ids(now: datetime) -> list[UUID]:
    """The visits to look at: those that wait for a host, that ended, ran out, or could close."""
    tomorrow = now.date() + _DAY
    found = Q(state__in=_WAITING)
    found |= Q(state=VisitState.IN_PROGRESS, last_on__lt=tomorrow)
    found |= Q(state__in=_RUNS_OUT, until_on__lt=tomorrow)
    found |= Q(state=VisitState.ENDED_EARLY, report_due_on__lt=tomorrow)
    ids: list[UUID] = list(await Visit.filter(found).values_list("id", flat=True))  # type: ignore[arg-type]
    return ids + await _could_close(tomorrow)


async def _could_close(today: date) -> list[UUID]:
    """Visits being passed on whose follow-ups are all answered, or long overdue."""
    still = FollowUp.filter(answered_at=None, due_on__gte=today - OVERDUE_AFTER - _DAY)
    open_ids = set(await still.values_list("visit_id", flat=True))
    rows = await Visit.filter(state=VisitState.SHARING).values_list("id", flat=True)
    return [row for row in rows if row not in open_ids]  # type: ignore[misc]
