"""Inviting people, their answers, and reminding those who have not answered."""

from collections.abc import Iterable
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, NotFound, require
from network.kernel.i18n import _
from network.workshops import policy
from network.workshops.actions import deadlines, moving
from network.workshops.models.registrations import Registration, WorkshopInvitation
from network.workshops.models.workshops import Workshop
from network.workshops.queries import people, registrations
from network.workshops.rules import reminders
from network.workshops.rules.registering import LIVE
from network.workshops.rules.states_table import TAKES_SEATS
from network.workshops.vocabulary import InvitationState, Told, WorkshopState

MOST = 500
MAY_INVITE = (WorkshopState.DRAFT, WorkshopState.CHECKED, *TAKES_SEATS, WorkshopState.POSTPONED)


async def invite(actor: Actor, workshop: Workshop, person_ids: Iterable[UUID]) -> int:
    """Ask people to come; who is registered or was asked already is left alone.

    They are told at once where registration is open, and else when it opens. An invitation keeps
    no place. Returns how many are new.
    """
    wanted = sorted(set(person_ids))
    if len(wanted) > MOST:
        raise Conflict(_("Invite at most 500 people at once."))
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        if stored.state not in MAY_INVITE:
            raise Conflict(_("Nobody can be invited to this workshop any more."))
        known = {row.person_id: row for row in await _invitations(stored.id)}
        there = set(await people.registered_ids(stored.id, LIVE))
        new = [
            key
            for key in wanted
            if key not in there
            and (key not in known or known[key].state is InvitationState.WITHDRAWN)
        ]
        for person_id in new:
            await _ask(actor, stored, person_id, known.get(person_id))
        if stored.state is WorkshopState.OPEN:
            await deadlines.tell_registration(actor, stored)
    return len(new)


async def take_back(actor: Actor, workshop: Workshop, invitation_id: UUID) -> None:
    """Take an invitation back that was not answered; a registration stays."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await WorkshopInvitation.get_or_none(id=invitation_id, workshop_id=stored.id)
        if row is None:
            raise NotFound
        if row.state is not InvitationState.PENDING:
            raise Conflict(_("This invitation was answered already."))
        await row.store(row.version, state=InvitationState.WITHDRAWN)
        await deadlines.tell_registration(actor, stored, settled_for=row.person_id)


async def decline(actor: Actor, workshop: Workshop) -> None:
    """Say no to one's own invitation; registering is what says yes."""
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await registrations.own_invitation(actor, stored.id)
        if row is None or row.state is InvitationState.WITHDRAWN:
            raise NotFound
        require(policy.can_answer_invitation(actor, row))
        places = Registration.filter(workshop_id=stored.id, person_id=actor.person_id)
        if await places.filter(state__in=list(LIVE)).exists():
            raise Conflict(_("You are registered. Withdraw the registration instead."))
        await row.store(row.version, state=InvitationState.DECLINED, answered_at=clock.now())
        await deadlines.tell_registration(actor, stored, settled_for=row.person_id)
        found = await people.parts_told(stored, [Told.ORGANISERS], actor.person_id)
        fact = events.WorkshopInvitationAnswered(
            invitation_id=row.id,
            workshop_id=stored.id,
            state=str(row.state),
            told=tuple(sorted(found)),
        )
        await outbox.record(actor, fact)


async def remind(actor: Actor, workshop: Workshop, invitation_ids: Iterable[UUID]) -> int:
    """Remind those chosen who have not answered, each at most every three days; how many were."""
    wanted, now = set(invitation_ids), clock.now()
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        if stored.state is not WorkshopState.OPEN:
            raise Conflict(_("Registration is not open."))
        due = [
            row
            for row in await _invitations(stored.id)
            if row.id in wanted
            and row.state is InvitationState.PENDING
            and reminders.may_ask_again(row.reminded_at, row.created_at, now)
        ]
        for row in due:
            await row.store(row.version, reminded_at=now)
            await _tell(actor, row, is_reminder=True)
    return len(due)


async def _invitations(workshop_id: UUID) -> list[WorkshopInvitation]:
    return await WorkshopInvitation.filter(workshop_id=workshop_id).order_by("id")


async def _ask(
    actor: Actor, workshop: Workshop, person_id: UUID, again: WorkshopInvitation | None
) -> None:
    row = again or await WorkshopInvitation.create(
        workshop_id=workshop.id, person_id=person_id, invited_by_id=actor.person_id
    )
    if again is not None:
        await row.store(row.version, state=InvitationState.PENDING, answered_at=None)
    if workshop.state is WorkshopState.OPEN:
        await _tell(actor, row, is_reminder=False)


async def _tell(actor: Actor, row: WorkshopInvitation, *, is_reminder: bool) -> None:
    fact = events.WorkshopInvited(
        invitation_id=row.id,
        workshop_id=row.workshop_id,
        is_reminder=is_reminder,
        told=(row.person_id,),
    )
    await outbox.record(actor, fact)
