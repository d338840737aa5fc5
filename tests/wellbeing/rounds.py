"""Rounds to be released: who answered what, where, and who came back the next time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from network.wellbeing.rules.differencing import Turnover
from network.wellbeing.rules.release import Kept, Release, release
from network.wellbeing.rules.tallies import Ballot, Tally, fold
from network.wellbeing.rules.terms import Terms
from network.wellbeing.rules.trees import Centre, Family, Group, Place, family_place, tree

Answers = Sequence[int | None]
STEADY: Answers = (4, 4, 0, 0, 4, 4, 0, 0, 0, 4)
MIDDLING: Answers = (2,) * 10
CARRYING: Answers = (0, 0, 4, 4, 0, 0, 4, 4, 4, 0)
HERE = {
    "LUM": "EUR",
    "MTA": "EUR",
    "SYC": "MENA",
    "ARO": "LAC",
    "LAK": "NAM",
    "HIM": "ASIA",
}


@dataclass(frozen=True)
class Person:
    """Somebody who answered; the name is known to those who attack, and to nobody else."""

    name: str
    centre: str
    family: Family
    answers: Answers = MIDDLING

    @property
    def place(self) -> Place:
        return family_place(self.centre, self.family)


@dataclass(frozen=True)
class Asked:
    """Everybody who answered a round, and the regions of the centres that were asked."""

    people: tuple[Person, ...]
    regions: Mapping[str, str] = field(default_factory=lambda: HERE)
    terms: Terms = field(default_factory=Terms)
    spare: int = 10  # people in each family who did not answer


def staff(centre: str, answers: Answers = MIDDLING, **families: int) -> list[Person]:
    """So many people of a centre's families, numbered."""
    return [
        Person(f"{centre}-{family}-{n}", centre, Family(family), answers)
        for family, size in families.items()
        for n in range(size)
    ]


def asked(*groups: Iterable[Person], **given: Mapping[str, str] | Terms | int) -> Asked:
    return Asked(tuple(one for group in groups for one in group), **given)  # type: ignore[arg-type]


def tree_of(one: Asked) -> Group:
    tallies = _fold(one)
    return tree(_centres(one), {place: t.size for place, t in tallies.items()}, one.terms)


def told_of(one: Asked, before: Asked | None = None, earlier: Kept | None = None) -> Release:
    """The release of a round, after the one before it."""
    turnovers = None
    if before:
        places = {person.place for person in (*one.people, *before.people)}
        turnovers = {place: turnover(_names(before, place), _names(one, place)) for place in places}
    return release(tree_of(one), _fold(one), turnovers, earlier)


def told_in_turn(rounds: Sequence[Asked]) -> list[Release]:
    """All releases ever made of consecutive rounds."""
    made: list[Release] = []
    for at, one in enumerate(rounds):
        before = (rounds[at - 1], made[-1].kept) if at else (None, None)
        made.append(told_of(one, *before))
    return made


def turnover(earlier: set[str], later: set[str]) -> Turnover:
    """How many of those who took part in one round did in the next, too."""
    return Turnover(len(earlier & later), len(later - earlier), len(earlier - later))


def _fold(one: Asked) -> dict[Place, Tally]:
    ballots = (Ballot(person.centre, person.family, person.answers) for person in one.people)
    return fold(ballots, one.regions)


def _centres(one: Asked) -> list[Centre]:
    there = {(person.centre, person.family) for person in one.people}
    return [
        Centre(
            key=centre,
            region=region,
            eligible={family: one.spare for family in Family if (centre, family) in there},
        )
        for centre, region in one.regions.items()
    ]


def _names(one: Asked, place: Place) -> set[str]:
    return {person.name for person in one.people if person.place == place}
