"""The engine of every instrument: ranges, reversed items, missing answers, subscales and bands.

An instrument is described, never coded: domain reference, section 5.2. What cannot be scored is
None, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Answers = Mapping[int, int | None]


class Method(StrEnum):
    SUM = "sum"
    MEAN = "mean"


class Direction(StrEnum):
    """Which end of a score is the heavy one."""

    HIGH_BAD = "high_bad"
    HIGH_GOOD = "high_good"


class Standing(StrEnum):
    """Whose lines a band is drawn by; all but the author's are for orientation only."""

    AUTHOR = "author"
    STUDY = "study"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers that may be answered."""

    values: tuple[int, ...]

    @property
    def ends(self) -> int:
        """The lowest and the highest together: what a reversed item is taken from."""
        return min(self.values) + max(self.values)


@dataclass(frozen=True, slots=True)
class Item:
    """A question by its number, its scale, and whether a high answer means little strain."""

    number: int
    scale: Scale
    is_reversed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscale:
    """Items scored together; with fewer answers than `min_answered` there is no score.

    Where only finished totals may be entered, `span` says from where to where they go.
    """

    key: str
    items: tuple[int, ...]
    method: Method
    min_answered: int
    multiply: float = 1.0
    direction: Direction = Direction.HIGH_BAD
    span: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a score from `start`, to `end` or where the next one starts."""

    subscale: str
    start: float
    end: float
    label: str
    standing: Standing = Standing.NONE
    ref: str = ""

    @property
    def is_orientation(self) -> bool:
        """Whether a page has to say that the line is for orientation only."""
        return self.standing is not Standing.AUTHOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """Everything needed to score a set of answers."""

    key: str
    version: str
    items: tuple[Item, ...]
    subscales: tuple[Subscale, ...]
    bands: tuple[Band, ...] = ()

    @property
    def is_by_totals(self) -> bool:
        """Whether its questions may not be shown here, so that only totals are entered."""
        return not self.items


class OffScale(ValueError):
    """Answers that the instrument does not have; `numbers` are the items they were given to."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(numbers)
        self.numbers = tuple(numbers)


class OffRange(ValueError):
    """Totals that the instrument does not have; `keys` are the subscales they were given to."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(keys)
        self.keys = tuple(keys)


def score(instrument: Instrument, answers: Answers) -> dict[str, float | None]:
    """The score of every subscale, unrounded. Raises OffScale for answers that cannot be."""
    _check(instrument, answers)
    heavy = {item.number: _turned(item, answers.get(item.number)) for item in instrument.items}
    return {one.key: _scored(one, heavy) for one in instrument.subscales}


def entered(instrument: Instrument, totals: Mapping[str, float | None]) -> dict[str, float | None]:
    """Totals worked out elsewhere, by subscale. Raises OffRange for those that cannot be."""
    spans = {one.key: one.span for one in instrument.subscales}
    wrong = [key for key, value in totals.items() if not _lies_in(spans.get(key), value)]
    if wrong:
        raise OffRange(sorted(wrong))
    return {key: totals.get(key) for key in spans}


def band(instrument: Instrument, subscale: str, value: float | None) -> Band | None:
    """The band a score lies in; none for a score that is not there, or beyond the bands."""
    found = sorted((one for one in instrument.bands if one.subscale == subscale), key=_start)
    if value is None or not found or value > found[-1].end:
        return None
    return next((one for one in reversed(found) if one.start <= value), None)


def _start(one: Band) -> float:
    return one.start


def _lies_in(span: tuple[float, float] | None, value: float | None) -> bool:
    if span is None or isinstance(value, bool):
        return False
    return value is None or span[0] <= value <= span[1]


def _check(instrument: Instrument, answers: Answers) -> None:
    scales = {item.number: item.scale for item in instrument.items}
    wrong = [number for number, value in answers.items() if not _fits(scales.get(number), value)]
    if wrong:
        raise OffScale(sorted(wrong))


def _fits(scale: Scale | None, value: int | None) -> bool:
    if scale is None or isinstance(value, bool):
        return False
    return value is None or value in scale.values


def _turned(item: Item, value: int | None) -> int | None:
    if value is None or not item.is_reversed:
        return value
    return item.scale.ends - value


def _scored(subscale: Subscale, heavy: Mapping[int, int | None]) -> float | None:
    """Missing answers count as the person's own mean, if enough are there."""
    given = [value for number in subscale.items if (value := heavy[number]) is not None]
    if not given or len(given) < subscale.min_answered:
        return None
    mean = sum(given) / len(given)
    whole = mean if subscale.method is Method.MEAN else mean * len(subscale.items)
    return whole * subscale.multiply
