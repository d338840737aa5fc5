"""Proposals for the agenda: sent, decided quietly, and told all together."""

from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, NotFound, require
from network.kernel.i18n import _
from network.workshops import policy
from network.workshops.actions import membership, moving
from network.workshops.models.agenda import AgendaItem, AgendaSpeaker, Proposal
from network.workshops.models.workshops import Workshop
from network.workshops.queries import people
from network.workshops.rules.states_table import TAKES_SEATS
from network.workshops.vocabulary import ProposalState, SpeakerState, Told

_DECIDED = (ProposalState.ACCEPTED, ProposalState.REJECTED)


async def propose(
    actor: Actor, workshop: Workshop, title: str, about: str = "", minutes: int = 30
) -> Proposal:
    """Propose something for the agenda of a workshop that is open."""
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        require(policy.can_propose(actor, *seen))
        if seen.workshop.state not in TAKES_SEATS:
            raise Conflict(_("Nothing can be proposed for this workshop now."))
        row = await Proposal.create(
            workshop_id=seen.workshop.id,
            person_id=actor.person_id,
            title=title.strip(),
            about=about.strip(),
            lang=seen.workshop.lang,
            minutes=minutes,
        )
        found = await people.parts_told(seen.workshop, [Told.ORGANISERS], actor.person_id)
        await _tell(actor, row, tuple(sorted(found)))
    return row


async def withdraw(actor: Actor, workshop: Workshop, proposal_id: UUID) -> None:
    """Take one's own proposal back; after the decision was told the organisers do that."""
    async with transaction():
        await moving.held(workshop.id)
        row = await _proposal(workshop, proposal_id)
        if row.person_id != actor.person_id:
            raise NotFound
        if row.is_told and row.state is not ProposalState.SUBMITTED:
            raise Conflict(_("This was decided already. Please write to the organisers."))
        await row.store(row.version, state=ProposalState.WITHDRAWN, is_told=True)


async def decide(actor: Actor, workshop: Workshop, proposal_id: UUID, *, is_accepted: bool) -> None:
    """Decide for the organisers; nobody else learns it until all decisions are told."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await _proposal(stored, proposal_id)
        if row.state not in (ProposalState.SUBMITTED, *_DECIDED) or (
            row.is_told and row.state in _DECIDED
        ):
            raise Conflict(_("This was decided and told already."))
        state = ProposalState.ACCEPTED if is_accepted else ProposalState.REJECTED
        await row.store(row.version, state=state, is_told=False)


async def tell_decisions(actor: Actor, workshop: Workshop) -> int:
    """Tell every decision at once; what was accepted becomes an item. How many were told."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        rows = await Proposal.filter(workshop_id=stored.id, is_told=False).order_by("id")
        before = await people.members_of(stored)
        for row in rows:
            await _apply(actor, stored, row)
        await membership.follow(actor, stored, before)
    return len(rows)


async def _apply(actor: Actor, workshop: Workshop, row: Proposal) -> None:
    item_id = None
    state = row.state
    if state is ProposalState.ACCEPTED:
        item = await AgendaItem.create(
            workshop_id=workshop.id,
            title=row.title,
            about=row.about,
            lang=row.lang,
            minutes=row.minutes,
        )
        await AgendaSpeaker.create(
            item_id=item.id, person_id=row.person_id, state=SpeakerState.CONFIRMED
        )
        item_id, state = item.id, ProposalState.CONFIRMED
    await row.store(row.version, state=state, item_id=item_id, is_told=True)
    await _tell(actor, row, (row.person_id,))


async def _proposal(workshop: Workshop, proposal_id: UUID) -> Proposal:
    row = await Proposal.get_or_none(id=proposal_id, workshop_id=workshop.id)
    if row is None:
        raise NotFound
    return row


async def _tell(actor: Actor, row: Proposal, told: tuple[UUID, ...]) -> None:
    fact = events.ProposalMoved(
        proposal_id=row.id, workshop_id=row.workshop_id, state=str(row.state), told=told
    )
    await outbox.record(actor, fact)
