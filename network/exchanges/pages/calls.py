"""Calls of the secretariat for applications (/visits/calls)."""

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.exchanges import policy
from network.exchanges.actions import calling
from network.exchanges.forms.calls import PARTS, STORED, CallForm
from network.exchanges.models.offers import CallState, ExchangeCall
from network.exchanges.pages import shown_offers
from network.exchanges.pieces import PIECES
from network.exchanges.queries import matching, windows
from network.exchanges.rules import offers
from network.expertise import queries as expertise
from network.kernel import taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, Stale, require
from network.kernel.i18n import _, lazy
from network.web.differing import Difference, meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of

_OPEN_FOR = timedelta(days=42)
_REQUIRED = [name for name, piece in PIECES.items() if not piece.is_optional]
STATES: dict[str, Any] = {
    "draft": lazy("Draft"),
    "coming": lazy("Not open yet"),
    "open": lazy("Open"),
    "closed": lazy("Closed"),
}


def state_of(call: ExchangeCall) -> str:
    """How a call stands today: the one stored, unless its days say otherwise."""
    if call.state is CallState.OPEN and call.opens_on > windows.today():
        return "coming"
    if call.state is CallState.OPEN and not offers.takes(call, windows.today()):
        return "closed"
    return str(call.state)


async def list_calls(request: Request) -> Response:
    actor = actor_of(request)
    found = await windows.calls_for(actor)
    return render(
        request,
        "exchanges/calls.html",
        rows=[(call, state_of(call)) for call in found],
        states=STATES,
        can_call=policy.can_call(actor),
    )


async def show_call(request: Request) -> Response:
    actor = actor_of(request)
    call = await windows.get_call(actor, id_in(request))
    index = await expertise.directory()
    others = await matching.similar(actor, [*call.purposes, *call.themes])
    required = [name for name in PIECES if name in call.parts]
    return render(
        request,
        "exchanges/call.html",
        call=call,
        state=state_of(call),
        states=STATES,
        purposes=taxonomy.labels(taxonomy.sorted_codes(call.purposes)),
        themes=taxonomy.labels(taxonomy.sorted_codes(call.themes)),
        parts=[PARTS[name] for name in required],
        can_call=policy.can_call(actor),
        off=_why_not(actor, call),
        others=[shown_offers.row(one, actor, index) for one in others],
    )


def _why_not(actor: Actor, call: ExchangeCall) -> str:
    """Why the reader cannot apply for a call; empty when they can."""
    state = state_of(call)
    if state == "closed":
        return _("This call is closed. You can apply for an offer below, or for a visit anywhere.")
    if state == "coming":
        return _("This call does not take applications yet.")
    if state == "draft":
        return _("This is a draft. Only the secretariat sees it.")
    if not any(policy.can_apply(actor, centre) for centre in actor.centre_ids):
        return _("People who work at a centre apply. A coordinator can add you to theirs.")
    return ""


# writing -----------------------------------------------------------------------------------------


async def show_new(request: Request) -> Response:
    require(policy.can_call(actor_of(request)))
    today = windows.today()
    given = {
        "lang": visit_of(request).language,
        "opens_on": today,
        "closes_on": today + _OPEN_FOR,
        "parts": _REQUIRED,
    }
    return _page(request, CallForm(data=given).offer(), None)


def _page(
    request: Request,
    form: CallForm,
    call: ExchangeCall | None,
    status: int = 200,
    found: list[Difference] | None = None,
) -> Response:
    return render(
        request, "exchanges/call_form.html", status, form=form, call=call, differences=found or []
    )


async def create(request: Request) -> Response:
    require(policy.can_call(actor_of(request)))
    form = CallForm(form_of(request)).offer()
    if not form.validate():
        return _page(request, form, None, 422)
    try:
        call = await calling.draft_call(actor_of(request), **form.values())
    except Invalid as error:
        form.refuse(error)
        return _page(request, form, None, 422)
    return see_other("visits:call", id=call.id)


async def _editable(request: Request) -> ExchangeCall:
    call = await windows.get_call(actor_of(request), id_in(request))
    require(policy.can_call(actor_of(request)))
    return call


def _filled(call: ExchangeCall) -> CallForm:
    return CallForm(data={name: getattr(call, name) for name in (*STORED, "version")}).offer()


async def show_edit(request: Request) -> Response:
    call = await _editable(request)
    return _page(request, _filled(call), call)


async def edit(request: Request) -> Response:
    call = await _editable(request)
    form = CallForm(form_of(request)).offer()
    if not form.validate():
        return _page(request, form, call, 422)
    try:
        await calling.edit_call(actor_of(request), call, form.version.data, **form.values())
    except Invalid as error:
        form.refuse(error)
        return _page(request, form, call, 422)
    except Stale as error:
        return _page(request, form, call, 409, meanwhile(form, error, STORED))
    flash(request, _("Saved."))
    return see_other("visits:call", id=call.id)


async def open_call(request: Request) -> Response:
    call = await _editable(request)
    try:
        await calling.open_call(actor_of(request), call)
    except Invalid as error:
        form = _filled(call)
        form.refuse(error)
        return _page(request, form, call, 422)
    flash(request, _("Open. Members see it and can apply."))
    return see_other("visits:call", id=call.id)


async def close_call(request: Request) -> Response:
    call = await _editable(request)
    await calling.close_call(actor_of(request), call)
    flash(request, _("Closed. Applications that are there go on."))
    return see_other("visits:call", id=call.id)


routes: list[Route] = [
    get("/visits/calls", list_calls, "visits:calls"),
    get("/visits/calls/new", show_new, "visits:new-call"),
    post("/visits/calls/new", create, "visits:create-call"),
    get("/visits/calls/{id:uuid}", show_call, "visits:call"),
    get("/visits/calls/{id:uuid}/edit", show_edit, "visits:show-edit-call"),
    post("/visits/calls/{id:uuid}/edit", edit, "visits:edit-call"),
    post("/visits/calls/{id:uuid}/opening", open_call, "visits:open-call"),
    post("/visits/calls/{id:uuid}/closing", close_call, "visits:close-call"),
]
