"""Reading the log of hours, and sessions that wait for their record."""

from collections.abc import Iterable
from uuid import UUID

from network.kernel import clock
from network.kernel.actor import Actor
from network.supervision.models import (
    Attendance,
    HoursEntry,
    Seat,
    SessionState,
    SupervisionSession,
)
from network.supervision.rules import sessions as states
from network.supervision.rules.hours import Entry, Held

_MOST = 20


async def standing_of(session_id: UUID) -> list[HoursEntry]:
    """Of everybody's entries for a session the last."""
    rows = await HoursEntry.filter(session_id=session_id).order_by("created_at", "id")
    return list({row.person_id: row for row in rows}.values())


async def log_of(actor: Actor) -> list[HoursEntry]:
    """The actor's whole log, in the order it was written."""
    return await HoursEntry.filter(person_id=actor.person_id).order_by("created_at", "id")


def entries(rows: Iterable[HoursEntry]) -> list[Entry]:
    """A log as the rules read it."""
    return [
        Entry(
            row.id,
            Held(
                on=row.held_on,
                kind=row.kind,
                minutes=row.minutes,
                people=row.people,
                role=row.role,
                restorative=row.restorative,
            ),
            row.corrects_id,
        )
        for row in rows
    ]


async def unrecorded() -> list[SupervisionSession]:
    """Sessions that are over and have no record, oldest first."""
    now = clock.now()
    rows = await SupervisionSession.filter(
        state=SessionState.CONFIRMED, starts_at__lt=now
    ).order_by("starts_at")
    return [row for row in rows if states.waits_for_record(row, now)]


async def attendance_with(person_id: UUID, session: SupervisionSession) -> list[Attendance | None]:
    """How somebody attended the sessions of this session's leader so far, newest first."""
    rows = (
        await Seat.filter(
            person_id=person_id,
            session__leader_id=session.leader_id,
            session__state__in=states.HELD,
            session__starts_at__lte=session.starts_at,
        )
        .order_by("-session__starts_at")
        .limit(_MOST)
    )
    return [row.attendance for row in rows]
