"""The judged set: fictional notes in eight languages, queries as typed, and what answers them.

It has three parts, each judged over its own notes. C and D were written by people who had seen
neither the search nor its words, after it was tuned on AB; nothing was tuned on D.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from network.adapters import search
from network.adapters.search import Document, Entry

_FOLDER = Path(__file__).parent
_OWNER = UUID(int=1)
TOP = 10
PARTS = {"AB": "AB", "C": "C", "D": "D"}  # with the files they stand in


@dataclass(frozen=True, slots=True)
class Query:
    """What a colleague typed, and how well which items answer it: 3 best, 1 in passing."""

    id: str
    language: str
    text: str
    relevant: Mapping[str, int]
    part: str

    @property
    def base(self) -> str:
        """The language without its script."""
        return self.language.split("-")[0]


def items() -> list[dict[str, Any]]:
    return [
        {**row, "part": part}
        for part, files in PARTS.items()
        for file in files
        for row in _lines(f"items-{file}")
    ]


def queries() -> list[Query]:
    return [
        Query(row["id"], row["lang"], row["text"], row["relevant"], part)
        for part, files in PARTS.items()
        for file in files
        for row in _lines(f"queries-{file}")
    ]


def key_of(external_id: str) -> UUID:
    return uuid5(NAMESPACE_URL, external_id)


def entries(rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
    return [
        Entry(
            "knowledge",
            key_of(row["external_id"]),
            _OWNER,
            [
                Document(
                    audiences=[search.MEMBERS, row["part"]],
                    language=row["lang"],
                    title=row["title"],
                    summary=row["summary"],
                    body=row["body"],
                    codes=row["topics"],
                    facets=[f"type:{row['kind']}", f"year:{row['year']}"],
                    is_name=False,
                    separate=True,
                )
            ],
        )
        for row in rows
    ]


async def store() -> None:
    """Put the whole set into the open database."""
    await search.put_all(entries(items()))


async def answer(query: Query) -> list[str]:
    """External ids of what is found among the notes of the same part, best first."""
    names = {key_of(row["external_id"]): str(row["external_id"]) for row in items()}
    asked = search.Asked(
        query=query.text,
        audiences=[query.part],
        kinds=["knowledge"],
        prefers=[query.language],
    )
    return [names[one.object_id] for one in (await search.search(asked)).found]


def ndcg(found: Sequence[str], relevant: Mapping[str, int], top: int = TOP) -> float:
    """Normalised discounted cumulative gain, gains 2^grade - 1."""
    gains = [relevant.get(name, 0) for name in found[:top]]
    return _dcg(gains) / _dcg(sorted(relevant.values(), reverse=True)[:top])


def _dcg(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def _lines(name: str) -> Iterator[dict[str, Any]]:
    with (_FOLDER / f"{name}.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)
