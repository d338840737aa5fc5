"""Offers and calls: when there is room in one, and how well one fits what a centre looks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from network.exchanges.models.offers import CallState, ExchangeCall, ExchangeWindow, WindowState
from network.exchanges.models.visits import Visit
from network.exchanges.rules import dates
from network.exchanges.rules.dates import DAY, Host, Span, Week
from network.kernel import languages

MOST_PLACES = 20
MOST_DAYS = 3 * 366  # how long the days of one offer may be
_THEME, _PURPOSE, _LANGUAGE, _DATES = 3, 1, 4, 2
_NO_LANGUAGE, _NO_DATES, _FULL = -6, -4, -8


# when --------------------------------------------------------------------------------------------


def is_out(window: ExchangeWindow, today: date) -> bool:
    """Whether an offer stands: published, and its days are not over."""
    return window.state is WindowState.PUBLISHED and window.last_on >= today


def takes(call: ExchangeCall, today: date) -> bool:
    """Whether a call takes applications today; its last day counts."""
    return takes_on(call.state, call.opens_on, call.closes_on, today)


def takes_on(state: CallState, opens_on: date, closes_on: date, today: date) -> bool:
    """The same, for who has read no more of a call."""
    return state is CallState.OPEN and opens_on <= today <= closes_on


def needs_open_call(visit: Visit) -> bool:
    """Whether a draft is sent only while its call takes applications.

    One that was returned was sent in time, and who goes instead of somebody has their place.
    """
    return visit.submitted_at is None and visit.replaces_id is None


def left_of(window: ExchangeWindow, today: date) -> Span | None:
    """The days of an offer that are still to come."""
    first_on = max(window.first_on, today)
    return Span(first_on, window.last_on) if first_on <= window.last_on else None


def stretches(days: Span, least: int, host: Host) -> list[Span]:
    """The runs of days in which a visit of at least so many days fits a host, first to last."""
    length = max(1, least)
    if length > days.days:
        return []
    if _is_never_busy(host, length):
        return [days]
    found: list[Span] = []
    for one in dates.free_spans(days, length, host):
        if found and _follows(found[-1], one, host.week.weekend):
            found[-1] = Span(found[-1].first_on, one.last_on)
        else:
            found.append(one)
    return found


def _is_never_busy(host: Host, length: int) -> bool:
    """Whether nothing can be in the way: so most hosts are answered without a look at each day."""
    return not host.booked and not host.week.closures and length > len(host.week.weekend)


def _follows(one: Span, other: Span, weekend: frozenset[int]) -> bool:
    """Whether there is nothing but a weekend between two runs."""
    between = Span(one.last_on + DAY, other.first_on - DAY)
    return between.days <= 0 or dates.working_days(between, Week(weekend=weekend)) == 0


# what fits ---------------------------------------------------------------------------------------


class Why(NamedTuple):
    """Why an offer fits, or does not: a code, and what it is about."""

    code: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a centre looks for; `languages` are levels by code."""

    codes: frozenset[str]
    languages: Mapping[str, str] = field(default_factory=dict)
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What a host offers, and when there is room."""

    codes: frozenset[str]
    languages: Mapping[str, str] = field(default_factory=dict)
    free: Sequence[Span] = ()
    least: int = 1


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the two fit, with every reason for and against."""

    score: int
    reasons_for: tuple[Why, ...]
    reasons_against: tuple[Why, ...]


def fit(wish: Wish, offer: Days) -> Fit | None:
    """How an offer fits a wish, or None when they share neither a theme nor a purpose.

    A shared theme weighs 3, a purpose 1, a working language 4, days with room 2.
    """
    shared = tuple(sorted(wish.codes & offer.codes))
    if not shared:
        return None
    score = sum(_PURPOSE if code.startswith("EX-") else _THEME for code in shared)
    good, bad = [Why("codes", shared)], list[Why]()
    for points, why in (_by_language(wish, offer), _by_days(wish, offer)):
        score += points
        if why:
            (good if points > 0 else bad).append(why)
    return Fit(score, tuple(good), tuple(bad))


def _by_language(wish: Wish, offer: Days) -> tuple[int, Why | None]:
    both = sorted(set(wish.languages) & set(offer.languages))
    working = languages.shared(wish.languages, offer.languages)
    if working:
        return _LANGUAGE, Why("language", working)
    if not wish.languages or not offer.languages:
        return 0, None
    return _NO_LANGUAGE, Why("language_weak", tuple(both)) if both else Why("no_language")


def _by_days(wish: Wish, offer: Days) -> tuple[int, Why | None]:
    if not offer.free:
        return _FULL, Why("full")
    if wish.from_on is None and wish.until_on is None:
        return 0, None
    wanted = Span(wish.from_on or date.min, wish.until_on or date.max)
    for free in offer.free:
        both = Span(max(free.first_on, wanted.first_on), min(free.last_on, wanted.last_on))
        if both.days >= offer.least:
            return _DATES, Why("dates", (both.first_on.isoformat(), both.last_on.isoformat()))
    return _NO_DATES, Why("no_dates")
