"""What slices give to the library: finished texts, whatever they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A text in its own language: what it came from, who reads it, and who looked through it."""

    kind: str
    source_kind: str
    source_id: UUID
    lang: str
    level: str
    title: str
    summary: str
    body: str
    sources: str = ""
    topics: Sequence[str]
    year: int
    authors: str
    author_id: UUID | None
    centre_id: UUID | None
    checked_by_id: UUID | None
    reader_centre_ids: Sequence[UUID] = ()
    reader_ids: Sequence[UUID] = ()
