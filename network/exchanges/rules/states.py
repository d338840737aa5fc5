"""The states of a visit: which moves are possible for whom, what is in the way, what is given.

`move`, the page's buttons and the tests all read the one table.
"""

from datetime import date, datetime, timedelta

from network.exchanges.rules import guards
from network.exchanges.rules.facts import Facts, Request
from network.exchanges.rules.guards import Code
from network.exchanges.rules.states_table import (
    BEFORE_CONFIRMED,
    COUNTED,
    FINAL,
    HOST_KNOWN,
    IN_CALENDARS,
    OPEN,
    RULES,
    Rule,
)
from network.exchanges.vocabulary import Move, Part, Reason, VisitState
from network.kernel.moves import Calendar, Need

__all__ = [
    "BEFORE_CONFIRMED",
    "COUNTED",
    "FINAL",
    "HOST_KNOWN",
    "IN_CALENDARS",
    "OPEN",
    "RULES",
    "Rule",
    "calendar_effect",
    "offered",
    "reasons_for",
    "refusals",
    "shown_reason",
]

S, P, C, M = VisitState, Part, Code, Move
POSTPONED_FOR = timedelta(days=365)

# reasons that fit; the rest of the closed list does not, features section 4 (c)
_EVERY = (
    Reason.HEALTH,
    Reason.FAMILY,
    Reason.WORK,
    Reason.FUNDING,
    Reason.TRAVEL,
    Reason.SAFETY,
    Reason.OTHER,
)
_PRIVATE = (Reason.SAFETY, Reason.HEALTH, Reason.FAMILY, Reason.OTHER)
_LATE = (Reason.OVERDUE, Reason.OTHER)
_REASONS: dict[Move, tuple[Reason, ...]] = {
    M.WITHDRAW: (Reason.VISA_REFUSED, *_EVERY),
    M.DECLINE: (Reason.NOT_SUITED, Reason.HOST_CAPACITY, *_EVERY),
    M.POSTPONE: (Reason.VISA_REFUSED, Reason.HOST_CAPACITY, *_EVERY),
    M.HOST_WITHDRAWS: (Reason.HOST_CAPACITY, *_EVERY),
    M.GO_VIRTUAL: (Reason.VISA_REFUSED, Reason.HOST_CAPACITY, *_EVERY),
    M.CANCEL: (Reason.VISA_REFUSED, *_EVERY),
    M.END_EARLY: (Reason.NO_SHOW, Reason.HOST_CAPACITY, *_EVERY),
    M.CLOSE_UNFINISHED: _LATE,
}


def reasons_for(move: Move, part: Part) -> tuple[Reason, ...]:
    """The reasons somebody may choose among; safety is for focal points, and they give no other."""
    if part is P.FOCAL_POINT:
        return (Reason.SAFETY,)
    barred = {Reason.SAFETY} if part in {P.HOME, P.HOST} else {Reason.SAFETY, Reason.NO_SHOW}
    return tuple(reason for reason in _REASONS.get(move, ()) if reason not in barred)


def offered(facts: Facts, part: Part, now: datetime) -> list[tuple[Rule, list[Code]]]:
    """Every move of this part from here, each with what is in its way: buttons on, and off."""
    rows = RULES.offered(facts, part)
    return [(rule, guards.failing(rule.guards, facts, now)) for rule in rows]


def refusals(
    move: Move, facts: Facts, part: Part, now: datetime, given: Request | None = None
) -> list[Code]:
    """Why this part cannot make this move with what was given; empty when it can."""
    rule = RULES.find(move, facts, part)
    if rule is None:
        return [_no_row(move, facts)]
    found = guards.failing(rule.guards, facts, now)
    return found + _missing(rule, part, facts, given or Request(), now)


def calendar_effect(
    rule: Rule, source: VisitState, *, has_begun: bool = True, is_cut: bool = True
) -> Calendar:
    """What a move does to calendars: nothing is cancelled where nothing was written.

    A visit that ended before its first day has no days left to show, and one that was not cut
    short has those it had.
    """
    if rule.calendar is Calendar.CANCELLED and source not in IN_CALENDARS:
        return Calendar.NONE
    if rule.calendar is Calendar.MOVED and not has_begun:
        return Calendar.CANCELLED
    if rule.calendar is Calendar.MOVED and not is_cut:
        return Calendar.NONE
    return rule.calendar


def shown_reason(reason: Reason) -> Reason | None:
    """The reason as others see it; None stands for "changed", which is all they learn.

    Safety is not alone in this: if it were, "changed" would give it away.
    """
    return None if reason in _PRIVATE else reason


def _no_row(move: Move, facts: Facts) -> Code:
    rows = RULES.rows(move, facts.state)
    if rows and not any(rule.leads_on(facts) for rule in rows):
        return C.WAS_ELSEWHERE
    return C.NOT_YOURS if rows else C.NOT_FROM_HERE


def _missing(rule: Rule, part: Part, facts: Facts, given: Request, now: datetime) -> list[Code]:
    found = []
    if Need.NOTE in rule.needs and not given.note.strip():
        found.append(C.NEEDS_NOTE)
    if Need.REASON in rule.needs:
        found += _reason_problems(rule, part, facts, given, now)
    if Need.DATES in rule.needs:
        found += _date_problems(facts, given, now)
    return found


def _reason_problems(
    rule: Rule, part: Part, facts: Facts, given: Request, now: datetime
) -> list[Code]:
    reason = given.reason
    if reason is None:
        return [C.NEEDS_REASON]
    if reason is Reason.REPLACED:
        return [] if given.is_replaced else [C.WRONG_REASON]
    if reason not in reasons_for(rule.move, part):
        return [C.WRONG_REASON]
    if reason is Reason.NO_SHOW:
        if facts.state is not S.CONFIRMED:
            return [C.WRONG_REASON]
        return guards.failing((C.NO_SHOW_EARLY,), facts, now)
    return []


def _date_problems(facts: Facts, given: Request, now: datetime) -> list[Code]:
    first, last = given.starts_on, given.ends_on
    if first is None or last is None:
        return [C.NEEDS_DATES]
    if last < first:
        return [C.DATES_BACKWARDS]
    on = guards.today(facts, now)
    if first < on:
        return [C.DATES_PAST]
    if _is_after_window(facts, last, on):
        return [C.AFTER_WINDOW]
    return [C.WINDOW_TOO_FAR] if last > on + POSTPONED_FOR else []


def _is_after_window(facts: Facts, last: date, on: date) -> bool:
    """Whether a postponed visit would end after the days it was postponed to.

    Where those are over, and it was opened again, nothing but a year from now is the limit.
    """
    until = facts.window_ends_on
    return facts.state is S.POSTPONED and until is not None and on <= until < last
