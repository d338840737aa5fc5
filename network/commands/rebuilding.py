"""`network rebuild`: what can be made again from the facts that were recorded."""

from network import outbox
from network.calendars.reactions import PROJECTION


async def rebuild_calendars() -> int:
    """Put back entries that are missing; what is there keeps its name. Safe at any time."""
    count = await outbox.replay("calendars", PROJECTION)
    print(f"{count} facts were gone through; calendars show what follows from them.")
    return 0
