"""Which option of a poll is possible, and which is best."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.supervision.models import Answer
from network.supervision.rules import polls as rules
from network.supervision.rules.polls import Block, Feel, Option, Question, Tally

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
ANA, BEN, CLEO = (UUID(int=n) for n in (1, 2, 3))
ALL = frozenset({ANA, BEN, CLEO})
YES, MAYBE, NO = Answer.YES, Answer.MAYBE, Answer.NO


def option(
    answers: Mapping[UUID, Answer] | None = None, *, hours: int = 48, cost: int = 0
) -> Option:
    return Option(uuid4(), NOW + timedelta(hours=hours), answers or {}, (cost, cost))


def question(*options: Option, required: frozenset[UUID] = frozenset()) -> Question:
    return Question(options=options, asked=ALL, required=required)


def test_who_did_not_answer_counts_as_no() -> None:
    assert rules.tally(option({ANA: YES}), ALL) == Tally(yes=1, maybe=0, no=2)


def test_answers_of_people_who_left_do_not_count() -> None:
    assert rules.tally(option({uuid4(): YES}), ALL) == Tally(yes=0, maybe=0, no=3)


@pytest.mark.parametrize(
    ("answers", "hours", "required", "expected"),
    [
        ({ANA: YES}, 48, frozenset(), None),
        ({ANA: MAYBE}, 48, frozenset(), None),
        ({ANA: YES}, -1, frozenset(), Block.PAST),
        ({}, 48, frozenset(), Block.REFUSED),
        ({ANA: NO, BEN: NO, CLEO: NO}, 48, frozenset(), Block.REFUSED),
        ({ANA: YES}, 48, frozenset({BEN}), Block.REQUIRED),
        ({ANA: YES, BEN: NO}, 48, frozenset({BEN}), Block.REQUIRED),
        ({BEN: MAYBE}, 48, frozenset({BEN}), None),
        ({ANA: YES}, 48, frozenset({UUID(int=9)}), None),
    ],
)
def test_an_option_is_blocked_for_a_reason(
    answers: dict[UUID, Answer],
    hours: int,
    required: frozenset[UUID],
    expected: Block | None,
) -> None:
    one = option(answers, hours=hours)

    assert rules.block(question(one, required=required), one, NOW) is expected


def test_most_yes_wins_then_if_need_be_then_the_fairest_then_the_earliest() -> None:
    two_yes = option({ANA: YES, BEN: YES}, hours=90)
    and_maybe = option({ANA: YES, CLEO: MAYBE}, hours=80, cost=9)
    fair_late = option({ANA: YES}, hours=70, cost=1)
    fair_early = option({BEN: YES}, hours=60, cost=1)
    costly = option({CLEO: YES}, hours=50, cost=2)

    found = rules.ranked(question(costly, fair_late, fair_early, and_maybe, two_yes), NOW)

    assert found == [two_yes, and_maybe, fair_early, fair_late, costly]


def test_who_leads_may_go_without_somebody_required_but_not_alone() -> None:
    without, alone = option({ANA: YES}), option()
    asked = question(without, alone, required=frozenset({BEN}))

    assert rules.can_choose(asked, without, NOW) is True
    assert rules.can_choose(asked, alone, NOW) is False


def test_a_poll_is_settled_when_those_required_have_answered_or_else_all() -> None:
    one = option({ANA: YES})

    assert rules.is_settled(question(one, required=frozenset({ANA}))) is True
    assert rules.is_settled(question(one)) is False
    assert rules.is_settled(question(option({ANA: NO, BEN: NO, CLEO: YES}))) is True
    assert rules.is_settled(Question(options=(one,), asked=frozenset())) is False


answers = st.dictionaries(st.sampled_from([ANA, BEN, CLEO]), st.sampled_from(list(Answer)))


@given(st.lists(answers, min_size=1, max_size=6), st.sets(st.sampled_from([ANA, BEN, CLEO])))
def test_the_best_option_never_leaves_out_somebody_required(
    said: list[dict[UUID, Answer]], required: set[UUID]
) -> None:
    options = [option(one, hours=48 + n) for n, one in enumerate(said)]

    found = rules.ranked(question(*options, required=frozenset(required)), NOW)

    assert all(one.said(who) is not NO for one in found for who in required)
    assert all(rules.tally(one, ALL).no < len(ALL) for one in found)
    yes = [rules.tally(one, ALL).yes for one in found]
    assert yes == sorted(yes, reverse=True)


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(7, Feel.EARLY), (8, Feel.FITS), (18, Feel.FITS), (19, Feel.LATE), (3, Feel.EARLY)],
)
def test_how_a_time_falls_is_told_by_the_local_hour(hour: int, expected: Feel) -> None:
    at = datetime(2027, 3, 2, hour, tzinfo=UTC) - timedelta(hours=4)

    assert rules.feel(at, "Asia/Tbilisi") is expected
