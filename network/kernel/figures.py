"""Figures behind items of the library: each slice tells its own, and none has to know the others.

The composition root lets slices tell. Whoever asks has made sure that the reader may read the item.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias
from uuid import UUID


class Bar(NamedTuple):
    """A figure in words, and the band between 0 and 100 in which it lies."""

    label: str
    words: str
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one group; `sentence` says the main thing."""

    title: str
    note: str
    sentence: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Figures:
    """Charts in the reader's words, and all of it as a table to take along."""

    charts: Sequence[Chart]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


Teller: TypeAlias = Callable[[UUID, UUID], Awaitable[Figures | None]]

_tellers: dict[str, Teller] = {}


def tell(kind: str, teller: Teller) -> None:
    """Let a slice tell the figures behind an item by the key of its own and of the item."""
    _tellers[kind] = teller


async def behind(item_id: UUID, sources: Iterable[tuple[str, UUID]]) -> Figures | None:
    """The figures of the first source that has any; sources are kinds and keys."""
    for kind, object_id in sources:
        teller = _tellers.get(kind)
        found = await teller(object_id, item_id) if teller else None
        if found is not None:
            return found
    return None
