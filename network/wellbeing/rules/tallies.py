"""Ballots folded into counters, by the families of centres: no ballot comes back from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from network.wellbeing.rules.instruments import OffScale
from network.wellbeing.rules.pulse import LINES, PULSE, Part, Word
from network.wellbeing.rules.trees import Family, Place, family_place

UNIT = 360  # a point of a score, so that means of up to ten answers are whole numbers
PARTS = tuple(part for part in Part if part is not Part.STRAIN)
WEIGHTS = {Part(one.key): len(one.items) for one in PULSE.subscales if one.key in PARTS}
_WORDS = tuple(Word)
_FULL = 25 * UNIT
_LINES = tuple(line * UNIT for line in LINES)
_TURNED = tuple(item.is_reversed for item in PULSE.items)
_ALLOWED = frozenset((None, 0, 1, 2, 3, 4))
_AS_GIVEN: dict[int | None, int | None] = {None: None, 0: 0, 1: 1, 2: 2, 3: 3, 4: 4}
_REVERSED: dict[int | None, int | None] = {None: None, 0: 4, 1: 3, 2: 2, 3: 1, 4: 0}
_WEIGHTS = tuple(_REVERSED if turned else _AS_GIVEN for turned in _TURNED)
_STRAIN, *_PARTS = (
    (tuple(number - 1 for number in one.items), one.min_answered) for one in PULSE.subscales
)

Points = tuple[int | None, ...]  # the strain and its parts, in units


class Unknown(ValueError):
    """A ballot of a centre that was not asked."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """Ten answers, and where they count; nothing about who gave them, or when."""

    centre: str
    family: Family
    answers: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answered, how many of them by word, and the sum of each part in units."""

    size: int = 0
    words: tuple[int, ...] = (0,) * len(_WORDS)
    parts: tuple[int, ...] = (0,) * len(PARTS)

    def percent(self, word: Word) -> Fraction:
        return Fraction(100 * self.words[_WORDS.index(word)], self.size)

    @property
    def means(self) -> dict[Part, Fraction]:
        sums = zip(PARTS, self.parts, strict=True)
        return {part: Fraction(found, self.size * UNIT) for part, found in sums}


def fold(ballots: Iterable[Ballot], centres: Collection[str]) -> dict[Place, Tally]:
    """The counters of every family with answers; ballots may come one by one, in any order.

    A ballot with too few answers for a strain counts nowhere. Raises Unknown for a centre that
    was not asked, and OffScale for answers that cannot be.
    """
    places = {(centre, one): family_place(centre, one) for centre in centres for one in Family}
    rows: dict[Place, list[int]] = {}
    for ballot in ballots:
        place = places.get((ballot.centre, ballot.family))
        if place is None:
            raise Unknown(ballot.centre)
        _add(rows.setdefault(place, [0] * _WIDTH), points(ballot.answers))
    return {place: _frozen(row) for place, row in rows.items() if row[0]}


def points(answers: Sequence[int | None]) -> Points:
    """What `pulse.outcome` says, in units: the strain first, then its parts.

    For a part without a score the strain stands in, so that every part is of the same people.
    """
    if len(answers) != len(_TURNED) or not _ALLOWED.issuperset(answers):
        raise OffScale(_wrong(answers))
    heavy = [weights[value] for weights, value in zip(_WEIGHTS, answers, strict=True)]
    given = [value for value in heavy if value is not None]
    strain = sum(given) * _FULL // len(given) if len(given) >= _STRAIN[1] else None
    return (strain, *[_part([heavy[n] for n in items], least, strain) for items, least in _PARTS])


def total(tallies: Mapping[Place, Tally], places: Iterable[Place]) -> Tally:
    """The counters of several places, of which at least one has answers, as one."""
    found = [tallies[place] for place in places if place in tallies]
    return Tally(
        size=sum(one.size for one in found),
        words=tuple(sum(column) for column in zip(*(one.words for one in found), strict=True)),
        parts=tuple(sum(column) for column in zip(*(one.parts for one in found), strict=True)),
    )


_WIDTH = 1 + len(_WORDS) + len(PARTS)
_FIRST_PART = 1 + len(_WORDS)


def _wrong(answers: Sequence[int | None]) -> list[int]:
    beyond = list(range(len(_TURNED) + 1, len(answers) + 1))
    return [n for n, value in enumerate(answers, 1) if value not in _ALLOWED] or beyond


def _part(values: list[int | None], least: int, strain: int | None) -> int | None:
    given = [value for value in values if value is not None]
    return sum(given) * _FULL // len(given) if len(given) >= least else strain


def _add(row: list[int], scored: Points) -> None:
    strain, *parts = scored
    if strain is None:
        return
    row[0] += 1
    row[1 + (strain >= _LINES[0]) + (strain >= _LINES[1])] += 1
    for at, value in enumerate(parts, _FIRST_PART):
        row[at] += value or 0


def _frozen(row: list[int]) -> Tally:
    return Tally(row[0], tuple(row[1:_FIRST_PART]), tuple(row[_FIRST_PART:]))
