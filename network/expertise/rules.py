"""What holds for offers and needs whoever asks: what fits, what is full, what is stale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from network.expertise.models import Kind, Listing, ListingState
from network.kernel import languages
from network.kernel.actor import Level

FRESH = timedelta(days=182)  # after six months it is asked whether a listing is still right
HIDDEN_AFTER = timedelta(days=274)  # after nine months without an answer others see it no more
REQUEST_LAPSES = timedelta(days=30)
ASKERS_TOLD = 5  # searches without an answer are told from five askers on

CODE_FIELDS = ("themes", "approaches", "services", "client_groups", "purposes")
LEVELS = (Level.PUBLIC, Level.MEMBERS, Level.CONTACTS)
REASONS = ("full", "dates", "language", "fit", "other")

_WEIGHTS = {"TH": 3, "AP": 3, "SV": 2, "CG": 2, "EX": 1}
_LANGUAGE, _DATES, _REGION, _PAIRED = 4, 2, 2, 2
_NO_LANGUAGE, _NO_DATES, _CLOSED, _FULL, _STALE = -6, -4, -8, -3, -2

_MOVES = {
    ListingState.DRAFT: {ListingState.PUBLISHED, ListingState.WITHDRAWN},
    ListingState.PUBLISHED: {ListingState.WITHDRAWN},
    ListingState.WITHDRAWN: {ListingState.PUBLISHED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One listing as matching sees it, with what its centre adds where it says nothing itself."""

    codes: frozenset[str]
    languages: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    near: str = ""
    from_on: date | None = None
    until_on: date | None = None
    is_accepting: bool = True
    is_full: bool = False
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two listings fit, or do not: a code, and what it is about."""

    code: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How well two listings fit, with every reason for and against."""

    score: int
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]


def can_become(state: ListingState, target: ListingState) -> bool:
    return target in _MOVES[state]


def is_due(listing: Listing, now: datetime) -> bool:
    """Whether it is time to ask "still right?"."""
    return listing.confirmed_at is not None and now >= listing.confirmed_at + FRESH


def hides_at(confirmed_at: datetime, until_on: date | None) -> datetime:
    """When others stop seeing a listing: after its last day in UTC, or unconfirmed for too long."""
    silent = confirmed_at + HIDDEN_AFTER
    if until_on is None:
        return silent
    return min(silent, datetime.combine(until_on + timedelta(days=1), time.min, UTC))


def is_hidden(listing: Listing, now: datetime) -> bool:
    """Whether others see a published listing no more."""
    if listing.confirmed_at is None:
        return False
    return now >= hides_at(listing.confirmed_at, listing.until_on)


def is_over(listing: Listing, today: date) -> bool:
    """Whether the last day of a listing has passed."""
    return listing.until_on is not None and listing.until_on < today


def most_open_requests(capacity: int) -> int:
    """How many unanswered requests a listing takes at once, so that a few are not asked by all."""
    return max(3, capacity)


def is_full(capacity: int, open_requests: int) -> bool:
    return open_requests >= most_open_requests(capacity)


def opposite(kind: Kind) -> Kind:
    return Kind.NEED if kind is Kind.OFFER else Kind.OFFER


def match(need: Side, offer: Side, *, paired_before: bool) -> Match | None:
    """How an offer fits a need, or None when they share nothing.

    A shared theme or approach weighs 3, a service or client group 2, a purpose 1; a shared working
    language 4; dates that meet, the wished region and an earlier good pairing 2 each.
    """
    shared = sorted(need.codes & offer.codes)
    if not shared:
        return None
    score = sum(_WEIGHTS.get(code[:2], 1) for code in shared)
    good = [Reason("codes", tuple(shared))]
    bad: list[Reason] = []
    for points, reason in (
        _by_language(need, offer),
        _by_dates(need, offer),
        _by_region(need, offer),
        (_PAIRED, Reason("paired")) if paired_before else (0, None),
        (_CLOSED, Reason("closed")) if not offer.is_accepting else (0, None),
        (_FULL, Reason("full")) if offer.is_full else (0, None),
        (_STALE, Reason("stale")) if offer.is_stale else (0, None),
    ):
        score += points
        if reason:
            (good if points > 0 else bad).append(reason)
    return Match(score, tuple(good), tuple(bad))


def _by_language(need: Side, offer: Side) -> tuple[int, Reason | None]:
    both = sorted(set(need.languages) & set(offer.languages))
    working = languages.shared(need.languages, offer.languages)
    if working:
        return _LANGUAGE, Reason("language", working)
    if not need.languages or not offer.languages:
        return 0, None
    return _NO_LANGUAGE, Reason("language_weak", tuple(both)) if both else Reason("no_language")


def _by_dates(need: Side, offer: Side) -> tuple[int, Reason | None]:
    if not _is_dated(need) or not _is_dated(offer):
        return 0, None
    starts = max(need.from_on or date.min, offer.from_on or date.min)
    ends = min(need.until_on or date.max, offer.until_on or date.max)
    if starts > ends:
        return _NO_DATES, Reason("no_dates")
    return _DATES, Reason("dates", (_open_end(starts), _open_end(ends)))


def _is_dated(side: Side) -> bool:
    return side.from_on is not None or side.until_on is not None


def _open_end(day: date) -> str:
    return "" if day in (date.min, date.max) else day.isoformat()


def _by_region(need: Side, offer: Side) -> tuple[int, Reason | None]:
    if need.near and need.near == offer.region:
        return _REGION, Reason("region", (offer.region,))
    if need.near and offer.region:
        return -1, Reason("other_region", (offer.region,))
    return 0, None
