"""Writing an application piece by piece, and sending it (/visits/{id}/apply)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import applying as actions
from network.exchanges.forms.application_parts import LEVELS
from network.exchanges.forms.applying import FORMS, PieceForm
from network.exchanges.models.offers import ExchangeCall
from network.exchanges.models.visits import Application, Visit
from network.exchanges.pages import application_views as views
from network.exchanges.pages import earliest
from network.exchanges.pages.application_parts import routes as part_routes
from network.exchanges.pages.application_start import routes as start_routes
from network.exchanges.pages.drafts import draft_of, kept_in
from network.exchanges.pieces import NAMES, PIECES, is_filled, open_pieces, required_pieces
from network.exchanges.queries import checklists, hosts, selection, visits, windows
from network.exchanges.rules import guards, names, offers, states
from network.exchanges.rules.facts import Facts
from network.exchanges.rules.guards import Code
from network.exchanges.vocabulary import Move, Part, VisitState
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.people import queries as people
from network.web.differing import Difference, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of


@dataclass(frozen=True, slots=True)
class Task:
    """A piece in the list of an application that is being written."""

    name: str
    title: str
    state: str  # done, begun, open, optional


# the list ----------------------------------------------------------------------------------------


async def show(request: Request) -> Response:
    """The list of what is to be written; for all other readers, and later, what was written."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_read_application(actor, visit):
        raise Forbidden
    if visit.state is VisitState.DRAFT and policy.can_write(actor, visit):
        return await _list_page(request, visit)
    return await _reading_page(request, visit)


async def _list_page(
    request: Request, visit: Visit, status: int = 200, problem: str = ""
) -> Response:
    actor = actor_of(request)
    application = await visits.get_application(actor, visit)
    call = await _call_of(request, visit)
    goals = await visits.goals_of(visit)
    choices = await hosts.choices_of(visit.id)
    codes = _in_the_way(request, visit, application, call, len(goals))
    return render(
        request,
        "exchanges/apply.html",
        status,
        exchange=visit,
        call=call,
        tasks=_tasks(application, call),
        goals=goals,
        hosts=views.wanted(actor, visit, choices),
        returned_note=application.returned_note,
        is_late=Code.CALL_CLOSED in codes,
        reasons=[guards.text(code) for code in codes if code is not Code.CALL_CLOSED],
        problem=problem,
    )


async def _call_of(request: Request, visit: Visit) -> ExchangeCall | None:
    return await windows.get_call(actor_of(request), visit.call_id) if visit.call_id else None


def _tasks(application: Application, call: ExchangeCall | None) -> list[Task]:
    required = required_pieces(call.parts if call else ())
    kept = {**application.parts, **application.private}
    return [
        Task(name, str(NAMES[name]), _state(name, kept, is_required=name in required))
        for name in PIECES
    ]


def _state(name: str, kept: dict[str, object], *, is_required: bool) -> str:
    if kept.get(name) and is_filled(name, kept):
        return "done"
    if kept.get(name):
        return "begun"
    return "open" if is_required else "optional"


def _in_the_way(
    request: Request, visit: Visit, application: Application, call: ExchangeCall | None, goals: int
) -> list[Code]:
    """Why the application cannot be sent yet, by the same rules that refuse it."""
    facts = Facts(
        state=VisitState.DRAFT,
        is_complete=not open_pieces(application.parts, call.parts if call else ()),
        goals=goals,
        has_conduct=not visit_of(request).owes_conduct,
        is_call_closed=call is not None
        and offers.needs_open_call(visit)
        and not offers.takes(call, windows.today()),
    )
    return states.refusals(Move.SUBMIT, facts, Part.VISITOR, clock.now())


async def _reading_page(request: Request, visit: Visit) -> Response:
    actor = actor_of(request)
    application = await visits.get_application(actor, visit)
    levels = dict(LEVELS)
    goals = await visits.goals_of(visit)
    return render(
        request,
        "exchanges/apply_read.html",
        exchange=visit,
        state=str(names.STATES[visit.state]),
        sections=views.sections(actor, visit, application),
        goals=[(goal.specific, views.goal_answers(goal, levels)) for goal in goals],
        hosts=[]
        if policy.reads_as_host(actor, visit)
        else views.wanted(actor, visit, await hosts.choices_of(visit.id)),
        rank=None if policy.reads_as_host(actor, visit) else await selection.rank_of(visit),
        is_own=policy.can_write(actor, visit),
        can_endorse=_can_endorse(request, visit),
    )


def _can_endorse(request: Request, visit: Visit) -> bool:
    is_home = Part.HOME in policy.parts_in(actor_of(request), visit)
    return is_home and visit.state is VisitState.SUBMITTED


async def submit(request: Request) -> Response:
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_write(actor, visit):
        raise Forbidden
    try:
        await actions.submit(actor, visit)
    except Stale:
        raise
    except Conflict as error:
        if visit.state is not VisitState.DRAFT:
            raise
        return await _list_page(request, visit, 409, error.message)
    flash(request, _("Your application is sent. The coordinator of your centre reads it next."))
    return see_other("visits:apply", id=visit.id)


# one piece ---------------------------------------------------------------------------------------


async def show_piece(request: Request) -> Response:
    actor, visit, name = actor_of(request), await draft_of(request), _piece_in(request)
    application = await visits.get_application(actor, visit)
    stored = kept_in(application, name)
    if name == "person" and not stored:
        stored = await _from_account(request)
    form = FORMS[name].of(stored, application.version)
    return await _piece_page(request, visit, name, form)


def _piece_in(request: Request) -> str:
    name = str(request.path_params["piece"])
    if name not in PIECES:
        raise NotFound
    return name


async def _from_account(request: Request) -> dict[str, object]:
    """What one's own account says already; nothing is kept of it before it is saved."""
    own = await people.get_own(actor_of(request))
    spoken = {entry["code"]: "B2" for entry in own.languages if "code" in entry}
    return {"profession": own.profession, "languages": spoken}


async def _piece_page(
    request: Request,
    visit: Visit,
    name: str,
    form: PieceForm,
    status: int = 200,
    differences: list[Difference] | None = None,
) -> Response:
    has_days = name == "practical"
    return render(
        request,
        "exchanges/piece.html",
        status,
        exchange=visit,
        title=str(NAMES[name]),
        piece=name,
        form=form,
        fields=[field.name for field in form if field.name != "version"],
        is_private=PIECES[name].is_private,
        is_respite=visit.purpose == "EX-RESP",
        earliest=earliest.words(await checklists.earliest_start(visit)) if has_days else "",
        differences=differences or [],
    )


async def save_piece(request: Request) -> Response:
    actor, visit, name = actor_of(request), await draft_of(request), _piece_in(request)
    form = FORMS[name](form_of(request)).offer()
    if not form.validate():
        return await _piece_page(request, visit, name, form, 422)
    try:
        kept = await actions.save_piece(actor, visit, name, form.version.data, form.values())
    except Invalid as error:
        form.refuse(error)
        return await _piece_page(request, visit, name, form, 422)
    except Stale as error:
        return await _meanwhile(request, visit, name, form, error)
    flash(request, _("This is kept. You can change it until you send the application."))
    if form_of(request).get("act") == "next":
        return await _next(request, visit, name, kept)
    return see_other("visits:apply", id=visit.id)


async def _next(request: Request, visit: Visit, name: str, application: Application) -> Response:
    """The next piece that still has to be filled in, or the list."""
    call = await _call_of(request, visit)
    left = [p for p in open_pieces(application.parts, call.parts if call else ()) if p != name]
    if left:
        return see_other("visits:piece", id=visit.id, piece=left[0])
    return see_other("visits:apply", id=visit.id)


async def _meanwhile(
    request: Request, visit: Visit, name: str, form: PieceForm, error: Stale
) -> Response:
    """Both versions of a piece, with everything typed still in the form."""
    stored = take_up(form, error, Application)
    before = {one.label: one.text for one in views.answers(name, kept_in(stored, name))}
    typed = {one.label: one.text for one in views.answers(name, form.values())}
    found = [
        (label, before.get(label, ""), typed.get(label, ""))
        for label in dict.fromkeys([*before, *typed])
        if before.get(label) != typed.get(label)
    ]
    if not found:
        form.notices.append(_("Another part was changed meanwhile. Save once more."))
    return await _piece_page(request, visit, name, form, 409, found)


routes = [
    *start_routes,
    get("/visits/{id:uuid}/apply", show, "visits:apply"),
    post("/visits/{id:uuid}/apply/submission", submit, "visits:submit"),
    *part_routes,
    get("/visits/{id:uuid}/apply/{piece}", show_piece, "visits:piece"),
    post("/visits/{id:uuid}/apply/{piece}", save_piece, "visits:save-piece"),
]
