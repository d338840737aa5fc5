"""Everything in workshops that waits for somebody, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from network.db import plain, read_instant
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.workshops.rules import self_codes

ON = ("under_way", "on")
_SOON = timedelta(days=30)
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=2)  # since a session began whose code may still count

# $1 is the person, $2 now, $3 in a month, $4 a month ago, $5 in a week, $6 two days ago,
# $7 in a day;
# {meets} says of a workshop w that the person comes, speaks or organises, {runs} that they run it
_OWN = """
    SELECT 'offer' AS what, w.id, w.title, r.offered_until AS at, CAST(NULL AS DATE) AS due_on,
        0 AS n, '' AS place FROM workshop_registration r JOIN workshop w ON w.id = r.workshop_id
        WHERE r.person_id = $1 AND r.state = 'offered' AND r.offered_until > $2
        AND w.state IN ('open', 'closed_reg')
    UNION ALL SELECT 'code', w.id, w.title, s.starts_at, NULL, s.minutes, ''
        FROM workshop_session s JOIN workshop w ON w.id = s.workshop_id
        JOIN workshop_registration r ON r.workshop_id = w.id
        WHERE r.person_id = $1 AND r.state IN ('confirmed', 'attended', 'partly')
        AND w.state IN ('open', 'closed_reg', 'running', 'outcomes_due')
        AND s.removed_at IS NULL AND s.code_number > 0 AND s.starts_at <= $2 AND s.starts_at > $6
        AND NOT EXISTS (SELECT 1 FROM workshop_attendance a WHERE a.session_id = s.id
            AND a.registration_id = r.id AND a.minutes > 0)
    UNION ALL SELECT 'invited', w.id, w.title, COALESCE(w.closes_at, w.starts_at), NULL, 0,
        ''
        FROM workshop_invitation i JOIN workshop w ON w.id = i.workshop_id
        WHERE i.person_id = $1 AND i.state = 'pending' AND w.state = 'open'
        AND w.starts_at > $2 AND (w.closes_at IS NULL OR w.closes_at > $2)
    UNION ALL SELECT DISTINCT 'speak', w.id, w.title, w.starts_at, CAST(NULL AS DATE), 0,
        '' FROM agenda_speaker s JOIN agenda_item i ON i.id = s.item_id
        JOIN workshop w ON w.id = i.workshop_id
        WHERE s.person_id = $1 AND s.state = 'asked' AND i.removed_at IS NULL
        AND w.state IN ('open', 'closed_reg') AND w.starts_at > $2
    UNION ALL SELECT 'questions', w.id, w.title, w.starts_at, NULL, 0, ''
        FROM workshop_registration r JOIN workshop w ON w.id = r.workshop_id
        WHERE r.person_id = $1 AND r.state IN ('confirmed', 'attended', 'partly')
        AND w.state IN ('open', 'closed_reg', 'running', 'outcomes_due') AND w.ends_at > $4
        AND EXISTS (SELECT 1 FROM workshop_question q WHERE q.workshop_id = w.id
            AND q.phase = 'follow_up' AND q.removed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM workshop_answer a WHERE a.question_id = q.id
                AND a.registration_id = r.id))
    UNION ALL SELECT 'outcome', w.id, w.title, w.ends_at, o.due_on, 0, ''
        FROM workshop_outcome o JOIN workshop w ON w.id = o.workshop_id
        WHERE w.outcome_owner_id = $1 AND w.state = 'outcomes_due' AND o.submitted_at IS NULL
    UNION ALL SELECT 'action', w.id, '', a.created_at, a.due_on, 0, ''
        FROM outcome_action a JOIN workshop w ON w.id = a.workshop_id
        WHERE a.owner_id = $1 AND a.state IN ('open', 'doing') AND a.due_on <= $5
    UNION ALL SELECT 'evaluate', w.id, w.title, w.ends_at, NULL, 0, ''
        FROM workshop_registration r JOIN workshop w ON w.id = r.workshop_id
        WHERE r.person_id = $1 AND r.state IN ('attended', 'partly') AND NOT r.has_evaluated
        AND w.state IN ('outcomes_due', 'outcomes_published') AND w.ends_at > $4
    UNION ALL SELECT CASE WHEN w.starts_at <= $2 THEN 'under_way' ELSE 'on' END, w.id,
        w.title, COALESCE(s.starts_at, w.starts_at), NULL, COALESCE(s.minutes, 0),
        CASE WHEN w.mode = 'online' THEN ''
            WHEN s.place <> '' THEN s.place ELSE w.place END
        FROM workshop w LEFT JOIN workshop_session s ON s.workshop_id = w.id
            AND s.removed_at IS NULL AND s.starts_at > $6
        WHERE w.state IN ('open', 'closed_reg', 'running') AND w.starts_at < $7 AND w.ends_at > $2
        AND ({meets})
"""
_RUN = """
    UNION ALL SELECT 'approve', w.id, w.title, MIN(r.created_at), CAST(NULL AS DATE), COUNT(*),
        ''
        FROM workshop_registration r JOIN workshop w ON w.id = r.workshop_id
        WHERE r.state = 'applied' AND w.state IN ('open', 'closed_reg') AND w.starts_at > $2
        AND {runs} GROUP BY w.id, w.title
    UNION ALL SELECT 'release', w.id, w.title, w.starts_at, NULL, 0, '' FROM workshop w
        WHERE w.state IN ('open', 'closed_reg') AND w.starts_at > $2 AND {runs} AND (
            (w.starts_at < $3 AND NOT EXISTS (
                SELECT 1 FROM agenda_release l WHERE l.workshop_id = w.id)
            AND EXISTS (SELECT 1 FROM agenda_item i
                WHERE i.workshop_id = w.id AND i.removed_at IS NULL))
            OR EXISTS (SELECT 1 FROM agenda_item i WHERE i.workshop_id = w.id AND i.changed_at >
                (SELECT MAX(l.created_at) FROM agenda_release l WHERE l.workshop_id = w.id)))
"""
_CHECK = """
    UNION ALL SELECT 'check', w.id, w.title, w.asked_at, CAST(NULL AS DATE), 0, ''
        FROM workshop w
        WHERE w.state = 'draft' AND w.asked_at IS NOT NULL AND NOT {runs} {where}
"""
_READ = """
    UNION ALL SELECT 'read', w.id, w.title, o.submitted_at, CAST(NULL AS DATE), 0, ''
        FROM workshop_outcome o JOIN workshop w ON w.id = o.workshop_id
        WHERE w.state = 'outcomes_due' AND o.submitted_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM workshop_move m WHERE m.workshop_id = w.id
            AND m.move = 'clear_outcome' AND m.person_id = $1 AND m.created_at >= o.submitted_at)
"""
_ORGANISES = """
    EXISTS (SELECT 1 FROM workshop_organiser g WHERE g.workshop_id = w.id AND g.person_id = $1)
"""
_COMES = """
    EXISTS (SELECT 1 FROM workshop_registration r WHERE r.workshop_id = w.id AND r.person_id = $1
        AND r.state IN ('confirmed', 'attended', 'partly'))
"""
_SPEAKS = """
    EXISTS (SELECT 1 FROM agenda_speaker p JOIN agenda_item i ON i.id = p.item_id
        WHERE i.workshop_id = w.id AND i.removed_at IS NULL
        AND p.person_id = $1 AND p.state <> 'withdrawn')
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing: what it is, of which workshop, since or until when, and how many of it.

    What is on has its next session, its minutes as `count`, and where it is as far as one knows.
    There is no title where the person may not be able to see the workshop.
    """

    what: str
    id: UUID
    title: str
    at: datetime
    due_on: date | None
    count: int
    place: str = ""


async def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the actor, in the order of time."""
    if actor.person_id is None:
        return []
    now = clock.now()
    sql, extra = _statement(actor)
    times = (now, now + _SOON, now - _SOON, (now + _WEEK).date(), now - _LONGEST, now + _DAY)
    rows = await plain.rows(sql, actor.person_id, *times, *extra)
    found = [one for one in map(_waiting, rows) if _counts(one, now)]
    found.sort(key=lambda one: (one.at, one.id))
    return _next_only(found)


def _statement(actor: Actor) -> tuple[str, list[UUID]]:
    """The query with as much as the actor's roles ask for, and the keys of centres in it."""
    keys: list[UUID] = []
    runs = _ORGANISES + _at(actor.coordinated_ids, keys, "OR")
    meets = f"{_ORGANISES} OR {_COMES} OR {_SPEAKS}"
    sql = _OWN.format(meets=meets) + _RUN.format(runs=f"({runs})")
    if Role.EDITOR in actor.network_roles:
        sql += _READ
    checks = not {Role.EDITOR, Role.FOCAL_POINT}.isdisjoint(actor.network_roles)
    own = [key for key, roles in actor.roles.items() if Role.FOCAL_POINT in roles]
    if checks or own:
        where = "" if checks else _at(own, keys, "AND")
        sql += _CHECK.format(runs=f"({runs})", where=where)
    return sql, keys


def _at(centre_ids: Iterable[UUID], keys: list[UUID], word: str) -> str:
    """That a workshop is at one of these centres, whose keys are added to those of the query."""
    wanted = sorted(centre_ids)
    if not wanted:
        return ""
    marks = plain.marks(wanted, 8 + len(keys))
    keys += wanted
    return f" {word} w.centre_id IN ({marks})"


def _waiting(row: dict[str, Any]) -> Waiting:
    due = row["due_on"]
    return Waiting(
        what=row["what"],
        id=UUID(str(row["id"])),
        title=row["title"],
        at=read_instant(row["at"]),
        due_on=date.fromisoformat(due) if isinstance(due, str) else due,
        count=row["n"],
        place=row["place"] or "",
    )


def _counts(one: Waiting, now: datetime) -> bool:
    """A code is asked for only while it counts; a session is on until it is over."""
    if one.what in ON:
        return not one.count or one.at + timedelta(minutes=one.count) > now
    return one.what != "code" or self_codes.counts_now(one.at, one.count, now)


def _next_only(found: list[Waiting]) -> list[Waiting]:
    """Of each workshop that is on its next session alone."""
    first: dict[UUID, Waiting] = {}
    for one in found:
        if one.what in ON:
            first.setdefault(one.id, one)
    return [one for one in found if one.what not in ON or first[one.id] is one]
