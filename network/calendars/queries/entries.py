"""Reading the entries of calendars."""

from collections.abc import Iterable
from datetime import date
from typing import NoReturn
from uuid import UUID

from network.calendars import policy
from network.calendars.models.feeds import Entry, Purpose, Status
from network.db import plain
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound


async def own_entries(actor: Actor, first: date, last: date) -> list[Entry]:
    """The actor's entries that touch these days in UTC, cancelled ones too, in order.

    Not what is in the calendar of a centre: who is in it has an entry of their own.
    """
    query = Entry.filter(policy.visible_to(actor), first_on__lte=last, last_on__gte=first)
    return sorted(await query.exclude(purpose=Purpose.CENTRE), key=_place)


async def next_entry(actor: Actor, day: date) -> Entry | None:
    """The actor's first entry after a day that stands."""
    query = Entry.filter(policy.visible_to(actor), first_on__gt=day)
    query = query.exclude(status=Status.CANCELLED).exclude(purpose=Purpose.CENTRE)
    return await query.order_by("first_on", "starts_at").first()


async def get_entry(actor: Actor, entry_id: UUID) -> Entry:
    """An entry of the actor's own."""
    return await Entry.filter(policy.visible_to(actor)).get_or_none(id=entry_id) or _absent()


async def entries_of(source_kind: str, source_id: UUID) -> list[Entry]:
    """Everybody's entries of one thing."""
    which = "WHERE source_kind = $1 AND source_id = $2"
    return await plain.records(Entry, which, source_kind, source_id)


async def late_entries(limit: int = 500) -> list[Entry]:
    """Entries whose late change has had its time to be fetched, earliest first."""
    query = Entry.filter(alert_at__lte=clock.now()).order_by("first_on", "starts_at")
    return await query.limit(limit)


async def entries_by_id(ids: Iterable[UUID]) -> dict[UUID, Entry]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = await plain.records(Entry, f"WHERE id IN ({plain.marks(wanted)})", *wanted)
    return {row.id: row for row in rows}


def _place(entry: Entry) -> tuple[date, float, str]:
    return entry.first_on, entry.starts_at.timestamp() if entry.starts_at else 0.0, entry.uid


def _absent() -> NoReturn:
    raise NotFound
