"""For whom a workshop of level S2 or S3 is, and which trainings it can have come of."""

from typing import NamedTuple
from uuid import UUID

from network.kernel.actor import Actor
from network.workshops import policy
from network.workshops.models.workshops import Workshop, WorkshopReader
from network.workshops.rules.accreditation import KINDS

_MOST = 100


class Audience(NamedTuple):
    """The centres and the people a workshop is for."""

    centres: list[UUID]
    people: list[UUID]


async def audience_of(workshop_id: UUID) -> Audience:
    rows = await WorkshopReader.filter(workshop_id=workshop_id).order_by("id")
    centres = [row.centre_id for row in rows if row.centre_id]
    return Audience(centres, [row.person_id for row in rows if row.person_id])


async def possible_parents(actor: Actor, workshop: Workshop) -> list[Workshop]:
    """Trainings the actor sees of which this workshop can have come, newest first."""
    rows = Workshop.filter(policy.visible_to(actor), kind__in=list(KINDS)).exclude(id=workshop.id)
    return await rows.order_by("-starts_at", "id").limit(_MOST)
