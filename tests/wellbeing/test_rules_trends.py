"""An own trend: what it says of the last check-ins, and where the points of a chart lie."""

from datetime import date, timedelta

import pytest

from network.wellbeing.rules import trends
from network.wellbeing.rules.instruments import Instrument, Item, Method, Scale, Subscale
from network.wellbeing.rules.pulse import Word
from network.wellbeing.rules.trends import Drift, Point, Spot, Tick, Weight

FIRST = date(2026, 3, 2)


def after(days: int, value: float | None) -> Point:
    return Point(FIRST + timedelta(days=days), value)


@pytest.mark.parametrize(
    ("strain", "found"),
    [
        (0, Word.STEADY),
        (33.9, Word.STEADY),
        (34, Word.CLOSER_LOOK),
        (55.9, Word.CLOSER_LOOK),
        (56, Word.CARRYING),
        (100, Word.CARRYING),
    ],
)
def test_a_strain_has_a_word(strain: float, found: Word) -> None:
    assert trends.word(strain) is found


@pytest.mark.parametrize(
    ("value", "found"), [(33, Weight.LIGHT), (34, Weight.MIDDLE), (56, Weight.HEAVY)]
)
def test_a_side_has_a_weight_by_the_same_lines(value: float, found: Weight) -> None:
    assert trends.weight(value) is found


@pytest.mark.parametrize(
    ("strains", "found"),
    [
        ([], None),
        ([90], None),
        ([20, 35], Drift.HEAVIER),
        ([20, 34], Drift.USUAL),
        ([50, 35], Drift.LIGHTER),
        ([0, 60, 20, 40, 30], Drift.USUAL),  # beside the median of 60, 20 and 40
        ([10, 10, 60, 60, 60], Drift.USUAL),
    ],
)
def test_the_last_is_set_beside_the_usual_before_it(
    strains: list[float], found: Drift | None
) -> None:
    assert trends.drift(strains) is found


def test_points_lie_by_their_days_with_the_heavy_end_on_top() -> None:
    found = trends.chart([after(0, 0), after(10, 100), after(40, 25)])

    assert found is not None
    assert found.spots == (Spot(0, 100), Spot(25, 0), Spot(100, 75))
    assert found.lines == (found.spots,)


def test_one_point_lies_in_the_middle_and_has_no_line() -> None:
    found = trends.chart([after(0, 40)])

    assert found is not None
    assert (found.spots, found.lines) == ((Spot(50, 60),), ())
    assert found.ticks == (Tick(50, FIRST, "middle"),)


def test_two_of_one_day_lie_side_by_side() -> None:
    found = trends.chart([after(0, 40), after(0, 60)])

    assert found is not None
    assert found.spots == (Spot(0, 60), Spot(100, 40))


def test_what_has_no_score_leaves_a_gap() -> None:
    points = [after(0, 0), after(10, 10), after(20, None), after(30, 30), after(40, 40)]

    found = trends.chart(points)

    assert found is not None
    assert [len(line) for line in found.lines] == [2, 2]
    assert len(found.spots) == 4


def test_there_is_no_chart_without_a_score() -> None:
    assert trends.chart([after(0, None), after(9, None)]) is None
    assert trends.chart([]) is None


def test_sixty_points_keep_within_the_chart_and_name_three_days() -> None:
    found = trends.chart([after(number * 30, number % 101) for number in range(60)])

    assert found is not None
    assert len(found.spots) == 60
    assert all(0 <= part <= 100 for spot in found.spots for part in spot)
    assert [tick.anchor for tick in found.ticks] == ["start", "middle", "end"]


def test_two_days_apart_no_day_is_named_twice() -> None:
    found = trends.chart([after(0, 1), after(2, 2)])

    assert found is not None
    days = [tick.on for tick in found.ticks]
    assert days == sorted(set(days))


def test_a_chart_turned_begins_at_the_right() -> None:
    found = trends.chart([after(0, 0), after(10, 100), after(40, 25)])

    assert found is not None
    assert found.mirrored().spots == (Spot(100, 100), Spot(75, 0), Spot(0, 75))
    assert [tick.x for tick in found.mirrored().ticks] == [100 - tick.x for tick in found.ticks]
    assert found.mirrored().mirrored() == found


def test_another_span_fills_the_same_height() -> None:
    found = trends.chart([after(0, 10), after(10, 50)], least=10, most=50)

    assert found is not None
    assert found.spots == (Spot(0, 100), Spot(100, 0))


def test_the_span_of_a_score_follows_from_its_questions() -> None:
    scale = Scale((0, 1, 2, 3, 4, 5))
    summed = Subscale(key="a", items=(1, 2), method=Method.SUM, min_answered=2, multiply=4)
    meant = Subscale(key="b", items=(1, 2), method=Method.MEAN, min_answered=1)
    given = Subscale(key="c", items=(), method=Method.SUM, min_answered=0, span=(0, 54))
    one = Instrument(
        key="x",
        version="1",
        items=(Item(1, scale), Item(2, scale)),
        subscales=(summed, meant, given),
    )

    assert [trends.span_of(one, part) for part in one.subscales] == [(0, 40), (0, 5), (0, 54)]
