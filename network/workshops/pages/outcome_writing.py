"""Writing what came of a workshop, part by part (/workshops/{id}/outcome/parts/…, …/frame)."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import concluding
from network.workshops.actions.concluding import Written
from network.workshops.forms.outcome import FrameForm, LessonsForm, PartForm, first_lessons
from network.workshops.models.outcomes import Outcome
from network.workshops.queries import outcomes, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import outcomes as rules
from network.workshops.rules.outcome_words import LESSONS, LESSONS_HINT
from network.workshops.vocabulary import Level, WorkshopState

OVER = (WorkshopState.OUTCOMES_DUE, WorkshopState.OUTCOMES_PUBLISHED, WorkshopState.ARCHIVED)


async def readable(actor: Actor, seen: Seen) -> Outcome | None:
    """The outcome as far as the actor may read it."""
    try:
        return await outcomes.get_outcome(actor, seen)
    except NotFound:
        return None


async def _writing(request: Request) -> tuple[Seen, Outcome]:
    """The outcome of the address while it is being written, for its writers alone."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    if not policy.can_write_outcome(actor, *seen):
        raise NotFound
    row = await readable(actor, seen)
    is_sent = row is not None and row.submitted_at is not None
    if seen.workshop.state is not WorkshopState.OUTCOMES_DUE or is_sent:
        raise Conflict(_("The outcome is not written at this step."))
    lang = seen.workshop.lang
    return seen, row or Outcome(workshop_id=seen.workshop.id, lang=lang, parts={}, lessons=[])


async def _keep(request: Request, seen: Seen, version: int, written: Written) -> Outcome:
    return await concluding.write_outcome(actor_of(request), seen.workshop, version, written)


def _as_stored(row: Outcome) -> Written:
    """What is there already, so that one part can be written and the rest stays."""
    return Written(
        parts=row.parts,
        lessons=row.lessons,
        level=row.level,
        lang=row.lang,
        review_on=row.review_on,
    )


def _rendered(
    request: Request, template: str, seen: Seen, form: PortalForm, status: int = 200, **more: Any
) -> Response:
    context = {"id": seen.workshop.id, "form": form, "differences": [], **more}
    return render(request, f"workshops/{template}.html", status, **context)


# part by part ------------------------------------------------------------------------------------


async def show_part(request: Request) -> Response:
    seen, row = await _writing(request)
    name = _part(request)
    given = {"version": row.version, "text": row.parts.get(name, "")}
    return _rendered(request, "outcome_part", seen, PartForm(data=given).ask(name, row.lang))


async def save_part(request: Request) -> Response:
    """Keep one part, and go on to the next that is empty."""
    seen, row = await _writing(request)
    name = _part(request)
    form = PartForm(form_of(request)).ask(name, row.lang)
    if not form.validate():
        return _rendered(request, "outcome_part", seen, form, 422)
    written = replace(_as_stored(row), parts={**row.parts, name: form.text.data or ""})
    try:
        kept = await _keep(request, seen, form.version.data, written)
    except Stale as error:
        found = _apart(form, error, {"text": name})
        return _rendered(request, "outcome_part", seen, form, 409, differences=found)
    return _gone_on(request, seen, kept)


def _part(request: Request) -> str:
    name = str(request.path_params["part"])
    if name not in rules.PARTS:
        raise NotFound
    return name


def _apart(form: PortalForm, error: Stale, names: dict[str, str]) -> list[Difference]:
    """What is stored of these fields where it differs; saving again replaces it."""
    stored = take_up(form, error, Outcome)
    return differences(form, {field: stored.parts.get(name) for field, name in names.items()})


def _gone_on(request: Request, seen: Seen, kept: Outcome) -> Response:
    flash(request, _("Saved."))
    left = [part for part in rules.ASKED if not kept.parts.get(part)]
    if left and form_of(request).get("then") == "next":
        return see_other("workshops:outcome-part", id=seen.workshop.id, part=left[0])
    return see_other("workshops:outcome", id=seen.workshop.id)


# lessons, and who reads it -----------------------------------------------------------------------


async def show_lessons(request: Request) -> Response:
    seen, row = await _writing(request)
    form = LessonsForm(data={"version": row.version, **first_lessons(row.lessons)})
    return _lessons_page(request, seen, form)


def _lessons_page(
    request: Request, seen: Seen, form: LessonsForm, status: int = 200, **more: Any
) -> Response:
    words = {"title": LESSONS, "hint": LESSONS_HINT}
    return _rendered(request, "outcome_lessons", seen, form, status, **words, **more)


async def save_lessons(request: Request) -> Response:
    seen, row = await _writing(request)
    form = LessonsForm(form_of(request))
    form.written_in = row.lang
    if not form.validate():
        return _lessons_page(request, seen, form, 422)
    written = replace(_as_stored(row), lessons=form.lessons)
    try:
        kept = await _keep(request, seen, form.version.data, written)
    except Stale as error:
        stored = take_up(form, error, Outcome)
        found = differences(form, first_lessons(stored.lessons))
        return _lessons_page(request, seen, form, 409, differences=found)
    return _gone_on(request, seen, kept)


async def show_frame(request: Request) -> Response:
    seen, row = await _writing(request)
    given = {
        "version": row.version,
        "level": row.level or str(seen.workshop.level),
        "lang": row.lang,
        "review_on": row.review_on,
    }
    form = FrameForm(data=given).offer(_levels(seen))
    return _rendered(request, "outcome_frame", seen, form)


async def save_frame(request: Request) -> Response:
    seen, row = await _writing(request)
    form = FrameForm(form_of(request)).offer(_levels(seen))
    if not form.validate():
        return _rendered(request, "outcome_frame", seen, form, 422)
    told = {name: form[name].data for name in ("level", "lang", "review_on")}
    try:
        kept = await _keep(request, seen, form.version.data, replace(_as_stored(row), **told))
    except Invalid as error:
        form.refuse(error)
        return _rendered(request, "outcome_frame", seen, form, 422)
    except Stale as error:
        stored = take_up(form, error, Outcome)
        found = differences(form, {name: getattr(stored, name) for name in told})
        return _rendered(request, "outcome_frame", seen, form, 409, differences=found)
    return _gone_on(request, seen, kept)


def _levels(seen: Seen) -> list[Level]:
    return [level for level in Level if rules.is_as_strict(level, seen.workshop.level)]


routes = [
    get("/workshops/{id:uuid}/outcome/parts/{part}", show_part, "workshops:outcome-part"),
    post("/workshops/{id:uuid}/outcome/parts/{part}", save_part, "workshops:save-outcome-part"),
    get("/workshops/{id:uuid}/outcome/lessons", show_lessons, "workshops:lessons"),
    post("/workshops/{id:uuid}/outcome/lessons", save_lessons, "workshops:save-lessons"),
    get("/workshops/{id:uuid}/outcome/frame", show_frame, "workshops:outcome-frame"),
    post("/workshops/{id:uuid}/outcome/frame", save_frame, "workshops:save-outcome-frame"),
]
