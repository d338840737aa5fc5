"""The states of a session, and what time does to them without anybody acting."""

from datetime import datetime, timedelta
from typing import Protocol

from network.supervision.models import SessionState, SupervisionSession

REQUEST_HOLDS = timedelta(hours=72)
LINK_SHOWN_BEFORE = timedelta(minutes=15)
LINK_SHOWN_AFTER = timedelta(minutes=15)
VERIFIED_AFTER = timedelta(days=14)
NOT_HELD_AFTER = timedelta(days=60)
SEAT_OFFER_LASTS = timedelta(hours=12)
URGENT_WITHIN = timedelta(hours=72)
FEWEST = 3  # of a group, below which its supervisor is asked what to do

S = SessionState
_MOVES = {
    S.REQUESTED: {S.CONFIRMED, S.DECLINED, S.EXPIRED, S.CANCELLED_BY_SUPERVISEE},
    S.CONFIRMED: {
        S.CANCELLED_BY_SUPERVISEE,
        S.CANCELLED_BY_SUPERVISOR,
        S.RECORDED,
        S.NOT_HELD,
    },
    S.RECORDED: {S.VERIFIED, S.NOT_HELD},
    S.NOT_HELD: {S.RECORDED},
}
LIVE = (S.REQUESTED, S.CONFIRMED)
TAKES_TIME = (S.REQUESTED, S.CONFIRMED, S.RECORDED, S.VERIFIED)
HELD = (S.RECORDED, S.VERIFIED)


def can_become(state: SessionState, target: SessionState) -> bool:
    """Whether one state may follow another."""
    return target in _MOVES.get(state, set())


class Timed(Protocol):
    """What of a session time acts on."""

    @property
    def state(self) -> SessionState: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def minutes(self) -> int: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def recorded_at(self) -> datetime | None: ...


def ends_at(session: Timed) -> datetime:
    return session.starts_at + timedelta(minutes=session.minutes)


def span(session: SupervisionSession) -> tuple[datetime, datetime]:
    """From the first minute of the buffer before to the last of the buffer after."""
    before, after = timedelta(minutes=session.before), timedelta(minutes=session.after)
    return session.starts_at - before, ends_at(session) + after


def state_at(session: Timed, now: datetime) -> SessionState:
    """The state as it is now, also when the job that stores it is late."""
    if session.state is S.REQUESTED and session.expires_at and session.expires_at <= now:
        return S.EXPIRED
    if session.state is S.CONFIRMED and ends_at(session) + NOT_HELD_AFTER <= now:
        return S.NOT_HELD
    if session.state is S.RECORDED and session.recorded_at:
        return S.VERIFIED if session.recorded_at + VERIFIED_AFTER <= now else S.RECORDED
    return session.state


def is_coming(session: SupervisionSession, now: datetime) -> bool:
    """Whether it is still to take place, or is going on."""
    return state_at(session, now) in LIVE and now < ends_at(session)


def waits_for_record(session: SupervisionSession, now: datetime) -> bool:
    """Whether it is over and nobody has said yet what became of it."""
    return state_at(session, now) is S.CONFIRMED and ends_at(session) <= now


def expires_at(starts_at: datetime, now: datetime) -> datetime:
    """Until when a request keeps its time: three days, and never past the start."""
    return min(now + REQUEST_HOLDS, starts_at)


def shows_place(session: SupervisionSession, now: datetime) -> bool:
    """Whether the room or link is shown: from a quarter of an hour before, to one after."""
    is_near = session.starts_at - LINK_SHOWN_BEFORE <= now <= ends_at(session) + LINK_SHOWN_AFTER
    return session.state is S.CONFIRMED and is_near


def is_late(starts_at: datetime, cancel_hours: int, now: datetime) -> bool:
    """Whether a cancellation comes after the time that was agreed."""
    return starts_at - now < timedelta(hours=cancel_hours)


def can_change(session: SupervisionSession, now: datetime) -> bool:
    """Whether it can still be moved or cancelled."""
    return state_at(session, now) in LIVE and now < session.starts_at
