"""Figures made coarse: means to the nearest five, sizes as bands, shares in fifths.

Domain reference, section 5.4. The ends of a scale are cut off so wide that whoever is in the group
may still have given any answer; a table of shares never says that nobody or everybody is meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from network.kernel.i18n import _, lazy

STEP = 5
FULL = 100
FIFTH = 20
_HALF = Fraction(STEP, 2)


class Bound(StrEnum):
    """How a mean is to be read."""

    ABOUT = "about"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Coarse:
    """A mean from 0 to 100, as far as it is told."""

    value: int
    bound: Bound = Bound.ABOUT

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        """Where the mean lies: from the first up to, but without, the second (100 included)."""
        least = Fraction(0) if self.bound is Bound.AT_MOST else self.value - _HALF
        most = Fraction(FULL) if self.bound is Bound.AT_LEAST else self.value + _HALF
        return least, most

    @property
    def middle(self) -> Fraction:
        """What stands for a mean that is not told more closely."""
        return sum(self.span, Fraction(0)) / 2

    @property
    def words(self) -> str:
        """The figure as it is printed."""
        if self.bound is Bound.AT_MOST:
            return _("%(value)s or less", value=self.value)
        if self.bound is Bound.AT_LEAST:
            return _("%(value)s or more", value=self.value)
        return _("about %(value)s", value=self.value)


class Size(StrEnum):
    """How many answered, as far as it is told."""

    TO_14 = "to_14"
    TO_24 = "to_24"
    TO_49 = "to_49"
    FROM_50 = "from_50"


_SIZES = ((14, Size.TO_14), (24, Size.TO_24), (49, Size.TO_49))
_LEAST = {Size.TO_24: 15, Size.TO_49: 25, Size.FROM_50: 50}
_USUAL_LEAST = 8


class Share(StrEnum):
    """A part of a group in fifths; neither none nor all can be told from one."""

    UNDER_20 = "under_20"
    TO_40 = "to_40"
    TO_60 = "to_60"
    TO_80 = "to_80"
    OVER_80 = "over_80"


SHARE_WORDS = {
    Share.UNDER_20: lazy("under 20 %"),
    Share.TO_40: lazy("20 to 40 %"),
    Share.TO_60: lazy("40 to 60 %"),
    Share.TO_80: lazy("60 to 80 %"),
    Share.OVER_80: lazy("over 80 %"),
}


def coarse(mean: Fraction, k: int) -> Coarse:
    """A mean to the nearest five; near the ends only that it is no more, or no less."""
    nearest = int((mean + _HALF) // STEP) * STEP
    low = edge(k)
    if nearest <= low:
        return Coarse(low, Bound.AT_MOST)
    if nearest >= FULL - low:
        return Coarse(FULL - low, Bound.AT_LEAST)
    return Coarse(nearest)


def edge(k: int) -> int:
    """The lowest mean told of k people: wide enough for one of them to carry it all alone."""
    least = Fraction(FULL, k) - _HALF
    return max(STEP, -(-least // STEP) * STEP)


def blunted(mean: Fraction, k: int) -> Fraction:
    """A mean as it may be worked with: near the ends, one value stands for all."""
    told = coarse(mean, k)
    return mean if told.bound is Bound.ABOUT else told.middle


def size_band(size: int) -> Size:
    return next((band for most, band in _SIZES if size <= most), Size.FROM_50)


def least(size: Size, k: int) -> int:
    """How many answered at least, in a band of sizes that a k lets through."""
    return max(k, _LEAST.get(size, k))


def size_words(size: Size, k: int) -> str:
    """A band of sizes as it is printed; with a lower k the first one begins lower."""
    words = {
        Size.TO_14: _("%(least)s to 14 answers", least=min(k, _USUAL_LEAST)),
        Size.TO_24: _("15 to 24 answers"),
        Size.TO_49: _("25 to 49 answers"),
        Size.FROM_50: _("50 answers or more"),
    }
    return words[size]


def share(percent: Fraction) -> Share:
    """The fifth a share lies in.

    40 and 60 belong to the middle, so that two shares never leave exactly nothing for a third.
    """
    middle = FULL // 2
    if abs(percent - middle) <= FIFTH / 2:
        return Share.TO_60
    if percent < middle:
        return Share.UNDER_20 if percent < FIFTH else Share.TO_40
    return Share.OVER_80 if percent > FULL - FIFTH else Share.TO_80


def combined_share(parts: Sequence[tuple[Share, int]]) -> Share:
    """The share in groups that are told, with their sizes: it tells nothing they do not tell."""
    whole = sum((_share_middle(one) * size for one, size in parts), Fraction(0))
    return share(whole / sum(size for _one, size in parts))


def _share_middle(told: Share) -> Fraction:
    return Fraction(FIFTH * list(Share).index(told) + FIFTH // 2)
