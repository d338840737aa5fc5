"""What an agreement needs, when it is signed, and what time does to it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    Party,
    PartyRole,
    PartyState,
    Supervisor,
    SupervisorState,
)
from network.supervision.rules import agreements as rules
from network.supervision.rules.agreements import Elements, Load, Problem

S, R = AgreementState, PartyRole
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

ALLOWED = {
    (S.REQUESTED, S.DRAFTING),
    (S.REQUESTED, S.DECLINED),
    (S.REQUESTED, S.EXPIRED),
    (S.REQUESTED, S.ENDED),
    (S.DRAFTING, S.SIGNING),
    (S.DRAFTING, S.DECLINED),
    (S.DRAFTING, S.ENDED),
    (S.SIGNING, S.ACTIVE),
    (S.SIGNING, S.DECLINED),
    (S.SIGNING, S.ENDED),
    (S.ACTIVE, S.PAUSED),
    (S.ACTIVE, S.LAPSED),
    (S.ACTIVE, S.ENDED),
    (S.PAUSED, S.ACTIVE),
    (S.PAUSED, S.LAPSED),
    (S.PAUSED, S.ENDED),
    (S.LAPSED, S.ACTIVE),
    (S.LAPSED, S.ENDED),
}


def test_only_these_states_follow_one_another() -> None:
    found = {(a, b) for a in S for b in S if rules.can_become(a, b)}

    assert found == ALLOWED


def elements(**given: Any) -> Elements:
    plain: dict[str, Any] = {
        "starts_on": TODAY,
        "ends_on": date(2027, 9, 1),
        "review_on": date(2027, 5, 1),
        "terms": dict.fromkeys(rules.TERMS, "words"),
    }
    return Elements(**(plain | given))


def test_complete_elements_can_be_signed() -> None:
    assert rules.problems(Kind.INDIVIDUAL, elements(), TODAY) == {}


REQUIRED = (
    "qualification",
    "purpose",
    "goals",
    "frequency",
    "place",
    "boundaries",
    "confidentiality",
    "limits",
    "responsibility",
    "disagreement",
)


def test_without_the_required_words_nothing_can_be_signed() -> None:
    blank = elements(terms=dict.fromkeys(rules.TERMS, "  "))

    found = rules.problems(Kind.GROUP, blank, TODAY)

    assert found == dict.fromkeys(REQUIRED, Problem.MISSING)


def test_peers_have_no_supervisor_whose_qualification_is_told() -> None:
    blank = elements(terms={})

    found = rules.problems(Kind.PEER, blank, TODAY)

    assert sorted(found) == sorted(REQUIRED[1:])


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"ends_on": None}, {"ends_on": Problem.MISSING}),
        ({"review_on": None}, {"review_on": Problem.MISSING}),
        ({"starts_on": None}, {"starts_on": Problem.MISSING}),
        ({"ends_on": TODAY}, {"ends_on": Problem.BEFORE_START, "review_on": Problem.AFTER_END}),
        ({"review_on": date(2027, 9, 2)}, {"review_on": Problem.AFTER_END}),
        ({"review_on": date(2027, 9, 1)}, {}),
        ({"review_on": date(2026, 11, 22)}, {"review_on": Problem.PAST}),
        ({"ends_on": date(2029, 1, 1), "review_on": date(2027, 11, 23)}, {}),
        (
            {"ends_on": date(2029, 1, 1), "review_on": date(2027, 11, 24)},
            {"review_on": Problem.TOO_LATE},
        ),
        (
            {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 11, 22), "review_on": None},
            {"ends_on": Problem.PAST, "review_on": Problem.MISSING},
        ),
        ({"cancel_hours": 23}, {"cancel_hours": Problem.OUT_OF_RANGE}),
        ({"cancel_hours": 48}, {}),
        ({"cancel_hours": 49}, {"cancel_hours": Problem.OUT_OF_RANGE}),
        ({"most_members": 9}, {"most_members": Problem.OUT_OF_RANGE}),
        ({"most_members": 8}, {}),
    ],
)
def test_dates_and_numbers_have_their_bounds(
    given: dict[str, Any], wanted: dict[str, Problem]
) -> None:
    assert rules.problems(Kind.GROUP, elements(**given), TODAY) == wanted


def test_a_year_after_a_leap_day_is_the_last_of_february() -> None:
    assert rules.a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("kind", "roles", "wanted"),
    [
        (Kind.INDIVIDUAL, [R.SUPERVISOR], False),
        (Kind.INDIVIDUAL, [R.SUPERVISEE], False),
        (Kind.INDIVIDUAL, [R.SUPERVISOR, R.SUPERVISEE], True),
        (Kind.GROUP, [R.SUPERVISOR, R.SUPERVISEE, R.SUPERVISEE], False),
        (Kind.GROUP, [R.SUPERVISOR, R.SUPERVISEE, R.SUPERVISEE, R.DEPUTY], False),
        (Kind.GROUP, [R.SUPERVISOR, *[R.SUPERVISEE] * 3], True),
        (Kind.GROUP, [R.DEPUTY, *[R.SUPERVISEE] * 3], False),
        (Kind.GROUP, [R.SUPERVISEE] * 5, False),
        (Kind.TEAM, [R.SUPERVISOR, R.SUPERVISEE], False),
        (Kind.TEAM, [R.SUPERVISOR, *[R.SUPERVISEE] * 2], True),
        (Kind.PEER, [R.FACILITATOR, R.SUPERVISEE], False),
        (Kind.PEER, [R.FACILITATOR, *[R.SUPERVISEE] * 2], True),
        (Kind.PEER, [R.SUPERVISEE] * 3, True),
        (Kind.SUPERVISORS, [R.SUPERVISOR], False),
        (Kind.SUPERVISORS, [R.SUPERVISOR, R.SUPERVISEE], True),
    ],
)
def test_so_many_signatures_make_an_agreement(
    kind: Kind, roles: list[PartyRole], wanted: bool
) -> None:
    assert rules.is_enough(kind, roles) is wanted


def agreement(**given: Any) -> Agreement:
    plain: dict[str, Any] = {
        "kind": Kind.INDIVIDUAL,
        "state": S.ACTIVE,
        "edition": 1,
        "in_force": 1,
        "starts_on": date(2026, 1, 1),
        "ends_on": TODAY,
        "created_at": NOW,
    }
    return Agreement(**(plain | given))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, S.ACTIVE),
        ({"ends_on": TODAY - timedelta(days=1)}, S.LAPSED),
        ({"ends_on": TODAY - timedelta(days=1), "state": S.PAUSED}, S.LAPSED),
        ({"ends_on": TODAY - timedelta(days=1), "state": S.ENDED}, S.ENDED),
        ({"ends_on": TODAY - timedelta(days=1), "state": S.SIGNING}, S.SIGNING),
        ({"state": S.REQUESTED, "ends_on": None}, S.REQUESTED),
        ({"state": S.REQUESTED, "created_at": NOW - timedelta(days=14)}, S.EXPIRED),
        (
            {"state": S.REQUESTED, "created_at": NOW - timedelta(days=13, hours=23)},
            S.REQUESTED,
        ),
        ({"state": S.DRAFTING, "created_at": NOW - timedelta(days=90)}, S.DRAFTING),
    ],
)
def test_time_moves_an_agreement_also_when_no_job_ran(
    given: dict[str, Any], wanted: AgreementState
) -> None:
    assert rules.state_at(agreement(**given), NOW) is wanted


@pytest.mark.parametrize(
    ("state", "on", "wanted"),
    [
        (S.ACTIVE, TODAY, True),
        (S.ACTIVE, TODAY + timedelta(days=1), False),
        (S.ACTIVE, date(2025, 12, 31), False),
        (S.PAUSED, TODAY, False),
        (S.SIGNING, TODAY, False),
    ],
)
def test_sessions_are_covered_from_the_first_day_to_the_last(
    state: AgreementState, on: date, wanted: bool
) -> None:
    assert rules.covers(agreement(state=state), on) is wanted


@pytest.mark.parametrize(
    ("left", "warned", "wanted"),
    [
        (61, [], []),
        (60, [], [60]),
        (59, [60], []),
        (30, [60], [30]),
        (29, [], [60, 30]),
        (7, [60, 30], [7]),
        (3, [], [60, 30, 7]),
        (0, [60, 30, 7], []),
        (-1, [60], []),
    ],
)
def test_a_warning_is_due_once_even_if_nobody_looked_for_days(
    left: int, warned: list[int], wanted: list[int]
) -> None:
    found = agreement(ends_on=TODAY + timedelta(days=left), warned=warned)

    assert rules.warning_due(found, TODAY) == wanted


@given(st.lists(st.integers(0, 5), max_size=80))
def test_nobody_is_warned_twice_of_the_same_and_everybody_of_the_last(gaps: list[int]) -> None:
    """Whatever days the job runs on, as long as it runs in the last week."""
    found = agreement(ends_on=TODAY + timedelta(days=90))
    told, day = [], 0
    for gap in [*gaps, 84 - sum(gaps)] if sum(gaps) < 84 else [84]:
        day += gap
        due = rules.warning_due(found, TODAY + timedelta(days=day))
        found.warned = [*found.warned, *due]
        told += due

    assert sorted(told, reverse=True) == [60, 30, 7]


def party(role: PartyRole, state: PartyState, edition: int = 0) -> Party:
    return Party(role=role, state=state, signed_edition=edition)


@pytest.mark.parametrize(
    ("given", "state", "signed", "wanted"),
    [
        ({"state": S.SIGNING, "in_force": 0}, PartyState.INVITED, 0, 1),
        ({"state": S.SIGNING, "in_force": 0}, PartyState.SIGNED, 1, None),
        ({"state": S.SIGNING, "in_force": 0, "edition": 2}, PartyState.SIGNED, 1, 2),
        ({"state": S.DRAFTING, "in_force": 0}, PartyState.INVITED, 0, None),
        ({}, PartyState.SIGNED, 1, None),
        ({}, PartyState.INVITED, 0, 1),
        ({}, PartyState.LEFT, 0, None),
        ({"edition": 2}, PartyState.SIGNED, 1, 2),
        ({"edition": 2}, PartyState.SIGNED, 2, None),
        ({"edition": 2}, PartyState.INVITED, 0, 1),
        ({"edition": 2, "state": S.ENDED}, PartyState.SIGNED, 1, None),
        ({"edition": 2, "state": S.LAPSED}, PartyState.SIGNED, 1, 2),
        ({"state": S.LAPSED}, PartyState.INVITED, 0, None),
        (
            {"state": S.SIGNING, "in_force": 0, "is_line_manager": True},
            PartyState.INVITED,
            0,
            None,
        ),
    ],
)
def test_who_joins_signs_what_stands_and_who_signed_signs_the_change(
    given: dict[str, Any], state: PartyState, signed: int, wanted: int | None
) -> None:
    found = rules.edition_to_sign(
        agreement(**given), party(PartyRole.SUPERVISEE, state, signed), NOW
    )

    assert found == wanted


def test_elements_come_back_as_they_were_kept() -> None:
    kept = elements(title="Garden", hides_members=True, review_on=None)
    found = agreement(editions=[rules.as_stored(kept)])

    assert rules.elements_in(found, 1) == kept


def test_what_is_different_is_named_in_the_order_of_the_page() -> None:
    terms = dict.fromkeys(rules.TERMS, "words")
    after = elements(minutes=90, terms={**terms, "limits": "other", "goals": "other"})

    assert rules.changed(elements(), after) == ["minutes", "goals", "limits"]


@pytest.mark.parametrize(
    ("kind", "load", "wanted"),
    [
        (Kind.INDIVIDUAL, Load(7, 3), True),
        (Kind.INDIVIDUAL, Load(8, 0), False),
        (Kind.SUPERVISORS, Load(8, 0), False),
        (Kind.GROUP, Load(8, 2), True),
        (Kind.TEAM, Load(0, 3), False),
    ],
)
def test_a_supervisor_has_room_up_to_what_they_said(kind: Kind, load: Load, wanted: bool) -> None:
    supervisor = Supervisor(most_supervisees=8, most_groups=3)

    assert rules.has_room(supervisor, kind, load) is wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, True),
        ({"kinds": ["group"]}, False),
        ({"kinds": ["individual", "group"]}, True),
        ({"is_open": False}, False),
        ({"state": SupervisorState.PAUSED}, False),
        ({"state": SupervisorState.PROPOSED}, False),
    ],
)
def test_only_open_and_verified_supervisors_offer_what_they_give(
    given: dict[str, Any], wanted: bool
) -> None:
    plain: dict[str, Any] = {"state": SupervisorState.VERIFIED, "is_open": True, "kinds": []}

    assert rules.offers(Supervisor(**(plain | given)), Kind.INDIVIDUAL) is wanted
