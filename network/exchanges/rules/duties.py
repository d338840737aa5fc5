"""Who has to do what on a visit, and by when: from stored facts, by the state it is in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from network.exchanges.rules.reports import SEMINAR_WITHIN
from network.exchanges.vocabulary import Part, VisitState

DAY = timedelta(days=1)
SOON = timedelta(days=14)
STUCK_AFTER = timedelta(days=14)
S, P = VisitState, Part


class Do(StrEnum):
    """What there is to do."""

    APPLY = "apply"
    ENDORSE = "endorse"
    CHOOSE_HOSTS = "choose_hosts"
    ANSWER_PLACE = "answer_place"
    ASK_HOSTS = "ask_hosts"
    ANSWER = "answer"
    FIND_HOST = "find_host"
    WRITE_AGREEMENT = "write_agreement"
    SIGN = "sign"
    CONFIRM = "confirm"
    ANSWER_POLL = "answer_poll"
    SETTLE_POLL = "settle_poll"
    ANSWER_DAYS = "answer_days"
    PREPARE = "prepare"
    RATE_SAFETY = "rate_safety"
    ARRIVE = "arrive"
    ASK_WELFARE = "ask_welfare"
    NEW_DAYS = "new_days"
    REPORT = "report"
    READ = "read"
    CLEAR = "clear"
    DECIDE = "decide"
    RELEASE = "release"
    PASS_ON = "pass_on"  # noqa: S105 (a word for an act)
    FOLLOW_UP = "follow_up"
    CLOSE = "close"
    KEEP_ALONE = "keep_alone"
    REVIEW = "review"


class Due(NamedTuple):
    """One thing to do: what, in which part, by when; `months` says which follow-up."""

    what: Do
    part: Part
    due_on: date | None = None
    months: int = 0


class Open(NamedTuple):
    """Items of a checklist that one side has still to do, and the day of the first."""

    owner: Part
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A visit as far as its duties go."""

    state: VisitState
    today: date
    is_bilateral: bool = True
    is_virtual: bool = False
    first_on: date | None = None
    until_on: date | None = None
    ended_on: date | None = None
    has_arrived: bool = False
    report_due_on: date | None = None
    missed_on: date | None = None  # when it was told that nobody arrived
    rated: frozenset[Part] = frozenset()
    answer_by: date | None = None
    confirm_by: date | None = None
    host_left_on: date | None = None
    has_agreement: bool = False
    signed: frozenset[Part] = frozenset()
    accepted_days: frozenset[Part] | None = None  # who accepts other days; None if none are open
    poll_closes_on: date | None = None
    items: tuple[Open, ...] = ()
    is_report_read: bool = False  # by the own coordinator
    host_reads_by: date | None = None
    is_cleared: bool = False
    is_passed_on: bool = False
    follow_ups: Mapping[int, date] = field(default_factory=dict)  # unanswered: months → day
    place_until: date | None = None
    is_place_taken: bool = False
    is_partner_off: bool = False


def duties(seen: Seen) -> list[Due]:
    """What is to be done now, by whoever it is."""
    by_state = _BY_STATE.get(seen.state)
    return [*by_state(seen), *_in_any(seen)] if by_state else []


def is_late(due: Due, today: date) -> bool:
    return due.due_on is not None and due.due_on < today


_URGENT = (Do.FIND_HOST, Do.ASK_WELFARE)
_BEFORE_TRAVEL = (Do.PREPARE, Do.RATE_SAFETY, Do.ANSWER_DAYS)


def is_at_risk(due: Due, seen: Seen, since: date | None) -> bool:
    """Whether somebody should look: it is late, the visit is stuck, or it begins soon."""
    if due.what in _URGENT or is_late(due, seen.today):
        return True
    if due.what in _BEFORE_TRAVEL and seen.state is not S.IN_PROGRESS:
        return seen.first_on is not None and seen.first_on - seen.today < SOON
    return due.due_on is None and since is not None and seen.today - since > STUCK_AFTER


# by state ----------------------------------------------------------------------------------------


def _draft(_seen: Seen) -> Iterator[Due]:
    yield Due(Do.APPLY, P.VISITOR)


def _submitted(_seen: Seen) -> Iterator[Due]:
    yield Due(Do.ENDORSE, P.HOME)


def _endorsed(seen: Seen) -> Iterator[Due]:
    yield Due(Do.CHOOSE_HOSTS, P.HOME if seen.is_bilateral else P.SECRETARIAT)
    yield from _host_left(seen)


def _waitlisted(seen: Seen) -> Iterator[Due]:
    if seen.is_place_taken:
        yield Due(Do.ASK_HOSTS, P.SECRETARIAT)
    elif seen.place_until is not None:
        yield Due(Do.ANSWER_PLACE, P.VISITOR, seen.place_until)
        yield Due(Do.ANSWER_PLACE, P.HOME, seen.place_until)


def _asking(seen: Seen) -> Iterator[Due]:
    yield Due(Do.ANSWER, P.HOST, seen.answer_by)
    yield from _host_left(seen)


def _host_left(seen: Seen) -> Iterator[Due]:
    if seen.host_left_on is not None:
        yield Due(Do.FIND_HOST, P.SECRETARIAT, seen.host_left_on + DAY)


def _accepted(seen: Seen) -> Iterator[Due]:
    sides = (P.VISITOR, P.HOME, P.HOST)
    if not seen.has_agreement:
        yield Due(Do.WRITE_AGREEMENT, P.HOST, seen.confirm_by)
    elif not seen.signed >= set(sides):
        for side in sides:
            if side not in seen.signed:
                yield Due(Do.SIGN, side, seen.confirm_by)
    else:
        yield Due(Do.CONFIRM, P.HOME, seen.confirm_by)


def _confirmed(seen: Seen) -> Iterator[Due]:
    yield from _items(seen)
    if seen.missed_on is not None:
        yield Due(Do.ASK_WELFARE, P.FOCAL_POINT, seen.missed_on + DAY)
    if seen.first_on is None:
        return
    is_near = seen.first_on - seen.today <= SOON
    for side in (P.HOME, P.HOST):
        if is_near and not seen.is_virtual and side not in seen.rated:
            yield Due(Do.RATE_SAFETY, side, seen.first_on - DAY)
    if seen.first_on <= seen.today:
        yield Due(Do.ARRIVE, P.HOST, seen.first_on)


def _items(seen: Seen) -> Iterator[Due]:
    """Items that are near, one duty for each side."""
    for item in seen.items:
        if item.due_on <= seen.today + SOON:
            is_welfare = item.owner is P.FOCAL_POINT
            what = Do.ASK_WELFARE if is_welfare else Do.PREPARE
            yield Due(what, item.owner, item.due_on)


def _report_due(seen: Seen) -> Iterator[Due]:
    yield Due(Do.REPORT, P.VISITOR, seen.report_due_on)


def _being_read(seen: Seen) -> Iterator[Due]:
    if seen.is_cleared:
        yield Due(Do.RELEASE, P.EDITOR)
        return
    if not seen.is_report_read:
        yield Due(Do.READ, P.HOME)
    yield Due(Do.CLEAR, P.HOST, seen.host_reads_by)
    if seen.host_reads_by is not None and seen.host_reads_by < seen.today:
        yield Due(Do.DECIDE, P.SECRETARIAT)


def _sharing(seen: Seen) -> Iterator[Due]:
    if not seen.is_passed_on:
        by = seen.ended_on + SEMINAR_WITHIN if seen.ended_on else None
        yield Due(Do.PASS_ON, P.VISITOR, by)
    for months, due_on in sorted(seen.follow_ups.items()):
        if due_on <= seen.today + SOON:
            yield Due(Do.FOLLOW_UP, P.VISITOR, due_on, months)


def _postponed(seen: Seen) -> Iterator[Due]:
    yield Due(Do.NEW_DAYS, P.HOST, seen.until_on)


def _ended(seen: Seen) -> Iterator[Due]:
    yield from (item for item in _items(seen) if item.what is Do.ASK_WELFARE)
    if seen.has_arrived:
        yield Due(Do.REPORT, P.VISITOR, seen.report_due_on)
    else:
        yield Due(Do.CLOSE, P.HOME)


def _in_any(seen: Seen) -> Iterator[Due]:
    if seen.poll_closes_on is not None:
        is_over = seen.poll_closes_on < seen.today
        yield Due(
            Do.SETTLE_POLL if is_over else Do.ANSWER_POLL,
            P.HOST if is_over else P.VISITOR,
            seen.poll_closes_on,
        )
    if seen.accepted_days is not None:
        for side in (P.VISITOR, P.HOME, P.HOST):
            if side not in seen.accepted_days:
                yield Due(Do.ANSWER_DAYS, side)
    if seen.is_partner_off:
        yield Due(Do.KEEP_ALONE, P.HOME)
        yield Due(Do.KEEP_ALONE, P.HOST)


_BY_STATE: Mapping[VisitState, Callable[[Seen], Iterator[Due]]] = {
    S.DRAFT: _draft,
    S.SUBMITTED: _submitted,
    S.ENDORSED: _endorsed,
    S.WAITLISTED: _waitlisted,
    S.HOST_PENDING: _asking,
    S.HOST_ACCEPTED: _accepted,
    S.CONFIRMED: _confirmed,
    S.IN_PROGRESS: _items,
    S.REPORT_DUE: _report_due,
    S.REPORT_REVIEW: _being_read,
    S.SHARING: _sharing,
    S.POSTPONED: _postponed,
    S.ENDED_EARLY: _ended,
}
WATCHED = tuple(_BY_STATE)
