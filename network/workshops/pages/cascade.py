"""The trainings that came of a training, as far as the reader sees each (…/cascade)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy as centre_policy
from network.kernel import moments, taxonomy
from network.kernel.actor import Actor
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of
from network.workshops.models.workshops import Workshop
from network.workshops.queries import outcomes, workshops
from network.workshops.rules import cascade, names


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
    below: list["Branch"] = field(default_factory=list)


async def show(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    workshop = seen.workshop
    found = {one.id: one for one in await outcomes.cascade_of(actor, workshop)}
    parents = await outcomes.parents_in(workshop.root_id or workshop.id)
    return render(
        request,
        "workshops/cascade.html",
        workshop=workshop,
        tops=_grown(actor, workshop.id, found, cascade.seen_parents(parents, found.keys())),
        is_alone=len(found) < 2,  # noqa: PLR2004 (itself)
    )


def _grown(
    actor: Actor,
    here: UUID,
    found: Mapping[UUID, Workshop],
    parents: Mapping[UUID, UUID | None],
) -> list[Branch]:
    branches = {key: _branch(actor, here, one) for key, one in found.items()}
    for key, branch in branches.items():
        above = parents[key]
        if above is not None:
            branches[above].below.append(branch)
    return [branches[key] for key in branches if parents[key] is None]


def _branch(actor: Actor, here: UUID, workshop: Workshop) -> Branch:
    return Branch(
        id=workshop.id,
        title=workshop.title,
        lang=workshop.lang,
        kind=taxonomy.label(workshop.kind),
        days=moments.period(workshop.first_on, workshop.last_on),
        host=centre_policy.shown_name(actor, workshop.centre),
        state=str(names.STATES[workshop.state]),
        is_here=workshop.id == here,
    )


routes = [get("/workshops/{id:uuid}/cascade", show, "workshops:cascade")]
