"""Reading visits and their applications, as far as the actor may see them."""

from typing import NoReturn
from uuid import UUID

from network.db import plain
from network.exchanges import policy
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.visits import Application, Visit
from network.exchanges.rules import states
from network.exchanges.vocabulary import Move, Part, Reason
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

_MOST = 200


async def get_visit(actor: Actor, visit_id: UUID) -> Visit:
    """A visit if the actor may see it; absent and hidden look the same."""
    found = await Visit.get_or_none(id=visit_id)
    return found if found and policy.can_view(actor, found) else _absent()


async def get_with_centres(actor: Actor, visit_id: UUID) -> Visit:
    """The same, with the home centre and the host that is asked or agreed."""
    centres = ("home_centre", "host_centre")
    found = await plain.records(Visit, "WHERE visit.id = $1", visit_id, related=centres)
    return found[0] if found and policy.can_view(actor, found[0]) else _absent()


async def fresh(visit_id: UUID) -> Visit:
    """A visit as it is stored now, for those who were let in before."""
    return await Visit.get_or_none(id=visit_id) or _absent()


async def get_application(actor: Actor, visit: Visit) -> Application:
    """A visit's application, without what only the visitor and the coordinators read."""
    found = await application_of(visit.id)
    if not policy.can_read_private(actor, visit):
        found.private = {}
    return found


async def application_of(visit_id: UUID) -> Application:
    """A visit's application with everything, for those who were let in before."""
    return await Application.get_or_none(visit_id=visit_id) or _absent()


async def visits_of(actor: Actor) -> list[Visit]:
    """The visits the actor sees, those that come first on top."""
    query = Visit.filter(policy.visible_to(actor))
    return await query.order_by("first_on", "-created_at").limit(_MOST)


async def own_visits(actor: Actor) -> list[Visit]:
    """The visits somebody applied for or makes, newest first."""
    if actor.person_id is None:
        return []
    return await Visit.filter(visitor_id=actor.person_id).order_by("-created_at").limit(_MOST)


async def goals_of(visit: Visit) -> list[LearningGoal]:
    return await LearningGoal.filter(visit_id=visit.id).order_by("position", "id")


def seen_reason(actor: Actor, visit: Visit, move: Move, part: Part, reason: str) -> str:
    """A reason as far as the actor may know it; empty where they read "changed" instead.

    Who is told of a reason of safety is told of all others as well, or "changed" would say it.
    """
    if not reason or not policy.can_see_reason_of(actor, visit, move, part):
        return ""
    if policy.can_see_reason(actor, visit, Reason.SAFETY):
        return reason
    return str(states.shown_reason(Reason(reason)) or "")


def _absent() -> NoReturn:
    raise NotFound
