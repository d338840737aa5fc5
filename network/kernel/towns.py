"""Where towns lie, to the nearest hundredth of a degree: a town on a map, never an address."""

import csv
from functools import cache
from pathlib import Path

from network.kernel.words import fold

_FILE = Path(__file__).parent / "places" / "towns.csv"


def coordinates(town: str, country: str) -> tuple[float, float] | None:
    """Longitude and latitude of a town, or None if the list does not have it."""
    return _towns().get((country, fold(town))) if town and country else None


@cache
def _towns() -> dict[tuple[str, str], tuple[float, float]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {
            (row["country"], fold(row["name"])): (float(row["longitude"]), float(row["latitude"]))
            for row in csv.DictReader(file)
        }
