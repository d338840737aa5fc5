"""Who of several supervisors gives a session when any of them will do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A supervisor who is free: sessions given lately, room for how many, and the last one given.

    A lower `priority` goes first whatever the load.
    """

    id: UUID
    given: int
    capacity: int
    last_at: datetime | None = None
    priority: int = 0


def pick(candidates: Sequence[Candidate]) -> Candidate | None:
    """The least loaded for their room, then whoever waited longest, then in a fixed order."""
    return min(candidates, key=_rank, default=None)


def _rank(one: Candidate) -> tuple[int, float, datetime, str]:
    load = one.given / max(1, one.capacity)
    return one.priority, load, one.last_at or _NEVER, str(one.id)
