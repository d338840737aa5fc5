"""Reading outside calendars: one's own, and when people are busy elsewhere."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from network.calendars import policy
from network.calendars.models.feeds import Entry
from network.calendars.models.outside import OutsideCalendar
from network.calendars.rules.outside import fingerprint
from network.db import plain
from network.kernel import clock, keys
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

_PURPOSE = "outside calendar"
_BUSY = """
    SELECT c.person_id, b.times FROM outside_calendar c JOIN busy_time b ON b.calendar_id = c.id
    WHERE b.starts_at < $1 AND b.ends_at > $2 AND b.counts_from <= $3 AND c.person_id IN ({})
"""


class State(StrEnum):
    """How an outside calendar stands."""

    WAITING = "waiting"
    FRESH = "fresh"
    STALE = "stale"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Shown:
    """An outside calendar as its owner sees it: of its address only the host."""

    calendar: OutsideCalendar
    host: str
    state: State


async def busy_elsewhere(
    person_ids: Iterable[UUID], first: datetime, last: datetime
) -> dict[UUID, list[tuple[int, int]]]:
    """When people are busy by their outside calendars, in minutes since 1970, in one query.

    All the time asked for, when a calendar of theirs was not to be read for a week.
    """
    wanted = list(person_ids)
    return await busy_asked(wanted, first, last) if wanted else {}


def busy_asked(
    wanted: list[UUID], first: datetime, last: datetime
) -> plain.Question[dict[UUID, list[tuple[int, int]]]]:
    """The same of at least one person, to be asked with other things."""
    told = plain.rows(_BUSY.format(plain.marks(wanted, 4)), last, first, clock.now(), *wanted)
    return told.then(lambda rows: _busy(rows, int(first.timestamp()), int(last.timestamp())))


def _busy(
    rows: Iterable[dict[str, Any]], begin: int, until: int
) -> dict[UUID, list[tuple[int, int]]]:
    found: dict[UUID, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(UUID(str(row["person_id"])), []).extend(
            (max(start, begin) // 60, -(-min(end, until) // 60))
            for start, end in json.loads(row["times"])
            if start < until and end > begin
        )
    return found


async def own_calendars(actor: Actor) -> list[Shown]:
    """The actor's outside calendars, oldest first."""
    rows = await OutsideCalendar.filter(policy.visible_to(actor)).order_by("created_at")
    return [Shown(row, host_of(row), state_of(row)) for row in rows]


async def is_shut(actor: Actor) -> bool:
    """Whether all the actor's time counts as busy, because a calendar of theirs is not believed."""
    query = OutsideCalendar.filter(policy.visible_to(actor), closes_at__lte=clock.now())
    return await query.exists()


async def get_calendar(actor: Actor, calendar_id: UUID) -> OutsideCalendar:
    """An outside calendar of the actor's own."""
    found = await OutsideCalendar.get_or_none(policy.visible_to(actor), id=calendar_id)
    if found is None:
        raise NotFound
    return found


def seal(address: str) -> str:
    return keys.seal(_PURPOSE, address)


def address_of(calendar: OutsideCalendar) -> str:
    """The secret address; empty if it was sealed under another secret."""
    return keys.unseal(_PURPOSE, calendar.address_sealed) or ""


def host_of(calendar: OutsideCalendar) -> str:
    return urlsplit(address_of(calendar)).hostname or ""


def state_of(calendar: OutsideCalendar) -> State:
    if calendar.closes_at <= clock.now():
        return State.CLOSED if calendar.failures or calendar.read_at else State.WAITING
    return State.STALE if calendar.reason else State.FRESH


def tag_of(calendar: OutsideCalendar, since: datetime) -> str:
    """The tag to ask with, if what was read after `since` would be read the same today."""
    is_recent = calendar.read_at is not None and calendar.read_at > since
    person = calendar.person
    is_same = calendar.asked == fingerprint(person.zone, person.email)
    return calendar.etag if is_recent and is_same else ""


async def due(limit: int) -> list[OutsideCalendar]:
    """Calendars whose time has come, longest due first, with their owners."""
    return await (
        OutsideCalendar.filter(due_at__lte=clock.now(), person__is_disabled=False)
        .order_by("due_at")
        .limit(limit)
        .select_related("person")
    )


async def own_uids(person_id: UUID) -> frozenset[str]:
    """UIDs that this portal gave a person's entries; when they come back they block nobody."""
    return frozenset(await Entry.filter(person_id=person_id).values_list("uid", flat=True))  # type: ignore[arg-type]
