"""Making a new workshop like another one, with the parts that were chosen."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from network.db import Record, transaction
from network.kernel import wall_times, zones
from network.kernel.actor import Actor
from network.kernel.errors import Forbidden, require
from network.workshops import policy
from network.workshops.actions import moving, scheduling
from network.workshops.models.agenda import AgendaItem, Material
from network.workshops.models.registrations import CourseModule
from network.workshops.models.workshops import (
    Workshop,
    WorkshopOrganiser,
    WorkshopQuestion,
    WorkshopReader,
    WorkshopSession,
)
from network.workshops.queries import workshops
from network.workshops.rules import cloning, windows
from network.workshops.rules.cloning import Part

_NOT_COPIED = {"id", "created_at", "version", "changed_at", "workshop_id"}


class Copying(NamedTuple):
    """A copy being made: from what to what, how many days later, and its sessions by source."""

    source: Workshop
    target: Workshop
    days: timedelta
    sessions: dict[UUID, UUID]


async def clone(
    actor: Actor, workshop: Workshop, first_on: date, parts: Collection[Part]
) -> Workshop:
    """A draft like a workshop, as many days later; of people only organisers and audience."""
    if actor.person_id is None:
        raise Forbidden
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        require(policy.can_clone(actor, *seen))
        source = seen.workshop
        days = cloning.shift(source, first_on)
        columns = {**cloning.columns(source), **windows.later(source, days)}
        target = await Workshop.create(
            **columns,
            first_on=first_on,
            last_on=source.last_on + days if source.last_on else None,
            author_id=actor.person_id,
            cloned_from_id=source.id,
        )
        await WorkshopOrganiser.create(workshop_id=target.id, person_id=actor.person_id)
        work = Copying(source, target, days, {})
        for part, copy in _COPIES.items():
            if part in parts:
                await copy(work)
        await target.store(target.version, **await scheduling.span_of(target))
    return target


async def _sessions(work: Copying) -> None:
    for row in await workshops.sessions_of(work.source.id):
        wall = datetime.fromisoformat(row.wall) + work.days
        made = await WorkshopSession.create(
            workshop_id=work.target.id,
            title=row.title,
            wall=wall_times.written(wall),
            zone=row.zone,
            is_second=row.is_second,
            tz_version=zones.TZ_VERSION,
            starts_at=wall_times.kept_instant(wall, row.zone, second=row.is_second),
            minutes=row.minutes,
            place=row.place,
            revision=1,
        )
        work.sessions[row.id] = made.id


async def _quotas(work: Copying) -> None:
    for row in await workshops.quotas_of(work.source.id):
        until = row.kept_until + work.days if row.kept_until else None
        await _copy(row, work, kept_until=until)


async def _questions(work: Copying) -> None:
    for row in await WorkshopQuestion.filter(workshop_id=work.source.id, removed_at=None):
        await _copy(row, work)


async def _agenda(work: Copying) -> None:
    rows = AgendaItem.filter(workshop_id=work.source.id, removed_at=None).order_by("id")
    for row in await rows:
        session_id = work.sessions.get(row.session_id) if row.session_id else None
        await _copy(row, work, session_id=session_id, needs_replacement=False)


async def _materials(work: Copying) -> None:
    """Links only: a file belongs to the material it was sent with."""
    rows = Material.filter(workshop_id=work.source.id, removed_at=None, item_id=None)
    for row in await rows.exclude(link="").exclude(access="named").order_by("id"):
        await _copy(row, work, file_id=None)


async def _reminders(work: Copying) -> None:
    for row in await workshops.reminders_of(work.source.id):
        await _copy(row, work, due_at=None, sent_for=None, sent_at=None)


async def _modules(work: Copying) -> None:
    for row in await CourseModule.filter(workshop_id=work.source.id).order_by("position"):
        await _copy(row, work)


async def _organisers(work: Copying) -> None:
    for person_id in await workshops.organiser_ids(work.source.id):
        await WorkshopOrganiser.get_or_create(workshop_id=work.target.id, person_id=person_id)


async def _audience(work: Copying) -> None:
    for row in await WorkshopReader.filter(workshop_id=work.source.id).order_by("id"):
        await _copy(row, work)


async def _copy(row: Record, work: Copying, **changes: Any) -> None:
    model = type(row)
    names = set(model._meta.fields_db_projection) - _NOT_COPIED  # noqa: SLF001 (the ORM's own list)
    columns = {name: getattr(row, name) for name in names}
    await model.create(**{**columns, **changes}, workshop_id=work.target.id)


_COPIES: Mapping[Part, Callable[[Copying], Awaitable[None]]] = {
    Part.SESSIONS: _sessions,
    Part.QUOTAS: _quotas,
    Part.QUESTIONS: _questions,
    Part.AGENDA: _agenda,
    Part.MATERIALS: _materials,
    Part.REMINDERS: _reminders,
    Part.MODULES: _modules,
    Part.ORGANISERS: _organisers,
    Part.AUDIENCE: _audience,
}
