"""From facts of supervision to notices: who is told what, with the time but no names."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from network import events
from network.centres import queries as centres
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.web.routing import path_for


def _session(session_id: UUID) -> str:
    return path_for("sessions:show", id=session_id)


def _agreement(agreement_id: UUID) -> str:
    return path_for("agreements:show", id=agreement_id)


def _poll(poll_id: UUID) -> str:
    return path_for("polls:show", id=poll_id)


def _at(kind: str) -> Callable[[Any], Awaitable[None]]:
    """Tell everybody about a session, with its time."""

    async def react(fact: Any) -> None:
        if getattr(fact, "is_part", False):  # told once, with the whole series
            return
        path = _session(fact.session_id)
        await tell(fact.told, kind, fact.session_id, path, at=fact.starts_at)

    return react


async def moved(fact: events.SessionMoved) -> None:
    if fact.is_part:
        return
    path = _session(fact.session_id)
    facts = {"was": fact.from_at, "at": fact.to_at}
    await tell(fact.told, "session_moved", fact.session_id, path, **facts)


async def series_changed(fact: events.SeriesChanged) -> None:
    path = _session(fact.session_id)
    facts = {"at": fact.starts_at, "n": fact.count}
    await tell(fact.told, f"series_{fact.what}", fact.session_id, path, **facts)


async def seat_offered(fact: events.SeatOffered) -> None:
    path = _session(fact.session_id)
    facts = {"at": fact.starts_at, "until": fact.until}
    await tell([fact.person_id], "seat_offered", fact.session_id, path, **facts)


async def awaited_changed(fact: events.AwaitedSessionChanged) -> None:
    kind = "awaited_cancelled" if fact.is_cancelled else "awaited_moved"
    await tell(fact.told, kind, fact.session_id, _session(fact.session_id), at=fact.starts_at)


async def recorded(fact: events.SessionRecorded) -> None:
    kind = "session_not_held" if fact.state == "not_held" else "session_recorded"
    path = _session(fact.session_id)
    await tell(fact.told, kind, fact.session_id, path, at=fact.starts_at)


async def agreement_moved(fact: events.AgreementMoved) -> None:
    kind = f"agreement_{fact.state}"
    await tell(fact.told, kind, fact.agreement_id, _agreement(fact.agreement_id))


async def agreement_changed(fact: events.AgreementChanged) -> None:
    path = _agreement(fact.agreement_id)
    await tell(fact.told, "agreement_signing", fact.agreement_id, path)


async def agreement_ending(fact: events.AgreementEnding) -> None:
    path = _agreement(fact.agreement_id)
    await tell(fact.told, "agreement_ending", fact.agreement_id, path, n=fact.days)


async def supervisor_moved(fact: events.SupervisorMoved) -> None:
    if fact.state == "proposed":
        who, path = await centres.secretariat_ids(), path_for("desk:supervisors")
    else:
        who, path = [fact.person_id], path_for("supervision:profile")
    await tell(who, f"supervisor_{fact.state}", fact.supervisor_id, path)


async def waiver_asked(fact: events.WaiverAsked) -> None:
    who = await centres.secretariat_ids()
    await tell(who, "waiver_asked", fact.agreement_id, path_for("desk:waivers"))


async def poll_opened(fact: events.PollOpened) -> None:
    path = _poll(fact.poll_id)
    await tell(fact.told, "poll_opened", fact.poll_id, path, until=fact.closes_at)


async def poll_closed(fact: events.PollClosed) -> None:
    await tell(fact.told, f"poll_{fact.state}", fact.poll_id, _poll(fact.poll_id))


async def urgent_asked(fact: events.UrgentAsked) -> None:
    path = path_for("urgent:show", id=fact.request_id)
    await tell(fact.told, "urgent_asked", fact.request_id, path)


async def urgent_taken(fact: events.UrgentTaken) -> None:
    path = _session(fact.session_id)
    await tell(fact.told, "urgent_taken", fact.request_id, path, at=fact.starts_at)


async def urgent_expired(fact: events.UrgentExpired) -> None:
    await tell(fact.told, "urgent_expired", fact.request_id, path_for("urgent:list"))


REACTIONS: Reactions = {
    events.SupervisorMoved: supervisor_moved,
    events.AgreementMoved: agreement_moved,
    events.AgreementChanged: agreement_changed,
    events.AgreementEnding: agreement_ending,
    events.WaiverAsked: waiver_asked,
    events.SessionAsked: _at("session_asked"),
    events.SessionBooked: _at("session_booked"),
    events.SessionDeclined: _at("session_declined"),
    events.SessionMoved: moved,
    events.SessionCancelled: _at("session_cancelled"),
    events.SeriesChanged: series_changed,
    events.SeatLeft: _at("seat_left"),
    events.SeatTaken: _at("seat_taken"),
    events.SeatOffered: seat_offered,
    events.AwaitedSessionChanged: awaited_changed,
    events.SessionToRecord: _at("session_to_record"),
    events.SessionRecorded: recorded,
    events.HourShiftAhead: _at("hour_shift"),
    events.PollOpened: poll_opened,
    events.PollClosed: poll_closed,
    events.UrgentAsked: urgent_asked,
    events.UrgentTaken: urgent_taken,
    events.UrgentExpired: urgent_expired,
}
