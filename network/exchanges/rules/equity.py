"""Who takes part and who gives: figures for the whole network, hidden where they are too small.

Reciprocity breaks a tie between equal matches and is never shown as a ranking: features 3.19, 3.20.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from network.exchanges.rules.goals import months_after
from network.kernel.i18n import _

K = 8
QUIET_MONTHS = 12
SIDES = ("region", "language", "profession", "is_first", "is_small")
HOURS_SIDES = ("region", "profession", "is_small")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One person's exchange, by what it is counted under."""

    person: str
    region: str = ""
    language: str = ""
    profession: str = ""
    is_first: bool = False
    is_small: bool = False


class Released(NamedTuple):
    """Counts by group; None where one is hidden. The total is hidden where it would tell one."""

    groups: dict[str, int | None]
    total: int | None


def people_by(taken: Iterable[Taken], side: str) -> dict[str, int]:
    """How many different people took part, by one side of `SIDES`; nobody counts twice."""
    seen = {(str(getattr(one, side)), one.person) for one in taken}
    return dict(Counter(group for group, _person in seen))


def release(counts: Mapping[str, int], k: int = K) -> Released:
    """Counts that may be shown.

    Each under k is hidden. What is hidden has to be at least two groups and k people together, or
    it could be worked out from the total: so the next smallest are hidden as well. If even that
    is not enough, the total is not shown either. A group without anybody gives nobody away.
    """
    shown = {group: n for group, n in counts.items() if n == 0 or n >= k}
    hidden = {group: n for group, n in counts.items() if group not in shown}
    for group in sorted((g for g, n in shown.items() if n), key=lambda g: (counts[g], g)):
        if not hidden or _is_safe(hidden, k):
            break
        hidden[group] = shown.pop(group)
    tells = bool(hidden) and not _is_safe(hidden, k)
    groups = {group: shown.get(group) for group in counts}
    return Released(groups, None if tells else sum(counts.values()))


def _is_safe(hidden: Mapping[str, int], k: int) -> bool:
    return len(hidden) > 1 and sum(hidden.values()) >= k


# reciprocity -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a centre gave and received: visits, and hours of supervision."""

    hosted: int = 0
    visited: int = 0
    supervised: float = 0
    received: float = 0


HOURS_PER_VISIT = 20  # a visit's worth in hours of supervision, for breaking ties only


def balance(shared: Shared) -> float:
    """How much more a centre gave than received, in visits; only its sign and size break ties."""
    hours = (shared.supervised - shared.received) / HOURS_PER_VISIT
    return shared.hosted - shared.visited + hours


def fair_order(centres: Mapping[str, Shared]) -> list[str]:
    """Equal matches in the order in which they are offered: who gave more than received first."""
    return sorted(centres, key=lambda centre: (-balance(centres[centre]), centre))


def reciprocity_words(shared: Shared) -> str:
    """One neutral sentence about a centre, for itself and the secretariat."""
    if not any((shared.hosted, shared.visited, shared.supervised, shared.received)):
        return _("No exchange yet.")
    if abs(balance(shared)) < 1:
        return _("Giving and receiving are about even.")
    if balance(shared) > 0:
        return _("Has given more than received so far.")
    return _("Has received more than given so far.")


def quiet_centres(last_active: Mapping[str, date | None], today: date) -> list[str]:
    """Centres without an exchange or supervision for twelve months, or without any at all."""
    return sorted(
        centre
        for centre, on in last_active.items()
        if on is None or months_after(on, QUIET_MONTHS) <= today
    )
