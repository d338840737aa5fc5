"""What a closed round tells: the numbers of the references, and the rounds of the demonstration."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.wellbeing.rules import pooling
from network.wellbeing.rules.pulse import Part, Word
from network.wellbeing.rules.release import Release
from network.wellbeing.rules.rounding import Coarse, Share, Size, size_words
from network.wellbeing.rules.stored import kept_of, plain, plain_kept, release_of
from network.wellbeing.rules.suppression import COMPANY, shown, told
from network.wellbeing.rules.terms import Terms
from network.wellbeing.rules.trees import (
    NETWORK,
    Centre,
    Family,
    Group,
    Level,
    Place,
    centre_place,
    family_of,
    family_place,
    region_place,
    tree,
)
from tests.wellbeing.rounds import (
    CARRYING,
    HERE,
    MIDDLING,
    STEADY,
    Answers,
    Asked,
    Person,
    asked,
    staff,
    told_in_turn,
    told_of,
)


def cut(k: int = 8, **sizes: int) -> Group:
    """One centre, with so many answers in each of its teams."""
    teams = tuple(
        Group(place=Place(Level.FAMILY, "c", team), size=n, k=k) for team, n in sizes.items()
    )
    return Group(place=centre_place("c"), size=sum(sizes.values()), k=k, children=teams)


def seen_in(group: Group) -> set[str]:
    return {place.family or "total" for place in shown(group)}


# the numbers of the domain reference, section 5.4 ------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "seen"),
    [
        (
            {"clinical": 12, "admin": 9, "legal": 4, "interpreters": 5},
            {"clinical", "admin", "total"},
        ),
        # hidden together they are 7: the next smallest is hidden as well
        ({"clinical": 12, "admin": 9, "legal": 2, "interpreters": 5}, {"clinical", "total"}),
        ({"one": 3, "other": 6}, {"total"}),
        ({"clinical": 13, "forensic": 6}, {"total"}),
        ({"clinical": 11, "legal": 6, "admin": 4}, {"clinical", "total"}),
        ({"clinical": 8, "admin": 8}, {"clinical", "admin", "total"}),
        ({"clinical": 4, "admin": 3}, set()),
        ({"clinical": 0, "admin": 0}, set()),
        # a team nobody of which answered looks like one that is too small
        ({"clinical": 12, "admin": 9, "legal": 0}, {"total"}),
        # seven would be known to the one person they are hidden with
        ({"clinical": 12, "admin": 9, "legal": 7, "interpreters": 1}, {"clinical", "total"}),
    ],
)
def test_what_is_hidden_cannot_be_worked_out_from_its_total(
    sizes: dict[str, int], seen: set[str]
) -> None:
    assert seen_in(cut(**sizes)) == seen


def test_those_hidden_the_last_time_are_hidden_again_first() -> None:
    group = cut(clinical=12, admin=9, legal=7)

    by_size = shown(group)
    by_last_time = shown(group, {Place(Level.FAMILY, "c", "clinical")})

    assert {place.family for place in by_size} == {"", "clinical"}
    assert {place.family for place in by_last_time} == {"", "admin"}


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1),
    st.integers(5, 20),
)
def test_everything_told_is_of_enough_people_and_of_more_than_one_group(
    sizes: dict[str, int], k: int
) -> None:
    group = cut(k, **sizes)

    visible = shown(group)

    for one in told(group, visible):
        left = sorted(sizes[piece.family] for piece in one.pieces)
        assert sum(left) >= k
        if len(left) > 1 and len(left) < len(sizes):
            assert sum(left[:-1]) >= COMPANY


# the rounds of the demonstration, section 8 ------------------------------------------------------


def first_round() -> Asked:
    return asked(
        staff("LUM", clinical=11, legal=6, support=4),
        staff("MTA", clinical=13, legal=6),
        staff("SYC", clinical=6),
        staff("ARO", clinical=7),
        staff("LAK", clinical=26),
        staff("HIM", clinical=12),
    )


def second_round() -> Asked:
    """The same people, one more at LUM and one more at ARO."""
    return asked(
        staff("LUM", clinical=12, legal=6, support=4),
        staff("MTA", clinical=13, legal=6),
        staff("SYC", clinical=6),
        staff("ARO", clinical=8),
        staff("LAK", clinical=26),
        staff("HIM", clinical=12),
    )


def centres_in(release: Release) -> set[str]:
    return {place.name for place in release.figures if place.level is Level.CENTRE}


def families_in(release: Release, *centres: str) -> set[tuple[str, str]]:
    return {
        (place.name, place.family)
        for place in release.figures
        if place.level is Level.FAMILY and place.name in centres
    }


def test_the_first_round_of_the_demonstration() -> None:
    found = told_of(first_round())

    assert len(first_round().people) == 91
    assert centres_in(found) == {"LUM", "MTA", "LAK", "HIM"}
    assert families_in(found, "LUM", "MTA") == {("LUM", "clinical")}
    assert found.figures[NETWORK].size == Size.FROM_50
    assert found.figures[centre_place("LUM")].size == Size.TO_24
    assert found.pools == {}  # two centres are no pool


def test_in_the_second_round_aro_stays_hidden_and_lum_is_told_with_the_round_before() -> None:
    _first, found = told_in_turn([first_round(), second_round()])

    lum, mta = found.figures[centre_place("LUM")], found.figures[centre_place("MTA")]
    assert centres_in(found) == {"LUM", "MTA", "LAK", "HIM"}
    assert (lum.is_two_rounds, lum.is_comparable) == (True, False)
    assert (mta.is_two_rounds, mta.is_comparable) == (False, True)


def test_without_the_rule_on_what_is_left_aro_would_expose_syc() -> None:
    alone = [one for one in second_round().people if one.centre != "SYC"]

    assert "ARO" in centres_in(told_of(Asked(tuple(alone), {**HERE, "ARO": "EUR"})))


# two rounds --------------------------------------------------------------------------------------


def clinic(size: int, *more: Person) -> Asked:
    """HIM with so many middling people, and large centres around it that stay as they are."""
    around = staff("LAK", clinical=26) + staff("MTA", clinical=20)
    return asked(staff("HIM", clinical=size), more, around)


def test_exact_means_before_and_after_one_answer_would_tell_it() -> None:
    earlier, later = Fraction(40) * 8, Fraction(400, 9) * 9

    assert later - earlier == 80


@pytest.mark.parametrize("answers", [STEADY, MIDDLING, CARRYING])
def test_one_newcomer_is_told_only_together_with_the_round_before(answers: Answers) -> None:
    newcomer = Person("new", "HIM", Family.CLINICAL, answers)
    rounds = [clinic(12), clinic(12, newcomer)]

    figure = told_in_turn(rounds)[1].figures[centre_place("HIM")]

    assert (figure.is_two_rounds, figure.strain) == (True, Coarse(50))
    assert figure.shares == {}


def test_three_newcomers_hide_one_another() -> None:
    rounds = [clinic(12), clinic(15)]

    figure = told_in_turn(rounds)[1].figures[centre_place("HIM")]

    assert (figure.is_two_rounds, figure.is_comparable) == (False, True)


def test_after_two_rounds_told_as_one_the_next_is_no_change_but_a_new_start() -> None:
    rounds = [clinic(12), clinic(13), clinic(13), clinic(13)]

    figures = [release.figures[centre_place("HIM")] for release in told_in_turn(rounds)]

    assert [one.is_two_rounds for one in figures] == [False, True, False, False]
    assert [one.is_comparable for one in figures] == [False, False, False, True]


# figures -----------------------------------------------------------------------------------------


def test_a_group_all_in_one_band_looks_like_a_mixed_one() -> None:
    around = [staff("LAK", clinical=26), staff("MTA", clinical=20)]
    alike = told_of(asked(staff("HIM", CARRYING, clinical=18), *around))
    mixed = told_of(
        asked(staff("HIM", CARRYING, clinical=17), staff("HIM", MIDDLING, clinical=1), *around)
    )

    figure = alike.figures[centre_place("HIM")]
    assert plain(alike) == plain(mixed)
    assert figure.strain.words == "90 or more"
    assert figure.shares == {
        Word.STEADY: Share.UNDER_20,
        Word.CLOSER_LOOK: Share.UNDER_20,
        Word.CARRYING: Share.OVER_80,
    }


def test_shares_need_twice_as_many() -> None:
    around = [staff("LAK", clinical=26), staff("MTA", clinical=20)]

    few = told_of(asked(staff("HIM", clinical=15), *around)).figures[centre_place("HIM")]
    enough = told_of(asked(staff("HIM", clinical=16), *around)).figures[centre_place("HIM")]

    assert few.shares == {}
    assert set(enough.shares) == set(Word)


def test_hidden_and_empty_look_the_same() -> None:
    large = [staff(name, clinical=20) for name in ("LAK", "MTA", "LUM")]
    small = [staff(name, clinical=7) for name in ("ARO", "SYC")]

    made = [told_of(asked(*large, *small, staff("HIM", clinical=n))) for n in range(8)]

    hidden = centre_place("HIM"), family_place("HIM", Family.CLINICAL), region_place("ASIA")
    assert [[one.figures.get(place) for place in hidden] for one in made] == [[None] * 3] * 8
    assert [set(one.figures) for one in made] == [set(made[0].figures)] * 8


def test_the_network_needs_three_centres() -> None:
    two = told_of(asked(staff("LAK", clinical=26), staff("MTA", clinical=20)))
    three = told_of(
        asked(staff("LAK", clinical=26), staff("MTA", clinical=20), staff("HIM", clinical=12))
    )

    assert (NETWORK in two.figures, NETWORK in three.figures) == (False, True)


def test_three_small_centres_of_a_region_are_told_as_one() -> None:
    regions = {"LUM": "EUR", "ONE": "EUR", "TWO": "EUR", "SIX": "EUR", "LAK": "NAM"}
    small = [staff(name, clinical=5) for name in ("ONE", "TWO", "SIX")]

    found = told_of(
        asked(*small, staff("LUM", clinical=20), staff("LAK", clinical=20), regions=regions)
    )

    assert centres_in(found) == {"LUM", "LAK"}
    assert {place: one.size for place, one in found.pools.items()} == {
        region_place("EUR"): Size.TO_24
    }


@pytest.mark.parametrize(
    ("sizes", "is_lawful"),
    [
        ([5, 5, 5], True),
        ([5, 3, 2], False),  # under the network's k
        ([6, 3, 3], True),
        ([7, 3, 3], False),  # one is more than half
        ([6, 7], False),
        ([6, 7, 0], False),
        ([], False),
    ],
)
def test_a_pool_has_three_centres_and_none_over_half(sizes: list[int], is_lawful: bool) -> None:
    assert pooling.is_lawful(sizes, 11) is is_lawful


def test_a_centre_that_asked_for_more_answers_needs_them() -> None:
    people = first_round().people

    usual = told_of(Asked(people))
    raised = told_of(Asked(people, terms=Terms(own={"HIM": 15})))

    assert centres_in(usual) - centres_in(raised) == {"HIM"}


def test_a_release_is_stored_and_read_as_it_was() -> None:
    _first, made = told_in_turn([first_round(), second_round()])

    stored = json.loads(json.dumps([plain(made), plain_kept(made.kept)]))

    assert release_of(*stored) == made
    assert kept_of(stored[1]) == made.kept


def test_what_is_published_has_no_exact_number_and_no_hidden_place() -> None:
    made = told_of(first_round())

    text = json.dumps(plain(made))

    assert [name for name in ("SYC", "ARO", "legal") if name in text] == []
    assert {key for one in plain(made)["figures"] for key in one} == {
        "place",
        "size",
        "strain",
        "parts",
        "shares",
        "is_two_rounds",
        "is_comparable",
    }


@pytest.mark.parametrize(
    ("profession", "family"),
    [
        ("PR-PSY", Family.CLINICAL),
        ("PR-PHY", Family.CLINICAL),
        ("PR-LAW", Family.LEGAL),
        ("PR-MON", Family.LEGAL),
        ("PR-INT", Family.SUPPORT),
        ("PR-DRV", Family.SUPPORT),
        ("", Family.SUPPORT),
    ],
)
def test_every_profession_has_its_family(profession: str, family: Family) -> None:
    assert family_of(profession) is family


def test_parts_are_told_with_the_strain() -> None:
    figure = told_of(first_round()).figures[family_place("LUM", Family.CLINICAL)]

    assert figure.strain == Coarse(50)
    assert set(figure.parts) == set(Part) - {Part.STRAIN}
    assert size_words(figure.size, 8) == "8 to 14 answers"
    assert size_words(figure.size, 5) == "5 to 14 answers"


@pytest.mark.parametrize(
    ("given", "is_shown"),
    [
        ({}, True),
        ({"uncounted": {Family.CLINICAL: 4}}, True),
        ({"uncounted": {Family.CLINICAL: 5}}, False),  # too new to make up the eight
        ({"is_withheld": True}, False),
    ],
)
def test_new_accounts_do_not_count_and_a_changed_centre_waits(
    given: dict[str, object], is_shown: bool
) -> None:
    centres = [
        Centre(key="A", region="EUR", eligible={Family.CLINICAL: 20}, **given),  # type: ignore[arg-type]
        *(Centre(key=key, region="EUR", eligible={Family.CLINICAL: 30}) for key in "BCDE"),
    ]
    sizes = {"A": 12, "B": 20, "C": 20, "D": 6, "E": 7}
    answered = {family_place(key, Family.CLINICAL): size for key, size in sizes.items()}

    visible = shown(tree(centres, answered, Terms()))

    assert {place.name for place in visible if place.level is Level.CENTRE} == (
        {"A", "B", "C"} if is_shown else {"B", "C"}
    )


def test_fewer_than_eight_people_asked_are_not_told_even_with_a_lower_k() -> None:
    seven = Group(place=centre_place("c"), size=7, k=5, eligible=7)
    eight = Group(place=centre_place("c"), size=7, k=5, eligible=8)

    assert [set(shown(seven)), set(shown(eight))] == [set(), {centre_place("c")}]
