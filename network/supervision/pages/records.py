"""Saying what became of a session (/supervision/sessions/{id}/record)."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions import recording as actions
from network.supervision.forms.records import (
    NotHeldForm,
    PresenceForm,
    RecordForm,
    ReflectionForm,
    report,
)
from network.supervision.models import Attendance, Seat, SeatState, SessionState, SupervisionSession
from network.supervision.pages.sessions import session_page
from network.supervision.queries import people
from network.supervision.queries import sessions as queries
from network.supervision.rules import sessions as rules
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of

Presences = list[tuple[UUID, PresenceForm]]
_KNOWN = (SessionState.RECORDED, SessionState.VERIFIED, SessionState.NOT_HELD)


async def _led(request: Request) -> SupervisionSession:
    session = await queries.get_session(actor_of(request), id_in(request))
    state = rules.state_at(session, clock.now())
    is_over = rules.waits_for_record(session, clock.now()) or state in _KNOWN
    if not policy.is_leader(actor_of(request), session) or not is_over:
        raise NotFound
    return session


async def show_record(request: Request) -> Response:
    session = await _led(request)
    form = RecordForm(
        data={
            "minutes": session.held_minutes or session.minutes,
            "themes": session.themes,
            "restorative": session.restorative,
            "is_heavy": session.is_heavy,
        }
    ).offer()
    return await _page(request, session, form, _presences(session))


def _presences(session: SupervisionSession, request: Request | None = None) -> Presences:
    posted = form_of(request) if request else None
    return [
        (
            seat.person_id,
            PresenceForm(
                posted,
                prefix=f"p{number}-",
                data={
                    "attendance": seat.attendance or Attendance.PRESENT,
                    "missed": seat.missed_minutes,
                },
            ),
        )
        for number, seat in enumerate(_seats(session))
    ]


def _seats(session: SupervisionSession) -> list[Seat]:
    taken = [seat for seat in session.places if seat.state is SeatState.TAKEN]
    return sorted(taken, key=lambda seat: seat.id)


async def _page(
    request: Request,
    session: SupervisionSession,
    form: RecordForm,
    presences: Presences,
    status: int = 200,
) -> Response:
    named = await people.names(actor_of(request), [person for person, _form in presences])
    return render(
        request,
        "supervision/record.html",
        status,
        session=session,
        form=form,
        presences=[(named[person], one) for person, one in presences],
        not_held=NotHeldForm(),
        was=moments.moment(session.starts_at, visit_of(request).where),
        is_correction=session.held_minutes is not None,
    )


async def record(request: Request) -> Response:
    session = await _led(request)
    form = RecordForm(form_of(request)).offer()
    presences = _presences(session, request)
    is_right = [one.validate() for _person, one in presences]
    if not form.validate() or not all(is_right):
        return await _page(request, session, form, presences, 422)
    await actions.record(actor_of(request), session, report(form, presences))
    flash(request, _("Recorded. The hours are credited; those who came can object for 14 days."))
    return see_other("sessions:show", id=session.id)


async def not_held(request: Request) -> Response:
    session = await _led(request)
    form = NotHeldForm(form_of(request))
    if not form.validate():
        return see_other("records:new", id=session.id)
    await actions.not_held(actor_of(request), session, form.reason.data)
    flash(request, _("Noted as not held. No hours are credited."))
    return see_other("sessions:show", id=session.id)


async def agree(request: Request) -> Response:
    session = await queries.get_session(actor_of(request), id_in(request))
    await actions.agree(actor_of(request), session)
    flash(request, _("Thank you. The record is agreed."))
    return see_other("sessions:show", id=session.id)


async def reflect(request: Request) -> Response:
    session = await queries.get_session(actor_of(request), id_in(request))
    form = ReflectionForm(form_of(request))
    if not form.validate():
        return await session_page(request, session, 422, reflection_form=form)
    await actions.reflect(actor_of(request), session, form.text.data)
    flash(request, _("Kept for you alone.") if form.text.data else _("Deleted."))
    return see_other("sessions:show", id=session.id)


routes = [
    get("/supervision/sessions/{id:uuid}/record", show_record, "records:new"),
    post("/supervision/sessions/{id:uuid}/record", record, "records:create"),
    post("/supervision/sessions/{id:uuid}/not-held", not_held, "records:not-held"),
    post("/supervision/sessions/{id:uuid}/record/agreement", agree, "records:agree"),
    post("/supervision/sessions/{id:uuid}/reflection", reflect, "records:reflect"),
]
