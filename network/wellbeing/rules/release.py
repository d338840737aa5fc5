"""What a closed round tells: figures that point to nobody, made once and frozen.

All figures are made of the sums of groups that do not overlap, each large enough. A sum near an end
of its scale is replaced by one that stands for all near that end; so whatever is told together,
every single answer may still have been any. Where a group changed by one or two people since the
last release, two rounds are told as one.

A group whose answers all lie in one band is not hidden, because hiding it would say just that: the
figures are so coarse that it looks like a mixed one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from network.wellbeing.rules.differencing import Turnover, is_steady, summed
from network.wellbeing.rules.pooling import is_lawful
from network.wellbeing.rules.pulse import Part, Word
from network.wellbeing.rules.rounding import (
    Coarse,
    Share,
    Size,
    blunted,
    coarse,
    combined_share,
    share,
    size_band,
)
from network.wellbeing.rules.suppression import Told, shown, told
from network.wellbeing.rules.tallies import PARTS, UNIT, WEIGHTS, Tally, total
from network.wellbeing.rules.trees import Group, Level, Place

Key = tuple[Place, ...]  # the families that a figure is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is told of a group; shares only of twice as many people.

    With `is_two_rounds` it is about this round and the last one together; `is_comparable` says
    that it may stand beside the last one as a change.
    """

    size: Size
    strain: Coarse
    parts: Mapping[Part, Coarse]
    shares: Mapping[Word, Share] = field(default_factory=dict)
    is_two_rounds: bool = False
    is_comparable: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """The sums behind a figure of one round, and whether it was told with the round before."""

    sums: Mapping[Part, int]
    size: int
    is_two_rounds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the next release has to know of this one; shown to nobody, gone when that is made."""

    seen: Mapping[Key, Seen] = field(default_factory=dict)
    hidden: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The figures by place; a place without one is hidden, or empty, which looks the same.

    Pools stand under the region, or the network, whose small centres they hold.
    """

    figures: Mapping[Place, Figure]
    pools: Mapping[Place, Figure]
    kept: Kept


@dataclass(frozen=True, slots=True)
class _Atom:
    """People told together: no figure is about some of them and not about the others."""

    told: Told
    sums: Mapping[Part, int]
    size: int
    shares: Mapping[Word, Share]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a figure is made of."""

    key: Key
    atoms: Sequence[_Atom]
    k: int


def release(
    root: Group,
    tallies: Mapping[Place, Tally],
    turnovers: Mapping[Place, Turnover] | None = None,
    earlier: Kept | None = None,
) -> Release:
    """Tell a closed round; `turnovers` are those of families since the round of `earlier`."""
    before = earlier or Kept()
    visible = shown(root, before.hidden)
    groups = {group.place: group for group in root.walk()}
    atoms = {
        one.owner: _atom(one, total(tallies, one.pieces), groups[one.owner].k)
        for one in told(root, visible)
    }
    subjects = {place: _subject(groups[place], atoms) for place in sorted(visible)}
    pools = {
        place: _Subject(atom.told.pieces, [atom], groups[place].k)
        for place, atom in atoms.items()
        if _is_pool(atom, groups[place], tallies)
    }
    seen = {
        one.key: _seen(one, turnovers or {}, before)
        for one in [*subjects.values(), *pools.values()]
    }
    return Release(
        figures={place: _figure(one, seen[one.key], before) for place, one in subjects.items()},
        pools={place: _figure(one, seen[one.key], before) for place, one in pools.items()},
        kept=Kept(seen=seen, hidden=frozenset(groups) - visible),
    )


def families(group: Group) -> Key:
    """The families a group is made of."""
    return tuple(sorted(one.place for one in group.walk() if not one.children))


def _atom(one: Told, tally: Tally, k: int) -> _Atom:
    """The only place that looks at what people answered."""
    means = {part: blunted(mean, k) for part, mean in tally.means.items()}
    sums = {part: int(mean * tally.size * UNIT) for part, mean in means.items()}
    has_shares = tally.size >= 2 * k
    shares = {word: share(tally.percent(word)) for word in Word} if has_shares else {}
    return _Atom(one, sums, tally.size, shares)


def _subject(group: Group, atoms: Mapping[Place, _Atom]) -> _Subject:
    within = [atoms[one.place] for one in group.walk() if one.place in atoms]
    return _Subject(families(group), within, group.k)


def _is_pool(atom: _Atom, owner: Group, tallies: Mapping[Place, Tally]) -> bool:
    """Whether what is left of a region, or of the network, is told by itself."""
    pieces = atom.told.pieces
    if owner.place.level not in {Level.NETWORK, Level.REGION} or pieces == families(owner):
        return False
    sizes: dict[str, int] = {}
    for place in pieces:
        sizes[place.name] = sizes.get(place.name, 0) + tallies.get(place, Tally()).size
    return is_lawful(sizes.values(), owner.k)


def _seen(one: _Subject, turnovers: Mapping[Place, Turnover], before: Kept) -> Seen:
    change = summed(turnovers.get(place, Turnover()) for place in one.key)
    return Seen(
        sums={part: sum(atom.sums[part] for atom in one.atoms) for part in PARTS},
        size=sum(atom.size for atom in one.atoms),
        is_two_rounds=one.key in before.seen and not is_steady(change, one.k),
    )


def _figure(one: _Subject, seen: Seen, before: Kept) -> Figure:
    last = before.seen.get(one.key)
    rounds = [seen, last] if last and seen.is_two_rounds else [seen]
    units = UNIT * sum(each.size for each in rounds)
    means = {part: Fraction(sum(each.sums[part] for each in rounds), units) for part in PARTS}
    strain = sum((means[part] * WEIGHTS[part] for part in PARTS), Fraction(0))
    return Figure(
        size=size_band(seen.size),
        strain=coarse(strain / sum(WEIGHTS.values()), one.k),
        parts={part: coarse(mean, one.k) for part, mean in means.items()},
        shares={} if seen.is_two_rounds else _shares(one.atoms, seen.size),
        is_two_rounds=seen.is_two_rounds,
        is_comparable=bool(last and not last.is_two_rounds and not seen.is_two_rounds),
    )


def _shares(atoms: Sequence[_Atom], size: int) -> dict[Word, Share]:
    """Made of the shares inside, if these are about most of the people."""
    told_of = [(atom.shares, atom.size) for atom in atoms if atom.shares]
    if 2 * sum(people for _shares, people in told_of) <= size:
        return {}
    return {
        word: combined_share([(shares[word], people) for shares, people in told_of])
        for word in Word
    }
