"""Visits a workshop came of: linked by who runs it, among those they may see."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges.queries import labels, visits
from network.kernel import moments
from network.kernel.errors import NotFound, require
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import organising
from network.workshops.queries import outcomes, workshops
from network.workshops.queries.workshops import Seen

if TYPE_CHECKING:
    from network.exchanges.models.visits import Visit

_KIND = "visit"


@dataclass(frozen=True, slots=True)
class Row:
    """A visit that led to the workshop, or may have."""

    id: UUID
    link: str
    title: str
    days: str
    is_wanted: bool


async def show_sources(request: Request) -> Response:
    seen, actor = await _run_by_reader(request), actor_of(request)
    linked = await _linked(seen)
    found = await visits.visits_of(actor)
    words = await labels.labels_for(actor, found)
    wanted = _key(request.query_params.get("visit"))
    rows = [_row(words.title(one), one, wanted) for one in found]
    return render(
        request,
        "workshops/sources.html",
        workshop=seen.workshop,
        linked=[row for row in rows if row.id in linked],
        others=[row for row in sorted(rows, key=_wanted_first) if row.id not in linked],
    )


async def link_source(request: Request) -> Response:
    """Raises NotFound for a visit the reader does not see."""
    seen, actor = await _run_by_reader(request), actor_of(request)
    visit_id = _key(form_of(request).get("visit"))
    if visit_id is None:
        raise NotFound
    visit = await visits.get_visit(actor, visit_id)
    await organising.link_source(actor, seen.workshop, _KIND, visit.id)
    flash(request, _("Linked. The workshop shows that it came of this visit."))
    return see_other("workshops:sources", id=seen.workshop.id)


async def unlink_source(request: Request) -> Response:
    seen, actor = await _run_by_reader(request), actor_of(request)
    visit = await visits.get_visit(actor, id_in(request, "visit"))
    if visit.id not in await _linked(seen):
        raise NotFound
    await organising.unlink_source(actor, seen.workshop, _KIND, visit.id)
    flash(request, _("They are not linked any more."))
    return see_other("workshops:sources", id=seen.workshop.id)


async def _run_by_reader(request: Request) -> Seen:
    """Raises NotFound for who does not see the workshop, Forbidden for who does not run it."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    require(policy.can_run(actor, *seen))
    return seen


async def _linked(seen: Seen) -> set[UUID]:
    rows = await outcomes.sources_of(seen.workshop.id)
    return {row.source_id for row in rows if row.source_kind == _KIND}


def _row(title: str, visit: "Visit", wanted: UUID | None) -> Row:
    days = moments.period(visit.first_on, visit.last_on)
    link = path_for("visits:show", id=visit.id)
    return Row(visit.id, link, title, days, visit.id == wanted)


def _wanted_first(row: Row) -> bool:
    return not row.is_wanted


def _key(given: object) -> UUID | None:
    try:
        return UUID(str(given))
    except ValueError:
        return None


routes = [
    get("/workshops/{id:uuid}/sources", show_sources, "workshops:sources"),
    post("/workshops/{id:uuid}/sources", link_source, "workshops:link-source"),
    post(
        "/workshops/{id:uuid}/sources/{visit:uuid}/removal",
        unlink_source,
        "workshops:unlink-source",
    ),
]
