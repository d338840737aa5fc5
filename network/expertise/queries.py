"""Reading offers, needs, matches and requests, always scoped to what the actor may see."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from network.centres.queries import DirectoryEntry
from network.db import plain
from network.expertise import finder, policy, rules
from network.expertise.finder import Finder, ListingEntry
from network.expertise.models import (
    Answer,
    ContactRequest,
    Kind,
    Listing,
    ListingState,
    RequestState,
    UnansweredSearch,
)
from network.expertise.rules import Match, Side
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

_MOST_CANDIDATES = 2_000


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A listing that fits another, with the reasons."""

    entry: ListingEntry
    match: Match


async def directory() -> Finder:
    """The directory of centres and listings, up to date."""
    return await finder.fresh()


async def get_listing(actor: Actor, listing_id: UUID) -> Listing:
    """A listing the actor may see."""
    query = Listing.filter(policy.visible_to(actor, clock.now()))
    return await query.get_or_none(id=listing_id) or _absent()


async def listings_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Listing]:
    """Listings by key, those the actor may see."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = await Listing.filter(policy.visible_to(actor, clock.now()), id__in=wanted)
    return {row.id: row for row in rows}


async def listings_by_text_id(actor: Actor, text: str) -> Listing | None:
    """A listing the actor may see by its key as it stands in an address; None for anything else."""
    try:
        return await get_listing(actor, UUID(text[:36]))
    except (ValueError, NotFound):
        return None


async def listings_of(actor: Actor, centre_id: UUID) -> list[Listing]:
    """A centre's listings the actor may see, newest first."""
    query = Listing.filter(policy.visible_to(actor, clock.now()), centre_id=centre_id)
    return await query.order_by("kind", "-created_at").limit(200)


async def matches_for(actor: Actor, listing: Listing, limit: int = 30) -> list[MatchRow]:
    """Listings of the other kind that fit this one, best first, as far as the actor may see."""
    index = await finder.latest()
    own = _side(listing, index.centres.get(listing.centre_id))
    view = index.listings.view(actor)
    found = view.seen() & view.any_of(own.codes)
    found &= view.tagged(f"kind:{rules.opposite(listing.kind)}")
    found &= ~index.listings.owned_by([listing.centre_id])
    candidates = [row for _, row in zip(range(_MOST_CANDIDATES), view.rows(found), strict=False)]
    ranked = sorted(
        await _matched(actor, listing, own, candidates, index),
        key=lambda pair: (-pair[1].score, str(pair[0].id)),
    )
    return [MatchRow(entry, match) for entry, match in ranked[:limit]]


async def _matched(
    actor: Actor, listing: Listing, own: Side, candidates: list[ListingEntry], index: Finder
) -> list[tuple[ListingEntry, Match]]:
    offers = [entry.id for entry in candidates] + [listing.id]
    busy = await open_requests(offers)
    own_is_need = listing.kind is Kind.NEED
    matched = []
    for entry in candidates:
        other = _side_of_entry(entry, index.centres.get(entry.centre_id), busy[entry.id])
        need, offer = (own, other) if own_is_need else (other, own)
        paired = entry.centre_id in actor.contact_ids
        if found := rules.match(need, offer, paired_before=paired):
            matched.append((entry, found))
    return matched


async def open_requests(listing_ids: Iterable[UUID]) -> Counter[UUID]:
    """How many unanswered requests each listing has."""
    wanted = list(listing_ids)
    rows = ContactRequest.filter(state=RequestState.ASKED, listing_id__in=wanted)
    return Counter(await rows.values_list("listing_id", flat=True))  # type: ignore[arg-type]


def _side(listing: Listing, centre: DirectoryEntry | None) -> Side:
    return Side(
        codes=frozenset(listing.codes),
        languages=listing.languages or _spoken_at(centre),
        region=centre.region if centre else "",
        near=listing.near,
        from_on=listing.from_on,
        until_on=listing.until_on,
        is_accepting=listing.is_accepting,
        is_stale=rules.is_due(listing, clock.now()),
    )


def _side_of_entry(entry: ListingEntry, centre: DirectoryEntry | None, busy: int) -> Side:
    return Side(
        codes=frozenset(entry.codes),
        languages=entry.languages or _spoken_at(centre),
        region=centre.region if centre else "",
        near=entry.near,
        from_on=entry.from_on,
        until_on=entry.until_on,
        is_accepting=entry.is_accepting,
        is_full=rules.is_full(entry.capacity, busy),
        is_stale=clock.now() >= entry.confirmed_at + rules.FRESH,
    )


def _spoken_at(centre: DirectoryEntry | None) -> dict[str, str]:
    return dict.fromkeys(centre.languages, "native") if centre else {}


# requests to get in touch ------------------------------------------------------------------------


async def get_request(actor: Actor, request_id: UUID) -> ContactRequest:
    query = ContactRequest.filter(policy.requests_visible_to(actor)).get_or_none(id=request_id)
    return await query.select_related("centre", "asked_centre", "listing") or _absent()


async def requests_seen(actor: Actor) -> list[ContactRequest]:
    """Requests the actor may see, open ones first, newest first."""
    rows = (
        await ContactRequest.filter(policy.requests_visible_to(actor))
        .select_related("centre", "asked_centre", "listing")
        .order_by("-created_at")
        .limit(100)
    )
    return sorted(rows, key=lambda row: row.state is not RequestState.ASKED)


async def author_of_request(request_id: UUID) -> list[UUID]:
    """Who wrote a request, as a list that is empty when nobody is named."""
    found = await ContactRequest.filter(id=request_id).first()
    return [found.author_id] if found and found.author_id else []


async def lapsing_requests() -> list[ContactRequest]:
    limit = clock.now() - rules.REQUEST_LAPSES
    return await ContactRequest.filter(state=RequestState.ASKED, created_at__lte=limit).limit(100)


# answers to needs --------------------------------------------------------------------------------


async def answers_to(actor: Actor, need: Listing) -> list[Answer]:
    """Answers to a need: all for its own coordinators, else those of the actor's centres."""
    query = Answer.filter(listing_id=need.id).order_by("created_at")
    if not policy.can_pick(actor, need):
        query = query.filter(centre_id__in=list(actor.coordinated_ids))
    return await query


async def get_answer(actor: Actor, answer_id: UUID) -> tuple[Answer, Listing]:
    """An answer the actor may see, with its need."""
    found = await Answer.get_or_none(id=answer_id).select_related("centre", "listing")
    if found is None or not policy.can_see_answer(actor, found, found.listing):
        return _absent()
    return found, found.listing


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a coordinator: a request or answer of others, a draft or a listing due."""

    what: str
    id: UUID
    centre_id: UUID
    listing_id: UUID | None
    title: str


_WAITING = """
    SELECT 0 AS place, 'request' AS what, r.id, r.centre_id, r.listing_id,
        COALESCE(l.title, '') AS title, r.created_at
        FROM contact_request r LEFT JOIN listing l ON l.id = r.listing_id
        WHERE r.state = 'asked' AND r.asked_centre_id IN ({0})
    UNION ALL SELECT 1, 'answer', a.id, a.centre_id, a.listing_id, l.title, a.created_at
        FROM answer a JOIN listing l ON l.id = a.listing_id
        WHERE a.state = 'open' AND l.centre_id IN ({0})
    UNION ALL SELECT 2, CASE state WHEN 'draft' THEN 'draft' ELSE 'due' END, id, centre_id, id,
        title, created_at FROM listing
        WHERE centre_id IN ({0}) AND state <> 'withdrawn'
        AND (state = 'draft' OR confirmed_at <= {1} OR until_on < {2})
    ORDER BY 1, 7
"""  # requests first, then answers, then listings, each oldest first, in one query


async def waiting_for(actor: Actor) -> list[Waiting]:
    """What the actor can settle for the centres they coordinate."""
    own = sorted(actor.coordinated_ids)
    if not own:
        return []
    now, last = clock.now(), len(own)
    asked = _WAITING.format(plain.marks(own), f"${last + 1}", f"${last + 2}")
    rows = await plain.rows(asked, *own, now - rules.FRESH, now.date())
    return [
        Waiting(
            row["what"],
            UUID(str(row["id"])),
            UUID(str(row["centre_id"])),
            UUID(str(row["listing_id"])) if row["listing_id"] else None,
            row["title"],
        )
        for row in rows
    ]


# the passing of time, and the secretariat --------------------------------------------------------


async def due_listings(limit: int = 100) -> list[Listing]:
    """Published listings not confirmed for six months and not asked about since."""
    now = clock.now()
    rows = await Listing.filter(
        state=ListingState.PUBLISHED, confirmed_at__lte=now - rules.FRESH
    ).order_by("confirmed_at")
    asked_before = now - rules.FRESH
    return [r for r in rows if r.reminded_at is None or r.reminded_at <= asked_before][:limit]


async def unanswered_searches() -> list[tuple[str, int]]:
    """Words searched without a result by at least five people, most asked first."""
    asked = Counter(await UnansweredSearch.all().values_list("words", flat=True))
    return [(str(w), n) for w, n in asked.most_common(50) if n >= rules.ASKERS_TOLD]


def _absent() -> NoReturn:
    raise NotFound
