"""What was kept for the case that a visit cannot be as planned, and which days it leaves."""

from datetime import date
from typing import NamedTuple

from network.exchanges.models.visits import Visit
from network.exchanges.rules import dates
from network.exchanges.rules.dates import Host, Span
from network.exchanges.vocabulary import Reason, VisitState

_WITHOUT_HOST = (VisitState.ENDORSED, VisitState.WAITLISTED, VisitState.HOST_PENDING)


class Plan(NamedTuple):
    """How it would be online, and on which other days it could be."""

    virtual: str
    days: Span


def plan_of(visit: Visit) -> Plan | None:
    """The plan as it is stored; None while nobody wrote one."""
    kept = visit.plan_b
    if not kept:
        return None
    days = Span(date.fromisoformat(kept["first_on"]), date.fromisoformat(kept["last_on"]))
    return Plan(kept["virtual"], days)


def is_needed(visit: Visit) -> bool:
    """Whether a visit with a plan lost its host or its days, or is not safe now."""
    is_red = "red" in (visit.home_rating, visit.host_rating)
    is_open = visit.state in (*_WITHOUT_HOST, VisitState.POSTPONED)
    return bool(visit.plan_b) and (is_open or is_red)


def has_no_host(visit: Visit) -> bool:
    return visit.state in _WITHOUT_HOST


def starts_online(visit: Visit, why: str) -> bool:
    """After a refused visa, going on online is the first thing to look at."""
    return Reason.VISA_REFUSED in (why, visit.reason)


def length_of(visit: Visit, days: Span) -> int:
    """How many days are looked for: those agreed on or wished for, no more than there are."""
    agreed = Span(visit.first_on, visit.last_on).days if visit.first_on and visit.last_on else 0
    return max(1, min(visit.days or agreed or days.days, days.days))


def first_free(days: Span, length: int, host: Host, today: date) -> Span | None:
    """The first days of this length on which a host has room; None where there are none."""
    ahead = Span(max(days.first_on, today), days.last_on)
    found = dates.free_spans(ahead, length, host) if ahead.days >= length else []
    return found[0] if found else None
