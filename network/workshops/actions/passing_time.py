"""Storing what time did to workshops, however long nobody looked."""

from uuid import UUID

from network.kernel import clock
from network.kernel.one_by_one import each
from network.workshops.actions import moving
from network.workshops.queries import due


async def catch_up_all() -> int:
    """Bring every workshop that time moved to where it is now; each tells its last step only."""
    return await each(await due.due_ids(clock.now()), _catch_up)


async def _catch_up(workshop_id: UUID) -> bool:
    return await moving.catch_up(workshop_id)
