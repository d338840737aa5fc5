"""What centres give each other beside visits: slices tell it, and none has to know the others.

The composition root lets a slice tell. Hours, never what they were for.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID


class Hours(NamedTuple):
    """What one person gave and received in all, and when last."""

    given: float
    received: float
    last_on: date


Teller: TypeAlias = Callable[[Iterable[UUID] | None, date | None], Awaitable[Mapping[UUID, Hours]]]

_tellers: list[Teller] = []


def tell(teller: Teller) -> None:
    """Let a slice tell hours by person: of some people or of all, before a day or until now."""
    _tellers.append(teller)


async def hours_by_person(
    people: Iterable[UUID] | None = None, before: date | None = None
) -> dict[UUID, Hours]:
    """All hours that slices tell; whoever has none is not there."""
    found: dict[UUID, Hours] = {}
    for teller in _tellers:
        for person, told in (await teller(people, before)).items():
            known = found.get(person, Hours(0, 0, told.last_on))
            found[person] = Hours(
                known.given + told.given,
                known.received + told.received,
                max(known.last_on, told.last_on),
            )
    return found
