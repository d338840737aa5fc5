"""The drawn map: land without borders, one dot a town, and where it is night now.

Equal Earth projection (Šavrič, Patterson, Jenny 2018), integer pixels, as the land in
`static/land.svg`. Borders are left out on purpose: they would take sides.
"""

import math
from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from itertools import pairwise

WIDTH, HEIGHT = 1000, 432
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_MIDDLE = 11.0  # longitude in the middle, so that no land is cut
_NORTH, _SOUTH = 84, -56


def _equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    turn = math.radians(((longitude - _MIDDLE + 180) % 360) - 180)
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    bend = 3 * (9 * _A4 * t**8 + 7 * _A3 * t**6 + 3 * _A2 * t**2 + _A1)
    return 2 * math.sqrt(3) * turn * math.cos(
        t
    ) / bend, _A4 * t**9 + _A3 * t**7 + _A2 * t**3 + _A1 * t


_RIGHT = _equal_earth(_MIDDLE + 179.999, 0)[0]
_SCALE = WIDTH / (2 * _RIGHT)
_TOP = _equal_earth(0, _NORTH)[1]


def pixel(longitude: float, latitude: float) -> tuple[int, int]:
    """Where a place lies on the map."""
    x, y = _equal_earth(longitude, latitude)
    return round((x + _RIGHT) * _SCALE), round((_TOP - y) * _SCALE)


def dots(places: Iterable[tuple[float, float]]) -> str:
    """A path of round dots for these longitudes and latitudes, each once."""
    return "".join(f"M{x} {y}h.01" for x, y in sorted({pixel(*place) for place in places}))


@cache
def sea() -> str:
    """The outline of the whole map."""
    east = [pixel(_MIDDLE + 179.9, a) for a in range(_NORTH, _SOUTH - 1, -6)]
    west = [pixel(_MIDDLE - 179.9, a) for a in range(_SOUTH, _NORTH + 1, 6)]
    return _path(east + west)


def night(at: datetime) -> str:
    """The half of the earth where the sun is down, to a few degrees."""
    return _night(at.timetuple().tm_yday, at.hour + at.minute // 15 / 4)


@lru_cache(8)
def _night(day: int, hour: float) -> str:
    declination = math.radians(-23.44 * math.cos(2 * math.pi * (day + 10) / 365)) or 1e-6
    noon = (12 - hour) * 15
    edge = []
    for step in range(-180, 181, 5):
        longitude = _MIDDLE + max(-179.9, min(179.9, step))
        slope = -math.cos(math.radians(longitude - noon)) / math.tan(declination)
        edge.append((longitude, max(_SOUTH, min(_NORTH, math.degrees(math.atan(slope))))))
    pole = _NORTH if declination < 0 else _SOUTH
    east = _side(_MIDDLE + 179.9, edge[-1][1], pole)
    west = _side(_MIDDLE - 179.9, edge[0][1], pole)[::-1]
    return _path([pixel(*point) for point in edge] + east + west)


def _side(longitude: float, start: float, pole: int) -> list[tuple[int, int]]:
    step = 6 if pole > 0 else -6
    return [pixel(longitude, a) for a in range(int(start), pole, step)] + [pixel(longitude, pole)]


def _path(points: list[tuple[int, int]]) -> str:
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
    moves = " ".join(f"{x} {y}" for x, y in steps if (x, y) != (0, 0))
    return f"M{points[0][0]} {points[0][1]}l{moves.replace(' -', '-')}z"
