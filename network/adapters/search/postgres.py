"""PostgreSQL's full-text index over stored words, as literals that no parser touches."""

from typing import TYPE_CHECKING

from network.adapters.search.query import Candidate, Question, StoredRow, Wanted

if TYPE_CHECKING:
    from tortoise.backends.base.client import BaseDBAsyncClient

_LAST_POSITION = 16_383  # what a tsvector can hold


async def insert(db: "BaseDBAsyncClient", row: StoredRow) -> None:
    await db.execute_query(
        "INSERT INTO search_document (kind, object_id, owner_id, language, title, body,"
        " audience, title_words, body_words, stored)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::tsvector)",
        [
            row.kind,
            row.object_id,
            row.owner_id,
            row.language,
            row.title,
            row.body,
            list(row.audiences),
            " ".join(row.title_words),
            " ".join(row.body_words),
            _vector(row.title_words, row.body_words),
        ],
    )


async def candidates(db: "BaseDBAsyncClient", question: Question, most: int) -> list[Candidate]:
    rows = await db.execute_query_dict(
        "SELECT object_id, owner_id, language, title, body, title_words, body_words"
        " FROM search_document, CAST($1::text AS tsquery) asked"
        " WHERE stored @@ asked AND audience && $2::text[] AND kind = ANY($3::text[])"
        " ORDER BY ts_rank(stored, asked) DESC, id LIMIT $4",
        [_query(question), list(question.audiences), list(question.kinds), most],
    )
    return [Candidate(**row) for row in rows]


def _vector(title: list[str], body: list[str]) -> str:
    parts = [f"{_quoted(w)}:{i}A" for i, w in enumerate(title[:_LAST_POSITION], start=1)]
    start = len(parts) + 1
    room = max(0, _LAST_POSITION - start)
    return " ".join(parts + [f"{_quoted(w)}:{i}D" for i, w in enumerate(body[:room], start)])


def _query(question: Question) -> str:
    return " & ".join(f"({_alternatives(wanted)})" for wanted in question.words)


def _alternatives(wanted: Wanted) -> str:
    exact = [_quoted(form) for form in wanted.forms]
    return " | ".join(exact + [f"{_quoted(start)}:*" for start in wanted.beginnings])


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
