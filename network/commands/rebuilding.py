"""`network rebuild`: what can be made again from what is recorded elsewhere."""

import sys

from network import outbox
from network.calendars.reactions import PROJECTION
from network.site import rebuilding

_WIDTH = 30


async def rebuild_calendars() -> int:
    """Put back entries that are missing; what is there keeps its name. Safe at any time."""
    count = await outbox.replay("calendars", PROJECTION)
    print(f"{count} facts were gone through; calendars show what follows from them.")
    return 0


async def rebuild_search(*, go_on: bool) -> int:
    """Build the search anew, saying how far it is."""

    def tell(kind: str, done: int, of_about: int) -> None:
        part = min(1.0, done / of_about) if of_about else 0.0
        bar = "#" * round(part * _WIDTH)
        sys.stderr.write(f"\r[{bar:<{_WIDTH}}] {part:4.0%}  {done} stored, now: {kind}        ")
        sys.stderr.flush()

    done = await rebuilding.rebuild(tell, start_over=not go_on)
    sys.stderr.write("\n")
    print(f"The search holds {done} entries.")
    return 0
