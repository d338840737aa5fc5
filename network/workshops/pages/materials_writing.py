"""Adding materials early or late, changing them, and their files (/workshops/{id}/materials/…)."""

from typing import NamedTuple
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from network.files import queries as files
from network.files.actions import taking
from network.kernel.errors import Conflict, DomainError, Invalid, Stale, TooMany, require
from network.kernel.i18n import _
from network.people import queries as accounts
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import materials as actions
from network.workshops.actions import receiving
from network.workshops.actions.materials import Paper
from network.workshops.forms.materials import MaterialForm, as_typed
from network.workshops.models.agenda import AgendaItem, Material
from network.workshops.queries import papers, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.vocabulary import Access

_MOST_READERS = 100
_FIELDS = {"item": "item", "reader_ids": "readers"}


class Desk(NamedTuple):
    """A workshop with the items to which the reader may add materials."""

    seen: Seen
    items: list[AgendaItem]
    runs: bool


async def show_new(request: Request) -> Response:
    desk = await _desk(request)
    given = {"lang": desk.seen.workshop.lang, "item": request.query_params.get("item", "")[:36]}
    return _page(request, desk, MaterialForm(data=given))


async def add(request: Request) -> Response:
    desk = await _desk(request)
    form = _form(request, desk)
    if not form.validate():
        return _page(request, desk, form, 422)
    try:
        await _add(request, desk, form)
    except (Invalid, Conflict, TooMany) as error:
        return _page(request, desk, form, _refuse(form, error))
    flash(request, _told_added(form))
    return see_other("workshops:materials", id=desk.seen.workshop.id)


async def show_material(request: Request) -> Response:
    desk = await _desk(request)
    row = await _own(request, desk)
    form = MaterialForm(data=as_typed(row, await papers.reader_addresses(row.id)))
    return _page(request, desk, form, row=row)


async def change(request: Request) -> Response:
    desk = await _desk(request)
    row = await _own(request, desk)
    form = _form(request, desk)
    if not form.validate():
        return _page(request, desk, form, 422, row=row)
    actor, version = actor_of(request), int(form.version.data)
    try:
        paper = await _paper(form)
        await actions.change_material(actor, desk.seen.workshop, row.id, version, paper)
    except Stale as error:
        return await _meanwhile(request, desk, form, error)
    except Invalid as error:
        return _page(request, desk, form, _refuse(form, error), row=row)
    flash(request, _("Saved."))
    return see_other("workshops:materials", id=desk.seen.workshop.id)


async def send_file(request: Request) -> Response:
    """Send another file for a material."""
    desk = await _desk(request)
    row = await _own(request, desk)
    sent = form_of(request).get("file")
    form = MaterialForm(data=as_typed(row, await papers.reader_addresses(row.id)))
    if not isinstance(sent, UploadFile) or not sent.filename:
        form.offer(_titles(desk), runs=desk.runs)
        form.refuse(Invalid(file=_("Choose a file.")))
        return _page(request, desk, form, 422, row=row)
    try:
        await receiving.send_again(actor_of(request), row, sent.filename, await sent.read())
    except (Invalid, Conflict, TooMany) as error:
        return _page(request, desk, form, _refuse(form, error), row=row)
    flash(request, _("The file has arrived and is being looked at."))
    return see_other("workshops:materials", id=desk.seen.workshop.id)


async def clear(request: Request) -> Response:
    """Say that what looks like client data in a file is none."""
    desk = await _desk(request)
    row = await _own(request, desk)
    await taking.clear(actor_of(request), await files.get_file(row.id, id_in(request, "file")))
    flash(request, _("Noted. Those it is for have it now."))
    return see_other("workshops:materials", id=desk.seen.workshop.id)


async def remove(request: Request) -> Response:
    desk = await _desk(request)
    row = await _own(request, desk)
    await receiving.remove(actor_of(request), desk.seen.workshop, row.id)
    flash(request, _("Taken away, with its file."))
    return see_other("workshops:materials", id=desk.seen.workshop.id)


async def _desk(request: Request) -> Desk:
    """A workshop to which the reader may add materials; who only sees it is told so."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    runs, items = policy.can_run(actor, *seen), await papers.own_items(actor, seen)
    require(runs or bool(items))
    return Desk(seen, items, runs)


async def _own(request: Request, desk: Desk) -> Material:
    """A material the reader writes; one that they only read is not theirs to change."""
    actor = actor_of(request)
    found = await papers.get_found(actor, desk.seen, id_in(request, "material"))
    require(found.can_write)
    return found.row


def _form(request: Request, desk: Desk) -> MaterialForm:
    form = MaterialForm(form_of(request)).offer(_titles(desk), runs=desk.runs)
    form.written_in = desk.seen.workshop.lang
    return form


async def _add(request: Request, desk: Desk, form: MaterialForm) -> None:
    actor, paper, sent = actor_of(request), await _paper(form), form.file.data
    if bool(sent) == bool(paper.link):
        raise Invalid(file=_("Give a link or a file, one of the two."))
    if sent is None:
        await actions.add_material(actor, desk.seen.workshop, paper)
    else:
        content = await sent.read()
        name = sent.filename or ""
        await receiving.add_with_file(actor, desk.seen.workshop, paper, name, content)


async def _paper(form: MaterialForm) -> Paper:
    is_named = form.access_chosen is Access.NAMED
    return Paper(
        title=form.title.data,
        access=form.access_chosen,
        link=form.link.data,
        item_id=form.item_id,
        lang=form.lang.data,
        reader_ids=await _readers(form) if is_named else (),
    )


async def _readers(form: MaterialForm) -> tuple[UUID, ...]:
    """The people behind the addresses. Raises Invalid for one that nobody here has."""
    addresses = (form.readers.data or "").split()
    if len(addresses) > _MOST_READERS:
        raise Invalid(readers=_("Name at most 100 people."))
    found = []
    for address in addresses:
        person = await accounts.find_account(address)
        if person is None or person.is_disabled:
            told = _("Nobody here has the address %(address)s.", address=address)
            raise Invalid(readers=told)
        found.append(person.id)
    return tuple(found)


def _refuse(form: MaterialForm, error: DomainError) -> int:
    """Show what is wrong at the fields of the form; the status to answer with."""
    if isinstance(error, Invalid):
        renamed = {_FIELDS.get(name, name): told for name, told in error.fields.items()}
        form.refuse(Invalid(error.message, **renamed))
        return 422
    form.notices.append(error.message)
    return 429 if isinstance(error, TooMany) else 409


def _told_added(form: MaterialForm) -> str:
    if form.file.data:
        return _("The file has arrived and is being looked at. Those it is for learn of it then.")
    return _("Added. Those it is for learn of it.")


async def _meanwhile(request: Request, desk: Desk, form: MaterialForm, error: Stale) -> Response:
    """Both versions, with everything typed still in the form."""
    row = take_up(form, error, Material)
    found = differences(form, as_typed(row, await papers.reader_addresses(row.id)))
    return _page(request, desk, form, 409, row=row, found=found)


def _page(
    request: Request,
    desk: Desk,
    form: MaterialForm,
    status: int = 200,
    *,
    row: Material | None = None,
    found: list[Difference] | None = None,
) -> Response:
    workshop = desk.seen.workshop
    add_to = path_for("workshops:material-add", id=workshop.id)
    action = path_for("workshops:material-change", id=workshop.id, material=row.id) if row else ""
    return render(
        request,
        "workshops/material_form.html",
        status,
        workshop=workshop,
        form=form.offer(_titles(desk), runs=desk.runs),
        row=row,
        runs=desk.runs,
        differences=found or [],
        action=action or add_to,
    )


def _titles(desk: Desk) -> list[tuple[UUID, str]]:
    return [(item.id, item.title) for item in desk.items]


_MATERIAL = "/workshops/{id:uuid}/materials/{material:uuid}"
routes = [
    get("/workshops/{id:uuid}/materials/new", show_new, "workshops:material-new"),
    post("/workshops/{id:uuid}/materials", add, "workshops:material-add"),
    get(_MATERIAL, show_material, "workshops:material"),
    post(_MATERIAL, change, "workshops:material-change"),
    post(f"{_MATERIAL}/files", send_file, "workshops:material-send"),
    post(f"{_MATERIAL}/files/{{file:uuid}}/clearing", clear, "workshops:material-clear"),
    post(f"{_MATERIAL}/removal", remove, "workshops:material-remove"),
]
