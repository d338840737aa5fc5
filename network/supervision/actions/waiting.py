"""The waiting list of a group's session: joining, taking an offered seat, passing it on."""

from typing import Any
from uuid import UUID

from network import claims, events, outbox
from network.db import F, transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, require
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.models import Seat, SeatState, SessionState, SupervisionSession
from network.supervision.queries import sessions as queries
from network.supervision.rules import sessions, waiting
from network.supervision.rules.waiting import Standing

_SYSTEM = Actor()
_LISTED = (SeatState.WAITING, SeatState.OFFERED)


async def join(actor: Actor, session: SupervisionSession) -> Standing:
    """Take a free seat, or the last place of the list when there is none.

    Raises Conflict when the session is over, when one is in it already, or has something else then.
    """
    require(policy.can_join(actor, session))
    async with transaction():
        stored = await _locked(session.id)
        _check_open(stored)
        who = _checked_outsider(actor, stored)
        queue = waiting.queue_of(stored, clock.now())
        if queue.free:
            await _put(stored, who, SeatState.TAKEN)
            await _take(actor, stored, who)
            return Standing.SEATED
        await _put(stored, who, SeatState.WAITING)
        return Standing.WAITING


async def _locked(session_id: UUID) -> SupervisionSession:
    """A session nobody else changes the seats of now, its list brought up to date."""
    await SupervisionSession.select_for_update().get(id=session_id)
    await _store_offers(await queries.fresh(session_id))
    return await queries.fresh(session_id)


def _check_open(session: SupervisionSession) -> None:
    if not waiting.is_open(session, clock.now()):
        raise Conflict(_("The seats of this session cannot change any more."))


def _checked_outsider(actor: Actor, session: SupervisionSession) -> UUID:
    """The actor's key, if they have neither a seat nor a place in the list."""
    place = waiting.place_of(session, actor.person_id, clock.now())
    if place.standing is Standing.SEATED:
        raise Conflict(_("You have a seat in this session already."))
    if place.standing is not Standing.OUTSIDE or actor.person_id is None:
        raise Conflict(_("You are on the list already."))
    return actor.person_id


async def _put(session: SupervisionSession, person_id: UUID, state: SeatState) -> None:
    """Give somebody a place, whether or not they had one before and left it."""
    queued = [s for s in session.places if s.state in _LISTED]
    is_waiting = state is SeatState.WAITING
    values: dict[str, Any] = {
        "state": state,
        "offered_until": None,
        "queued_at": waiting.end_of(queued, clock.now()) if is_waiting else None,
    }
    again = await Seat.filter(session_id=session.id, person_id=person_id).update(**values)
    if not again:
        await Seat.create(session_id=session.id, person_id=person_id, **values)


async def _take(actor: Actor, session: SupervisionSession, person_id: UUID) -> None:
    """Take somebody's time for a session, and say that they come."""
    span = (person_id, session.starts_at, sessions.ends_at(session))
    try:
        await claims.take(session.id, [span])
    except claims.Taken:
        message = _("You have something else at this time. Give that up first, or let this go.")
        raise Conflict(message) from None
    fact = events.SeatTaken(
        session_id=session.id,
        revision=await next_revision(session.id),
        person_id=person_id,
        starts_at=session.starts_at,
        minutes=session.minutes,
        kind=session.kind,
        leader_id=session.leader_id,
        told=(session.leader_id, person_id),
    )
    await outbox.record(actor, fact)


async def next_revision(session_id: UUID) -> int:
    """Count that somebody came or went, so that what calendars show of it has an order."""
    row = SupervisionSession.filter(id=session_id)
    await row.update(revision=F("revision") + 1)
    return (await row.get()).revision


async def accept(actor: Actor, session: SupervisionSession) -> None:
    """Take the seat that is kept for the actor.

    Raises Conflict when the offer ran out or was answered, or their time is taken meanwhile.
    """
    require(policy.can_join(actor, session) and actor.person_id is not None)
    async with transaction():
        stored = await _locked(session.id)
        _check_open(stored)
        taken = await Seat.filter(
            session_id=session.id, person_id=actor.person_id, state=SeatState.OFFERED
        ).update(state=SeatState.TAKEN, offered_until=None, queued_at=None)
        if not taken:
            raise Conflict(_no_offer(actor, stored))
        if actor.person_id is not None:
            await _take(actor, stored, actor.person_id)


def _no_offer(actor: Actor, session: SupervisionSession) -> str:
    place = waiting.place_of(session, actor.person_id, clock.now())
    if place.standing is Standing.SEATED:
        return _("You have a seat in this session already.")
    if place.standing is Standing.WAITING:
        return _("No seat is free yet. You keep your place in the list.")
    return _("This seat is not kept for you any more. You can join the list again.")


async def decline(actor: Actor, session: SupervisionSession) -> None:
    """Let an offered seat go, or leave the list; the seat is offered to who comes next.

    It can be done at any time, also when the session is over.
    """
    require(actor.person_id is not None)
    async with transaction():
        await SupervisionSession.select_for_update().get(id=session.id)
        left = await Seat.filter(
            session_id=session.id, person_id=actor.person_id, state__in=_LISTED
        ).update(state=SeatState.LEFT, offered_until=None, queued_at=None)
        if not left:
            raise Conflict(_("You are not on this list."))
        await _store_offers(await queries.fresh(session.id))


async def reorder(
    actor: Actor, session: SupervisionSession, person_id: UUID, *, is_up: bool
) -> None:
    """Let somebody who waits change places with who is before or after them."""
    require(policy.is_leader(actor, session))
    async with transaction():
        stored = await _locked(session.id)
        queue = waiting.queue_of(stored, clock.now())
        order = waiting.reordered(queue.waiting, person_id, up=is_up)
        if not order:
            raise Conflict(_("The list has changed meanwhile. Look at it again."))
        for seat_id, queued_at in order.items():
            await Seat.filter(id=seat_id).update(queued_at=queued_at)


# passing offers on -------------------------------------------------------------------------------


async def pass_on(session_id: UUID) -> int:
    """Offer the free seats of a session to who waits longest; joins a running transaction."""
    async with transaction():
        await SupervisionSession.select_for_update().get(id=session_id)
        return await _store_offers(await queries.fresh(session_id))


async def pass_on_offers() -> int:
    """Pass on what was not taken in time, in every session; returns how many were offered."""
    rows = Seat.filter(
        state__in=_LISTED,
        session__state=SessionState.CONFIRMED,
        session__starts_at__gt=clock.now(),
    )
    found = sorted({row.session_id for row in await rows.only("id", "session_id")}, key=str)
    return sum([await pass_on(session_id) for session_id in found])


async def _store_offers(session: SupervisionSession) -> int:
    """Store what the clock did to a list, and tell those who are offered a seat."""
    now = clock.now()
    queue = waiting.queue_of(session, now)
    gone = [seat.id for seat in queue.lapsed]
    if gone:
        await Seat.filter(id__in=gone).update(
            state=SeatState.LEFT, offered_until=None, queued_at=None
        )
    until = waiting.offered_until(session.starts_at, now)
    for seat in queue.due:
        await Seat.filter(id=seat.id).update(state=SeatState.OFFERED, offered_until=until)
        fact = events.SeatOffered(
            session_id=session.id,
            person_id=seat.person_id,
            starts_at=session.starts_at,
            until=until,
        )
        await outbox.record(_SYSTEM, fact)
    return len(queue.due)
