"""What the pages on agreeing and preparing share: who sees them, and their head."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.queries import labels, visits
from network.exchanges.queries.labels import Labels
from network.exchanges.vocabulary import Part
from network.kernel.errors import NotFound
from network.web.routing import id_in
from network.web.state import actor_of

PREPARING = frozenset({Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR, Part.SECRETARIAT})
SEES_PLAN = frozenset({Part.VISITOR, Part.HOME, Part.HOST, Part.SECRETARIAT})
GUARDING = PREPARING | {Part.FOCAL_POINT}


@dataclass(frozen=True, slots=True)
class Head:
    """A visit as its reader sees it: what it is called, and in which parts they read."""

    visit: Visit
    parts: frozenset[Part]
    labels: Labels

    @property
    def title(self) -> str:
        return self.labels.title(self.visit)


async def visit_in(request: Request, parts: Iterable[Part] = PREPARING) -> Visit:
    """The visit of an address, for those in one of these parts; for others there is nothing."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if policy.parts_in(actor, visit).isdisjoint(parts):
        raise NotFound
    return visit


async def head_of(request: Request, visit: Visit, others: Iterable[UUID | None] = ()) -> Head:
    actor = actor_of(request)
    words = await labels.labels_for(actor, [visit], others)
    return Head(visit, policy.parts_in(actor, visit), words)
