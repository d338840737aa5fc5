"""What the rules of states have to know about a visit; queries gather it, nothing else is read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from network.exchanges.vocabulary import OfferState, Part, Reason, VisitState


class Offer(NamedTuple):
    """How far asking one host went; `expires_at` is set once it was asked."""

    state: OfferState
    expires_at: datetime | None = None
    accepted_at: datetime | None = None
    is_possible: bool = True  # a free window and room, as checked now

    @property
    def can_be_next(self) -> bool:
        """Whether this host can be asked now.

        One that is asked to take somebody else instead has no day to answer by until the new
        application has come that far.
        """
        if self.state is OfferState.ASKED:
            return self.expires_at is None
        return self.state is OfferState.RANKED and self.is_possible


class FollowUp(NamedTuple):
    """A question after three or six months."""

    due_on: date
    is_answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A visit as its guards see it; `offers` and `follow_ups` are in order.

    `zone` is the host's: a visit's days begin and end there. `window_ends_on` is the last day on
    which the visit could still take place. `came_from` is the state before a final one.
    """

    state: VisitState = VisitState.DRAFT
    came_from: VisitState | None = None
    settled_at: datetime | None = None
    reopened_at: datetime | None = None
    zone: str = "UTC"
    window_ends_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    offers: tuple[Offer, ...] = ()

    is_complete: bool = False
    goals: int = 0
    has_conduct: bool = False
    gates_passed: bool = False
    has_cover: bool = False
    is_bilateral: bool = False
    is_call_full: bool = False
    is_call_closed: bool = False  # to what was never sent, and is in nobody's place

    has_mentor: bool = False
    has_language: bool = False
    signed: frozenset[Part] = frozenset()
    is_red: bool = False
    has_plan_b: bool = False
    is_budget_committed: bool = False
    open_items: int = 0
    is_virtual: bool = False

    has_arrived: bool = False
    has_report: bool = False
    has_ratings: bool = False
    is_host_cleared: bool = False
    host_review_due_on: date | None = None
    has_level: bool = False
    disseminations: int = 0
    is_waived: bool = False
    follow_ups: tuple[FollowUp, ...] = ()
    due_on: date | None = None  # of the report, or of the short one after an early end
    ended_for: Reason | None = None
    no_show_since: datetime | None = None  # both focal points were told that nobody arrived


class Request(NamedTuple):
    """What somebody gives along with a move, whatever the move needs of it.

    `is_replaced` is in no form: it comes with the visit of who goes instead.
    """

    reason: Reason | None = None
    note: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    is_replaced: bool = False
