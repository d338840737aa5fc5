"""What the rules of states have to know about a workshop; queries gather it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from network.workshops.vocabulary import Reason, WorkshopState


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A workshop as its guards see it; days begin and end on the clocks of `zone`, the host's.

    An outcome for everybody is published once `outcome_read_by` somebody else.
    """

    state: WorkshopState = WorkshopState.DRAFT
    came_from: WorkshopState | None = None
    settled_at: datetime | None = None
    is_asked: bool = False
    zone: str = ""
    first_on: date | None = None
    last_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    closes_at: datetime | None = None
    sessions: int = 0
    capacity: int = 0
    has_neutral_title: bool = False
    has_outcome_owner: bool = False
    is_outcome_sent: bool = False
    is_outcome_public: bool = False
    outcome_read_by: UUID | None = None
    outcome_due_on: date | None = None


class Request(NamedTuple):
    """What somebody gives along with a move, whatever the move needs of it."""

    reason: Reason | None = None
    note: str = ""
    starts_on: date | None = None
