"""Who supervises somebody, told by the slice that knows to those that may not ask it.

The composition root lets it tell.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

from network.kernel.actor import Actor

Tell: TypeAlias = Callable[[Actor], Awaitable[list[UUID]]]

_supervisors: list[Tell] = []


def tell_supervisors(tell: Tell) -> None:
    """Let a slice say who supervises an actor."""
    _supervisors[:] = [tell]


async def supervisors_of(actor: Actor) -> list[UUID]:
    """Who supervises this actor now."""
    return [person_id for tell in _supervisors for person_id in await tell(actor)]
