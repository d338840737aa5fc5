"""When a workshop is: its sessions, and what follows them wherever they move."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from network import events, outbox
from network.kernel import clock, wall_times, zones
from network.kernel.actor import Actor
from network.workshops.models.agenda import AgendaRelease, SpeakerTime
from network.workshops.models.workshops import Workshop, WorkshopReminder, WorkshopSession
from network.workshops.queries import agenda as agendas
from network.workshops.queries import people, workshops
from network.workshops.rules import agenda, reminders, timing, windows
from network.workshops.rules.reminders import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What a session shall be; `second` says which of two equal wall times is meant."""

    wall: datetime
    minutes: int
    zone: str
    title: str = ""
    place: str = ""
    second: bool | None = None


def columns_of(plan: Sitting) -> dict[str, Any]:
    """A session as it is stored. Raises Invalid for a time that is not there, or there twice."""
    return {
        "wall": wall_times.written(plan.wall),
        "zone": plan.zone,
        "is_second": bool(plan.second),
        "tz_version": zones.TZ_VERSION,
        "starts_at": wall_times.agreed_instant(plan.wall, plan.zone, second=plan.second),
        "minutes": plan.minutes,
        "title": plan.title.strip(),
        "place": plan.place.strip(),
    }


async def announce(actor: Actor, workshop: Workshop, *, is_removed: bool = False) -> None:
    """Put all sessions into the calendars of everybody who comes, or take them out."""
    rows = await workshops.sessions_of(workshop.id)
    await _announce(actor, workshop, rows, is_removed=is_removed)


async def take_out_later(actor: Actor, workshop: Workshop) -> dict[str, Any]:
    """A workshop that ended early: what was still to come is not held, and leaves the calendars
    and the times of the agenda; the workshop's columns that change with it.
    """
    now = clock.now()
    rows = [row for row in await workshops.sessions_of(workshop.id) if row.starts_at > now]
    await _announce(actor, workshop, rows, is_removed=True)
    for row in rows:
        await row.store(row.version, removed_at=now)
        await SpeakerTime.filter(session_id=row.id).delete()
    await follow_sessions(actor, workshop, {})
    return await span_of(workshop)


async def tell_session(
    actor: Actor,
    workshop: Workshop,
    session: WorkshopSession,
    *,
    is_removed: bool = False,
    is_moved: bool = False,
) -> None:
    """Say where a session of an announced workshop is now; those who come learn of another time."""
    members = tuple(await people.members_of(workshop))
    others = tuple(who for who in members if who != actor.person_id)
    fact = _fact(workshop, session, members, is_removed=is_removed)
    is_news = is_moved or is_removed
    await outbox.record(actor, replace(fact, told=others if is_news else ()))


async def shift(actor: Actor, workshop: Workshop, days: timedelta) -> dict[str, Any]:
    """Move everything by whole days, hour by hour; the workshop's columns that change with it."""
    before = {row.id: row.starts_at for row in await workshops.sessions_of(workshop.id)}
    for row in await workshops.sessions_of(workshop.id):
        await row.store(row.version, **_later(row, days))
    await follow_sessions(actor, workshop, before)
    await _shift_quotas(workshop, days)
    shifted = {
        "first_on": workshop.first_on + days if workshop.first_on else None,
        "last_on": workshop.last_on + days if workshop.last_on else None,
    }
    workshop.update_from_dict(shifted)
    return {**windows.later(workshop, days), **shifted, **await span_of(workshop)}


async def span_of(workshop: Workshop) -> dict[str, datetime | None]:
    """When a workshop begins and ends as its sessions are now; its reminders follow."""
    rows = await workshops.sessions_of(workshop.id)
    sessions = [(row.starts_at, row.minutes) for row in rows]
    starts_at, ends_at = timing.span(sessions, workshop.first_on, workshop.last_on, workshop.zone)
    await _set_reminders(workshop.id, starts_at, ends_at)
    return {"starts_at": starts_at, "ends_at": ends_at}


async def follow_sessions(actor: Actor, workshop: Workshop, before: dict[UUID, datetime]) -> None:
    """After sessions moved: what was released of the agenda goes along, with a line for each."""
    last = await agendas.last_release(workshop.id)
    if last is None:
        return
    now = {row.id: row.starts_at for row in await workshops.sessions_of(workshop.id)}
    old = agenda.from_stored(last.slots)
    new = [_along(slot, before, now) for slot in old]
    changes = agenda.changes(old, new)
    if changes:
        await AgendaRelease.create(
            workshop_id=workshop.id,
            number=last.number + 1,
            slots=agenda.to_stored(new),
            changes=agenda.changes_to_stored(changes),
            person_id=actor.person_id,
        )


def due_of(row: WorkshopReminder, starts_at: datetime | None, ends_at: datetime | None) -> Any:
    """When a reminder is due; None when it was sent for the very time, or there is none."""
    anchor = reminders.anchor_of(row.anchor, starts_at, ends_at)
    if reminders.is_settled(row.sent_for, anchor):
        return None
    plan = Plan(row.anchor, row.minutes, row.audience)
    return reminders.due_at(plan, starts_at, ends_at)


async def _announce(
    actor: Actor, workshop: Workshop, rows: Iterable[WorkshopSession], *, is_removed: bool
) -> None:
    members = tuple(await people.members_of(workshop))
    for row in rows:
        await row.store(row.version, revision=row.revision + 1)
        await outbox.record(actor, _fact(workshop, row, members, is_removed=is_removed))


def _fact(
    workshop: Workshop, session: WorkshopSession, members: tuple[UUID, ...], *, is_removed: bool
) -> events.WorkshopSessionMoved:
    return events.WorkshopSessionMoved(
        session_id=session.id,
        workshop_id=workshop.id,
        kind=workshop.kind,
        starts_at=session.starts_at,
        minutes=session.minutes,
        revision=session.revision,
        is_removed=is_removed,
        is_whole=True,
        members=members,
    )


async def _shift_quotas(workshop: Workshop, days: timedelta) -> None:
    for row in await workshops.quotas_of(workshop.id):
        if row.kept_until is not None:
            until = wall_times.days_later(row.kept_until, workshop.zone, days)
            await row.store(row.version, kept_until=until)


def _later(row: WorkshopSession, days: timedelta) -> dict[str, Any]:
    wall = datetime.fromisoformat(row.wall) + days
    return {
        "wall": wall_times.written(wall),
        "starts_at": wall_times.kept_instant(wall, row.zone, second=row.is_second),
        "tz_version": zones.TZ_VERSION,
    }


def _along(
    slot: agenda.Slot, before: dict[UUID, datetime], now: dict[UUID, datetime]
) -> agenda.Slot:
    """A slot with its session; one whose session is gone has no time any more."""
    if slot.session_id is None or slot.starts_at is None:
        return slot
    if slot.session_id not in now:
        return replace(slot, session_id=None, starts_at=None)
    was = before.get(slot.session_id, now[slot.session_id])
    return replace(slot, starts_at=slot.starts_at + (now[slot.session_id] - was))


async def _set_reminders(
    workshop_id: UUID, starts_at: datetime | None, ends_at: datetime | None
) -> None:
    for row in await workshops.reminders_of(workshop_id):
        due = due_of(row, starts_at, ends_at)
        if due != row.due_at:
            await WorkshopReminder.filter(id=row.id).update(due_at=due)
