"""Asking to read an item, and answering (/knowledge/{id}/request, /knowledge/{id}/requests)."""

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import asking as actions
from network.knowledge.forms.keeping import AskForm
from network.knowledge.models import Item
from network.knowledge.queries import asking, items
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


def nothing_here(request: Request, form: AskForm | None = None, status: int = 404) -> Response:
    """What is hidden and what is not there: the same page, where one may ask for it.

    Raises NotFound for those who cannot ask.
    """
    if not policy.can_write(actor_of(request)):
        raise NotFound
    key = id_in(request)
    return render(request, "knowledge/absent.html", status, form=form or AskForm(), id=key)


async def ask(request: Request) -> Response:
    key, form = id_in(request), AskForm(form_of(request))
    try:
        await items.get_item(actor_of(request), key)
    except NotFound:
        if not form.validate():
            return nothing_here(request, form, 422)
        await actions.ask(actor_of(request), key, form.why.data)
        flash(
            request,
            _("If there is something here, its keepers hear of it. You hear if they let you in."),
        )
        return see_other("knowledge:list")
    return see_other("knowledge:show", id=key)


async def _kept(request: Request) -> Item:
    item = await items.get_item(actor_of(request), id_in(request))
    if not policy.can_manage(actor_of(request), item):
        raise NotFound
    return item


async def show(request: Request) -> Response:
    item = await _kept(request)
    found = await items.shown(actor_of(request), [item])
    return render(
        request,
        "knowledge/requests.html",
        item=item,
        about=found[0].text.title if found else "",
        askers=await asking.askers_of(actor_of(request), item),
    )


async def let_in(request: Request) -> Response:
    item = await _kept(request)
    asked = await asking.get_request(item, id_in(request, "request_id"))
    await actions.let_in(actor_of(request), item, asked)
    flash(request, _("They may read it now, and hear of it."))
    return see_other("knowledge:requests", id=item.id)


async def dismiss(request: Request) -> Response:
    item = await _kept(request)
    asked = await asking.get_request(item, id_in(request, "request_id"))
    await actions.dismiss(actor_of(request), item, asked)
    flash(request, _("Noted. They are told nothing."))
    return see_other("knowledge:requests", id=item.id)


_ONE = "/knowledge/{id:uuid}/requests/{request_id:uuid}"
routes = [
    post("/knowledge/{id:uuid}/request", ask, "knowledge:ask"),
    get("/knowledge/{id:uuid}/requests", show, "knowledge:requests"),
    post(f"{_ONE}/grant", let_in, "knowledge:let-in"),
    post(f"{_ONE}/dismissal", dismiss, "knowledge:dismiss"),
]
