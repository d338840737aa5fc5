"""Writing items and translations (/knowledge/new, /knowledge/texts/{id})."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from network.centres import queries as centres
from network.expertise import queries as expertise
from network.kernel import clock, taxonomy
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _, language
from network.knowledge import policy
from network.knowledge.actions import writing as actions
from network.knowledge.forms.writing import (
    ItemForm,
    StartForm,
    TextForm,
    language_name,
    words_of,
)
from network.knowledge.models import Item, SafetyLevel, Version, VersionState
from network.knowledge.pages import shown
from network.knowledge.queries import desk, items
from network.knowledge.rules import names, states
from network.people import queries as people
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of

_NAMED = (SafetyLevel.NAMED, SafetyLevel.STRICT)
_MOST_NAMED = 100


async def show_start(request: Request) -> Response:
    given = {"lang": language(), "kind": request.query_params.get("kind", "")}
    return await _start_page(request, StartForm(data=given))


async def _start_page(request: Request, form: StartForm, status: int = 200) -> Response:
    form.offer(await centres.own_centres(actor_of(request)))
    return render(request, "knowledge/start.html", status, form=form)


async def start(request: Request) -> Response:
    actor = actor_of(request)
    form = StartForm(form_of(request)).offer(await centres.own_centres(actor))
    if not form.validate():
        return await _start_page(request, form, 422)
    centre_id = UUID(form.centre.data) if form.centre.data else None
    version = await actions.start_item(
        actor, form.kind.data, form.lang.data, centre_id, title=form.title.data
    )
    return see_other("knowledge:edit", id=version.id)


async def list_mine(request: Request) -> Response:
    actor = actor_of(request)
    drafts = await desk.own_drafts(actor)
    owned = await desk.owned(actor)
    today = clock.now().date()
    return render(
        request,
        "knowledge/mine.html",
        drafts=[_told_draft(version) for version in drafts],
        owned=[
            {
                "link": path_for("knowledge:show", id=item.id),
                "title": text.title,
                "lang": text.lang,
                "level": str(names.SHORT_LEVELS[item.level]),
                "review_on": item.review_on,
                "is_due": states.is_due(item, today),
                "is_held": item.is_held,
                "state": str(names.ITEM_STATES[item.state]),
            }
            for item, text in owned
        ],
    )


def _told_draft(version: Version) -> dict[str, Any]:
    is_draft = version.state is VersionState.DRAFT
    route = "knowledge:edit" if is_draft else "knowledge:text"
    return {
        "link": path_for(route, id=version.id),
        "title": shown.title_of(version),
        "lang": version.lang,
        "language": language_name(version.lang),
        "kind": taxonomy.label(version.kind),
        "state": str(names.VERSION_STATES[version.state]),
        "is_returned": bool(version.returned_note) and is_draft,
        "changed_at": version.changed_at,
    }


# editing -----------------------------------------------------------------------------------------


async def _own(request: Request) -> tuple[Version, Item]:
    """The draft of the address, for those who write it."""
    version, item = await items.get_version(actor_of(request), id_in(request))
    if not policy.can_edit(actor_of(request), version, item):
        raise NotFound
    return version, item


async def show_edit(request: Request) -> Response:
    version, item = await _own(request)
    if version.state is not VersionState.DRAFT:
        return see_other("knowledge:text", id=version.id)
    form = await _form(request, version, item, given=await _given(version, item))
    return await _edit_page(request, form, version, item)


async def _given(version: Version, item: Item) -> dict[str, Any]:
    """What is stored, as the form shows it."""
    plain = ("version", "title", "summary", "body", "authors", "what_changed", "sources")
    given = {name: getattr(version, name) for name in (*plain, "kind", "level", "topics", "year")}
    given |= {"licence": version.licence, **version.details}
    if version.details.get("from_item"):
        given["from_item"] = path_for("knowledge:show", id=version.details["from_item"])
    if version.embargo_until:
        given["embargo_on"] = version.embargo_until.date()
    readers = await items.readers_of(item.id)
    given["named_centres"] = [str(r.centre_id) for r in readers if r.centre_id]
    known = await people.people_of(r.person_id for r in readers if r.person_id)
    given["named_people"] = "\n".join(sorted(person.email for person in known.values()))
    return given


async def _form(
    request: Request, version: Version, item: Item, given: dict[str, Any] | None = None
) -> TextForm:
    posted = None if given is not None else form_of(request)
    if not states.is_original(version, item):
        form = TextForm(posted, data=given)
    else:
        form = ItemForm(posted, data=given).offer(await _centres(request))
    form.written_in = version.lang
    return form


async def _centres(request: Request) -> list[tuple[str, str]]:
    """The centres this writer knows, by name."""
    view = (await expertise.directory()).centres.view(actor_of(request))
    found = [(str(entry.id), entry.name) for entry in view.rows(view.seen())]
    return sorted(found, key=lambda pair: pair[1].casefold())


async def _edit_page(
    request: Request,
    form: TextForm,
    version: Version,
    item: Item,
    status: int = 200,
    **context: Any,
) -> Response:
    is_original = states.is_original(version, item)
    source = None if is_original else await items.published_version(item.id, item.lang)
    values = {"differences": [], **context}
    return render(
        request,
        "knowledge/edit.html",
        status,
        form=form,
        version=version,
        item=item,
        is_original=is_original,
        source=source,
        is_stale=states.is_stale(version, item),
        title=shown.title_of(version),
        language_name=language_name,
        **values,
    )


async def save(request: Request) -> Response:
    """Save, and with another button of the same form look at it or send it to review."""
    version, item = await _own(request)
    form = await _form(request, version, item)
    if not form.validate():
        return await _edit_page(request, form, version, item, 422)
    try:
        await _store(request, form, version, item)
    except Stale as error:
        found = meanwhile(form, error, ("title", "summary", "body", "authors"))
        return await _edit_page(request, form, version, item, 409, differences=found)
    except Invalid as error:
        form.refuse(error)
        return await _edit_page(request, form, version, item, 422)
    form.version.data = version.version
    then = form_of(request).get("then")
    if then == "submit":
        return await _submit(request, form, version, item)
    if then == "look":
        return see_other("knowledge:text", id=version.id)
    flash(request, _("Saved as a draft."))
    return see_other("knowledge:edit", id=version.id)


async def _store(request: Request, form: TextForm, version: Version, item: Item) -> None:
    actor = actor_of(request)
    values = form.values if isinstance(form, ItemForm) else words_of(form)
    named = await _named_people(form) if isinstance(form, ItemForm) else []
    await actions.save(actor, version, item, form.version.data, values)
    if isinstance(form, ItemForm) and SafetyLevel(form.level.data) in _NAMED:
        is_strict = form.level.data == SafetyLevel.STRICT
        chosen = [] if is_strict else await _named_centres(form, item)
        await actions.name_readers(actor, item, chosen, named)


async def _named_centres(form: ItemForm, item: Item) -> list[UUID]:
    """Those ticked, and those named before that this writer does not know of."""
    readers = await items.readers_of(item.id)
    known = form.named_centres.known
    unseen = [r.centre_id for r in readers if r.centre_id and str(r.centre_id) not in known]
    return [UUID(key) for key in form.named_centres.data or []] + unseen


async def _named_people(form: ItemForm) -> list[UUID]:
    """The people behind the addresses. Raises Invalid for one that nobody here has."""
    addresses = (form.named_people.data or "").split()
    if len(addresses) > _MOST_NAMED:
        raise Invalid(named_people=_("Name at most 100 people."))
    found = []
    for address in addresses:
        person = await people.find_account(address)
        if person is None:
            told = _("Nobody here has the address %(address)s.", address=address)
            raise Invalid(named_people=told)
        found.append(person.id)
    return found


async def _submit(request: Request, form: TextForm, version: Version, item: Item) -> Response:
    try:
        await actions.submit(actor_of(request), version, item)
    except Invalid as error:
        form.refuse(error)
        return await _edit_page(request, form, version, item, 422)
    flash(request, _("Sent to review. You hear from us here."))
    return see_other("knowledge:text", id=version.id)


async def autosave(request: Request) -> Response:
    """The same as saving, on a small request of its own: it says what is stored now."""
    version, item = await _own(request)
    form = await _form(request, version, item)
    if not form.validate():
        told = _("Not saved yet: %(why)s", why=form.problems[0][2] if form.problems else "")
        return JSONResponse({"told": told}, 422)
    values = form.values if isinstance(form, ItemForm) else words_of(form)
    try:
        await actions.save(actor_of(request), version, item, form.version.data, values)
    except Conflict as error:
        return JSONResponse({"told": error.message}, 409)
    return JSONResponse({"told": _("Saved as a draft."), "version": version.version})


# steps of a draft --------------------------------------------------------------------------------


async def take_back(request: Request) -> Response:
    version, item = await _own(request)
    await actions.take_back(actor_of(request), version, item)
    flash(request, _("Taken back. You can write on."))
    return see_other("knowledge:edit", id=version.id)


async def discard(request: Request) -> Response:
    version, item = await _own(request)
    await actions.discard(actor_of(request), version, item)
    flash(request, _("The draft is discarded."))
    return see_other("knowledge:mine")


async def new_draft(request: Request) -> Response:
    item = await items.get_item(actor_of(request), id_in(request))
    version = await actions.new_draft(actor_of(request), item)
    return see_other("knowledge:edit", id=version.id)


async def translate(request: Request) -> Response:
    item = await items.get_item(actor_of(request), id_in(request))
    lang = form_of(request).get("lang")
    if not isinstance(lang, str):
        raise NotFound
    version = await actions.translate(actor_of(request), item, lang)
    return see_other("knowledge:edit", id=version.id)


async def renew_source(request: Request) -> Response:
    version, item = await _own(request)
    await actions.renew_source(actor_of(request), version, item)
    flash(request, _("Noted: this translation follows the newest version."))
    return see_other("knowledge:edit", id=version.id)


routes = [
    get("/knowledge/new", show_start, "knowledge:new"),
    post("/knowledge/new", start, "knowledge:start"),
    get("/knowledge/mine", list_mine, "knowledge:mine"),
    get("/knowledge/texts/{id:uuid}/edit", show_edit, "knowledge:edit"),
    post("/knowledge/texts/{id:uuid}/edit", save, "knowledge:save"),
    post("/knowledge/texts/{id:uuid}/autosave", autosave, "knowledge:autosave"),
    post("/knowledge/texts/{id:uuid}/return", take_back, "knowledge:take-back"),
    post("/knowledge/texts/{id:uuid}/removal", discard, "knowledge:discard"),
    post("/knowledge/texts/{id:uuid}/source", renew_source, "knowledge:renew-source"),
    post("/knowledge/{id:uuid}/draft", new_draft, "knowledge:draft"),
    post("/knowledge/{id:uuid}/translation", translate, "knowledge:translate"),
]
