"""Reading which calendars have seen which change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from network.calendars import policy
from network.calendars.models.feeds import Channel, Entry, Feed, PersonalCalendar, Purpose, Reach
from network.calendars.rules import feeds as rules
from network.kernel import clock
from network.kernel.actor import Actor


async def has_fetched(person_id: UUID, purpose: Purpose, change: int) -> bool:
    """Whether one of a person's devices has fetched a change."""
    query = Feed.filter(person_id=person_id, purpose=purpose, revoked_at=None)
    return await query.filter(served__gte=change).exists()


async def has_feed(person_id: UUID, purpose: Purpose) -> bool:
    return await Feed.filter(person_id=person_id, purpose=purpose, revoked_at=None).exists()


@dataclass(frozen=True, slots=True)
class Seen:
    """How many calendars should show an entry, and how many of them fetched its last change."""

    calendars: int
    current: int

    @property
    def behind(self) -> int:
        return self.calendars - self.current


@dataclass(frozen=True, slots=True)
class Standing:
    """How one's entry stands in one's calendars: which of them have it, and for who leads, how many
    of the others' do. `channel` is how their calendar program learns of things, if it does,
    `has_feed` tells whether there is a feed for it at all, `is_read` whether a device ever looked
    at one; only such are counted.
    """

    entry_id: UUID
    own: Seen
    channel: Channel | None
    has_feed: bool
    is_read: bool
    others: Seen | None


async def standings(
    actor: Actor, source_kind: str, source_ids: Iterable[UUID], *, leads: bool = False
) -> dict[UUID, Standing]:
    """How the actor's entries of these things stand, by the things; see policy.can_count for the
    calendars of others, which are counted with `leads`: the caller knows who does.
    """
    whose = Q() if leads else policy.visible_to(actor)
    rows = await Entry.filter(whose, source_kind=source_kind, source_id__in=list(source_ids))
    channels, feeds = await _feeds_of({row.person_id for row in rows})
    by_source: dict[UUID, list[Entry]] = {}
    for row in rows:
        by_source.setdefault(row.source_id, []).append(row)
    found = {}
    for source_id, entries in by_source.items():
        own = next((e for e in entries if e.person_id == actor.person_id), None)
        if own is not None:
            found[source_id] = _standing(own, [e for e in entries if e is not own], feeds, channels)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """What is asked of a feed here."""

    person_id: UUID
    purpose: Purpose
    reach: Reach
    was_read: bool
    served: int


async def _feeds_of(people_ids: set[UUID]) -> tuple[dict[UUID, Channel], list[_Look]]:
    """How these people's programs learn of things, and the feeds that hold something, at once."""
    names = ("purpose", "reach", "was_read", "served", "revoked_at")
    rows: list[dict[str, Any]] = await PersonalCalendar.filter(
        person_id__in=list(people_ids)
    ).values("person_id", "channel", *(f"person__feeds__{name}" for name in names))
    channels: dict[UUID, Channel] = {}
    feeds = []
    for row in rows:
        purpose, reach, was_read, served, revoked_at = (row[f"person__feeds__{n}"] for n in names)
        person_id, channel = row["person_id"], Channel(row["channel"])
        is_feed = purpose is not None and revoked_at is None
        if is_feed or channel is Channel.MAIL:
            channels[person_id] = channel
        if is_feed and channel is Channel.FEED:  # the others' stay empty
            look = _Look(person_id, Purpose(purpose), Reach(reach), bool(was_read), served)
            feeds.append(look)
    return channels, feeds


def _standing(
    own: Entry, others: list[Entry], feeds: list[_Look], channels: dict[UUID, Channel]
) -> Standing:
    mine = [f for f in feeds if f.person_id == own.person_id and f.purpose is own.purpose]
    showing = [f for f in mine if _shows(f, own)]
    seen = Seen(len(showing), sum(f.served >= own.change for f in showing))
    is_read = any(feed.was_read for feed in mine)
    channel, counted = channels.get(own.person_id), _counted(others, feeds)
    return Standing(own.id, seen, channel, bool(mine), is_read, counted)


def _counted(others: list[Entry], feeds: list[_Look]) -> Seen | None:
    """People, not devices: somebody's calendar is right once one of their devices fetched it."""
    calendars = current = 0
    for entry in others:
        served = [f.served for f in feeds if f.person_id == entry.person_id and _shows(f, entry)]
        calendars += bool(served)
        current += any(change >= entry.change for change in served)
    return Seen(calendars, current) if policy.can_count(calendars) else None


def _shows(feed: _Look, entry: Entry) -> bool:
    is_kind = feed.purpose is entry.purpose
    return is_kind and feed.was_read and rules.reaches(feed.reach, entry.days, clock.now())
