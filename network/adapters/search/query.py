"""What is asked of an engine, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a query: stored forms it may stand for, and beginnings if it is unfinished."""

    forms: tuple[str, ...]
    beginnings: tuple[str, ...]

    def found_in(self, stored: set[str]) -> set[str]:
        """Which of these stored words match."""
        found = stored.intersection(self.forms)
        if self.beginnings:
            found |= {word for word in stored if word.startswith(self.beginnings)}
        return found


@dataclass(frozen=True, slots=True)
class Question:
    """All words have to match, in one row of one of these audiences and kinds."""

    words: tuple[Wanted, ...]
    audiences: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """A text with the words it is found by."""

    kind: str
    object_id: UUID
    owner_id: UUID
    audiences: Sequence[str]
    language: str
    title: str
    body: str
    title_words: list[str]
    body_words: list[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that matches, before it is ranked."""

    object_id: UUID
    owner_id: UUID
    language: str
    title: str
    body: str
    title_words: str
    body_words: str
