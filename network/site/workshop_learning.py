"""What came of a workshop goes into the library, and the visits behind it are passed on."""

from collections.abc import Iterable
from uuid import UUID

from network import events
from network.exchanges.actions import linking
from network.exchanges.actions.linking import Planned
from network.knowledge.actions import receiving
from network.outbox import Reactions
from network.workshops.actions import concluding
from network.workshops.queries import learning, outcomes, workshops
from network.workshops.vocabulary import Level, Move, WorkshopState

_VISIT, _WEBINAR = "visit", "WT-WEB"
_NOT_HELD = (
    WorkshopState.DRAFT,
    WorkshopState.CHECKED,
    WorkshopState.POSTPONED,
    WorkshopState.CANCELLED,
)


async def workshop_moved(fact: events.WorkshopMoved) -> None:
    """Publish what came of it; otherwise its visits follow where it stands now."""
    if fact.move == Move.PUBLISH:
        await _publish(fact)
    elif fact.visits:
        await _pass_on(fact.workshop_id, fact.visits)


async def _publish(fact: events.WorkshopMoved) -> None:
    """Make one item of an outcome that was published, however often this is told."""
    found = await learning.concluded_in(fact.workshop_id)
    if found is not None:
        await concluding.keep_item(fact.workshop_id, await receiving.receive(found))


async def source_linked(fact: events.WorkshopSourceLinked) -> None:
    if fact.source_kind == _VISIT:
        await _pass_on(fact.workshop_id, [fact.source_id])


async def _pass_on(workshop_id: UUID, visit_ids: Iterable[UUID]) -> None:
    """Note with visits that a workshop passes them on, or no longer does, as it stands now."""
    planned = await _planned(workshop_id)
    rows = await outcomes.sources_of(workshop_id) if planned else []
    linked = {row.source_id for row in rows if row.source_kind == _VISIT}
    for visit_id in visit_ids:
        if planned and visit_id in linked:
            await linking.note_workshop(visit_id, planned)
        else:
            await linking.unlink_workshop(visit_id, workshop_id)


async def _planned(workshop_id: UUID) -> Planned | None:
    """A workshop by its neutral title alone; none that is not held, or that not all may know of."""
    workshop = await workshops.fresh(workshop_id)
    if workshop.state in _NOT_HELD or workshop.level in (Level.NAMED, Level.STRICT):
        return None
    return Planned(
        workshop_id=workshop.id,
        kind="webinar" if workshop.kind == _WEBINAR else str(workshop.scope),
        title=workshop.neutral_title,
        held_on=workshop.first_on,
    )


REACTIONS: Reactions = {
    events.WorkshopMoved: workshop_moved,
    events.WorkshopSourceLinked: source_linked,
}
