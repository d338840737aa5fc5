"""SQLite's full-text index (FTS5) over stored words; triggers keep it in step with its table."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from network.adapters.search.query import Candidate, Question, StoredRow, Wanted

if TYPE_CHECKING:
    from tortoise.backends.base.client import BaseDBAsyncClient


async def insert(db: "BaseDBAsyncClient", row: StoredRow) -> None:
    await db.execute_query(
        "INSERT INTO search_document (kind, object_id, owner_id, language, title, body,"
        " audience, title_words, body_words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            row.kind,
            str(row.object_id),
            str(row.owner_id),
            row.language,
            row.title,
            row.body,
            " ".join(row.audiences),
            " ".join(row.title_words),
            " ".join(row.body_words),
        ],
    )


async def candidates(db: "BaseDBAsyncClient", question: Question, most: int) -> list[Candidate]:
    marks = ", ".join("?" for _ in question.kinds)
    rows = await db.execute_query_dict(
        "SELECT d.object_id, d.owner_id, d.language, d.title, d.body, d.title_words, d.body_words"  # noqa: S608
        " FROM search_index JOIN search_document d ON d.id = search_index.rowid"
        f" WHERE search_index MATCH ? AND d.kind IN ({marks})"
        " ORDER BY bm25(search_index, 0, 6, 1), d.id LIMIT ?",
        [_match(question), *question.kinds, most],
    )
    return [_candidate(row) for row in rows]


def _candidate(row: dict[str, Any]) -> Candidate:
    return Candidate(
        object_id=UUID(str(row.pop("object_id"))), owner_id=UUID(str(row.pop("owner_id"))), **row
    )


def _match(question: Question) -> str:
    """A MATCH expression; every word is quoted, so that nothing in it is an operator."""
    audience = " OR ".join(_quoted(name) for name in question.audiences)
    parts = [f"(audience : ({audience}))"]
    parts += [f"({{title_words body_words}} : ({_alternatives(w)}))" for w in question.words]
    return " AND ".join(parts)


def _alternatives(wanted: Wanted) -> str:
    exact = [_quoted(form) for form in wanted.forms]
    return " OR ".join(exact + [f"{_quoted(start)}*" for start in wanted.beginnings])


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
