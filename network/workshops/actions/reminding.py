"""Reminding people in time, and once: of workshops, of outcomes, and of what was agreed."""

from datetime import datetime
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.kernel.one_by_one import each
from network.workshops.models.outcomes import Outcome, OutcomeAction
from network.workshops.models.workshops import Workshop, WorkshopReminder
from network.workshops.queries import due, people
from network.workshops.rules import outcomes, reminders
from network.workshops.rules.registering import PRESENT
from network.workshops.rules.reminders import Plan
from network.workshops.rules.states_table import IN_CALENDARS
from network.workshops.vocabulary import Audience, InvitationState, RegState, WorkshopState

_AFTER = (WorkshopState.OUTCOMES_DUE, WorkshopState.OUTCOMES_PUBLISHED)


async def remind_all() -> int:
    """Send every reminder that is due, and let go what would come too late."""
    now = clock.now()
    sent = await each(await due.reminders_due(now), _remind)
    sent += await each(await due.outcomes_due(now.date()), _remind_of_outcome)
    return sent + await each(await due.actions_due(now.date()), _remind_of_action)


async def _remind(row: WorkshopReminder) -> bool:
    """Settle a reminder for the time its anchor has now; False when somebody else did so."""
    workshop, now = row.workshop, clock.now()
    anchor = reminders.anchor_of(row.anchor, workshop.starts_at, workshop.ends_at)
    plan = Plan(row.anchor, row.minutes, row.audience)
    if anchor is None or workshop.state not in (*IN_CALENDARS, *_AFTER):
        return False
    async with transaction():
        is_useful = reminders.is_useful(plan, anchor, now)
        columns = {"due_at": None, "sent_for": anchor, "sent_at": now if is_useful else None}
        if not await row.store(row.version, **columns) or not is_useful:
            return False
        await _tell(workshop, str(row.audience), await _audience(workshop, row), anchor)
    return True


async def _audience(workshop: Workshop, row: WorkshopReminder) -> list[UUID]:
    if row.audience is Audience.CONFIRMED:
        return await people.coming_ids(workshop.id)
    if row.audience is Audience.SPEAKERS:
        return await people.speaker_ids(workshop.id)
    if row.audience is Audience.WAITING:
        line = (RegState.WAITLISTED, RegState.OFFERED)
        return await people.registered_ids(workshop.id, line)
    if row.audience is Audience.ATTENDED:
        return await people.registered_ids(workshop.id, PRESENT)
    return await people.invited_ids(workshop.id, [InvitationState.PENDING])


async def _tell(workshop: Workshop, what: str, told: list[UUID], at: datetime) -> None:
    if not told:
        return
    fact = events.WorkshopReminded(
        workshop_id=workshop.id,
        what=what,
        at=at,
        due_on=None,
        told=tuple(told),
    )
    await outbox.record(SYSTEM, fact)


async def _remind_of_outcome(row: Outcome) -> bool:
    today = clock.now().date()
    step = outcomes.reminder_step(row.due_on, today, row.reminded_step)
    told = await people.outcome_writers(row.workshop) if step != row.reminded_step else []
    if not told:
        return False
    async with transaction():
        if not await Outcome.filter(id=row.id, reminded_step=row.reminded_step).update(
            reminded_step=step
        ):
            return False
        fact = events.WorkshopReminded(
            workshop_id=row.workshop_id,
            what="outcome",
            at=None,
            due_on=row.due_on,
            told=tuple(told),
        )
        await outbox.record(SYSTEM, fact)
    return True


async def _remind_of_action(row: OutcomeAction) -> bool:
    if row.owner_id is None or row.due_on is None:
        return False
    async with transaction():
        if not await row.store(row.version, reminded_for=row.due_on):
            return False
        fact = events.WorkshopReminded(
            workshop_id=row.workshop_id,
            what="action",
            at=None,
            due_on=row.due_on,
            told=(row.owner_id,),
        )
        await outbox.record(SYSTEM, fact)
    return True
