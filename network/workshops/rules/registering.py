"""A registration's way: what may be done to it by whom, and what is in the way.

Like `states_table`, one table that actions, buttons and tests read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from network.kernel.i18n import lazy
from network.kernel.moves import Calendar
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.rules import offers
from network.workshops.rules.states_table import TAKES_SEATS
from network.workshops.vocabulary import Part, RegMove, RegState, WorkshopState

R, M, P = RegState, RegMove, Part

IN_LINE = (R.APPLIED, R.WAITLISTED, R.OFFERED)
PRESENT = (R.ATTENDED, R.PARTLY)
MARKED = (*PRESENT, R.ABSENT, R.EXCUSED)
COMING = (R.CONFIRMED, *MARKED)  # had a place of their own; what became of it is theirs to know
LIVE = (*IN_LINE, *COMING)


class Code(StrEnum):
    """What is in the way of a registration."""

    NOT_FROM_HERE = "not_from_here"
    NOT_YOURS = "not_yours"
    NOT_OPEN = "not_open"
    NOT_YET = "not_yet"
    OVER = "over"
    ALREADY = "already"
    WAS_REFUSED = "was_refused"
    CANCEL_OFF = "cancel_off"
    CANCEL_LATE = "cancel_late"
    HAS_BEGUN = "has_begun"
    NOT_BEGUN = "not_begun"
    OFFER_OVER = "offer_over"
    EDITS_OVER = "edits_over"


_TEXTS: dict[Code, Any] = {
    Code.NOT_FROM_HERE: lazy("This registration is past that step."),
    Code.NOT_YOURS: lazy("Somebody else does this."),
    Code.NOT_OPEN: lazy("Registration is not open."),
    Code.NOT_YET: lazy("Registration has not opened yet."),
    Code.OVER: lazy("The last day to register is over. The organisers can open it again."),
    Code.ALREADY: lazy("You are registered already."),
    Code.WAS_REFUSED: lazy("The organisers could not give you a place. They can change that."),
    Code.CANCEL_OFF: lazy("Places are given up through the organisers. Please write to them."),
    Code.CANCEL_LATE: lazy(
        "It is too late to give up the place here. Please write to the organisers."
    ),
    Code.HAS_BEGUN: lazy("The workshop has begun already."),
    Code.NOT_BEGUN: lazy("The workshop has not begun yet."),
    Code.OFFER_OVER: lazy("This place is not kept for you any more."),
    Code.EDITS_OVER: lazy("Answers cannot be changed any more."),
}


class Facts(NamedTuple):
    """A registration and its workshop as guards see them."""

    workshop: Workshop
    registration: Registration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: by whom, from where, to where, what is in the way, and what calendars do."""

    move: RegMove
    sources: tuple[RegState, ...]
    targets: tuple[RegState, ...]
    by: frozenset[Part]
    guards: tuple[Code, ...] = ()
    calendar: Calendar = Calendar.NONE


def _by(*given: Part) -> frozenset[Part]:
    return frozenset(given)


_RUN = _by(P.ORGANISER, P.SECRETARIAT)
_SYS = _by(P.SYSTEM)

RULES: tuple[Rule, ...] = (
    Rule(
        move=M.APPLY,
        sources=(R.WITHDRAWN,),
        targets=(R.APPLIED,),
        by=_by(P.PERSON),
        guards=(Code.NOT_OPEN, Code.NOT_YET, Code.OVER),
    ),
    Rule(
        move=M.APPROVE,
        sources=(R.APPLIED, R.REFUSED),
        targets=(R.APPLIED,),
        by=_RUN,
        guards=(Code.NOT_OPEN, Code.HAS_BEGUN),
    ),
    Rule(
        move=M.CONFIRM,
        sources=(R.APPLIED,),
        targets=(R.CONFIRMED,),
        by=_SYS,
        calendar=Calendar.CONFIRMED,
    ),
    Rule(move=M.WAITLIST, sources=(R.APPLIED,), targets=(R.WAITLISTED,), by=_SYS),
    Rule(move=M.OFFER, sources=(R.WAITLISTED,), targets=(R.OFFERED,), by=_SYS),
    Rule(
        move=M.OFFER,
        sources=(R.WAITLISTED,),
        targets=(R.OFFERED,),
        by=_RUN,
        guards=(Code.NOT_OPEN, Code.HAS_BEGUN),
    ),
    Rule(
        move=M.ACCEPT,
        sources=(R.OFFERED,),
        targets=(R.CONFIRMED,),
        by=_by(P.PERSON),
        guards=(Code.NOT_OPEN, Code.OFFER_OVER, Code.HAS_BEGUN),
        calendar=Calendar.CONFIRMED,
    ),
    Rule(move=M.LAPSE, sources=(R.OFFERED,), targets=(R.WAITLISTED,), by=_SYS),
    Rule(move=M.DROP, sources=(R.OFFERED,), targets=(R.WITHDRAWN,), by=_SYS),
    Rule(move=M.WITHDRAW, sources=IN_LINE, targets=(R.WITHDRAWN,), by=_by(P.PERSON)),
    Rule(
        move=M.WITHDRAW,
        sources=(R.CONFIRMED,),
        targets=(R.WITHDRAWN,),
        by=_by(P.PERSON),
        guards=(Code.CANCEL_OFF, Code.CANCEL_LATE),
    ),
    Rule(
        move=M.WITHDRAW,
        sources=(*IN_LINE, R.CONFIRMED),
        targets=(R.WITHDRAWN,),
        by=_SYS,
    ),
    Rule(
        move=M.REMOVE,
        sources=(*IN_LINE, R.CONFIRMED),
        targets=(R.WITHDRAWN,),
        by=_RUN,
    ),
    Rule(move=M.REFUSE, sources=IN_LINE, targets=(R.REFUSED,), by=_RUN),
    Rule(
        move=M.ASK_AGAIN,
        sources=(R.CONFIRMED, R.WAITLISTED, R.OFFERED),
        targets=(R.APPLIED,),
        by=_by(P.PERSON),
        guards=(Code.EDITS_OVER,),
    ),
    Rule(
        move=M.MARK,
        sources=COMING,
        targets=MARKED,
        by=_RUN,
        guards=(Code.NOT_BEGUN,),
    ),
    Rule(
        move=M.MARK,
        sources=(R.CONFIRMED, *PRESENT),
        targets=PRESENT,
        by=_by(P.PERSON),
        guards=(Code.NOT_BEGUN,),
    ),
)


def find(move: RegMove, state: RegState, part: Part) -> Rule | None:
    """The row that lets this part do this to a registration in this state."""
    rows = (rule for rule in RULES if rule.move is move and state in rule.sources)
    return next((rule for rule in rows if part in rule.by), None)


def refusals(
    move: RegMove, registration: Registration, workshop: Workshop, part: Part, now: datetime
) -> list[Code]:
    """Why this part cannot do this now; empty when it can.

    A place that is kept while answers are looked at again is given up like any other.
    """
    is_kept = registration.state is R.APPLIED and registration.is_seated
    state = R.CONFIRMED if is_kept and move is M.WITHDRAW else registration.state
    rule = find(move, state, part)
    if rule is None:
        known = any(r.move is move and state in r.sources for r in RULES)
        return [Code.NOT_YOURS if known else Code.NOT_FROM_HERE]
    return _failing(rule.guards, Facts(workshop, registration), now)


def cannot_apply(
    workshop: Workshop, registration: Registration | None, now: datetime, *, is_invited: bool
) -> list[Code]:
    """Why somebody cannot register now; empty when they can. An invitation opens a refusal."""
    if registration is not None and registration.state in LIVE:
        return [Code.ALREADY]
    if registration is not None and registration.state is R.REFUSED and not is_invited:
        return [Code.WAS_REFUSED]
    guards = (Code.NOT_OPEN, Code.NOT_YET, Code.OVER)
    return _failing(guards, Facts(workshop, registration), now)


def cannot_edit(workshop: Workshop, now: datetime) -> list[Code]:
    """Why answers cannot be changed now."""
    return _failing((Code.EDITS_OVER,), Facts(workshop, None), now)


def cancels_until(workshop: Workshop) -> datetime | None:
    """Until when a confirmed place may be given up here; None where it may not at all, and while
    there are no days to count from.
    """
    if workshop.cancel_hours is None or workshop.starts_at is None:
        return None
    if workshop.state is WorkshopState.POSTPONED:
        return None
    return workshop.starts_at - timedelta(hours=workshop.cancel_hours)


def text(code: Code) -> str:
    """Why not, in the reader's language."""
    return str(_TEXTS[code])


# the state as it is now --------------------------------------------------------------------------


def state_now(registration: Registration, now: datetime) -> RegState:
    """The state a reader should see: an offer that ran out is none, also when nobody stored it."""
    if not has_lapsed(registration, now):
        return registration.state
    return R.WITHDRAWN if registration.lapses + 1 >= offers.LAPSES else R.WAITLISTED


def has_lapsed(registration: Registration, now: datetime) -> bool:
    until = registration.offered_until
    return registration.state is R.OFFERED and until is not None and until <= now


def position_of(registration: Registration, line: Iterable[Registration]) -> int:
    """Somebody's place in the line, from 1; 0 for who is not in it."""
    if registration.state is not R.WAITLISTED:
        return 0
    ahead = [r for r in line if r.state is R.WAITLISTED and r.number <= registration.number]
    return len(ahead)


# guards ------------------------------------------------------------------------------------------


def _failing(codes: Iterable[Code], facts: Facts, now: datetime) -> list[Code]:
    return [code for code in codes if _IN_THE_WAY[code](facts, now)]


def _is_over(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _cancel_late(facts: Facts, now: datetime) -> bool:
    return facts.workshop.cancel_hours is not None and _is_over(cancels_until(facts.workshop), now)


def _offer_over(facts: Facts, now: datetime) -> bool:
    return facts.registration is None or has_lapsed(facts.registration, now)


def _edits_over(facts: Facts, now: datetime) -> bool:
    workshop = facts.workshop
    if workshop.state not in TAKES_SEATS:
        return True
    return _is_over(workshop.edits_until or workshop.starts_at, now)


_IN_THE_WAY: dict[Code, Callable[[Facts, datetime], bool]] = {
    Code.NOT_OPEN: lambda f, _now: f.workshop.state not in TAKES_SEATS,
    Code.NOT_YET: lambda f, now: f.workshop.opens_at is not None and now < f.workshop.opens_at,
    Code.OVER: lambda f, now: (
        f.workshop.state is not WorkshopState.OPEN
        or _is_over(f.workshop.closes_at or f.workshop.starts_at, now)
    ),
    Code.CANCEL_OFF: lambda f, _now: f.workshop.cancel_hours is None,
    Code.CANCEL_LATE: _cancel_late,
    Code.HAS_BEGUN: lambda f, now: _is_over(f.workshop.starts_at, now),
    Code.NOT_BEGUN: lambda f, now: f.workshop.starts_at is None or now < f.workshop.starts_at,
    Code.OFFER_OVER: _offer_over,
    Code.EDITS_OVER: _edits_over,
}
