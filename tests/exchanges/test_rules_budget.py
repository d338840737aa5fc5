"""Lines in their own currencies, what they come to, and overruns: domain reference, section 3."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.exchanges.rules import budget
from network.exchanges.rules.budget import Kind, Line, Problem, Totals

TODAY = date(2027, 1, 11)
AMOUNTS = st.decimals(0, 100_000, places=2)


def line(kind: Kind = Kind.TRAVEL, planned: str = "400", **given: Any) -> Line:
    plain: dict[str, Any] = {"currency": "EUR"} | given
    return Line(kind=kind, planned=Decimal(planned), **plain)


GEL = line(Kind.HOST, "1000.00", currency="GEL", rate=Decimal("0.3335"), rate_on=date(2027, 1, 8))


@pytest.mark.parametrize(
    ("given_line", "problems"),
    [
        (GEL, []),
        (line(), []),
        (line(planned="-1"), [Problem.NEGATIVE]),
        (line(planned="0.005"), [Problem.TOO_FINE]),
        (line(actual=Decimal("0.005")), [Problem.TOO_FINE]),
        (line(currency="JPY", planned="10.5", rate=Decimal(1), rate_on=TODAY), [Problem.TOO_FINE]),
        (replace(GEL, rate=None), [Problem.NO_RATE]),
        (replace(GEL, rate=Decimal(0)), [Problem.NO_RATE]),
        (replace(GEL, rate_on=None), [Problem.NO_RATE_DATE]),
        (replace(GEL, rate_on=date(2027, 1, 12)), [Problem.RATE_AHEAD]),
    ],
)
def test_a_line_in_another_currency_carries_a_rate_and_its_date(
    given_line: Line, problems: list[Problem]
) -> None:
    assert budget.problems(given_line, "EUR", TODAY) == problems


def test_totals_are_in_the_reporting_currency_and_rounded_once() -> None:
    third = replace(GEL, planned=Decimal("0.01"), committed=Decimal("0.01"))

    found = budget.totals([third, third, third, line(actual=Decimal("12.34"))], "EUR")

    # 3 times 0.003335 is 0.01; rounded one by one it would be nothing
    assert found == Totals(Decimal("400.01"), Decimal("0.01"), Decimal("12.34"))


def test_nothing_is_added_up_without_a_rate() -> None:
    with pytest.raises(ValueError, match="GEL"):
        budget.totals([replace(GEL, rate=None)], "EUR")


@pytest.mark.parametrize(
    ("committed", "actual", "approved", "waits"),
    [
        (None, None, "0", False),
        ("440", None, "0", False),  # ten per cent exactly
        ("440.01", None, "0", True),
        ("400", "450", "0", True),
        ("400", "450", "50", False),
        ("400", "460", "50", True),
    ],
)
def test_more_than_ten_per_cent_over_the_plan_needs_approval(
    committed: str | None, actual: str | None, approved: str, waits: bool
) -> None:
    given_line = line(
        committed=committed and Decimal(committed),
        actual=actual and Decimal(actual),
        approved=Decimal(approved),
    )

    assert budget.needs_approval(given_line) is waits


def test_what_was_not_planned_at_all_needs_approval() -> None:
    assert budget.needs_approval(line(planned="0", actual=Decimal("0.01")))


@given(AMOUNTS, AMOUNTS)
def test_an_approved_overrun_never_waits(planned: Decimal, used: Decimal) -> None:
    over = Line(kind=Kind.CARE, currency="EUR", planned=planned, actual=used)

    assert not budget.needs_approval(replace(over, approved=budget.overrun(over)))
    assert budget.overrun(over) == max(used - planned, Decimal(0))


def test_a_budget_holds_once_every_line_has_its_money() -> None:
    held = line(committed=Decimal(400))

    assert budget.is_committed([held, held])
    assert not budget.is_committed([held, line()])
    assert not budget.is_committed([held, line(committed=Decimal(500))])
    assert not budget.is_committed([])
    assert budget.is_committed([held, line(is_released=True)])


@pytest.mark.parametrize(
    ("reserve", "fits"), [("49.99", False), ("50", True), ("100", True), ("100.01", False)]
)
def test_the_reserve_is_five_to_ten_per_cent(reserve: str, fits: bool) -> None:
    lines = [line(planned="1000"), line(Kind.CONTINGENCY, reserve)]

    assert budget.reserve_fits(lines, "EUR") is fits


def test_what_was_spent_on_a_line_that_is_released_stays_in_the_books() -> None:
    """The story, section 8, step 8."""
    lines = [line(actual=Decimal(30), is_released=True), line(Kind.INTERPRETATION, "200")]

    assert budget.totals(lines, "EUR") == Totals(Decimal(200), Decimal(0), Decimal(30))
