"""From facts of supervision to entries: sessions, and what has to be done by a day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from network import events
from network.calendars.actions import entries
from network.calendars.actions.entries import Planned, Source
from network.calendars.models.feeds import Purpose
from network.outbox import Reactions

_ALONE = ("individual", "supervisors", "urgent")
_PEERS = "peer"
_SHORTEST = timedelta(minutes=5)
_STANDS = ("active", "paused", "left")
_IS_OVER = ("ended", "declined", "expired")


# sessions ----------------------------------------------------------------------------------------


def _session(session_id: UUID, revision: int) -> Source:
    return Source(kind="session", id=session_id, revision=revision)


def _timed(kind: str, starts_at: datetime, minutes: int) -> Planned:
    length = max(timedelta(minutes=minutes), _SHORTEST)
    return Planned(purpose=Purpose.SESSIONS, kind=kind, starts=starts_at, ends=starts_at + length)


def _meeting(kind: str, leader_id: UUID, people: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """Whom each one meets: who leads is named to the others, and one who comes alone to them."""
    ids = set(people)
    guests = ids - {leader_id}
    host = None if kind == _PEERS else leader_id
    found: dict[UUID, UUID | None] = dict.fromkeys(guests, host)
    if leader_id in ids:
        found[leader_id] = next(iter(guests)) if kind in _ALONE and len(guests) == 1 else None
    return found


async def session_booked(fact: events.SessionBooked) -> None:
    await entries.put(
        _session(fact.session_id, fact.revision),
        _timed(fact.kind, fact.starts_at, fact.minutes),
        _meeting(fact.kind, fact.leader_id, fact.told),
    )


async def session_moved(fact: events.SessionMoved) -> None:
    if fact.is_asked:  # not in anybody's calendar yet
        return
    await entries.put(
        _session(fact.session_id, fact.revision),
        _timed(fact.kind, fact.to_at, fact.minutes),
        _meeting(fact.kind, fact.leader_id, fact.told),
    )


async def session_cancelled(fact: events.SessionCancelled) -> None:
    await entries.cancel(
        _session(fact.session_id, fact.revision), _timed("", fact.starts_at, 0), fact.told
    )


async def seat_taken(fact: events.SeatTaken) -> None:
    meeting = _meeting(fact.kind, fact.leader_id, [fact.person_id])
    await entries.put(
        _session(fact.session_id, fact.revision),
        _timed(fact.kind, fact.starts_at, fact.minutes),
        meeting,
        is_whole=False,
    )


async def seat_left(fact: events.SeatLeft) -> None:
    await entries.cancel(
        _session(fact.session_id, fact.revision), _timed("", fact.starts_at, 0), [fact.person_id]
    )


# agreements --------------------------------------------------------------------------------------


async def agreement_moved(fact: events.AgreementMoved) -> None:
    for kind, day in (("agreement_review", fact.review_on), ("agreement_end", fact.ends_on)):
        if day is not None:
            source = Source(kind=kind, id=fact.agreement_id, revision=fact.revision)
            await _deadline(source, day, fact)


async def _deadline(source: Source, day: date, fact: events.AgreementMoved) -> None:
    planned = Planned(purpose=Purpose.DEADLINES, kind=source.kind, starts=day, ends=day)
    if fact.state in _STANDS:
        await entries.put(source, planned, dict.fromkeys(fact.members))
    elif fact.state in _IS_OVER:
        await entries.cancel(source, planned, fact.members)


async def series_changed(fact: events.SeriesChanged) -> None:
    """The day of the last session, when it is time to plan the next ones."""
    if fact.what == "asked" or fact.series_id is None:
        return
    source = Source(kind="series_end", id=fact.series_id, revision=fact.revision)
    if fact.last_on is None:
        await entries.settle(source)
        return
    planned = Planned(
        purpose=Purpose.DEADLINES, kind=source.kind, starts=fact.last_on, ends=fact.last_on
    )
    await entries.put(source, planned, dict.fromkeys(fact.told))


async def session_to_record(fact: events.SessionToRecord) -> None:
    """The day after a session, for who has to say what became of it."""
    day = fact.starts_at.date() + timedelta(days=1)
    planned = Planned(purpose=Purpose.DEADLINES, kind="record", starts=day, ends=day)
    await entries.put(_record(fact.session_id, 0), planned, dict.fromkeys(fact.told))


async def session_recorded(fact: events.SessionRecorded) -> None:
    await entries.settle(_record(fact.session_id, 1))


def _record(session_id: UUID, revision: int) -> Source:
    return Source(kind="record", id=session_id, revision=revision)


REACTIONS: Reactions = {
    events.SessionBooked: session_booked,
    events.SessionMoved: session_moved,
    events.SessionCancelled: session_cancelled,
    events.SeatTaken: seat_taken,
    events.SeatLeft: seat_left,
    events.AgreementMoved: agreement_moved,
    events.SeriesChanged: series_changed,
    events.SessionToRecord: session_to_record,
    events.SessionRecorded: session_recorded,
}
