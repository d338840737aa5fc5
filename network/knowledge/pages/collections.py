"""Collections of items (/knowledge/collections)."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import NotFound, Stale
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import marking as actions
from network.knowledge.forms.keeping import CollectionForm
from network.knowledge.models import Collection
from network.knowledge.pages import shown
from network.knowledge.queries import items, passing_on
from network.web.differing import take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

_FIELDS = ("title", "about", "is_shared")


async def list_collections(request: Request) -> Response:
    return await _list_page(request, CollectionForm())


async def _list_page(request: Request, form: CollectionForm, status: int = 200) -> Response:
    actor = actor_of(request)
    return render(
        request,
        "knowledge/collections.html",
        status,
        own=await passing_on.own_collections(actor),
        shared=await passing_on.shared_collections(actor),
        form=form,
    )


async def make(request: Request) -> Response:
    form = CollectionForm(form_of(request))
    if not form.validate():
        return await _list_page(request, form, 422)
    made = await actions.make_collection(
        actor_of(request), form.title.data, form.about.data, is_shared=form.is_shared.data
    )
    return see_other("knowledge:collection", id=made.id)


async def show(request: Request) -> Response:
    collection = await passing_on.get_collection(actor_of(request), id_in(request))
    given = {name: getattr(collection, name) for name in (*_FIELDS, "version")}
    return await _page(request, collection, CollectionForm(data=given))


async def _page(
    request: Request, collection: Collection, form: CollectionForm, status: int = 200
) -> Response:
    actor = actor_of(request)
    found = await passing_on.items_in(actor, collection)
    return render(
        request,
        "knowledge/collection.html",
        status,
        collection=collection,
        form=form,
        rows=[(one.item.id, shown.row(actor, one)) for one in found],
        can_edit=policy.can_edit_collection(actor, collection),
    )


async def _own(request: Request) -> Collection:
    collection = await passing_on.get_collection(actor_of(request), id_in(request))
    if not policy.can_edit_collection(actor_of(request), collection):
        raise NotFound
    return collection


async def change(request: Request) -> Response:
    collection, form = await _own(request), CollectionForm(form_of(request))
    if not form.validate():
        return await _page(request, collection, form, 422)
    try:
        await actions.change_collection(
            actor_of(request),
            collection,
            form.version.data,
            form.title.data,
            form.about.data,
            is_shared=form.is_shared.data,
        )
    except Stale as error:
        form.notices.append(error.message)
        take_up(form, error, Collection)
        return await _page(request, collection, form, 409)
    flash(request, _("Saved."))
    return see_other("knowledge:collection", id=collection.id)


async def remove(request: Request) -> Response:
    await actions.remove_collection(actor_of(request), await _own(request))
    flash(request, _("The collection is gone. Its items stay."))
    return see_other("knowledge:collections")


async def collect(request: Request) -> Response:
    """From an item's page into the collection chosen there."""
    actor = actor_of(request)
    item = await items.get_item(actor, id_in(request))
    try:
        key = UUID(str(form_of(request).get("collection", "")))
    except ValueError:
        raise NotFound from None
    collection = await passing_on.get_collection(actor, key)
    await actions.collect(actor, collection, item)
    flash(request, _("Put into the collection."))
    return see_other("knowledge:collection", id=collection.id)


async def take_out(request: Request) -> Response:
    collection = await _own(request)
    await actions.take_out(actor_of(request), collection, id_in(request, "item_id"))
    return see_other("knowledge:collection", id=collection.id)


_ONE = "/knowledge/collections/{id:uuid}"
routes = [
    get("/knowledge/collections", list_collections, "knowledge:collections"),
    post("/knowledge/collections", make, "knowledge:make-collection"),
    get(_ONE, show, "knowledge:collection"),
    post(_ONE, change, "knowledge:change-collection"),
    post(f"{_ONE}/removal", remove, "knowledge:remove-collection"),
    post(f"{_ONE}/items/{{item_id:uuid}}/removal", take_out, "knowledge:take-out"),
    post("/knowledge/{id:uuid}/collecting", collect, "knowledge:collect"),
]
