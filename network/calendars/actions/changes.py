"""The numbers of changes to a person's calendar."""

from uuid import UUID

from network.calendars.actions import serving
from network.calendars.models.feeds import PersonalCalendar
from network.db import F, after_commit


async def next_change(person_id: UUID) -> int:
    """The number of a change; holds the person's calendar until the transaction ends."""
    own = PersonalCalendar.filter(person_id=person_id)
    if not await own.update(changes=F("changes") + 1):
        new = PersonalCalendar(person_id=person_id)
        await PersonalCalendar.bulk_create([new], ignore_conflicts=True)
        await own.update(changes=F("changes") + 1)
    after_commit(("calendar", person_id), lambda: serving.forget(person_id))
    return int((await own.get()).changes)
