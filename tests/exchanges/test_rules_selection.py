"""Gates, reviewers, scores and hosts: domain reference, section 3."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.exchanges.rules import selection
from network.exchanges.rules.dates import Span, Week
from network.exchanges.rules.facts import Offer
from network.exchanges.rules.selection import (
    Application,
    Bar,
    Gate,
    Place,
    Reviewer,
    Scored,
)
from network.exchanges.vocabulary import OfferState

NOW = datetime(2026, 12, 7, 9, tzinfo=UTC)

LUM, MTA, LAK, ARO, HIM = (UUID(int=n) for n in range(1, 6))
ANNA, BENO, CARA, DINO = (UUID(int=n) for n in range(11, 15))


# gates -------------------------------------------------------------------------------------------


def test_each_gate_says_what_is_missing() -> None:
    assert all(selection.gate_text(gate).endswith(".") for gate in Gate)


# reviewers ---------------------------------------------------------------------------------------

FROM_LUM = Application(
    applicants=frozenset({ANNA}), home=LUM, hosts=frozenset({LAK}), rivals=frozenset({HIM})
)


@pytest.mark.parametrize(
    ("who", "bars"),
    [
        (Reviewer(BENO, frozenset({MTA})), []),
        (Reviewer(ANNA, frozenset({MTA})), [Bar.OWN]),
        (Reviewer(BENO, frozenset({LUM})), [Bar.HOME_CENTRE]),
        (Reviewer(BENO, frozenset({LAK})), [Bar.HOST_CENTRE]),
        (Reviewer(BENO, frozenset({HIM})), [Bar.OWN_CENTRE_APPLIES]),
        (Reviewer(BENO, frozenset({MTA}), has_declared=True), [Bar.DECLARED]),
        (Reviewer(BENO, frozenset({MTA, LUM})), [Bar.HOME_CENTRE]),
    ],
)
def test_a_conflict_of_interest_bars_from_reviewing(who: Reviewer, bars: list[Bar]) -> None:
    assert selection.barred(who, FROM_LUM) == bars


def test_nobody_reviews_the_same_application_twice() -> None:
    again = replace(FROM_LUM, reviewers=frozenset({BENO}))

    assert selection.barred(Reviewer(BENO, frozenset({MTA})), again) == [Bar.ALREADY]


def test_two_reviewers_come_from_different_centres_and_have_the_fewest_reviews() -> None:
    pool = [
        (Reviewer(ANNA, frozenset({LUM})), 0),
        (Reviewer(BENO, frozenset({MTA})), 1),
        (Reviewer(CARA, frozenset({MTA})), 2),
        (Reviewer(DINO, frozenset({ARO})), 5),
    ]

    assert selection.choose_reviewers(pool, FROM_LUM) == [BENO, DINO]


def test_fewer_reviewers_are_chosen_rather_than_one_with_a_conflict() -> None:
    pool = [(Reviewer(BENO, frozenset({LUM})), 0), (Reviewer(CARA, frozenset({MTA})), 9)]

    assert selection.choose_reviewers(pool, FROM_LUM) == [CARA]


# scores ------------------------------------------------------------------------------------------


def test_the_best_score_is_500() -> None:
    assert selection.MOST == 500
    assert selection.score(dict.fromkeys(selection.WEIGHTS, 5)) == 500


@pytest.mark.parametrize(
    "points",
    [
        {},
        {"need": 5},
        dict.fromkeys(selection.WEIGHTS, 5) | {"fit": 6},
        dict.fromkeys(selection.WEIGHTS, 5) | {"fit": -1},
    ],
)
def test_a_score_sheet_has_every_criterion_on_the_scale(points: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"\{.*\}"):
        selection.score(points)


@pytest.mark.parametrize(
    ("scores", "wanted", "result"),
    [
        ([], 2, None),
        ([380], 1, None),
        ([380, 260], 1, None),
        ([380, 260, 320], 0, 320),
        ([380, 280], 0, 330),
        ([380, 279], 1, None),
        ([300, 310], 0, 305),
    ],
)
def test_a_gap_over_100_asks_for_a_third_review_and_the_median_counts(
    scores: list[int], wanted: int, result: float | None
) -> None:
    assert selection.reviews_wanted(scores) == wanted
    assert selection.result(scores) == result


@given(st.lists(st.integers(0, 500), min_size=3, max_size=3))
def test_the_result_of_three_is_one_of_them_and_between_the_others(scores: list[int]) -> None:
    assert selection.result(scores) == sorted(scores)[1]


# places ------------------------------------------------------------------------------------------


def scored(number: int, points: float, received: int = 0, minutes: int = 0) -> Scored:
    return Scored(UUID(int=number), points, received, NOW + timedelta(minutes=minutes))


def test_equal_results_go_first_to_the_centre_that_received_less_then_to_the_earlier_one() -> None:
    rows = [scored(1, 320, 2), scored(2, 320, 0, 9), scored(3, 320, 0, 5), scored(4, 400, 9)]

    assert [v.int for v in selection.in_order(rows)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], 1),
        ([(1, 0, None)], None),
        ([(1, 47, None)], None),
        ([(1, 48, None)], 2),
        ([(1, 1, False)], 2),
        ([(1, 60, True)], None),
        ([(1, 99, None), (2, 49, False)], 3),
        ([(1, 150, None), (2, 99, None), (3, 49, False)], None),
    ],
)
def test_a_place_that_became_free_is_offered_down_the_list_for_48_hours_each(
    places: list[tuple[int, int, bool | None]], expected: int | None
) -> None:
    waiting = [UUID(int=n) for n in (1, 2, 3)]
    offered = [Place(UUID(int=n), NOW - timedelta(hours=h), answer) for n, h, answer in places]

    found = selection.next_alternate(waiting, offered, NOW)

    assert found == (expected and UUID(int=expected))


# ranked hosts ------------------------------------------------------------------------------------

OPEN = Offer(OfferState.ASKED, expires_at=NOW + timedelta(days=1))
OVER = Offer(OfferState.ASKED, expires_at=NOW)
RANKED = Offer(OfferState.RANKED)


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        ([RANKED, RANKED], 0),
        ([OPEN, RANKED], None),
        ([OVER, RANKED], 1),
        ([Offer(OfferState.DECLINED), Offer(OfferState.RANKED, is_possible=False), RANKED], 2),
        ([Offer(OfferState.ACCEPTED), RANKED], None),
        ([Offer(OfferState.WITHDRAWN), RANKED], 1),
        ([Offer(OfferState.EXPIRED)], None),
        ([], None),
    ],
)
def test_the_next_ranked_host_is_asked_when_none_has_time_left(
    offers: list[Offer], expected: int | None
) -> None:
    assert selection.next_host(offers, NOW) == expected


@pytest.mark.parametrize(
    ("weekend", "closures", "last_day"),
    [  # asked on Monday 7 December 2026
        ({6, 7}, (), date(2026, 12, 21)),
        ({5, 6}, (), date(2026, 12, 21)),
        ({6}, (), date(2026, 12, 18)),
        ({6, 7}, (Span(date(2026, 12, 14), date(2026, 12, 18)),), date(2026, 12, 28)),
    ],
)
def test_a_host_has_ten_of_its_own_working_days_to_the_end_of_the_last(
    weekend: set[int], closures: tuple[Span, ...], last_day: date
) -> None:
    week = Week(weekend=frozenset(weekend), closures=closures)

    found = selection.expires_at(NOW, "UTC", week)

    assert found == datetime.combine(last_day + timedelta(days=1), datetime.min.time(), UTC)


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2026, 1, 15), date(2027, 1, 15), 12),
        (date(2026, 1, 15), date(2027, 1, 14), 11),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
    ],
)
def test_months_in_post_are_whole(since: date, until: date, months: int) -> None:
    assert selection.month_count(since, until) == months
