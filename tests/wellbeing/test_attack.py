"""Nobody can be found in all releases together; with a protection switched off, somebody can."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.wellbeing.rules import release as releasing
from network.wellbeing.rules.pulse import Part, Word, outcome
from network.wellbeing.rules.release import Release
from network.wellbeing.rules.rounding import STEP, Bound
from network.wellbeing.rules.stored import plain
from network.wellbeing.rules.suppression import told
from network.wellbeing.rules.trees import Family, Group, Place
from tests.wellbeing import attack
from tests.wellbeing.rounds import (
    MIDDLING,
    Answers,
    Asked,
    Person,
    asked,
    staff,
    told_in_turn,
    tree_of,
)

REGIONS = {"A": "EUR", "B": "EUR", "C": "EUR", "D": "MENA", "E": "NAM"}
LIGHT: Answers = (4, 4, 0, 0, 4, 4, 0, 0, 0, 4)
HEAVY: Answers = (0, 0, 4, 4, 0, 0, 4, 4, 4, 0)
TURNED = frozenset({1, 2, 5, 6, 10})


def answers_of(heavy: Sequence[int]) -> Answers:
    """Answers by how heavy each of them is, from 0 to 4."""
    return tuple(4 - n if at in TURNED else n for at, n in enumerate(heavy, 1))


def population(source: random.Random, rounds: int = 2) -> list[Asked]:
    """A few centres of all sizes; in each round some people come, some go, some change."""
    mood = source.choice([(0, 0), (0, 1), (0, 4), (2, 3), (3, 4), (4, 4)])
    people = [
        Person(f"{centre}{family}{n}", centre, family, _said(source, mood))
        for centre in REGIONS
        for family in Family
        for n in range(source.choice([0, 1, 3, 5, 7, 8, 9, 12, 18]))
    ]
    made = [Asked(tuple(people), REGIONS)]
    for at in range(1, rounds):
        gone = set(source.sample(range(len(people)), min(len(people), source.choice([0, 1, 4]))))
        people = [one for n, one in enumerate(people) if n not in gone]
        people = [
            replace(one, answers=_said(source, mood)) if source.random() < 0.3 else one
            for one in people
        ]
        people += [
            Person(f"new{at}-{n}", source.choice("ABCDE"), Family.CLINICAL, _said(source, mood))
            for n in range(source.choice([0, 1, 1, 3]))
        ]
        made.append(Asked(tuple(people), REGIONS))
    return made


def _said(source: random.Random, mood: tuple[int, int]) -> Answers:
    return answers_of([source.randint(*mood) for _ in range(10)])


def found_in(rounds: Sequence[Asked], **supposed: bool) -> list[attack.Answer]:
    known = attack.system(rounds, told_in_turn(rounds), Part.LOAD, **supposed)
    return [answer for answer in known.answers() if answer.is_found]


# the linear system -------------------------------------------------------------------------------


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6))
def test_no_answer_is_found_by_solving_all_releases_together(seed: int) -> None:
    rounds = population(random.Random(seed))
    made = told_in_turn(rounds)

    known = attack.system(rounds, made, Part.LOAD)

    assert [answer for answer in known.answers() if answer.is_found] == []
    for at, (one, release) in enumerate(zip(rounds, made, strict=True)):
        for kind in attack.hidden_groups(one, release, at, len(rounds)):
            least, most = known.group([kind])
            assert most - least > STEP


def test_even_if_nobody_ever_changed_their_answers_no_usual_round_finds_one() -> None:
    source = random.Random(20270201)
    found = []
    for _ in range(8):
        first, second = population(source)
        kept = {one.name: one.answers for one in first.people}
        same = tuple(replace(p, answers=kept.get(p.name, p.answers)) for p in second.people)

        found += found_in([first, replace(second, people=same)], is_constant=True)

    assert found == []


# another truth behind the same releases ----------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_whoever_is_told_could_have_said_something_else(seed: int) -> None:
    source = random.Random(seed)
    rounds = population(source)
    made = told_in_turn(rounds)
    at = source.randrange(len(rounds))
    people = rounds[at].people
    chosen = source.sample(range(len(people)), min(6, len(people)))

    for index in chosen:
        changed = otherwise(people, index, company(rounds[at], made[at], people[index]))
        instead = [*rounds]
        instead[at] = replace(rounds[at], people=changed)

        assert word(changed[index]) != word(people[index])
        assert list(map(plain, told_in_turn(instead))) == list(map(plain, made))


def word(person: Person) -> Word | None:
    return outcome(dict(enumerate(person.answers, 1))).word


def company(one: Asked, made: Release, person: Person) -> set[Place]:
    """Where those are who are only ever told together with somebody."""
    sets = (each.pieces for each in told(tree_of(one), set(made.figures)))
    return {person.place, *next((pieces for pieces in sets if person.place in pieces), ())}


def otherwise(people: tuple[Person, ...], index: int, places: set[Place]) -> tuple[Person, ...]:
    """The same people, one of whom answered in another word, and others made up for it."""
    person = people[index]
    beside = [n for n, one in enumerate(people) if one.place in places and n != index]
    for n in beside:
        if word(people[n]) != word(person):
            return _with(people, {index: people[n].answers, n: person.answers})
    return _shifted(people, index, beside)


def _shifted(people: tuple[Person, ...], index: int, beside: list[int]) -> tuple[Person, ...]:
    """Move weight, item by item, between one person and those beside until the word is another."""
    heavy = {n: list(_heavy(people[n])) for n in [index, *beside]}
    step = -1 if word(people[index]) is Word.CARRYING else 1
    for item in range(10):
        for n in [*beside, index]:
            while (
                n != index
                and 0 <= heavy[index][item] + step <= 4
                and (0 <= heavy[n][item] - step <= 4)
            ):
                heavy[index][item] += step
                heavy[n][item] -= step
    made = _with(people, {n: answers_of(found) for n, found in heavy.items()})
    if word(made[index]) != word(people[index]):
        return made
    return _with(
        people, {index: MIDDLING if word(people[index]) is not Word.CLOSER_LOOK else LIGHT}
    )


def _with(people: tuple[Person, ...], said: Mapping[int, Answers]) -> tuple[Person, ...]:
    return tuple(replace(one, answers=said.get(n, one.answers)) for n, one in enumerate(people))


def _heavy(person: Person) -> list[int]:
    return [4 - (n or 0) if at in TURNED else (n or 0) for at, n in enumerate(person.answers, 1)]


# with a protection switched off ------------------------------------------------------------------


@dataclass(frozen=True)
class _Fine:
    """A mean that is told as it is."""

    middle: Fraction
    bound: Bound = Bound.ABOUT

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        return self.middle, self.middle


def _fine(mean: Fraction, k: int) -> _Fine:
    return _Fine(mean)


def _only_large(root: Group, before: object = None) -> frozenset[Place]:
    return frozenset(group.place for group in root.walk() if group.size >= group.k)


def _all(root: Group, before: object = None) -> frozenset[Place]:
    return frozenset(group.place for group in root.walk() if group.size)


def _as_it_is(mean: Fraction, k: int) -> Fraction:
    return mean


@dataclass(frozen=True)
class _To5:
    """A mean to the nearest five, its ends told like all the rest."""

    value: int
    bound: Bound = Bound.ABOUT

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.value) - Fraction(5, 2), Fraction(self.value) + Fraction(5, 2)


def _to_5(mean: Fraction, k: int) -> _To5:
    return _To5(int((mean + Fraction(5, 2)) // 5) * 5)


def around() -> list[Person]:
    return staff("B", clinical=20) + staff("E", clinical=20)


def world(*people: Person) -> Asked:
    return asked(people, around(), regions=REGIONS)


def a_small_team() -> list[Asked]:
    return [world(*staff("A", clinical=13), *staff("A", HEAVY, legal=1))]


def all_alike() -> list[Asked]:
    return [world(*staff("A", LIGHT, clinical=9))]


def one_newcomer() -> list[Asked]:
    before = staff("A", clinical=8)
    return [world(*before), world(*before, Person("new", "A", Family.CLINICAL, HEAVY))]


Off = Mapping[str, Callable[..., object]]


@pytest.mark.parametrize(
    ("rounds", "off", "is_constant"),
    [
        (a_small_team(), {"shown": _all}, False),
        (a_small_team(), {"shown": _only_large, "coarse": _fine, "blunted": _as_it_is}, False),
        (all_alike(), {"coarse": _to_5, "blunted": _as_it_is}, False),
        (
            one_newcomer(),
            {"is_steady": lambda _change, _k: True, "coarse": _fine, "blunted": _as_it_is},
            True,
        ),
    ],
    ids=["small groups", "what is left", "the ends", "one newcomer"],
)
def test_without_one_of_the_protections_somebody_is_found(
    rounds: list[Asked], off: Off, is_constant: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it = found_in(rounds, is_constant=is_constant)
    for name, replaced in off.items():
        monkeypatch.setattr(releasing, name, replaced)

    without = found_in(rounds, is_constant=is_constant)

    assert with_it == []
    assert without != []
