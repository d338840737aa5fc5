"""Places: capacity, limits, kept places and the order of the line."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.workshops.rules import limit_words, seats
from network.workshops.rules.seats import Block, Group, Seeker, Why, blocks, next_in, room_of
from network.workshops.vocabulary import Axis, Limit

NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
LAWYER, DOCTOR, NURSE = Seeker("PR-LAW"), Seeker("PR-GPR"), Seeker("PR-NUR")
HEALTH = Group(
    axis=Axis.PROFESSION,
    kind=Limit.KEPT,
    keys=frozenset({"PR-GPR", "PR-NUR"}),
    places=2,
    name="health",
)


def most(places: int, *keys: str, axis: Axis = Axis.PROFESSION) -> Group:
    return Group(axis=axis, kind=Limit.MOST, keys=frozenset(keys), places=places, name="some")


def why(who: Seeker, capacity: int, groups: Sequence[Group], *seated: Seeker) -> list[Block]:
    return blocks(who, room_of(capacity, groups, seated), NOW)


def test_a_third_lawyer_waits_while_places_for_health_are_kept() -> None:
    assert why(LAWYER, 4, [HEALTH], LAWYER) == []
    assert why(LAWYER, 4, [HEALTH], LAWYER, LAWYER) == [Block(Why.KEPT, 2, HEALTH)]
    assert why(DOCTOR, 4, [HEALTH], LAWYER, LAWYER) == []


def test_kept_places_that_are_filled_are_kept_no_more() -> None:
    assert why(LAWYER, 4, [HEALTH], LAWYER, DOCTOR) == []
    assert why(LAWYER, 4, [HEALTH], LAWYER, LAWYER, DOCTOR) == [Block(Why.KEPT, 1, HEALTH)]
    assert why(LAWYER, 4, [HEALTH], LAWYER, DOCTOR, NURSE) == []


def test_health_may_take_more_than_its_kept_places() -> None:
    assert why(DOCTOR, 4, [HEALTH], DOCTOR, DOCTOR, DOCTOR) == []


def test_places_are_kept_until_a_moment() -> None:
    over = Group(
        axis=HEALTH.axis,
        kind=HEALTH.kind,
        keys=HEALTH.keys,
        places=2,
        kept_until=NOW,
        name="health",
    )
    room = room_of(4, [over], [LAWYER, LAWYER])

    assert blocks(LAWYER, room, NOW - timedelta(seconds=1)) == [Block(Why.KEPT, 2, over)]
    assert blocks(LAWYER, room, NOW) == []


def test_the_limit_that_is_reached_is_named() -> None:
    limit = most(1, "PR-LAW")

    assert why(LAWYER, 4, [limit, HEALTH], LAWYER) == [Block(Why.MOST, 1, limit, "PR-LAW")]
    assert why(LAWYER, 1, [limit], DOCTOR) == [Block(Why.CAPACITY, 1)]


def test_a_limit_without_keys_holds_for_each_centre_alone() -> None:
    each = most(1, axis=Axis.CENTRE)
    here, there = Seeker(centre="here"), Seeker(centre="there")

    assert why(here, 9, [each], here) == [Block(Why.MOST, 1, each, "here")]
    assert why(there, 9, [each], here) == []
    assert why(Seeker(), 9, [each], here, Seeker()) == []


def test_who_is_blocked_is_passed_by_and_keeps_the_place_in_the_line() -> None:
    line = [LAWYER, LAWYER, DOCTOR, NURSE]

    assert next_in(line, room_of(3, [HEALTH], []), NOW) == [0, 2, 3]


def test_lowering_the_capacity_leaves_no_room_and_takes_nothing() -> None:
    room = room_of(1, [], [DOCTOR, NURSE, LAWYER])

    assert room.free == 0
    assert next_in([DOCTOR], room, NOW) == []


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (Block(Why.CAPACITY, 40), "All 40 places are taken."),
        (Block(Why.MOST, 2, most(2, "PR-LAW")), "The 2 places for some are taken."),
        (Block(Why.KEPT, 1, HEALTH), "1 free place is kept for health."),
    ],
)
def test_every_limit_says_which_it_is(block: Block, told: str) -> None:
    assert limit_words.told_block(block) == told


def nameless(*keys: str, axis: Axis = Axis.PROFESSION, kind: Limit = Limit.MOST) -> Group:
    return Group(axis=axis, kind=kind, keys=frozenset(keys), places=1)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (Block(Why.MOST, 1, nameless("PR-LAW")), "The place for Lawyer (1) is taken."),
        (Block(Why.MOST, 1, nameless(), "PR-LAW"), "The place for Lawyer (1) is taken."),
        (
            Block(Why.MOST, 1, nameless(axis=Axis.REGION), "EUR"),
            "The place for Europe (1) is taken.",
        ),
        (
            Block(Why.KEPT, 1, nameless("PR-LAW", "PR-NUR", kind=Limit.KEPT)),
            "1 free place is kept for Nurse, Lawyer.",
        ),
    ],
)
def test_a_limit_without_a_name_says_for_whom_it_is(block: Block, told: str) -> None:
    assert limit_words.told_block(block) == told


def test_no_limit_names_a_centre_to_others() -> None:
    each, few = nameless(axis=Axis.CENTRE), nameless("a", "b", axis=Axis.CENTRE)
    kept = nameless("a", axis=Axis.CENTRE, kind=Limit.KEPT)

    assert [
        limit_words.told_block(Block(Why.MOST, 1, each, "a"), "your centre"),
        limit_words.told_block(Block(Why.MOST, 1, each, "a")),
        limit_words.told_block(Block(Why.MOST, 1, few, "a"), "your centre"),
        limit_words.told_block(Block(Why.KEPT, 1, kept)),
    ] == [
        "The place for your centre (1) is taken.",
        "The place for their centre (1) is taken.",
        "The place for certain centres (1) is taken.",
        "1 free place is kept for certain centres.",
    ]
    assert limit_words.group_name(few) == "Centre"


# whatever the quotas -----------------------------------------------------------------------------

_JOBS, _PLACES = ("PR-LAW", "PR-GPR", "PR-NUR", "PR-SOC", ""), ("a", "b", "")
seekers = st.lists(
    st.builds(Seeker, st.sampled_from(_JOBS), st.sampled_from(_PLACES), st.sampled_from(_PLACES)),
    max_size=30,
)
limits = st.builds(
    Group,
    axis=st.just(Axis.PROFESSION),
    kind=st.sampled_from(Limit),
    keys=st.frozensets(st.sampled_from(_JOBS[:-1]), min_size=1, max_size=3),
    places=st.integers(0, 6),
)
each_place = st.builds(
    Group,
    axis=st.sampled_from([Axis.REGION, Axis.CENTRE]),
    kind=st.just(Limit.MOST),
    keys=st.just(frozenset()),
    places=st.integers(0, 6),
)
groups = st.lists(limits | each_place, max_size=4)


def _arrive(line: list[Seeker], capacity: int, given: list[Group]) -> list[int]:
    room = room_of(capacity, given, [])
    found = []
    for n, who in enumerate(line):
        if not blocks(who, room, NOW):
            room.let_in(who)
            found.append(n)
    return found


@given(seekers, st.integers(0, 12), groups)
def test_no_limit_is_ever_passed(line: list[Seeker], capacity: int, given: list[Group]) -> None:
    seated = [line[n] for n in _arrive(line, capacity, given)]
    room = room_of(capacity, given, seated)

    assert len(seated) <= capacity
    for group in given:
        if group.kind is Limit.MOST:
            assert all(
                room.count_of(group, who.on(group.axis)) <= group.places
                for who in seated
                if group.holds(who)
            )


@given(seekers, st.integers(0, 12), groups)
def test_nobody_waits_who_could_come(line: list[Seeker], capacity: int, given: list[Group]) -> None:
    room = room_of(capacity, given, [])
    able = next_in(line, room, NOW)

    waiting = [who for n, who in enumerate(line) if n not in able]

    assert [who for who in waiting if not blocks(who, room, NOW)] == []


@given(seekers, st.integers(0, 12), st.lists(limits, max_size=1))
def test_kept_places_stay_free_for_their_group(
    line: list[Seeker], capacity: int, given: list[Group]
) -> None:
    kept = [g for g in given if g.kind is Limit.KEPT and g.places <= capacity]
    seated = [line[n] for n in _arrive(line, capacity, kept)]
    room = room_of(capacity, kept, seated)

    for group in kept:
        assert room.free + room.count_of(group) >= min(group.places, capacity)


@given(seekers, st.integers(0, 12), groups)
def test_one_after_the_other_of_one_kind_is_let_in_by_arrival(
    line: list[Seeker], capacity: int, given: list[Group]
) -> None:
    seated = set(_arrive(line, capacity, given))

    for n, who in enumerate(line):
        if n not in seated:
            later = {m for m, other in enumerate(line) if m > n and other == who}
            assert later & seated == set() or any(g.kind is Limit.KEPT for g in given)


def test_the_most_places_are_what_the_network_can_hold() -> None:
    assert seats.MOST_PLACES == 2000
