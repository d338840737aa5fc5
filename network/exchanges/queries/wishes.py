"""The hosts somebody can rank for a visit: what is on offer, and centres that take visitors."""

from dataclasses import dataclass
from uuid import UUID

from network.centres import policy as centres
from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.queries import windows
from network.expertise import finder
from network.kernel.actor import Actor, Standing

_HOSTS = "SV-HOST"
_MOST = 60


@dataclass(frozen=True, slots=True)
class Possible:
    """A host to choose: a centre, in one of its windows or at any time, as the reader knows it."""

    key: str
    name: str
    centre_id: UUID
    window: ExchangeWindow | None = None


def key_of(centre_id: UUID, window_id: UUID | None) -> str:
    """How a choice is written in a form: an unlisted centre never by its own key."""
    return f"w{window_id.hex}" if window_id else f"c{centre_id.hex}"


async def possible_hosts(actor: Actor, visit: Visit) -> list[Possible]:
    """What fits the kind of visit first, then other offers, then centres that take visitors."""
    offered = await windows.open_windows(actor)
    offered = [one for one in offered if one.centre_id != visit.home_centre_id]
    offered.sort(key=lambda one: visit.purpose not in one.purposes)
    found = [_in_window(actor, one) for one in offered[:_MOST]]
    listed = {one.centre_id for one in offered} | {visit.home_centre_id}
    return found + await _without_window(actor, listed)


def of_choice(actor: Actor, choice: HostChoice) -> Possible:
    """A host that was ranked already, whether or not it could be chosen anew."""
    name = centres.shown_name(actor, choice.centre)
    key = key_of(choice.centre_id, choice.window_id)
    return Possible(key, name, choice.centre_id, choice.window)


def _in_window(actor: Actor, window: ExchangeWindow) -> Possible:
    name = centres.shown_name(actor, window.centre)
    return Possible(key_of(window.centre_id, window.id), name, window.centre_id, window)


async def _without_window(actor: Actor, listed: set[UUID]) -> list[Possible]:
    rows = (await finder.latest()).centres.rows
    found = [
        Possible(key_of(row.id, None), row.name, row.id)
        for row in rows
        if row is not None
        and row.id not in listed
        and _is_seen(actor, row.id, row.since, row.tags.get(_HOSTS))
    ]
    return sorted(found, key=lambda one: one.name)[:_MOST]


def _is_seen(actor: Actor, key: UUID, since: Standing | None, hosts: Standing | None) -> bool:
    if since is None or hosts is None:
        return False
    return actor.standing_to_centre(key) >= max(since, hosts)
