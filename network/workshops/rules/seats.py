"""Who gets a place: capacity, limits for groups, places kept for groups, and the line.

A limit lets in no more than so many of a group. Kept places are free for their group alone: others
are let in only while more places are free than are still kept. Whatever blocks is named.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from network.workshops.vocabulary import Axis, Limit

MOST_PLACES = 2000


class Seeker(NamedTuple):
    """What counts about somebody who wants a place."""

    profession: str = ""
    region: str = ""
    centre: str = ""

    def on(self, axis: Axis) -> str:
        return self[list(Axis).index(axis)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A quota. Without `keys` a limit holds for each key alone; kept places need some."""

    axis: Axis
    kind: Limit
    keys: frozenset[str]
    places: int
    kept_until: datetime | None = None
    id: UUID | None = None
    name: str = ""

    def holds(self, who: Seeker) -> bool:
        """Whether somebody is of this group."""
        key = who.on(self.axis)
        return bool(key) and (key in self.keys or not self.keys)


class Why(StrEnum):
    CAPACITY = "capacity"
    MOST = "most"
    KEPT = "kept"
    LINE = "line"


class Block(NamedTuple):
    """A limit that is in the way: which, of which group, and how many places it has; of the line,
    how many are in it.
    """

    why: Why
    places: int
    group: Group | None = None
    key: str = ""


@dataclass(slots=True)
class Room:
    """The places of a workshop and who has them; grows as somebody is let in."""

    capacity: int
    groups: Sequence[Group] = ()
    taken: int = 0
    _counts: Counter[tuple[Axis, str]] = field(default_factory=Counter)

    def let_in(self, who: Seeker, count: int = 1) -> None:
        """Count somebody who has a place, or several who are alike."""
        self.taken += count
        for axis, key in zip(Axis, who, strict=True):
            if key:
                self._counts[(axis, key)] += count

    def count_of(self, group: Group, key: str = "") -> int:
        """How many of a group have a place; of one key, for a limit on each alone."""
        keys = group.keys or {key}
        return sum(self._counts[(group.axis, one)] for one in keys)

    @property
    def free(self) -> int:
        """How many places nobody has; none after the capacity was lowered below."""
        return max(0, self.capacity - self.taken)


def room_of(capacity: int, groups: Sequence[Group], seated: Iterable[Seeker]) -> Room:
    """The places as they are."""
    room = Room(capacity, groups)
    for who in seated:
        room.let_in(who)
    return room


def blocks(who: Seeker, room: Room, now: datetime) -> list[Block]:
    """Every limit that keeps somebody from a place now; empty when there is one for them."""
    if not room.free:
        return [Block(Why.CAPACITY, room.capacity)]
    found = [
        Block(Why.MOST, group.places, group, who.on(group.axis))
        for group in room.groups
        if _is_full(group, who, room)
    ]
    return found or _kept_from(who, room, now)


def next_in(line: Sequence[Seeker], room: Room, now: datetime) -> list[int]:
    """Who of a line gets the free places, as positions in it; who waits longest comes first.

    Those whose own limit is reached are passed by. `room` has them all afterwards.
    """
    found: list[int] = []
    waiting = list(range(len(line)))
    while room.free:
        able = next((n for n in waiting if not blocks(line[n], room, now)), None)
        if able is None:
            break
        room.let_in(line[able])
        waiting.remove(able)
        found.append(able)
    return sorted(found)


def _is_full(group: Group, who: Seeker, room: Room) -> bool:
    is_limit = group.kind is Limit.MOST and group.holds(who)
    return is_limit and room.count_of(group, who.on(group.axis)) >= group.places


def _kept_from(who: Seeker, room: Room, now: datetime) -> list[Block]:
    kept = {n: _still_kept(group, room, now) for n, group in enumerate(room.groups)}
    if any(left and room.groups[n].holds(who) for n, left in kept.items()):
        return []
    if room.free > sum(kept.values()):
        return []
    return [Block(Why.KEPT, left, room.groups[n]) for n, left in kept.items() if left]


def _still_kept(group: Group, room: Room, now: datetime) -> int:
    is_over = group.kept_until is not None and group.kept_until <= now
    if group.kind is not Limit.KEPT or is_over or not group.keys:
        return 0
    return max(0, group.places - room.count_of(group))
