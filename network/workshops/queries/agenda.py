"""Reading the agenda: as it is being written, as it was released, and what goes with it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.workshops import policy
from network.workshops.models.agenda import (
    AgendaItem,
    AgendaNote,
    AgendaRelease,
    AgendaSpeaker,
    Material,
    MaterialReader,
    Proposal,
)
from network.workshops.models.workshops import WorkshopSession
from network.workshops.queries import workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import agenda
from network.workshops.rules.agenda import Slot
from network.workshops.vocabulary import SpeakerState


async def items_of(workshop_id: UUID) -> list[AgendaItem]:
    """The items as they are being written, those with a time first."""
    rows = AgendaItem.filter(workshop_id=workshop_id, removed_at=None)
    return await rows.order_by("session_id", "starts_after", "id")


async def get_item(workshop_id: UUID, item_id: UUID) -> AgendaItem:
    found = await AgendaItem.get_or_none(id=item_id, workshop_id=workshop_id, removed_at=None)
    if found is None:
        raise NotFound
    return found


async def speakers_of(workshop_id: UUID) -> dict[UUID, list[AgendaSpeaker]]:
    """Those who speak and did not withdraw, by item."""
    rows = AgendaSpeaker.filter(item__workshop_id=workshop_id, item__removed_at=None)
    rows = rows.exclude(state=SpeakerState.WITHDRAWN)
    found: dict[UUID, list[AgendaSpeaker]] = defaultdict(list)
    for row in await rows.order_by("id"):
        found[row.item_id].append(row)
    return found


async def draft_of(workshop_id: UUID) -> list[Slot]:
    """The agenda as it is being written, in the order of the day."""
    sessions = {row.id: row for row in await workshops.sessions_of(workshop_id)}
    speakers = await speakers_of(workshop_id)
    found = [
        slot_of(item, sessions, speakers.get(item.id, ())) for item in await items_of(workshop_id)
    ]
    return sorted(found, key=_order)


def slot_of(
    item: AgendaItem, sessions: dict[UUID, WorkshopSession], speakers: Sequence[AgendaSpeaker]
) -> Slot:
    """An item with its time, which follows its session."""
    session = sessions.get(item.session_id) if item.session_id else None
    start = session.starts_at + timedelta(minutes=item.starts_after) if session else None
    return Slot(
        item_id=item.id,
        title=item.title,
        minutes=item.minutes,
        session_id=session.id if session else None,
        starts_at=start,
        speakers=tuple(row.person_id for row in speakers),
        needs_replacement=item.needs_replacement,
    )


async def released_of(workshop_id: UUID) -> list[Slot]:
    """The agenda as it was last released; nothing before the first time."""
    last = await last_release(workshop_id)
    return agenda.from_stored(last.slots) if last else []


async def last_release(workshop_id: UUID) -> AgendaRelease | None:
    return await AgendaRelease.filter(workshop_id=workshop_id).order_by("-number").first()


async def releases_of(workshop_id: UUID) -> list[AgendaRelease]:
    """The public log, newest first."""
    return await AgendaRelease.filter(workshop_id=workshop_id).order_by("-number")


async def note_of(item_id: UUID) -> AgendaNote | None:
    return await AgendaNote.get_or_none(item_id=item_id)


async def materials_of(actor: Actor, seen: Seen) -> list[Material]:
    """The materials the actor may have."""
    rows = Material.filter(workshop_id=seen.workshop.id, removed_at=None).order_by("id")
    found = await rows
    named = await _named_for(actor, found)
    return [
        row
        for row in found
        if policy.can_see_material(actor, *seen, row, is_reader=row.id in named)
    ]


async def get_material(actor: Actor, seen: Seen, material_id: UUID) -> Material:
    """A material the actor may have; absent and hidden look the same."""
    found = [row for row in await materials_of(actor, seen) if row.id == material_id]
    if not found:
        raise NotFound
    return found[0]


async def proposals_of(actor: Actor, seen: Seen) -> list[Proposal]:
    """All proposals for those who run the workshop, and for others their own as far as told."""
    rows = await Proposal.filter(workshop_id=seen.workshop.id).order_by("id")
    return [row for row in rows if policy.can_see_proposal(actor, *seen, row)]


async def _named_for(actor: Actor, materials: Sequence[Material]) -> set[UUID]:
    if actor.person_id is None or not materials:
        return set()
    rows = MaterialReader.filter(
        person_id=actor.person_id, material_id__in=[row.id for row in materials]
    )
    return set(await rows.values_list("material_id", flat=True))  # type: ignore[arg-type]


def _order(slot: Slot) -> tuple[bool, str, str]:
    at = slot.starts_at.isoformat() if slot.starts_at else ""
    return slot.starts_at is None, at, str(slot.item_id)
