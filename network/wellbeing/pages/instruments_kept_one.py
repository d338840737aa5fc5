"""One file of an instrument: what it asks, what keeps it from being used, and its licence
(/check-in/instruments/{id}).
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import languages
from network.kernel.errors import Conflict, NotFound, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.wellbeing import policy
from network.wellbeing.actions import instruments
from network.wellbeing.forms.instruments_kept import ProofForm
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.queries import help as queries
from network.wellbeing.queries.rounds import today
from network.wellbeing.rules.words import FILES
from network.wellbeing.vocabulary import FileState


async def _file(request: Request) -> InstrumentFile:
    """For who keeps instruments; others answer them elsewhere."""
    actor = actor_of(request)
    if not policy.can_keep_instruments(actor):
        raise NotFound
    return await queries.get_instrument(actor, id_in(request))


async def show(request: Request) -> Response:
    return _page(request, await _file(request))


async def prove(request: Request) -> Response:
    file, form = await _file(request), ProofForm(form_of(request))
    if not form.validate():
        return _page(request, file, form, 422)
    try:
        await instruments.prove(actor_of(request), file, form.version.data, form.proof.data)
    except Stale as error:
        stored = take_up(form, error, InstrumentFile)
        return _page(request, stored, form, 409, differences(form, {"proof": stored.proof}))
    flash(request, _("Saved."))
    return _back(file)


async def use(request: Request) -> Response:
    file = await _file(request)
    try:
        await instruments.use(actor_of(request), file)
    except Conflict as error:
        return _page(request, file, status=409, refusal=error.message)
    flash(request, _("In use. Members can answer it from now on."))
    return _back(file)


async def retire(request: Request) -> Response:
    file = await _file(request)
    await instruments.retire(actor_of(request), file)
    flash(request, _("Retired. What people kept stays theirs."))
    return _back(file)


def _back(file: InstrumentFile) -> Response:
    return see_other("check_in.instrument-kept", id=file.id)


def _page(
    request: Request,
    file: InstrumentFile,
    form: ProofForm | None = None,
    status: int = 200,
    found: list[Difference] | None = None,
    refusal: str = "",
) -> Response:
    definition: dict[str, Any] = file.definition
    return render(
        request,
        "wellbeing/instruments_kept_one.html",
        status,
        file=file,
        definition=definition,
        questions=definition.get("items", []),
        lang_name=languages.name(file.lang),
        text_lang=file.lang if languages.is_language(file.lang) else "",
        state=str(FILES[file.state]),
        is_in_use=file.state is FileState.IN_USE,
        missing=instruments.obstacles(file, today()),
        form=form or ProofForm(obj=file),
        differences=found or [],
        refusal=refusal,
    )


_FILE = "/check-in/instruments/{id:uuid}"
routes = [
    get(_FILE, show, "check_in.instrument-kept"),
    post(f"{_FILE}/proof", prove, "check_in.instrument-prove"),
    post(f"{_FILE}/use", use, "check_in.instrument-use"),
    post(f"{_FILE}/retirement", retire, "check_in.instrument-retire"),
]
