"""A supervisor's own profile, and the secretariat's check of it (/supervision/profile, /desk)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _, lazy
from network.kernel.travel import home_of
from network.supervision import policy
from network.supervision.actions import supervisors as actions
from network.supervision.forms.supervisors import NoteForm, SupervisorForm, VerifyForm
from network.supervision.models import Supervisor
from network.supervision.queries import availability as queries
from network.supervision.queries import people
from network.supervision.queries.supervisors import supervisor_of
from network.supervision.rules import supervisors as rules
from network.supervision.rules.supervisors import Missing
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of

_PLAIN = (
    "licence_body",
    "licence_country",
    "practice_years",
    "survivor_years",
    "training_hours",
    "own_supervision",
    "kinds",
    "codes",
    "about",
    "conflicts",
    "most_supervisees",
    "most_groups",
    "audience",
    "is_open",
    "takes_urgent",
    "needs_confirming",
)
_MISSING = {
    Missing.LICENCE: lazy("Who gave the licence, and in which country"),
    Missing.PRACTICE: lazy("At least five years of practice"),
    Missing.SURVIVORS: lazy("At least two years with survivors"),
    Missing.TRAINING: lazy("Training as a supervisor, in hours"),
    Missing.OWN_SUPERVISION: lazy("Your own supervision"),
    Missing.LANGUAGES: lazy("A language at B2 or better"),
    Missing.KINDS: lazy("Whom you supervise"),
}


async def _own(request: Request) -> Supervisor | None:
    actor = actor_of(request)
    supervisor = await supervisor_of(actor.person_id)
    if supervisor is None and not policy.can_propose(actor):
        raise NotFound
    return supervisor


async def show_profile(request: Request) -> Response:
    supervisor = await _own(request)
    if supervisor is None:
        return _page(request, None, SupervisorForm().offer())
    given: dict[str, Any] = {name: getattr(supervisor, name) for name in (*_PLAIN, "version")}
    form = SupervisorForm(data={**given, "spoken": supervisor.languages})
    return _page(request, supervisor, form.offer())


def _page(
    request: Request,
    supervisor: Supervisor | None,
    form: SupervisorForm,
    status: int = 200,
    differences: Any = (),
) -> Response:
    return render(
        request,
        "supervision/profile.html",
        status,
        supervisor=supervisor,
        form=form,
        missing=missing_words(supervisor) if supervisor else [],
        is_due=supervisor is not None and rules.is_due(supervisor, clock.now()),
        differences=differences,
    )


def missing_words(supervisor: Supervisor) -> list[str]:
    """What a profile still needs, in words."""
    return [str(_MISSING[code]) for code in rules.missing(supervisor)]


async def save_profile(request: Request) -> Response:
    supervisor = await _own(request)
    form = SupervisorForm(form_of(request)).offer()
    if not form.validate():
        return _page(request, supervisor, form, 422)
    values = {name: form[name].data for name in _PLAIN} | {"languages": form.spoken.data}
    try:
        said = await _save(request, supervisor, form.version.data, values)
    except Stale as error:
        found = meanwhile(form, error, _PLAIN)
        return _page(request, supervisor, form, 409, found)
    flash(request, said)
    return see_other("supervision:profile")


async def _save(
    request: Request, supervisor: Supervisor | None, version: int, values: dict[str, Any]
) -> str:
    actor = actor_of(request)
    if supervisor is None:
        await actions.propose(actor, home_of(visit_of(request).where), **values)
        return _("Your profile is proposed. The secretariat checks it and writes to you.")
    before = supervisor.state
    await actions.edit_profile(actor, supervisor, version, **values)
    if supervisor.state is not before:
        return _("Saved. The secretariat checks it again before new sessions can be booked.")
    return _("Your profile is saved.")


# the secretariat ---------------------------------------------------------------------------------


async def show_desk(request: Request) -> Response:
    actor = actor_of(request)
    desk = await queries.desk(actor)
    rows = [*desk.waiting, *desk.due, *desk.verified, *desk.paused]
    return render(
        request,
        "supervision/desk.html",
        desk=desk,
        named=await people.names(actor, [row.person_id for row in rows]),
        missing={row.id: len(rules.missing(row)) for row in desk.waiting},
    )


async def show_check(request: Request) -> Response:
    supervisor = await queries.get_for_desk(actor_of(request), id_in(request))
    form = VerifyForm(data={"checked_on": clock.now().date()})
    return await _check_page(request, supervisor, form, NoteForm())


async def _check_page(
    request: Request, supervisor: Supervisor, form: VerifyForm, note: NoteForm, status: int = 200
) -> Response:
    actor = actor_of(request)
    return render(
        request,
        "supervision/verify.html",
        status,
        supervisor=supervisor,
        named=(await people.names(actor, [supervisor.person_id]))[supervisor.person_id],
        form=form,
        note=note,
        missing=missing_words(supervisor),
        is_due=rules.is_due(supervisor, clock.now()),
        is_own=not policy.can_verify(actor, supervisor),
    )


async def verify(request: Request) -> Response:
    supervisor = await queries.get_for_desk(actor_of(request), id_in(request))
    form = VerifyForm(form_of(request))
    if not form.validate():
        return await _check_page(request, supervisor, form, NoteForm(), 422)
    try:
        await actions.verify(actor_of(request), supervisor, form.checked_on.data)
    except Invalid as error:
        form.refuse(error)
        return await _check_page(request, supervisor, form, NoteForm(), 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _check_page(request, supervisor, form, NoteForm(), 409)
    flash(request, _("Verified. Supervisees can find and book this supervisor now."))
    return see_other("desk:supervisors")


async def answer(request: Request) -> Response:
    """Pause a profile, or ask its supervisor for more; both with words to them."""
    supervisor = await queries.get_for_desk(actor_of(request), id_in(request))
    note, act = NoteForm(form_of(request)), request.path_params["act"]
    if act not in ("pause", "question"):
        raise NotFound
    blank = VerifyForm(data={"checked_on": clock.now().date()})
    if not note.validate():
        return await _check_page(request, supervisor, blank, note, 422)
    try:
        if act == "pause":
            await actions.pause(actor_of(request), supervisor, note.note.data)
        else:
            await actions.ask_back(actor_of(request), supervisor, note.note.data)
    except Conflict as error:
        note.notices.append(error.message)
        return await _check_page(request, supervisor, blank, note, 409)
    flash(request, _("Done. The supervisor is told and sees your words."))
    return see_other("desk:supervisors")


routes = [
    get("/supervision/profile", show_profile, "supervision:profile"),
    post("/supervision/profile", save_profile, "supervision:save-profile"),
    get("/desk/supervisors", show_desk, "desk:supervisors"),
    get("/desk/supervisors/{id:uuid}", show_check, "desk:supervisor"),
    post("/desk/supervisors/{id:uuid}/verification", verify, "desk:verify-supervisor"),
    post("/desk/supervisors/{id:uuid}/{act}", answer, "desk:answer-supervisor"),
]
