"""Reading what takes people's time, in one query, as every free time that is shown asks for it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from network.db import plain, read_instant
from network.supervision.models import SessionState
from network.supervision.rules import sessions as rules

_COLUMNS = """meeting.id, meeting.state, meeting.starts_at, meeting.minutes, meeting.before,
    meeting.after, meeting.is_heavy, meeting.expires_at, meeting.recorded_at"""
_ROWS = """
    SELECT meeting.leader_id AS person_id, 1 AS leads, {columns}
        FROM supervision_session AS meeting
        WHERE meeting.leader_id IN ({people}) AND {during}
    UNION ALL SELECT seat.person_id, 0, {columns}
        FROM seat JOIN supervision_session AS meeting ON meeting.id = seat.session_id
        WHERE seat.person_id IN ({people}) AND seat.state = 'taken' AND {during}
"""
_STATES = ", ".join(f"'{state}'" for state in rules.TAKES_TIME)
_DURING = f"meeting.starts_at >= $1 AND meeting.starts_at < $2 AND meeting.state IN ({_STATES})"


class Entry(NamedTuple):
    """A session as it stands in the diary of one person, who leads it or has a seat."""

    person_id: UUID
    leads: bool
    id: UUID
    state: SessionState
    starts_at: datetime
    minutes: int
    before: int
    after: int
    is_heavy: bool
    expires_at: datetime | None
    recorded_at: datetime | None


async def entries(person_ids: Iterable[UUID], first: datetime, last: datetime) -> list[Entry]:
    """Stored sessions that start from one instant until before another and may take time."""
    wanted = list(person_ids)
    if not wanted:
        return []
    people = plain.marks(wanted, 3)
    query = _ROWS.format(columns=_COLUMNS, people=people, during=_DURING)
    return [_entry(row) for row in await plain.rows(query, first, last, *wanted)]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        person_id=UUID(str(row["person_id"])),
        leads=bool(row["leads"]),
        id=UUID(str(row["id"])),
        state=SessionState(row["state"]),
        starts_at=read_instant(row["starts_at"]),
        minutes=row["minutes"],
        before=row["before"],
        after=row["after"],
        is_heavy=bool(row["is_heavy"]),
        expires_at=read_instant(row["expires_at"]) if row["expires_at"] else None,
        recorded_at=read_instant(row["recorded_at"]) if row["recorded_at"] else None,
    )
