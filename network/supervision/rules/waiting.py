"""The waiting list of a session: who is next, and what time does to offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from network.supervision.models import (
    Kind,
    PartyState,
    Seat,
    SeatState,
    SessionState,
    SupervisionSession,
)
from network.supervision.rules import sessions as rules

_NEXT = timedelta(milliseconds=1)
_ALONE = (Kind.INDIVIDUAL, Kind.SUPERVISORS)


class Standing(StrEnum):
    """How somebody stands to a session's seats."""

    SEATED = "seated"
    OFFERED = "offered"
    WAITING = "waiting"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's standing; `position` counts from 1 while they wait, `until` ends their offer."""

    standing: Standing
    position: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """Who is offered a seat, who is due to be, who waits behind them in order, and who is out.

    `due` and `lapsed` are what the clock did since the list was stored; `free` counts seats that
    nobody has, is offered or is due.
    """

    kept: tuple[Seat, ...] = ()
    due: tuple[Seat, ...] = ()
    waiting: tuple[Seat, ...] = ()
    lapsed: tuple[Seat, ...] = ()
    free: int = 0


def queue_of(session: SupervisionSession, now: datetime) -> Queue:
    """The list as it is now, also when the job that passes offers on is late."""
    if not is_open(session, now):
        return Queue()
    able = members_of(session)
    listed = [s for s in session.places if s.state in (SeatState.WAITING, SeatState.OFFERED)]
    kept = [s for s in listed if s.person_id in able and _is_kept(s, now)]
    waiting = in_order(s for s in listed if s.state is SeatState.WAITING and s.person_id in able)
    lapsed = [s for s in listed if s not in kept and s not in waiting]
    taken = sum(s.state is SeatState.TAKEN for s in session.places)
    free = max(0, session.seats - taken - len(kept))
    due = waiting[:free]
    return Queue(
        tuple(kept), tuple(due), tuple(waiting[free:]), tuple(lapsed), free=free - len(due)
    )


def is_open(session: SupervisionSession, now: datetime) -> bool:
    """Whether seats of a session can still be taken: a group's, confirmed, before it begins."""
    is_group = session.agreement is not None and session.kind not in _ALONE
    return is_group and session.state is SessionState.CONFIRMED and rules.can_change(session, now)


def members_of(session: SupervisionSession) -> set[UUID]:
    """Who may have a seat: everybody who signed, but for who leads."""
    if session.agreement is None:
        return set()
    signed = {p.person_id for p in session.agreement.parties if p.state is PartyState.SIGNED}
    return signed - {session.leader_id}


def _is_kept(seat: Seat, now: datetime) -> bool:
    is_offered = seat.state is SeatState.OFFERED
    return is_offered and seat.offered_until is not None and seat.offered_until > now


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """Who waits longest comes first, unless who leads changed the order."""
    return sorted(seats, key=lambda s: (s.queued_at or s.created_at, str(s.id)))


def place_of(session: SupervisionSession, person_id: UUID | None, now: datetime) -> Place:
    """Somebody's standing to a session's seats as it is now."""
    if any(s.person_id == person_id and s.state is SeatState.TAKEN for s in session.places):
        return Place(Standing.SEATED)
    queue = queue_of(session, now)
    for seat in (*queue.kept, *queue.due):
        if seat.person_id == person_id:
            is_stored = seat.state is SeatState.OFFERED
            until = seat.offered_until if is_stored else offered_until(session.starts_at, now)
            return Place(Standing.OFFERED, until=until)
    for position, seat in enumerate(queue.waiting, start=1):
        if seat.person_id == person_id:
            return Place(Standing.WAITING, position)
    return Place(Standing.OUTSIDE)


def offered_until(starts_at: datetime, now: datetime) -> datetime:
    """Until when a seat is kept for somebody: twelve hours, and never past the start."""
    return min(now + rules.SEAT_OFFER_LASTS, starts_at)


def end_of(waiting: Iterable[Seat], now: datetime) -> datetime:
    """What puts somebody behind everybody who waits."""
    last = [s.queued_at or s.created_at for s in waiting]
    return max([now, *(at + _NEXT for at in last)])


def reordered(waiting: Iterable[Seat], person_id: UUID, *, up: bool) -> dict[UUID, datetime]:
    """What orders everybody, by seat, after one person changed places with their neighbour."""
    seats = list(waiting)
    at = next((n for n, s in enumerate(seats) if s.person_id == person_id), None)
    other = at if at is None else at - 1 if up else at + 1
    if at is None or other is None or not 0 <= other < len(seats):
        return {}
    seats[at], seats[other] = seats[other], seats[at]
    first = min(s.queued_at or s.created_at for s in seats)
    return {seat.id: first + n * _NEXT for n, seat in enumerate(seats)}
