"""SQLite's full-text index (FTS5) over stored words; it keeps no texts of its own."""

from collections.abc import Sequence
from uuid import UUID

from network.adapters.search import expressions, sets, texts
from network.adapters.search.query import FIELDS, Phrase, StoredRow
from network.db import connection
from network.migrations.m0007_search import CREATE_INDEX, TABLES

MATCHING = (
    "search_index JOIN search_document d ON d.id = search_index.rowid WHERE search_index MATCH {}"
)
NEWEST = "search_index.rowid DESC"
JOINED = "group_concat({}, ' ')"
_PLACES = {
    expressions.ANYWHERE: "",
    expressions.HEAD: "{title tags} : ",
    expressions.TITLE: "{title} : ",
}
_COLUMNS = f"rowid, marks, {', '.join(FIELDS)}"


class Grammar:
    """The query language of FTS5."""

    def phrase(self, phrase: Phrase, place: str) -> str:
        return _PLACES[place] + _quoted(" ".join(phrase))

    def marks(self, marks: Sequence[str]) -> str:
        return self.some([_quoted(mark) for mark in marks])

    def every(self, parts: Sequence[str]) -> str:
        return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"

    def some(self, parts: Sequence[str]) -> str:
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def without(self, part: str, excluded: Sequence[str]) -> str:
        return f"({part} NOT ({' OR '.join(excluded)}))"


async def insert(rows: Sequence[StoredRow]) -> None:
    """Store rows, in the running transaction."""
    db = connection()
    first = await _last_id() + 1
    numbered = list(enumerate(rows, start=first))
    await db.execute_many(
        "INSERT INTO search_document (id, kind, audience, facets, unit) VALUES (?, ?, ?, ?, ?)",
        [[n, r.kind, sets.number(r.audience), sets.number(r.facets), r.unit] for n, r in numbered],
    )
    await db.execute_many(
        "INSERT INTO search_text (id, object_id, owner_id, language, words, text)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [[n, str(r.object_id), str(r.owner_id), r.language, r.words, r.text] for n, r in numbered],
    )
    await db.execute_many(
        f"INSERT INTO search_index ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [[n, " ".join(row.facets), *row.fields] for n, row in numbered],
    )


async def delete(object_ids: Sequence[UUID]) -> None:
    """Forget everything stored of these objects, in the running transaction."""
    db = connection()
    marks = ", ".join("?" for _ in object_ids)
    keys = [str(key) for key in object_ids]
    _, rows = await db.execute_query(
        "SELECT t.id, f.marks, t.words FROM search_text t JOIN search_document d ON d.id = t.id"  # noqa: S608
        f" JOIN search_facets f ON f.id = d.facets WHERE t.object_id IN ({marks})",
        keys,
    )
    if not rows:
        return
    await db.execute_many(
        f"INSERT INTO search_index (search_index, {_COLUMNS})"  # noqa: S608
        " VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
        [[r["id"], r["marks"], *texts.unpack_fields(r["words"])] for r in rows],
    )
    await db.execute_many("DELETE FROM search_text WHERE id = ?", [[r["id"]] for r in rows])
    await db.execute_many("DELETE FROM search_document WHERE id = ?", [[r["id"]] for r in rows])


async def empty() -> None:
    """Forget everything, also what is broken."""
    db = connection()
    await db.execute_query("DROP TABLE IF EXISTS search_index")
    await db.execute_query(CREATE_INDEX)
    for table in TABLES:
        await db.execute_query(f"DELETE FROM {table}")  # noqa: S608 (constants only)


async def tidy() -> None:
    """Join the pieces of the index into one: what is found in one place is found sooner."""
    await connection().execute_query("INSERT INTO search_index (search_index) VALUES ('optimize')")


async def _last_id() -> int:
    rows = await connection().execute_query_dict(
        "SELECT seq FROM sqlite_sequence WHERE name = 'search_document'"
    )
    return int(rows[0]["seq"]) if rows else 0


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
