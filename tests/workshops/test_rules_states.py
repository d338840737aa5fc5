"""Every move of a workshop: who makes it, what is in the way, and that nothing is ever stuck."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel.moves import Calendar
from network.workshops.rules import guards, names, states, timing
from network.workshops.rules.facts import Facts, Request
from network.workshops.rules.guards import Code
from network.workshops.rules.states_table import FINAL, RULES
from network.workshops.vocabulary import Move, Part, Reason, Told, WorkshopState

S, P, M, C = WorkshopState, Part, Move, Code
NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
RUN = (P.ORGANISER, P.SECRETARIAT)
CHECK = (P.FOCAL_POINT, P.EDITOR)
TAKES = (S.OPEN, S.CLOSED_REG)

LISTED: set[tuple[WorkshopState, Move, WorkshopState, Part]] = {
    *product((S.DRAFT,), (M.ASK,), (S.DRAFT,), RUN),
    *product((S.DRAFT,), (M.CHECK,), (S.CHECKED,), CHECK),
    *product((S.DRAFT, S.CHECKED), (M.RETURN,), (S.DRAFT,), CHECK),
    *product((S.CHECKED,), (M.RETURN,), (S.DRAFT,), RUN),
    *product((S.CHECKED,), (M.OPEN,), (S.OPEN,), RUN),
    *product((S.OPEN,), (M.CLOSE_REG,), (S.CLOSED_REG,), (*RUN, P.SYSTEM)),
    *product((S.CLOSED_REG,), (M.REOPEN_REG,), (S.OPEN,), RUN),
    *product(TAKES, (M.BEGIN,), (S.RUNNING,), (*RUN, P.SYSTEM)),
    *product((S.RUNNING,), (M.END,), (S.OUTCOMES_DUE,), (*RUN, P.SYSTEM)),
    *product((S.OUTCOMES_DUE,), (M.RETURN_OUTCOME,), (S.OUTCOMES_DUE,), (P.EDITOR, P.SECRETARIAT)),
    *product((S.OUTCOMES_DUE,), (M.CLEAR_OUTCOME,), (S.OUTCOMES_DUE,), (P.EDITOR, P.SECRETARIAT)),
    *product((S.OUTCOMES_DUE,), (M.PUBLISH,), (S.OUTCOMES_PUBLISHED,), (P.EDITOR, P.SECRETARIAT)),
    *product((S.OUTCOMES_PUBLISHED,), (M.ARCHIVE,), (S.ARCHIVED,), (*RUN, P.SYSTEM)),
    *product((S.OUTCOMES_DUE,), (M.CLOSE_UNFINISHED,), (S.ARCHIVED,), RUN),
    *product(TAKES, (M.POSTPONE,), (S.POSTPONED,), RUN),
    *product((S.POSTPONED,), (M.RESUME,), (S.OPEN,), RUN),
    *product(
        (S.DRAFT, S.CHECKED, *TAKES, S.RUNNING, S.POSTPONED), (M.CANCEL,), (S.CANCELLED,), RUN
    ),
}
REOPENED = {
    (target, M.REOPEN, source, P.SECRETARIAT)
    for source, _move, target, _part in LISTED
    if target in FINAL
}


def ready(state: WorkshopState = S.DRAFT) -> Facts:
    """A workshop in which nothing is missing."""
    return Facts(
        state=state,
        is_asked=True,
        zone="Asia/Tbilisi",
        first_on=date(2027, 6, 22),
        last_on=date(2027, 6, 24),
        starts_at=datetime(2027, 6, 22, 5, tzinfo=UTC),
        ends_at=datetime(2027, 6, 24, 13, tzinfo=UTC),
        closes_at=datetime(2027, 6, 10, tzinfo=UTC),
        sessions=2,
        capacity=10,
        has_neutral_title=True,
        has_outcome_owner=True,
        is_outcome_sent=True,
        outcome_due_on=date(2027, 7, 8),
    )


def test_these_moves_are_possible_for_these_parts_and_no_others() -> None:
    found = {
        (state, rule.move, rule.target, part)
        for state, move, part, came_from in product(S, M, P, S)
        if (rule := RULES.find(move, Facts(state=state, came_from=came_from), part))
    }

    assert found == LISTED | REOPENED


def test_no_state_is_without_a_way_out_for_those_who_run_it() -> None:
    ways = {s: {r.target for r in RULES if s in r.sources and P.ORGANISER in r.by} for s in S}

    assert {s for s, targets in ways.items() if not targets - {s}} == set(FINAL)


def test_a_cancelled_workshop_tells_everybody_whoever_waits_or_speaks() -> None:
    for state in (*TAKES, S.RUNNING, S.POSTPONED):
        rule = RULES.find(M.CANCEL, Facts(state=state), P.ORGANISER)

        assert rule is not None
        assert rule.tells == {Told.ORGANISERS, Told.SPEAKERS, Told.REGISTERED, Told.INVITED}


@pytest.mark.parametrize("code", Code)
def test_every_hindrance_has_words(code: Code) -> None:
    assert guards.text(code).endswith(".")


def test_every_state_move_and_reason_has_words() -> None:
    assert set(names.STATES) == set(S)
    assert set(names.MOVES) == set(names.DONE) == set(M)
    assert set(names.REASONS) == set(Reason)


MISSING = [
    ({"has_neutral_title": False}, C.NO_NEUTRAL_TITLE),
    ({"first_on": None}, C.NO_DATES),
    ({"zone": ""}, C.NO_ZONE),
    ({"sessions": 0}, C.NO_SESSIONS),
    ({"capacity": 0}, C.NO_CAPACITY),
    ({"has_outcome_owner": False}, C.NO_OWNER),
    ({"starts_at": NOW}, C.HAS_BEGUN),
]


@pytest.mark.parametrize(("without", "code"), MISSING)
def test_what_is_missing_keeps_a_workshop_from_being_checked_and_opened(
    without: dict[str, object], code: Code
) -> None:
    asked = replace(ready(), **without)  # type: ignore[arg-type]
    opening = replace(ready(S.CHECKED), **without)  # type: ignore[arg-type]

    assert states.refusals(M.ASK, asked, P.ORGANISER, NOW) == [code]
    assert states.refusals(M.CHECK, asked, P.EDITOR, NOW) == [code]
    assert code in states.refusals(M.OPEN, opening, P.ORGANISER, NOW)


def test_nobody_checks_what_was_not_asked_for() -> None:
    facts = replace(ready(), is_asked=False)

    assert states.refusals(M.CHECK, facts, P.EDITOR, NOW) == [C.NOT_ASKED]


def test_reasons_notes_and_days_have_to_be_given() -> None:
    facts, postponed = ready(S.OPEN), ready(S.POSTPONED)
    today = NOW.date()

    assert states.refusals(M.CANCEL, facts, P.ORGANISER, NOW) == [C.NEEDS_REASON]
    wrong = Request(reason=Reason.OVERDUE)
    assert states.refusals(M.CANCEL, facts, P.ORGANISER, NOW, wrong) == [C.WRONG_REASON]
    assert states.refusals(M.RETURN, ready(), P.EDITOR, NOW) == [C.NEEDS_NOTE]
    assert states.refusals(M.RESUME, postponed, P.ORGANISER, NOW) == [C.NEEDS_DATES]
    for day, codes in (
        (today, [C.DATES_PAST]),
        (today + timedelta(days=1), []),
        (today + timedelta(days=365), []),
        (today + timedelta(days=366), [C.WINDOW_TOO_FAR]),
    ):
        given_day = Request(starts_on=day)
        assert states.refusals(M.RESUME, postponed, P.ORGANISER, NOW, given_day) == codes


def test_safety_is_not_alone_behind_changed() -> None:
    assert {r for r in Reason if states.shown_reason(r) is None} == {
        Reason.SAFETY,
        Reason.HEALTH,
        Reason.OTHER,
    }


def test_nothing_is_taken_out_of_calendars_in_which_it_never_was() -> None:
    rule = RULES.find(M.CANCEL, Facts(state=S.POSTPONED), P.ORGANISER)
    assert rule is not None

    assert states.calendar_effect(rule, S.POSTPONED) is Calendar.NONE
    assert states.calendar_effect(rule, S.OPEN) is Calendar.CANCELLED


# time --------------------------------------------------------------------------------------------

AT = [
    (datetime(2027, 6, 9, 23, tzinfo=UTC), S.OPEN),
    (datetime(2027, 6, 10, tzinfo=UTC), S.CLOSED_REG),
    (datetime(2027, 6, 22, 4, 59, tzinfo=UTC), S.CLOSED_REG),
    (datetime(2027, 6, 22, 5, tzinfo=UTC), S.RUNNING),
    (datetime(2027, 6, 24, 13, tzinfo=UTC), S.OUTCOMES_DUE),
    (datetime(2028, 6, 24, 13, tzinfo=UTC), S.OUTCOMES_DUE),
]


@pytest.mark.parametrize(("now", "state"), AT)
def test_time_takes_an_open_workshop_to_where_it_is(now: datetime, state: WorkshopState) -> None:
    assert timing.state_now(ready(S.OPEN), now) is state


def test_a_long_silence_tells_of_the_last_step_only() -> None:
    due = timing.due_moves(ready(S.OPEN), datetime(2027, 8, 1, tzinfo=UTC))

    assert [rule.move for rule in due] == [M.CLOSE_REG, M.BEGIN, M.END]
    assert timing.told_once(due) == [frozenset(), frozenset(), frozenset({Told.ORGANISERS})]


def test_what_was_published_is_archived_after_half_a_year() -> None:
    facts = ready(S.OUTCOMES_PUBLISHED)
    end = facts.ends_at
    assert end is not None

    assert timing.state_now(facts, end + timedelta(days=179)) is S.OUTCOMES_PUBLISHED
    assert timing.state_now(facts, end + timedelta(days=180)) is S.ARCHIVED


@given(st.sampled_from(list(S)), st.integers(-400, 400), st.integers(0, 400))
def test_looking_in_between_makes_no_difference(
    state: WorkshopState, days: int, later: int
) -> None:
    first = NOW + timedelta(days=days)
    last = first + timedelta(days=later)
    facts = ready(state)

    between = replace(facts, state=timing.state_now(facts, first))

    assert timing.state_now(between, last) is timing.state_now(facts, last)
