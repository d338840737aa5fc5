"""Reading applications as their reviewers do: without a name, and no more than they need."""

from dataclasses import dataclass, field
from typing import Any, NoReturn
from uuid import UUID

from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.visits import Application, ApplicationReview, ReviewState, Visit
from network.exchanges.rules import selection
from network.exchanges.rules.gates import IS_SMALL
from network.exchanges.rules.states import BEFORE_CONFIRMED
from network.exchanges.vocabulary import VisitState
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

_READ = ("content", "passing_on", "practical")  # nothing that says who applies
RESPITE = "EX-RESP"
REVIEWED_IN = (VisitState.ENDORSED, VisitState.WAITLISTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What equity and fit are judged by, of whoever applies: no name, no centre, no town."""

    profession: str = ""
    languages: dict[str, str] = field(default_factory=dict)
    region: str = ""
    is_first: bool = False
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reviewer reads of an application; of respite for staff at risk its purpose only."""

    review: ApplicationReview
    purpose: str
    parts: dict[str, Any]
    goals: list[LearningGoal]
    about: About


async def get_reading(actor: Actor, review_id: UUID) -> Reading:
    """An application for one of its reviewers, as long as it is reviewed."""
    review = await get_review(actor, review_id)
    visit = review.visit
    if visit.state not in REVIEWED_IN:
        return _absent()
    if visit.purpose == RESPITE:
        return Reading(review, visit.purpose, {}, [], About())
    application = await Application.get(visit_id=visit.id)
    parts = {name: application.parts.get(name, {}) for name in _READ}
    goals = await LearningGoal.filter(visit_id=visit.id).order_by("position", "id")
    return Reading(review, visit.purpose, parts, goals, await _about(visit, application))


async def _about(visit: Visit, application: Application) -> About:
    person = application.parts.get("person", {})
    home = (await centres.centres_by_id([visit.home_centre_id]))[visit.home_centre_id]
    earlier = Visit.filter(visitor_id=visit.visitor_id).exclude(state__in=BEFORE_CONFIRMED)
    return About(
        profession=person.get("profession", ""),
        languages=person.get("languages", {}),
        region=home.region,
        is_first=not person.get("previous") and not await earlier.exists(),
        is_small=bool(application.gates.get(IS_SMALL)),
    )


async def get_review(actor: Actor, review_id: UUID) -> ApplicationReview:
    """A review of the actor's own with its visit, as long as nothing bars them."""
    query = ApplicationReview.get_or_none(id=review_id).select_related("visit")
    found = await query.prefetch_related("visit__choices")
    if found is None or found.state not in (ReviewState.ASKED, ReviewState.DONE):
        return _absent()
    return found if policy.can_review(actor, found, found.visit) else _absent()


async def own_reviews(actor: Actor) -> list[ApplicationReview]:
    """The reviews somebody is asked for, those that are due first on top."""
    if actor.person_id is None:
        return []
    open_ones = ApplicationReview.filter(
        reviewer_id=actor.person_id, state=ReviewState.ASKED, visit__state__in=REVIEWED_IN
    )
    found = await open_ones.order_by("due_on", "id").select_related("visit")
    await Visit.fetch_for_list([review.visit for review in found], "choices")
    return [review for review in found if policy.can_review(actor, review, review.visit)]


async def reviews_of(visit: Visit) -> list[ApplicationReview]:
    """Everybody who was asked to review an application, first to last, for the secretariat."""
    return await ApplicationReview.filter(visit_id=visit.id).order_by("created_at", "id")


def wanted_now(visit: Visit) -> int:
    """How many more people have to be asked, of a visit read with its reviews."""
    done = [r.total for r in visit.reviews if r.state is ReviewState.DONE and r.total is not None]
    asked = sum(review.state is ReviewState.ASKED for review in visit.reviews)
    return max(0, selection.reviews_wanted(done) - asked)


async def scores_of(visit_id: UUID) -> list[int]:
    """The totals of the reviews that were done, first to last."""
    done = ApplicationReview.filter(visit_id=visit_id, state=ReviewState.DONE)
    return [row.total for row in await done.order_by("done_at", "id") if row.total is not None]


async def interests_in(visit: Visit) -> selection.Application:
    """Whose interests are in an application: who applied, both sides, and rivals in its call."""
    await visit.fetch_related("choices", "reviews")
    hosts = {choice.centre_id for choice in visit.choices} | {visit.host_centre_id}
    rivals = Visit.filter(call_id=visit.call_id, state__in=REVIEWED_IN)
    others = await rivals.exclude(id=visit.id) if visit.call_id else []
    return selection.Application(
        applicants=frozenset({visit.visitor_id}),
        home=visit.home_centre_id,
        hosts=frozenset(host for host in hosts if host),
        reviewers=frozenset(review.reviewer_id for review in visit.reviews),
        rivals=frozenset(other.home_centre_id for other in others),
    )


async def reviewer(person_id: UUID) -> selection.Reviewer:
    """Somebody with the centres they belong to."""
    found = await centres.centres_of([person_id])
    own = frozenset(centre.id for centre in found.get(person_id, []))
    return selection.Reviewer(person_id, own)


def _absent() -> NoReturn:
    raise NotFound
