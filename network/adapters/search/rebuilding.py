"""How far the index is built: which version of the words it holds, and where a rebuild stands."""

from dataclasses import dataclass
from uuid import UUID

from network.adapters.search import matching
from network.db import connection, is_postgres, transaction
from network.db.plain import rows
from network.kernel import words


@dataclass(frozen=True, slots=True)
class Progress:
    """What a rebuild that was broken off has done; `kind` is empty when none is under way.

    `whole` is how many there were before it began, about as many as there will be.
    """

    version: int
    kind: str
    after: UUID | None
    done: int
    whole: int

    @property
    def is_current(self) -> bool:
        """Whether all that is stored was made by today's rules."""
        return self.version == words.VERSION and not self.kind

    @property
    def is_resumable(self) -> bool:
        return self.version == words.VERSION and bool(self.kind)


async def progress() -> Progress:
    found = await rows("SELECT version, kind, after, done, whole FROM search_rebuild")
    if not found:
        return Progress(0, "", None, 0, 0)
    row = found[0]
    after = UUID(str(row["after"])) if row["after"] else None
    return Progress(
        int(row["version"]), str(row["kind"]), after, int(row["done"]), int(row["whole"])
    )


async def start(kind: str) -> None:
    """Empty the index and begin with a kind."""
    async with transaction():
        found = await rows("SELECT count(DISTINCT object_id) AS whole FROM search_text")
        await matching.engine().empty()
        await note(kind, None, 0)
        await connection().execute_query(f"UPDATE search_rebuild SET whole = {found[0]['whole']:d}")  # noqa: S608 (a number)


async def note(kind: str, after: UUID | None, done: int) -> None:
    """Remember how far it came, in the transaction that came so far; no kind says: finished."""
    statement = (
        "INSERT INTO search_rebuild (id, version, kind, after, done) VALUES (1, $1, $2, $3, $4)"
        " ON CONFLICT (id) DO UPDATE SET version = excluded.version, kind = excluded.kind,"
        " after = excluded.after, done = excluded.done"
    )
    values = [words.VERSION, kind, str(after or ""), done]
    if not is_postgres():
        statement = statement.replace("$1, $2, $3, $4", "?, ?, ?, ?")
    await connection().execute_query(statement, values)
