"""What time counts for under each body's rules, exactly, and why a month is short."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel.errors import NotFound
from network.supervision.models import HoursRole, Kind
from network.supervision.rules import hours
from network.supervision.rules.hours import Entry, Held, Post, Reason, Staff, Why

MARCH = date(2027, 3, 1)
APRIL = date(2027, 4, 1)
FILES = sorted(Path("network/supervision/rule_sets").rglob("*.json"))


def entry(number: int, held: Held, corrects: int | None = None) -> Entry:
    return Entry(UUID(int=number), held, None if corrects is None else UUID(int=corrects))


def held(minutes: int, people: int = 1, **given: Any) -> Held:
    kind = Kind.INDIVIDUAL if people == 1 else Kind.GROUP
    return Held(**{"on": MARCH, "kind": kind, "minutes": minutes, "people": people, **given})


def log(*found: Held) -> list[Entry]:
    return [entry(number, one) for number, one in enumerate(found)]


def standing(
    code: str, entries: Sequence[Entry], month: date = MARCH, **post: Any
) -> hours.Standing:
    return hours.month_standing(hours.rule_set_for(code, month), entries, month, Post(**post))


HELD = st.builds(
    Held,
    on=st.dates(date(2027, 1, 1), date(2027, 6, 30)),
    kind=st.sampled_from(Kind),
    minutes=st.integers(1, 180),
    people=st.integers(1, 14),
    restorative=st.integers(0, 180),
)
CODES = st.sampled_from(hours.codes())
POSTS = st.builds(
    Post,
    staff=st.sampled_from(Staff),
    share=st.fractions(0, 1, max_denominator=10),
    client_minutes=st.integers(0, 6_000),
)


# the sums everybody agreed on ----------------------------------------------------------------


def test_an_hour_alone_and_ninety_minutes_in_a_group_of_four_meet_bacp() -> None:
    found = standing("bacp", log(held(60), held(90, people=4)))

    assert hours.as_hours(found.credited) == Decimal("1.75")
    assert (found.is_met, found.reasons) == (True, ())


def test_two_hours_in_a_group_of_six_are_a_third_of_an_hour_for_bacp() -> None:
    found = standing("bacp", log(held(120, people=6)))

    assert hours.as_hours(found.credited) == Decimal("0.33")
    assert (found.is_met, found.reasons) == (False, (Reason(Why.SHORT, Fraction(70)),))


def test_two_hours_in_a_group_of_six_are_two_hours_for_babcp() -> None:
    found = standing("babcp", log(held(120, people=6)))

    assert hours.as_hours(found.credited) == Decimal("2.00")
    assert (found.is_met, found.reasons) == (True, ())


def test_in_a_peer_group_everybody_is_counted() -> None:
    found = standing("bacp", log(held(120, people=5, kind=Kind.PEER)))

    assert hours.as_hours(found.credited) == Decimal("0.40")


def test_a_full_march_does_not_help_an_empty_april() -> None:
    entries = log(held(90), held(90, on=date(2027, 3, 31)))

    march, april = standing("bacp", entries), standing("bacp", entries, APRIL)

    assert (march.credited, march.is_met) == (Fraction(180), True)
    assert (april.credited, april.is_met) == (Fraction(0), False)
    assert april.reasons == (Reason(Why.NO_CONTACT), Reason(Why.SHORT, Fraction(90)))


# shares --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "people", "bacp", "babcp", "network"),
    [
        (Kind.INDIVIDUAL, 1, 120, 120, 120),
        (Kind.GROUP, 1, 120, 120, 120),
        (Kind.GROUP, 2, 60, 120, 120),
        (Kind.GROUP, 4, 60, 120, 120),
        (Kind.GROUP, 5, 24, 120, 120),
        (Kind.GROUP, 7, Fraction(120, 7), 0, 120),
        (Kind.GROUP, 8, 15, 0, 120),
        (Kind.GROUP, 9, Fraction(40, 3), 0, Fraction(40, 3)),
        (Kind.PEER, 3, 60, 0, 120),
        (Kind.PEER, 6, 20, 0, 120),
        (Kind.PEER, 8, 15, 0, 15),
        (Kind.TEAM, 12, 10, 0, 120),
        (Kind.TEAM, 16, Fraction(15, 2), 0, Fraction(15, 2)),
        (Kind.SUPERVISORS, 1, 120, 120, 120),
        (Kind.SUPERVISORS, 3, 60, 120, 120),
    ],
)
def test_two_hours_count_by_kind_and_people(
    kind: Kind, people: int, bacp: Fraction, babcp: Fraction, network: Fraction
) -> None:
    session = held(120, people=people, kind=kind)

    found = [
        hours.credit(hours.rule_set_for(code, MARCH), session)
        for code in ("bacp", "babcp", "network")
    ]

    assert found == [bacp, babcp, network]


def test_a_rule_set_that_counts_the_leader_adds_one_except_among_peers() -> None:
    raw = json.loads(Path("network/supervision/rule_sets/bacp/2026-01.json").read_text())
    counting = hours.read({**raw, "counts_leader": True})

    found = [
        hours.credit(counting, held(120, people=4, kind=kind)) for kind in (Kind.GROUP, Kind.PEER)
    ]

    assert found == [24, 60]


@pytest.mark.parametrize("code", hours.codes())
def test_time_given_counts_as_it_was_held_and_never_towards_ones_own_need(code: str) -> None:
    given_time = held(120, people=7, role=HoursRole.GIVEN)

    credited = hours.credit(hours.rule_set_for(code, MARCH), given_time)
    found = standing(code, log(given_time))

    assert credited == 120
    assert (found.credited, found.is_met) == (Fraction(0), False)


def test_seven_sevenths_make_a_whole() -> None:
    entries = log(*[held(90, people=7)] * 7)

    found = standing("bacp", entries)

    assert (found.credited, found.is_met) == (Fraction(90), True)


@given(HELD, CODES)
def test_nobody_is_credited_more_than_was_held(one: Held, code: str) -> None:
    credited = hours.credit(hours.rule_set_for(code, one.on), one)

    assert 0 <= credited <= one.minutes


@given(HELD, CODES)
def test_more_people_never_make_a_session_count_for_more(one: Held, code: str) -> None:
    rule_set = hours.rule_set_for(code, one.on)
    more = held(one.minutes, kind=one.kind, people=one.people + 1)

    assert hours.credit(rule_set, more) <= hours.credit(rule_set, one)


@given(HELD, CODES, st.integers(1, 179))
def test_a_session_in_two_halves_counts_as_the_whole(one: Held, code: str, cut: int) -> None:
    rule_set = hours.rule_set_for(code, one.on)
    parts = [held(minutes, people=one.people, kind=one.kind) for minutes in (cut, one.minutes)]
    whole = held(cut + one.minutes, people=one.people, kind=one.kind)

    assert sum(hours.credit(rule_set, part) for part in parts) == hours.credit(rule_set, whole)


# a month -------------------------------------------------------------------------------------


@given(st.lists(HELD, max_size=8), HELD, CODES, POSTS)
def test_a_further_session_never_makes_a_month_worse(
    sessions: list[Held], further: Held, code: str, post: Post
) -> None:
    rule_set = hours.rule_set_for(code, MARCH)

    before = hours.month_standing(rule_set, log(*sessions), MARCH, post)
    after = hours.month_standing(rule_set, log(*sessions, further), MARCH, post)

    assert after.credited >= before.credited
    assert after.is_met or not before.is_met


@given(st.lists(HELD, max_size=8))
def test_bacp_looks_at_no_other_month(sessions: list[Held]) -> None:
    own = [one for one in sessions if one.on.month == MARCH.month]

    assert standing("bacp", log(*sessions)) == standing("bacp", log(*own))


@given(st.lists(HELD, max_size=8), CODES, POSTS)
def test_what_is_credited_is_the_sum_of_its_parts(
    sessions: list[Held], code: str, post: Post
) -> None:
    rule_set = hours.rule_set_for(code, MARCH)

    whole = hours.month_standing(rule_set, log(*sessions), MARCH, post)
    parts = [hours.month_standing(rule_set, log(one), MARCH, post) for one in sessions]

    assert whole.credited == sum(part.credited for part in parts)
    assert whole.missing == max(0, whole.needed - whole.credited)


@pytest.mark.parametrize(
    ("share", "needed"),
    [
        (Fraction(1), 90),
        (Fraction(3, 4), Fraction(135, 2)),
        (Fraction(1, 2), 45),
        (Fraction(1, 5), 45),
        (Fraction(6, 5), 90),
    ],
)
def test_babcp_asks_in_proportion_between_45_and_90_minutes(
    share: Fraction, needed: Fraction
) -> None:
    assert standing("babcp", [], share=share).needed == needed


def test_bacp_asks_part_time_staff_for_as_much() -> None:
    assert standing("bacp", [], share=Fraction(1, 2)).needed == 90


@pytest.mark.parametrize(
    ("january", "february", "march", "is_met"),
    [
        (0, 120, 60, True),
        (150, 60, 60, True),
        (149, 60, 60, False),
        (300, 0, 60, False),
        (0, 60, 90, True),
    ],
)
def test_babcp_takes_the_mean_of_up_to_three_months_with_a_session_in_each(
    january: int, february: int, march: int, is_met: bool
) -> None:
    entries = log(
        held(january, on=date(2027, 1, 20)), held(february, on=date(2027, 2, 3)), held(march)
    )

    assert standing("babcp", entries).is_met is is_met


def test_babcp_is_met_on_average_and_says_so() -> None:
    entries = log(held(120, on=date(2027, 2, 3)), held(60))

    found = standing("babcp", entries)

    assert (found.credited, found.is_met) == (Fraction(60), True)
    assert found.reasons == (Reason(Why.AVERAGED),)


def test_babcp_does_not_excuse_a_month_without_contact_by_the_one_before() -> None:
    found = standing("babcp", log(held(300)), APRIL)

    assert (found.is_met, found.reasons) == (False, (Reason(Why.NO_CONTACT),))


def test_a_group_too_large_for_babcp_is_told() -> None:
    found = standing("babcp", log(held(90), held(120, people=7)))

    assert (found.credited, found.is_met) == (Fraction(90), True)
    assert found.reasons == (Reason(Why.NOT_COUNTED, Fraction(120)),)


def test_supervision_of_supervisors_is_kept_apart_from_ones_own() -> None:
    found = standing("bacp", log(held(90, kind=Kind.SUPERVISORS)))

    assert (found.credited, found.is_met) == (Fraction(0), False)
    assert found.reasons[-1] == Reason(Why.NOT_COUNTED, Fraction(90))


def test_a_trainee_needs_an_hour_for_eight_with_clients() -> None:
    found = standing("bacp", [], staff=Staff.TRAINEE, client_minutes=40 * 60)

    assert found.needed == 5 * 60


def test_a_trainee_under_bacp_may_not_go_two_weeks_without_a_session() -> None:
    early = log(held(90, on=date(2027, 3, 2)), held(90, on=date(2027, 3, 16)))
    spread = [*early, entry(7, held(30, on=date(2027, 3, 25)))]

    found = [standing("bacp", one, staff=Staff.TRAINEE).reasons for one in (early, spread[:1])]

    assert found == [(), (Reason(Why.GAP, count=2),)]
    assert standing("bacp", spread, staff=Staff.TRAINEE).is_met is True


def test_a_trainee_of_the_network_needs_a_session_every_week_of_the_month() -> None:
    weekly = [held(60, on=MARCH + timedelta(weeks=n), restorative=20) for n in range(4)]

    found = [standing("network", log(*one), staff=Staff.TRAINEE) for one in (weekly, weekly[1:])]

    assert [one.is_met for one in found] == [True, False]
    assert found[1].reasons == (Reason(Why.GAP, count=1),)


def test_front_line_staff_need_an_hour_for_recovery() -> None:
    entries = log(held(60, restorative=60), held(60, on=date(2027, 3, 20), restorative=10))
    without = log(held(120, restorative=20))

    assert standing("network", entries).is_met is True
    assert standing("network", without).reasons == (Reason(Why.RESTORATIVE_SHORT, Fraction(40)),)


@pytest.mark.parametrize(
    ("staff", "session", "is_met"),
    [
        (Staff.SUPPORT, held(60, people=6), True),
        (Staff.SUPPORT, held(50, people=6), False),
        (Staff.SUPPORT, held(60), False),
        (Staff.OFFICE, held(60, people=6, on=date(2027, 1, 4)), True),
        (Staff.OFFICE, held(60, people=6, on=date(2027, 4, 1)), False),
        (Staff.OFFICE, held(60), False),
        (Staff.SUPERVISOR, held(30, kind=Kind.SUPERVISORS), True),
        (Staff.SUPERVISOR, held(90), False),
    ],
)
def test_the_network_asks_each_kind_of_staff_for_its_own(
    staff: Staff, session: Held, is_met: bool
) -> None:
    assert standing("network", log(session), staff=staff).is_met is is_met


def test_office_staff_are_asked_by_the_quarter() -> None:
    found = standing("network", [], staff=Staff.OFFICE)

    assert (found.first_on, found.last_on) == (date(2027, 1, 1), date(2027, 3, 31))
    assert found.reasons == (Reason(Why.FEW_SESSIONS, count=1),)


# corrections ---------------------------------------------------------------------------------


def test_a_correction_replaces_what_it_corrects() -> None:
    entries = [entry(1, held(60)), entry(2, held(30)), entry(3, held(45), corrects=1)]

    assert hours.total("bacp", entries) == 75


def test_the_last_correction_stands_whichever_line_it_names() -> None:
    entries = [
        entry(1, held(60)),
        entry(2, held(50), corrects=1),
        entry(3, held(40), corrects=2),
        entry(4, held(20), corrects=1),
    ]

    assert hours.effective(entries) == [entries[3]]
    assert hours.total("bacp", entries) == 20


def test_a_correction_to_nothing_takes_the_contact_away_too() -> None:
    entries = [entry(1, held(90)), entry(2, held(0), corrects=1)]

    assert hours.effective(entries) == []
    assert standing("bacp", entries).reasons[0] == Reason(Why.NO_CONTACT)


def test_a_correction_can_move_a_session_to_another_month() -> None:
    entries = [entry(1, held(90)), entry(2, held(90, on=APRIL), corrects=1)]

    assert [standing("bacp", entries, month).is_met for month in (MARCH, APRIL)] == [False, True]


@given(st.lists(st.tuples(HELD, st.none() | st.integers(0, 9)), max_size=10))
def test_what_stands_of_a_log_stands_again(lines: list[tuple[Held, int | None]]) -> None:
    entries = [
        entry(number, one, target if target is not None and target < number else None)
        for number, (one, target) in enumerate(lines)
    ]

    found = hours.effective(entries)

    assert hours.effective(found) == found
    assert len(found) == sum(one.corrects is None for one in entries)


def test_hours_are_summed_by_kind_for_a_certificate() -> None:
    entries = log(
        held(60), held(90), held(90, people=4), held(60, role=HoursRole.GIVEN), held(0, people=3)
    )

    received = hours.by_kind("bacp", entries, HoursRole.RECEIVED)

    assert received == {Kind.INDIVIDUAL: 150, Kind.GROUP: 45}
    assert hours.by_kind("bacp", entries, HoursRole.GIVEN) == {Kind.INDIVIDUAL: 60}


# rule-sets and rounding ----------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_file_is_named_after_what_it_holds_and_starts_with_a_month(path: Path) -> None:
    rule_set = hours.read(json.loads(path.read_text(encoding="utf-8")))

    assert path.parts[-2:] == (rule_set.code, f"{rule_set.version}.json")
    assert rule_set.valid_from.day == 1
    assert rule_set.source


def test_the_networks_own_rules_come_first() -> None:
    assert hours.codes() == ("network", "babcp", "bacp")


@pytest.mark.parametrize("code", ["network", "bacp", "babcp"])
def test_the_version_valid_on_a_day_is_taken(code: str) -> None:
    assert hours.rule_set_for(code, date(2027, 3, 3)).version == "2026-01"


@pytest.mark.parametrize(
    ("code", "on"), [("bacp", date(2025, 12, 31)), ("../people", MARCH), ("", MARCH)]
)
def test_an_unknown_code_or_a_day_before_the_first_version_is_not_found(
    code: str, on: date
) -> None:
    with pytest.raises(NotFound):
        hours.rule_set_for(code, on)


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": 1},
        {"shares": {"individual": [{"share": "1"}]}},
        {"needs": {}},
        {"needs": {"any": {"minutes": 90, "kinds": ["individual"], "hours": 2}}},
        {"valid_from": "soon"},
    ],
)
def test_a_file_that_is_not_well_made_is_refused(change: dict[str, Any]) -> None:
    raw = json.loads(FILES[0].read_text(encoding="utf-8"))

    with pytest.raises((KeyError, TypeError, ValueError)):
        hours.read({**raw, **change})


@pytest.mark.parametrize(
    ("minutes", "written", "seconds"),
    [
        (Fraction(105), "1.75", 6300),
        (Fraction(20), "0.33", 1200),
        (Fraction(120, 7), "0.28", 1028),
        (Fraction(119, 2), "0.99", 3570),
        (Fraction(0), "0.00", 0),
    ],
)
def test_hours_are_rounded_down(minutes: Fraction, written: str, seconds: int) -> None:
    assert str(hours.as_hours(minutes)) == written
    assert hours.as_seconds(minutes) == seconds
