"""An attack on everything ever released: each figure is an inequality, all are solved together.

The attacker reads every release, knows how it was made, who took part, and how many everywhere, but
no answer. What they can still say about an answer is the smallest and the largest value it has in
any solution; both are found exactly, in whole numbers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from network.wellbeing.rules.pulse import LINES, Part
from network.wellbeing.rules.release import Figure, Release, families
from network.wellbeing.rules.rounding import STEP, Bound, edge
from network.wellbeing.rules.suppression import told
from network.wellbeing.rules.tallies import PARTS, UNIT, points
from network.wellbeing.rules.trees import Group, Place
from tests.wellbeing.rounds import Asked, Person, tree_of

FULL = 100 * UNIT
Kind = tuple[Place | None, ...]  # where people answered, round by round


class Answer(NamedTuple):
    """People whom nothing published tells apart, and what each of them can have answered."""

    kind: Kind
    least: Fraction
    most: Fraction

    @property
    def is_found(self) -> bool:
        """Whether the answer has a word for certain, or is known as well as if it were told."""
        words = [sum(value >= line for line in LINES) for value in (self.least, self.most)]
        return words[0] == words[1] or self.most - self.least <= STEP


@dataclass(frozen=True)
class _Row:
    """So many times the sums of some kinds, together between two numbers."""

    weights: Mapping[Kind, int]
    least: int
    most: int


@dataclass(frozen=True)
class System:
    """All that is known: how many people of each kind, what they said in truth, the figures.

    The truth is only where the search starts.
    """

    sizes: Mapping[Kind, int]
    truth: Mapping[Kind, int]
    rows: Sequence[_Row]

    def answers(self) -> list[Answer]:
        return [Answer(kind, *self._single(kind)) for kind in self.sizes]

    def group(self, kinds: Sequence[Kind]) -> tuple[Fraction, Fraction]:
        """Between which numbers the mean of some people lies."""
        people = sum(self.sizes[kind] for kind in kinds)
        least, most = self.sums(kinds)
        return Fraction(least) / (people * UNIT), Fraction(most) / (people * UNIT)

    def sums(self, kinds: Sequence[Kind]) -> tuple[Fraction, Fraction]:
        wanted = Counter(kinds)
        truth = sum(self.truth[kind] for kind in kinds)
        up = _most(wanted, self._limits())
        down = _most({kind: -n for kind, n in wanted.items()}, self._limits())
        return truth - down, truth + up

    def _single(self, kind: Kind) -> tuple[Fraction, Fraction]:
        least, most = self.sums([kind])
        others = FULL * (self.sizes[kind] - 1)
        return max(Fraction(0), least - others) / UNIT, min(Fraction(FULL), most) / UNIT

    def _limits(self) -> list[tuple[Mapping[Kind, int], int]]:
        """How far sums can move from the truth, as weights and the most they may come to."""
        found: list[tuple[Mapping[Kind, int], int]] = []
        own = [_Row({kind: 1}, 0, FULL * size) for kind, size in self.sizes.items()]
        for row in [*own, *self.rows]:
            now = sum(self.truth[kind] * n for kind, n in row.weights.items())
            assert row.least <= now <= row.most, "the truth solves what is published"
            found.append((row.weights, row.most - now))
            found.append(({kind: -n for kind, n in row.weights.items()}, now - row.least))
        return found


def system(
    rounds: Sequence[Asked], made: Sequence[Release], part: Part, *, is_constant: bool = False
) -> System:
    """What is known of one part; `is_constant` supposes that nobody's answers ever change."""
    kinds = _kinds(rounds, is_constant=is_constant)
    sizes, truth = Counter(kinds.values()), Counter[Kind]()
    for (name, at), kind in kinds.items():
        person = next(one for one in rounds[at].people if one.name == name)
        truth[kind] += points(person.answers)[1 + PARTS.index(part)] or 0
    if is_constant:
        times = {kind: sum(place is not None for place in kind) for kind in sizes}
        truth = Counter({kind: value // times[kind] for kind, value in truth.items()})
        sizes = Counter({kind: size // times[kind] for kind, size in sizes.items()})
    rows = [row for at in range(len(made)) for row in _rows(rounds, made, at, (part, kinds))]
    return System(sizes, truth, rows)


def hidden_groups(one: Asked, made: Release, at: int, rounds: int) -> Iterator[Kind]:
    """The groups without a figure, as kinds of a system whose answers may change."""
    for group in tree_of(one).walk():
        if not group.children and group.size and group.place not in made.figures:
            yield _at(group.place, at, rounds)


def _at(place: Place, at: int, rounds: int) -> Kind:
    return tuple(place if n == at else None for n in range(rounds))


def _kinds(rounds: Sequence[Asked], *, is_constant: bool) -> dict[tuple[str, int], Kind]:
    where = [{person.name: person for person in one.people} for one in rounds]
    found: dict[tuple[str, int], Kind] = {}
    for at, people in enumerate(where):
        for name, person in people.items():
            if is_constant:
                kind = tuple(_place(then.get(name)) for then in where)
            else:
                kind = _at(person.place, at, len(rounds))
            found[name, at] = kind
    return found


def _place(person: Person | None) -> Place | None:
    return person.place if person else None


def _rows(
    rounds: Sequence[Asked],
    made: Sequence[Release],
    at: int,
    known: tuple[Part, Mapping[tuple[str, int], Kind]],
) -> Iterator[_Row]:
    part, kinds = known
    groups = {group.place: group for group in tree_of(rounds[at]).walk()}
    for place, figure in made[at].figures.items():
        group, span = groups[place], range(at - figure.is_two_rounds, at + 1)
        weights = Counter(
            kind
            for n in span
            for kind in {
                kinds[person.name, n]
                for person in rounds[n].people
                if person.place in families(group)
            }
        )
        people = sum(person.place in families(group) for n in span for person in rounds[n].people)
        blur = sum(_blur(rounds[n], made[n], place, part) for n in span)
        least, most = (int(end * people * UNIT) for end in figure.parts[part].span)
        yield _Row(weights, least - blur, most + blur)


def _blur(one: Asked, made: Release, place: Place, part: Part) -> int:
    """How far the sums worked with may be from those answered, for all the attacker knows."""
    root = tree_of(one)
    groups = {group.place: group for group in root.walk()}
    if place not in groups:
        return 0
    inside = set(families(groups[place]))
    whole = Fraction(0)
    for each in told(root, set(made.figures)):
        if inside.issuperset(each.pieces):
            size = sum(groups[piece].size for piece in each.pieces)
            half = (edge(groups[each.owner].k) + Fraction(STEP, 2)) / 2
            whole += 0 if _is_exact(groups[each.owner], each.pieces, made, part) else half * size
    return int(whole * UNIT)


def _is_exact(owner: Group, pieces: Sequence[Place], made: Release, part: Part) -> bool:
    """Whether the group is told by itself, and not near an end."""
    figure: Figure = made.figures[owner.place]
    is_itself = tuple(pieces) == families(owner)
    return is_itself and not figure.is_two_rounds and figure.parts[part].bound is Bound.ABOUT


# the largest value of a weighed sum, by the simplex method in whole numbers ----------------------


def _most(wanted: Mapping[Kind, int], limits: Sequence[tuple[Mapping[Kind, int], int]]) -> Fraction:
    """How far a weighed sum can rise; each kind may rise and fall, so it has two columns."""
    kinds = sorted({kind for weights, _most in limits for kind in weights}, key=repr)
    table = [[*_line(weights, kinds), most] for weights, most in limits]
    table.append([*(-n for n in _line(wanted, kinds)), 0])
    columns, rows, whole = list(range(2 * len(kinds))), list(range(2 * len(kinds), 10**6)), 1
    while (entering := _entering(table[-1], columns)) is not None:
        leaving = _leaving(table, entering, rows)
        assert leaving is not None, "every answer has a limit"
        whole = _turn(table, leaving, entering, whole)
        columns[entering], rows[leaving] = rows[leaving], columns[entering]
    return Fraction(table[-1][-1], whole)


def _line(weights: Mapping[Kind, int], kinds: Sequence[Kind]) -> list[int]:
    rising = [weights.get(kind, 0) for kind in kinds]
    return rising + [-n for n in rising]


def _entering(goal: Sequence[int], columns: Sequence[int]) -> int | None:
    """The first column that helps, by Bland's rule, which never turns in circles."""
    found = [n for n in range(len(columns)) if goal[n] < 0]
    return min(found, key=lambda n: columns[n], default=None)


def _leaving(table: Sequence[Sequence[int]], entering: int, rows: Sequence[int]) -> int | None:
    found = [n for n in range(len(table) - 1) if table[n][entering] > 0]
    return min(
        found, key=lambda n: (Fraction(table[n][-1], table[n][entering]), rows[n]), default=None
    )


def _turn(table: list[list[int]], row: int, column: int, whole: int) -> int:
    pivot, across = table[row][column], list(table[row])
    for at, line in enumerate(table):
        if at != row:
            down = line[column]
            table[at] = [
                (value * pivot - down * other) // whole
                for value, other in zip(line, across, strict=True)
            ]
            table[at][column] = -down
    table[row][column] = whole
    return pivot
