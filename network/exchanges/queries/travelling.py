"""Reading the words agreed on a journey, and finding those that did not come."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.models.staying import TravelCheck, TravelCheckState
from network.exchanges.models.visits import Visit
from network.exchanges.queries.visits import get_visit
from network.exchanges.rules import travelling
from network.exchanges.rules.travelling import Asked
from network.exchanges.vocabulary import VisitState
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.errors import NotFound

_AT_ONCE = 500


class Helpers(NamedTuple):
    """Who is asked to look after a visitor; `stand_in` where no focal point is named anywhere."""

    ids: frozenset[UUID]
    stand_in: bool = False


async def get_travelling(actor: Actor, visit_id: UUID) -> Visit:
    """A visit whose checks the actor may see; for others there is no such page."""
    visit = await get_visit(actor, visit_id)
    if not policy.can_see_checks(actor, visit):
        raise NotFound
    return visit


async def checks_of(visit: Visit) -> list[TravelCheck]:
    """What was agreed, in the order in which it is due; for those who were let in before."""
    rows = TravelCheck.filter(visit_id=visit.id).exclude(state=TravelCheckState.CANCELLED)
    return await rows.order_by("due_at", "id")


async def get_check(visit: Visit, check_id: UUID) -> TravelCheck:
    """One of the words agreed for a visit."""
    found = await TravelCheck.get_or_none(id=check_id, visit_id=visit.id)
    if found is None:
        raise NotFound
    return found


async def waited_for() -> list[TravelCheck]:
    """The words that did not come and that not everybody was asked about, with their visits."""
    rows = TravelCheck.filter(
        state=TravelCheckState.PLANNED,
        asked__lt=Asked.FOCAL_POINTS,
        due_at__lte=clock.now() - travelling.ASK_AFTER,
        visit__state__in=travelling.AGREED_IN,
    )
    return await rows.order_by("due_at").limit(_AT_ONCE).select_related("visit")


async def not_arrived() -> list[Visit]:
    """Confirmed visits that should have begun, and about which nobody was asked yet."""
    now = clock.now()
    rows = Visit.filter(
        state=VisitState.CONFIRMED,
        is_virtual=False,
        nobody_came_at=None,
        first_on__lte=now.date() + timedelta(days=1),
    )
    found = await rows.order_by("first_on").limit(_AT_ONCE)
    return [one for one in found if travelling.is_missed(one, now)]


async def helpers_of(visit: Visit) -> Helpers:
    """The focal points of both sides; for a side that has none, those of the network."""
    sides = [
        await centres.holders_of(centre_id, Role.FOCAL_POINT)
        for centre_id in (visit.home_centre_id, visit.host_centre_id)
        if centre_id
    ]
    found = {person for side in sides for person in side}
    if not all(sides):
        roles = await centres.network_roles()
        found |= {person for person, held in roles.items() if Role.FOCAL_POINT in held}
    found.discard(visit.visitor_id)
    if found:
        return Helpers(frozenset(found))
    return Helpers(frozenset(await centres.secretariat_ids()) - {visit.visitor_id}, stand_in=True)
