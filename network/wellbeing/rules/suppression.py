"""Which groups are shown, so that those which are not cannot be worked out from them.

Domain reference, section 5.4. What is left of a shown group after all shown groups inside it is
told as well, by subtraction: so it has to be several groups, and enough people, too.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from network.wellbeing.rules.terms import FEWEST_ELIGIBLE
from network.wellbeing.rules.trees import Group, Level, Place

COMPANY = 3  # people a hidden group is hidden among, so that one of them cannot subtract themselves


class Told(NamedTuple):
    """People whose answers are told together: of one group, or what is left of it."""

    owner: Place
    pieces: tuple[Place, ...]


def shown(root: Group, hidden_before: AbstractSet[Place] = frozenset()) -> frozenset[Place]:
    """The places that may be shown.

    Of several that could be hidden to protect another, those hidden the last time are chosen
    first, so that taking turns tells nothing; then the smallest.
    """
    visible: set[Place] = set()
    _settle(root, visible, hidden_before)
    return frozenset(visible)


def told(root: Group, visible: AbstractSet[Place]) -> Iterator[Told]:
    """The smallest sets of people that shown places are about: nobody is in two of them."""
    for group in root.walk():
        if group.place in visible:
            pieces = tuple(sorted(piece.place for piece in _left(group, visible)))
            if pieces:
                yield Told(group.place, pieces)


def is_enough(group: Group) -> bool:
    """Whether a group may be shown as far as it alone is concerned."""
    asked = FEWEST_ELIGIBLE if group.eligible is None else group.eligible
    return group.size >= group.k and asked >= FEWEST_ELIGIBLE and not group.is_withheld


def _settle(group: Group, visible: set[Place], before: AbstractSet[Place]) -> None:
    """Children first, so that it is known what they leave over when their parent is weighed."""
    if not is_enough(group) and group.is_sealed:
        return
    for child in group.children:
        _settle(child, visible, before)
    if is_enough(group):
        visible.add(group.place)
        _cover(group, visible, before)


def _cover(parent: Group, visible: set[Place], before: AbstractSet[Place]) -> None:
    while not _is_covered(parent, visible):
        candidates = list(_outermost(parent, visible))
        if not candidates:
            return
        _hide(min(candidates, key=lambda one: _rank(one, before)), visible)


def _is_covered(parent: Group, visible: set[Place]) -> bool:
    """Whether nothing is left over, or so much that nothing can be worked out."""
    pieces = [list(_left(c, visible)) for c in parent.children if c.place not in visible]
    hidden = [piece for found in pieces for piece in found]
    if not hidden:
        return True
    sizes = [size for found in pieces if (size := sum(piece.size for piece in found))]
    k = max(parent.k, *(piece.k for piece in hidden))
    return len(sizes) > 1 and sum(sizes) >= k and sum(sizes) - max(sizes) >= COMPANY


def _left(group: Group, visible: AbstractSet[Place]) -> Iterator[Group]:
    """The pieces of a group that no shown group inside it covers."""
    if not group.children:
        yield group
    for child in group.children:
        if child.place not in visible:
            yield from _left(child, visible)


def _outermost(group: Group, visible: set[Place]) -> Iterator[Group]:
    for child in group.children:
        if child.place in visible:
            yield child
        elif not child.is_sealed:
            yield from _outermost(child, visible)


def _rank(group: Group, before: AbstractSet[Place]) -> tuple[bool, int, Place]:
    return group.place not in before, group.size, group.place


def _hide(group: Group, visible: set[Place]) -> None:
    """A hidden centre shows nothing; a hidden region shows all but its smallest centre."""
    if group.place.level is Level.REGION:
        visible.discard(group.place)
        if not any(True for _piece in _left(group, visible)):
            _hide(min(_outermost(group, visible), key=lambda one: (one.size, one.place)), visible)
        return
    visible.difference_update(one.place for one in group.walk())
