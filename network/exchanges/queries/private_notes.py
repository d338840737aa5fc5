"""What only the secretariat is told beside a visit."""

from datetime import timedelta

from network.exchanges import policy
from network.exchanges.models.visits import HostChoice, Visit, VisitMove
from network.exchanges.vocabulary import Move, OfferState, Part, VisitState
from network.kernel import clock
from network.kernel.actor import Actor

_KEPT = timedelta(days=365)
_AGREED = (VisitState.CONFIRMED, VisitState.POSTPONED)


async def took_back(actor: Actor, visit: Visit) -> list[Part]:
    """The sides of a visit whose centre took back its yes to another, confirmed one within a year.

    The secretariat alone reads it, and asks how it can help; nobody is marked for it.
    """
    if not policy.can_read_host_note(actor):
        return []
    sides = {Part.HOST: visit.host_centre_id, Part.HOME: visit.home_centre_id}
    rows = HostChoice.filter(
        centre_id__in=[key for key in sides.values() if key],
        state=OfferState.WITHDRAWN,
        first_on__isnull=False,
        answered_at__gte=clock.now() - _KEPT,
    )
    left = {row.visit_id: row.centre_id for row in await rows.exclude(visit_id=visit.id)}
    if not left:
        return []
    moves = VisitMove.filter(visit_id__in=list(left), move=Move.HOST_WITHDRAWS)
    seen = {left[row.visit_id] for row in await moves.filter(before__in=list(_AGREED))}
    return [part for part, centre_id in sides.items() if centre_id in seen]
