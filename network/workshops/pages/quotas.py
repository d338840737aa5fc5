"""Limits and kept places for professions, regions and centres."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops.actions import conditions as actions
from network.workshops.actions.conditions import Share
from network.workshops.forms.conditions import QuotaForm, quota_shown
from network.workshops.models.workshops import Quota, Workshop
from network.workshops.pages.running import known_centres, run_by_reader
from network.workshops.queries import conditions
from network.workshops.rules import names
from network.workshops.vocabulary import Axis


async def show_new(request: Request) -> Response:
    seen = await run_by_reader(request)
    axis = _axis(request)
    form = QuotaForm().offer(axis, await _centres(actor_of(request), axis))
    return _page(request, seen.workshop, form)


async def add(request: Request) -> Response:
    seen, actor, axis = await run_by_reader(request), actor_of(request), _axis(request)
    form = QuotaForm(form_of(request)).offer(axis, await _centres(actor, axis))
    if not form.validate():
        return _page(request, seen.workshop, form, status=422)
    try:
        await actions.add_quota(actor, seen.workshop, form.share(seen.workshop))
    except Invalid as error:
        form.refuse(error)
        return _page(request, seen.workshop, form, status=422)
    return _done(request, seen.workshop)


async def show_quota(request: Request) -> Response:
    seen, actor = await run_by_reader(request), actor_of(request)
    quota = await _quota(request, seen.workshop)
    given = quota_shown(quota, seen.workshop.zone) | {"version": quota.version}
    form = QuotaForm(data=given).offer(quota.axis, await _centres(actor, quota.axis))
    return _page(request, seen.workshop, form, quota)


async def change(request: Request) -> Response:
    seen, actor = await run_by_reader(request), actor_of(request)
    workshop, quota = seen.workshop, await _quota(request, seen.workshop)
    form = QuotaForm(form_of(request)).offer(quota.axis, await _centres(actor, quota.axis))
    if not form.validate():
        return _page(request, workshop, form, quota, 422)
    share = _with_unknown(form.share(workshop), quota, form)
    try:
        await actions.change_quota(actor, workshop, quota.id, form.version.data, share)
    except Invalid as error:
        form.refuse(error)
        return _page(request, workshop, form, quota, 422)
    except Stale as error:
        stored = quota_shown(take_up(form, error, Quota), workshop.zone)
        return _page(request, workshop, form, quota, 409, differences(form, stored))
    return _done(request, workshop)


async def remove(request: Request) -> Response:
    seen = await run_by_reader(request)
    quota = await _quota(request, seen.workshop)
    await actions.remove_quota(actor_of(request), seen.workshop, quota.id)
    flash(request, _("Taken away. Who waited for it is offered a place."))
    return see_other("workshops:conditions", id=seen.workshop.id)


def _with_unknown(share: Share, quota: Quota, form: QuotaForm) -> Share:
    """What is chosen, and the centres named before that this reader does not know of."""
    unseen = [key for key in quota.keys if key not in form.keys.known]
    return Share(
        axis=share.axis,
        kind=share.kind,
        places=share.places,
        keys=(*share.keys, *unseen),
        name=share.name,
        kept_until=share.kept_until,
    )


def _done(request: Request, workshop: Workshop) -> Response:
    flash(request, _("Saved. Nobody loses a place by it."))
    return see_other("workshops:conditions", id=workshop.id)


async def _quota(request: Request, workshop: Workshop) -> Quota:
    return await conditions.get_quota(workshop.id, id_in(request, "quota"))


async def _centres(actor: Actor, axis: Axis) -> dict[str, str]:
    return await known_centres(actor) if axis is Axis.CENTRE else {}


def _axis(request: Request) -> Axis:
    """Raises NotFound for what places are not counted by."""
    given = str(request.path_params["axis"])
    if given not in set(Axis):
        raise NotFound
    return Axis(given)


def _page(
    request: Request,
    workshop: Workshop,
    form: QuotaForm,
    quota: Quota | None = None,
    status: int = 200,
    found: list[Difference] | None = None,
) -> Response:
    return render(
        request,
        "workshops/quota.html",
        status,
        workshop=workshop,
        form=form,
        quota=quota,
        axis=form.axis,
        axis_name=str(names.AXES[form.axis]),
        differences=found or [],
    )


routes: list[Route] = [
    get("/workshops/{id:uuid}/quotas/new/{axis}", show_new, "workshops:new-quota"),
    post("/workshops/{id:uuid}/quotas/new/{axis}", add, "workshops:add-quota"),
    get("/workshops/{id:uuid}/quotas/{quota:uuid}", show_quota, "workshops:quota"),
    post("/workshops/{id:uuid}/quotas/{quota:uuid}", change, "workshops:change-quota"),
    post("/workshops/{id:uuid}/quotas/{quota:uuid}/removal", remove, "workshops:remove-quota"),
]
