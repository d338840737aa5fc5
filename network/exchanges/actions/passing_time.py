"""Storing what time did to visits, however long nobody looked."""

from uuid import UUID

from network.exchanges.actions import moving
from network.exchanges.queries import due, visits
from network.kernel import clock
from network.kernel.errors import Conflict
from network.kernel.one_by_one import each


async def catch_up_all() -> int:
    """Bring every visit that time moved to where it is now; each tells its last step only."""
    return await each(await due.due_ids(clock.now()), _catch_up)


async def _catch_up(visit_id: UUID) -> bool:
    """False when there was nothing to do, or somebody moved the visit first."""
    try:
        return await moving.catch_up(await visits.fresh(visit_id))
    except Conflict:
        return False
