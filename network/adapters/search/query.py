"""What is asked of an engine, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

PART, PAGE = "\n", "\f"  # between the parts of a document, and between pages of its files
FIELDS = ("title", "tags", "summary", "body", "files")

Phrase = tuple[str, ...]  # stored words that stand beside each other


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a clause: of each group one phrase, anywhere in the text.

    `quality` is 1 for what was typed and less for what merely means the same; `name` and
    `language` tell the words when they are not those typed.
    """

    groups: tuple[tuple[Phrase, ...], ...]
    quality: float = 1.0
    language: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing a query asks for: a word, a phrase or a subject. Any alternative meets it."""

    alternatives: tuple[Alternative, ...]
    weight: float = 1.0
    in_title: bool = False  # only there


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query in stored words. All marks of one group are alternatives; all groups have to hold."""

    clauses: tuple[Clause, ...]
    without: tuple[Clause, ...] = ()
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: tuple[str, ...]
    audiences: tuple[str, ...]
    prefers: tuple[str, ...] = ()
    newer_than: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """A text with the words it is found by, one line for each of FIELDS.

    Rows of one unit count as one thing found, the same text as different audiences see it; a row
    that is the only one has none.
    """

    kind: str
    object_id: UUID
    owner_id: UUID
    unit: str
    language: str
    audience: tuple[str, ...]
    facets: tuple[str, ...]
    fields: tuple[str, ...]
    words: bytes
    text: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that matches, before it is ranked."""

    id: int
    unit: str
    language: str
    words: bytes


def facet(name: str, value: str) -> str:
    """A facet as it is stored."""
    return f"{name}:{value}".lower().replace(" ", "-")
