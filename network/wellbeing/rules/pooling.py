"""Small centres told together: at least three of them, and none more than half.

Domain reference, section 5.4. A pool is what is left of a region, or of the network, when all that
is shown is taken away: as that can be subtracted anyway, the pool itself gives nothing away.
"""

from collections.abc import Iterable

FEWEST_CENTRES = 3


def is_lawful(sizes: Iterable[int], k: int) -> bool:
    """Whether centres with so many answers each may be told as one."""
    found = [size for size in sizes if size]
    people = sum(found)
    return len(found) >= FEWEST_CENTRES and people >= k and 2 * max(found) <= people
