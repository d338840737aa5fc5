"""Public holidays are known by country and year."""

from datetime import date

import pytest

from network.kernel import zones
from network.kernel.holidays import days_off, is_holiday, public_holidays


@pytest.mark.parametrize(
    ("country", "on"),
    [
        ("DE", date(2027, 10, 3)),
        ("XK", date(2027, 2, 17)),
        ("SN", date(2027, 4, 4)),
        ("GE", date(2027, 5, 26)),
        ("PH", date(2027, 6, 12)),
        ("EG", date(2027, 1, 7)),
    ],
)
def test_a_national_day_is_a_holiday(country: str, on: date) -> None:
    assert is_holiday(country, on)


def test_other_days_and_other_countries_are_none() -> None:
    assert not is_holiday("DE", date(2027, 2, 17))
    assert not is_holiday("XK", date(2027, 10, 3))


@pytest.mark.parametrize("country", ["", "ZZ"])
def test_an_unknown_country_has_none(country: str) -> None:
    assert days_off(country, 2027, 2028) == frozenset()


def test_several_years_are_all_their_days() -> None:
    both = public_holidays("DE", 2027) | public_holidays("DE", 2028)

    assert days_off("DE", 2027, 2028) == both


def test_nearly_every_country_has_some() -> None:
    without = {code for code in zones.country_codes() if not public_holidays(code, 2027)}

    assert len(without) < 10, without
