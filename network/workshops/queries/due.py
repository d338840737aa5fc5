"""Which workshops time may have moved, and whom it is time to remind; the rules decide."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import Q, Subquery

from network.workshops.models.outcomes import Outcome, OutcomeAction
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Quota, Workshop, WorkshopReminder
from network.workshops.rules.guards import ARCHIVED_AFTER
from network.workshops.rules.states_table import TAKES_SEATS
from network.workshops.vocabulary import RegState, WorkshopState

_DAY = timedelta(days=1)  # somewhere it is tomorrow already


async def due_ids(now: datetime) -> list[UUID]:
    """Workshops that may begin, end or close, and those in which places may have come free."""
    found = Q(state__in=list(TAKES_SEATS), starts_at__lte=now)
    found |= Q(state=WorkshopState.OPEN, closes_at__lte=now)
    found |= Q(state=WorkshopState.RUNNING, ends_at__lte=now)
    found |= Q(state=WorkshopState.OUTCOMES_PUBLISHED, ends_at__lte=now - ARCHIVED_AFTER)
    ids: set[Any] = set(await Workshop.filter(found).values_list("id", flat=True))
    return sorted(ids | await _with_places(now))


async def _with_places(now: datetime) -> set[Any]:
    """Offers that ran out; kept places that are kept no more while somebody waits."""
    out = Registration.filter(
        workshop__state__in=list(TAKES_SEATS), state=RegState.OFFERED, offered_until__lte=now
    )
    freed = Quota.filter(workshop__state__in=list(TAKES_SEATS), kept_until__lte=now)
    waiting = Registration.filter(
        workshop_id__in=Subquery(freed.values("workshop_id")), state=RegState.WAITLISTED
    )
    found = {*await out.values_list("workshop_id", flat=True)}
    return found | {*await waiting.values_list("workshop_id", flat=True)}


async def reminders_due(now: datetime) -> list[WorkshopReminder]:
    rows = WorkshopReminder.filter(due_at__lte=now).order_by("due_at", "id")
    return await rows.select_related("workshop")


async def outcomes_due(today: date) -> list[Outcome]:
    """Records that are not sent and are due in a week or before."""
    rows = Outcome.filter(
        submitted_at=None,
        due_on__lte=today + timedelta(days=8),
        workshop__state=WorkshopState.OUTCOMES_DUE,
    )
    return await rows.order_by("due_on", "id").select_related("workshop")


async def actions_due(today: date) -> list[OutcomeAction]:
    """What was agreed and is due; nobody was reminded of that day yet."""
    rows = OutcomeAction.filter(state__in=["open", "doing"], due_on__lte=today + _DAY)
    found = await rows.order_by("due_on", "id").select_related("workshop")
    return [row for row in found if row.reminded_for != row.due_on]
