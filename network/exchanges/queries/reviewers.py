"""Who could review an application: people of other centres without a stake in it."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.models.visits import ApplicationReview, ReviewState, Visit
from network.exchanges.queries import labels, reviews
from network.exchanges.rules import selection
from network.exchanges.rules.selection import Reviewer
from network.kernel.actor import Actor, Role
from network.kernel.errors import NotFound

_ABLE = (Role.COORDINATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Pool:
    """Those who could be asked, with how many reviews each is writing, and who is proposed; and
    the reviews that were asked for, first to last.
    """

    asked: list[ApplicationReview]
    load: dict[UUID, int]
    names: dict[UUID, str]
    proposed: list[UUID]
    wanted: int


async def pool_for(actor: Actor, visit: Visit) -> Pool:
    """Who could review an application, for the secretariat; whoever has a stake is not in it."""
    if not policy.can_ask_review(actor):
        raise NotFound
    application = await reviews.interests_in(visit)
    able = await centres.holders_everywhere(*_ABLE)
    free = [
        who
        for who in (Reviewer(person, at) for person, at in able.items())
        if not selection.barred(who, application)
    ]
    load = await _load()
    wanted = reviews.wanted_now(visit)
    weighed = [(who, load[who.person]) for who in free]
    named = await labels.labels_for(actor, [], [who.person for who in free])
    return Pool(
        asked=sorted(visit.reviews, key=lambda review: (review.created_at, review.id)),
        load={who.person: load[who.person] for who in free},
        names={who.person: named.person(who.person) for who in free},
        proposed=selection.choose_reviewers(weighed, application, wanted),
        wanted=wanted,
    )


async def _load() -> Counter[UUID]:
    open_ones = ApplicationReview.filter(state=ReviewState.ASKED)
    return Counter(await open_ones.values_list("reviewer_id", flat=True))  # type: ignore[arg-type]
