"""Saying what became of sessions, agreeing to it, and what time does when nobody does."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock, keys, moments, zones
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, require
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions.booking import change_state
from network.supervision.models import (
    Agreement,
    Attendance,
    HoursEntry,
    Seat,
    SeatState,
    SessionState,
    SupervisionSession,
)
from network.supervision.queries import records as queries
from network.supervision.queries import sessions
from network.supervision.rules import records as rules
from network.supervision.rules import sessions as states
from network.supervision.rules.agreements import holds_on
from network.supervision.rules.records import Line, Report

_SYSTEM = Actor()
_MORNING = 7
_NAG_AGAIN = timedelta(days=7)
_CORRECTABLE = (SessionState.RECORDED, SessionState.VERIFIED, SessionState.NOT_HELD)


async def record(actor: Actor, session: SupervisionSession, report: Report) -> None:
    """Say who came and how long it was; hours are credited at once.

    A second report corrects the first: entries are added, none is changed. Raises Conflict for a
    session that is not over.
    """
    require(policy.is_leader(actor, session))
    _check_over(session)
    async with transaction():
        await _store(session, report)
        await _keep_presences(session, report)
        await _credit(actor, session, rules.lines(session.kind, session.leader_id, report))
        await _tell(actor, session)


def _check_over(session: SupervisionSession) -> None:
    over = states.waits_for_record(session, clock.now())
    if not over and states.state_at(session, clock.now()) not in _CORRECTABLE:
        raise Conflict(_("This session is not over, or it was cancelled."))


async def _store(session: SupervisionSession, report: Report) -> None:
    changes = {
        "state": SessionState.RECORDED,
        "held_minutes": report.minutes,
        "restorative": report.restorative,
        "themes": list(report.themes),
        "is_heavy": report.is_heavy,
        "reason": "",
        "recorded_at": clock.now(),
        "verified_at": None,
    }
    if not await session.store(session.version, **changes):
        raise Conflict(_("Somebody changed this a moment ago."))


async def _keep_presences(session: SupervisionSession, report: Report) -> None:
    for person_id, presence in report.presences.items():
        await Seat.filter(session_id=session.id, person_id=person_id).update(
            attendance=presence.attendance, missed_minutes=presence.missed, note=""
        )


async def _credit(actor: Actor, session: SupervisionSession, lines: Iterable[Line]) -> None:
    """Append what is new against the log as it stands; whoever dropped out gets a line of zero."""
    if not _counts(session.agreement, session):
        lines = []
    standing = {entry.person_id: entry for entry in await queries.standing_of(session.id)}
    wanted = {line.person_id: line for line in lines}
    for person_id in {*wanted, *standing}:
        await _append(actor, session, standing.get(person_id), wanted.get(person_id))


def _counts(agreement: Agreement | None, session: SupervisionSession) -> bool:
    """Whether time counts: under an agreement that holds on the day, or in an urgent session."""
    if agreement is None:
        return session.is_urgent
    return holds_on(agreement, session.starts_at.date())


async def _append(
    actor: Actor, session: SupervisionSession, before: HoursEntry | None, line: Line | None
) -> None:
    wanted = (line.minutes, line.people, line.restorative) if line else (0, 0, 0)
    stored = (before.minutes, before.people, before.restorative) if before else (0, 0, 0)
    if wanted == stored:
        return
    person_id, role = (line.person_id, line.role) if line else (None, None)
    await HoursEntry.create(
        session_id=session.id,
        person_id=person_id or (before.person_id if before else None),
        role=role or (before.role if before else None),
        kind=session.kind,
        held_on=moments.local_day(session.starts_at, session.zone),
        minutes=wanted[0],
        people=wanted[1],
        restorative=wanted[2],
        corrects_id=before.id if before else None,
        recorded_by_id=actor.person_id,
    )


async def not_held(actor: Actor, session: SupervisionSession, reason: str) -> None:
    """Say that a session did not take place: nobody came, technical failure, or safety."""
    require(policy.is_leader(actor, session) or policy.is_seated(actor, session))
    _check_over(session)
    if not policy.is_leader(actor, session) and session.state is not SessionState.CONFIRMED:
        raise Forbidden
    async with transaction():
        changes = {"state": SessionState.NOT_HELD, "reason": reason, "held_minutes": 0}
        if not await session.store(session.version, **changes):
            raise Conflict(_("Somebody changed this a moment ago."))
        await Seat.filter(session_id=session.id).update(note="")
        await _credit(actor, session, [])
        await _tell(actor, session)


async def agree(actor: Actor, session: SupervisionSession) -> None:
    """Say that a record is right; after two weeks it counts as agreed anyhow."""
    require(policy.is_seated(actor, session))
    async with transaction():
        await change_state(session, SessionState.VERIFIED, verified_at=clock.now())


async def _tell(actor: Actor, session: SupervisionSession) -> None:
    told = tuple(p for p in sessions.people_in(session) if p != actor.person_id)
    fact = events.SessionRecorded(
        session_id=session.id, state=session.state, starts_at=session.starts_at, told=told
    )
    await outbox.record(actor, fact)


# what one keeps for oneself ----------------------------------------------------------------------


def _purpose(person_id: UUID) -> str:
    return f"reflection {person_id}"


async def reflect(actor: Actor, session: SupervisionSession, text: str) -> None:
    """Keep a thought on a session, encrypted, for oneself alone; an empty one deletes it."""
    require(session.starts_at <= clock.now())
    if actor.person_id is None:
        raise Forbidden
    sealed = keys.seal(_purpose(actor.person_id), text) if text else ""
    kept = await Seat.filter(session_id=session.id, person_id=actor.person_id).update(
        reflection=sealed
    )
    if not kept:
        raise Forbidden


def reflection_of(actor: Actor, session: SupervisionSession) -> str:
    """The actor's own thought on a session; nobody else's can be read."""
    if actor.person_id is None:
        return ""
    own = next((s for s in session.places if s.person_id == actor.person_id), None)
    sealed = own.reflection if own else ""
    return keys.unseal(_purpose(actor.person_id), sealed) or "" if sealed else ""


# the passing of time -----------------------------------------------------------------------------


async def ask_for_records() -> int:
    """Ask who led a session to record it: the next morning, then every week."""
    asked, now = 0, clock.now()
    for session in await queries.unrecorded():
        if _is_time_to_ask(session, now):
            asked += await _ask(session, now)
    return asked


def _is_time_to_ask(session: SupervisionSession, now: datetime) -> bool:
    if session.nagged_at is not None:
        return session.nagged_at + _NAG_AGAIN <= now
    local = now.astimezone(zones.zone(session.zone))
    ended_on = moments.local_day(states.ends_at(session), session.zone)
    return local.date() > ended_on and local.hour >= _MORNING


async def _ask(session: SupervisionSession, now: datetime) -> int:
    async with transaction():
        first = await SupervisionSession.filter(id=session.id, nagged_at=session.nagged_at).update(
            nagged_at=now
        )
        if first:
            fact = events.SessionToRecord(
                session_id=session.id, starts_at=session.starts_at, told=(session.leader_id,)
            )
            await outbox.record(_SYSTEM, fact)
    return first


async def settle_old() -> int:
    """Store what time has decided: records nobody objected to, sessions nobody recorded."""
    now = clock.now()
    agreed = await SupervisionSession.filter(
        state=SessionState.RECORDED, recorded_at__lte=now - states.VERIFIED_AFTER
    ).update(state=SessionState.VERIFIED, verified_at=now)
    lost = await SupervisionSession.filter(
        state=SessionState.CONFIRMED,
        starts_at__lte=now - states.NOT_HELD_AFTER - timedelta(hours=8),
    ).update(state=SessionState.NOT_HELD)
    return agreed + lost


async def unexcused(session: SupervisionSession) -> list[UUID]:
    """Those who missed this and the session before without a word; for who leads, nobody else."""
    found = []
    for seat in session.places:
        if seat.attendance is Attendance.UNEXCUSED and seat.state is SeatState.TAKEN:
            past = await queries.attendance_with(seat.person_id, session)
            if rules.unexcused_in_a_row(past) >= 2:  # noqa: PLR2004 (domain.md 4)
                found.append(seat.person_id)
    return found
