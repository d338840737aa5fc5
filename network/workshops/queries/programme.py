"""Reading for the pages of an agenda: the draft with its people, own parts, and minutes."""

from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.workshops import policy
from network.workshops.models.agenda import (
    AgendaItem,
    AgendaNoteRevision,
    AgendaRelease,
    AgendaSpeaker,
    SpeakerTime,
)
from network.workshops.models.workshops import WorkshopSession
from network.workshops.queries import agenda, speaker_times, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules.agenda import (
    Change,
    Slot,
    changes,
    concerned,
    from_stored,
    others_speak,
)
from network.workshops.vocabulary import SpeakerState


@dataclass(frozen=True, slots=True)
class Draft:
    """The agenda as it is being written, beside the one that was released last. `said` is when
    speakers could, by session and person, for those who may know it.
    """

    sessions: list[WorkshopSession]
    speakers: dict[UUID, list[AgendaSpeaker]]
    slots: list[Slot]
    last: AgendaRelease | None
    said: dict[tuple[UUID, UUID], SpeakerTime]

    @property
    def released(self) -> list[Slot]:
        return from_stored(self.last.slots) if self.last else []

    @property
    def number(self) -> int:
        return self.last.number if self.last else 0

    @property
    def changes(self) -> list[Change]:
        return changes(self.released, self.slots)

    @property
    def concerned(self) -> set[UUID]:
        return concerned(self.released, self.slots)

    @property
    def others_speak(self) -> bool:
        return others_speak(self.changes)


async def draft(actor: Actor, seen: Seen) -> Draft:
    """The draft in the order of the day, in four statements."""
    workshop_id = seen.workshop.id
    sessions = await workshops.sessions_of(workshop_id)
    speakers, said = await speaker_times.speaking_in(workshop_id)
    at = {row.id: row for row in sessions}
    items = await agenda.items_of(workshop_id)
    slots = [agenda.slot_of(item, at, speakers.get(item.id, ())) for item in items]
    last = await agenda.last_release(workshop_id)
    known = said if policy.can_see_times(actor, *seen) else {}
    return Draft(sessions, speakers, sorted(slots, key=_order), last, known)


async def own_parts(actor: Actor, workshop_id: UUID) -> list[AgendaSpeaker]:
    """The items somebody speaks in and did not say no to, released or not."""
    rows = AgendaSpeaker.filter(
        item__workshop_id=workshop_id, item__removed_at=None, person_id=actor.person_id
    ).exclude(state=SpeakerState.WITHDRAWN)
    return await rows.select_related("item").order_by("id")


async def readable_item(actor: Actor, seen: Seen, item_id: UUID) -> AgendaItem:
    """An item that was released, that is one's own, or any for those who see the draft.

    Others read the title that was released.
    """
    item = await agenda.get_item(seen.workshop.id, item_id)
    if policy.can_see_draft_agenda(actor, *seen):
        return item
    for slot in await agenda.released_of(seen.workshop.id):
        if slot.item_id == item_id:
            item.title = slot.title
            return item
    own = {row.item_id for row in await own_parts(actor, seen.workshop.id)}
    return item if item_id in own else _absent()


async def revisions_of(note_id: UUID) -> list[AgendaNoteRevision]:
    """The minutes of an item as everybody left them, newest first."""
    return await AgendaNoteRevision.filter(note_id=note_id).order_by("-number").limit(50)


def _order(slot: Slot) -> tuple[bool, str, str]:
    at = slot.starts_at.isoformat() if slot.starts_at else ""
    return slot.starts_at is None, at, str(slot.item_id)


def _absent() -> NoReturn:
    raise NotFound
