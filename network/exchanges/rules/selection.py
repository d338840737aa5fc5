"""How visitors are chosen: gates, reviewers without a stake, scores, waiting list, ranked hosts.

Gates, weights and the third review follow the domain reference, section 3.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from network.exchanges.rules import dates
from network.exchanges.rules.facts import Offer
from network.exchanges.vocabulary import OfferState
from network.kernel import travel
from network.kernel.i18n import lazy

MONTHS_IN_POST, MONTHS_IN_SMALL = 12, 6
SMALL = 15  # as many staff or fewer make a small centre
WEIGHTS = {"need": 20, "goals": 20, "passing_on": 20, "fit": 15, "equity": 15, "feasibility": 10}
MOST_POINTS = 5
MOST = MOST_POINTS * sum(WEIGHTS.values())
GAP = 100
REVIEWERS = 2
ALTERNATE_HAS = timedelta(hours=48)
ANSWER_DAYS = 10  # working days of the host's calendar


# gates -------------------------------------------------------------------------------------------


class Gate(StrEnum):
    """What has to be so before anybody is endorsed."""

    TIME_IN_POST = "time_in_post"
    EMPLOYER = "employer"
    LANGUAGE = "language"
    SAFEGUARDING = "safeguarding"
    CONFIDENTIALITY = "confidentiality"
    SAFETY = "safety"
    CONFLICT = "conflict"


_GATE_TEXTS: dict[Gate, Any] = {
    Gate.TIME_IN_POST: lazy("Twelve months in post are needed, six at a small centre."),
    Gate.EMPLOYER: lazy("The line manager has not agreed yet."),
    Gate.LANGUAGE: lazy("No shared language at level B2, and no interpreter in the budget."),
    Gate.SAFEGUARDING: lazy("The safeguarding declaration is not signed yet."),
    Gate.CONFIDENTIALITY: lazy("The confidentiality declaration is not signed yet."),
    Gate.SAFETY: lazy("The safety check does not allow this visit now."),
    Gate.CONFLICT: lazy("A conflict of interest is still open."),
}


def gate_text(gate: Gate) -> str:
    return str(_GATE_TEXTS[gate])


# reviewers ---------------------------------------------------------------------------------------


class Bar(StrEnum):
    """Why somebody may not review an application."""

    OWN = "own"
    HOME_CENTRE = "home_centre"
    HOST_CENTRE = "host_centre"
    OWN_CENTRE_APPLIES = "own_centre_applies"
    DECLARED = "declared"
    ALREADY = "already"


class Reviewer(NamedTuple):
    """Somebody who could review: where they belong, and what they declared about it."""

    person: UUID
    centres: frozenset[UUID]
    has_declared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Whose interests are in an application; a reciprocal partner counts as a host."""

    applicants: frozenset[UUID]
    home: UUID
    hosts: frozenset[UUID] = frozenset()
    reviewers: frozenset[UUID] = frozenset()  # those it was given to already
    rivals: frozenset[UUID] = frozenset()  # home centres of others in a call with too few places


def barred(who: Reviewer, application: Application) -> list[Bar]:
    """Every conflict of interest between a reviewer and an application."""
    held = {
        Bar.OWN: who.person in application.applicants,
        Bar.HOME_CENTRE: application.home in who.centres,
        Bar.HOST_CENTRE: bool(application.hosts & who.centres),
        Bar.OWN_CENTRE_APPLIES: bool(application.rivals & who.centres),
        Bar.DECLARED: who.has_declared,
        Bar.ALREADY: who.person in application.reviewers,
    }
    return [bar for bar in Bar if held[bar]]


def choose_reviewers(
    pool: Iterable[tuple[Reviewer, int]], application: Application, wanted: int = REVIEWERS
) -> list[UUID]:
    """Reviewers for an application, from different centres; those with the fewest reviews first.

    Fewer than wanted when there are no more without a conflict: the secretariat looks for others.
    """
    chosen: list[Reviewer] = []
    for who, _load in sorted(pool, key=lambda one: (one[1], one[0].person)):
        taken = frozenset[UUID]().union(*(c.centres for c in chosen))
        if len(chosen) < wanted and not barred(who, application) and not who.centres & taken:
            chosen.append(who)
    return [who.person for who in chosen]


# scores ------------------------------------------------------------------------------------------


def score(points: Mapping[str, int]) -> int:
    """One review's score out of 500; raises ValueError for points missing or out of 0 to 5."""
    if set(points) != set(WEIGHTS) or not all(0 <= p <= MOST_POINTS for p in points.values()):
        raise ValueError(points)
    return sum(weight * points[name] for name, weight in WEIGHTS.items())


def needs_third(scores: Sequence[int]) -> bool:
    """Whether two reviews are so far apart that a third is asked for."""
    return len(scores) == REVIEWERS and max(scores) - min(scores) > GAP


def reviews_wanted(scores: Sequence[int]) -> int:
    """How many more reviews an application needs."""
    if len(scores) < REVIEWERS:
        return REVIEWERS - len(scores)
    return 1 if needs_third(scores) else 0


def result(scores: Sequence[int]) -> float | None:
    """The median of the reviews; None while one is missing."""
    return None if reviews_wanted(scores) else median(scores)


# places and waiting list -------------------------------------------------------------------------


class Scored(NamedTuple):
    """An application with its result; `received` of its home centre breaks a tie, fewer first."""

    visit: UUID
    points: float
    received: int
    submitted_at: datetime


def in_order(scored: Iterable[Scored]) -> list[UUID]:
    """Applications best first; equal ones by who received less so far, then by who was first."""
    rows = sorted(scored, key=lambda s: (-s.points, s.received, s.submitted_at, s.visit))
    return [row.visit for row in rows]


class Place(NamedTuple):
    """A place that became free, offered to somebody on the waiting list."""

    visit: UUID
    offered_at: datetime
    answer: bool | None = None


def next_alternate(waiting: Sequence[UUID], places: Sequence[Place], now: datetime) -> UUID | None:
    """Who is offered a place that became free; None while it is taken or somebody has time.

    Each has 48 hours; who says no or nothing keeps the rank for the next place.
    """
    for place in places:
        if place.answer or (place.answer is None and now < place.offered_at + ALTERNATE_HAS):
            return None
    asked = {place.visit for place in places}
    return next((visit for visit in waiting if visit not in asked), None)


# ranked hosts ------------------------------------------------------------------------------------


def next_host(offers: Sequence[Offer], now: datetime) -> int | None:
    """Which of the ranked hosts is asked now; None while one has time to answer, or said yes.

    Hosts without free days or room are passed over, and stay in the list for later.
    """
    for offer in offers:
        if offer.state is OfferState.ACCEPTED or has_time(offer, now):
            return None
    ranked = [n for n, offer in enumerate(offers) if offer.can_be_next]
    return ranked[0] if ranked else None


def has_time(offer: Offer, now: datetime) -> bool:
    """Whether a host was asked and may still answer."""
    asked = offer.state is OfferState.ASKED
    return asked and offer.expires_at is not None and now < offer.expires_at


def expires_at(asked_at: datetime, zone: str, week: dates.Week) -> datetime:
    """When a host's time to answer is over: the end of its tenth working day after being asked."""
    on = dates.working_days_after(dates.local_day(asked_at, zone), ANSWER_DAYS, week)
    return travel.day_start(on + dates.DAY, zone)


def month_count(since: date, until: date) -> int:
    """Whole months from one day to another."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return months - (until.day < since.day)
