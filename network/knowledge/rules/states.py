"""Which way versions and items may go, how open a level is, and who has to look twice."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from network.knowledge.models import Item, ItemState, SafetyLevel, Version, VersionState

_VERSIONS = {
    VersionState.DRAFT: {VersionState.IN_REVIEW, VersionState.DISCARDED},
    VersionState.IN_REVIEW: {VersionState.DRAFT, VersionState.SAFETY_CHECK},
    VersionState.SAFETY_CHECK: {VersionState.DRAFT, VersionState.PUBLISHED},
    VersionState.PUBLISHED: {VersionState.REPLACED},
}
_ITEMS = {
    ItemState.DRAFT: {ItemState.PUBLISHED},
    ItemState.PUBLISHED: {ItemState.SUPERSEDED, ItemState.ARCHIVED, ItemState.WITHDRAWN},
    ItemState.SUPERSEDED: {ItemState.PUBLISHED, ItemState.WITHDRAWN},
    ItemState.ARCHIVED: {ItemState.PUBLISHED, ItemState.WITHDRAWN},
}
_ALWAYS_TWO = {"KT-REFL"}  # composite reflections: domain reference, knowledge types
_FROM_OPEN = (SafetyLevel.PUBLIC, SafetyLevel.MEMBERS, SafetyLevel.NAMED, SafetyLevel.STRICT)

SHOWN = (ItemState.PUBLISHED, ItemState.SUPERSEDED, ItemState.ARCHIVED, ItemState.WITHDRAWN)
WARN_DAYS = (30, 7, 0)
FIRST_WARNING = timedelta(days=WARN_DAYS[0])
LATE = timedelta(days=30)  # so long after the day, the secretariat hears of it too
_REVIEW_AFTER = timedelta(days=365)
_REVIEW_SOONER = {"KT-GUID": timedelta(days=2 * 365), "KT-POL": timedelta(days=2 * 365)}


def version_can_become(state: VersionState, target: VersionState) -> bool:
    return target in _VERSIONS.get(state, set())


def item_can_become(state: ItemState, target: ItemState) -> bool:
    return target in _ITEMS.get(state, set())


def is_lower(level: SafetyLevel, than: SafetyLevel) -> bool:
    """Whether more people may read at this level."""
    return _FROM_OPEN.index(level) < _FROM_OPEN.index(than)


def stricter(one: SafetyLevel, other: SafetyLevel) -> SafetyLevel:
    """The level of the two that fewer people read."""
    return other if is_lower(one, other) else one


def higher_levels(level: SafetyLevel) -> tuple[SafetyLevel, ...]:
    """The levels that fewer people read."""
    return _FROM_OPEN[_FROM_OPEN.index(level) + 1 :]


def needs_two(version: Version, item: Item) -> bool:
    """Whether the safety check has to be done by another person than the review."""
    lowers = item.number > 0 and is_lower(version.level, item.level)
    return version.level is SafetyLevel.PUBLIC or lowers or version.kind in _ALWAYS_TWO


def is_original(version: Version, item: Item) -> bool:
    return version.lang == item.lang


def is_stale(version: Version, item: Item) -> bool:
    """Whether a translation renders an older version than the published one."""
    return version.source_number is not None and version.source_number < item.number


def review_day(kind: str, on: date) -> date:
    """When an item is to be looked at again: after a year, protocols and codes after two."""
    return on + _REVIEW_SOONER.get(kind, _REVIEW_AFTER)


def is_due(item: Item, today: date) -> bool:
    """Whether the day has come on which somebody should say that an item is still valid."""
    is_out = item.state is ItemState.PUBLISHED
    return is_out and item.review_on is not None and item.review_on <= today


def warning_due(review_on: date, reminded: int | None, today: date) -> int | None:
    """The warning to send now in days before the review, of those not sent; only the latest."""
    left = (review_on - today).days
    due = [days for days in WARN_DAYS if left <= days and (reminded is None or days < reminded)]
    return min(due) if due else None


def is_embargoed(version: Version, now: datetime) -> bool:
    return version.embargo_until is not None and version.embargo_until > now


def next_number(versions: Iterable[Version]) -> int:
    return max((version.number for version in versions), default=0) + 1
