"""Trainings that came of a training of trainers: a tree without circles, and not too deep."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

DEEPEST = 4  # levels below the training of trainers


class Node(NamedTuple):
    """A workshop of a cascade; level 0 is the training of trainers at its root."""

    id: UUID
    level: int
    children: tuple["Node", ...] = ()


def tree(parents: Mapping[UUID, UUID | None], root: UUID) -> Node:
    """Everything below a workshop, in the order given."""
    below: dict[UUID, list[UUID]] = defaultdict(list)
    for child, parent in parents.items():
        if parent is not None:
            below[parent].append(child)
    return _grown(root, 0, below)


def below(parents: Mapping[UUID, UUID | None], root: UUID) -> set[UUID]:
    """The keys of everything below a workshop."""
    return {node.id for node in flat(tree(parents, root))} - {root}


def flat(node: Node) -> Iterable[Node]:
    """A tree line by line, as a page writes it."""
    yield node
    for child in node.children:
        yield from flat(child)


def level_of(parents: Mapping[UUID, UUID | None], workshop_id: UUID) -> int:
    """How far below its root a workshop is; a circle, which nobody can make, counts as deepest."""
    level, at = 0, parents.get(workshop_id)
    while at is not None and level <= len(parents):
        level, at = level + 1, parents.get(at)
    return level


def can_hang(parents: Mapping[UUID, UUID | None], child: UUID, parent: UUID) -> bool:
    """Whether a workshop can come of another: not of itself or what came of it, nor too deep."""
    under = below(parents, child)
    if parent == child or parent in under:
        return False
    height = max((node.level for node in flat(tree(parents, child))), default=0)
    return level_of(parents, parent) + 1 + height <= DEEPEST


def seen_parents(
    parents: Mapping[UUID, UUID | None], seen: Collection[UUID]
) -> dict[UUID, UUID | None]:
    """The tree of those somebody sees: what is hidden between two leaves no gap."""
    return {key: _above(parents, seen, key) for key in seen}


def _above(parents: Mapping[UUID, UUID | None], seen: Collection[UUID], key: UUID) -> UUID | None:
    at = parents.get(key)
    for _step in parents:
        if at is None or at in seen:
            return at
        at = parents.get(at)
    return None


def _grown(key: UUID, level: int, below: Mapping[UUID, list[UUID]]) -> Node:
    if level > DEEPEST + 1:
        return Node(key, level)
    return Node(key, level, tuple(_grown(one, level + 1, below) for one in below.get(key, ())))
