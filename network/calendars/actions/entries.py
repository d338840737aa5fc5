"""Entries as they follow from what happened: put, moved, cancelled, and never out of order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from network import events, outbox
from network.calendars.actions import invites
from network.calendars.actions.changes import next_change
from network.calendars.models.feeds import Detail, Entry, PersonalCalendar, Purpose, Status
from network.calendars.queries import entries as entry_queries
from network.calendars.queries import seen
from network.calendars.queries.invites import is_by_mail
from network.calendars.rules import feeds as rules
from network.db import F, plain, transaction
from network.kernel import clock
from network.kernel.actor import Actor

_SYSTEM = Actor()
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_KEPT = timedelta(days=400)
_HIDDEN: dict[str, Any] = {
    "status": Status.CANCELLED,
    "changed_at": _LONG_AGO,
    "alert_at": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an entry is made from, as of a revision of it."""

    kind: str
    id: UUID
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What an entry is to hold: instants, or whole days with the last one included.

    `part_of` is what it belongs to, where its source has no page of its own.
    """

    purpose: Purpose
    kind: str
    starts: datetime | date
    ends: datetime | date
    status: Status = Status.CONFIRMED
    part_of: UUID | None = None

    def columns(self) -> dict[str, Any]:
        """The same as the table keeps it."""
        days: tuple[date, date]
        instants: tuple[datetime | None, datetime | None]
        if isinstance(self.starts, datetime) and isinstance(self.ends, datetime):
            days, instants = rules.days_of(self.starts, self.ends), (self.starts, self.ends)
        else:
            days, instants = (self.starts, self.ends), (None, None)
        return {
            "starts_at": instants[0],
            "ends_at": instants[1],
            "first_on": days[0],
            "last_on": days[1],
        }


async def put(
    source: Source, planned: Planned, meeting: Mapping[UUID, UUID | None], *, is_whole: bool = True
) -> None:
    """Give everybody an entry, or bring theirs up to date; `meeting` is person to whom they meet.

    With `is_whole` nobody else is part of it any more. An older revision changes nothing.
    """
    async with transaction():
        for person_id in sorted(meeting):
            await _put(person_id, source, planned, meeting[person_id])
        if is_whole:
            rows = await entry_queries.entries_of(source.kind, source.id)
            left = [row.person_id for row in rows if row.person_id not in meeting]
            await _cancel(source, left)
        await invites.follow(source.kind, source.id, [*meeting, *(left if is_whole else [])])


async def cancel(source: Source, planned: Planned, people: Iterable[UUID]) -> None:
    """Cancel the entries of these people. Who has none yet gets a mark that nobody sees, so that
    the older fact, should it come late, does not bring back what is over.
    """
    async with transaction():
        concerned = sorted(people)
        for person_id in concerned:
            if await _entry(person_id, source) is None:
                await _mark(person_id, source, planned)
            else:
                await _cancel(source, [person_id])
        await invites.follow(source.kind, source.id, concerned)


async def cancel_all(source: Source) -> None:
    """Cancel the entries of everybody who has one."""
    rows = await entry_queries.entries_of(source.kind, source.id)
    async with transaction():
        await _cancel(source, [row.person_id for row in rows])


async def settle(source: Source, *, but: Collection[UUID] = ()) -> None:
    """Take away at once what is done, from everybody but these: nothing was called off."""
    async with transaction():
        for row in await entry_queries.entries_of(source.kind, source.id):
            if source.revision >= row.revision and row.person_id not in but:
                await _hide(row, source.revision)


async def settle_for(source: Source, planned: Planned, people: Iterable[UUID]) -> None:
    """The same; who has no entry yet gets a mark that nobody sees, should an older fact be late."""
    async with transaction():
        await settle(source)
        for person_id in sorted(people):
            if await _entry(person_id, source) is None:
                await _mark(person_id, source, planned)


async def settle_each(source: Source, planned: Planned, people: Iterable[UUID]) -> None:
    """The same for these people alone; everybody else's stays."""
    async with transaction():
        for person_id in sorted(people):
            entry = await _entry(person_id, source)
            if entry is None:
                await _mark(person_id, source, planned)
            elif source.revision >= entry.revision:
                await _hide(entry, source.revision)


async def is_outdated(source: Source) -> bool:
    """Whether something newer is known already of what an entry would be made from."""
    rows = await entry_queries.entries_of(source.kind, source.id)
    return any(row.revision > source.revision for row in rows)


async def settle_kinds(kinds: Collection[str], source_id: UUID, revision: int) -> None:
    """The same for what stands of several kinds at once."""
    rows = Entry.filter(source_id=source_id, source_kind__in=kinds, revision__lte=revision)
    async with transaction():
        for row in await rows.exclude(status=Status.CANCELLED).order_by("person_id"):
            await _hide(row, revision)


async def close_centre(person_id: UUID) -> None:
    """Take away what stood in the calendar of a centre, from somebody who may not see it now."""
    rows = Entry.filter(person_id=person_id, purpose=Purpose.CENTRE)
    async with transaction():
        for row in await rows.exclude(changed_at=_LONG_AGO):
            await _hide(row, row.revision)


async def _hide(row: Entry, revision: int) -> None:
    change = await next_change(row.person_id)
    await Entry.filter(id=row.id).update(**_HIDDEN, revision=revision, change=change)


async def _mark(person_id: UUID, source: Source, planned: Planned) -> None:
    change = await next_change(person_id)
    await _create(person_id, source, planned, None, change)
    await Entry.filter(person_id=person_id, source_kind=source.kind, source_id=source.id).update(
        **_HIDDEN
    )


async def _put(person_id: UUID, source: Source, planned: Planned, other_id: UUID | None) -> None:
    change = await next_change(person_id)
    columns = planned.columns()
    entry = await _entry(person_id, source)
    if entry is None:
        await _create(person_id, source, planned, other_id, change)
        return
    if source.revision < entry.revision:
        return
    wanted = {**columns, "kind": planned.kind, "other_id": other_id, "status": planned.status}
    await _store(entry, source, wanted, change)


async def _create(
    person_id: UUID, source: Source, planned: Planned, other_id: UUID | None, change: int
) -> None:
    columns, now = planned.columns(), clock.now()
    await PersonalCalendar.filter(person_id=person_id).update(named=F("named") + 1)
    await Entry.create(
        person_id=person_id,
        purpose=planned.purpose,
        source_kind=source.kind,
        source_id=source.id,
        revision=source.revision,
        kind=planned.kind,
        status=planned.status,
        part_of_id=planned.part_of,
        other_id=other_id,
        number=(await PersonalCalendar.get(person_id=person_id)).named,
        uid=str(uuid4()),
        month=rules.month_number(columns["first_on"]),
        change=change,
        changed_at=now,
        alert_at=rules.alert_at(now, [columns["starts_at"]], None),
        **columns,
    )


async def _cancel(source: Source, people: Iterable[UUID]) -> None:
    for person_id in sorted(people):
        change = await next_change(person_id)
        entry = await _entry(person_id, source)
        if entry is not None and source.revision >= entry.revision:
            await _store(entry, source, {"status": Status.CANCELLED}, change)


async def _store(entry: Entry, source: Source, wanted: dict[str, Any], change: int) -> None:
    """Write what is new; what calendar programs have to redraw raises SEQUENCE (RFC 5546 2.1.4)."""
    new = {name: value for name, value in wanted.items() if getattr(entry, name) != value}
    columns: dict[str, Any] = {**new, "revision": source.revision}
    if new:
        now = clock.now()
        is_moved = not {"status", "starts_at", "ends_at", "first_on", "last_on"}.isdisjoint(new)
        starts = [entry.starts_at, new.get("starts_at", entry.starts_at)]
        columns |= {
            "sequence": entry.sequence + is_moved,
            "change": change,
            "changed_at": now,
            "month": rules.month_number(new.get("first_on", entry.first_on)),
        }
        if is_moved:
            columns["alert_at"] = rules.alert_at(now, starts, new.get("status"))
    await Entry.filter(id=entry.id).update(**columns)


async def _entry(person_id: UUID, source: Source) -> Entry | None:
    which = "WHERE source_kind = $1 AND source_id = $2 AND person_id = $3"
    found = await plain.records(Entry, which, source.kind, source.id, person_id)
    return found[0] if found else None


# what others show of themselves ------------------------------------------------------------------


async def show_again(people: Iterable[UUID]) -> None:
    """Write the entries anew that name these people, since how they are shown may have changed."""
    ids = list(people)
    named = Entry.filter(other_id__in=ids, texts__detail=Detail.FULL).distinct()
    for entry in await named.order_by("person_id"):
        async with transaction():
            change = await next_change(entry.person_id)
            await Entry.filter(id=entry.id).update(change=change, changed_at=clock.now())
    await invites.follow_readers(ids)


async def purge() -> int:
    """Delete entries that were over more than 400 days ago, when the facts behind them are gone."""
    return await Entry.filter(last_on__lt=(clock.now() - _KEPT).date()).delete()


# late changes ------------------------------------------------------------------------------------


async def tell_unseen() -> int:
    """Record whose calendars have not fetched a late change; one fact a person. Returns how many.

    Whose calendar did fetch it is not told: it shows what is right.
    """
    waiting: dict[UUID, list[Entry]] = {}
    for entry in await entry_queries.late_entries():
        waiting.setdefault(entry.person_id, []).append(entry)
    told = [await _tell(person_id, entries) for person_id, entries in waiting.items()]
    return sum(told)


async def _tell(person_id: UUID, entries: list[Entry]) -> bool:
    unseen = [e for e in entries if not await _is_known(person_id, e)]
    async with transaction():
        for entry in entries:
            await Entry.filter(id=entry.id, change=entry.change).update(alert_at=None)
        first = next((entry for entry in unseen if entry.starts_at), None)
        if first is None or first.starts_at is None:
            return False
        fact = events.EntryUnseen(
            entry_id=first.id,
            person_id=person_id,
            starts_at=first.starts_at,
            count=len(unseen),
            has_feed=await seen.has_feed(person_id, first.purpose),
        )
        await outbox.record(_SYSTEM, fact)
    return True


async def _is_known(person_id: UUID, entry: Entry) -> bool:
    """Whether a calendar has a change: it was mailed, or one of the devices fetched it."""
    if await is_by_mail(person_id, entry.purpose):
        return True
    return await seen.has_fetched(person_id, entry.purpose, entry.change)
