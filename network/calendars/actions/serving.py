"""The bytes devices get: put together when something changed, kept, and handed out as they are.

Entries are rendered once per change, months joined and deflated once, and the last copies stay in
this process, so that an eager client costs next to nothing. Nothing is handed out unless the
database says that it still stands as it did when the copy was made, whichever process changed it.
"""

import asyncio
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from network.calendars.models.feeds import (
    Detail,
    Entry,
    EntryText,
    Feed,
    FeedMonth,
    Purpose,
    Reach,
)
from network.calendars.queries import entries as entry_queries
from network.calendars.queries import feeds as queries
from network.calendars.queries import shelves
from network.calendars.queries import titles as title_queries
from network.calendars.queries.feeds import Stand
from network.calendars.queries.shelves import Month, Shelf
from network.calendars.rules import feeds as rules
from network.calendars.rules import ics
from network.db import commits
from network.kernel import clock, i18n, links
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.ids import hash_token
from network.people import queries as people

if TYPE_CHECKING:
    from network.people.models import Person

_UNASKED = timedelta(seconds=2)  # what depends on the hour alone may be so late
_MOST_BYTES = 64_000_000
_OWN_TIME = (Purpose.SESSIONS, Purpose.VISITS, Purpose.WORKSHOPS)  # the rest leaves one free
_AT_ONCE = 40  # entries rendered before others get their turn


@dataclass(slots=True)
class Copy:
    """A feed as it is handed out; `served` is the last change in it.

    It is right as long as `stand` is; that was seen at `seen_at`, before the commit after `mark`.
    """

    stand: Stand
    etag: str
    changed_at: datetime
    content: bytes
    zipped: bytes
    served: int
    seen_at: datetime
    mark: int | None
    is_noted: bool = False
    heads: dict[str, Any] = field(default_factory=dict)  # prepared by whoever hands it out

    @property
    def size(self) -> int:
        return len(self.content) + len(self.zipped)


@dataclass(frozen=True, slots=True)
class Built:
    """The bytes of a feed, with the hash of their parts and the last change among them."""

    content: bytes
    zipped: bytes
    etag: str
    served: int


_copies: OrderedDict[str, Copy] = OrderedDict()
_building: dict[tuple[Shelf, Stand], asyncio.Task[Built]] = {}


async def at_hand(token: str) -> Copy | None:
    """What the device with this address gets now, if this process has served it before."""
    key = hash_token(token)
    return await _current(key) if key in _copies else None


async def copy_for(token: str) -> Copy | None:
    """What the device with this address gets now; None for an address that is unknown or gone."""
    return await _current(hash_token(token))


async def _current(key: str) -> Copy | None:
    mark, now = commits.mark(), clock.now()
    found = _copies.get(key)
    if found is not None and _is_untouched(found, mark, now):
        return found
    stand = await queries.stand_of(key)
    if stand is None:
        _copies.pop(key, None)
        return None
    if found is None or found.stand != stand:
        found = await _copy(stand, now)
    found.seen_at, found.mark = now, mark
    _keep(key, found)
    return found


def _is_untouched(copy: Copy, mark: int | None, now: datetime) -> bool:
    """Whether nobody committed anything since, so that the database need not be asked."""
    if mark is None or mark != copy.mark or now.date() != copy.stand.day:
        return False
    return copy.seen_at <= now < copy.seen_at + _UNASKED


async def _copy(stand: Stand, now: datetime) -> Copy:
    feed = await Feed.get(id=stand.feed_id)
    built = await _built(feed, stand)
    changed_at = await _dated(feed, built.etag, now)
    return Copy(
        stand=stand,
        etag=built.etag,
        changed_at=changed_at,
        content=built.content,
        zipped=built.zipped,
        served=built.served,
        seen_at=now,
        mark=None,
        is_noted=feed.was_read and feed.served >= built.served,
    )


async def _dated(feed: Feed, etag: str, now: datetime) -> datetime:
    """When the bytes became these; of processes that find it out at once, the first is right."""
    if etag != feed.etag or feed.changed_at is None:
        changed_at = now.replace(microsecond=0)
        query = Feed.filter(id=feed.id, etag=feed.etag)
        if await query.update(etag=etag, changed_at=changed_at):
            return changed_at
        feed = await Feed.get(id=feed.id)
    return feed.changed_at or now.replace(microsecond=0)


async def _built(feed: Feed, stand: Stand) -> Built:
    detail = rules.capped(stand.detail, at_high_risk=stand.is_at_high_risk)
    shelf = Shelf(
        stand.person_id,
        stand.purpose,
        detail,
        i18n.known(stand.language) or i18n.SOURCE,
        stand.reach,
        stand.alarm,
    )
    if stand.is_closed or stand.is_by_mail:
        return _joined(shelf, [], feed.served)
    return await _built_once(shelf, stand)


async def _built_once(shelf: Shelf, stand: Stand) -> Built:
    """All who ask while it is put together get the same, unless something changed meanwhile."""
    key = (shelf, stand)
    running = _building.get(key)
    if running is None:
        running = _building[key] = asyncio.create_task(_put_together(shelf, stand.changes))
        running.add_done_callback(lambda _: _building.pop(key, None))
    return await asyncio.shield(running)


def _shelf(
    person: "Person",
    purpose: Purpose,
    detail: Detail,
    reach: Reach = Reach.NEAR,
    alarm: int = 0,
) -> Shelf:
    language = i18n.known(person.language) or i18n.SOURCE
    return Shelf(person.id, purpose, detail, language, reach, alarm)


async def note_served(copy: Copy) -> None:
    """Remember that a device has everything up to the last change in its copy."""
    if copy.is_noted:
        return
    query = Feed.filter(id=copy.stand.feed_id, served__lte=copy.served)
    await query.update(served=copy.served, was_read=True)
    copy.is_noted = True


async def preview(
    actor: Actor, purpose: Purpose, detail: Detail, reach: Reach = Reach.NEAR, alarm: int = 0
) -> bytes:
    """The very bytes a new feed would hold now."""
    person = await people.get_own(actor)
    if detail not in await queries.details_for(actor):
        raise NotFound
    return (await _put_together(_shelf(person, purpose, detail, reach, alarm))).content


async def single(actor: Actor, entry: Entry, detail: Detail) -> bytes:
    """A calendar of one entry, for download; discreet as far as its owner has to be."""
    person = await people.get_own(actor)
    at_high_risk = await queries.is_at_high_risk(person.id)
    shelf = _shelf(person, entry.purpose, rules.capped(detail, at_high_risk=at_high_risk))
    texts = await _render(shelf, [entry])
    with i18n.speaking(shelf.language):
        name = rules.calendar_name(shelf.purpose, shelf.detail)
    return ics.whole(name, texts.values())


# putting together --------------------------------------------------------------------------------


async def _put_together(shelf: Shelf, changes: int = 0) -> Built:
    """A feed from its months; those whose entries changed are made anew. `changes` is how many
    there were when one began to look, so it holds them all.
    """
    states = await shelves.month_states(shelf)
    stored = await shelves.stored_months(shelf)
    months: list[Month] = []
    for number, state in states.items():
        month = stored.pop(number, None)
        if month is None or month.state != state:
            month = await _write_month(shelf, number, state)
        months.append(month)
    if stored:
        await FeedMonth.filter(shelf.months(), month__in=list(stored)).delete()
    return _joined(shelf, months, changes)


def _joined(shelf: Shelf, months: list[Month], served: int) -> Built:
    with i18n.speaking(shelf.language):
        head = ics.head(rules.calendar_name(shelf.purpose, shelf.detail))
    tail = ics.tail(is_empty=not months)
    content = b"".join([head, *(month.content for month in months), tail])
    pieces = [ics.deflated(head), *(month.deflated for month in months), ics.deflated(tail)]
    etag = ics.etag([ics.digest(head), *(month.digest for month in months), ics.digest(tail)])
    return Built(content, ics.zipped(pieces, content), etag, served)


async def _write_month(shelf: Shelf, number: int, state: str) -> Month:
    texts = await shelves.month_texts(shelf, number)
    new = await _rendered(shelf, [text for text in texts if isinstance(text, UUID)])
    shown = [new.get(text, b"") if isinstance(text, UUID) else text for text in texts]
    content = b"".join(ics.with_alarm(text, shelf.alarm) for text in shown if text)
    month = Month(state, ics.digest(content), content, ics.deflated(content))
    row = FeedMonth(
        **asdict(shelf),
        month=number,
        **month._asdict(),
    )
    await FeedMonth.bulk_create(
        [row],
        on_conflict=[*asdict(shelf), "month"],
        update_fields=list(Month._fields),
    )
    return month


async def _rendered(shelf: Shelf, keys: list[UUID]) -> dict[UUID, bytes]:
    """The bytes of entries that changed since theirs were stored."""
    found: dict[UUID, bytes] = {}
    for start in range(0, len(keys), _AT_ONCE):
        entries = await entry_queries.entries_by_id(keys[start : start + _AT_ONCE])
        found |= await _render(shelf, list(entries.values()))
        await asyncio.sleep(0)
    return found


async def _render(shelf: Shelf, entries: list[Entry]) -> dict[UUID, bytes]:
    titles = await title_queries.titles(entries, shelf.detail, shelf.language)
    found = {
        entry.id: ics.entry(shown_of(entry, titles[entry.id], shelf.detail)) for entry in entries
    }
    rows = [
        EntryText(
            entry_id=entry.id,
            detail=shelf.detail,
            language=shelf.language,
            change=entry.change,
            content=found[entry.id],
        )
        for entry in entries
    ]
    await EntryText.bulk_create(
        rows,
        on_conflict=["entry_id", "detail", "language"],
        update_fields=["change", "content"],
    )
    return found


def shown_of(entry: Entry, title: str, detail: Detail) -> ics.Shown:
    """What an entry says at a level. Its place is told on its page alone, a quarter of an hour
    before; a feed would give it away for weeks.
    """
    page = links.absolute(rules.OPEN_ENTRY.format(id=entry.id)) if detail is Detail.FULL else ""
    return ics.Shown(
        uid=entry.uid,
        sequence=entry.sequence,
        status=entry.status,
        title=title,
        starts=entry.starts_at or entry.first_on,
        ends=entry.ends_at or entry.last_on,
        changed_at=entry.changed_at,
        takes_time=not entry.is_cancelled and entry.purpose in _OWN_TIME,
        page=page,
    )


# copies in this process --------------------------------------------------------------------------


def _keep(key: str, copy: Copy) -> None:
    _copies[key] = copy
    _copies.move_to_end(key)
    size = sum(kept.size for kept in _copies.values())
    while size > _MOST_BYTES:
        _, gone = _copies.popitem(last=False)
        size -= gone.size


async def forget(person_id: UUID) -> None:
    """Let go of a person's copies, which nobody may have any more."""
    for key in [key for key, copy in _copies.items() if copy.stand.person_id == person_id]:
        del _copies[key]
