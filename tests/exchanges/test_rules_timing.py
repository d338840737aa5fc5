"""What time alone does to a visit, also when nobody looked for days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.exchanges.rules import states, timing
from network.exchanges.rules.facts import Facts, FollowUp, Offer
from network.exchanges.vocabulary import Move, OfferState, Part, Reason, VisitState
from tests.exchanges.test_rules_states import ANY_FACTS

S, M = VisitState, Move
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STOPPED = 9 * DAY
RANKED = Offer(OfferState.RANKED)


def asked(until: datetime) -> Offer:
    return Offer(OfferState.ASKED, expires_at=until)


def moves(facts: Facts, now: datetime) -> list[Move]:
    return [rule.move for rule in timing.due_moves(facts, now)]


PENDING = Facts(state=S.HOST_PENDING, offers=(asked(NOW), RANKED), window_ends_on=date(2027, 9, 1))
ACCEPTED = Facts(
    state=S.HOST_ACCEPTED,
    offers=(Offer(OfferState.ACCEPTED, accepted_at=NOW - 10 * DAY), RANKED),
    ends_on=date(2027, 5, 1),
)
RUNNING = Facts(state=S.IN_PROGRESS, starts_on=date(2027, 2, 22), ends_on=date(2027, 2, 28))
SHARED = Facts(
    state=S.SHARING,
    disseminations=1,
    follow_ups=(FollowUp(date(2026, 9, 1), True), FollowUp(date(2026, 12, 1))),
)
NO_SHOW = Facts(state=S.ENDED_EARLY, ended_for=Reason.NO_SHOW, due_on=date(2027, 2, 15))


@pytest.mark.parametrize(
    ("facts", "at", "expected"),
    [
        (PENDING, NOW - timedelta(seconds=1), []),
        (PENDING, NOW, [M.ASK_NEXT]),
        (replace(PENDING, offers=(asked(NOW),)), NOW, [M.RUN_OUT]),
        (replace(PENDING, window_ends_on=date(2027, 2, 28)), NOW, [M.EXPIRE]),
        (ACCEPTED, NOW - timedelta(seconds=1), []),
        (ACCEPTED, NOW, [M.LAPSE, M.ASK_NEXT]),
        (replace(ACCEPTED, offers=ACCEPTED.offers[:1]), NOW, [M.LAPSE, M.RUN_OUT]),
        (replace(ACCEPTED, ends_on=date(2027, 2, 28)), NOW, [M.EXPIRE]),
        (RUNNING, NOW - DAY, []),
        (RUNNING, NOW, [M.FINISH]),
        (SHARED, NOW, [M.CLOSE]),
        (replace(SHARED, disseminations=0), NOW, []),
        (replace(SHARED, disseminations=0, is_waived=True), NOW, [M.CLOSE]),
        (replace(SHARED, follow_ups=(FollowUp(date(2027, 1, 1)),)), NOW, []),
        (NO_SHOW, NOW, [M.CLOSE]),
        (replace(NO_SHOW, ended_for=Reason.SAFETY), NOW, [M.CLOSE]),
        (replace(NO_SHOW, ended_for=Reason.HEALTH, has_arrived=True), NOW, []),
    ],
)
def test_time_moves_a_visit_as_section_4_1_says(
    facts: Facts, at: datetime, expected: list[Move]
) -> None:
    assert moves(facts, at) == expected


def test_a_follow_up_sixty_days_late_no_longer_keeps_a_visit_open() -> None:
    last = Facts(state=S.SHARING, disseminations=1, follow_ups=(FollowUp(date(2027, 1, 1)),))

    assert timing.facts_at(last, datetime(2027, 3, 2, 12, tzinfo=UTC)).state is S.SHARING
    assert timing.facts_at(last, datetime(2027, 3, 3, 12, tzinfo=UTC)).state is S.CLOSED


@pytest.mark.parametrize(
    ("zone", "ends_at"),
    [  # the last day is 28 February; it is over at midnight of the host
        ("Asia/Kathmandu", datetime(2027, 2, 28, 18, 15, tzinfo=UTC)),
        ("America/Santiago", datetime(2027, 3, 1, 3, 0, tzinfo=UTC)),
    ],
)
def test_a_visit_is_over_at_the_host_s_midnight(zone: str, ends_at: datetime) -> None:
    facts = replace(RUNNING, zone=zone)

    assert timing.facts_at(facts, ends_at - timedelta(seconds=1)).state is S.IN_PROGRESS
    assert timing.facts_at(facts, ends_at).state is S.REPORT_DUE


def test_a_confirmed_visit_is_never_begun_by_the_clock() -> None:
    facts = Facts(state=S.CONFIRMED, starts_on=date(2027, 2, 22), ends_on=date(2027, 2, 28))

    assert timing.facts_at(facts, NOW + 365 * DAY).state is S.CONFIRMED


def test_no_silence_ever_publishes_a_report() -> None:
    facts = Facts(state=S.REPORT_REVIEW, has_level=True, host_review_due_on=date(2026, 1, 1))

    assert moves(facts, NOW + 3650 * DAY) == []


def test_a_visit_opened_again_has_thirty_days_before_it_expires_again() -> None:
    facts = Facts(state=S.ENDORSED, window_ends_on=date(2027, 1, 1), reopened_at=NOW)

    assert timing.facts_at(facts, NOW + 30 * DAY - timedelta(seconds=1)).state is S.ENDORSED
    assert timing.facts_at(facts, NOW + 30 * DAY).state is S.EXPIRED


# nine days of a stopped worker -------------------------------------------------------------------


@pytest.mark.parametrize("facts", [PENDING, ACCEPTED, RUNNING, SHARED, NO_SHOW])
def test_after_nine_days_of_a_stopped_worker_the_state_is_the_same_and_told_once(
    facts: Facts,
) -> None:
    on_time = moves(facts, NOW)
    late = moves(facts, NOW + STOPPED)

    assert late == on_time
    assert timing.facts_at(facts, NOW + STOPPED).state is timing.facts_at(facts, NOW).state


def test_a_host_asked_after_the_stop_has_all_its_time_to_answer() -> None:
    late = NOW + STOPPED
    second = asked(late + 14 * DAY)
    third_waits = replace(PENDING, offers=(Offer(OfferState.EXPIRED), second, RANKED))

    assert moves(PENDING, late) == [M.ASK_NEXT]
    assert moves(third_waits, late + 14 * DAY - timedelta(seconds=1)) == []
    assert moves(third_waits, late + 14 * DAY) == [M.ASK_NEXT]


def test_an_unanswered_offer_is_over_on_the_page_before_anybody_stored_it() -> None:
    late = NOW + STOPPED
    seen = timing.facts_at(PENDING, late)

    assert [offer.state for offer in seen.offers] == [OfferState.EXPIRED, OfferState.RANKED]
    assert states.refusals(M.ACCEPT, seen, Part.HOST, late) != []


def test_a_host_that_was_kept_waiting_is_free_on_the_page_at_once() -> None:
    seen = timing.facts_at(ACCEPTED, NOW + STOPPED)

    assert seen.state is S.HOST_PENDING
    assert [offer.state for offer in seen.offers] == [OfferState.EXPIRED, OfferState.RANKED]


@given(ANY_FACTS, st.integers(0, 800))
def test_time_moves_nothing_twice_and_always_comes_to_rest(facts: Facts, days: int) -> None:
    now = NOW + days * DAY

    found = timing.due_moves(facts, now)
    seen = timing.facts_at(facts, now)

    assert len(found) <= 2
    assert [rule.move for rule in found if Part.SYSTEM not in rule.by] == []
    assert [rule for rule in timing.due_moves(seen, now) if rule.move is not M.ASK_NEXT] == []
    assert seen.state is (found[-1].target if found else facts.state)


@given(ANY_FACTS, st.integers(0, 800))
def test_looking_nine_days_late_ends_where_looking_every_day_does(facts: Facts, start: int) -> None:
    first = NOW + start * DAY
    daily = facts
    for day in range(10):
        daily = timing.facts_at(daily, first + day * DAY)

    late = timing.facts_at(facts, first + STOPPED)

    assert late.state is daily.state
