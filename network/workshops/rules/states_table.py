"""The table of a workshop's states: every move, who makes it, what it needs and what follows.

It follows the features, section 4.4. What is added there has its reason in docs/adr/0025.
"""

from collections.abc import Iterable
from typing import TypeAlias

from network.kernel import moves
from network.kernel.moves import Calendar, Need, Table
from network.workshops.rules.guards import Code
from network.workshops.vocabulary import Move, Part, Told, WorkshopState

S, P, C, M, T = WorkshopState, Part, Code, Move, Told

FINAL = (S.ARCHIVED, S.CANCELLED)
ANNOUNCED = (S.OPEN, S.CLOSED_REG, S.RUNNING, S.OUTCOMES_DUE, S.OUTCOMES_PUBLISHED, S.ARCHIVED)
SHOWN = (*ANNOUNCED, S.POSTPONED, S.CANCELLED)  # to its audience, once it was open
IN_CALENDARS = (S.OPEN, S.CLOSED_REG, S.RUNNING)
TAKES_SEATS = (S.OPEN, S.CLOSED_REG)
IS_LEFT = (*TAKES_SEATS, S.POSTPONED)  # while who registered can still leave


Rule: TypeAlias = moves.Rule[Move, WorkshopState, Part, Code, Told]


def _by(*given: Part) -> frozenset[Part]:
    return frozenset(given)


def _tell(*given: Told) -> frozenset[Told]:
    return frozenset(given)


_RUN = _by(P.ORGANISER, P.SECRETARIAT)
_CHECK = _by(P.FOCAL_POINT, P.EDITOR)
_READY = (
    C.NO_NEUTRAL_TITLE,
    C.NO_DATES,
    C.NO_ZONE,
    C.NO_SESSIONS,
    C.NO_CAPACITY,
    C.NO_OWNER,
    C.HAS_BEGUN,
)
_ALL = _tell(T.ORGANISERS, T.SPEAKERS, T.REGISTERED, T.INVITED)

_TABLE: tuple[Rule, ...] = (
    Rule(
        move=M.ASK,
        sources=(S.DRAFT,),
        target=S.DRAFT,
        by=_RUN,
        guards=_READY,
        tells=_tell(T.CHECKERS),
    ),
    Rule(
        move=M.CHECK,
        sources=(S.DRAFT,),
        target=S.CHECKED,
        by=_CHECK,
        guards=(C.NOT_ASKED, *_READY),
        tells=_tell(T.ORGANISERS),
    ),
    Rule(
        move=M.RETURN,
        sources=(S.DRAFT, S.CHECKED),
        target=S.DRAFT,
        by=_CHECK,
        guards=(C.NOT_ASKED,),
        needs=(Need.NOTE,),
        tells=_tell(T.ORGANISERS),
    ),
    Rule(move=M.RETURN, sources=(S.CHECKED,), target=S.DRAFT, by=_RUN),
    Rule(
        move=M.OPEN,
        sources=(S.CHECKED,),
        target=S.OPEN,
        by=_RUN,
        guards=(*_READY, C.REG_OVER),
        tells=_tell(T.ORGANISERS, T.SPEAKERS, T.INVITED),
        calendar=Calendar.CONFIRMED,
    ),
    Rule(
        move=M.CLOSE_REG,
        sources=(S.OPEN,),
        target=S.CLOSED_REG,
        by=_by(P.SYSTEM),
        guards=(C.REG_OPEN,),
        tells=_tell(T.ORGANISERS),
    ),
    Rule(move=M.CLOSE_REG, sources=(S.OPEN,), target=S.CLOSED_REG, by=_RUN),
    Rule(
        move=M.REOPEN_REG,
        sources=(S.CLOSED_REG,),
        target=S.OPEN,
        by=_RUN,
        guards=(C.HAS_BEGUN, C.REG_OVER),
        tells=_tell(T.INVITED),
    ),
    Rule(
        move=M.BEGIN,
        sources=(S.OPEN, S.CLOSED_REG),
        target=S.RUNNING,
        by=_by(P.SYSTEM, P.ORGANISER, P.SECRETARIAT),
        guards=(C.NOT_BEGUN,),
    ),
    Rule(
        move=M.END,
        sources=(S.RUNNING,),
        target=S.OUTCOMES_DUE,
        by=_by(P.SYSTEM),
        guards=(C.NOT_ENDED,),
        tells=_tell(T.ORGANISERS),
    ),
    Rule(
        move=M.END,
        sources=(S.RUNNING,),
        target=S.OUTCOMES_DUE,
        by=_RUN,
        guards=(C.NOT_BEGUN,),
        tells=_tell(T.ORGANISERS, T.SPEAKERS, T.COMING),
        calendar=Calendar.MOVED,
    ),
    Rule(
        move=M.RETURN_OUTCOME,
        sources=(S.OUTCOMES_DUE,),
        target=S.OUTCOMES_DUE,
        by=_by(P.EDITOR, P.SECRETARIAT),
        guards=(C.NO_OUTCOME,),
        needs=(Need.NOTE,),
        tells=_tell(T.ORGANISERS),
    ),
    Rule(
        move=M.CLEAR_OUTCOME,
        sources=(S.OUTCOMES_DUE,),
        target=S.OUTCOMES_DUE,
        by=_by(P.EDITOR, P.SECRETARIAT),
        guards=(C.NO_OUTCOME, C.ONE_READS),
        tells=_tell(T.EDITORS),
    ),
    Rule(
        move=M.PUBLISH,
        sources=(S.OUTCOMES_DUE,),
        target=S.OUTCOMES_PUBLISHED,
        by=_by(P.EDITOR, P.SECRETARIAT),
        guards=(C.NO_OUTCOME, C.TWO_READ),
        tells=_tell(T.ORGANISERS, T.SPEAKERS, T.COMING),
    ),
    Rule(move=M.ARCHIVE, sources=(S.OUTCOMES_PUBLISHED,), target=S.ARCHIVED, by=_RUN),
    Rule(
        move=M.ARCHIVE,
        sources=(S.OUTCOMES_PUBLISHED,),
        target=S.ARCHIVED,
        by=_by(P.SYSTEM),
        guards=(C.STILL_FRESH,),
    ),
    Rule(
        move=M.CLOSE_UNFINISHED,
        sources=(S.OUTCOMES_DUE,),
        target=S.ARCHIVED,
        by=_RUN,
        guards=(C.NOT_OVERDUE,),
        needs=(Need.REASON,),
        tells=_tell(T.ORGANISERS, T.SECRETARIAT),
    ),
    Rule(
        move=M.POSTPONE,
        sources=TAKES_SEATS,
        target=S.POSTPONED,
        by=_RUN,
        guards=(C.HAS_BEGUN,),
        needs=(Need.REASON,),
        tells=_ALL,
        calendar=Calendar.CANCELLED,
    ),
    Rule(
        move=M.RESUME,
        sources=(S.POSTPONED,),
        target=S.OPEN,
        by=_RUN,
        needs=(Need.DATES,),
        tells=_ALL,
        calendar=Calendar.CONFIRMED,
    ),
    Rule(
        move=M.CANCEL,
        sources=(S.DRAFT, S.CHECKED),
        target=S.CANCELLED,
        by=_RUN,
        needs=(Need.REASON,),
        tells=_tell(T.ORGANISERS, T.SPEAKERS, T.INVITED),
    ),
    Rule(
        move=M.CANCEL,
        sources=(S.OPEN, S.CLOSED_REG, S.RUNNING, S.POSTPONED),
        target=S.CANCELLED,
        by=_RUN,
        needs=(Need.REASON,),
        tells=_ALL,
        calendar=Calendar.CANCELLED,
    ),
)


def _ways_back(table: Iterable[Rule]) -> tuple[Rule, ...]:
    """The secretariat opens again what was cancelled or archived, to where it was before."""
    ends = sorted(
        {(s, rule.target) for rule in table if rule.target in FINAL for s in rule.sources}
    )
    return tuple(
        Rule(
            move=M.REOPEN,
            sources=(final,),
            target=before,
            by=_by(P.SECRETARIAT),
            guards=(C.TOO_LATE,),
            needs=(Need.NOTE,),
            goes_back=True,
            tells=_ALL if before in (*IN_CALENDARS, S.POSTPONED) else _tell(T.ORGANISERS),
            calendar=Calendar.CONFIRMED if before in IN_CALENDARS else Calendar.NONE,
        )
        for before, final in ends
    )


RULES = Table((*_TABLE, *_ways_back(_TABLE)))
