"""Where a visit is: its steps with their days, the one it is at, and what comes then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from network.exchanges.models.visits import Visit
from network.exchanges.queries.messages import Said
from network.exchanges.vocabulary import Move, VisitState
from network.kernel import moments
from network.kernel.i18n import _, lazy
from network.kernel.travel import Where

S, M = VisitState, Move


class Step(StrEnum):
    """The steps of a visit as people speak of them."""

    OFFERED = "offered"
    APPLIED = "applied"
    ENDORSED = "endorsed"
    HOST = "host"
    AGREED = "agreed"
    PREPARED = "prepared"
    VISIT = "visit"
    SHARED = "shared"
    CLOSED = "closed"


_NAMES = {
    Step.OFFERED: lazy("Offered"),
    Step.APPLIED: lazy("Apply"),
    Step.ENDORSED: lazy("Endorse"),
    Step.HOST: lazy("Find a host"),
    Step.AGREED: lazy("Agree"),
    Step.PREPARED: lazy("Prepare"),
    Step.VISIT: lazy("Visit"),
    Step.SHARED: lazy("Share what you learned"),
    Step.CLOSED: lazy("Close"),
}
_AT = {
    S.DRAFT: Step.APPLIED,
    S.SUBMITTED: Step.ENDORSED,
    S.ENDORSED: Step.HOST,
    S.WAITLISTED: Step.HOST,
    S.HOST_PENDING: Step.HOST,
    S.HOST_ACCEPTED: Step.AGREED,
    S.POSTPONED: Step.AGREED,
    S.CONFIRMED: Step.PREPARED,
    S.IN_PROGRESS: Step.VISIT,
    S.REPORT_DUE: Step.SHARED,
    S.REPORT_REVIEW: Step.SHARED,
    S.ENDED_EARLY: Step.SHARED,
    S.SHARING: Step.SHARED,
}
_MADE_BY = {  # the move that ends a step
    Step.APPLIED: (M.SUBMIT,),
    Step.ENDORSED: (M.ENDORSE,),
    Step.HOST: (M.ACCEPT, M.RESUME),
    Step.AGREED: (M.CONFIRM,),
    Step.PREPARED: (M.ARRIVE,),
    Step.VISIT: (M.FINISH, M.END_EARLY),
    Step.SHARED: (M.CLOSE, M.CLOSE_UNFINISHED),
    Step.CLOSED: (M.CLOSE, M.CLOSE_UNFINISHED),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One step; `note` says when it was made, or what is being waited for."""

    name: str
    note: str = ""
    is_done: bool = False
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps, and in words the one a visit is at; no words once nothing follows."""

    rows: list[Row]
    now: str = ""
    waits: str = ""
    then: str = ""


def steps_of(
    visit: Visit,
    state: VisitState,
    said: Iterable[Said],
    where: Where,
    *,
    offered: datetime | None = None,
    waits: str = "",
) -> Steps:
    """The steps of a visit; `offered` is since when the host offers it, where that may be known,
    and `waits` says what the present one waits for.
    """
    at = _AT.get(state) or (_AT.get(visit.came_from) if visit.came_from else None)
    wanted = [step for step in Step if step is not Step.OFFERED or offered]
    place = wanted.index(at) if at and state is not S.CLOSED else len(wanted)
    made = _made(said)
    is_over = state not in _AT
    if offered:
        made[Step.OFFERED] = offered
    rows = [
        Row(str(_NAMES[step]), _day_of(made.get(step), where), is_done=True)
        for step in wanted[:place]
    ]
    if is_over:
        return Steps(rows + [Row(str(_NAMES[step])) for step in wanted[place:]])
    rows.append(Row(str(_NAMES[wanted[place]]), waits, is_now=True))
    rows += [Row(str(_NAMES[step])) for step in wanted[place + 1 :]]
    return _told(rows, place, waits)


def by_day(on: date) -> str:
    """By when an answer is wanted, as a step says it."""
    return _("Answer by %(day)s", day=moments.near_day(on))


def _told(rows: list[Row], place: int, waits: str) -> Steps:
    now = _("Step %(n)s of %(all)s: %(name)s", n=place + 1, all=len(rows), name=rows[place].name)
    is_last = place + 1 == len(rows)
    return Steps(
        rows, now, waits, "" if is_last else _("Then: %(name)s", name=rows[place + 1].name)
    )


def _made(said: Iterable[Said]) -> dict[Step, datetime]:
    """When each step was made last."""
    return {step: one.at for one in said for step, moves in _MADE_BY.items() if one.move in moves}


def _day_of(at: datetime | None, where: Where) -> str:
    return moments.day_month(moments.local_day(at, where)) if at else ""
