"""What holds for a round: how many answers a group needs, fixed at its opening, raised at most."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

K = 8
NETWORK_K = 11
LEAST_K, MOST_K = 5, 20
FEWEST_ELIGIBLE = 8


class Refusal(StrEnum):
    """Why a number of answers is not accepted."""

    OUT_OF_RANGE = "out_of_range"
    LOWERED = "lowered"


class Refused(ValueError):
    """A number of answers that cannot be set; `why` says it."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The k of centres and families, that of regions and the network, and centres' own."""

    k: int = K
    network_k: int = NETWORK_K
    own: Mapping[str, int] = field(default_factory=dict)

    def k_of(self, centre: str) -> int:
        """A centre may ask for more than the network does, never for less."""
        return max(self.k, self.own.get(centre, 0))


def checked(terms: Terms) -> Terms:
    """The terms as they may be fixed; the network's k is never under the centres'.

    Raises Refused for a k out of range.
    """
    for k in (terms.k, terms.network_k, *terms.own.values()):
        _check_range(k)
    return replace(terms, network_k=max(terms.k, terms.network_k))


def raised(now: int, wanted: int) -> int:
    """A k once set. Raises Refused for one that is lower or out of range."""
    _check_range(wanted)
    if wanted < now:
        raise Refused(Refusal.LOWERED)
    return wanted


def raised_terms(now: Terms, wanted: Terms) -> Terms:
    """Terms once set, as they become. Raises Refused if any group's k would be lower."""
    new = checked(wanted)
    raised(now.k, new.k)
    raised(now.network_k, new.network_k)
    for centre in now.own:
        raised(now.k_of(centre), new.k_of(centre))
    return new


def _check_range(k: int) -> None:
    if isinstance(k, bool) or not LEAST_K <= k <= MOST_K:
        raise Refused(Refusal.OUT_OF_RANGE)
