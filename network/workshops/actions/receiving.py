"""Files of materials: sending one in, taking it up once it was looked at, and taking it away."""

from uuid import UUID

from network.centres import queries as centres
from network.db import transaction
from network.files import queries as files
from network.files.actions import taking
from network.files.actions.taking import Place
from network.kernel.actor import Actor
from network.kernel.errors import Forbidden, NotFound
from network.workshops.actions import materials
from network.workshops.actions.materials import Paper
from network.workshops.models.agenda import Material
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops


async def add_with_file(
    actor: Actor, workshop: Workshop, paper: Paper, name: str, content: bytes
) -> Material:
    """Add something to read that is a file; others have it once it was looked at."""
    async with transaction():
        row = await materials.add_material(actor, workshop, paper)
        await taking.take_whole(actor, Place(row.id, row.lang), name, content)
    return row


async def send_again(actor: Actor, row: Material, name: str, content: bytes) -> None:
    """Send another file for a material, which takes the place of the one before when it is ready.

    Whoever asks has made sure that the actor may write the material.
    """
    await taking.take_whole(actor, Place(row.id, row.lang), name, content)


async def take_up(material_id: UUID, file_id: UUID) -> None:
    """Give a file that is ready to those its material is for, for whoever sent it.

    Nothing happens where that person may not add to it any more, or the material is gone.
    """
    row = await Material.get_or_none(id=material_id, removed_at=None)
    if row is None:
        return
    file = await files.get_file(material_id, file_id)
    if file.author_id is None:
        return
    workshop = await workshops.fresh(row.workshop_id)
    try:
        await materials.attach_file(
            await centres.actor_of(file.author_id), workshop, material_id, file_id
        )
    except (Forbidden, NotFound):
        return
    for old in await files.in_hand(material_id):
        if old.id != file_id and old.created_at <= file.created_at:
            await taking.take_away(old)


async def remove(actor: Actor, workshop: Workshop, material_id: UUID) -> None:
    """Take a material away, with its files for good."""
    async with transaction():
        await materials.remove_material(actor, workshop, material_id)
        await taking.erase(material_id)
