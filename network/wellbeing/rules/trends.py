"""An own trend: how the last check-ins went in words, and where the points of a chart lie."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from network.kernel.i18n import lazy
from network.wellbeing.rules import pulse
from network.wellbeing.rules.instruments import Instrument, Method, Subscale, band
from network.wellbeing.rules.pulse import Part, Word

WHOLE = 100.0
_TICKS = 3
_MIDDLE = 50.0


class Drift(StrEnum):
    """How the last check-in lies beside the own usual before it."""

    HEAVIER = "heavier"
    LIGHTER = "lighter"
    USUAL = "usual"


DRIFTS = {
    Drift.HEAVIER: lazy("The last one is clearly heavier than your usual before it."),
    Drift.LIGHTER: lazy("The last one is clearly lighter than your usual before it."),
    Drift.USUAL: lazy("The last one is about your usual."),
}


class Weight(StrEnum):
    """What one side of a check-in is called; its lines are those of the whole."""

    LIGHT = "light"
    MIDDLE = "middle"
    HEAVY = "heavy"


WEIGHTS = {
    Weight.LIGHT: lazy("light"),
    Weight.MIDDLE: lazy("in between"),
    Weight.HEAVY: lazy("heavy"),
}
SIDES = {
    Part.LOAD: lazy("Load"),
    Part.CONTACT: lazy("Contact with people"),
    Part.ECHO: lazy("Echo"),
    Part.SAFETY: lazy("Safety"),
    Part.SUPPORT: lazy("Support at work"),
}


class Point(NamedTuple):
    """A score of one day; None where too few questions were answered."""

    on: date
    value: float | None


class Spot(NamedTuple):
    """Where a point lies, in hundredths of the chart from its top and its beginning."""

    x: float
    y: float


class Tick(NamedTuple):
    """A day named under the chart, and which end of its text lies there."""

    x: float
    on: date
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines between scores that follow each other, every point, the last one, and days below."""

    lines: tuple[tuple[Spot, ...], ...]
    spots: tuple[Spot, ...]
    ticks: tuple[Tick, ...]

    def mirrored(self) -> "Chart":
        """The same, beginning at the right."""
        return Chart(
            tuple(tuple(map(_turned, line)) for line in self.lines),
            tuple(map(_turned, self.spots)),
            tuple(one._replace(x=WHOLE - one.x) for one in self.ticks),
        )


def word(strain: float) -> Word:
    """What a strain is called."""
    found = band(pulse.PULSE, Part.STRAIN, strain)
    return Word(found.label) if found else Word.CARRYING


def weight(value: float) -> Weight:
    """What one side of a check-in is called."""
    if value < pulse.CLOSER_FROM:
        return Weight.LIGHT
    return Weight.MIDDLE if value < pulse.CARRYING_FROM else Weight.HEAVY


def drift(strains: Sequence[float]) -> Drift | None:
    """How the last strain lies beside the median of those before it; None without any before."""
    earlier = strains[-1 - pulse.RECENT : -1]
    if not earlier:
        return None
    difference = strains[-1] - statistics.median(earlier)
    if abs(difference) < pulse.RISE:
        return Drift.USUAL
    return Drift.HEAVIER if difference > 0 else Drift.LIGHTER


def chart(points: Sequence[Point], least: float = 0, most: float = WHOLE) -> Chart | None:
    """Points by their days, oldest first, the heaviest on top; None where nothing is scored."""
    if all(one.value is None for one in points):
        return None
    places = [(x, one.value) for x, one in zip(_across(points), points, strict=True)]
    spots = [
        Spot(x, _height(value, least, most)) if value is not None else None for x, value in places
    ]
    return Chart(
        lines=tuple(line for line in _unbroken(spots) if len(line) > 1),
        spots=tuple(one for one in spots if one is not None),
        ticks=tuple(_ticks(points)),
    )


def span_of(instrument: Instrument, subscale: Subscale) -> tuple[float, float]:
    """The lowest and the highest score of a subscale."""
    if subscale.span:
        return subscale.span
    scales = [one.scale.values for one in instrument.items if one.number in subscale.items]
    least, most = sum(map(min, scales)), sum(map(max, scales))
    parts = len(scales) if subscale.method is Method.MEAN else 1
    return least / parts * subscale.multiply, most / parts * subscale.multiply


def _turned(spot: Spot) -> Spot:
    return Spot(WHOLE - spot.x, spot.y)


def _across(points: Sequence[Point]) -> list[float]:
    """By day from the first to the last; where all are of one day, evenly."""
    first, last = points[0].on, points[-1].on
    span = (last - first).days
    if span:
        return [(one.on - first).days / span * WHOLE for one in points]
    if len(points) == 1:
        return [_MIDDLE]
    return [number / (len(points) - 1) * WHOLE for number in range(len(points))]


def _height(value: float, least: float, most: float) -> float:
    return WHOLE - (value - least) / (most - least) * WHOLE


def _unbroken(spots: Iterable[Spot | None]) -> Iterator[tuple[Spot, ...]]:
    """Stretches without a gap."""
    for is_there, found in groupby(spots, key=lambda one: one is not None):
        if is_there:
            yield tuple(one for one in found if one is not None)


def _ticks(points: Sequence[Point]) -> Iterator[Tick]:
    """The first and the last day, and some evenly between them."""
    first, last = points[0].on, points[-1].on
    span = (last - first).days
    if not span:
        yield Tick(_MIDDLE, first, "middle")
        return
    steps = min(_TICKS - 1, span)
    for number in range(steps + 1):
        days = round(span * number / steps)
        anchor = "start" if number == 0 else "end" if number == steps else "middle"
        yield Tick(days / span * WHOLE, date.fromordinal(first.toordinal() + days), anchor)
