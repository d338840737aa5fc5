"""The table of states: every move with who may make it, its guards, needs and effects.

It follows the features, section 4.1. What is added there is marked, and its reason stands in
docs/adr/0021: without it a visit would be stranded.
"""

from collections.abc import Iterable
from typing import TypeAlias

from network.exchanges.rules.guards import Code
from network.exchanges.vocabulary import Move, Part, VisitState
from network.kernel import moves
from network.kernel.moves import Calendar, Need, Table

S, P, C, M = VisitState, Part, Code, Move

FINAL = (S.DECLINED, S.WITHDRAWN, S.CANCELLED, S.EXPIRED, S.CLOSED)
OPEN = tuple(state for state in S if state not in FINAL)
BEFORE_CONFIRMED = (
    S.DRAFT,
    S.SUBMITTED,
    S.ENDORSED,
    S.WAITLISTED,
    S.HOST_PENDING,
    S.HOST_ACCEPTED,
)
IN_CALENDARS = (S.HOST_ACCEPTED, S.CONFIRMED, S.IN_PROGRESS, S.REPORT_DUE)
HOST_KNOWN = (  # from when on the visitor learns the name of an unlisted host
    S.HOST_ACCEPTED,
    S.CONFIRMED,
    S.IN_PROGRESS,
    S.REPORT_DUE,
    S.REPORT_REVIEW,
    S.SHARING,
    S.POSTPONED,
    S.ENDED_EARLY,
    S.CLOSED,
)
COUNTED = tuple(state for state in S if state is not S.DRAFT)  # drafts are in no figure: X11


Rule: TypeAlias = moves.Rule[Move, VisitState, Part, Code, Part]


def _parts(*given: Part) -> frozenset[Part]:
    return frozenset(given)


_HOME_SIDE = _parts(P.VISITOR, P.HOME)
_BOTH = _parts(P.VISITOR, P.HOME, P.HOST)
_ALL = _parts(P.VISITOR, P.HOME, P.HOST, P.MENTOR, P.SECRETARIAT)
_HOST_READY = (C.NO_MENTOR, C.NO_LANGUAGE)

_TABLE: tuple[Rule, ...] = (
    # from an application to a host
    Rule(
        move=M.SUBMIT,
        sources=(S.DRAFT,),
        target=S.SUBMITTED,
        by=_parts(P.VISITOR),
        guards=(C.CALL_CLOSED, C.INCOMPLETE, C.NO_GOALS, C.NO_CONDUCT),
        tells=_parts(P.HOME),
    ),
    Rule(
        move=M.RETURN,
        sources=(S.SUBMITTED,),
        target=S.DRAFT,
        by=_parts(P.HOME),
        needs=(Need.NOTE,),
        tells=_parts(P.VISITOR),
    ),
    Rule(
        move=M.ENDORSE,
        sources=(S.SUBMITTED,),
        target=S.ENDORSED,
        by=_parts(P.HOME),
        guards=(C.GATES, C.NO_COVER),
        tells=_parts(P.VISITOR, P.SECRETARIAT),
    ),
    Rule(
        move=M.WAITLIST,
        sources=(S.ENDORSED,),
        target=S.WAITLISTED,
        by=_parts(P.SECRETARIAT),
        guards=(C.CALL_NOT_FULL,),
        tells=_HOME_SIDE,
    ),
    Rule(
        move=M.ASK_HOSTS,
        sources=(S.ENDORSED, S.WAITLISTED),
        target=S.HOST_PENDING,
        by=_parts(P.SECRETARIAT),
        guards=(C.CALL_FULL, C.NO_HOST),
        tells=_parts(P.HOST),
    ),
    Rule(
        move=M.ASK_HOSTS,
        sources=(S.ENDORSED, S.WAITLISTED),
        target=S.HOST_PENDING,
        by=_parts(P.HOME),
        guards=(C.NOT_BILATERAL, C.NO_HOST),
        tells=_parts(P.HOST),
    ),
    Rule(
        move=M.ASK_NEXT,
        sources=(S.HOST_PENDING,),
        target=S.HOST_PENDING,
        by=_parts(P.SYSTEM, P.HOST),
        guards=(C.OFFER_OPEN, C.NO_HOST),
        tells=_parts(P.HOST),
    ),
    Rule(
        move=M.RUN_OUT,
        sources=(S.HOST_PENDING,),
        target=S.ENDORSED,
        by=_parts(P.SYSTEM),
        guards=(C.OFFER_OPEN, C.MORE_HOSTS),
        tells=_parts(P.VISITOR, P.HOME, P.SECRETARIAT),
    ),
    Rule(
        move=M.ACCEPT,
        sources=(S.HOST_PENDING,),
        target=S.HOST_ACCEPTED,
        by=_parts(P.HOST),
        guards=(C.OFFER_OVER, *_HOST_READY),
        needs=(Need.DATES,),
        tells=_HOME_SIDE,
        calendar=Calendar.TENTATIVE,
    ),
    Rule(
        move=M.LAPSE,
        sources=(S.HOST_ACCEPTED,),
        target=S.HOST_PENDING,
        by=_parts(P.SYSTEM),
        guards=(C.HOST_WAITS,),
        tells=_BOTH,
        calendar=Calendar.CANCELLED,
    ),
    # the visitor and the home coordinator consent by signing; whoever is last confirms
    Rule(
        move=M.CONFIRM,
        sources=(S.HOST_ACCEPTED,),
        target=S.CONFIRMED,
        by=_HOME_SIDE,
        guards=(C.NO_DATES, C.UNSIGNED, C.RED, C.NO_PLAN_B, C.NO_BUDGET),
        tells=_ALL,
        calendar=Calendar.CONFIRMED,
    ),
    # from the first day to what changed
    Rule(
        move=M.ARRIVE,
        sources=(S.CONFIRMED,),
        target=S.IN_PROGRESS,
        by=_parts(P.HOST, P.VISITOR),
        guards=(C.NOT_BEGUN, C.UNSIGNED, C.RED, C.OPEN_ITEMS),
        tells=_parts(P.HOME),
    ),
    Rule(
        move=M.FINISH,
        sources=(S.IN_PROGRESS,),
        target=S.REPORT_DUE,
        by=_parts(P.SYSTEM),
        guards=(C.NOT_ENDED,),
        tells=_parts(P.VISITOR, P.HOST),
    ),
    Rule(
        move=M.FINISH,
        sources=(S.IN_PROGRESS,),
        target=S.REPORT_DUE,
        by=_parts(P.HOST, P.VISITOR),
        tells=_parts(P.VISITOR, P.HOST),
        calendar=Calendar.MOVED,
    ),
    Rule(
        move=M.REPORT,
        sources=(S.REPORT_DUE,),
        target=S.REPORT_REVIEW,
        by=_parts(P.VISITOR),
        guards=(C.NO_REPORT, C.NO_RATINGS),
        tells=_parts(P.HOME),
    ),
    Rule(  # added: the short report goes the same way
        move=M.REPORT,
        sources=(S.ENDED_EARLY,),
        target=S.REPORT_REVIEW,
        by=_parts(P.VISITOR),
        guards=(C.NO_REPORT,),
        tells=_parts(P.HOME),
    ),
    Rule(  # added: something is to be written anew
        move=M.RETURN_REPORT,
        sources=(S.REPORT_REVIEW,),
        target=S.REPORT_DUE,
        by=_parts(P.HOME, P.HOST, P.EDITOR),
        needs=(Need.NOTE,),
        tells=_parts(P.VISITOR),
    ),
    Rule(
        move=M.RELEASE,
        sources=(S.REPORT_REVIEW,),
        target=S.SHARING,
        by=_parts(P.EDITOR),
        guards=(C.HOST_REVIEWS, C.NO_LEVEL),
        tells=_BOTH,
    ),
    Rule(  # a silent host: after ten working days the secretariat decides
        move=M.RELEASE,
        sources=(S.REPORT_REVIEW,),
        target=S.SHARING,
        by=_parts(P.SECRETARIAT),
        guards=(C.HOST_HAS_TIME, C.NO_LEVEL),
        tells=_BOTH,
    ),
    Rule(
        move=M.CLOSE,
        sources=(S.SHARING,),
        target=S.CLOSED,
        by=_parts(P.SYSTEM, P.SECRETARIAT),
        guards=(C.NOT_SHARED, C.FOLLOW_UPS),
        tells=_BOTH,
    ),
    Rule(  # added: nobody owes a report for a visit that never began
        move=M.CLOSE,
        sources=(S.ENDED_EARLY,),
        target=S.CLOSED,
        by=_parts(P.HOME, P.HOST, P.SECRETARIAT),
        guards=(C.REPORT_OWED,),
        tells=_BOTH,
    ),
    Rule(
        move=M.CLOSE,
        sources=(S.ENDED_EARLY,),
        target=S.CLOSED,
        by=_parts(P.SYSTEM),
        guards=(C.REPORT_OWED, C.NOT_OVERDUE),
        tells=_BOTH,
    ),
    Rule(  # added: the way out for both sides; the reason stands as the waiver
        move=M.CLOSE_UNFINISHED,
        sources=(S.REPORT_DUE, S.REPORT_REVIEW, S.SHARING, S.ENDED_EARLY),
        target=S.CLOSED,
        by=_parts(P.HOME, P.HOST, P.SECRETARIAT),
        guards=(C.NOT_OVERDUE,),
        needs=(Need.REASON,),
        tells=_parts(P.VISITOR, P.HOME, P.HOST, P.SECRETARIAT),
    ),
    # when it goes otherwise
    Rule(
        move=M.WITHDRAW,
        sources=BEFORE_CONFIRMED,
        target=S.WITHDRAWN,
        by=_HOME_SIDE,
        needs=(Need.REASON,),
        tells=_parts(P.VISITOR, P.HOME, P.HOST, P.SECRETARIAT),
        calendar=Calendar.CANCELLED,
    ),
    Rule(  # a draft is its writer's, so nobody declines it
        move=M.DECLINE,
        sources=BEFORE_CONFIRMED[1:],
        target=S.DECLINED,
        by=_parts(P.SECRETARIAT),
        needs=(Need.REASON,),
        tells=_BOTH,
        calendar=Calendar.CANCELLED,
    ),
    Rule(
        move=M.DECLINE,
        sources=(S.HOST_PENDING, S.HOST_ACCEPTED),
        target=S.DECLINED,
        by=_parts(P.HOST),
        guards=(C.NOT_BILATERAL, C.MORE_HOSTS),
        needs=(Need.REASON,),
        tells=_parts(P.VISITOR, P.HOME, P.SECRETARIAT),
        calendar=Calendar.CANCELLED,
    ),
    Rule(
        move=M.POSTPONE,
        sources=(S.CONFIRMED,),
        target=S.POSTPONED,
        by=_parts(P.VISITOR, P.HOME, P.HOST, P.SECRETARIAT),
        needs=(Need.REASON, Need.DATES),
        tells=_ALL,
        calendar=Calendar.CANCELLED,
    ),
    Rule(
        move=M.RESUME,
        sources=(S.POSTPONED,),
        target=S.HOST_ACCEPTED,
        by=_parts(P.HOST),
        guards=_HOST_READY,
        needs=(Need.DATES,),
        tells=_ALL,
        calendar=Calendar.TENTATIVE,
    ),
    Rule(
        move=M.HOST_WITHDRAWS,
        sources=(S.HOST_ACCEPTED, S.CONFIRMED, S.POSTPONED),
        target=S.HOST_PENDING,
        by=_parts(P.HOST),
        needs=(Need.REASON,),
        tells=_parts(P.VISITOR, P.HOME, P.MENTOR, P.SECRETARIAT),
        calendar=Calendar.CANCELLED,
    ),
    Rule(  # Plan B with the same host: only the clauses that changed are signed again
        move=M.GO_VIRTUAL,
        sources=(S.HOST_ACCEPTED, S.CONFIRMED, S.POSTPONED),
        target=S.HOST_ACCEPTED,
        by=_parts(P.VISITOR, P.HOME, P.SECRETARIAT),
        guards=(C.IS_VIRTUAL,),
        needs=(Need.REASON,),
        tells=_ALL,
        calendar=Calendar.CANCELLED,
    ),
    Rule(
        move=M.CANCEL,
        sources=(S.CONFIRMED, S.POSTPONED),
        target=S.CANCELLED,
        by=_parts(P.VISITOR, P.HOME, P.SECRETARIAT),
        needs=(Need.REASON,),
        tells=_ALL,
        calendar=Calendar.CANCELLED,
    ),
    Rule(
        move=M.END_EARLY,
        sources=(S.CONFIRMED, S.IN_PROGRESS),
        target=S.ENDED_EARLY,
        by=_parts(P.HOST, P.VISITOR, P.HOME, P.FOCAL_POINT),
        needs=(Need.REASON,),
        tells=_ALL,
        calendar=Calendar.MOVED,
    ),
    Rule(  # added: nobody came to it before the last possible day
        move=M.EXPIRE,
        sources=(*BEFORE_CONFIRMED[1:], S.POSTPONED),
        target=S.EXPIRED,
        by=_parts(P.SYSTEM),
        guards=(C.WINDOW_OPEN,),
        tells=_BOTH,
        calendar=Calendar.CANCELLED,
    ),
)


# a visit that is opened again stands in calendars again, as it did before it was settled
_SHOWN_AGAIN = {S.HOST_ACCEPTED: Calendar.TENTATIVE, S.CONFIRMED: Calendar.CONFIRMED}


# a visit that is off has left its place in a call, and needs one again to go on with a host
_OFF = tuple(state for state in FINAL if state is not S.CLOSED)
_WITHOUT_PLACE = (S.DRAFT, S.SUBMITTED, S.ENDORSED, S.WAITLISTED)


def _reopening(table: Iterable[Rule]) -> tuple[Rule, ...]:
    """The way back from each final state to those it can be reached from."""
    ways = {(rule.target, source) for rule in table for source in rule.sources}
    return tuple(
        Rule(
            move=M.REOPEN,
            sources=(final,),
            target=source,
            by=_parts(P.SECRETARIAT),
            guards=(C.TOO_LATE, C.CALL_FULL)
            if final in _OFF and source not in _WITHOUT_PLACE
            else (C.TOO_LATE,),
            needs=(Need.NOTE,),
            goes_back=True,
            tells=_BOTH,
            calendar=_SHOWN_AGAIN.get(source, Calendar.NONE),
        )
        for final, source in sorted(ways)
        if final in FINAL
    )


RULES = Table((*_TABLE, *_reopening(_TABLE)))
