"""Reading the stored bytes of feeds, month by month."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from tortoise.expressions import Q

from network.calendars.models.feeds import Detail, FeedMonth, Purpose, Reach
from network.calendars.rules import feeds as rules
from network.db import plain
from network.kernel import clock

# By hand, since they are asked of thousands of entries when one of them changed. The bounds stand
# behind NOT so that no index on them is taken for the right one.
_STATES = """
    SELECT month, COUNT(*) AS n, SUM(change) AS total, MAX(change) AS last FROM entry
    WHERE person_id = $1 AND purpose = $2 AND NOT last_on < $3 AND NOT first_on > $4
        AND (status <> 'CANCELLED' OR changed_at >= $5)
    GROUP BY month ORDER BY month
"""
_MONTH = """
    SELECT entry.id AS id, entry_text.content AS content FROM entry
    LEFT JOIN entry_text ON entry_text.entry_id = entry.id
        AND entry_text.change = entry.change AND detail = $1 AND language = $2
    WHERE person_id = $3 AND purpose = $4 AND NOT last_on < $5 AND NOT first_on > $6
        AND (status <> 'CANCELLED' OR changed_at >= $7) AND month = $8
    ORDER BY first_on, starts_at IS NOT NULL, starts_at, uid
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which bytes are meant: whose, for what, how much they say, in which language, how far they
    reach and how many minutes before an entry they ring.
    """

    person_id: UUID
    purpose: Purpose
    detail: Detail
    language: str
    reach: Reach
    alarm: int

    def months(self) -> Q:
        return Q(**asdict(self))


class Month(NamedTuple):
    """A month of a feed as it is stored."""

    state: str
    digest: str
    content: bytes
    deflated: bytes


async def month_states(shelf: Shelf) -> dict[int, str]:
    """For each month with entries, in order, a sign of how they stand."""
    rows = await plain.rows(_STATES, shelf.person_id, shelf.purpose.value, *_frame(shelf))
    return {
        int(row["month"]): rules.state_of(int(row["n"]), int(row["total"]), int(row["last"]))
        for row in rows
    }


async def stored_months(shelf: Shelf) -> dict[int, Month]:
    """The months as they were stored last."""
    query = FeedMonth.filter(shelf.months())
    rows = await query.values_list("month", "state", "digest", "content", "deflated")
    return {
        int(str(month)): Month(str(state), str(digest), bytes(content), bytes(packed))
        for month, state, digest, content, packed in rows
    }


async def month_texts(shelf: Shelf, month: int) -> list[bytes | UUID]:
    """The entries of a month in order: their bytes, or their key if these have to be made anew."""
    values = (shelf.detail.value, shelf.language, shelf.person_id, shelf.purpose.value)
    rows = await plain.rows(_MONTH, *values, *_frame(shelf), month)
    return [
        UUID(str(row["id"])) if row["content"] is None else bytes(row["content"]) for row in rows
    ]


def _frame(shelf: Shelf) -> tuple[date, date, datetime]:
    frame = rules.window(clock.now(), shelf.reach)
    return frame.first, frame.last, frame.cancelled_since
