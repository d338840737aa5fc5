"""Visits in return for each other."""

from uuid import UUID

from network.exchanges import policy
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.rules.states import FINAL
from network.exchanges.vocabulary import VisitState
from network.kernel.actor import Actor

_MOST = 200
_OFF = tuple(state for state in FINAL if state is not VisitState.CLOSED)


async def partner_of(visit: Visit) -> Visit | None:
    """The visit in return, also when it does not take place any more."""
    return await Visit.get_or_none(id=visit.paired_id) if visit.paired_id else None


def is_off(partner: Visit | None) -> bool:
    """Whether the visit in return will not take place, so that this one has to be thought over."""
    return partner is not None and partner.state in _OFF


async def possible_pairs(actor: Actor, visit: Visit) -> list[Visit]:
    """The visits the actor could call one in return: going on, unpaired, and the other way."""
    hosts = await _hosts_of(visit)
    back = Visit.filter(policy.visible_to(actor), home_centre_id__in=list(hosts), paired_id=None)
    rows = await back.exclude(state__in=list(FINAL)).exclude(id=visit.id).limit(_MOST)
    wanted = await _hosts_by_visit(rows)
    return [
        row
        for row in rows
        if policy.can_pair(actor, row) and visit.home_centre_id in wanted[row.id]
    ]


async def _hosts_of(visit: Visit) -> set[UUID]:
    return (await _hosts_by_visit([visit]))[visit.id]


async def _hosts_by_visit(rows: list[Visit]) -> dict[UUID, set[UUID]]:
    """Who hosts each visit, or may: a visit without a host yet goes to those it ranks."""
    found = {row.id: {row.host_centre_id} - {None} for row in rows}
    open_ids = [row.id for row in rows if row.host_centre_id is None]
    for choice in await HostChoice.filter(visit_id__in=open_ids) if open_ids else []:
        found[choice.visit_id].add(choice.centre_id)
    return {key: {host for host in hosts if host} for key, hosts in found.items()}
