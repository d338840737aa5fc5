"""What was learnt, by the arithmetic of the domain reference, section 3."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.exchanges.rules import goals
from network.exchanges.rules.goals import Learned, Problem, Ratings, When

STARTS, ENDS = date(2027, 4, 19), date(2027, 4, 30)
LEVELS = st.sampled_from(goals.SCALE)


@pytest.mark.parametrize(
    ("ratings", "learned"),
    [
        # the example of the domain reference: pre 1, post 3, retrospective pre 0, six-month 3
        (Ratings(before=1, after=3, retrospect=0, six_months=3), Learned(2, 3, 100)),
        (Ratings(before=1, after=3, retrospect=0, six_months=2), Learned(2, 3, 67)),
        (Ratings(before=1, after=3, six_months=2), Learned(2, None, 50)),
        (Ratings(before=2, after=3, retrospect=1, six_months=4), Learned(1, 2, 150)),
        (Ratings(before=2, after=2, retrospect=2, six_months=2), Learned(0, 0, None)),
        (Ratings(before=3, after=2, retrospect=1, six_months=0), Learned(-1, 1, 0)),
        (Ratings(before=1), Learned(None, None, None)),
        (Ratings(), Learned(None, None, None)),
    ],
)
def test_change_adjusted_change_and_what_was_retained(ratings: Ratings, learned: Learned) -> None:
    assert goals.learned(ratings) == learned


@given(LEVELS, LEVELS, LEVELS)
def test_who_keeps_the_level_after_the_visit_retains_all_that_was_gained(
    before: int, after: int, retrospect: int
) -> None:
    found = goals.learned(
        Ratings(before=before, after=after, retrospect=retrospect, six_months=after)
    )

    assert found.retained == (100 if after > retrospect else None)


@pytest.mark.parametrize(
    ("when", "level", "today", "problems"),
    [
        (When.BEFORE, 0, STARTS, []),
        (When.BEFORE, 0, date(2027, 4, 20), [Problem.FIXED]),
        (When.AFTER, 4, ENDS, []),
        (When.AFTER, 4, date(2027, 4, 29), [Problem.TOO_EARLY]),
        (When.RETROSPECT, 5, ENDS, [Problem.OFF_SCALE]),
        (When.SIX_MONTHS, 3, date(2027, 10, 29), [Problem.TOO_EARLY]),
        (When.SIX_MONTHS, 3, date(2027, 10, 30), []),
        (When.SIX_MONTHS, -1, STARTS, [Problem.OFF_SCALE, Problem.TOO_EARLY]),
    ],
)
def test_a_rating_has_its_time_and_stays_on_the_scale(
    when: When, level: int, today: date, problems: list[Problem]
) -> None:
    assert goals.problems(when, level, STARTS, ENDS, today) == problems


def test_a_report_needs_every_goal_rated_after_and_in_retrospect() -> None:
    whole = Ratings(before=1, after=3, retrospect=0)

    assert goals.are_rated([whole, whole])
    assert not goals.are_rated([whole, Ratings(before=1, after=3)])


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2027, 12, 31), 12, date(2028, 12, 31)),
        (date(2027, 1, 1), 0, date(2027, 1, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    on: date, months: int, expected: date
) -> None:
    assert goals.months_after(on, months) == expected
