"""The numbers of changes to a person's calendar."""

from uuid import UUID

from network.calendars.models.feeds import PersonalCalendar
from network.db import plain

_NEXT = "UPDATE personal_calendar SET changes = changes + 1 WHERE person_id = $1 RETURNING changes"


async def next_change(person_id: UUID) -> int:
    """The number of a change; holds the person's calendar until the transaction ends."""
    found = await plain.returned(_NEXT, person_id)
    if not found:
        new = PersonalCalendar(person_id=person_id)
        await PersonalCalendar.bulk_create([new], ignore_conflicts=True)
        found = await plain.returned(_NEXT, person_id)
    return int(found[0]["changes"])
