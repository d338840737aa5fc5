"""Who organises a workshop, for whom it is, and of which training it came."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.centres import queries as centres
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import organising
from network.workshops.forms.organising import AudienceForm, ParentForm
from network.workshops.models.workshops import Workshop
from network.workshops.pages.running import known_centres, run_by_reader
from network.workshops.queries import audience, named, workshops
from network.workshops.queries.audience import Audience
from network.workshops.queries.named import Named
from network.workshops.queries.workshops import Seen
from network.workshops.rules.states_table import FINAL
from network.workshops.vocabulary import Level

_CLOSED = (Level.NAMED, Level.STRICT)


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody on a list, or who may be added to it."""

    id: UUID
    name: str
    centre: str
    is_reader: bool = False


async def show_organisers(request: Request) -> Response:
    return await _page(request, await run_by_reader(request))


async def add_organiser(request: Request) -> Response:
    """Whoever is found under these words, or works at the host, may be added; nobody else."""
    seen, actor = await run_by_reader(request), actor_of(request)
    person_id = _key(form_of(request).get("person"))
    words = str(form_of(request).get("q", ""))[:100]
    allowed = {*await _at_host(seen.workshop), *await named.findable(actor, words)}
    if person_id not in allowed or person_id is None:
        raise NotFound
    await organising.add_organiser(actor, seen.workshop, person_id)
    flash(request, _("They prepare the workshop with you from now on."))
    return see_other("workshops:organisers", id=seen.workshop.id)


async def remove_organiser(request: Request) -> Response:
    seen, actor = await run_by_reader(request), actor_of(request)
    person_id = id_in(request, "person")
    if person_id not in await workshops.organiser_ids(seen.workshop.id):
        raise NotFound
    try:
        await organising.remove_organiser(actor, seen.workshop, person_id)
    except Conflict as error:
        return await _page(request, seen, 409, notice=error.message)
    flash(request, _("They do not prepare it any more."))
    ties = await workshops.ties_of(actor, seen.workshop.id)
    if policy.can_run(actor, seen.workshop, ties):
        return see_other("workshops:organisers", id=seen.workshop.id)
    return see_other("workshops:list")


# for whom ----------------------------------------------------------------------------------------


async def name_audience(request: Request) -> Response:
    """The list is whole; centres and people this reader does not know of stay on it."""
    seen, actor = await run_by_reader(request), actor_of(request)
    if seen.workshop.level not in _CLOSED:
        raise NotFound
    before = await audience.audience_of(seen.workshop.id)
    names = await named.names(actor, before.people)
    places = await _places(actor, seen.workshop)
    form = _audience_form(seen.workshop, before, names, places, form_of(request))
    if not form.validate():
        return await _page(request, seen, 422, audience=form)
    chosen = {UUID(key) for key in form.people.data or []}
    at: set[UUID] = set()
    if "centres" in form:
        at = {UUID(key) for key in form.centres.data or []}
        at |= {key for key in before.centres if str(key) not in places}
    await organising.name_audience(actor, seen.workshop, at, chosen)
    flash(request, _("Saved. Only those named, invited or coming see the workshop."))
    return see_other("workshops:organisers", id=seen.workshop.id)


async def add_reader(request: Request) -> Response:
    """Name one more person, whom the reader has found."""
    seen, actor = await run_by_reader(request), actor_of(request)
    person_id = _key(form_of(request).get("person"))
    words = str(form_of(request).get("q", ""))[:100]
    if person_id is None or person_id not in await named.findable(actor, words):
        raise NotFound
    if seen.workshop.level not in _CLOSED:
        raise NotFound
    before = await audience.audience_of(seen.workshop.id)
    people = {*before.people, person_id}
    await organising.name_audience(actor, seen.workshop, before.centres, people)
    flash(request, _("They may know of the workshop from now on."))
    return see_other("workshops:organisers", id=seen.workshop.id)


# of which training -------------------------------------------------------------------------------


async def hang_below(request: Request) -> Response:
    seen, actor = await run_by_reader(request), actor_of(request)
    found = await audience.possible_parents(actor, seen.workshop)
    form = ParentForm(form_of(request)).offer(found)
    if not form.validate():
        return await _page(request, seen, 422, parent=form)
    parent = next(one for one in found if one.id == form.chosen())
    try:
        await organising.hang_below(actor, seen.workshop, parent)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, seen, 409, parent=form)
    flash(request, _("Saved. Both are in one cascade."))
    return see_other("workshops:organisers", id=seen.workshop.id)


# showing it --------------------------------------------------------------------------------------


async def _page(request: Request, seen: Seen, status: int = 200, **forms: Any) -> Response:
    actor, workshop = actor_of(request), seen.workshop
    words = request.query_params.get("q", "")[:100].strip()
    own = await workshops.organiser_ids(workshop.id)
    near, found = await _at_host(workshop), await named.findable(actor, words)
    is_closed = workshop.level in _CLOSED
    readers = await audience.audience_of(workshop.id) if is_closed else Audience([], [])
    names = await named.names(actor, [*own, *near, *found, *readers.people])
    places = await _places(actor, workshop)
    parents = await audience.possible_parents(actor, workshop)
    context: dict[str, Any] = {
        "notice": "",
        "audience": _audience_form(workshop, readers, names, places) if is_closed else None,
        "parent": ParentForm(data={"parent": str(workshop.parent_id or "")}).offer(parents),
        **forms,
    }
    return render(
        request,
        "workshops/organisers.html",
        status,
        workshop=workshop,
        is_over=workshop.state in FINAL,
        is_closed=is_closed,
        organisers=_faces(own, names),
        at_host=_faces([key for key in near if key not in own], names),
        found=_faces(found, names, readers.people),
        own_ids=set(own),
        query=words,
        parents=parents,
        links=_links(workshop),
        **context,
    )


def _faces(
    ids: Iterable[UUID], names: dict[UUID, Named], readers: Iterable[UUID] = ()
) -> list[Face]:
    known = set(readers)
    return [Face(key, names[key].name, names[key].centre, key in known) for key in ids]


def _links(workshop: Workshop) -> list[tuple[str, str]]:
    return [(path_for("workshops:sources", id=workshop.id), _("Visits it came of"))]


def _audience_form(
    workshop: Workshop,
    before: Audience,
    names: dict[UUID, Named],
    places: dict[str, str],
    posted: Any = None,
) -> AudienceForm:
    people = {str(key): names[key].name for key in before.people}
    given = {"centres": [str(key) for key in before.centres], "people": list(people)}
    return AudienceForm(posted, data=given).offer(workshop.level, places, people)


async def _places(actor: Actor, workshop: Workshop) -> dict[str, str]:
    """The centres to choose among, where centres are named at all."""
    return await known_centres(actor) if workshop.level is Level.NAMED else {}


async def _at_host(workshop: Workshop) -> list[UUID]:
    return [member.person.id for member in await centres.members_of(workshop.centre_id)]


def _key(given: object) -> UUID | None:
    try:
        return UUID(str(given))
    except ValueError:
        return None


routes: list[Route] = [
    get("/workshops/{id:uuid}/organisers", show_organisers, "workshops:organisers"),
    post("/workshops/{id:uuid}/organisers", add_organiser, "workshops:add-organiser"),
    post(
        "/workshops/{id:uuid}/organisers/{person:uuid}/removal",
        remove_organiser,
        "workshops:remove-organiser",
    ),
    post("/workshops/{id:uuid}/audience", name_audience, "workshops:name-audience"),
    post("/workshops/{id:uuid}/audience/people", add_reader, "workshops:add-reader"),
    post("/workshops/{id:uuid}/parent", hang_below, "workshops:hang-below"),
]
