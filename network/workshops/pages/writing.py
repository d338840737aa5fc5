"""Planning a workshop, changing and copying it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.centres import queries as centres
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops import policy
from network.workshops.actions import cloning, organising
from network.workshops.forms.planning import CopyForm, WorkshopForm, is_checked, shown_in
from network.workshops.models.workshops import Workshop
from network.workshops.pages.running import run_by_reader
from network.workshops.queries import named, workshops
from network.workshops.rules.cloning import Part
from network.workshops.rules.states_table import FINAL

if TYPE_CHECKING:
    from network.centres.models import Centre

_COPIED = (Part.SESSIONS, Part.QUOTAS, Part.QUESTIONS, Part.REMINDERS, Part.ORGANISERS)
_LATER = timedelta(days=364)  # the same weekday a year later


# a new one ---------------------------------------------------------------------------------------


async def show_new(request: Request) -> Response:
    actor = actor_of(request)
    hosts = await _hosts(actor)
    given = {
        "lang": visit_of(request).language,
        "centre": str(hosts[0].id) if hosts else "",
        "region": hosts[0].region if hosts else "",
    }
    form = WorkshopForm(data=given).offer(None, hosts, await _self(actor))
    return _new_page(request, form, hosts)


async def create(request: Request) -> Response:
    actor = actor_of(request)
    hosts = await _hosts(actor)
    form = WorkshopForm(form_of(request)).offer(None, hosts, await _self(actor))
    if not form.validate():
        return _new_page(request, form, hosts, 422)
    try:
        workshop = await organising.create(actor, UUID(form.centre.data), **form.values())
    except Invalid as error:
        form.refuse(error)
        return _new_page(request, form, hosts, 422)
    flash(request, _("Saved as a draft. Only its organisers see it."))
    visit_id = _visit_in(request)
    if visit_id:
        return see_other("workshops:sources", id=workshop.id, visit=visit_id)
    return see_other("workshops:show", id=workshop.id)


async def _hosts(actor: Actor) -> "list[Centre]":
    """The centres for which somebody may begin a workshop."""
    require(policy.can_start_somewhere(actor))
    if actor.is_secretariat:
        return (await centres.all_centres(actor, state="confirmed", size=500))[0]
    return [one for one in await centres.own_centres(actor) if policy.can_start(actor, one.id)]


async def _self(actor: Actor) -> dict[UUID, str]:
    return await _names(actor, [actor.person_id] if actor.person_id else [])


async def _names(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    known = list(ids)
    found = await named.names(actor, known)
    return {key: found[key].name for key in known}


def _visit_in(request: Request) -> str:
    """The visit a workshop shall come of; whether the reader sees it is looked at where it is
    linked.
    """
    given = form_of(request).get("visit") or request.query_params.get("visit", "")
    try:
        return str(UUID(str(given)))
    except ValueError:
        return ""


def _new_page(
    request: Request, form: WorkshopForm, hosts: "list[Centre]", status: int = 200
) -> Response:
    return render(
        request,
        "workshops/form.html",
        status,
        form=form,
        workshop=None,
        hosts=hosts,
        differences=[],
        from_visit=_visit_in(request),
        is_checked=False,
    )


# changing it -------------------------------------------------------------------------------------


async def show_edit(request: Request) -> Response:
    seen = await run_by_reader(request)
    given = shown_in(seen.workshop) | {"version": seen.workshop.version}
    form = await _form(actor_of(request), seen.workshop, data=given)
    return _edit_page(request, form, seen.workshop)


async def edit(request: Request) -> Response:
    seen, actor = await run_by_reader(request), actor_of(request)
    workshop = seen.workshop
    form = await _form(actor, workshop, form_of(request))
    if not form.validate():
        return _edit_page(request, form, workshop, 422)
    try:
        await organising.edit(actor, workshop, form.version.data, **form.values(workshop))
    except Invalid as error:
        form.refuse(error)
        return _edit_page(request, form, workshop, 422)
    except Stale as error:
        stored = shown_in(take_up(form, error, Workshop))
        found = differences(form, {name: stored[name] for name in stored if name in form})
        return _edit_page(request, form, workshop, 409, found)
    except Conflict as error:
        form.notices.append(error.message)
        return _edit_page(request, form, workshop, 409)
    flash(request, _("Saved."))
    return see_other("workshops:show", id=workshop.id)


async def _form(actor: Actor, workshop: Workshop, posted: Any = None, **given: Any) -> WorkshopForm:
    ids = await workshops.organiser_ids(workshop.id)
    if workshop.outcome_owner_id and workshop.outcome_owner_id not in ids:
        ids.append(workshop.outcome_owner_id)
    return WorkshopForm(posted, **given).offer(workshop, [], await _names(actor, ids))


def _edit_page(
    request: Request,
    form: WorkshopForm,
    workshop: Workshop,
    status: int = 200,
    found: list[Difference] | None = None,
) -> Response:
    return render(
        request,
        "workshops/form.html",
        status,
        form=form,
        workshop=workshop,
        hosts=[],
        differences=found or [],
        from_visit="",
        is_checked=is_checked(workshop),
        is_over=workshop.state in FINAL,
    )


# a copy ------------------------------------------------------------------------------------------


async def show_copy(request: Request) -> Response:
    seen = await run_by_reader(request)
    first_on = seen.workshop.first_on
    later = first_on + _LATER if first_on else clock.now().date() + _LATER
    given = {"first_on": later, "parts": [str(part) for part in _COPIED]}
    return _copy_page(request, CopyForm(data=given).offer(), seen.workshop)


async def make_copy(request: Request) -> Response:
    seen, actor = await run_by_reader(request), actor_of(request)
    form = CopyForm(form_of(request)).offer()
    if not form.validate():
        return _copy_page(request, form, seen.workshop, 422)
    made = await cloning.clone(actor, seen.workshop, form.first_on.data, form.chosen())
    flash(request, _("This is the copy, a draft that only its organisers see."))
    return see_other("workshops:edit", id=made.id)


def _copy_page(request: Request, form: CopyForm, workshop: Workshop, status: int = 200) -> Response:
    return render(request, "workshops/copy.html", status, form=form, workshop=workshop)


routes: list[Route] = [
    get("/workshops/new", show_new, "workshops:new"),
    post("/workshops/new", create, "workshops:create"),
    get("/workshops/{id:uuid}/edit", show_edit, "workshops:edit"),
    post("/workshops/{id:uuid}/edit", edit, "workshops:save"),
    get("/workshops/{id:uuid}/copy", show_copy, "workshops:copy"),
    post("/workshops/{id:uuid}/copy", make_copy, "workshops:make-copy"),
]
