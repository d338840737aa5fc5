"""Who has whose time: at most one thing at a time for each person, held by the database.

Time is cut into cells of five minutes. Whatever takes somebody's time inserts a row for each of
their cells in the transaction that stores it; the primary key lets only one of many simultaneous
takers in, on every engine and from any number of processes (ADR 0011).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from network.db import IntegrityError, connection, is_postgres, raw

CELL_SECONDS = 300
_ROWS = 250  # of one statement; SQLite takes 32,766 values and PostgreSQL 65,535


class Taken(Exception):
    """Somebody's time is taken already; the surrounding transaction has to be given up."""


async def take(holder_id: UUID, spans: Iterable[tuple[UUID, datetime, datetime]]) -> None:
    """Take spans of people's time for a holder; all or, raising Taken, none.

    Rows are inserted in one order by everybody, so that simultaneous takers never wait in a ring.
    """
    rows = sorted({(str(who), cell) for who, *span in spans for cell in _cells(*span)})
    try:
        for first in range(0, len(rows), _ROWS):
            await _insert(holder_id, rows[first : first + _ROWS])
    except IntegrityError:
        raise Taken from None


async def give_back(holder_id: UUID, people: Sequence[UUID] | None = None) -> None:
    """Free what a holder took: everybody's time, or that of some people."""
    own = "DELETE FROM time_claim WHERE holder_id = " + _place(1)  # noqa: S608 (only a mark)
    if people is None:
        await connection().execute_query(own, [raw(holder_id)])
        return
    for person in people:
        query = f"{own} AND resource = {_place(2)}"
        await connection().execute_query(query, [raw(holder_id), str(person)])


def _cells(start: datetime, end: datetime) -> range:
    first = int(start.timestamp() // CELL_SECONDS)
    return range(first, -(-int(end.timestamp()) // CELL_SECONDS))


async def _insert(holder_id: UUID, rows: Sequence[tuple[str, int]]) -> None:
    if not rows:
        return
    marks = ", ".join(
        f"({_place(n)}, {_place(n + 1)}, {_place(n + 2)})" for n in range(1, len(rows) * 3, 3)
    )
    values = [value for who, cell in rows for value in (who, cell, raw(holder_id))]
    query = f"INSERT INTO time_claim (resource, cell, holder_id) VALUES {marks}"  # noqa: S608
    await connection().execute_query(query, values)


def _place(n: int) -> str:
    return f"${n}" if is_postgres() else "?"
