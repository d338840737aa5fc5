"""Two rounds side by side: when a change between them would tell who came and who went.

Domain reference, section 5.4; security, section 4.3.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

FEWEST_CHANGED = 3
MOST_MOVED = Fraction(1, 4)
NEW_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Turnover:
    """How many took part in both of two rounds, only in the later, and only in the earlier."""

    stayed: int = 0
    joined: int = 0
    left: int = 0


def summed(turnovers: Iterable[Turnover]) -> Turnover:
    found = list(turnovers)
    return Turnover(
        sum(one.stayed for one in found),
        sum(one.joined for one in found),
        sum(one.left for one in found),
    )


def is_steady(change: Turnover, k: int) -> bool:
    """Whether two rounds may stand side by side.

    Enough people took part in both; and nobody came, or at least three, and nobody went, or at
    least three: each side hides its own.
    """
    return change.stayed >= k and all(
        side == 0 or side >= FEWEST_CHANGED for side in (change.joined, change.left)
    )


def has_moved(staff_before: AbstractSet[str], staff_now: AbstractSet[str]) -> bool:
    """Whether so many of a centre's people changed that it waits for one round."""
    return len(staff_before ^ staff_now) > MOST_MOVED * len(staff_before) > 0


def is_new(joined_on: date, opens_on: date) -> bool:
    """Whether an account is too young at the opening for its answer to count towards k."""
    return opens_on - joined_on < NEW_FOR
