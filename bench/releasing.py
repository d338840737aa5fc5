"""A large round released in a process of its own, so that its time and its memory can be told."""

import asyncio
import contextlib
import json
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from network.adapters import lock_files
from network.db.setup import close_database, open_database
from network.kernel import clock
from network.settings import Settings
from network.wellbeing.actions import moving
from network.wellbeing.models.rounds import CheckInRound
from network.wellbeing.vocabulary import RoundState


async def release(folder: Path) -> dict[str, float]:
    """Release the round that is open in a database; what that cost."""
    lock_files.use_folder(folder / "locks")
    await open_database(Settings(database_url=f"sqlite://{folder}/bench.db", var_dir=folder))
    one = await CheckInRound.get(state=RoundState.OPEN)
    day_after = one.closes_on + timedelta(days=1)
    before = time.process_time()
    with clock.at(datetime.combine(day_after, datetime.min.time(), UTC)):
        await moving.release_due()
    took = time.process_time() - before
    await close_database()
    return {"seconds": took, "megabytes": _most_held() / 1024}


def _most_held() -> int:
    """In KB. What rusage tells includes whoever started this process, where Linux knows better."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(json.dumps(asyncio.run(release(Path(sys.argv[1])))))
