"""Questions about days that nobody settled: they end with what they were asked about."""

from network.db import F
from network.exchanges.models.agreeing import DateChange, DateChangeState, DatePoll, DatePollState
from network.exchanges.models.visits import Visit
from network.exchanges.rules.states import Rule
from network.exchanges.vocabulary import VisitState

_ASKED_ON_IN = (VisitState.HOST_ACCEPTED, VisitState.POSTPONED)  # with the same host


async def let_go(visit: Visit, rule: Rule) -> None:
    """Let a move that is about to be stored end what was asked for another host or other days.

    Who accepted other days did so for the visit as it was confirmed then, with the host it had.
    """
    if rule.target not in _ASKED_ON_IN:
        polls = DatePoll.filter(visit_id=visit.id, state=DatePollState.OPEN)
        await polls.update(state=DatePollState.CLOSED, version=F("version") + 1)
    if visit.state is VisitState.CONFIRMED:
        changes = DateChange.filter(visit_id=visit.id, state=DateChangeState.OPEN)
        await changes.update(state=DateChangeState.WITHDRAWN, version=F("version") + 1)
