"""A session within 72 hours (/supervision/urgent): asking for one, and giving one."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, languages, moments
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions import urgent as actions
from network.supervision.forms.urgent import TakeForm, UrgentForm
from network.supervision.models import Supervisor, UrgentRequest, UrgentState
from network.supervision.pages import times
from network.supervision.queries import people
from network.supervision.queries import polls as clocks
from network.supervision.queries import urgent as queries
from network.supervision.rules import polls as poll_rules
from network.supervision.rules import urgent as rules
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of


async def show_urgent(request: Request) -> Response:
    own = await queries.languages_of(actor_of(request))
    form = UrgentForm(None, spoken=own).offer(own)
    return await _page(request, form)


async def _page(request: Request, form: UrgentForm, status: int = 200) -> Response:
    actor, zone, now = actor_of(request), visit_of(request).where, clock.now()
    can_ask, to_help = policy.can_ask_urgent(actor), await queries.to_help(actor)
    if not can_ask and not to_help:
        raise NotFound
    mine = await queries.own_request(actor)
    near = await queries.focal_points(actor)
    named = await people.names(actor, near)
    return render(
        request,
        "supervision/urgent.html",
        status,
        form=form,
        mine=mine,
        state=rules.state_at(mine, now) if mine else None,
        ends=moments.moment(mine.ends_at, zone) if mine else "",
        can_ask=can_ask,
        to_help=[(row, moments.moment(row.ends_at, zone), _names(row)) for row in to_help],
        focal_points=[named[who] for who in near],
        states=UrgentState,
    )


def _names(request: UrgentRequest) -> list[str]:
    return [languages.name(code) for code in request.languages]


async def ask(request: Request) -> Response:
    actor = actor_of(request)
    form = UrgentForm(form_of(request)).offer(await queries.languages_of(actor))
    if not form.validate():
        return await _page(request, form, 422)
    try:
        await actions.ask(actor, form.spoken.data)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, form, 409)
    flash(request, _("Sent. Supervisors with room are told now."))
    return see_other("urgent:list")


async def withdraw(request: Request) -> Response:
    found = await queries.get_own(actor_of(request), id_in(request))
    await actions.withdraw(actor_of(request), found)
    flash(request, _("Taken back. You can ask again at any time."))
    return see_other("urgent:list")


async def show_request(request: Request) -> Response:
    found, supervisor = await queries.get_request(actor_of(request), id_in(request))
    return await _request_page(request, found, supervisor, TakeForm(None))


async def _request_page(
    request: Request,
    found: UrgentRequest,
    supervisor: Supervisor,
    form: TakeForm,
    status: int = 200,
) -> Response:
    zone, now = visit_of(request).where, clock.now()
    is_open = rules.state_at(found, now) is UrgentState.OPEN
    slots = await queries.times_for(supervisor, found) if is_open else []
    asker = (await clocks.clocks_of([found.person_id])).get(found.person_id)
    days: dict[Any, list[tuple[times.Both, str]]] = {}
    for slot in slots:
        when = times.both(slot.starts_at, slot.minutes, zone, "")
        feel = poll_rules.feel(slot.starts_at, asker.zone) if asker else poll_rules.Feel.FITS
        days.setdefault(moments.local_day(slot.starts_at, zone), []).append((when, feel))
    return render(
        request,
        "supervision/urgent_request.html",
        status,
        found=found,
        is_open=is_open,
        session_id=await _own_session(found, supervisor.person_id),
        languages=[languages.name(code) for code in rules.common(supervisor, found.languages)],
        ends=moments.moment(found.ends_at, zone),
        days=days,
        form=form,
        minutes=supervisor.minutes,
        place=moments.place(visit_of(request).zone),
    )


async def _own_session(found: UrgentRequest, person_id: UUID) -> UUID | None:
    """The session that came of it, for the supervisor who gives it."""
    return found.session_id if await queries.is_taken_by(found, person_id) else None


async def take(request: Request) -> Response:
    found, supervisor = await queries.get_request(actor_of(request), id_in(request))
    form = TakeForm(form_of(request))
    if not form.validate():
        return await _request_page(request, found, supervisor, form, 422)
    try:
        session = await actions.take(actor_of(request), supervisor, found, form.slot.data)
    except Invalid as error:
        form.refuse(error)
        return await _request_page(request, found, supervisor, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        again, supervisor = await queries.get_request(actor_of(request), found.id)
        return await _request_page(request, again, supervisor, form, 409)
    flash(request, _("Thank you. The session is booked and your colleague is told."))
    return see_other("sessions:show", id=session.id)


routes: list[Any] = [
    get("/supervision/urgent", show_urgent, "urgent:list"),
    post("/supervision/urgent", ask, "urgent:ask"),
    get("/supervision/urgent/{id:uuid}", show_request, "urgent:show"),
    post("/supervision/urgent/{id:uuid}/answer", take, "urgent:take"),
    post("/supervision/urgent/{id:uuid}/withdrawal", withdraw, "urgent:withdraw"),
]
