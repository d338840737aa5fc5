"""Writing an offer of days (/visits/offers/new, /visits/offers/…/edit)."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.actions import hosting
from network.exchanges.forms.offers import SAMPLES, STORED, OfferForm, sample
from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.queries import windows
from network.kernel.errors import Forbidden, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of


async def _own_centres(request: Request) -> list[Any]:
    """The centres the reader may offer days for."""
    found = await centres.coordinated(actor_of(request))
    if not found:
        raise Forbidden(_("The coordinators of a centre offer days. Ask yours."))
    return found


async def show_new(request: Request) -> Response:
    actor, asked = actor_of(request), request.query_params
    own, latest = await _own_centres(request), await windows.latest_window(actor)
    given = {"lang": visit_of(request).language, **sample(asked.get("sample", ""))}
    if asked.get("copy"):
        given |= await _copied(request, asked["copy"], given)
    return _page(request, OfferForm(data=given).offer(own), own, latest=latest)


async def _copied(request: Request, text: str, dated: dict[str, Any]) -> dict[str, Any]:
    """What an earlier offer of one's own gives to a new one; its days if they are to come."""
    actor = actor_of(request)
    try:
        window = await windows.get_window(actor, UUID(text[:36]))
    except (ValueError, NotFound):
        return {}
    if not policy.can_offer(actor, window.centre_id):
        return {}
    given = _given(window)
    if window.first_on < windows.today():
        given |= {name: dated[name] for name in ("first_on", "last_on")}
    return given


def _given(window: ExchangeWindow) -> dict[str, Any]:
    given = {name: getattr(window, name) for name in (*STORED, "version")}
    return given | {"centre": str(window.centre_id), "payer": str(window.payer)}


def _page(
    request: Request, form: OfferForm, own: list[Any], status: int = 200, **more: Any
) -> Response:
    samples = [(key, str(given["title"])) for key, given in SAMPLES.items()]
    values = {"window": None, "latest": None, "differences": [], "samples": samples, **more}
    return render(request, "exchanges/offer_form.html", status, form=form, centres=own, **values)


async def create(request: Request) -> Response:
    own = await _own_centres(request)
    form = OfferForm(form_of(request)).offer(own)
    if not form.validate():
        return _page(request, form, own, 422)
    try:
        window = await hosting.draft_window(
            actor_of(request), UUID(form.centre.data), **form.values()
        )
    except Invalid as error:
        form.refuse(error)
        return _page(request, form, own, 422)
    return see_other("visits:offer", id=window.id)


async def _editable(request: Request) -> ExchangeWindow:
    window = await windows.get_window(actor_of(request), id_in(request))
    require(policy.can_offer(actor_of(request), window.centre_id))
    return window


async def show_edit(request: Request) -> Response:
    window = await _editable(request)
    form = OfferForm(data=_given(window)).offer([window.centre])
    return _page(request, form, [window.centre], window=window)


async def show_refused(request: Request, window: ExchangeWindow, error: Invalid) -> Response:
    """The form with what keeps an offer from being published."""
    form = OfferForm(data=_given(window)).offer([window.centre])
    form.refuse(error)
    return _page(request, form, [window.centre], 422, window=window)


async def edit(request: Request) -> Response:
    window = await _editable(request)
    own = [window.centre]
    form = OfferForm(form_of(request)).offer(own)
    form.centre.data = str(window.centre_id)
    if not form.validate():
        return _page(request, form, own, 422, window=window)
    try:
        await hosting.edit_window(actor_of(request), window, form.version.data, **form.values())
    except Invalid as error:
        form.refuse(error)
        return _page(request, form, own, 422, window=window)
    except Stale as error:
        found = meanwhile(form, error, STORED)
        return _page(request, form, own, 409, window=window, differences=found)
    flash(request, _("Saved."))
    return see_other("visits:offer", id=window.id)


routes: list[Route] = [
    get("/visits/offers/new", show_new, "visits:new-offer"),
    post("/visits/offers/new", create, "visits:create-offer"),
    get("/visits/offers/{id:uuid}/edit", show_edit, "visits:show-edit-offer"),
    post("/visits/offers/{id:uuid}/edit", edit, "visits:edit-offer"),
]
