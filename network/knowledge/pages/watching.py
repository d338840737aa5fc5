"""What one watches, and the private feeds that tell of it (/knowledge/watching…)."""

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import links, taxonomy
from network.kernel.i18n import _
from network.knowledge.actions import feeding as actions
from network.knowledge.forms.keeping import FeedForm
from network.knowledge.pages import shown
from network.knowledge.queries import items, passing_on, watching
from network.knowledge.rules import interest, names
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of


async def show(request: Request) -> Response:
    return await _page(request, FeedForm())


async def _page(request: Request, form: FeedForm, status: int = 200, address: str = "") -> Response:
    actor = actor_of(request)
    levels = await watching.watched_items(actor)
    found = await items.items_of(actor, levels)
    topics = await passing_on.watched_topics(actor)
    response = render(
        request,
        "knowledge/watching.html",
        status,
        items=[(one.item.id, shown.row(actor, one), levels[one.item.id]) for one in found],
        topics=[(code, taxonomy.label(code), level) for code, level in topics.items()],
        of_items=[(how, names.INTERESTS[how]) for how in interest.OF_ITEMS],
        of_topics=[(how, names.INTERESTS[how]) for how in interest.OF_TOPICS],
        feeds=await watching.own_feeds(actor),
        form=form,
        address=address,
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


async def open_feed(request: Request) -> Response:
    """Make an address; it is shown this once."""
    form = FeedForm(form_of(request))
    if not form.validate():
        return await _page(request, form, 422)
    token = await actions.open_feed(actor_of(request), form.label.data)
    address = links.absolute(path_for("knowledge:watched-feed", token=token))
    return await _page(request, FeedForm(), address=address)


async def revoke(request: Request) -> Response:
    await actions.revoke(actor_of(request), id_in(request))
    flash(request, _("Revoked. Nobody reads by that address any more."))
    return see_other("knowledge:watching")


routes = [
    get("/knowledge/watching", show, "knowledge:watching"),
    post("/knowledge/watching/feeds", open_feed, "knowledge:open-feed"),
    post("/knowledge/watching/feeds/{id:uuid}/revocation", revoke, "knowledge:revoke-feed"),
]
