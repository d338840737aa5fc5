"""What a time costs each member, who paid so far, and dates that are fair to everybody."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.supervision.rules import fairness
from network.supervision.rules.fairness import Candidate, Meeting, Member, Plan

WEDNESDAY = datetime(2027, 1, 13, tzinfo=UTC)
MONDAY = datetime(2027, 1, 4, tzinfo=UTC)
ZONES = [
    "Africa/Dakar",
    "Europe/Berlin",
    "Asia/Tbilisi",
    "Asia/Kathmandu",
    "America/Santiago",
    "America/Chicago",
    "Africa/Cairo",
    "Asia/Manila",
    "America/Mexico_City",
    "Europe/Belgrade",
    "Africa/Nairobi",
    "Pacific/Auckland",
]
COST = st.sampled_from([0, 1, 2, 3, 4, 6, 8, 10])


def ids(count: int) -> list[UUID]:
    return [UUID(int=number) for number in range(count)]


def member(zone: str, number: int = 0, **given: object) -> Member:
    return Member(id=UUID(int=number), zone=zone, **given)  # type: ignore[arg-type]


def candidate(starts_at: datetime, *costs: int) -> Candidate:
    return Candidate(starts_at, dict(zip(ids(len(costs)), costs, strict=True)))


def order(
    starts: tuple[datetime, ...], sums: Mapping[UUID, int]
) -> tuple[int, int, int, tuple[datetime, ...]]:
    """What plans are compared by."""
    paid = list(sums.values())
    return max(paid), sum(paid), max(paid) - min(paid), starts


def order_of(picked: tuple[Candidate, ...], running: Mapping[UUID, int]) -> tuple[object, ...]:
    sums = {id_: paid + sum(one.costs[id_] for one in picked) for id_, paid in running.items()}
    return order(tuple(sorted(one.starts_at for one in picked)), sums)


# what a time costs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "paid"),
    list(enumerate([8, 8, 8, 8, 8, 8, 4, 2, 1, *[0] * 8, 1, 1, 2, 2, 4, 8, 8])),
)
def test_an_hour_costs_by_the_clock_of_the_member(hour: int, paid: int) -> None:
    starts_at = WEDNESDAY + timedelta(hours=hour)

    assert fairness.cost(member("UTC"), starts_at, 60) == paid
    assert fairness.cost(member("Asia/Tbilisi"), starts_at - timedelta(hours=4), 60) == paid


@pytest.mark.parametrize(
    ("at", "minutes", "paid"),
    [
        ((16, 0), 60, 0),
        ((16, 30), 60, 1),
        ((16, 0), 61, 1),
        ((5, 55), 60, 8),
        ((20, 50), 10, 2),
        ((20, 50), 15, 4),
        ((21, 30), 90, 8),
    ],
)
def test_the_dearest_hour_that_a_session_touches_counts(
    at: tuple[int, int], minutes: int, paid: int
) -> None:
    starts_at = WEDNESDAY.replace(hour=at[0], minute=at[1])

    assert fairness.cost(member("UTC"), starts_at, minutes) == paid


def test_half_hour_zones_are_counted_by_their_own_hours() -> None:
    starts_at = WEDNESDAY.replace(hour=11)  # 16:45 in Kathmandu

    found = [fairness.cost(member("Asia/Kathmandu"), starts_at, minutes) for minutes in (15, 16)]

    assert found == [0, 1]


@pytest.mark.parametrize(
    ("weekday", "weekend", "paid"),
    [
        (5, {5, 6}, 2),
        (6, {5, 6}, 2),
        (7, {5, 6}, 0),
        (5, {6, 7}, 0),
        (6, {7}, 0),
        (7, {7}, 2),
        (6, set(), 0),
    ],
)
def test_a_members_own_weekend_costs_two_more(weekday: int, weekend: set[int], paid: int) -> None:
    noon = MONDAY + timedelta(days=weekday - 1, hours=12)

    assert fairness.cost(member("UTC", weekend=frozenset(weekend)), noon, 60) == paid


def test_a_holiday_costs_two_more_on_the_members_own_date() -> None:
    holiday = frozenset({date(2027, 1, 14)})
    late = WEDNESDAY.replace(hour=20)  # already Thursday 01:45 in Kathmandu

    paid = [
        fairness.cost(member(zone, days_off=holiday), late, 60)
        for zone in ("UTC", "Asia/Kathmandu")
    ]

    assert paid == [2, 8 + 2]


def test_the_cost_follows_the_change_of_clocks() -> None:
    winter, summer = datetime(2027, 3, 23, 7, tzinfo=UTC), datetime(2027, 3, 30, 7, tzinfo=UTC)

    paid = [fairness.cost(member("Europe/Berlin"), at, 60) for at in (winter, summer)]

    assert paid == [1, 0]


@pytest.mark.parametrize(
    ("hour", "minutes", "is_night"),
    [(5, 60, True), (6, 60, False), (21, 60, False), (21, 61, True), (22, 30, True), (3, 5, True)],
)
def test_nights_need_consent(hour: int, minutes: int, is_night: bool) -> None:
    starts_at = WEDNESDAY.replace(hour=hour)

    assert fairness.needs_consent(member("UTC"), starts_at, minutes) is is_night


def test_a_time_in_somebodys_night_is_a_candidate_only_with_their_consent() -> None:
    noon, evening = WEDNESDAY.replace(hour=12), WEDNESDAY.replace(hour=18)
    berlin, tbilisi = member("Europe/Berlin", 0), member("Asia/Tbilisi", 1)
    willing = member("Asia/Tbilisi", 1, takes_nights=True)

    without = fairness.candidates([noon, evening], 60, [berlin, tbilisi])
    with_consent = fairness.candidates([noon, evening], 60, [berlin, willing])

    assert without == [candidate(noon, 0, 0)]
    assert with_consent == [candidate(noon, 0, 0), candidate(evening, 2, 8)]


# the ledger ----------------------------------------------------------------------------------


def test_the_ledger_sums_what_those_who_came_have_paid() -> None:
    dakar, manila = member("Africa/Dakar", 0), member("Asia/Manila", 1)
    past = [
        Meeting(WEDNESDAY.replace(hour=8), 60, [dakar, manila]),
        Meeting(WEDNESDAY.replace(hour=11), 60, [dakar, manila]),
        Meeting(WEDNESDAY.replace(hour=13), 60, [manila]),
    ]

    assert fairness.ledger(past) == {dakar.id: 1, manila.id: 0 + 2 + 4}


def test_who_joins_later_starts_with_the_smallest_sum() -> None:
    dakar, manila = member("Africa/Dakar", 0), member("Asia/Manila", 1)
    newcomer = member("Africa/Dakar", 2)
    first = Meeting(WEDNESDAY.replace(hour=7), 60, [dakar, manila])
    second = Meeting(first.starts_at + timedelta(weeks=1), 60, [dakar, manila, newcomer])

    found = fairness.ledger([second, first])

    assert found == {dakar.id: 4, manila.id: 0, newcomer.id: 2}


def test_nobody_has_paid_before_the_first_session() -> None:
    assert fairness.ledger([]) == {}


# choosing ------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 6))
def test_six_sessions_of_four_slots_are_as_good_as_brute_force(
    draw: st.DataObject, members: int
) -> None:
    costs = st.tuples(*[COST] * members)
    weeks = [
        [
            candidate(MONDAY + timedelta(weeks=week, days=slot), *draw.draw(costs))
            for slot in range(4)
        ]
        for week in range(6)
    ]
    running = dict(
        zip(ids(members), draw.draw(st.tuples(*[st.integers(0, 30)] * members)), strict=True)
    )

    plan = fairness.choose([one for week in weeks for one in week], 6, running, fairness.week)

    assert order(plan.starts, plan.sums) == min(
        order_of(picked, running) for picked in product(*weeks)
    )
    assert (plan.is_best, plan.at_least) == (True, plan.largest)


def test_after_six_sessions_the_sums_are_as_near_as_the_best_plan_brings_them() -> None:
    members = [member(ZONES[number], number) for number in (0, 2, 3, 4, 7)]
    hours = (7, 9, 12, 13)
    starts = [MONDAY + timedelta(weeks=n, days=1, hours=hour) for n in range(6) for hour in hours]
    willing = [
        Member(id=one.id, zone=one.zone, weekend=frozenset({6, 7}), takes_nights=True)
        for one in members
    ]
    found = fairness.candidates(starts, 60, willing)
    running = dict.fromkeys([one.id for one in members], 0)

    plan = fairness.choose(found, 6, running, fairness.week)

    best = min(
        order_of(picked, running)
        for picked in product(*(found[n : n + 4] for n in range(0, 24, 4)))
    )
    spread = max(plan.sums.values()) - min(plan.sums.values())
    assert (plan.largest, sum(plan.sums.values()), spread) == best[:3]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(COST, COST, COST), min_size=4, max_size=9), st.integers(1, 4))
def test_dates_without_rounds_are_as_good_as_brute_force(
    costs: list[tuple[int, int, int]], count: int
) -> None:
    found = [candidate(MONDAY + timedelta(days=n), *one) for n, one in enumerate(costs)]
    running = dict(zip(ids(3), (5, 0, 2), strict=True))

    plan = fairness.choose(found, count, running)

    assert order(plan.starts, plan.sums) == min(
        order_of(picked, running) for picked in combinations(found, count)
    )


def test_who_paid_most_is_spared_next() -> None:
    early, late = candidate(MONDAY, 4, 0), candidate(MONDAY + timedelta(hours=9), 0, 4)

    plans = [
        fairness.choose([early, late], 1, dict(zip(ids(2), running, strict=True)))
        for running in ((6, 0), (0, 6))
    ]

    assert [plan.starts for plan in plans] == [(late.starts_at,), (early.starts_at,)]


def test_of_equal_plans_the_earliest_is_taken_in_whatever_order_they_come() -> None:
    found = [candidate(MONDAY + timedelta(days=n), 1, 1) for n in range(5)]

    plans = [fairness.choose(one, 2, {}) for one in (found, found[::-1])]

    assert plans[0] == plans[1]
    assert plans[0].starts == (found[0].starts_at, found[1].starts_at)


def test_somebody_who_left_does_not_weigh_on_the_choice() -> None:
    cheap, dear = candidate(MONDAY, 0, 3), candidate(MONDAY + timedelta(days=1), 1, 1)
    running = {UUID(int=9): 500}

    plan = fairness.choose([cheap, dear], 1, running)

    assert plan == Plan((dear.starts_at,), dict.fromkeys(ids(2), 1), is_best=True, at_least=1)


def test_there_are_no_more_dates_than_rounds() -> None:
    found = [candidate(MONDAY + timedelta(hours=hour), 1) for hour in range(4)]

    plan = fairness.choose(found, 3, {}, fairness.week)

    assert plan.starts == (MONDAY,)


def test_nothing_to_choose_from_is_an_empty_plan() -> None:
    assert fairness.choose([], 3, {}) == Plan((), {}, is_best=True, at_least=0)


def fortnight(at: datetime) -> int:
    return (at - MONDAY).days // 14


@pytest.mark.parametrize(
    ("members", "round_of", "gap"), [(5, fortnight, 0), (8, fairness.week, 2), (12, fortnight, 3)]
)
def test_a_large_choice_says_how_far_it_may_be_from_the_best(
    members: int, round_of: Callable[[datetime], object], gap: int
) -> None:
    starts = [MONDAY + timedelta(hours=10 * n) for n in range(200)]
    group = [
        member(ZONES[number], number, takes_nights=True, weekend=frozenset({6, 7}))
        for number in range(members)
    ]

    plan = fairness.choose(fairness.candidates(starts, 90, group), 12, {}, round_of)

    assert plan.at_least <= plan.largest <= plan.at_least + gap
    assert plan.is_best or gap > 0
    rounds = [round_of(at) for at in plan.starts]
    assert len(rounds) == len(set(rounds))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_bound_holds_when_only_the_most_promising_plans_are_followed(
    draw: st.DataObject,
) -> None:
    costs = st.tuples(*[COST] * 4)
    found = [candidate(MONDAY + timedelta(days=n), *draw.draw(costs)) for n in range(12)]
    running = dict.fromkeys(ids(4), 0)

    plan = fairness.choose(found, 6, running)

    best = min(order_of(picked, running) for picked in combinations(found, 6))
    assert plan.at_least <= best[0] <= plan.largest  # type: ignore[operator]
    assert not plan.is_best or (plan.largest, sum(plan.sums.values())) == best[:2]
