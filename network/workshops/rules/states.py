"""The states of a workshop: which moves are possible for whom, what is in the way, what is given.

`move`, the page's buttons and the tests all read the one table.
"""

from datetime import datetime, timedelta

from network.kernel.moves import Calendar, Need
from network.workshops.rules import guards
from network.workshops.rules.facts import Facts, Request
from network.workshops.rules.guards import Code
from network.workshops.rules.states_table import IN_CALENDARS, RULES, Rule
from network.workshops.vocabulary import Move, Part, Reason, WorkshopState

POSTPONED_FOR = timedelta(days=365)
_PRIVATE = (Reason.SAFETY, Reason.HEALTH, Reason.OTHER)
_EVERY = tuple(reason for reason in Reason if reason is not Reason.OVERDUE)
_REASONS: dict[Move, tuple[Reason, ...]] = {
    Move.POSTPONE: _EVERY,
    Move.CANCEL: _EVERY,
    Move.CLOSE_UNFINISHED: (Reason.OVERDUE, Reason.OTHER),
}


def reasons_for(move: Move) -> tuple[Reason, ...]:
    """The reasons somebody may choose among."""
    return _REASONS.get(move, ())


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
    return found + _missing(rule, facts, given or Request(), now)


def calendar_effect(rule: Rule, source: WorkshopState) -> Calendar:
    """What a move does to calendars: nothing is cancelled where nothing was written."""
    if rule.calendar is Calendar.CANCELLED and source not in IN_CALENDARS:
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
        return Code.WAS_ELSEWHERE
    return Code.NOT_YOURS if rows else Code.NOT_FROM_HERE


def _missing(rule: Rule, facts: Facts, given: Request, now: datetime) -> list[Code]:
    found = []
    if Need.NOTE in rule.needs and not given.note.strip():
        found.append(Code.NEEDS_NOTE)
    if Need.REASON in rule.needs and given.reason is None:
        found.append(Code.NEEDS_REASON)
    elif Need.REASON in rule.needs and given.reason not in reasons_for(rule.move):
        found.append(Code.WRONG_REASON)
    if Need.DATES in rule.needs:
        found += _date_problems(facts, given, now)
    return found


def _date_problems(facts: Facts, given: Request, now: datetime) -> list[Code]:
    if given.starts_on is None:
        return [Code.NEEDS_DATES]
    on = guards.today(facts, now)
    if given.starts_on <= on:
        return [Code.DATES_PAST]
    return [Code.WINDOW_TOO_FAR] if given.starts_on > on + POSTPONED_FOR else []
