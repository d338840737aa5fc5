"""Towns on the map: found in any spelling of accents, to a hundredth of a degree."""

import pytest

from network.kernel import zones
from network.kernel.towns import _towns, coordinates


@pytest.mark.parametrize(
    ("town", "country", "place"),
    [
        ("Nairobi", "KE", (36.82, -1.28)),
        ("  NAIROBI ", "KE", (36.82, -1.28)),
        ("Nairobi", "GE", None),
        ("Nowhere at all", "KE", None),
        ("", "KE", None),
        ("Nairobi", "", None),
    ],
)
def test_a_town_is_found_in_its_country_only(
    town: str, country: str, place: tuple[float, float] | None
) -> None:
    assert coordinates(town, country) == pytest.approx(place, abs=0.05)


def test_accents_do_not_matter() -> None:
    assert coordinates("Bogotá", "CO") == coordinates("bogota", "CO")
    assert coordinates("Bogotá", "CO") is not None


def test_every_town_lies_on_the_earth_and_in_a_known_country_and_is_no_exact_address() -> None:
    places = _towns()

    assert {country for country, _ in places} <= zones.country_codes()
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in places.values())
    assert all(round(x, 2) == x and round(y, 2) == y for x, y in places.values())
