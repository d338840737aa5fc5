"""My sessions and one session: what happens when, who comes, what can be done."""

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.calendars.queries import seen as calendars
from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, lazy
from network.kernel.travel import Where, home_of, stretch_of, zone_of
from network.supervision import policy
from network.supervision.actions import recording
from network.supervision.forms.booking import PlaceForm
from network.supervision.forms.records import ReflectionForm
from network.supervision.models import SeatState, SessionMove, SessionState, SupervisionSession
from network.supervision.pages import times
from network.supervision.pages.waiting import seat_box
from network.supervision.queries import availability, people
from network.supervision.queries import sessions as queries
from network.supervision.queries.people import Named
from network.supervision.rules import sessions as rules
from network.supervision.rules.names import KIND_NAMES, MODALITY_NAMES
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of, visit_of

STATE_NAMES = {
    SessionState.REQUESTED: lazy("Asked, not confirmed yet"),
    SessionState.CONFIRMED: lazy("Confirmed"),
    SessionState.DECLINED: lazy("Declined"),
    SessionState.EXPIRED: lazy("Not answered in time"),
    SessionState.CANCELLED_BY_SUPERVISEE: lazy("Cancelled"),
    SessionState.CANCELLED_BY_SUPERVISOR: lazy("Cancelled by who leads it"),
    SessionState.RECORDED: lazy("Recorded"),
    SessionState.VERIFIED: lazy("Recorded and agreed"),
    SessionState.NOT_HELD: lazy("Not held"),
}


async def list_sessions(request: Request) -> Response:
    actor = actor_of(request)
    is_past = request.query_params.get("past") == "1"
    found = await queries.own_sessions(actor, past=is_past)
    named = await people.names(actor, {row.leader_id for row in found} | _guests(found))
    zone = visit_of(request).where
    standings = await _standings(actor, found) if not is_past else {}
    return render(
        request,
        "supervision/sessions.html",
        rows=[_row(actor, session, named, zone) for session in found],
        moved=[] if is_past else _all_moved_by_rules(found, zone),
        is_past=is_past,
        kinds=KIND_NAMES,
        states=STATE_NAMES,
        standings=standings,
        offers_calendar=any(standing.channel is None for standing in standings.values()),
    )


async def _standings(actor: Actor, found: list[SupervisionSession]) -> dict[Any, Any]:
    return await calendars.standings(actor, "session", [session.id for session in found])


def _guests(found: list[SupervisionSession]) -> set[Any]:
    alone = (s for s in found if s.seats == 1)
    return {seat.person_id for session in alone for seat in session.places}


def _all_moved_by_rules(found: list[SupervisionSession], zone: Where) -> list[Any]:
    """Coming sessions that new zone rules moved, each with its moment before and now."""
    pairs = ((session, _moved_by_rules(session)) for session in found)
    return [
        (session, moments.moment(move.from_at, zone), moments.moment(session.starts_at, zone))
        for session, move in pairs
        if move
    ]


def _row(actor: Actor, session: SupervisionSession, named: dict[Any, Named], zone: Where) -> Any:
    leads = policy.is_leader(actor, session)
    other = _other(actor, session)
    return {
        "session": session,
        "state": rules.state_at(session, clock.now()),
        "with": named[other].name if other in named else "",
        "time": times.of_session(session, zone, named[other].where if other in named else ""),
        "leads": leads,
        "waits": leads and rules.waits_for_record(session, clock.now()),
    }


def _other(actor: Actor, session: SupervisionSession) -> Any:
    """Whom the reader meets: who leads, or for who leads an individual session the other one."""
    if not policy.is_leader(actor, session):
        return session.leader_id
    seated = [s.person_id for s in session.places if s.state is not SeatState.LEFT]
    return seated[0] if session.seats == 1 and seated else None


async def show_session(request: Request) -> Response:
    return await session_page(request, await found_session(request))


async def found_session(request: Request) -> SupervisionSession:
    return await queries.get_session(actor_of(request), id_in(request))


async def session_page(
    request: Request, session: SupervisionSession, status: int = 200, **more: Any
) -> Response:
    """One session as its reader may see it."""
    actor, zone, now = actor_of(request), visit_of(request).where, clock.now()
    leads = policy.is_leader(actor, session)
    shown = _shown_people(actor, session)
    named = await people.names(actor, {session.leader_id, *shown, *_movers(session, shown)})
    state = rules.state_at(session, now)
    can_change = rules.can_change(session, now)
    seat = next((s for s in session.places if s.person_id == actor.person_id), None)
    is_seated = policy.is_seated(actor, session)
    return render(
        request,
        "supervision/session.html",
        status,
        session=session,
        state=state,
        states=STATE_NAMES,
        kinds=KIND_NAMES,
        modalities=MODALITY_NAMES,
        leader=named[session.leader_id],
        time=times.of_session(session, zone, _their_clocks(actor, session, named)),
        travel=_travel(session, zone),
        clocks=_clocks(session, [named[key] for key in shown]),
        members=[named[key] for key in shown],
        shows_members=policy.can_see_members(actor, session.agreement),
        moves=_moves(session, named, zone),
        leads=leads,
        seat=seat,
        notes=[(named[s.person_id], s.note) for s in session.places if s.note and leads],
        is_seated=is_seated,
        can_answer=leads and state is SessionState.REQUESTED,
        can_move=can_change and policy.can_move(actor, session),
        can_cancel=can_change and (leads or is_seated),
        can_place=leads and can_change,
        asks_moment=leads and can_change and _moved_by_rules(session) is not None,
        is_small=leads and _is_small(session, now),
        cancelled_by=named[session.cancelled_by_id].name
        if session.cancelled_by_id in named
        else "",
        can_see_list=leads and session.seats > 1 and can_change,
        box=seat_box(actor, session, zone),
        shows_place=rules.shows_place(session, now) and bool(session.place),
        waits_for_record=leads and rules.waits_for_record(session, now),
        is_coming=rules.is_coming(session, now),
        is_tight=is_tight(session, now),
        can_correct=leads and state in (*rules.HELD, SessionState.NOT_HELD),
        can_agree=is_seated and state is SessionState.RECORDED,
        can_reflect=seat is not None and session.starts_at <= now,
        instead=await _instead(actor, session, state),
        calendar=await _calendar(actor, session, state),
        unexcused=[named[key] for key in await _unexcused(session, leads=leads) if key in named],
        **{
            "place_form": PlaceForm(data={"place": session.place}),
            "reflection_form": ReflectionForm(
                data={"text": recording.reflection_of(actor, session)}
            ),
            **more,
        },
    )


async def _calendar(actor: Actor, session: SupervisionSession, state: SessionState) -> Any:
    """How a session that stands is shown in people's own calendars; none if the reader has none."""
    if state is not SessionState.CONFIRMED or not rules.is_coming(session, clock.now()):
        return None
    leads = policy.is_leader(actor, session)
    found = await calendars.standings(actor, "session", [session.id], leads=leads)
    return found.get(session.id)


async def _instead(
    actor: Actor, session: SupervisionSession, state: SessionState
) -> dict[str, Any] | None:
    """For whose session was called off: the same supervisor's free times, and who stands in."""
    called_off = state in (SessionState.CANCELLED_BY_SUPERVISOR, SessionState.DECLINED)
    if not called_off or policy.is_leader(actor, session) or session.seats > 1:
        return None
    stand_in = await availability.stand_in_on(session.leader_id, session.starts_at.date())
    if stand_in is None:
        return {"stand_in": None}
    named = await people.names(actor, [stand_in.person_id])
    return {"stand_in": named[stand_in.person_id]}


async def _unexcused(session: SupervisionSession, *, leads: bool) -> list[Any]:
    return await recording.unexcused(session) if leads else []


def _shown_people(actor: Actor, session: SupervisionSession) -> list[Any]:
    """Those with a seat, as far as the reader may know that they come."""
    seated = [s.person_id for s in session.places if s.state is SeatState.TAKEN]
    if policy.is_leader(actor, session) or policy.can_see_members(actor, session.agreement):
        return seated
    return [person for person in seated if person == actor.person_id]


def _their_clocks(actor: Actor, session: SupervisionSession, named: dict[Any, Named]) -> Where:
    other = _other(actor, session)
    return named[other].where if other in named else session.zone


def _travel(session: SupervisionSession, zone: Where) -> str:
    """What the reader's own travelling means for the hour of a session."""
    away = stretch_of(zone, session.starts_at)
    if away is None:
        return ""
    return _(
        "While you are in %(place)s this session is at %(time)s for you. "
        "At home in %(home)s it would be %(usual)s.",
        place=moments.place(away.zone),
        time=moments.time(session.starts_at, away.zone),
        home=moments.place(home_of(zone)),
        usual=moments.time(session.starts_at, home_of(zone)),
    )


def _clocks(session: SupervisionSession, members: list[Named]) -> list[Any]:
    """The local time of everybody whose town is shown, when there are several zones."""
    if session.seats == 1:
        return []
    at = session.starts_at
    return [(one.name, moments.moment(at, one.where)) for one in members if zone_of(one.where, at)]


def _movers(session: SupervisionSession, shown: list[Any]) -> set[Any]:
    """Who moved or cancelled the session, as far as the reader knows that they are of it."""
    known = {session.leader_id, *shown}
    return {
        key for key in (session.cancelled_by_id, *(m.by_id for m in session.moves)) if key in known
    }


def _moves(session: SupervisionSession, named: dict[Any, Named], zone: Where) -> list[Any]:
    found = sorted(session.moves, key=lambda move: move.created_at)
    return [
        {
            "was": moments.moment(move.from_at, zone),
            "reason": move.reason,
            "by_rules": move.by_id is None,
            "by": named[move.by_id].name if move.by_id in named else "",
        }
        for move in found
    ]


def _moved_by_rules(session: SupervisionSession) -> SessionMove | None:
    """The last move, when it was new zone rules that made it: its leader is asked what to keep."""
    latest = max(session.moves, key=lambda move: move.created_at, default=None)
    return latest if latest and latest.by_id is None else None


def _is_small(session: SupervisionSession, now: datetime) -> bool:
    """Whether a group has too few people a day before it meets."""
    is_near = now < session.starts_at <= now + timedelta(hours=24)
    return is_near and session.seats > 1 and len(queries.people_in(session)) <= rules.FEWEST


def is_tight(session: SupervisionSession, now: datetime) -> bool:
    """Whether cancelling now is later than was agreed."""
    hours = session.agreement.cancel_hours if session.agreement else 0
    return rules.is_late(session.starts_at, hours, now)


routes = [
    get("/supervision/sessions", list_sessions, "sessions:list"),
    get("/supervision/sessions/{id:uuid}", show_session, "sessions:show"),
]
