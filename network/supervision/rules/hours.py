"""What time in supervision counts for: versioned rule-sets, exact credit, and a month's standing.

All amounts are minutes, kept as fractions so that thirds and sevenths add up; only `as_hours` and
`as_seconds` round, always down, so that nobody is promised time that was not there.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from network.kernel.errors import NotFound
from network.supervision.models import HoursRole, Kind

_FOLDER = Path(__file__).parents[1] / "rule_sets"
_BY_PEOPLE = "1/people"
_THURSDAY = 4  # an ISO week belongs to the month of its Thursday (ISO 8601)


class Staff(StrEnum):
    """For whom rule-sets may ask for different amounts; one that is not named gets the usual."""

    ANY = "any"
    TRAINEE = "trainee"
    SUPPORT = "support"  # interpreters, legal and monitoring staff
    OFFICE = "office"  # administration, drivers, reception
    SUPERVISOR = "supervisor"


class Why(StrEnum):
    """What a standing rests on."""

    NO_CONTACT = "no_contact"
    SHORT = "short"
    RESTORATIVE_SHORT = "restorative_short"
    FEW_SESSIONS = "few_sessions"
    GAP = "gap"
    AVERAGED = "averaged"  # met, but only together with the months before
    NOT_COUNTED = "not_counted"  # some time counts for nothing here, such as a group too large


@dataclass(frozen=True, slots=True)
class Band:
    """The share of the time that counts, up to a number of people; `None` divides it by them."""

    up_to: int | None
    share: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is asked for in a month, or in a calendar period of several `months`.

    `per_client_minute` asks for more where there is more work with clients; `least_minutes` is how
    far the minutes shrink in proportion to part-time work; `every_weeks` is the number of ISO
    weeks that may not all pass without a session; more than one of `averaged_months` lets the mean
    of consecutive months decide, as long as each has a session (for needs of one month only).
    """

    months: int = 1
    minutes: int = 0
    least_minutes: int | None = None
    per_client_minute: Fraction = Fraction(0)
    restorative_minutes: int = 0
    sessions: int = 0
    every_weeks: int = 0
    averaged_months: int = 1
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One version of a body's rules; `conditions` are what its supervisor confirms in words."""

    code: str
    name: str
    version: str
    valid_from: date
    source: str
    counts_leader: bool
    shares: Mapping[Kind, tuple[Band, ...]]
    needs: Mapping[Staff, Need]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Time one person was in supervision.

    `minutes` are those the person was there for, `restorative` those of them for support and
    recovery. `people` are those supervised: never the leader, and everybody in a peer group.
    """

    on: date
    kind: Kind
    minutes: int
    people: int = 1
    role: HoursRole = HoursRole.RECEIVED
    restorative: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log, which is never changed: a correction is a later line that replaces
    an earlier one. Zero minutes say that the session was not held.
    """

    id: UUID
    held: Held
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a person works: the share of full time, and minutes with clients in the period."""

    staff: Staff = Staff.ANY
    share: Fraction = Fraction(1)
    client_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a standing, with the missing minutes, sessions or weeks where it has some."""

    why: Why
    minutes: Fraction = Fraction(0)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a period holds what a rule-set asks for, and every reason for it."""

    first_on: date
    last_on: date
    credited: Fraction
    needed: Fraction
    is_met: bool
    reasons: tuple[Reason, ...]

    @property
    def missing(self) -> Fraction:
        """Minutes still needed."""
        return max(Fraction(0), self.needed - self.credited)


def codes() -> tuple[str, ...]:
    """The rule-sets there are, the network's own first."""
    found = sorted(path.name for path in _FOLDER.iterdir() if path.is_dir())
    return tuple(sorted(found, key=lambda code: code != "network"))


def rule_set_for(code: str, on: date) -> RuleSet:
    """The version that is valid on a day. Raises NotFound if none is."""
    found = [rule_set for rule_set in versions(code) if rule_set.valid_from <= on]
    if not found:
        raise NotFound
    return found[-1]


@cache
def versions(code: str) -> tuple[RuleSet, ...]:
    """Every version of a rule-set, oldest first; none for an unknown code."""
    if code not in codes():
        return ()
    files = (_FOLDER / code).glob("*.json")
    found = [read(json.loads(path.read_text(encoding="utf-8"))) for path in files]
    return tuple(sorted(found, key=lambda rule_set: rule_set.valid_from))


def read(raw: Mapping[str, Any]) -> RuleSet:
    """A rule-set from its file. Raises TypeError, ValueError or KeyError if it is not well made."""
    shares = {Kind(kind): tuple(map(_band, bands)) for kind, bands in raw["shares"].items()}
    needs = {Staff(staff): _need(need) for staff, need in raw["needs"].items()}
    if shares.keys() != set(Kind) or Staff.ANY not in needs:
        raise ValueError(raw["code"])
    given = {
        "valid_from": date.fromisoformat(raw["valid_from"]),
        "conditions": tuple(raw["conditions"]),
        "shares": shares,
        "needs": needs,
    }
    return RuleSet(**{**raw, **given})


def _band(raw: Mapping[str, Any]) -> Band:
    share = None if raw["share"] == _BY_PEOPLE else Fraction(raw["share"])
    return Band(raw.get("up_to"), share)


def _need(raw: Mapping[str, Any]) -> Need:
    given = {
        "kinds": frozenset(map(Kind, raw["kinds"])),
        "per_client_minute": Fraction(raw.get("per_client_minute", 0)),
    }
    return Need(**{**raw, **given})


def credit(rule_set: RuleSet, held: Held) -> Fraction:
    """The minutes that count. Time that is given counts as it was held: only those who share a
    supervisor divide it.
    """
    if held.role is HoursRole.GIVEN:
        return Fraction(held.minutes)
    return held.minutes * _share(rule_set, held)


def _share(rule_set: RuleSet, held: Held) -> Fraction:
    has_leader = held.kind is not Kind.PEER
    people = max(1, held.people + (rule_set.counts_leader and has_leader))
    for band in rule_set.shares[held.kind]:
        if band.up_to is None or people <= band.up_to:
            return Fraction(1, people) if band.share is None else band.share
    return Fraction(0)


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """What stands of a log, in the order it was written: of a line and its corrections the last."""
    chains: dict[UUID, UUID] = {}
    last: dict[UUID, Entry] = {}
    for entry in entries:
        first = entry.id if entry.corrects is None else chains.get(entry.corrects, entry.corrects)
        chains[entry.id] = first
        last[first] = entry
    return [entry for entry in last.values() if entry.held.minutes]


def total(code: str, entries: Iterable[Entry]) -> Fraction:
    """The minutes a log holds, each line counted by the version valid on its day."""
    counted = (credit(rule_set_for(code, one.held.on), one.held) for one in effective(entries))
    return sum(counted, Fraction(0))


def by_kind(code: str, entries: Iterable[Entry], role: HoursRole) -> dict[Kind, Fraction]:
    """The minutes a log holds of each kind, received or given; without kinds that hold none."""
    own = [entry for entry in effective(entries) if entry.held.role is role]
    found = {kind: total(code, [e for e in own if e.held.kind is kind]) for kind in Kind}
    return {kind: minutes for kind, minutes in found.items() if minutes}


def month_standing(
    rule_set: RuleSet,
    entries: Iterable[Entry],
    month: date,
    post: Post = Post(),
) -> Standing:
    """How a person stands in the month of a day, or in the longer period their post is asked in.

    Takes the whole log, as earlier months can matter; time given does not count here.
    """
    need = rule_set.needs.get(post.staff, rule_set.needs[Staff.ANY])
    received = [entry.held for entry in effective(entries) if entry.held.role is HoursRole.RECEIVED]
    first = _period_start(month, need.months)
    last = _months_later(first, need.months) - timedelta(days=1)
    log = _Log(rule_set, need, [held for held in received if held.kind in need.kinds])
    credited, needed = log.credited(first, last), _needed(need, post)
    reasons = _blocking(log, first, last, needed)
    is_met = not reasons
    if is_met and credited < needed:
        reasons.append(Reason(Why.AVERAGED))
    if uncounted := _uncounted(rule_set, need, _within(received, first, last)):
        reasons.append(Reason(Why.NOT_COUNTED, uncounted))
    return Standing(first, last, credited, needed, is_met, tuple(reasons))


@dataclass(frozen=True, slots=True)
class _Log:
    """Received time of the kinds that a need counts."""

    rule_set: RuleSet
    need: Need
    held: Sequence[Held]

    def credited(self, first: date, last: date) -> Fraction:
        counted = (credit(self.rule_set, held) for held in _within(self.held, first, last))
        return sum(counted, Fraction(0))

    def restorative(self, first: date, last: date) -> Fraction:
        counted = (
            min(held.restorative, held.minutes) * _share(self.rule_set, held)
            for held in _within(self.held, first, last)
        )
        return sum(counted, Fraction(0))

    def sessions(self, first: date, last: date) -> int:
        """Those that count for something."""
        return sum(1 for held in _within(self.held, first, last) if credit(self.rule_set, held))


def _within(held: Iterable[Held], first: date, last: date) -> list[Held]:
    return [one for one in held if first <= one.on <= last]


def _needed(need: Need, post: Post) -> Fraction:
    minutes = Fraction(need.minutes)
    if need.least_minutes is not None:
        minutes = max(Fraction(need.least_minutes), minutes * min(post.share, Fraction(1)))
    return max(minutes, post.client_minutes * need.per_client_minute)


def _blocking(log: _Log, first: date, last: date, needed: Fraction) -> list[Reason]:
    """Everything that keeps a need from being met."""
    need = log.need
    sessions = log.sessions(first, last)
    short = needed - max(_means(log, first))
    restorative_short = need.restorative_minutes - log.restorative(first, last)
    few = need.sessions - sessions
    gaps = _empty_weeks(log, first, last)
    found = (
        (needed > 0 and not sessions, Reason(Why.NO_CONTACT)),
        (short > 0, Reason(Why.SHORT, needed - log.credited(first, last))),
        (restorative_short > 0, Reason(Why.RESTORATIVE_SHORT, restorative_short)),
        (few > 0, Reason(Why.FEW_SESSIONS, count=few)),
        (gaps > 0, Reason(Why.GAP, count=gaps)),
    )
    return [reason for holds, reason in found if holds]


def _means(log: _Log, first: date) -> list[Fraction]:
    """What may be held against the need: the period itself, and means with the months before it
    for as long as each of them has a session.
    """
    last = _months_later(first, log.need.months) - timedelta(days=1)
    means = [log.credited(first, last)]
    for back in range(1, log.need.averaged_months):
        start = _months_later(first, -back)
        if not log.sessions(start, _months_later(start, 1) - timedelta(days=1)):
            break
        means.append(log.credited(start, last) / (back + 1))
    return means


def _empty_weeks(log: _Log, first: date, last: date) -> int:
    """How many times in a period so many weeks on end pass without a session as may not."""
    every = log.need.every_weeks
    if not every:
        return 0
    thursday = first + timedelta(days=(_THURSDAY - first.isoweekday()) % 7)
    empty = 0
    while thursday <= last:
        sunday = thursday + timedelta(days=3)
        empty += not log.sessions(sunday - timedelta(days=7 * every - 1), sunday)
        thursday += timedelta(weeks=1)
    return empty


def _uncounted(rule_set: RuleSet, need: Need, held: Iterable[Held]) -> Fraction:
    """Minutes that were held and count for nothing."""
    nothing = (
        one.minutes for one in held if one.kind not in need.kinds or not credit(rule_set, one)
    )
    return Fraction(sum(nothing))


def _period_start(day: date, months: int) -> date:
    return day.replace(day=1, month=(day.month - 1) // months * months + 1)


def _months_later(first: date, months: int) -> date:
    year, month0 = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month0 + 1, 1)


def as_hours(minutes: Fraction) -> Decimal:
    """Hours with two decimals, rounded down."""
    return Decimal(minutes * 100 // 60).scaleb(-2)


def as_seconds(minutes: Fraction) -> int:
    """Whole seconds, rounded down; sums are to be made before."""
    return int(minutes * 60)
