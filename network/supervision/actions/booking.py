"""Booking, answering, moving and cancelling sessions. Time is taken by the database, never by a
check before it (ADR 0011).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from network import claims, events, outbox
from network.db import refuse_repeated, transaction
from network.kernel import clock, moments, zones
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, require
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions import waiting
from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    Modality,
    Seat,
    SeatState,
    SessionMove,
    SessionState,
    SupervisionSession,
    Supervisor,
)
from network.supervision.queries import sessions as queries
from network.supervision.queries import supervisors
from network.supervision.rules import groups
from network.supervision.rules import sessions as rules
from network.supervision.rules.agreements import holds_on
from network.supervision.rules.slots import Refusal

_SYSTEM = Actor()


class SlotRefused(Conflict):
    """A start cannot be booked; `reasons` say why, the weightiest first."""

    def __init__(self, reasons: Sequence[Refusal]) -> None:
        super().__init__(_("This time is not free any more. Choose another one."))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks a supervisor for."""

    starts_at: datetime
    minutes: int
    modality: Modality = Modality.VIDEO
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWish:
    """When a group meets, on whose clocks that was agreed, and who of it cannot come."""

    starts_at: datetime
    minutes: int
    zone: str
    modality: Modality = Modality.VIDEO
    without: frozenset[UUID] = frozenset()


# asking and answering ----------------------------------------------------------------------------


async def book(
    actor: Actor, supervisor: Supervisor, agreement: Agreement, wish: Wish
) -> SupervisionSession:
    """Book a session of one's own under an active agreement.

    Confirmed at once, or held for three days where the supervisor wants to confirm. Raises
    SlotRefused when the time is not free, Conflict without an active agreement.
    """
    require(policy.party_of(agreement, actor.person_id) is not None)
    _check_agreement(agreement, wish.starts_at)
    guests = [actor.person_id] if actor.person_id else []
    await check_slot(supervisor, wish, guests)
    try:
        async with transaction():
            await lock(supervisor)
            await check_slot(supervisor, wish, guests)
            return await store_own(actor, supervisor, agreement, wish)
    except claims.Taken:
        raise SlotRefused([Refusal.BUSY]) from None


async def store_own(
    actor: Actor,
    supervisor: Supervisor,
    agreement: Agreement,
    wish: Wish,
    series_id: UUID | None = None,
) -> SupervisionSession:
    """Store a session of the actor's own that was checked before. Raises claims.Taken."""
    guests = [actor.person_id] if actor.person_id else []
    session = await _store(actor, supervisor, agreement, wish, guests)
    if series_id is not None:
        await SupervisionSession.filter(id=session.id).update(series_id=series_id)
    await _announce(actor, session, is_part=series_id is not None)
    return session


def _check_agreement(agreement: Agreement, starts_at: datetime) -> None:
    if agreement.kind not in (Kind.INDIVIDUAL, Kind.SUPERVISORS):
        raise Conflict(_("Group sessions are planned by who leads the group."))
    check_active(agreement, starts_at)


def check_active(agreement: Agreement, starts_at: datetime) -> None:
    """Raise Conflict unless sessions may be booked at this instant under an agreement."""
    if agreement.state is not AgreementState.ACTIVE:
        raise Conflict(_("The agreement is not active. Sign or renew it first."))
    if not holds_on(agreement, starts_at.date()):
        raise Conflict(_("The agreement does not hold on this day. Renew it first."))


async def check_slot(supervisor: Supervisor, wish: Wish, guests: Iterable[UUID]) -> None:
    """Raise SlotRefused with every reason unless the time is free."""
    slot = await supervisors.slot_at(supervisor, wish.starts_at, wish.minutes, guests)
    if not slot.is_free:
        await refuse_repeated()  # it may be this very form that took the time
        raise SlotRefused(slot.reasons)


async def lock(supervisor: Supervisor) -> None:
    """Bookings of one supervisor wait for one another, so that limits hold as well."""
    await Supervisor.select_for_update().only("id").get(id=supervisor.id)
    await expire_requests()


async def _store(
    actor: Actor,
    supervisor: Supervisor,
    agreement: Agreement | None,
    wish: Wish,
    guests: Sequence[UUID],
) -> SupervisionSession:
    now = clock.now()
    asks = supervisor.needs_confirming and actor.person_id != supervisor.person_id
    session = await SupervisionSession.create(
        agreement_id=agreement.id if agreement else None,
        leader_id=supervisor.person_id,
        kind=agreement.kind if agreement else Kind.INDIVIDUAL,
        state=SessionState.REQUESTED if asks else SessionState.CONFIRMED,
        starts_at=wish.starts_at,
        minutes=wish.minutes,
        before=supervisor.before,
        after=supervisor.after,
        modality=wish.modality,
        asked_by_id=actor.person_id,
        expires_at=rules.expires_at(wish.starts_at, now) if asks else None,
        is_urgent=agreement is None,
        **wall_of(wish.starts_at, supervisor.zone),
    )
    seats = [Seat(session_id=session.id, person_id=guest, note=wish.note) for guest in guests]
    await Seat.bulk_create(seats)
    await take_time(session, guests)
    return session


async def book_urgent(
    actor: Actor, supervisor: Supervisor, guest_id: UUID, starts_at: datetime, minutes: int
) -> SupervisionSession:
    """A supervisor gives a session to somebody who needs one soon, without an agreement.

    Hours, notice and limits of their own do not bind them here; time that is taken does.
    """
    require(policy.can_keep(actor, supervisor))
    wish = Wish(starts_at=starts_at, minutes=minutes)
    try:
        async with transaction():
            await lock(supervisor)
            session = await _store(actor, supervisor, None, wish, [guest_id])
            await _announce(actor, session)
    except claims.Taken:
        raise SlotRefused([Refusal.BUSY]) from None
    return session


def wall_of(starts_at: datetime, zone: str) -> dict[str, Any]:
    """What was agreed, to be stored beside the instant: wall time, zone, and whose rules."""
    local = starts_at.astimezone(zones.zone(zone))
    return {
        "zone": zone,
        "wall": local.strftime("%Y-%m-%dT%H:%M"),
        "is_second": bool(local.fold),
        "tz_version": zones.TZ_VERSION,
    }


async def take_time(session: SupervisionSession, guests: Iterable[UUID]) -> None:
    """Take the time of who leads, with buffers, and of everybody who comes. Raises claims.Taken."""
    first, last = rules.span(session)
    spans = [(session.leader_id, first, last)]
    spans += [(guest, session.starts_at, rules.ends_at(session)) for guest in guests]
    await claims.take(session.id, spans)


async def _announce(actor: Actor, session: SupervisionSession, *, is_part: bool = False) -> None:
    stored = await queries.fresh(session.id)
    told = tuple(queries.people_in(stored))
    if stored.state is SessionState.REQUESTED:
        fact: events.Event = events.SessionAsked(
            session_id=stored.id,
            starts_at=stored.starts_at,
            told=(stored.leader_id,),
            is_part=is_part,
        )
    else:
        fact = events.SessionBooked(
            session_id=stored.id,
            revision=stored.revision,
            starts_at=stored.starts_at,
            minutes=stored.minutes,
            kind=stored.kind,
            leader_id=stored.leader_id,
            told=told,
            is_part=is_part,
        )
    await outbox.record(actor, fact)


async def announce_series(actor: Actor, what: str, sessions: Sequence[SupervisionSession]) -> None:
    """Tell everybody once about several sessions; `what` is asked, planned, moved or cancelled."""
    first = await queries.fresh(sessions[0].id)
    people = queries.people_in(first)
    standing = await queries.of_series(first.series_id) if first.series_id else []
    last = standing[-1] if standing else None
    fact = events.SeriesChanged(
        session_id=first.id,
        what=what,
        count=len(sessions),
        starts_at=first.starts_at,
        told=(first.leader_id,) if what == "asked" else tuple(people),
        series_id=first.series_id,
        last_on=moments.local_day(last.starts_at, last.zone) if last else None,
        revision=await queries.revision_of(first.series_id) if first.series_id else 0,
    )
    await outbox.record(actor, fact)


async def confirm(actor: Actor, session: SupervisionSession) -> int:
    """Confirm a request, with all others of its series. Returns how many sessions.

    Raises Conflict when it ran out or was answered already.
    """
    require(policy.is_leader(actor, session))
    async with transaction():
        rows = await _asked_together(session)
        for row in rows:
            await _answer(row, SessionState.CONFIRMED, expires_at=None, nagged_at=None)
            await _announce(actor, row, is_part=len(rows) > 1)
        if len(rows) > 1:
            await announce_series(actor, "planned", rows)
    return len(rows)


async def _asked_together(session: SupervisionSession) -> list[SupervisionSession]:
    if session.series_id is None:
        return [session]
    others = await queries.of_series(session.series_id)
    return [session, *(o for o in others if o.id != session.id and o.state is session.state)]


async def decline(actor: Actor, session: SupervisionSession, reason: str = "") -> None:
    """Decline a request, with all others of its series; their time is free again."""
    require(policy.is_leader(actor, session))
    async with transaction():
        for row in await _asked_together(session):
            await _answer(row, SessionState.DECLINED, reason=reason)
            await claims.give_back(row.id)
        await outbox.record(actor, _declined(session))


async def _answer(session: SupervisionSession, state: SessionState, **changes: Any) -> None:
    if rules.state_at(session, clock.now()) is not SessionState.REQUESTED:
        raise Conflict(_("This request was answered, taken back or ran out already."))
    await change_state(session, state, **changes)


def _declined(session: SupervisionSession) -> events.SessionDeclined:
    told = tuple(p for p in queries.people_in(session) if p != session.leader_id)
    return events.SessionDeclined(session_id=session.id, starts_at=session.starts_at, told=told)


async def remind_of_requests() -> int:
    """Remind who leads once of a request that runs out within a day."""
    now, reminded = clock.now(), 0
    waiting = await SupervisionSession.filter(
        state=SessionState.REQUESTED,
        nagged_at=None,
        expires_at__gt=now,
        expires_at__lte=now + timedelta(hours=24),
        created_at__lte=now - timedelta(hours=24),
    )
    for session in waiting:
        async with transaction():
            first = await SupervisionSession.filter(id=session.id, nagged_at=None).update(
                nagged_at=now
            )
            if first:
                fact = events.SessionAsked(
                    session_id=session.id, starts_at=session.starts_at, told=(session.leader_id,)
                )
                await outbox.record(_SYSTEM, fact)
            reminded += first
    return reminded


async def expire_requests() -> int:
    """Free the time of requests that nobody answered."""
    late = await SupervisionSession.filter(
        state=SessionState.REQUESTED, expires_at__lte=clock.now()
    ).prefetch_related("places")
    for session in late:
        async with transaction():
            await change_state(session, SessionState.EXPIRED)
            await claims.give_back(session.id)
            await outbox.record(_SYSTEM, _declined(session))
    return len(late)


async def change_state(session: SupervisionSession, state: SessionState, **changes: Any) -> None:
    """Compare and set, so of two simultaneous moves one happens and one conflicts."""
    if not rules.can_become(session.state, state):
        raise Conflict(_("This was done already."))
    moved = await SupervisionSession.filter(
        id=session.id, state=session.state, version=session.version
    ).update(state=state, version=session.version + 1, changed_at=clock.now(), **changes)
    if not moved:
        raise Conflict(_("Somebody changed this a moment ago."))
    session.update_from_dict({"state": state, "version": session.version + 1, **changes})


async def set_place(actor: Actor, session: SupervisionSession, place: str) -> None:
    """Say where a session is; those who come see it a quarter of an hour before."""
    require(policy.is_leader(actor, session))
    check_changeable(session)
    async with transaction():
        if not await session.store(session.version, place=place):
            raise Conflict(_("Somebody changed this a moment ago."))


# moving ------------------------------------------------------------------------------------------


async def move(
    actor: Actor, session: SupervisionSession, starts_at: datetime, reason: str = ""
) -> None:
    """Move one session to another start; it stays the same session with the next revision.

    The supervisor may choose any time of their own; a supervisee only a free start. Raises
    SlotRefused when the time is not free, Conflict when it is too late to move.
    """
    require(policy.can_move(actor, session))
    check_changeable(session)
    guests = [person for person in queries.people_in(session) if person != session.leader_id]
    try:
        async with transaction():
            await claims.give_back(session.id)
            if not policy.is_leader(actor, session):
                await _check_move(session, starts_at, guests)
            await store_move(actor, session, starts_at, reason)
    except claims.Taken:
        raise SlotRefused([Refusal.BUSY]) from None


def check_changeable(session: SupervisionSession) -> None:
    """Raise Conflict when a session has begun or is settled."""
    if not rules.can_change(session, clock.now()):
        raise Conflict(_("This session cannot be changed any more."))


async def _check_move(
    session: SupervisionSession, starts_at: datetime, guests: Sequence[UUID]
) -> None:
    supervisor = await supervisors.supervisor_of(session.leader_id)
    if supervisor is None or session.agreement is None:
        raise Forbidden
    if rules.is_late(session.starts_at, session.agreement.cancel_hours, clock.now()):
        raise Conflict(_("It is too late to move this yourself. Write to your supervisor."))
    await lock(supervisor)
    slot = await supervisors.slot_at(
        supervisor, starts_at, session.minutes, guests, without=session.id
    )
    if not slot.is_free:
        raise SlotRefused(slot.reasons)


async def store_move(
    actor: Actor,
    session: SupervisionSession,
    starts_at: datetime,
    reason: str,
    *,
    is_part: bool = False,
) -> None:
    """Write a move whose old time was given back already. Raises claims.Taken."""
    before = session.starts_at
    changes = {
        "starts_at": starts_at,
        "revision": session.revision + 1,
        **wall_of(starts_at, session.zone),
    }
    if not await session.store(session.version, **changes):
        raise Conflict(_("Somebody changed this a moment ago."))
    await SessionMove.create(
        session_id=session.id,
        from_at=before,
        to_at=starts_at,
        by_id=actor.person_id,
        reason=reason,
    )
    people = queries.people_in(session)
    await take_time(session, [p for p in people if p != session.leader_id])
    fact = events.SessionMoved(
        session_id=session.id,
        revision=session.revision,
        from_at=before,
        to_at=starts_at,
        minutes=session.minutes,
        kind=session.kind,
        leader_id=session.leader_id,
        told=tuple(people),
        is_part=is_part,
        is_asked=session.state is SessionState.REQUESTED,
    )
    await outbox.record(actor, fact)
    await _tell_waiting(actor, session, is_cancelled=False)


async def _tell_waiting(actor: Actor, session: SupervisionSession, *, is_cancelled: bool) -> None:
    if told := queries.waiting_in(session):
        fact = events.AwaitedSessionChanged(
            session_id=session.id,
            starts_at=session.starts_at,
            is_cancelled=is_cancelled,
            told=tuple(told),
        )
        await outbox.record(actor, fact)


# cancelling --------------------------------------------------------------------------------------


async def cancel(
    actor: Actor, session: SupervisionSession, reason: str = "", *, is_part: bool = False
) -> None:
    """Cancel for everybody as who leads, or for oneself: a group goes on without one.

    A cancellation inside the agreed hours is marked late. Raises Conflict when it has begun.
    """
    if policy.is_seated(actor, session) and session.seats > 1:
        await leave(actor, session)
    else:
        await cancel_whole(actor, session, reason, is_part=is_part)


async def cancel_whole(
    actor: Actor, session: SupervisionSession, reason: str = "", *, is_part: bool = False
) -> None:
    """Cancel for everybody: also in the place of who leads. Raises Conflict when it has begun."""
    require(policy.can_cancel(actor, session))
    check_changeable(session)
    alone = session.seats == 1 and policy.is_seated(actor, session)
    state = SessionState.CANCELLED_BY_SUPERVISEE if alone else SessionState.CANCELLED_BY_SUPERVISOR
    hours = session.agreement.cancel_hours if session.agreement else 0
    async with transaction():
        told = tuple(queries.people_in(session))
        await change_state(
            session,
            state,
            reason=reason,
            cancelled_by_id=actor.person_id,
            is_late=rules.is_late(session.starts_at, hours, clock.now()),
            revision=session.revision + 1,
        )
        await claims.give_back(session.id)
        fact = events.SessionCancelled(
            session_id=session.id,
            revision=session.revision,
            starts_at=session.starts_at,
            told=told,
            is_part=is_part,
        )
        await outbox.record(actor, fact)
        await _tell_waiting(actor, session, is_cancelled=True)


async def leave(actor: Actor, session: SupervisionSession) -> None:
    """Leave a group session; the seat goes to who waits longest."""
    require(policy.is_seated(actor, session) and actor.person_id is not None)
    check_changeable(session)
    async with transaction():
        left = await Seat.filter(
            session_id=session.id, person_id=actor.person_id, state=SeatState.TAKEN
        ).update(state=SeatState.LEFT, note="")
        if not left:
            raise Conflict(_("You left this session already."))
        if actor.person_id:
            await claims.give_back(session.id, [actor.person_id])
            fact = events.SeatLeft(
                session_id=session.id,
                person_id=actor.person_id,
                starts_at=session.starts_at,
                told=(session.leader_id,),
                revision=await waiting.next_revision(session.id),
            )
            await outbox.record(actor, fact)
            await waiting.pass_on(session.id)


# groups ------------------------------------------------------------------------------------------


async def plan_group(
    actor: Actor, agreement: Agreement, wish: GroupWish, series_id: UUID | None = None
) -> SupervisionSession:
    """Store one session of a group for its members. Raises claims.Taken or Conflict.

    Who leads a group plans it whenever they like.
    """
    require(policy.leads(actor, agreement))
    check_active(agreement, wish.starts_at)
    supervisor, leader = agreement.supervisor, groups.leader_of(agreement)
    async with transaction():
        session = await SupervisionSession.create(
            agreement_id=agreement.id,
            series_id=series_id,
            leader_id=leader,
            kind=agreement.kind,
            state=SessionState.CONFIRMED,
            starts_at=wish.starts_at,
            minutes=wish.minutes,
            before=supervisor.before if supervisor else 0,
            after=supervisor.after if supervisor else 0,
            seats=agreement.most_members,
            modality=wish.modality,
            asked_by_id=actor.person_id,
            **wall_of(wish.starts_at, wish.zone),
        )
        members = [m for m in groups.members_of(agreement, leader) if m not in wish.without]
        await Seat.bulk_create([Seat(session_id=session.id, person_id=m) for m in members])
        await take_time(session, members)
        await _announce(actor, session, is_part=series_id is not None)
        return session
