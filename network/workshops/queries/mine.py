"""What somebody has to do with workshops, for the page of their own."""

from network.kernel.actor import Actor
from network.workshops import policy
from network.workshops.models.registrations import WorkshopInvitation
from network.workshops.models.workshops import Workshop
from network.workshops.vocabulary import InvitationState

_MOST = 50


async def invited_to(actor: Actor) -> list[Workshop]:
    """The workshops to which somebody was invited and has not answered, first ones first."""
    if actor.person_id is None:
        return []
    asked = WorkshopInvitation.filter(person_id=actor.person_id, state=InvitationState.PENDING)
    ids = await asked.order_by("-id").limit(_MOST).values_list("workshop_id", flat=True)
    if not ids:
        return []
    query = Workshop.filter(policy.visible_to(actor), id__in=list(ids))
    return await query.select_related("centre").order_by("starts_at", "id")
