"""Writing the sessions of a workshop; calendars, agenda and reminders follow them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from network.db import transaction
from network.kernel import clock, wall_times, zones
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.workshops.actions import moving, scheduling
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.agenda import SpeakerTime
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import workshops
from network.workshops.rules.states_table import FINAL
from network.workshops.vocabulary import WorkshopState

MOST_SESSIONS = 60
LEAST_MINUTES, MOST_MINUTES = 5, 720
_OVER = (*FINAL, WorkshopState.OUTCOMES_DUE, WorkshopState.OUTCOMES_PUBLISHED)


async def add_session(actor: Actor, workshop: Workshop, plan: Sitting) -> WorkshopSession:
    """Add a session. Raises Invalid for a time outside of the workshop's days, or one that the
    clocks there jump over or show twice.
    """
    async with transaction():
        stored = await _writable(actor, workshop)
        if len(await workshops.sessions_of(stored.id)) >= MOST_SESSIONS:
            raise Conflict(_("A workshop has at most sixty sessions."))
        columns = _checked(stored, plan)
        row = await WorkshopSession.create(workshop_id=stored.id, revision=1, **columns)
        await _follow(stored)
        if moving.is_announced(stored):
            await scheduling.tell_session(actor, stored, row, is_moved=True)
    return row


async def change_session(
    actor: Actor, workshop: Workshop, session_id: UUID, version: int, plan: Sitting
) -> WorkshopSession:
    """Change a session; raises Stale with what is stored when somebody did so meanwhile."""
    async with transaction():
        stored = await _writable(actor, workshop)
        row = await _session(stored, session_id)
        before = {row.id: row.starts_at}
        await _keep(row, version, **_checked(stored, plan))
        await _moved(actor, stored, row, before)
    return row


async def remove_session(actor: Actor, workshop: Workshop, session_id: UUID, version: int) -> None:
    """Take a session out; its items stay written, without a time."""
    async with transaction():
        stored = await _writable(actor, workshop)
        row = await _session(stored, session_id)
        await _keep(row, version, removed_at=clock.now())
        await SpeakerTime.filter(session_id=row.id).delete()
        await scheduling.follow_sessions(actor, stored, {})
        await _follow(stored)
        if moving.is_announced(stored):
            await scheduling.tell_session(actor, stored, row, is_removed=True)


async def follow_zone_rules() -> int:
    """After new zone rules: keep the wall time of coming sessions; returns how many moved."""
    rows = WorkshopSession.filter(removed_at=None, starts_at__gt=clock.now())
    found = await rows.exclude(tz_version=zones.TZ_VERSION).order_by("id")
    return sum([await _renew(row) for row in found])


async def _renew(row: WorkshopSession) -> bool:
    wall = datetime.fromisoformat(row.wall)
    async with transaction():
        stored = await moving.held(row.workshop_id)
        row = await _session(stored, row.id)
        before = {row.id: row.starts_at}
        starts_at = wall_times.kept_instant(wall, row.zone, second=row.is_second)
        is_moved = starts_at != row.starts_at
        columns = {"tz_version": zones.TZ_VERSION, "starts_at": starts_at}
        await row.store(row.version, **columns, revision=row.revision + is_moved)
        if is_moved:
            await _moved(SYSTEM, stored, row, before)
    return is_moved


async def _moved(
    actor: Actor, workshop: Workshop, row: WorkshopSession, before: dict[UUID, datetime]
) -> None:
    is_moved = before[row.id] != row.starts_at
    if is_moved:
        await scheduling.follow_sessions(actor, workshop, before)
    await _follow(workshop)
    if moving.is_announced(workshop):
        await scheduling.tell_session(actor, workshop, row, is_moved=is_moved)


async def _follow(workshop: Workshop) -> None:
    await workshop.store(workshop.version, **await scheduling.span_of(workshop))


async def _writable(actor: Actor, workshop: Workshop) -> Workshop:
    stored = await moving.held_to_run(actor, workshop)
    if stored.state in _OVER:
        raise Conflict(_("This workshop is over and stays as it is."))
    return stored


async def _session(workshop: Workshop, session_id: UUID) -> WorkshopSession:
    rows = WorkshopSession.filter(workshop_id=workshop.id, removed_at=None)
    found = await rows.get_or_none(id=session_id)
    if found is None:
        raise NotFound
    return found


def _checked(workshop: Workshop, plan: Sitting) -> dict[str, Any]:
    if not LEAST_MINUTES <= plan.minutes <= MOST_MINUTES:
        raise Invalid(minutes=_("Choose another length."))
    if not zones.is_zone(plan.zone):
        raise Invalid(zone=_("Choose from the list."))
    columns = scheduling.columns_of(plan)
    day = wall_times.wall_of(columns["starts_at"], workshop.zone or plan.zone).date()
    is_early = workshop.first_on is not None and day < workshop.first_on
    if is_early or (workshop.last_on is not None and day > workshop.last_on):
        raise Invalid(on=_("This is not within the days of the workshop."))
    return columns


async def _keep(row: WorkshopSession, version: int, **columns: Any) -> None:
    if not await row.store(version, **columns, revision=row.revision + 1):
        raise Stale(
            _("Somebody changed this session a moment ago."),
            await WorkshopSession.get(id=row.id),
        )
