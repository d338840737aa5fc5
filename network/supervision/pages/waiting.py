"""The waiting list of a session: a free seat, a place in the list, an offer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _
from network.kernel.travel import Where
from network.supervision import policy
from network.supervision.actions import waiting as actions
from network.supervision.models import Seat, SupervisionSession
from network.supervision.pages import times
from network.supervision.queries import people
from network.supervision.queries import sessions as queries
from network.supervision.queries.people import Named
from network.supervision.rules import waiting as rules
from network.supervision.rules.waiting import Place, Standing
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of


@dataclass(frozen=True, slots=True)
class SeatBox:
    """What a session's page says about seats to somebody of the group who has none."""

    session_id: UUID
    place: Place
    until: str
    can_take: bool


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits, for who leads alone."""

    person_id: UUID
    name: str
    centre: str
    until: str


def seat_box(actor: Actor, session: SupervisionSession, zone: Where) -> SeatBox | None:
    """What to show somebody about the seats of a session; None when it is not for them."""
    now = clock.now()
    place = rules.place_of(session, actor.person_id, now)
    is_listed = place.standing in (Standing.WAITING, Standing.OFFERED)
    can_join = policy.can_join(actor, session) and rules.is_open(session, now)
    if place.standing is Standing.SEATED or not (is_listed or can_join):
        return None
    queue = rules.queue_of(session, now)
    return SeatBox(session.id, place, _until(place.until, zone), bool(queue.free))


def _until(at: datetime | None, zone: Where) -> str:
    return moments.moment(at, zone) if at else ""


async def show_list(request: Request) -> Response:
    session = await queries.get_session(actor_of(request), id_in(request))
    return await _page(request, session)


async def _page(
    request: Request, session: SupervisionSession, problem: str = "", status: int = 200
) -> Response:
    actor, zone = actor_of(request), visit_of(request).where
    box, leads = seat_box(actor, session, zone), policy.is_leader(actor, session)
    is_seated = policy.is_seated(actor, session)
    if not (box or leads or is_seated or policy.can_join(actor, session)):
        raise NotFound
    queue = rules.queue_of(session, clock.now())
    listed = [*queue.kept, *queue.due, *queue.waiting] if leads else []
    shown = await people.names(actor, {session.leader_id, *(s.person_id for s in listed)})
    return render(
        request,
        "supervision/waiting.html",
        status,
        session=session,
        when=times.of_session(session, zone, shown[session.leader_id].where),
        box=box,
        is_seated=is_seated,
        leads=leads,
        offered=[_waiter(s, shown, zone) for s in listed if s not in queue.waiting],
        waiting=[_waiter(s, shown, zone) for s in listed if s in queue.waiting],
        free=queue.free,
        problem=problem,
    )


def _waiter(seat: Seat, named: dict[UUID, Named], zone: Where) -> Waiter:
    who = named[seat.person_id]
    return Waiter(who.id, who.name, who.centre, _until(seat.offered_until, zone))


async def join(request: Request) -> Response:
    session = await queries.get_session(actor_of(request), id_in(request))
    try:
        standing = await actions.join(actor_of(request), session)
    except Conflict as error:
        return await _conflict(request, error)
    if standing is Standing.SEATED:
        flash(request, _("You have a seat."))
    else:
        flash(request, _("You are on the list. You are told when a seat is free."))
    return see_other("sessions:show", id=session.id)


async def _conflict(request: Request, error: Conflict) -> Response:
    session = await queries.get_session(actor_of(request), id_in(request))
    return await _page(request, session, error.message, 409)


async def accept(request: Request) -> Response:
    session = await queries.get_session(actor_of(request), id_in(request))
    try:
        await actions.accept(actor_of(request), session)
    except Conflict as error:
        return await _conflict(request, error)
    flash(request, _("You have a seat."))
    return see_other("sessions:show", id=session.id)


async def decline(request: Request) -> Response:
    session = await queries.get_session(actor_of(request), id_in(request))
    try:
        await actions.decline(actor_of(request), session)
    except Conflict as error:
        return await _conflict(request, error)
    flash(request, _("You are off the list."))
    return see_other("waiting:show", id=session.id)


async def reorder(request: Request) -> Response:
    session = await queries.get_session(actor_of(request), id_in(request))
    is_up = form_of(request).get("way") == "up"
    try:
        await actions.reorder(actor_of(request), session, id_in(request, "person"), is_up=is_up)
    except Conflict as error:
        return await _conflict(request, error)
    return see_other("waiting:show", id=session.id)


routes: list[Any] = [
    get("/supervision/sessions/{id:uuid}/waiting", show_list, "waiting:show"),
    post("/supervision/sessions/{id:uuid}/seat", join, "waiting:join"),
    post("/supervision/sessions/{id:uuid}/seat/acceptance", accept, "waiting:accept"),
    post("/supervision/sessions/{id:uuid}/seat/refusal", decline, "waiting:decline"),
    post("/supervision/sessions/{id:uuid}/waiting/{person:uuid}", reorder, "waiting:reorder"),
]
