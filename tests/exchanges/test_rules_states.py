"""Every move of a visit: who makes it, what is in the way, and that nobody is ever stuck."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.exchanges.rules import guards, states
from network.exchanges.rules.facts import Facts, FollowUp, Offer, Request
from network.exchanges.rules.guards import Code
from network.exchanges.rules.states_table import RULES
from network.exchanges.vocabulary import Move, OfferState, Part, Reason, VisitState
from network.kernel.moves import Calendar, Need

S, P, M, C = VisitState, Part, Move, Code
NOW = datetime(2027, 4, 19, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=365)
FIRST, LAST = date(2027, 4, 19), date(2027, 4, 30)
BEFORE = (S.DRAFT, S.SUBMITTED, S.ENDORSED, S.WAITLISTED, S.HOST_PENDING, S.HOST_ACCEPTED)
ASKED = Offer(OfferState.ASKED, expires_at=NOW + timedelta(days=14))
RANKED = Offer(OfferState.RANKED)

# features, section 4.1, row by row; the last rows are the ways out that section 4 (e) asks for
LISTED: set[tuple[VisitState, Move, VisitState, Part]] = {
    (S.DRAFT, M.SUBMIT, S.SUBMITTED, P.VISITOR),
    (S.SUBMITTED, M.RETURN, S.DRAFT, P.HOME),
    (S.SUBMITTED, M.ENDORSE, S.ENDORSED, P.HOME),
    (S.ENDORSED, M.WAITLIST, S.WAITLISTED, P.SECRETARIAT),
    *product((S.ENDORSED,), (M.ASK_HOSTS,), (S.HOST_PENDING,), (P.SECRETARIAT, P.HOME)),
    *product((S.WAITLISTED,), (M.ASK_HOSTS,), (S.HOST_PENDING,), (P.SECRETARIAT, P.HOME)),
    *product((S.HOST_PENDING,), (M.ASK_NEXT,), (S.HOST_PENDING,), (P.SYSTEM, P.HOST)),
    (S.HOST_PENDING, M.RUN_OUT, S.ENDORSED, P.SYSTEM),
    (S.HOST_PENDING, M.ACCEPT, S.HOST_ACCEPTED, P.HOST),
    (S.HOST_ACCEPTED, M.LAPSE, S.HOST_PENDING, P.SYSTEM),
    *product((S.HOST_ACCEPTED,), (M.CONFIRM,), (S.CONFIRMED,), (P.VISITOR, P.HOME)),
    *product((S.CONFIRMED,), (M.ARRIVE,), (S.IN_PROGRESS,), (P.HOST, P.VISITOR)),
    *product((S.IN_PROGRESS,), (M.FINISH,), (S.REPORT_DUE,), (P.SYSTEM, P.HOST, P.VISITOR)),
    (S.REPORT_DUE, M.REPORT, S.REPORT_REVIEW, P.VISITOR),
    *product((S.REPORT_REVIEW,), (M.RELEASE,), (S.SHARING,), (P.EDITOR, P.SECRETARIAT)),
    *product((S.SHARING,), (M.CLOSE,), (S.CLOSED,), (P.SYSTEM, P.SECRETARIAT)),
    *product(BEFORE, (M.WITHDRAW,), (S.WITHDRAWN,), (P.VISITOR, P.HOME)),
    *product(BEFORE[1:], (M.DECLINE,), (S.DECLINED,), (P.SECRETARIAT,)),
    *product((S.HOST_PENDING, S.HOST_ACCEPTED), (M.DECLINE,), (S.DECLINED,), (P.HOST,)),
    *product(
        (S.CONFIRMED,), (M.POSTPONE,), (S.POSTPONED,), (P.VISITOR, P.HOME, P.HOST, P.SECRETARIAT)
    ),
    (S.POSTPONED, M.RESUME, S.HOST_ACCEPTED, P.HOST),
    (S.CONFIRMED, M.HOST_WITHDRAWS, S.HOST_PENDING, P.HOST),
    *product((S.CONFIRMED,), (M.CANCEL,), (S.CANCELLED,), (P.VISITOR, P.HOME, P.SECRETARIAT)),
    *product(
        (S.CONFIRMED, S.IN_PROGRESS),
        (M.END_EARLY,),
        (S.ENDED_EARLY,),
        (P.HOST, P.VISITOR, P.HOME, P.FOCAL_POINT),
    ),
    # visa refused: one click to a virtual exchange
    *product(
        (S.HOST_ACCEPTED, S.CONFIRMED, S.POSTPONED),
        (M.GO_VIRTUAL,),
        (S.HOST_ACCEPTED,),
        (P.VISITOR, P.HOME, P.SECRETARIAT),
    ),
    # ways out
    *product((S.POSTPONED,), (M.CANCEL,), (S.CANCELLED,), (P.VISITOR, P.HOME, P.SECRETARIAT)),
    *product((S.HOST_ACCEPTED, S.POSTPONED), (M.HOST_WITHDRAWS,), (S.HOST_PENDING,), (P.HOST,)),
    *product((*BEFORE[1:], S.POSTPONED), (M.EXPIRE,), (S.EXPIRED,), (P.SYSTEM,)),
    (S.ENDED_EARLY, M.REPORT, S.REPORT_REVIEW, P.VISITOR),
    *product((S.REPORT_REVIEW,), (M.RETURN_REPORT,), (S.REPORT_DUE,), (P.HOME, P.HOST, P.EDITOR)),
    *product((S.ENDED_EARLY,), (M.CLOSE,), (S.CLOSED,), (P.HOME, P.HOST, P.SECRETARIAT, P.SYSTEM)),
    *product(
        (S.REPORT_DUE, S.REPORT_REVIEW, S.SHARING, S.ENDED_EARLY),
        (M.CLOSE_UNFINISHED,),
        (S.CLOSED,),
        (P.HOME, P.HOST, P.SECRETARIAT),
    ),
}
REOPENED = {
    (target, M.REOPEN, source, P.SECRETARIAT)
    for source, _move, target, _part in LISTED
    if target in states.FINAL
}


def ready(state: VisitState = S.DRAFT, **given: Any) -> Facts:
    """A visit in which nothing is in the way of going on."""
    flags = {f.name: True for f in fields(Facts) if f.type == "bool" or f.type is bool}
    plain: dict[str, Any] = flags | {
        "state": state,
        "is_red": False,
        "is_virtual": False,
        "is_call_full": False,
        "is_call_closed": False,
        "goals": 1,
        "starts_on": FIRST,
        "ends_on": LAST,
        "window_ends_on": date(2027, 12, 31),
        "offers": (ASKED,) if state is S.HOST_PENDING else (RANKED,),
        "signed": guards.SIGNERS,
        "disseminations": 1,
        "follow_ups": (FollowUp(date(2027, 7, 30), True), FollowUp(date(2027, 10, 30), True)),
    }
    return Facts(**(plain | given))


def everything(reason: Reason = Reason.OTHER) -> Request:
    return Request(reason, "a note", date(2027, 5, 3), date(2027, 5, 14))


def test_these_moves_are_possible_for_these_parts_and_no_others() -> None:
    found = {
        (state, rule.move, rule.target, part)
        for state, move, part, came_from in product(S, M, P, S)
        if (rule := RULES.find(move, Facts(state=state, came_from=came_from), part))
    }

    assert found == LISTED | REOPENED


@pytest.mark.parametrize("part", P)
@pytest.mark.parametrize("state", S)
def test_every_pair_that_is_not_listed_is_refused(state: VisitState, part: Part) -> None:
    mine = {(s, m) for s, m, _, p in LISTED if p is part}
    facts = ready(state)

    refused = {move for move in M if states.refusals(move, facts, part, NOW, everything())}

    assert {m for m in M if (state, m) not in mine} <= refused


def test_a_page_offers_exactly_the_listed_moves() -> None:
    for state, part in product(states.OPEN, P):
        offered = {rule.move for rule, _ in states.offered(Facts(state=state), part, NOW)}

        assert offered == {m for s, m, _, p in LISTED if (s, p) == (state, part)}


def test_there_are_eleven_main_states_and_five_final_ones() -> None:
    side = {S.WAITLISTED, S.POSTPONED, S.ENDED_EARLY}

    assert len(set(S) - side - set(states.FINAL)) + 1 == 11
    assert set(states.FINAL) == {S.DECLINED, S.WITHDRAWN, S.CANCELLED, S.EXPIRED, S.CLOSED}


def test_a_mentor_helps_and_moves_nothing() -> None:
    assert [rule for rule in states.RULES if P.MENTOR in rule.by] == []


# guards ------------------------------------------------------------------------------------------

GUARDED = [
    (M.SUBMIT, P.VISITOR, {"is_complete": False}, C.INCOMPLETE),
    (M.SUBMIT, P.VISITOR, {"goals": 0}, C.NO_GOALS),
    (M.SUBMIT, P.VISITOR, {"has_conduct": False}, C.NO_CONDUCT),
    (M.ENDORSE, P.HOME, {"gates_passed": False}, C.GATES),
    (M.ENDORSE, P.HOME, {"has_cover": False}, C.NO_COVER),
    (M.SUBMIT, P.VISITOR, {"is_call_closed": True}, C.CALL_CLOSED),
    (M.WAITLIST, P.SECRETARIAT, {"is_call_full": False}, C.CALL_NOT_FULL),
    (M.ASK_HOSTS, P.SECRETARIAT, {"is_call_full": True}, C.CALL_FULL),
    (M.ASK_HOSTS, P.SECRETARIAT, {"offers": ()}, C.NO_HOST),
    (M.ASK_HOSTS, P.HOME, {"is_bilateral": False}, C.NOT_BILATERAL),
    (M.ACCEPT, P.HOST, {"has_mentor": False}, C.NO_MENTOR),
    (M.ACCEPT, P.HOST, {"has_language": False}, C.NO_LANGUAGE),
    (M.ACCEPT, P.HOST, {"offers": (RANKED,)}, C.OFFER_OVER),
    (M.CONFIRM, P.VISITOR, {"signed": frozenset({P.VISITOR, P.HOST})}, C.UNSIGNED),
    (M.CONFIRM, P.HOME, {"is_red": True}, C.RED),
    (M.CONFIRM, P.HOME, {"has_plan_b": False}, C.NO_PLAN_B),
    (M.CONFIRM, P.HOME, {"is_budget_committed": False}, C.NO_BUDGET),
    (M.CONFIRM, P.HOME, {"starts_on": None}, C.NO_DATES),
    (M.ARRIVE, P.HOST, {"starts_on": date(2027, 4, 20)}, C.NOT_BEGUN),
    (M.ARRIVE, P.HOST, {"open_items": 1}, C.OPEN_ITEMS),
    (M.ARRIVE, P.HOST, {"signed": frozenset({P.VISITOR})}, C.UNSIGNED),
    (M.ARRIVE, P.HOST, {"is_red": True}, C.RED),
    (M.FINISH, P.SYSTEM, {}, C.NOT_ENDED),
    (M.REPORT, P.VISITOR, {"has_report": False}, C.NO_REPORT),
    (M.REPORT, P.VISITOR, {"has_ratings": False}, C.NO_RATINGS),
    (M.RELEASE, P.EDITOR, {"is_host_cleared": False}, C.HOST_REVIEWS),
    (M.RELEASE, P.EDITOR, {"has_level": False}, C.NO_LEVEL),
    (M.RELEASE, P.SECRETARIAT, {"host_review_due_on": FIRST}, C.HOST_HAS_TIME),
    (M.CLOSE, P.SECRETARIAT, {"disseminations": 0, "is_waived": False}, C.NOT_SHARED),
    (M.CLOSE, P.SECRETARIAT, {"follow_ups": (FollowUp(FIRST),)}, C.FOLLOW_UPS),
    (M.GO_VIRTUAL, P.HOME, {"is_virtual": True}, C.IS_VIRTUAL),
    (M.DECLINE, P.HOST, {"offers": (ASKED, RANKED)}, C.MORE_HOSTS),
]


@pytest.mark.parametrize(("move", "part", "lacks", "code"), GUARDED)
def test_each_guard_refuses_with_its_own_code(
    move: Move, part: Part, lacks: dict[str, Any], code: Code
) -> None:
    sources = [s for s, m, _, p in sorted(LISTED) if (m, p) == (move, part)]
    source = S.HOST_PENDING if move is M.DECLINE else sources[-1]

    found = states.refusals(move, ready(source, **lacks), part, NOW, everything())

    assert found == [code]


@pytest.mark.parametrize(
    ("state", "move", "part"),
    [
        (S.DRAFT, M.SUBMIT, P.VISITOR),
        (S.SUBMITTED, M.ENDORSE, P.HOME),
        (S.ENDORSED, M.ASK_HOSTS, P.SECRETARIAT),
        (S.HOST_PENDING, M.ACCEPT, P.HOST),
        (S.HOST_ACCEPTED, M.CONFIRM, P.HOME),
        (S.CONFIRMED, M.ARRIVE, P.HOST),
        (S.IN_PROGRESS, M.FINISH, P.HOST),
        (S.REPORT_DUE, M.REPORT, P.VISITOR),
        (S.REPORT_REVIEW, M.RELEASE, P.EDITOR),
        (S.SHARING, M.CLOSE, P.SECRETARIAT),
    ],
)
def test_a_visit_with_nothing_in_the_way_goes_from_the_first_state_to_the_last(
    state: VisitState, move: Move, part: Part
) -> None:
    assert states.refusals(move, ready(state), part, NOW, everything()) == []


def test_every_code_says_why_and_names_only_parts_there_are() -> None:
    texts = [guards.text(code) for code in C]

    assert all(text.endswith(".") for text in texts)
    assert len(set(texts)) == len(texts)
    assert {p for code in C for p in guards.who_can_change(code)} <= set(P)


def test_every_guard_in_the_table_can_be_asked() -> None:
    used = {code for rule in states.RULES for code in rule.guards}

    assert guards.failing(sorted(used), Facts(), NOW) != []


def test_somebody_else_s_move_and_an_impossible_one_are_told_apart() -> None:
    facts = ready(S.SUBMITTED)

    assert states.refusals(M.ENDORSE, facts, P.HOST, NOW) == [C.NOT_YOURS]
    assert states.refusals(M.CONFIRM, facts, P.HOME, NOW) == [C.NOT_FROM_HERE]


# what has to be given ----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [r for r in states.RULES if r.needs])
def test_a_move_asks_for_what_it_needs(rule: states.Rule) -> None:
    part = min(rule.by)
    facts = ready(rule.sources[-1], came_from=rule.target, settled_at=NOW)
    codes = {Need.REASON: C.NEEDS_REASON, Need.NOTE: C.NEEDS_NOTE, Need.DATES: C.NEEDS_DATES}

    found = states.refusals(rule.move, facts, part, NOW)

    assert [code for code in found if code in codes.values()] == [codes[n] for n in rule.needs]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2027, 5, 14), date(2027, 5, 3), C.DATES_BACKWARDS),
        (date(2027, 4, 18), date(2027, 5, 3), C.DATES_PAST),
        (date(2027, 5, 3), date(2028, 5, 3), C.WINDOW_TOO_FAR),
    ],
)
def test_a_visit_is_postponed_to_days_ahead_and_not_by_more_than_a_year(
    first: date, last: date, code: Code
) -> None:
    given = Request(Reason.WORK, "", first, last)

    assert states.refusals(M.POSTPONE, ready(S.CONFIRMED), P.HOME, NOW, given) == [code]


def test_a_postponed_visit_ends_within_the_days_it_was_postponed_to() -> None:
    facts = ready(S.POSTPONED, window_ends_on=date(2027, 6, 1))

    def until(last: date) -> list[Code]:
        given = Request(starts_on=date(2027, 5, 28), ends_on=last)
        return states.refusals(M.RESUME, facts, P.HOST, NOW, given)

    assert until(date(2027, 6, 1)) == []
    assert until(date(2027, 6, 2)) == [C.AFTER_WINDOW]


def test_a_postponed_visit_that_is_opened_again_after_those_days_has_a_year_once_more() -> None:
    yesterday = NOW.date() - timedelta(days=1)
    facts = ready(S.POSTPONED, window_ends_on=yesterday, reopened_at=NOW)

    assert states.refusals(M.RESUME, facts, P.HOST, NOW, everything()) == []


def test_a_focal_point_ends_a_visit_for_safety_alone() -> None:
    facts = ready(S.IN_PROGRESS)

    def ending(reason: Reason) -> list[Code]:
        return states.refusals(M.END_EARLY, facts, P.FOCAL_POINT, NOW, Request(reason))

    assert ending(Reason.SAFETY) == []
    assert ending(Reason.FAMILY) == [C.WRONG_REASON]


@pytest.mark.parametrize(
    ("hours", "codes"), [(None, [C.NO_SHOW_EARLY]), (47, [C.NO_SHOW_EARLY]), (48, [])]
)
def test_a_no_show_ends_a_visit_only_after_two_days_of_asking(
    hours: int | None, codes: list[Code]
) -> None:
    since = None if hours is None else NOW - timedelta(hours=hours)
    facts = ready(S.CONFIRMED, no_show_since=since)

    found = states.refusals(M.END_EARLY, facts, P.HOST, NOW, Request(Reason.NO_SHOW))

    assert found == codes


def test_who_arrived_is_no_no_show_and_nobody_says_it_of_themselves() -> None:
    since = NOW - timedelta(days=3)
    given = Request(Reason.NO_SHOW)

    arrived = ready(S.IN_PROGRESS, no_show_since=since)
    awaited = ready(S.CONFIRMED, no_show_since=since)

    assert states.refusals(M.END_EARLY, arrived, P.HOST, NOW, given) == [C.WRONG_REASON]
    assert states.refusals(M.END_EARLY, awaited, P.VISITOR, NOW, given) == [C.WRONG_REASON]


def test_safety_is_shown_as_changed_and_is_not_the_only_reason_that_is() -> None:
    changed = {reason for reason in Reason if states.shown_reason(reason) is None}

    assert Reason.SAFETY in changed
    assert changed == {Reason.SAFETY, Reason.HEALTH, Reason.FAMILY, Reason.OTHER}


# ways out, and back ------------------------------------------------------------------------------

_YES_NO = {f.name: st.booleans() for f in fields(Facts) if f.type in {"bool", bool}}
_OFFERS = st.lists(
    st.builds(
        Offer,
        st.sampled_from(OfferState),
        st.none() | st.just(NOW),
        st.none() | st.just(NOW),
        st.booleans(),
    ),
    max_size=3,
).map(tuple)
ANY_FACTS = st.builds(
    Facts,
    state=st.sampled_from(states.OPEN),
    offers=_OFFERS,
    starts_on=st.just(FIRST),
    ends_on=st.just(LAST),
    window_ends_on=st.none() | st.just(LAST),
    due_on=st.none() | st.dates(LAST, LAST + timedelta(days=21)),
    host_review_due_on=st.none() | st.dates(LAST, LAST + timedelta(days=60)),
    follow_ups=st.just(()) | st.just((FollowUp(date(2027, 7, 30)), FollowUp(date(2027, 10, 30)))),
    goals=st.integers(0, 3),
    open_items=st.integers(0, 5),
    zone=st.sampled_from(["UTC", "Asia/Kathmandu", "America/Santiago"]),
    **_YES_NO,
)


@given(ANY_FACTS)
def test_both_sides_can_leave_every_state_after_the_end_date(facts: Facts) -> None:
    given_ = Request(
        Reason.OTHER, "a note", LATER.date() + timedelta(days=9), LATER.date() + timedelta(days=20)
    )

    def ways(*parts: Part) -> list[Move]:
        return [
            move
            for move, part in product(M, parts)
            if (rule := RULES.find(move, facts, part))
            and rule.target is not facts.state
            and not states.refusals(move, facts, part, LATER, _fitting(move, part, given_))
        ]

    assert ways(P.VISITOR, P.HOME) != []
    # before a host said yes the secretariat stands on the other side; a draft is its writer's
    other = P.HOST if facts.state in states.HOST_KNOWN else P.SECRETARIAT
    assert facts.state is S.DRAFT or ways(other) != []


def _fitting(move: Move, part: Part, given_: Request) -> Request:
    reasons = states.reasons_for(move, part)
    return given_._replace(reason=reasons[-1]) if reasons else given_


@pytest.mark.parametrize("final", states.FINAL)
def test_the_secretariat_reopens_for_thirty_days_to_where_a_visit_was(final: VisitState) -> None:
    sources = {s for s, _, target, _ in LISTED if target is final}

    for source in sources:
        facts = ready(final, came_from=source, settled_at=NOW)
        rule = RULES.find(M.REOPEN, facts, P.SECRETARIAT)

        assert rule is not None
        assert rule.target is source
        last = NOW + timedelta(days=30) - timedelta(seconds=1)
        assert states.refusals(M.REOPEN, facts, P.SECRETARIAT, last, everything()) == []
        late = states.refusals(
            M.REOPEN, facts, P.SECRETARIAT, NOW + timedelta(days=30), everything()
        )
        assert late == [C.TOO_LATE]


def test_a_visit_is_not_reopened_to_a_state_it_never_had() -> None:
    facts = ready(S.WITHDRAWN, came_from=S.CONFIRMED, settled_at=NOW)

    found = states.refusals(M.REOPEN, facts, P.SECRETARIAT, NOW, everything())

    assert found == [C.WAS_ELSEWHERE]


def test_only_the_secretariat_reopens() -> None:
    facts = ready(S.WITHDRAWN, came_from=S.DRAFT, settled_at=NOW)

    assert states.refusals(M.REOPEN, facts, P.VISITOR, NOW, everything()) == [C.NOT_YOURS]


def late(state: VisitState, **duties: Any) -> Facts:
    return ready(state, **({"follow_ups": ()} | duties))


@pytest.mark.parametrize(
    ("facts", "first_day"),
    [  # two weeks after the last of the duties; sixty days after the visit where none has a day
        (late(S.REPORT_DUE, due_on=date(2027, 5, 21)), date(2027, 6, 4)),
        (
            late(S.REPORT_REVIEW, due_on=date(2027, 5, 21), host_review_due_on=date(2027, 6, 10)),
            date(2027, 6, 24),
        ),
        (
            late(
                S.SHARING,
                due_on=date(2027, 5, 21),
                follow_ups=(FollowUp(date(2027, 7, 30)), FollowUp(date(2027, 10, 30))),
            ),
            date(2027, 11, 13),
        ),
        (late(S.REPORT_DUE), date(2027, 6, 29)),
    ],
)
@pytest.mark.parametrize("part", [P.HOME, P.HOST, P.SECRETARIAT])
def test_either_side_closes_what_is_two_weeks_late(
    facts: Facts, first_day: date, part: Part
) -> None:
    def closing(on: date) -> list[Code]:
        now = datetime(on.year, on.month, on.day, tzinfo=UTC)
        return states.refusals(M.CLOSE_UNFINISHED, facts, part, now, Request(Reason.OVERDUE))

    assert closing(first_day - timedelta(days=1)) == [C.NOT_OVERDUE]
    assert closing(first_day) == []


def test_nothing_but_reopening_leads_out_of_a_final_state() -> None:
    moves = {rule.move for rule in states.RULES if set(rule.sources) & set(states.FINAL)}

    assert moves == {M.REOPEN}


# calendars ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("move", "source", "effect"),
    [
        (M.ACCEPT, S.HOST_PENDING, Calendar.TENTATIVE),
        (M.CONFIRM, S.HOST_ACCEPTED, Calendar.CONFIRMED),
        (M.WITHDRAW, S.SUBMITTED, Calendar.NONE),
        (M.WITHDRAW, S.HOST_ACCEPTED, Calendar.CANCELLED),
        (M.POSTPONE, S.CONFIRMED, Calendar.CANCELLED),
        (M.HOST_WITHDRAWS, S.CONFIRMED, Calendar.CANCELLED),
        (M.CANCEL, S.CONFIRMED, Calendar.CANCELLED),
        (M.CANCEL, S.POSTPONED, Calendar.NONE),
        (M.END_EARLY, S.IN_PROGRESS, Calendar.MOVED),
        (M.SUBMIT, S.DRAFT, Calendar.NONE),
    ],
)
def test_calendars_change_as_the_table_says(
    move: Move, source: VisitState, effect: Calendar
) -> None:
    rule = next(r for r in states.RULES if r.move is move and source in r.sources)

    assert states.calendar_effect(rule, source) is effect


def test_a_host_s_day_decides_when_a_visit_begins() -> None:
    facts = ready(S.CONFIRMED, zone="Asia/Kathmandu")
    evening = datetime(2027, 4, 18, 18, 30, tzinfo=UTC)  # a quarter past midnight in Kathmandu

    assert states.refusals(M.ARRIVE, facts, P.HOST, evening) == []
    assert states.refusals(M.ARRIVE, replace(facts, zone="UTC"), P.HOST, evening) == [C.NOT_BEGUN]
