"""Public holidays of a country: days to mark, never to hide. Those by the moon are estimates."""

from datetime import date
from functools import cache

import holidays


@cache
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The days of a year on which a country (ISO 3166-1, or XK) does not work, whatever weekday."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country whose holidays nobody wrote down
        return frozenset()


def is_holiday(country: str, on: date) -> bool:
    return bool(country) and on in public_holidays(country, on.year)


def days_off(country: str, first_year: int, last_year: int) -> frozenset[date]:
    """The public holidays of several years, both ends included."""
    years = range(first_year, last_year + 1)
    return frozenset[date]().union(*(public_holidays(country, year) for year in years))
