"""By when something is to be done for a workshop, as calendars show it."""

from datetime import date
from uuid import UUID

from network import events, outbox
from network.kernel import clock, wall_times
from network.kernel.actor import Actor
from network.workshops.models.outcomes import Outcome
from network.workshops.models.registrations import WorkshopInvitation
from network.workshops.models.workshops import Workshop
from network.workshops.queries import people, workshops
from network.workshops.rules import guards, windows
from network.workshops.vocabulary import InvitationState, WorkshopState


async def tell_outcome(actor: Actor, workshop: Workshop) -> None:
    """Say by when what came of a workshop is to be written, or that nobody waits for it."""
    outcome = await Outcome.get_or_none(workshop_id=workshop.id)
    told = await people.outcome_writers(workshop) if outcome is not None else []
    if outcome is None or not told:
        return
    is_open = outcome.submitted_at is None and workshop.state is WorkshopState.OUTCOMES_DUE
    due_on = outcome.due_on if is_open else None
    revision = workshop.version + outcome.version
    await _tell(actor, workshop, "workshop_outcome", due_on, revision, tuple(told))


async def tell_registration(
    actor: Actor, workshop: Workshop, settled_for: UUID | None = None
) -> None:
    """Say to those invited who have not answered until which day they can register.

    With `settled_for` it is settled for somebody who has answered.
    """
    revision = workshop.version + workshop.arrivals + await _changes(workshop.id)
    if settled_for is not None:
        await _tell(actor, workshop, "workshop_registration", None, revision, (settled_for,))
        return
    told = await people.invited_ids(workshop.id, [InvitationState.PENDING])
    if told:
        due_on = _last_day(workshop)
        await _tell(actor, workshop, "workshop_registration", due_on, revision, tuple(told))


async def _changes(workshop_id: UUID) -> int:
    """How often invitations were changed: each change of one is newer than the one before."""
    rows = WorkshopInvitation.filter(workshop_id=workshop_id)
    return sum(await rows.values_list("version", flat=True))  # type: ignore[arg-type]


def _last_day(workshop: Workshop) -> date | None:
    """The day on which registration closes, on the host's clocks; None while it is not open."""
    at = guards.closes_at(workshops.facts_from(workshop))
    if workshop.state is not WorkshopState.OPEN or at is None or at <= clock.now():
        return None
    if at == workshop.closes_at:
        return windows.closing_day(at, workshop.zone)
    return wall_times.wall_of(at, workshop.zone).date()


async def _tell(
    actor: Actor,
    workshop: Workshop,
    what: str,
    due_on: date | None,
    revision: int,
    told: tuple[UUID, ...],
) -> None:
    fact = events.WorkshopDeadlineSet(
        workshop_id=workshop.id, what=what, due_on=due_on, revision=revision, told=told
    )
    await outbox.record(actor, fact)
