"""The waiting list of a call, and the places that cancelled visits left."""

from datetime import datetime
from uuid import UUID

from network.exchanges.models.visits import PlaceOffer
from network.exchanges.rules.selection import Place
from network.exchanges.vocabulary import VisitState


async def places_of(freed_by_id: UUID) -> list[Place]:
    """To whom the place of a cancelled visit was offered so far, and what they said."""
    rows = await PlaceOffer.filter(freed_by_id=freed_by_id).order_by("created_at", "id")
    return [Place(row.visit_id, row.created_at, row.is_taken) for row in rows]


async def open_offer(visit_id: UUID, now: datetime) -> PlaceOffer | None:
    """The place a visit is offered now."""
    rows = PlaceOffer.filter(visit_id=visit_id, answered_at=None, expires_at__gt=now)
    return await rows.order_by("-created_at").first()


async def is_place_taken(visit_id: UUID) -> bool:
    """Whether somebody on the waiting list took up a place."""
    return await PlaceOffer.filter(visit_id=visit_id, is_taken=True).exists()


async def is_promised(freed_by_id: UUID) -> bool:
    """Whether somebody took up the place of a visit, and is still on the waiting list."""
    taken = PlaceOffer.filter(freed_by_id=freed_by_id, is_taken=True)
    return await taken.filter(visit__state=VisitState.WAITLISTED).exists()


async def unanswered(now: datetime) -> list[PlaceOffer]:
    """The places nobody said anything about in time."""
    rows = PlaceOffer.filter(answered_at=None, expires_at__lte=now)
    return await rows.order_by("expires_at", "id")
