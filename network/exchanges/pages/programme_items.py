"""Adding to the programme of a visit, changing it and taking out (/visits/{id}/programme/…)."""

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import programming as actions
from network.exchanges.actions.programming import Plan
from network.exchanges.forms.programme import ItemForm, VersionForm, as_typed
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.pages import programme_shown
from network.exchanges.queries import programme as queries
from network.exchanges.queries import visits
from network.exchanges.queries.labels import labels_for
from network.exchanges.rules.programmes import Level
from network.kernel import moments
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of


async def show_new(request: Request) -> Response:
    exchange = await _writable(request)
    wanted = request.query_params.get("on", "")[:10]
    return await _page(request, exchange, ItemForm(data={"on": wanted}))


async def add(request: Request) -> Response:
    exchange = await _writable(request)
    form = ItemForm(form_of(request))
    await _offer(request, exchange, form)
    if not form.validate():
        return await _page(request, exchange, form, 422)
    try:
        await actions.add_item(actor_of(request), exchange, _plan(form))
    except Invalid as error:
        form.refuse(error)
        return await _page(request, exchange, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, exchange, form, 409)
    flash(request, _("Added to the programme."))
    return see_other("visits:programme", id=exchange.id)


async def show_item(request: Request) -> Response:
    exchange = await _writable(request)
    item = await queries.get_item(exchange, id_in(request, "item"))
    return await _page(request, exchange, ItemForm(data=as_typed(item)), item=item)


async def change(request: Request) -> Response:
    exchange = await _writable(request)
    item = await queries.get_item(exchange, id_in(request, "item"))
    form = ItemForm(form_of(request))
    await _offer(request, exchange, form, item)
    if not form.validate():
        return await _page(request, exchange, form, 422, item=item)
    try:
        version = int(form.version.data)
        await actions.change_item(actor_of(request), exchange, item, version, _plan(form))
    except Invalid as error:
        form.refuse(error)
        return await _page(request, exchange, form, 422, item=item)
    except Stale as error:
        return await _meanwhile(request, exchange, form, error)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, exchange, form, 409, item=item)
    flash(request, _("Saved."))
    return see_other("visits:programme", id=exchange.id)


async def remove(request: Request) -> Response:
    exchange = await _writable(request)
    item = await queries.get_item(exchange, id_in(request, "item"))
    await actions.remove_item(actor_of(request), exchange, item, version_in(request))
    flash(request, _("Taken out of the programme."))
    return see_other("visits:programme", id=exchange.id)


def version_in(request: Request) -> int:
    """The version of an item that a form without fields was made from."""
    form = VersionForm(form_of(request))
    return int(form.version.data)


async def _writable(request: Request) -> Visit:
    """A visit whose programme the reader may write; who only sees it is told so."""
    actor = actor_of(request)
    exchange = await visits.get_visit(actor, id_in(request))
    if programme_shown.is_open(actor, exchange):
        return exchange
    if policy.can_prepare(actor, exchange):
        raise Conflict(_("The programme cannot be changed at this step."))
    raise Forbidden


async def _offer(
    request: Request, exchange: Visit, form: ItemForm, item: ProgrammeItem | None = None
) -> str:
    """Fill in the lists of a form; returns how the visit is called."""
    actor = actor_of(request)
    ids = await queries.mentor_ids(actor, exchange, item)
    labels = await labels_for(actor, [exchange], ids)
    days = programme_shown.visit_days(exchange)
    left_behind = [queries.day_of(item)] if item else []
    named = {key: labels.person(key, exchange) for key in ids}
    form.offer(sorted({*days, *left_behind}), named)
    return labels.title(exchange)


async def _page(
    request: Request,
    exchange: Visit,
    form: ItemForm,
    status: int = 200,
    *,
    item: ProgrammeItem | None = None,
    found: list[Difference] | None = None,
) -> Response:
    return render(
        request,
        "exchanges/programme_item.html",
        status,
        exchange=exchange,
        title=await _offer(request, exchange, form, item),
        place=moments.place(exchange.zone),
        form=form,
        item=item,
        differences=found or [],
        asks_second=bool(form.second.errors or form.second.data),
        action=_action(exchange, item),
    )


def _action(exchange: Visit, item: ProgrammeItem | None) -> str:
    if item is None:
        return path_for("visits:programme-add", id=exchange.id)
    return path_for("visits:programme-change", id=exchange.id, item=item.id)


async def _meanwhile(request: Request, exchange: Visit, form: ItemForm, error: Stale) -> Response:
    """Both versions, with everything typed still in the form."""
    item = take_up(form, error, ProgrammeItem)
    if item.removed_at:
        raise error
    return await _page(
        request, exchange, form, 409, item=item, found=differences(form, as_typed(item))
    )


def _plan(form: ItemForm) -> Plan:
    return Plan(
        wall=form.wall,
        minutes=form.minutes.data or 0,
        kind=form.kind_chosen,
        title=form.title.data,
        place=form.place.data,
        mentor_id=form.mentor_id,
        level=Level(form.level.data),
        second=form.second.is_second,
    )


_ITEM = "/visits/{id:uuid}/programme/{item:uuid}"
routes = [
    get("/visits/{id:uuid}/programme/new", show_new, "visits:programme-new"),
    post("/visits/{id:uuid}/programme/new", add, "visits:programme-add"),
    get(_ITEM, show_item, "visits:programme-item"),
    post(_ITEM, change, "visits:programme-change"),
    post(f"{_ITEM}/removal", remove, "visits:programme-remove"),
]
