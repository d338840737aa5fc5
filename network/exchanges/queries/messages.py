"""Reading what people wrote on a visit, with its moves between."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from network.db import plain, read_instant
from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.queries.visits import seen_reason
from network.exchanges.vocabulary import Move, Part, VisitState
from network.kernel.actor import Actor

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message, or a move with the reason as far as the reader may know it (None: nothing said).

    An empty `reason` stands for one that is not the reader's to know, and a visit that ended for it
    has no `part` either: only focal points end one for safety. `on_behalf` says that somebody stood
    in for the coordinator who looks after the visit.
    """

    at: datetime
    author_id: UUID | None = None
    text: str = ""
    move: Move | None = None
    before: VisitState | None = None
    part: Part | None = None
    on_behalf: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """Part of what was said, first to last; `total` and `unread` count all the reader may see."""

    said: list[Said]
    total: int
    unread: int


# All counts are of messages that the reader may see, whichever part of the thread is read; both
# kinds come in one statement, so that a page of a long thread costs no more than one of a short.
_MESSAGES = "FROM visit_message WHERE visit_id = $1 AND created_at >= $2 AND $3 = 1"
_MOVES = "FROM visit_move WHERE visit_id = $1 AND created_at >= $2"
_MESSAGE = f"""
    SELECT 'message' AS what, id, created_at, author_id, text, '' AS move, '' AS before_state,
        '' AS part, '' AS reason, '' AS stood_in {_MESSAGES}
"""
_MOVE = f"""
    SELECT 'move' AS what, id, created_at, person_id AS author_id, note AS text, move,
        "before" AS before_state, part, reason, CASE WHEN on_behalf THEN '1' ELSE '' END AS stood_in
        {_MOVES}
"""
_SEEN = f"""
    (SELECT COUNT(*) AS total, COALESCE(SUM(CASE WHEN (author_id IS NULL OR author_id <> $4)
        AND created_at > COALESCE((SELECT read_at FROM visit_read_mark
            WHERE visit_id = $1 AND person_id = $4), $2) THEN 1 ELSE 0 END), 0) AS unread
        {_MESSAGES}) AS seen
"""  # noqa: S608 (our own words)
_PAGE = f"""
    SELECT said.*, seen.total + (SELECT COUNT(*) {_MOVES}) AS total, seen.unread
    FROM ({_MESSAGE} UNION ALL {_MOVE}) AS said, {_SEEN}
    ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6
"""  # noqa: S608 (our own words)
_RECENT = f"""
    SELECT said.*, seen.total, seen.unread
    FROM (SELECT * FROM ({_MESSAGE} ORDER BY created_at DESC, id DESC LIMIT $5) AS newest
        UNION ALL {_MOVE}) AS said, {_SEEN}
    ORDER BY created_at DESC, id DESC
"""  # noqa: S608 (our own words)


async def thread(
    actor: Actor, visit: Visit, since: datetime, *, most: int = PAGE, skip: int = 0
) -> Thread:
    """What was said and done on a visit since an instant, without the newest `skip`."""
    return await _read(_PAGE, actor, visit, since, most, skip)


async def recent(actor: Actor, visit: Visit, since: datetime, most: int) -> Thread:
    """Everything done on a visit since an instant, and the newest messages; counts are of these."""
    return await _read(_RECENT, actor, visit, since, most)


async def _read(sql: str, actor: Actor, visit: Visit, since: datetime, *cut: int) -> Thread:
    reads = int(policy.can_read_messages(actor, visit))
    reader = actor.person_id or visit.id  # the system has no read mark
    rows = await plain.rows(sql, visit.id, since, reads, reader, *cut)
    said = [_said(actor, visit, row) for row in rows[::-1]]
    if not rows:
        return Thread([], 0, 0)
    return Thread(said, int(rows[0]["total"]), int(rows[0]["unread"]))


def _said(actor: Actor, visit: Visit, row: dict[str, Any]) -> Said:
    at = read_instant(row["created_at"])
    if row["what"] == "message":
        author = row["author_id"]
        return Said(at=at, author_id=UUID(str(author)) if author else None, text=row["text"])
    move, part = Move(row["move"]), Part(row["part"])
    seen = seen_reason(actor, visit, move, part, row["reason"])
    is_hidden = seen != row["reason"] or not policy.can_read_note(actor, visit, move)
    is_unnamed = move is Move.END_EARLY and not seen
    return Said(
        at=at,
        move=move,
        before=VisitState(row["before_state"]),
        part=None if is_unnamed else part,
        on_behalf=bool(row["stood_in"]) and not is_unnamed,
        reason=seen if row["reason"] else None,
        text="" if is_hidden else row["text"],
    )
