"""Reminding people of what they have in hand: each once, however long nobody looked."""

from uuid import UUID

from network.db import IntegrityError, transaction
from network.exchanges.actions import asking
from network.exchanges.models.staying import ReadMark
from network.exchanges.models.visits import VisitReminder
from network.exchanges.queries import people, reminders
from network.exchanges.queries.reminders import Reminder
from network.exchanges.rules.reminders import What
from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.kernel.one_by_one import each


async def remind_all() -> int:
    """Tell every reminder that has come; how many were told."""
    return await each(await reminders.due(clock.now()), _remind)


async def _remind(one: Reminder) -> bool:
    """False when another worker told it first."""
    try:
        async with transaction():
            await _mark(one)
            found = set(await people.told_of(one.visit, one.parts, None)) - one.but_not
            await asking.ask_people(SYSTEM, one.visit, one.what, found, one.due_on)
            if one.what is What.UNREAD:
                await _note_reminded(one.visit.id, found)
    except IntegrityError:
        return False
    return True


async def _mark(one: Reminder) -> None:
    for key in one.marks:
        await VisitReminder.create(
            visit_id=one.visit.id, what=str(one.what), about_id=key, step=one.step
        )


async def _note_reminded(visit_id: UUID, told: set[UUID]) -> None:
    for person_id in told:
        await ReadMark.update_or_create(
            visit_id=visit_id, person_id=person_id, defaults={"reminded_at": clock.now()}
        )
