"""When rounds are open and things go, what k may become, and how figures are made coarse."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.wellbeing.rules import timing
from network.wellbeing.rules.differencing import Turnover, has_moved, is_new, is_steady
from network.wellbeing.rules.instruments import OffScale
from network.wellbeing.rules.pulse import outcome
from network.wellbeing.rules.rounding import (
    Bound,
    Coarse,
    Share,
    Size,
    blunted,
    coarse,
    edge,
    share,
    size_band,
)
from network.wellbeing.rules.tallies import PARTS, UNIT, Ballot, Tally, Unknown, fold, points
from network.wellbeing.rules.terms import (
    Refusal,
    Refused,
    Terms,
    checked,
    raised,
    raised_terms,
)
from network.wellbeing.rules.trees import Family, family_place

Q1 = timing.window(date(2027, 2, 1))
Q2 = timing.window(date(2027, 5, 3))

# windows -----------------------------------------------------------------------------------------


def test_a_round_is_open_for_two_weeks() -> None:
    assert (Q1.closes_on, Q2.closes_on) == (date(2027, 2, 14), date(2027, 5, 16))
    assert [Q1.is_open(date(2027, 1, 31)), Q1.is_open(Q1.opens_on), Q1.is_open(Q1.closes_on)] == [
        False,
        True,
        True,
    ]
    assert (Q1.is_over(date(2027, 2, 14)), Q1.is_over(date(2027, 2, 15))) == (False, True)


def test_a_late_answer_counts_in_the_next_round_and_never_in_the_closed_one() -> None:
    late = date(2027, 2, 15)

    assert timing.round_of([Q1, Q2], date(2027, 2, 14)) == Q1
    assert timing.round_of([Q1, Q2], late) is None
    assert timing.next_round([Q2, Q1], late) == Q2
    assert timing.next_round([Q1], late) is None


def test_rounds_are_quarterly() -> None:
    assert timing.earliest_opening(Q1, date(2027, 2, 20)) == date(2027, 4, 26)
    assert timing.earliest_opening(Q1, date(2027, 9, 1)) == date(2027, 9, 1)
    assert timing.earliest_opening(None, date(2027, 1, 5)) == date(2027, 1, 5)


def test_staff_see_results_three_days_before_coordinators() -> None:
    released = timing.release_day(Q1)

    assert released == date(2027, 2, 15)
    assert timing.coordinators_day(released) == date(2027, 2, 18)


# retention ---------------------------------------------------------------------------------------


def test_everything_goes_on_its_day() -> None:
    released, following = date(2027, 2, 15), date(2027, 5, 17)

    assert timing.ballots_go_on(released) == date(2027, 5, 16)
    assert timing.flags_go_on(released, following) == following
    assert timing.flags_go_on(released) == date(2027, 8, 14)
    assert timing.counters_go_on(released, date(2028, 1, 1)) == date(2027, 8, 14)
    assert timing.aggregates_go_on(released) == date(2037, 2, 15)
    assert timing.leavers_history_goes_on(released) == date(2027, 3, 17)


@pytest.mark.parametrize(
    ("written", "months", "gone"),
    [
        (date(2027, 2, 3), 12, date(2028, 2, 3)),
        (date(2027, 2, 3), 36, date(2030, 2, 3)),
        (date(2027, 2, 3), 1, date(2028, 2, 3)),
        (date(2027, 2, 3), 10_000, date(2037, 2, 3)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 31), 14, date(2029, 2, 28)),
    ],
)
def test_history_stays_a_year_or_as_long_as_the_person_chose(
    written: date, months: int, gone: date
) -> None:
    assert timing.history_goes_on(written, months) == gone


# k -----------------------------------------------------------------------------------------------


def test_k_is_only_raised() -> None:
    assert raised(8, 8) == 8
    assert raised(8, 20) == 20


@pytest.mark.parametrize(
    ("now", "wanted", "why"),
    [
        (8, 7, Refusal.LOWERED),
        (8, 4, Refusal.OUT_OF_RANGE),
        (8, 21, Refusal.OUT_OF_RANGE),
        (5, True, Refusal.OUT_OF_RANGE),
    ],
)
def test_k_is_never_lowered_and_stays_between_5_and_20(now: int, wanted: int, why: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        raised(now, wanted)

    assert refused.value.why is why


def test_a_centre_asks_for_more_than_the_network_never_for_less() -> None:
    terms = checked(Terms(k=9, own={"A": 12, "B": 6}))

    assert [terms.k_of(centre) for centre in "ABC"] == [12, 9, 9]
    assert checked(Terms(k=15)).network_k == 15


@pytest.mark.parametrize(
    "wanted",
    [
        Terms(k=7, own={"A": 12}),
        Terms(network_k=10, own={"A": 12}),
        Terms(own={"A": 11}),
        Terms(),
        Terms(own={"A": 21}),
    ],
)
def test_terms_fixed_at_the_opening_are_not_lowered_for_anybody(wanted: Terms) -> None:
    with pytest.raises(Refused):
        raised_terms(Terms(own={"A": 12}), wanted)

    assert raised_terms(Terms(own={"A": 12}), Terms(k=12)).k_of("A") == 12


# turnover ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Turnover(21, 0, 0), True),
        (Turnover(21, 1, 0), False),
        (Turnover(21, 0, 2), False),
        (Turnover(21, 2, 1), False),
        (Turnover(21, 3, 0), True),
        (Turnover(21, 3, 3), True),
        (Turnover(21, 3, 1), False),
        (Turnover(7, 0, 0), False),
        (Turnover(8, 0, 0), True),
    ],
)
def test_two_rounds_stand_side_by_side_only_if_nobody_or_three_changed(
    change: Turnover, expected: bool
) -> None:
    assert is_steady(change, 8) is expected


def test_a_centre_that_changed_by_more_than_a_quarter_waits() -> None:
    staff = set("abcdefgh")

    assert has_moved(staff, staff - {"a", "b"}) is False
    assert has_moved(staff, staff - {"a", "b"} | {"z"}) is True
    assert has_moved(set(), staff) is False


def test_an_account_counts_towards_k_after_two_weeks() -> None:
    opens = date(2027, 2, 1)

    assert is_new(opens - timedelta(days=13), opens) is True
    assert is_new(opens - timedelta(days=14), opens) is False


# coarse figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "told"),
    [
        (0, Coarse(10, Bound.AT_MOST)),
        (12.25, Coarse(10, Bound.AT_MOST)),
        (12.5, Coarse(15)),
        (42.25, Coarse(40)),
        (42.5, Coarse(45)),
        (87.25, Coarse(85)),
        (87.5, Coarse(90, Bound.AT_LEAST)),
        (100, Coarse(90, Bound.AT_LEAST)),
    ],
)
def test_means_are_told_to_the_nearest_five_and_never_their_ends(mean: float, told: Coarse) -> None:
    assert coarse(Fraction(mean), 8) == told


def test_figures_are_printed_as_far_as_they_are_told() -> None:
    told = [coarse(Fraction(mean), 8).words for mean in (3, 44, 97)]

    assert told == ["10 or less", "about 45", "90 or more"]


@given(st.fractions(0, 100), st.integers(5, 20))
def test_a_mean_lies_where_it_is_told_to_lie(mean: Fraction, k: int) -> None:
    least, most = coarse(mean, k).span

    assert least <= mean <= most
    assert coarse(blunted(mean, k), k) == coarse(mean, k)


@given(st.integers(5, 20))
def test_near_an_end_one_of_k_could_carry_everything(k: int) -> None:
    assert (edge(k) + Fraction(5, 2)) * k >= 100


@pytest.mark.parametrize(
    ("size", "band"),
    [
        (8, Size.TO_14),
        (14, Size.TO_14),
        (15, Size.TO_24),
        (24, Size.TO_24),
        (25, Size.TO_49),
        (49, Size.TO_49),
        (50, Size.FROM_50),
        (9999, Size.FROM_50),
    ],
)
def test_sizes_are_told_as_bands(size: int, band: Size) -> None:
    assert size_band(size) is band


def test_three_shares_never_say_that_nobody_is_meant() -> None:
    """For every way in which 10 to 40 people may be spread over three words."""
    for size in range(10, 41):
        most: dict[tuple[Share, ...], tuple[int, ...]] = {}
        for first in range(size + 1):
            for second in range(size + 1 - first):
                counts = (first, second, size - first - second)
                told = tuple(share(Fraction(100 * n, size)) for n in counts)
                seen = most.get(told, (0, 0, 0))
                most[told] = tuple(map(max, seen, counts))

        assert [told for told, counts in most.items() if min(counts) == 0] == []


# ballots -----------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=10, max_size=10))
def test_counters_score_as_the_person_sees_it(said: list[int | None]) -> None:
    seen = outcome(dict(enumerate(said, 1)))

    strain, *parts = points(said)

    assert (strain is None) is (seen.strain is None)
    if strain is not None and seen.strain is not None:
        assert strain / UNIT == pytest.approx(seen.strain)
        expected = [seen.strain if seen.parts[p] is None else seen.parts[p] for p in PARTS]
        assert [(part or 0) / UNIT for part in parts] == pytest.approx(expected)


def test_ballots_become_counters_in_any_order() -> None:
    ballots = [
        Ballot("A", Family.CLINICAL, (2,) * 10),
        Ballot("A", Family.CLINICAL, (0, 0, 4, 4, 0, 0, 4, 4, 4, 0)),
        Ballot("A", Family.LEGAL, (None,) * 10),
    ]

    found = fold(ballots, ["A", "B"])

    assert found == fold(reversed(ballots), ["A"])
    assert found == {
        family_place("A", Family.CLINICAL): Tally(2, (0, 1, 1), (150 * UNIT,) * len(PARTS))
    }


@pytest.mark.parametrize(
    ("answers", "numbers"),
    [
        ((5, *(2,) * 9), (1,)),
        ((*(2,) * 9, -1), (10,)),
        ((2,) * 11, (11,)),
        ((2,) * 9, ()),
    ],
)
def test_ballots_that_cannot_be_are_refused(
    answers: tuple[int, ...], numbers: tuple[int, ...]
) -> None:
    with pytest.raises(OffScale) as refused:
        fold([Ballot("A", Family.CLINICAL, answers)], ["A"])

    assert refused.value.numbers == numbers


def test_ballots_of_a_centre_that_was_not_asked_are_refused() -> None:
    with pytest.raises(Unknown):
        fold([Ballot("B", Family.CLINICAL, (2,) * 10)], ["A"])
