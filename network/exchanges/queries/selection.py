"""Choosing among the applications of a call: their order, the places, and the waiting list."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from network.exchanges import policy
from network.exchanges.models.offers import ExchangeCall
from network.exchanges.models.visits import ReviewState, Visit
from network.exchanges.queries import windows
from network.exchanges.rules import selection
from network.exchanges.rules.states import BEFORE_CONFIRMED
from network.exchanges.vocabulary import VisitState
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

S = VisitState
CHOSEN_AMONG = (S.ENDORSED, S.WAITLISTED)
_WITHOUT_PLACE = (S.DRAFT, S.SUBMITTED, *CHOSEN_AMONG)
_OVER = (S.DECLINED, S.WITHDRAWN, S.CANCELLED, S.EXPIRED)
_NEVER_MADE = (*BEFORE_CONFIRMED, *_OVER)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One application of a call. `rank` is its place in the order of those with a result."""

    visit: Visit
    rank: int | None
    scores: tuple[int, ...]
    asked: int  # reviews that are still being written
    wanted: int  # reviews for which nobody is asked yet
    balance: int  # visits the home centre made more than it hosted


@dataclass(frozen=True, slots=True)
class Selection:
    """A call with its applications: to choose among, waiting, with a place, and the others."""

    call: ExchangeCall
    open: list[Candidate]
    waiting: list[Candidate]
    chosen: list[Candidate]
    others: list[Candidate]

    @property
    def left(self) -> int:
        return max(0, self.call.places - len(self.chosen))


async def selection_of(actor: Actor, call_id: UUID) -> Selection:
    """The applications of a call, for the secretariat; drafts are their writers' alone."""
    call = await windows.get_call(actor, call_id)
    if not policy.can_call(actor):
        raise NotFound
    query = Visit.filter(call_id=call.id, submitted_at__isnull=False).exclude(state=S.DRAFT)
    found = await query.order_by("submitted_at", "id").select_related("home_centre")
    return _selection(call, await _candidates(found))


async def _candidates(found: list[Visit]) -> list[Candidate]:
    await Visit.fetch_for_list(found, "reviews")
    balance = await _balances({visit.home_centre_id for visit in found})
    ranks = _ranks(found, balance)
    return [_candidate(visit, ranks, balance[visit.home_centre_id]) for visit in found]


def _candidate(visit: Visit, ranks: dict[UUID, int], balance: int) -> Candidate:
    done = [r for r in visit.reviews if r.state is ReviewState.DONE and r.total is not None]
    scores = tuple(r.total or 0 for r in sorted(done, key=lambda r: (r.done_at, r.id)))
    asked = sum(review.state is ReviewState.ASKED for review in visit.reviews)
    wanted = max(0, selection.reviews_wanted(scores) - asked)
    return Candidate(visit, ranks.get(visit.id), scores, asked, wanted, balance)


def _selection(call: ExchangeCall, rows: list[Candidate]) -> Selection:
    ordered = sorted(rows, key=lambda row: row.rank or len(rows) + 1)
    return Selection(
        call,
        open=[row for row in ordered if row.visit.state is S.ENDORSED],
        waiting=[row for row in ordered if row.visit.state is S.WAITLISTED],
        chosen=[row for row in rows if has_place(row.visit)],
        others=[r for r in rows if r.visit.state is S.SUBMITTED or r.visit.state in _OVER],
    )


def has_place(visit: Visit) -> bool:
    """Whether a visit has one of the places of its call: it went on to a host, and is not off."""
    return visit.state not in (*_WITHOUT_PLACE, *_OVER)


# the order ---------------------------------------------------------------------------------------


async def rank_of(visit: Visit) -> int | None:
    """Where somebody stands on the waiting list of a call now, the first being 1."""
    if visit.state is not S.WAITLISTED or visit.call_id is None:
        return None
    order = await waiting_order(visit.call_id)
    return order.index(visit.id) + 1 if visit.id in order else None


async def waiting_order(call_id: UUID) -> list[UUID]:
    """The waiting list of a call, the next one first; those without a result stand last."""
    found = await Visit.filter(call_id=call_id, state=S.WAITLISTED)
    balance = await _balances({visit.home_centre_id for visit in found})
    ranks = _ranks(found, balance)
    return sorted(ranks, key=lambda key: ranks[key])


def _ranks(found: Iterable[Visit], balance: dict[UUID, int]) -> dict[UUID, int]:
    """The place of each application among those to choose from that have a result.

    On the waiting list everybody has one.
    """
    scored = [
        selection.Scored(
            visit.id, visit.score or 0, balance[visit.home_centre_id], visit.submitted_at
        )
        for visit in found
        if visit.submitted_at is not None and _is_ranked(visit)
    ]
    return {key: place for place, key in enumerate(selection.in_order(scored), 1)}


def _is_ranked(visit: Visit) -> bool:
    return visit.state is S.WAITLISTED or (visit.state is S.ENDORSED and visit.score is not None)


async def _balances(centre_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many visits centres made more than they hosted: who received less comes first."""
    ids = list(centre_ids)
    counted: Counter[UUID] = Counter(dict.fromkeys(ids, 0))
    if not ids:
        return counted
    made = Visit.exclude(state__in=_NEVER_MADE)
    for row in await made.filter(home_centre_id__in=ids).only("id", "home_centre_id"):
        counted[row.home_centre_id] += 1
    for row in await made.filter(host_centre_id__in=ids).only("id", "host_centre_id"):
        if row.host_centre_id is not None:
            counted[row.host_centre_id] -= 1
    return counted
