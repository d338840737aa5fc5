"""Taking a file away from an item, from its readers and from search."""

from typing import TYPE_CHECKING

from network.db import transaction
from network.files.actions import taking
from network.kernel.actor import Actor
from network.kernel.errors import require
from network.knowledge import policy
from network.knowledge.actions import indexing
from network.knowledge.models import Version

if TYPE_CHECKING:
    from network.files.models import File


async def take_away(actor: Actor, version: Version, file: "File") -> None:
    """Leave a file out at once, also where it was published already."""
    require(policy.can_edit(actor, version, version.item))
    async with transaction():
        await taking.take_away(file)
        if file.is_out:
            await indexing.reindex(version.item_id)
