"""The trainings that came of a training, as far as the reader sees each (…/cascade)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy as centre_policy
from network.kernel import clock, moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import ngettext
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of
from network.workshops.models.workshops import Workshop
from network.workshops.queries import outcomes, workshops
from network.workshops.queries.outcomes import Reached
from network.workshops.rules import cascade, names, numbers


@dataclass(frozen=True, slots=True)
class Branch:
    """One training of the tree, and what came of it."""

    id: UUID
    title: str
    lang: str
    kind: str
    days: str
    host: str
    state: str
    is_here: bool
    reached: list[str]
    below: list["Branch"] = field(default_factory=list)


async def show(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    workshop = seen.workshop
    found = {one.id: one for one in await outcomes.cascade_of(actor, workshop)}
    parents = await outcomes.parents_in(workshop.root_id or workshop.id)
    reached = await outcomes.reached_by(found.values(), clock.now().date())
    branches = {
        key: _branch(actor, workshop.id, one, reached.get(key, Reached()))
        for key, one in found.items()
    }
    return render(
        request,
        "workshops/cascade.html",
        workshop=workshop,
        tops=_grown(branches, cascade.seen_parents(parents, found.keys())),
        is_alone=len(found) < 2,  # noqa: PLR2004 (itself)
    )


def _grown(branches: Mapping[UUID, Branch], parents: Mapping[UUID, UUID | None]) -> list[Branch]:
    for key, branch in branches.items():
        above = parents[key]
        if above is not None:
            branches[above].below.append(branch)
    return [branches[key] for key in branches if parents[key] is None]


def _branch(actor: Actor, here: UUID, workshop: Workshop, reached: Reached) -> Branch:
    return Branch(
        id=workshop.id,
        title=workshop.title,
        lang=workshop.lang,
        kind=taxonomy.label(workshop.kind),
        days=moments.period(workshop.first_on, workshop.last_on),
        host=centre_policy.shown_name(actor, workshop.centre),
        state=str(names.STATES[workshop.state]),
        is_here=workshop.id == here,
        reached=_told_reached(actor, reached),
    )


def _told_reached(actor: Actor, reached: Reached) -> list[str]:
    """How many it reached, where they are not too few to be told; members know who may train."""
    told = []
    if reached.people >= numbers.LEAST:
        n = reached.people
        told.append(ngettext("%(n)s person took part.", "%(n)s people took part.", n))
    if actor.is_member and reached.trainers:
        n = reached.trainers
        told.append(ngettext("%(n)s may train others.", "%(n)s may train others.", n))
    return told


routes = [get("/workshops/{id:uuid}/cascade", show, "workshops:cascade")]
