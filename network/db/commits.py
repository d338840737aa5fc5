"""A sign of whether anybody, in any process, has committed anything since a moment ago.

SQLite keeps it in memory that all its processes share. PostgreSQL would have to be asked, which
costs as much as asking for what one wants to know.
"""

import sqlite3
from pathlib import Path

_watcher: sqlite3.Connection | None = None


def watch(path: Path) -> None:
    """Look at a SQLite database from now on, through a connection that does nothing else."""
    global _watcher  # noqa: PLW0603 (one database per process)
    unwatch()
    _watcher = sqlite3.connect(path, isolation_level=None, timeout=0)


def unwatch() -> None:
    global _watcher  # noqa: PLW0603
    if _watcher is not None:
        _watcher.close()
    _watcher = None


def mark() -> int | None:
    """A number that is another after every commit; None if that cannot be known.

    Asked without a thread in between, as it takes microseconds and never waits.
    """
    if _watcher is None:
        return None
    try:
        found: int = _watcher.execute("PRAGMA data_version").fetchone()[0]
    except sqlite3.OperationalError:
        return None
    return found
