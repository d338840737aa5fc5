"""Who is told together: the network, its regions, their centres, and a centre's three families.

These cuts are fixed: domain reference, section 5.4. Everything lies inside one other thing only, so
nothing can be crossed with anything else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from network.kernel.i18n import lazy
from network.wellbeing.rules.terms import Terms

FEWEST_CENTRES = 3


class Family(StrEnum):
    """Kinds of work at a centre."""

    CLINICAL = "clinical"
    LEGAL = "legal"
    SUPPORT = "support"


FAMILY_WORDS = {
    Family.CLINICAL: lazy("Clinical work"),
    Family.LEGAL: lazy("Legal work and monitoring"),
    Family.SUPPORT: lazy("Support and administration"),
}
_CARE = frozenset(
    ("PSY", "PTH", "PSC", "CPS", "COU", "PCO", "GPR", "FOR", "NEU", "NUR", "PHY", "OCT")
)
_CLINICAL = _CARE | {"ART", "SOC", "CAS", "SUP", "PEER"}
_LEGAL = frozenset(("LAW", "PAR", "MON", "DOC", "ADV"))


class Level(StrEnum):
    """How far up the tree."""

    NETWORK = "network"
    REGION = "region"
    CENTRE = "centre"
    FAMILY = "family"


class Place(NamedTuple):
    """A group of people by where it stands; a family's name is its centre's."""

    level: Level
    name: str = ""
    family: str = ""


NETWORK = Place(Level.NETWORK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A place with how many of its answers count, how many people were asked, and its k."""

    place: Place
    size: int
    k: int
    eligible: int | None = None
    is_withheld: bool = False
    children: tuple["Group", ...] = ()

    @property
    def is_sealed(self) -> bool:
        """Whether nothing inside is shown when this is not."""
        return self.place.level in {Level.CENTRE, Level.FAMILY}

    def walk(self) -> Iterator["Group"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A centre whose people were asked: how many by family, as fixed when the round opened.

    `uncounted` are answers of people too new to count towards k. It is withheld when its staff
    changed too much since the last release.
    """

    key: str
    region: str = ""
    eligible: Mapping[Family, int] = field(default_factory=dict)
    uncounted: Mapping[Family, int] = field(default_factory=dict)
    is_withheld: bool = False


def family_of(profession: str) -> Family:
    """The family of a profession's code; who is in none of the others supports them all."""
    bare = profession.removeprefix("PR-")
    if bare in _CLINICAL:
        return Family.CLINICAL
    return Family.LEGAL if bare in _LEGAL else Family.SUPPORT


def family_place(centre: str, family: Family) -> Place:
    return Place(Level.FAMILY, centre, family)


def centre_place(centre: str) -> Place:
    return Place(Level.CENTRE, centre)


def region_place(region: str) -> Place:
    return Place(Level.REGION, region)


def tree(centres: Iterable[Centre], answered: Mapping[Place, int], terms: Terms) -> Group:
    """The whole tree of a round, with the answers of every family at every centre."""
    regions: dict[str, list[Group]] = {}
    for centre in sorted(centres, key=lambda one: one.key):
        group = _centre(centre, answered, terms)
        if group.children:
            regions.setdefault(centre.region, []).append(group)
    parts = tuple(
        _joined(region_place(name), found, terms.network_k) for name, found in regions.items()
    )
    contributing = sum(one.size > 0 for found in regions.values() for one in found)
    return _joined(NETWORK, parts, terms.network_k, is_withheld=contributing < FEWEST_CENTRES)


def _centre(centre: Centre, answered: Mapping[Place, int], terms: Terms) -> Group:
    families = tuple(_families(centre, answered, terms.k_of(centre.key)))
    place, k = centre_place(centre.key), terms.k_of(centre.key)
    return _joined(place, families, k, is_withheld=centre.is_withheld)


def _families(centre: Centre, answered: Mapping[Place, int], k: int) -> Iterator[Group]:
    """Only families somebody works in; one without answers looks like one with too few."""
    for family in Family:
        place = family_place(centre.key, family)
        answers, asked = answered.get(place, 0), centre.eligible.get(family, 0)
        if answers or asked:
            size = max(0, answers - centre.uncounted.get(family, 0))
            yield Group(place=place, size=size, k=k, eligible=max(asked, answers))


def _joined(place: Place, parts: Iterable[Group], k: int, *, is_withheld: bool = False) -> Group:
    children = tuple(parts)
    return Group(
        place=place,
        size=sum(child.size for child in children),
        k=k,
        eligible=sum(child.eligible or 0 for child in children),
        is_withheld=is_withheld,
        children=children,
    )
