"""The visits of one person, and those a desk looks through state by state."""

from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.queries import passed
from network.exchanges.vocabulary import VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

_MOST = 60


async def visits_of(actor: Actor) -> list[Visit]:
    """The visits somebody makes or mentors, the newest first."""
    if actor.person_id is None:
        return []
    own = Q(visitor_id=actor.person_id) | Q(mentor_id=actor.person_id, submitted_at__isnull=False)
    found = await Visit.filter(own).order_by("-created_at", "-id").limit(_MOST)
    return passed.as_it_is(found, clock.now())


async def visits_by_id(ids: Iterable[UUID]) -> dict[UUID, Visit]:
    """Visits by key, for those who were let in before."""
    wanted = set(ids)
    found = await Visit.filter(id__in=wanted) if wanted else []
    return {one.id: one for one in passed.as_it_is(found, clock.now())}


async def count_in(actor: Actor, state: VisitState) -> int:
    """How many visits of a desk are in a state. Raises NotFound for who has no desk."""
    return await _of_desk(actor, state).count()


async def visits_in(actor: Actor, state: VisitState, first: int, size: int) -> list[Visit]:
    """One page of the visits of a desk in a state, those that were moved last on top."""
    query = _of_desk(actor, state).order_by("-moved_at", "-id")
    return passed.as_it_is(await query.offset(first).limit(size), clock.now())


def _of_desk(actor: Actor, state: VisitState) -> QuerySet[Visit]:
    if not policy.has_desk(actor):
        raise NotFound
    return Visit.filter(policy.on_desk_of(actor), state=state)
