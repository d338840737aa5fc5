"""Instruments, for who brings them in (/check-in/instruments)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from network.kernel import languages
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of
from network.wellbeing import policy
from network.wellbeing.actions import instruments
from network.wellbeing.forms.instruments_kept import BringForm
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.pages import instruments_kept_one
from network.wellbeing.queries import help as queries
from network.wellbeing.queries import structures
from network.wellbeing.queries.structures import Structure
from network.wellbeing.rules import definition_checks, definitions
from network.wellbeing.rules.words import FILES
from network.wellbeing.vocabulary import FileState

_LOOKS = {FileState.UPLOADED: "wait", FileState.IN_USE: "done", FileState.RETIRED: "plain"}


@dataclass(frozen=True, slots=True)
class Row:
    """A file that was brought in."""

    id: UUID
    title: str
    lang: str
    edition: str
    look: str
    state: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """A structure that comes without wording; `is_whole` where its sheet is not needed for it."""

    key: str
    title: str
    holder: str
    terms: str
    count: int
    is_by_totals: bool
    is_whole: bool


async def show_list(request: Request) -> Response:
    found = await queries.instruments(_keeper(request))
    return render(
        request,
        "wellbeing/instruments_kept.html",
        rows=[_row(one) for one in found],
        shipped=[_shipped(one) for one in structures.structures()],
    )


def _keeper(request: Request) -> Actor:
    actor = actor_of(request)
    if not policy.can_keep_instruments(actor):
        raise NotFound
    return actor


def _row(one: InstrumentFile) -> Row:
    title, lang = one.definition["title"], languages.name(one.lang)
    return Row(one.id, title, lang, one.edition, _LOOKS[one.state], str(FILES[one.state]))


def _shipped(one: Structure) -> Shipped:
    found = one.definition
    return Shipped(
        key=one.key,
        title=found["title"],
        holder=found["licence"]["holder"],
        terms=found["licence"]["terms"],
        count=len(found.get("items", [])),
        is_by_totals=found["entry"] == "totals",
        is_whole=not definition_checks.problems(found),
    )


async def download(request: Request) -> Response:
    """A structure as a file, into which the wording is written."""
    _keeper(request)
    found = structures.structure(str(request.path_params["key"]))
    if found is None:
        raise NotFound
    headers = {
        "content-disposition": f'attachment; filename="{found.key}.json"',
        "x-content-type-options": "nosniff",
    }
    return Response(found.content, 200, headers, "application/json")


# bringing in -------------------------------------------------------------------------------------


async def show_new(request: Request) -> Response:
    _keeper(request)
    return _form(request, BringForm())


async def bring_in(request: Request) -> Response:
    actor, form = _keeper(request), BringForm(form_of(request))
    if not form.validate():
        return _form(request, form, 422)
    try:
        made = await instruments.bring_in(actor, await _start(form.file.data), form.proof.data)
    except Invalid as error:
        form.file.errors = [line for told in error.fields.values() for line in told.splitlines()]
        return _form(request, form, 422)
    flash(request, _("The file is here. Nobody can answer it before it is in use."))
    return see_other("check_in.instrument-kept", id=made.id)


async def _start(file: UploadFile | None) -> bytes:
    """No more than it takes to see that a file is too large."""
    return await file.read(definitions.MOST_BYTES + 1) if file else b""


def _form(request: Request, form: Any, status: int = 200) -> Response:
    return render(request, "wellbeing/instruments_kept_new.html", status, form=form)


routes = [
    get("/check-in/instruments", show_list, "check_in.instruments-kept"),
    get("/check-in/instruments/new", show_new, "check_in.instrument-new"),
    post("/check-in/instruments", bring_in, "check_in.instrument-bring-in"),
    get("/check-in/instruments/structures/{key}", download, "check_in.structure"),
    *instruments_kept_one.routes,
]
