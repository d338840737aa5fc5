"""An own history: its trend, its entries, and notes (/check-in/history)."""

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import moments
from network.kernel.errors import Stale
from network.kernel.i18n import _
from network.web.paging import page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of
from network.wellbeing.actions import keeping
from network.wellbeing.forms.history import NoteForm, WordsForm
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.pages import history_charts, sentences
from network.wellbeing.pages import history_shown as shown
from network.wellbeing.pages.history_opened import (
    entry_in,
    ref_of,
    seen_of,
    state_of,
    with_history,
)
from network.wellbeing.pages.opened import Opened
from network.wellbeing.queries import own_instruments
from network.wellbeing.rules import pulse, trends
from network.wellbeing.rules.histories import PULSE, Entry

_SIZE = 20


@with_history
async def show(request: Request, held: Opened) -> Response:
    return await _page(request, held, NoteForm())


@with_history
async def write(request: Request, held: Opened) -> Response:
    """Keep a note."""
    form = NoteForm(form_of(request))
    if not form.validate():
        return await _page(request, held, form, 422)
    await keeping.note(actor_of(request), held.key, form.form.data, form.words.data)
    flash(request, _("Your note is kept."))
    return see_other("check_in.history")


async def _page(request: Request, held: Opened, form: NoteForm, status: int = 200) -> Response:
    entries = held.history.entries[::-1]
    page = page_of(request, len(entries), _SIZE)
    on_page = entries[page.first : page.last]
    files = shown.by_version(await _files(request, *on_page))
    return render(
        request,
        "wellbeing/history.html",
        status,
        summary=shown.summary(held.history),
        drawn=history_charts.own_chart(held.history),
        table=shown.table(held.history),
        rows=[shown.row(one, files) for one in on_page],
        page=page,
        form=form,
        limits=pulse.LIMITS,
        sides=[(name, sentences.PARTS[part]) for part, name in trends.SIDES.items()],
        lines=pulse.LINES,
    )


async def _files(request: Request, *entries: Entry) -> list[InstrumentFile]:
    """The instruments of these entries; nothing is asked of the database without any."""
    keys = {one.instrument for one in entries} - {"", PULSE}
    return await own_instruments.to_read(actor_of(request), keys) if keys else []


# one entry ---------------------------------------------------------------------------------------


@with_history
async def show_entry(request: Request, held: Opened) -> Response:
    entry = entry_in(request, held)
    return await _entry_page(request, held, entry, WordsForm(words=entry.words))


@with_history
async def reword(request: Request, held: Opened) -> Response:
    entry, form = entry_in(request, held), WordsForm(form_of(request))
    if not form.validate():
        return await _entry_page(request, held, entry, form, 422)
    try:
        await keeping.reword(
            actor_of(request), held.key, entry.key, form.words.data, seen_of(request, entry)
        )
    except Stale as error:
        form.notices.append(error.message)
        return await _entry_page(request, held, entry, form, 409)
    flash(request, _("Your words are kept."))
    return see_other("check_in.entry", ref=ref_of(entry))


async def _entry_page(
    request: Request, held: Opened, entry: Entry, form: WordsForm, status: int = 200
) -> Response:
    files = shown.by_version(await _files(request, entry))
    file = files.get((entry.instrument, entry.version))
    return render(
        request,
        "wellbeing/history_entry.html",
        status,
        row=shown.row(entry, files),
        day=moments.day(entry.on),
        goes_on=moments.short_day(held.history.goes_on(entry)),
        answers=shown.answers(entry, file),
        stored=entry.words if status == 409 else "",  # noqa: PLR2004
        form=form,
        seen=state_of(entry),
        has_pulse=entry.instrument == PULSE,
        limits=pulse.LIMITS,
    )


@with_history
async def ask_to_drop(request: Request, held: Opened) -> Response:
    entry = entry_in(request, held)
    files = shown.by_version(await _files(request, entry))
    return render(request, "wellbeing/history_drop.html", row=shown.row(entry, files))


@with_history
async def drop(request: Request, held: Opened) -> Response:
    """Take an entry out for good."""
    await keeping.drop(actor_of(request), held.key, entry_in(request, held).key)
    flash(request, _("The entry is gone. Nobody can bring it back."))
    return see_other("check_in.history")


routes = [
    get("/check-in/history", show, "check_in.history"),
    post("/check-in/history/notes", write, "check_in.note"),
    get("/check-in/history/entries/{ref}", show_entry, "check_in.entry"),
    post("/check-in/history/entries/{ref}", reword, "check_in.reword"),
    get("/check-in/history/entries/{ref}/drop", ask_to_drop, "check_in.ask-to-drop"),
    post("/check-in/history/entries/{ref}/drop", drop, "check_in.drop"),
]
