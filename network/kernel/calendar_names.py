"""Names for calendars across slices: what something is called there, where somebody chose it.

The composition root lets slices tell. Such a name is read on any screen, so it tells nothing.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeAlias
from uuid import UUID

Namer: TypeAlias = Callable[[Collection[UUID]], Awaitable[Mapping[UUID, str]]]

_namers: dict[str, Namer] = {}


def tell(kind: str, namer: Namer) -> None:
    """Let a slice name what entries of a kind are part of. A name in use stays as it is."""
    _namers[kind] = namer


def is_named(kind: str) -> bool:
    """Whether entries of a kind have chosen names."""
    return kind in _namers


async def names_of(kind: str, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of these; none of what has no chosen ones."""
    namer = _namers.get(kind)
    return await namer(ids) if namer and ids else {}
