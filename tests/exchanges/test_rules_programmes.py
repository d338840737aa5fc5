"""A template of five days, what overlaps, and what lies within the days of a visit."""

from datetime import date, datetime, time, timedelta

import pytest

from network.exchanges.rules import programmes
from network.exchanges.rules.dates import Week
from network.exchanges.rules.programmes import Kind, Stretch

MONDAY = date(2027, 3, 1)


def kinds_on(slots: list[programmes.Slot], on: date) -> list[Kind]:
    return [slot.kind for slot in slots if slot.wall.date() == on]


def test_five_days_begin_with_a_welcome_and_end_with_a_goodbye() -> None:
    days = programmes.days_between(MONDAY, MONDAY + timedelta(days=4))

    slots = programmes.template(days)

    assert kinds_on(slots, days[0])[0] is Kind.WELCOME
    assert Kind.PATHWAY in kinds_on(slots, days[1])
    assert Kind.SESSION in kinds_on(slots, days[2])
    assert Kind.SUPERVISION in kinds_on(slots, days[3])
    assert Kind.FAREWELL in kinds_on(slots, days[4])


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
def test_every_day_has_a_debrief_of_a_quarter_and_a_free_block(count: int) -> None:
    days = programmes.days_between(MONDAY, MONDAY + timedelta(days=count - 1))

    slots = programmes.template(days)

    for day in days:
        of_day = [slot for slot in slots if slot.wall.date() == day]
        assert [s.minutes for s in of_day if s.kind is Kind.DEBRIEF] == [15]
        assert len([s for s in of_day if s.kind is Kind.FREE]) == 1


@pytest.mark.parametrize("count", [1, 3, 5, 10])
def test_nothing_in_a_proposal_overlaps(count: int) -> None:
    days = programmes.days_between(MONDAY, MONDAY + timedelta(days=count - 1))

    found = programmes.overlapping(
        (slot, Stretch(slot.wall, slot.wall + timedelta(minutes=slot.minutes)))
        for slot in programmes.template(days)
    )

    assert found == set()


def test_days_that_have_something_are_left_alone() -> None:
    days = programmes.days_between(MONDAY, MONDAY + timedelta(days=2))

    slots = programmes.template(days, [days[1]])

    assert {slot.wall.date() for slot in slots} == {days[0], days[2]}


def test_the_host_proposes_no_work_on_its_weekend() -> None:
    week = Week(weekend=frozenset({5, 6}))

    found = programmes.working_days(MONDAY, MONDAY + timedelta(days=6), week)

    assert [day.isoweekday() for day in found] == [1, 2, 3, 4, 7]


def test_a_visit_of_days_off_alone_still_gets_a_proposal() -> None:
    saturday = MONDAY + timedelta(days=5)

    found = programmes.working_days(saturday, saturday, Week(weekend=frozenset({6, 7})))

    assert found == [saturday]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(MONDAY, time(hour, minute))


def test_items_overlap_also_those_a_long_one_covers() -> None:
    rows = [
        ("long", Stretch(at(9), at(13))),
        ("short", Stretch(at(9, 30), at(10))),
        ("later", Stretch(at(12), at(12, 30))),
        ("after", Stretch(at(13), at(14))),
    ]

    assert programmes.overlapping(rows) == {"long", "short", "later"}


@pytest.mark.parametrize(
    ("wall", "minutes", "is_in"),
    [
        (datetime.combine(MONDAY, time(0)), 60, True),
        (datetime.combine(MONDAY + timedelta(days=1), time(23)), 60, True),
        (datetime.combine(MONDAY + timedelta(days=1), time(23)), 65, False),
        (datetime.combine(MONDAY - timedelta(days=1), time(23)), 30, False),
    ],
)
def test_an_item_lies_within_the_days(wall: datetime, minutes: int, is_in: bool) -> None:
    assert programmes.is_within(wall, minutes, MONDAY, MONDAY + timedelta(days=1)) is is_in
