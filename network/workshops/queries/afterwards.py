"""Smaller readings for the time after a workshop: actions, trainers, what is still visible."""

from collections.abc import Iterable
from uuid import UUID

from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.workshops import policy
from network.workshops.models.outcomes import OutcomeAction
from network.workshops.models.registrations import TrainerAccreditation
from network.workshops.models.workshops import Workshop


async def visible_among(actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Those of some workshops that the actor sees now."""
    wanted = list(ids)
    if not wanted:
        return set()
    rows = Workshop.filter(policy.visible_to(actor), id__in=wanted)
    return set(await rows.values_list("id", flat=True))  # type: ignore[arg-type]


async def get_action(workshop_id: UUID, action_id: UUID) -> OutcomeAction:
    """Something that was agreed at a workshop, for who was let in there."""
    row = await OutcomeAction.get_or_none(id=action_id, workshop_id=workshop_id)
    if row is None:
        raise NotFound
    return row


async def accreditations_in(workshop_id: UUID) -> list[TrainerAccreditation]:
    """Who may train others after a workshop, and who could."""
    return await TrainerAccreditation.filter(workshop_id=workshop_id).order_by("competency", "id")
