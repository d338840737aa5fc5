"""Figures that give nobody away, and reciprocity without a ranking: features 3.19 and 3.20."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.exchanges.rules import equity
from network.exchanges.rules.equity import Released, Shared, Taken

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"EUR": 9, "SSA": 12}, Released({"EUR": 9, "SSA": 12}, 21)),
        ({"EUR": 9, "PAC": 0}, Released({"EUR": 9, "PAC": 0}, 9)),
        # one small group alone could be worked out: the next smallest is hidden with it
        (
            {"EUR": 9, "SSA": 12, "NAM": 3},
            Released({"EUR": None, "SSA": 12, "NAM": None}, 24),
        ),
        # two small groups that are eight people together hide each other
        (
            {"EUR": 9, "SSA": 5, "NAM": 3},
            Released({"EUR": 9, "SSA": None, "NAM": None}, 17),
        ),
        ({"EUR": 9, "SSA": 4, "NAM": 3}, Released({"EUR": None, "SSA": None, "NAM": None}, 16)),
        ({"NAM": 3}, Released({"NAM": None}, None)),
        ({"NAM": 3, "SSA": 4}, Released({"NAM": None, "SSA": None}, None)),
        ({"NAM": 3, "PAC": 0}, Released({"NAM": None, "PAC": 0}, None)),
        ({}, Released({}, 0)),
    ],
)
def test_small_groups_are_hidden_so_that_no_total_tells_them(
    counts: dict[str, int], shown: Released
) -> None:
    assert equity.release(counts, k=8) == shown


@given(COUNTS, st.integers(5, 20))
def test_nothing_shown_is_small_and_nothing_hidden_can_be_worked_out(
    counts: dict[str, int], k: int
) -> None:
    found = equity.release(counts, k)

    hidden = {group for group, n in found.groups.items() if n is None}
    assert all(n == 0 or n >= k for n in found.groups.values() if n is not None)
    assert all(counts[g] == n for g, n in found.groups.items() if n is not None)
    if found.total is not None and hidden:
        assert len(hidden) >= 2
        assert found.total - sum(n or 0 for n in found.groups.values()) >= k


def test_somebody_who_went_twice_counts_once() -> None:
    taken = [
        Taken(person="a", region="EUR", is_first=True),
        Taken(person="a", region="EUR"),
        Taken(person="b", region="SSA"),
    ]

    assert equity.people_by(taken, "region") == {"EUR": 1, "SSA": 1}
    assert equity.people_by(taken, "is_first") == {"True": 1, "False": 2}


def test_equal_matches_go_first_to_who_gave_more_than_received() -> None:
    centres = {
        "received": Shared(visited=2),
        "even": Shared(hosted=1, visited=1),
        "gave": Shared(supervised=40),
    }

    assert equity.fair_order(centres) == ["gave", "even", "received"]


@pytest.mark.parametrize(
    ("shared", "words"),
    [
        (Shared(), "No exchange yet."),
        (Shared(hosted=1, visited=1), "Giving and receiving are about even."),
        (Shared(hosted=1), "Has given more than received so far."),
        (Shared(received=40), "Has received more than given so far."),
    ],
)
def test_reciprocity_is_told_in_neutral_words(shared: Shared, words: str) -> None:
    assert equity.reciprocity_words(shared) == words


def test_centres_without_activity_for_twelve_months_are_named() -> None:
    last = {"a": date(2026, 4, 1), "b": date(2026, 4, 2), "c": None}

    assert equity.quiet_centres(last, date(2027, 4, 1)) == ["a", "c"]
