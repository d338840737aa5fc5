"""Other instruments somebody fills in for themselves (/check-in/instruments-of-mine)."""

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.wellbeing.actions import keeping
from network.wellbeing.forms.history import OtherForm, form_for
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.pages import history_bands, history_charts
from network.wellbeing.pages import history_shown as shown
from network.wellbeing.pages.history_opened import ref_of, with_history
from network.wellbeing.pages.opened import Opened
from network.wellbeing.queries import own_instruments
from network.wellbeing.rules import definitions
from network.wellbeing.vocabulary import FileState

_MOST = 41


@with_history
async def show_list(request: Request, held: Opened) -> Response:
    """Those that may be filled in, and those that were."""
    files = await own_instruments.to_read(actor_of(request), shown.other_keys(held.history))
    return render(
        request,
        "wellbeing/history_instruments.html",
        rows=[
            history_bands.instrument_row(held.history, one)
            for one in files
            if _is_of_use(held, one)
        ],
    )


@with_history
async def show(request: Request, held: Opened) -> Response:
    """Results so far, what the scale is, and the way to fill it in."""
    file = await _file(request, held)
    return render(
        request,
        "wellbeing/history_instrument.html",
        file=file,
        definition=file.definition,
        is_in_use=file.state is FileState.IN_USE,
        charts=history_charts.other_charts(held.history, file),
        rows=_results(held, file),
        bands=history_bands.bands(file),
        ends=history_bands.ends(file),
    )


@with_history
async def show_form(request: Request, held: Opened) -> Response:
    file = await _usable(request, held)
    return _form(request, file, _form_of(file)())


@with_history
async def keep(request: Request, held: Opened) -> Response:
    file = await _usable(request, held)
    form = _form_of(file)(form_of(request))
    if not form.validate():
        return _form(request, file, form, 422)
    try:
        entry = await keeping.keep_other(
            actor_of(request),
            held.key,
            form.form.data,
            file,
            answers=form.answers,
            totals=form.totals,
            words=form.words.data or "",
        )
    except Invalid as error:
        form.refuse(error)
        return _form(request, file, form, 422)
    flash(request, _("It is kept in your history, for you alone."))
    return see_other("check_in.entry", ref=ref_of(entry))


def _results(held: Opened, file: InstrumentFile) -> list[shown.Row]:
    """The newest first, as many as fit on a page; all of them are in the history."""
    named = shown.by_version([file])
    return [shown.row(one, named) for one in shown.entries_of(held.history, file)[:-_MOST:-1]]


def _form_of(file: InstrumentFile) -> type[OtherForm]:
    return form_for(definitions.instrument(file.definition), file.definition)


def _form(request: Request, file: InstrumentFile, form: OtherForm, status: int = 200) -> Response:
    return render(
        request,
        "wellbeing/history_instrument_form.html",
        status,
        file=file,
        definition=file.definition,
        form=form,
        questions=[one for one in form if one.name.startswith("q")],
        totals=[one for one in form if one.name.startswith("t_")],
    )


async def _file(request: Request, held: Opened) -> InstrumentFile:
    """An instrument in use, or one that somebody has results of. Raises NotFound for others."""
    files = await own_instruments.to_read(actor_of(request), shown.other_keys(held.history))
    found = next((one for one in files if one.id == id_in(request)), None)
    if found is None or not _is_of_use(held, found):
        raise NotFound
    return found


async def _usable(request: Request, held: Opened) -> InstrumentFile:
    found = await _file(request, held)
    if found.state is not FileState.IN_USE:
        raise NotFound
    return found


def _is_of_use(held: Opened, file: InstrumentFile) -> bool:
    return file.state is FileState.IN_USE or bool(shown.entries_of(held.history, file))


routes = [
    get("/check-in/instruments-of-mine", show_list, "check_in.own-instruments"),
    get("/check-in/instruments-of-mine/{id:uuid}", show, "check_in.own-instrument"),
    get("/check-in/instruments-of-mine/{id:uuid}/new", show_form, "check_in.fill-in"),
    post("/check-in/instruments-of-mine/{id:uuid}", keep, "check_in.keep-other"),
]
