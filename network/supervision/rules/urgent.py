"""Requests for a session within 72 hours: how long they stand, and who may hear of them."""

from collections.abc import Collection
from datetime import datetime

from network.kernel import languages
from network.supervision.models import (
    Kind,
    Supervisor,
    SupervisorState,
    UrgentRequest,
    UrgentState,
)
from network.supervision.rules import agreements
from network.supervision.rules import sessions as rules
from network.supervision.rules.agreements import Load

CELL_MINUTES = 5


def ends_at(now: datetime) -> datetime:
    return now + rules.URGENT_WITHIN


def state_at(request: UrgentRequest, now: datetime) -> UrgentState:
    """The state as it is now, also when the job that ends requests is late."""
    if request.state is UrgentState.OPEN and request.ends_at <= now:
        return UrgentState.EXPIRED
    return request.state


def can_help(supervisor: Supervisor, load: Load, wanted: Collection[str], now: datetime) -> bool:
    """Whether a supervisor hears of a request: verified, willing, with room, not in quiet time, and
    able to work in one of the languages.
    """
    is_willing = supervisor.state is SupervisorState.VERIFIED and supervisor.takes_urgent
    is_quiet = supervisor.quiet_until is not None and supervisor.quiet_until > now
    has_room = agreements.has_room(supervisor, Kind.INDIVIDUAL, load)
    return is_willing and not is_quiet and has_room and bool(common(supervisor, wanted))


def common(supervisor: Supervisor, wanted: Collection[str]) -> list[str]:
    """The languages in which both can work."""
    spoken = supervisor.languages.items()
    return [code for code, level in spoken if code in wanted and languages.is_working_level(level)]


def is_within(starts_at: datetime, request: UrgentRequest, now: datetime) -> bool:
    """Whether a start is still to come, soon enough, and on a mark of five minutes."""
    is_marked = starts_at.minute % CELL_MINUTES == 0 and starts_at.second == 0
    return now < starts_at <= request.ends_at and is_marked
