"""Beginning an application: for an offer, for a call, of one's own, or from an earlier one."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.actions import applying as actions
from network.exchanges.actions import copying
from network.exchanges.forms.application_parts import StartForm
from network.exchanges.models.offers import ExchangeCall, ExchangeWindow
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits, windows
from network.exchanges.rules import offers
from network.exchanges.vocabulary import VisitState
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


@dataclass(frozen=True, slots=True)
class Occasion:
    """What somebody applies for: an offer, a call, or neither."""

    window: ExchangeWindow | None
    call: ExchangeCall | None

    @property
    def is_open(self) -> bool:
        return self.call is None or offers.takes(self.call, windows.today())


async def show_new(request: Request) -> Response:
    occasion = await _occasion(
        request, request.query_params.get("offer", ""), request.query_params.get("call", "")
    )
    return await _page(request, StartForm(), occasion)


async def _occasion(request: Request, offer: str, call: str) -> Occasion:
    actor = actor_of(request)
    return Occasion(
        await windows.get_window(actor, _key(offer)) if offer else None,
        await windows.get_call(actor, _key(call)) if call else None,
    )


def _key(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound from None


async def _page(
    request: Request, form: StartForm, occasion: Occasion, status: int = 200
) -> Response:
    actor = actor_of(request)
    own = [one for one in await centres.own_centres(actor) if policy.can_apply(actor, one.id)]
    earlier = await visits.own_visits(actor)
    window = occasion.window
    return render(
        request,
        "exchanges/apply_new.html",
        status,
        form=form.offer((str(one.id), one.name) for one in own),
        can_apply=bool(own),
        window=window,
        host=centre_policy.shown_name(actor, window.centre) if window else "",
        call=occasion.call,
        is_open=occasion.is_open,
        drafts=[one for one in earlier if one.state is VisitState.DRAFT],
        last=_last(earlier),
    )


def _last(earlier: list[Visit]) -> Visit | None:
    """The newest application that was sent, to be copied."""
    return next((one for one in earlier if one.submitted_at is not None), None)


async def start(request: Request) -> Response:
    actor, form = actor_of(request), StartForm(form_of(request))
    occasion = await _occasion(request, form.offer_id.data, form.call_id.data)
    own = await centres.own_centres(actor)
    form.offer((str(one.id), one.name) for one in own if policy.can_apply(actor, one.id))
    if not form.validate():
        return await _page(request, form, occasion, 422)
    try:
        visit = await actions.start(actor, UUID(form.centre.data), occasion.call, occasion.window)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, occasion, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, form, occasion, 409)
    flash(request, _("This is your draft. Nobody else sees it before you send it."))
    return see_other("visits:apply", id=visit.id)


async def duplicate(request: Request) -> Response:
    actor = actor_of(request)
    earlier = await visits.get_visit(actor, id_in(request))
    written = str(form_of(request).get("call_id") or "")
    call = await windows.get_call(actor, _key(written)) if written else None
    made = await copying.copy(actor, earlier, call)
    flash(request, _("This is a new draft with your words. Days and consents are asked anew."))
    return see_other("visits:apply", id=made.id)


routes = [
    get("/visits/new", show_new, "visits:new"),
    post("/visits/new", start, "visits:start"),
    post("/visits/{id:uuid}/copy", duplicate, "visits:duplicate"),
]
