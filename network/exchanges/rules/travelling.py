"""Words agreed on a journey: by when somebody says that all is well, and who asks if not."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum

from network.exchanges.models.staying import TravelCheck
from network.exchanges.models.staying import TravelCheckState as State
from network.exchanges.models.visits import Visit
from network.exchanges.vocabulary import VisitState
from network.kernel import wall_times
from network.kernel.i18n import lazy

MOST_CHECKS = 20
ASK_AFTER = timedelta(hours=2)
CALL_AFTER = timedelta(hours=6)
ARRIVED_BY = time(20)
FARTHEST = timedelta(days=60)  # a word is for the journey, before or after the days of the visit
AGREED_IN = (
    VisitState.CONFIRMED,
    VisitState.IN_PROGRESS,
    VisitState.REPORT_DUE,
    VisitState.ENDED_EARLY,
)


class Kind(StrEnum):
    """On which part of the way a word is agreed."""

    JOURNEY = "journey"
    ARRIVAL = "arrival"
    RETURN = "return"


KINDS = {
    Kind.JOURNEY: lazy("During the journey"),
    Kind.ARRIVAL: lazy("Arrived"),
    Kind.RETURN: lazy("Back home"),
}


class Asked(IntEnum):
    """Who was asked about a word that did not come."""

    NOBODY = 0
    VISITOR = 1
    FOCAL_POINTS = 2


def asked_by(due_at: datetime, now: datetime) -> Asked:
    """Who should have been asked by now about a word that did not come."""
    late = now - due_at
    if late >= CALL_AFTER:
        return Asked.FOCAL_POINTS
    return Asked.VISITOR if late >= ASK_AFTER else Asked.NOBODY


def is_call_due(checks: Iterable[TravelCheck], now: datetime) -> bool:
    """Whether it is time for the focal points to reach the visitor, also if no job said so yet."""
    waited = (check for check in checks if check.state is State.PLANNED)
    return any(asked_by(check.due_at, now) is Asked.FOCAL_POINTS for check in waited)


def arrival_deadline(first_on: date, zone: str) -> datetime:
    """Until when somebody is marked as arrived on the first day, on the clocks of the host."""
    return wall_times.kept_instant(datetime.combine(first_on, ARRIVED_BY), zone, second=False)


def is_missed(visit: Visit, now: datetime) -> bool:
    """Whether a visit should have begun and nobody said that it did; online nobody arrives."""
    if visit.state is not VisitState.CONFIRMED or visit.is_virtual or visit.first_on is None:
        return False
    return now >= arrival_deadline(visit.first_on, visit.zone or "UTC")
