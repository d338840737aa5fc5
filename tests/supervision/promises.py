"""What must hold of everything booked, whatever happened: looked up straight in the tables."""

from collections import Counter
from uuid import UUID

from network.db import connection, is_postgres
from network.notifications.models import Notice, QueuedMail
from network.outbox import Delivery, RecordedEvent
from network.supervision.models import SessionState, SupervisionSession
from network.supervision.queries import sessions as queries
from network.supervision.rules import sessions as rules

_CELL = 300  # seconds
_BUSY = """
    WITH meeting AS (
        SELECT *, {second} AS second FROM supervision_session WHERE state IN ({states})
    ), busy AS (
        SELECT leader_id AS person, id AS meeting,
            second - before * 60 AS first, second + (minutes + after) * 60 AS until
        FROM meeting
        UNION ALL
        SELECT seat.person_id, meeting.id, second, second + minutes * 60
        FROM meeting JOIN seat ON seat.session_id = meeting.id WHERE seat.state = 'taken'
    )
    SELECT one.person FROM busy AS one JOIN busy AS other
    ON one.person = other.person AND one.meeting < other.meeting
    AND one.first < other.until AND other.first < one.until
"""


async def double_booked() -> list[UUID]:
    """People who would have to be in two sessions at once, buffers of who leads included."""
    second = "EXTRACT(EPOCH FROM starts_at)" if is_postgres() else "unixepoch(starts_at)"
    states = ", ".join(f"'{state}'" for state in rules.TAKES_TIME)
    query = _BUSY.format(second=second, states=states)
    rows = await connection().execute_query_dict(query)
    return [UUID(str(row["person"])) for row in rows]


async def wrong_claims() -> Counter[tuple[str, int, str]]:
    """Cells that sessions should hold and do not, or that are held for nothing."""
    sessions = await SupervisionSession.filter(state__in=rules.TAKES_TIME).prefetch_related(
        "places"
    )
    owed = Counter(claim for session in sessions for claim in _claims_of(session))
    rows = await connection().execute_query_dict("SELECT * FROM time_claim")
    held = Counter((str(r["resource"]), int(r["cell"]), str(r["holder_id"])) for r in rows)
    return (owed - held) + (held - owed)


def _claims_of(session: SupervisionSession) -> list[tuple[str, int, str]]:
    leader, *guests = queries.people_in(session)
    spans = [(leader, *rules.span(session))]
    spans += [(guest, session.starts_at, rules.ends_at(session)) for guest in guests]
    return [
        (str(who), second // _CELL, str(session.id))
        for who, start, end in spans
        for second in range(int(start.timestamp()), int(end.timestamp()), _CELL)
    ]


async def half_booked() -> list[str]:
    """What is missing, or there twice, of confirmed sessions: seats, facts, notices, mails."""
    found = []
    sessions = await SupervisionSession.filter(state=SessionState.CONFIRMED).prefetch_related(
        "places"
    )
    facts = Counter(await _all(RecordedEvent.filter(name="SessionBooked"), "subject_id"))
    notices = Counter(await _all(Notice.filter(kind="session_booked"), "subject_id", "person_id"))
    for session in sessions:
        people = queries.people_in(session)
        told = {person: notices[session.id, person] for person in people}
        if len(people) != 2 or facts[session.id,] != 1 or set(told.values()) != {1}:
            found.append(f"{session.id}: {people}, {facts[session.id,]} facts, told {told}")
    if set(facts) != {(session.id,) for session in sessions}:
        found.append("there are facts about other sessions")
    if sum(notices.values()) != 2 * len(sessions):
        found.append("there are notices about other sessions")
    if (mails := await QueuedMail.filter(kind="session_booked").count()) != 2 * len(sessions):
        found.append(f"{mails} mails for {len(sessions)} sessions")
    if owed := await Delivery.filter(done_at=None).count():
        found.append(f"{owed} deliveries are still owed")
    return found


async def _all(query: object, *names: str) -> list[tuple[UUID, ...]]:
    return [tuple(row) for row in await query.values_list(*names)]  # type: ignore[attr-defined]
