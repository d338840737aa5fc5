"""The learning trail across slices: each tells what it knows, and none has to know the others.

The composition root lets slices tell. Whoever tells shows only what the reader may see.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias
from uuid import UUID

from network.kernel.actor import Actor


class Stop(NamedTuple):
    """One place on the trail; `route` names the page of `object_id`, if there is one."""

    kind: str
    title: str
    lang: str = ""
    route: str = ""
    object_id: UUID | None = None


Origin: TypeAlias = Callable[[Actor, UUID], Awaitable[list[Stop]]]
Result: TypeAlias = Callable[[Actor, str, UUID], Awaitable[list[Stop]]]

_origins: dict[str, Origin] = {}
_results: dict[str, Result] = {}


def tell_origins(kind: str, origin: Origin) -> None:
    """Let a slice tell what led to things that came from its own, such as visits."""
    _origins[kind] = origin


def tell_results(name: str, result: Result) -> None:
    """Let a slice tell what of its own came from something elsewhere."""
    _results[name] = result


async def origins_of(actor: Actor, kind: str, object_id: UUID) -> list[Stop]:
    """From what something came, first to last; nothing of what this reader may not see."""
    origin = _origins.get(kind)
    return await origin(actor, object_id) if origin else []


async def results_of(actor: Actor, kind: str, object_id: UUID) -> list[Stop]:
    """What came of something, as far as this reader may see it."""
    return [stop for told in _results.values() for stop in await told(actor, kind, object_id)]
