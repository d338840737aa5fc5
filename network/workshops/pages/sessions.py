"""The sessions of a workshop, each on its own clocks (/workshops/{id}/sessions)."""

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops import policy
from network.workshops.actions import sessions as actions
from network.workshops.actions.scheduling import Sitting
from network.workshops.forms.agenda import VersionForm
from network.workshops.forms.sessions import SessionForm, as_typed
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.pages import agenda_shown
from network.workshops.queries import workshops
from network.workshops.rules.states_table import IN_CALENDARS
from network.workshops.vocabulary import WorkshopState

_WRITTEN_IN = (
    *IN_CALENDARS,
    WorkshopState.DRAFT,
    WorkshopState.CHECKED,
    WorkshopState.POSTPONED,
)


async def show_sessions(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    rows = await workshops.sessions_of(seen.workshop.id)
    runs = policy.can_run(actor, *seen)
    is_open = seen.workshop.state in _WRITTEN_IN
    return render(
        request,
        "workshops/sessions.html",
        workshop=seen.workshop,
        sessions=agenda_shown.headings(
            rows, visit_of(request).where, knows_town=policy.knows_town(actor, *seen)
        ),
        period=moments.period(seen.workshop.first_on, seen.workshop.last_on),
        can_write=runs and is_open,
        is_over=runs and not is_open,
        is_announced=seen.workshop.state in IN_CALENDARS,
        can_see_draft=policy.can_see_draft_agenda(actor, *seen),
    )


async def show_new(request: Request) -> Response:
    workshop = await _run_by(request)
    first_on = workshop.first_on or clock.now().date()
    given = {"on": first_on, "zone": workshop.zone}
    return _page(request, workshop, SessionForm(data=given))


async def add(request: Request) -> Response:
    workshop = await _run_by(request)
    form = SessionForm(form_of(request)).offer(workshop.zone)
    if not form.validate():
        return _page(request, workshop, form, 422)
    try:
        await actions.add_session(actor_of(request), workshop, _sitting(form))
    except Invalid as error:
        form.refuse(error)
        return _page(request, workshop, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return _page(request, workshop, form, 409)
    flash(request, _("Added."))
    return see_other("workshops:sessions", id=workshop.id)


async def show_session(request: Request) -> Response:
    workshop = await _run_by(request)
    session = await _session(request, workshop)
    return _page(request, workshop, SessionForm(data=as_typed(session)), session=session)


async def change(request: Request) -> Response:
    workshop = await _run_by(request)
    session = await _session(request, workshop)
    form = SessionForm(form_of(request)).offer(workshop.zone)
    if not form.validate():
        return _page(request, workshop, form, 422, session=session)
    actor, version = actor_of(request), int(form.version.data)
    try:
        await actions.change_session(actor, workshop, session.id, version, _sitting(form))
    except Invalid as error:
        form.refuse(error)
        return _page(request, workshop, form, 422, session=session)
    except Stale as error:
        return _meanwhile(request, workshop, form, error)
    except Conflict as error:
        form.notices.append(error.message)
        return _page(request, workshop, form, 409, session=session)
    flash(request, _("Saved."))
    return see_other("workshops:sessions", id=workshop.id)


async def remove(request: Request) -> Response:
    workshop = await _run_by(request)
    version = int(VersionForm(form_of(request)).version.data)
    session_id = id_in(request, "session")
    await actions.remove_session(actor_of(request), workshop, session_id, version)
    flash(request, _("Taken out. What was planned in it stays on the agenda, without a time."))
    return see_other("workshops:sessions", id=workshop.id)


async def _run_by(request: Request) -> Workshop:
    """A workshop the reader runs; who only sees it is told so."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    require(policy.can_run(actor, *seen))
    return seen.workshop


async def _session(request: Request, workshop: Workshop) -> WorkshopSession:
    wanted = id_in(request, "session")
    found = [row for row in await workshops.sessions_of(workshop.id) if row.id == wanted]
    if not found:
        raise NotFound
    return found[0]


def _sitting(form: SessionForm) -> Sitting:
    return Sitting(
        wall=form.wall,
        minutes=form.minutes.data or 0,
        zone=form.zone.data,
        title=form.title.data,
        place=form.place.data,
        second=form.second.is_second,
    )


def _meanwhile(request: Request, workshop: Workshop, form: SessionForm, error: Stale) -> Response:
    """Both versions, with everything typed still in the form."""
    session = take_up(form, error, WorkshopSession)
    if session.removed_at:
        raise error
    found = differences(form, as_typed(session))
    return _page(request, workshop, form, 409, session=session, found=found)


def _page(
    request: Request,
    workshop: Workshop,
    form: SessionForm,
    status: int = 200,
    *,
    session: WorkshopSession | None = None,
    found: list[Difference] | None = None,
) -> Response:
    return render(
        request,
        "workshops/session_form.html",
        status,
        workshop=workshop,
        form=form.offer(workshop.zone),
        session=session,
        differences=found or [],
        asks_second=bool(form.second.errors or form.second.data),
        period=moments.period(workshop.first_on, workshop.last_on),
        action=_action(workshop, session),
    )


def _action(workshop: Workshop, session: WorkshopSession | None) -> str:
    if session is None:
        return path_for("workshops:session-add", id=workshop.id)
    return path_for("workshops:session-change", id=workshop.id, session=session.id)


_SESSION = "/workshops/{id:uuid}/sessions/{session:uuid}"
routes = [
    get("/workshops/{id:uuid}/sessions", show_sessions, "workshops:sessions"),
    get("/workshops/{id:uuid}/sessions/new", show_new, "workshops:session-new"),
    post("/workshops/{id:uuid}/sessions/new", add, "workshops:session-add"),
    get(_SESSION, show_session, "workshops:session"),
    post(_SESSION, change, "workshops:session-change"),
    post(f"{_SESSION}/removal", remove, "workshops:session-remove"),
]
