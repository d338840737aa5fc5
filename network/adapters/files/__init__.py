"""Files of strangers: looked at, cleaned and read, each in a process of its own with bounds.

Nothing of what was sent is kept as it came: a file is written anew by a library that understood
it, so what hid before, behind or between its parts is gone.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from network.adapters import sandbox
from network.adapters.files.kinds import Kind

_SECONDS = 25.0


class Refused(Exception):
    """A file that is not taken; `reason` is one of the words of `kinds.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one page; number 0 for what has no pages."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a file, and what in them could point to a client: kind of sign and page."""

    pages: tuple[Page, ...] = ()
    certain: tuple[tuple[str, int], ...] = ()
    likely: tuple[tuple[str, int], ...] = ()


async def cleaned(kind: Kind, content: Sequence[bytes]) -> bytes:
    """The file written anew without metadata, scripts and what lies hidden. Raises Refused."""
    with _target() as path:
        order = {"kind": kind.suffix, "path": str(path)}
        told = await _asked("network.adapters.files.cleaning", order, content)
        if reason := told.get("refused"):
            raise Refused(str(reason))
        return path.read_bytes()


async def read(
    kind: Kind, content: Sequence[bytes], language: str = "", today: date | None = None
) -> Reading | None:
    """The words in a cleaned file, looked through for client data; None when they cannot be read
    within the bounds.
    """
    if not kind.has_words:
        return Reading()
    order = {"kind": kind.suffix, "language": language, "today": today and today.isoformat()}
    try:
        told = await _asked("network.adapters.files.reading", order, content)
    except Refused:
        return None
    if "pages" not in told:
        return None
    return Reading(
        tuple(Page(int(number), str(text)) for number, text in told["pages"]),
        tuple((str(reason), int(number)) for reason, number in told["certain"]),
        tuple((str(reason), int(number)) for reason, number in told["likely"]),
    )


@contextlib.contextmanager
def _target() -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix="attachment-")
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


async def _asked(module: str, order: Any, content: Sequence[bytes]) -> dict[str, Any]:
    """What a module answers about a file; the order is its first line."""
    first = json.dumps(order).encode() + b"\n"
    try:
        told = json.loads(await sandbox.run(module, [first, *content], seconds=_SECONDS))
    except (sandbox.Killed, ValueError):
        raise Refused("too-heavy") from None
    return told if isinstance(told, dict) else {}
