"""Choosing one option of each round so that the largest of several sums stays smallest.

An exact search as long as few choices are open, else one that says how far from the best it may be.
"""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from operator import add, mul
from typing import NamedTuple

Sums = tuple[int, ...]
Score = tuple[int, int]  # the largest sum, then the total; smaller is better
Picks = tuple[int, ...]  # options in the order of rounds

_WORK = 25_000  # sums made in one search, about; 4**5 for each of 24 options are fewer
_STEPS = 200  # to find the weights
_UNIT = 1_000  # weights are whole numbers, so that bounds are exact


class Option(NamedTuple):
    """What can be picked: its key, smaller where it is to be preferred, and what it adds."""

    key: int
    costs: Sums


Rounds = Sequence[Sequence[Option]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Keys of the picked options and the sums with them; no choice scores under `at_least`."""

    keys: Picks
    sums: Sums
    at_least: Score

    @property
    def score(self) -> Score:
        return score(self.sums)


def score(sums: Sums) -> Score:
    return max(sums, default=0), sum(sums)


def choose(rounds: Rounds, picks: int, opening: Sums) -> Choice:
    """Pick an option from each of `picks` rounds, added to the opening sums, with the best score;
    of equal ones that with the smallest spread, then with the smallest keys.

    Picks grow round by round, and those that can no longer win are dropped. If too many are left,
    only the most promising are followed, which is never so with 4 options in each of 6 rounds.
    """
    if not opening or not picks:
        return Choice(tuple(options[0].key for options in rounds[:picks]), opening, score(opening))
    first, weights = _balance(rounds, picks, opening)
    search = _Search(rounds, picks, weights, _floors(rounds, weights))
    width = max(1, _WORK // sum(map(len, rounds)))
    ends, cut = search.run(opening, width, limit=score(first.sums))
    best = min([*ends, first])
    return Choice(best.keys, best.sums, min([*cut, best.score]))


class _End(NamedTuple):
    """A complete choice, in the order of preference."""

    score: Score
    spread: int
    keys: Picks
    sums: Sums


def _end(keys: Picks, sums: Sums) -> _End:
    return _End(score(sums), max(sums) - min(sums), keys, sums)


def _balance(rounds: Rounds, picks: int, opening: Sums) -> tuple[_End, Sums]:
    """A good choice, and weights under which no choice is much better (multiplicative weights).

    Whatever the weights, the largest sum is never under the weighted mean, so that the smallest
    weighted mean is a bound. Raising the weights of those who pay most makes the bound a tight one.
    """
    weights = [1.0] * len(opening)
    found: list[_End] = []
    bounds: list[tuple[float, list[float]]] = []
    for step in range(1, _STEPS + 1):
        end = _cheapest(rounds, picks, opening, weights)
        found.append(end)
        bounds.append((sum(map(mul, weights, end.sums)) / sum(weights), weights))
        mean = sum(end.sums) / len(end.sums)
        pull = 2 / (step**0.5 * max(1, end.spread))
        weights = [w * exp(pull * (s - mean)) for w, s in zip(weights, end.sums, strict=True)]
        weights = [w / max(weights) for w in weights]
    tightest = max(bounds)[1]
    return min(found), tuple(round(_UNIT * weight) for weight in tightest)


def _cheapest(rounds: Rounds, picks: int, opening: Sums, weights: Sequence[float]) -> _End:
    """The choice with the smallest weighted sum."""
    best = (
        min((sum(map(mul, weights, costs)), key, costs) for key, costs in options)
        for options in rounds
    )
    taken = sorted(sorted(best)[:picks], key=lambda one: one[1])
    sums = map(sum, zip(opening, *(costs for *_, costs in taken), strict=True))
    return _end(tuple(key for _, key, _ in taken), tuple(sums))


class _Floor(NamedTuple):
    """What any further picks add at least: to each sum, to the weighted sum, and to the total."""

    costs: Sums
    weighted: int
    total: int


def _floors(rounds: Rounds, weights: Sums) -> list[list[_Floor]]:
    """For each round, by number of picks, the floors of picking from the rounds after it."""
    least: list[list[int]] = [[] for _ in range(len(weights) + 2)]
    floors = []
    for options in reversed(rounds):
        rows = zip(*(accumulate(column, initial=0) for column in least), strict=True)
        floors.append([_Floor(row[:-2], *row[-2:]) for row in rows])
        added = ((*costs, sum(map(mul, weights, costs)), sum(costs)) for _, costs in options)
        for column, values in zip(least, zip(*added, strict=True), strict=True):
            insort(column, min(values))
    return floors[::-1]


class _Row(NamedTuple):
    """Picks so far, the most promising first."""

    bound: Score
    weighted: int
    keys: Picks
    sums: Sums


@dataclass(frozen=True, slots=True)
class _Search:
    """One choice to make, with what is known about it beforehand."""

    rounds: Rounds
    picks: int
    weights: Sums
    floors: list[list[_Floor]]

    def run(self, opening: Sums, width: int, limit: Score) -> tuple[list[_End], list[Score]]:
        """Complete choices, and the best scores that choices given up on the way could have."""
        open_: dict[tuple[int, Sums], Picks] = {(0, opening): ()}
        cut: list[Score] = []
        for options, floors in zip(self.rounds, self.floors, strict=True):
            grown = self._grown(open_, options, len(floors) - 1)
            rows = sorted(self._row(keys, sums, floors) for (_, sums), keys in grown.items())
            useful = [row for row in rows if row.bound <= limit]
            if floors[1:] and useful[width:]:
                cut.append(useful[width].bound)
                useful = useful[:width]
            open_ = {(len(row.keys), row.sums): row.keys for row in useful}
        return [_end(keys, sums) for (_, sums), keys in open_.items()], cut

    def _grown(
        self, open_: Mapping[tuple[int, Sums], Picks], options: Iterable[Option], rounds_left: int
    ) -> dict[tuple[int, Sums], Picks]:
        """All picks with and without each option; of those with equal sums the smallest keys."""
        grown: dict[tuple[int, Sums], Picks] = {}
        for (count, sums), keys in open_.items():
            if self.picks - count <= rounds_left:
                grown[count, sums] = min(keys, grown.get((count, sums), keys))
            if count == self.picks:
                continue
            for key, costs in options:
                place = count + 1, tuple(map(add, sums, costs))
                grown[place] = min((*keys, key), grown.get(place, (*keys, key)))
        return grown

    def _row(self, keys: Picks, sums: Sums, floors: Sequence[_Floor]) -> _Row:
        floor = floors[self.picks - len(keys)]
        weighted = sum(map(mul, self.weights, sums)) + floor.weighted
        largest = max(-(-weighted // sum(self.weights)), *map(add, sums, floor.costs))
        return _Row((largest, sum(sums) + floor.total), weighted, keys, sums)
