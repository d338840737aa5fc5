"""The secretariat's centres (/desk/centres…)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy, queries
from network.centres.actions import profile, staff
from network.centres.forms import LISTINGS, InviteForm, NewCentreForm, RiskForm
from network.centres.models import Centre, CentreState, Risk
from network.centres.rules import ROLE_NAMES
from network.kernel.actor import Role
from network.kernel.errors import NotFound
from network.kernel.i18n import _, lazy
from network.people import queries as accounts
from network.web.paging import page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of

_SIZE = 50
STATE_NAMES = {
    CentreState.DRAFT: lazy("Draft"),
    CentreState.CONFIRMED: lazy("Confirmed"),
    CentreState.CLOSED: lazy("Closed"),
}


def _secretariat_only(request: Request) -> None:
    if not policy.can_import(actor_of(request)):
        raise NotFound


async def list_centres(request: Request) -> Response:
    _secretariat_only(request)
    state = request.query_params.get("state", "")
    query = request.query_params.get("q", "")[:100]
    actor = actor_of(request)
    number = page_of(request, 10**6, 1).number
    centres, total = await queries.all_centres(
        actor, state=state, query=query, page=number, size=_SIZE
    )
    return render(
        request,
        "desk/centres.html",
        centres=centres,
        page=page_of(request, total, _SIZE),
        state=state,
        query=query,
        states=STATE_NAMES,
        listings=LISTINGS,
    )


async def show_new(request: Request) -> Response:
    _secretariat_only(request)
    return render(request, "desk/new_centre.html", form=NewCentreForm().offer())


async def create(request: Request) -> Response:
    _secretariat_only(request)
    form = NewCentreForm(form_of(request)).offer()
    if not form.validate():
        return render(request, "desk/new_centre.html", 422, form=form)
    values = {name: form[name].data for name in ("country", "region", "kind")}
    centre = await profile.create_centre(actor_of(request), form.name.data, **values)
    flash(request, _("The centre is added as a draft. Invite its coordinator next."))
    return see_other("desk:centre", id=centre.id)


async def _centre(request: Request) -> Centre:
    _secretariat_only(request)
    return await queries.get_centre_by_id(actor_of(request), id_in(request))


async def show_centre(request: Request) -> Response:
    return await _page(request, await _centre(request))


async def _page(request: Request, centre: Centre, status: int = 200, **forms: Any) -> Response:
    given = {"role": Role.COORDINATOR, "language": visit_of(request).language}
    context: dict[str, Any] = {
        "invite": InviteForm(data=given).offer(),
        "risk": RiskForm(data={"risk": centre.risk}),
        **forms,
    }
    return render(
        request,
        "desk/centre.html",
        status,
        centre=centre,
        members=await queries.members_of(centre.id),
        invitations=await accounts.open_invitations([centre.id]),
        role_names=ROLE_NAMES,
        states=STATE_NAMES,
        listings=LISTINGS,
        **context,
    )


async def invite(request: Request) -> Response:
    centre = await _centre(request)
    form = InviteForm(form_of(request)).offer()
    if not form.validate():
        return await _page(request, centre, 422, invite=form)
    await staff.invite(
        actor_of(request),
        email=form.email.data,
        centre_id=centre.id,
        role=Role(form.role.data),
        language=form.language.data,
    )
    flash(request, _("The invitation is on its way. It is good for three days."))
    return see_other("desk:centre", id=centre.id)


async def set_risk(request: Request) -> Response:
    centre = await _centre(request)
    form = RiskForm(form_of(request))
    if not form.validate():
        return await _page(request, centre, 422, risk=form)
    await profile.set_risk(actor_of(request), centre, Risk(form.risk.data))
    flash(request, _("The risk level is set."))
    return see_other("desk:centre", id=centre.id)


async def show_closing(request: Request) -> Response:
    centre = await _centre(request)
    if centre.state is CentreState.CLOSED:
        return see_other("desk:centre", id=centre.id)
    return render(request, "desk/close_centre.html", centre=centre)


async def close(request: Request) -> Response:
    centre = await _centre(request)
    await profile.close(actor_of(request), centre)
    flash(request, _("The centre is closed."))
    return see_other("desk:centre", id=centre.id)


async def reopen(request: Request) -> Response:
    centre = await _centre(request)
    await profile.reopen(actor_of(request), centre)
    flash(request, _("The centre is open again."))
    return see_other("desk:centre", id=centre.id)


routes = [
    get("/desk/centres", list_centres, "desk:centres"),
    get("/desk/centres/new", show_new, "desk:new-centre"),
    post("/desk/centres", create, "desk:create-centre"),
    get("/desk/centres/{id:uuid}", show_centre, "desk:centre"),
    post("/desk/centres/{id:uuid}/invitations", invite, "desk:invite"),
    post("/desk/centres/{id:uuid}/risk", set_risk, "desk:set-risk"),
    get("/desk/centres/{id:uuid}/closing", show_closing, "desk:show-closing"),
    post("/desk/centres/{id:uuid}/closing", close, "desk:close"),
    post("/desk/centres/{id:uuid}/reopening", reopen, "desk:reopen"),
]
