"""The visitor's clock: on the days of a confirmed visit it is the host's, if the visitor likes."""

from collections.abc import Awaitable, Callable, Mapping

from network.exchanges.models.visits import Visit
from network.exchanges.vocabulary import Move, VisitState
from network.kernel.travel import Days
from network.people.actions import travel

_THERE = (VisitState.CONFIRMED, VisitState.IN_PROGRESS)


async def follow(visit: Visit, move: Move) -> None:
    """Let the visitor's clock follow what was done to a visit, which is as it is after that."""
    if keep := _KEEPS.get(move):
        await keep(visit)


async def change(visit: Visit) -> None:
    """Bring the days up to date; what was taken out by the visitor stays out."""
    was_noted = await travel.forget_visit(visit.visitor_id, visit.id)
    if was_noted:
        await _begin(visit)


async def _begin(visit: Visit) -> None:
    """Let the visitor live by the host's clocks on the days agreed; nobody travels online."""
    last_on = visit.ended_on or visit.last_on
    if visit.is_virtual or not visit.zone or visit.first_on is None or last_on is None:
        return
    if visit.first_on <= last_on:
        days = Days(visit.first_on, last_on, visit.zone)
        await travel.note_visit(visit.visitor_id, visit.id, days)


async def _leave(visit: Visit) -> None:
    await travel.forget_visit(visit.visitor_id, visit.id)


async def _reopen(visit: Visit) -> None:
    if visit.state in _THERE:
        await _begin(visit)


_KEEPS: Mapping[Move, Callable[[Visit], Awaitable[None]]] = {
    Move.CONFIRM: _begin,
    Move.FINISH: change,
    Move.END_EARLY: change,
    Move.POSTPONE: _leave,
    Move.HOST_WITHDRAWS: _leave,
    Move.GO_VIRTUAL: _leave,
    Move.CANCEL: _leave,
    Move.REOPEN: _reopen,
}
