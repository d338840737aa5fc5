"""Reviews of applications: asked of people without a stake in them, scored, and their result."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from network import events, outbox
from network.centres import queries as centres
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions.moving import held
from network.exchanges.models.visits import ApplicationReview, ReviewState, Visit
from network.exchanges.queries import reviews
from network.exchanges.rules import selection
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _


async def ask_review(
    actor: Actor, visit: Visit, reviewer_id: UUID, due_on: date
) -> ApplicationReview:
    """Ask somebody to review an application.

    Raises Conflict for who has an interest in it, or was asked already, and without need.
    """
    require(policy.can_ask_review(actor))
    async with transaction():
        stored = await _in_review(visit)
        who = await reviews.reviewer(reviewer_id)
        if not who.centres or selection.barred(who, await reviews.interests_in(stored)):
            raise Conflict(_("They have an interest in this application, or were asked already."))
        if not reviews.wanted_now(stored):
            raise Conflict(_("Nobody else has to be asked now."))
        review = await ApplicationReview.create(
            visit_id=stored.id, reviewer_id=reviewer_id, due_on=due_on
        )
        fact = events.ReviewAsked(review_id=review.id, due_on=due_on, told=(reviewer_id,))
        await outbox.record(actor, fact)
    return review


async def ask_reviews(
    actor: Actor, visit: Visit, reviewer_ids: Iterable[UUID], due_on: date
) -> None:
    """Ask several people at once; if one of them cannot be asked, nobody is."""
    wanted = list(dict.fromkeys(reviewer_ids))
    if not wanted:
        raise Invalid(reviewers=_("Choose somebody."))
    if due_on < clock.now().date():
        raise Invalid(due_on=_("This day is over already."))
    async with transaction():
        await _check_apart(wanted)
        for reviewer_id in wanted:
            await ask_review(actor, visit, reviewer_id, due_on)


async def _check_apart(reviewer_ids: list[UUID]) -> None:
    """Reviewers belong to different centres, so that no centre decides alone."""
    found = await centres.centres_of(reviewer_ids)
    places = [{centre.id for centre in found.get(key, [])} for key in reviewer_ids]
    if len(set().union(*places)) < sum(map(len, places)):
        raise Invalid(reviewers=_("Choose people of different centres."))


async def take_back(actor: Actor, review: ApplicationReview, version: int) -> None:
    """Release a reviewer who has not written yet, so that somebody else can be asked."""
    require(policy.can_ask_review(actor))
    async with transaction():
        await _settle(review, version, ReviewState.WITHDRAWN)


async def score(
    actor: Actor, review: ApplicationReview, version: int, points: Mapping[str, int], note: str
) -> None:
    """Give an application its points, 0 to 5 for each question; the visit has its result when
    enough reviews agree. Raises Stale when this was scored in another window.
    """
    async with transaction():
        visit = await _in_review(review.visit)
        await visit.fetch_related("choices")
        require(policy.can_review(actor, review, visit))
        await _settle(
            review,
            version,
            ReviewState.DONE,
            scores=dict(points),
            total=_total(points),
            note=note,
            done_at=clock.now(),
        )
        await _conclude(actor, visit)


async def declare_conflict(actor: Actor, review: ApplicationReview, version: int) -> None:
    """Say that one cannot judge; nobody asks why, and another reviewer is looked for."""
    async with transaction():
        visit = await _in_review(review.visit)
        await visit.fetch_related("choices")
        require(policy.can_review(actor, review, visit))
        await _settle(review, version, ReviewState.BARRED)
        await _tell(actor, visit, selection.reviews_wanted(await reviews.scores_of(visit.id)))


async def _in_review(visit: Visit) -> Visit:
    stored = await held(visit)
    if stored.state not in reviews.REVIEWED_IN:
        raise Conflict(_("Applications are not reviewed at this step."))
    return stored


def _total(points: Mapping[str, int]) -> int:
    try:
        return selection.score(points)
    except ValueError:
        raise Invalid(scores=_("Give each question 0 to 5 points.")) from None


async def _settle(
    review: ApplicationReview, version: int, state: ReviewState, **changes: object
) -> None:
    if review.state is not ReviewState.ASKED:
        raise Conflict(_("This review was given already."))
    if not await review.store(version, state=state, **changes):
        raise Stale(_("This was changed in another window."), review)


async def _conclude(actor: Actor, visit: Visit) -> None:
    """Keep the median once it stands; a third review is wanted when two are far apart."""
    scores = await reviews.scores_of(visit.id)
    result = selection.result(scores)
    if result is not None:
        await visit.store(visit.version, score=round(result))
    if len(scores) >= selection.REVIEWERS:
        await _tell(actor, visit, selection.reviews_wanted(scores))


async def _tell(actor: Actor, visit: Visit, wanted: int) -> None:
    told = tuple(await centres.secretariat_ids())
    await outbox.record(actor, events.ReviewsDone(visit_id=visit.id, wanted=wanted, told=told))
