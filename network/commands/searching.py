"""`network search`."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from network.adapters import search
from network.centres import queries as centres
from network.kernel.actor import VISITOR, Actor
from network.people import queries as people
from network.site.search import asked_by

_TOP = 50


@dataclass(frozen=True, slots=True)
class Query:
    """One query to answer, with the name it has in a file of queries."""

    text: str
    language: str = "en"
    id: str = ""


async def find(
    queries: Sequence[Query], email: str, *, as_json: bool, is_file: bool = False
) -> int:
    """Print what a person would see; without an e-mail address, what any visitor would."""
    actor = await _actor(email)
    if actor is None:
        print(f"Nobody has the address {email}.", file=sys.stderr)
        return 1
    for query in queries:
        answer = await _answer(actor, query)
        if is_file:
            answer = {"id": query.id, **answer}
        print(json.dumps(answer, ensure_ascii=False) if as_json or is_file else _plain(answer))
    return 0


def read(path: Path) -> list[Query]:
    """Queries from a file of JSON lines. Raises ValueError naming the line that is wrong."""
    found = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                found.append(Query(str(row["text"]), str(row.get("lang", "en")), str(row["id"])))
            except (ValueError, KeyError, TypeError, AttributeError):
                message = f"Line {number} is no query with id, lang and text."
                raise ValueError(message) from None
    return found


async def _actor(email: str) -> Actor | None:
    if not email:
        return VISITOR
    person = await people.find_account(email)
    return await centres.actor_of(person.id) if person else None


async def _answer(actor: Actor, query: Query) -> dict[str, Any]:
    result = await search.search(asked_by(actor, query.text, [query.language]))
    shown = result.found[:_TOP]
    texts = await search.texts([one.id for one in shown])
    return {
        "query": query.text,
        "lang": query.language,
        "total": result.total,
        "instead": dict(result.instead),
        "facets": {name: dict(counts) for name, counts in result.counts.items()},
        "results": [_told(one, texts[one.id]) for one in shown if one.id in texts],
    }


def _told(found: search.Found, text: search.Text) -> dict[str, Any]:
    return {
        "id": str(found.object_id),
        "external_id": text.reference,
        "kind": found.kind,
        "lang": found.language,
        "title": text.title,
        "score": found.score,
        "matched": search.matched_words(found, text),
        "through": [{"lang": language, "word": word} for language, word in found.through],
    }


def _plain(answer: dict[str, Any]) -> str:
    lines = [f"{answer['total']} found"]
    lines += [
        f"{r['score']:.3f}  {r['kind']:<10} {r['lang']:<8} {r['title']}" for r in answer["results"]
    ]
    return "\n".join(lines)
