"""PostgreSQL's full-text index over stored words, as literals that no parser touches.

Words of the title and the tags are stored once more with a mark before them, which costs less than
asking for the weight of each word found.
"""

from collections.abc import Sequence
from uuid import UUID

from network.adapters.search import expressions, sets
from network.adapters.search.query import Phrase, StoredRow
from network.db import connection
from network.migrations.m0007_search import TABLES

MATCHING = "search_matching({}::text::tsquery) d WHERE true"
NEWEST = "d.id DESC"
JOINED = "string_agg({}, ' ')"
_LAST_POSITION = 16_383  # what a tsvector can hold
_MOST_WORDS = 40_000  # a tsvector takes one megabyte
_TITLE, _HEAD, _MARK = "t:", "h:", "m:"
_BEFORE = {expressions.ANYWHERE: "", expressions.HEAD: _HEAD, expressions.TITLE: _TITLE}


class Grammar:
    """The query language of tsquery."""

    def phrase(self, phrase: Phrase, place: str) -> str:
        return _beside([_quoted(_BEFORE[place] + word) for word in phrase])

    def marks(self, marks: Sequence[str]) -> str:
        return self.some([_quoted(_MARK + mark) for mark in marks])

    def every(self, parts: Sequence[str]) -> str:
        return parts[0] if len(parts) == 1 else f"({' & '.join(parts)})"

    def some(self, parts: Sequence[str]) -> str:
        return parts[0] if len(parts) == 1 else f"({' | '.join(parts)})"

    def without(self, part: str, excluded: Sequence[str]) -> str:
        return f"({part} & !({' | '.join(excluded)}))"


async def insert(rows: Sequence[StoredRow]) -> None:
    """Store rows, in the running transaction."""
    db = connection()
    ids = await db.execute_query_dict(
        "SELECT nextval('search_document_id_seq') AS id FROM generate_series(1, $1)", [len(rows)]
    )
    numbered = list(zip(sorted(int(row["id"]) for row in ids), rows, strict=True))
    await db.execute_many(
        "INSERT INTO search_document (id, kind, audience, facets, unit, stored)"
        " VALUES ($1, $2, $3, $4, $5, $6::text::tsvector)",
        [
            [n, r.kind, sets.number(r.audience), sets.number(r.facets), r.unit, _vector(r)]
            for n, r in numbered
        ],
    )
    await db.execute_many(
        "INSERT INTO search_text (id, object_id, owner_id, language, words, text)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        [[n, r.object_id, r.owner_id, r.language, r.words, r.text] for n, r in numbered],
    )


async def delete(object_ids: Sequence[UUID]) -> None:
    """Forget everything stored of these objects, in the running transaction."""
    db = connection()
    await db.execute_query(
        "DELETE FROM search_document WHERE id IN"
        " (SELECT id FROM search_text WHERE object_id = ANY($1))",
        [list(object_ids)],
    )
    await db.execute_query("DELETE FROM search_text WHERE object_id = ANY($1)", [list(object_ids)])


async def empty() -> None:
    """Forget everything, also what is broken."""
    await connection().execute_query(f"TRUNCATE {', '.join(TABLES)}")


async def tidy() -> None:
    """Put what waits beside the index into it, and let the planner know what is there."""
    db = connection()
    await db.execute_query("SELECT gin_clean_pending_list('search_document_stored'::regclass)")
    await db.execute_query(f"ANALYZE {', '.join(TABLES)}")


def _vector(row: StoredRow) -> str:
    """The words with their places, a gap between the fields; then those of the head, and marks."""
    parts: list[str] = []
    place = 0
    for number, field in enumerate(row.fields):
        for word in field.split(" "):
            place += 1
            if not word or len(parts) > _MOST_WORDS:
                continue
            at = min(place, _LAST_POSITION)
            parts.append(f"{_quoted(word)}:{at}")
            if number < 2:  # noqa: PLR2004 (title and tags)
                parts.append(f"{_quoted(_HEAD + word)}:{at}")
            if number == 0:
                parts.append(f"{_quoted(_TITLE + word)}:{at}")
        place += 1
    return " ".join([*parts, *(_quoted(_MARK + m) for m in row.facets)])


def _beside(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"({' <-> '.join(words)})"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
