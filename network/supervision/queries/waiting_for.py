"""Everything in supervision that waits for somebody, and what comes next, in one query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from network.db import plain, read_instant
from network.kernel import clock
from network.kernel.actor import Actor

_SOON = timedelta(hours=36)
_TWO_WEEKS = timedelta(days=14)  # a record counts as agreed after them, a request runs out

# $1 is the person, $2 now, $3 the end of what is soon, $4 fourteen days ago, $5 today;
# what is to be signed and answered follows rules.agreements.edition_to_sign and state_at
_QUERY = """
    SELECT 'answer' AS what, id, starts_at AS at, minutes FROM supervision_session
        WHERE leader_id = $1 AND state = 'requested' AND expires_at > $2
    UNION ALL SELECT 'record', id, starts_at, minutes FROM supervision_session
        WHERE leader_id = $1 AND state = 'confirmed' AND starts_at < $2
    UNION ALL SELECT 'coming', id, starts_at, minutes FROM supervision_session
        WHERE state = 'confirmed' AND starts_at >= $2 AND starts_at < $3
        AND (leader_id = $1 OR EXISTS (
            SELECT 1 FROM seat WHERE seat.session_id = supervision_session.id
            AND seat.person_id = $1 AND seat.state = 'taken'))
    UNION ALL SELECT 'check', s.id, s.starts_at, s.minutes FROM supervision_session s
        JOIN seat ON seat.session_id = s.id
        WHERE seat.person_id = $1 AND seat.state = 'taken' AND s.state = 'recorded'
        AND s.recorded_at > $4
    UNION ALL SELECT 'seat', session_id, offered_until, 0 FROM seat
        WHERE person_id = $1 AND state = 'offered' AND offered_until > $2
    UNION ALL SELECT 'sign', a.id, a.created_at, 0 FROM agreement a
        JOIN party p ON p.agreement_id = a.id
        WHERE p.person_id = $1 AND p.state <> 'left'
        AND p.signed_edition < CASE
            WHEN a.state = 'signing' AND NOT (a.is_line_manager AND a.waived_by_id IS NULL)
            THEN a.edition
            WHEN a.state IN ('active', 'paused', 'lapsed')
            AND a.in_force < a.edition AND p.state = 'signed'
            THEN a.edition
            WHEN a.state IN ('active', 'paused') AND a.ends_on >= $5 THEN a.in_force
            ELSE 0 END
    UNION ALL SELECT 'draft', a.id, a.created_at, 0 FROM agreement a
        JOIN supervisor ON supervisor.id = a.supervisor_id
        WHERE supervisor.person_id = $1
        AND (a.state = 'drafting' OR (a.state = 'requested' AND a.created_at > $4))
        AND NOT (a.is_line_manager AND a.waived_by_id IS NULL)
    UNION ALL SELECT 'poll', poll.id, poll.closes_at, 0 FROM poll
        JOIN party p ON p.agreement_id = poll.agreement_id
        WHERE p.person_id = $1 AND p.state = 'signed' AND p.role <> 'supervisor'
        AND poll.state = 'open' AND poll.closes_at > $2
        AND NOT EXISTS (SELECT 1 FROM poll_vote v JOIN poll_option o ON o.id = v.option_id
            WHERE o.poll_id = poll.id AND v.person_id = $1)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing: what it is, which record, and its instant."""

    what: str
    id: UUID
    at: datetime


async def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the actor, and the sessions of the next day and a half; earliest first."""
    if actor.person_id is None:
        return []
    now = clock.now()
    values = (actor.person_id, now, now + _SOON, now - _TWO_WEEKS, now.date())
    rows = await plain.rows(_QUERY, *values)
    found = [(row, read_instant(row["at"])) for row in rows]
    waiting = [
        Waiting(row["what"], UUID(str(row["id"])), at)
        for row, at in found
        if row["what"] != "record" or at + timedelta(minutes=row["minutes"]) <= now
    ]
    return sorted(waiting, key=lambda one: (one.at, str(one.id)))
