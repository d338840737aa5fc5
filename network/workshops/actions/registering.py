"""Registering, and everything that is done to a registration by its person or the organisers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from network.centres import queries as centres
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.kernel.moves import Refused
from network.people import queries as people
from network.workshops import policy
from network.workshops.actions import deadlines, moving, seating
from network.workshops.actions.seating import By
from network.workshops.models.registrations import (
    Registration,
    RegistrationAnswer,
    WorkshopInvitation,
)
from network.workshops.models.workshops import Workshop, WorkshopQuestion
from network.workshops.queries import people as told
from network.workshops.queries import registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import answers, registering
from network.workshops.rules.registering import Code
from network.workshops.rules.seats import Block
from network.workshops.vocabulary import InvitationState, Part, Phase, RegMove, RegState, Tie, Told


class Placed(NamedTuple):
    """What became of somebody who registered, and every limit that kept them from a place."""

    registration: Registration
    blocks: list[Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody says when they register; `centre_id` is for whom they come."""

    centre_id: UUID | None = None
    answers: Mapping[UUID, str] = field(default_factory=dict)
    is_listed: bool = False


async def register(actor: Actor, workshop: Workshop, given: Given) -> Placed:
    """Register: with a place, on the waiting list with the limit in the way, or for approval.

    Raises Refused while registration is not open, and Invalid for answers that are missing.
    """
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        require(policy.can_register(actor, *seen))
        row = await registrations.own_registration(actor, seen.workshop.id)
        is_invited = Tie.INVITED in seen.ties
        codes = registering.cannot_apply(seen.workshop, row, clock.now(), is_invited=is_invited)
        refuse_if(codes)
        await _check_answers(seen.workshop, given.answers)
        row = await _arrived(actor, seen.workshop, row, given)
        await _keep_answers(row, given.answers)
        await seating.note(row, RegMove.APPLY, None, By(actor, Part.PERSON))
        await _accept_invitation(actor, seen.workshop)
        blocks = await _first_step(actor, seen, row)
    return Placed(row, blocks)


async def withdraw(actor: Actor, workshop: Workshop) -> Registration:
    """Give up one's own place, or leave the line; who waits longest is offered it.

    Raises Refused for a confirmed place when that is switched off or the time for it is over. Who
    only waits may always leave.
    """
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await registrations.own_registration(actor, stored.id)
        if row is None:
            raise NotFound
        refuse_if(registering.refusals(RegMove.WITHDRAW, row, stored, Part.PERSON, clock.now()))
        organisers = await told.parts_told(stored, [Told.ORGANISERS], actor.person_id)
        listed = organisers if row.state is RegState.CONFIRMED else ()
        by = By(actor, Part.PERSON)
        await seating.change(stored, row, RegMove.WITHDRAW, by, told=listed, **_out())
        await seating.settle(stored)
    return row


async def accept_offer(actor: Actor, workshop: Workshop) -> Registration:
    """Take the place that is kept for the actor. Raises Refused when it is not any more."""
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await registrations.own_registration(actor, stored.id)
        if row is None:
            raise NotFound
        refuse_if(registering.refusals(RegMove.ACCEPT, row, stored, Part.PERSON, clock.now()))
        by = By(actor, Part.PERSON)
        columns = {"is_seated": True, "lapses": 0}
        await seating.change(stored, row, RegMove.ACCEPT, by, told=[row.person_id], **columns)
    return row


async def approve(actor: Actor, workshop: Workshop, registration_id: UUID) -> Placed:
    """Let somebody come: with a place, or into the line at the number they arrived with."""
    async with transaction():
        stored, row = await _theirs(actor, workshop, registration_id)
        part = _part(actor)
        refuse_if(registering.refusals(RegMove.APPROVE, row, stored, part, clock.now()))
        by = By(actor, part)
        await seating.change(stored, row, RegMove.APPROVE, by, is_approved=True)
        await seating.settle(stored)
        blocks = await seating.place(stored, row)
    return Placed(row, blocks)


async def refuse(
    actor: Actor, workshop: Workshop, registration_id: UUID, note: str = ""
) -> Registration:
    """Say to somebody who waits that there is no place for them; they read it with the note."""
    return await _by_organiser(actor, workshop, registration_id, RegMove.REFUSE, note)


async def remove(
    actor: Actor, workshop: Workshop, registration_id: UUID, note: str = ""
) -> Registration:
    """Take somebody out, also one with a place, who is told of it."""
    return await _by_organiser(actor, workshop, registration_id, RegMove.REMOVE, note)


async def change_answers(
    actor: Actor, workshop: Workshop, version: int, given: Given
) -> Registration:
    """Change one's own answers. Where approval is needed and a marked answer is another one, the
    organisers look at it again; a place that somebody has is kept meanwhile, one that is only
    offered goes to the next in line.
    """
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await registrations.own_registration(actor, stored.id)
        if row is None or row.state not in registering.LIVE:
            raise NotFound
        refuse_if(registering.cannot_edit(stored, clock.now()))
        before = await registrations.answers_of(row.id)
        questions = await _check_answers(stored, given.answers)
        if not await row.store(version, is_listed=given.is_listed):
            raise Stale(_("Somebody changed this registration a moment ago."), row)
        await _keep_answers(row, given.answers)
        is_marked = answers.reopens_approval(questions, before, given.answers)
        if stored.needs_approval and is_marked and row.state is not RegState.APPLIED:
            await _ask_again(actor, stored, row)
    return row


async def answer_follow_up(actor: Actor, workshop: Workshop, given: Mapping[UUID, str]) -> None:
    """Answer what is asked of those with a place only."""
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await registrations.own_registration(actor, stored.id)
        if row is None or row.state not in registering.COMING:
            raise NotFound
        await _check_answers(stored, given, Phase.FOLLOW_UP)
        await _keep_answers(row, given)


# one step after the other ------------------------------------------------------------------------


async def _arrived(
    actor: Actor, workshop: Workshop, row: Registration | None, given: Given
) -> Registration:
    """The registration with its number in the order of arrival, and what counts about who came."""
    if actor.person_id is None:
        raise NotFound
    columns = {
        **await _standing(actor, given.centre_id),
        "state": RegState.APPLIED,
        "number": await seating.next_number(workshop),
        "is_listed": given.is_listed,
        "is_seated": False,
        "is_approved": not workshop.needs_approval,
        "offered_until": None,
        "lapses": 0,
    }
    if row is None:
        return await Registration.create(
            workshop_id=workshop.id, person_id=actor.person_id, **columns
        )
    await row.store(row.version, **columns)
    return row


async def _standing(actor: Actor, centre_id: UUID | None) -> dict[str, Any]:
    """Profession, region and centre as they are on this day."""
    person = await people.get_own(actor)
    if centre_id is None:
        centre_id = min(actor.centre_ids, default=None)
    elif centre_id not in actor.centre_ids:
        raise Invalid(centre_id=_("Choose one of your centres."))
    if centre_id is None:
        return {"profession": person.profession, "region": "", "centre_id": None}
    centre = (await centres.centres_by_id([centre_id]))[centre_id]
    return {"profession": person.profession, "region": centre.region, "centre_id": centre_id}


async def _first_step(actor: Actor, seen: Seen, row: Registration) -> list[Block]:
    """Whom the organisers invited they need not approve."""
    workshop = seen.workshop
    if workshop.needs_approval and Tie.INVITED not in seen.ties:
        organisers = await told.parts_told(workshop, [Told.ORGANISERS], actor.person_id)
        await seating.tell(workshop, row, RegMove.APPLY, actor, organisers)
        return []
    return await seating.place(workshop, row)


async def _accept_invitation(actor: Actor, workshop: Workshop) -> None:
    rows = WorkshopInvitation.filter(
        workshop_id=workshop.id, person_id=actor.person_id, state=InvitationState.PENDING
    )
    if await rows.update(state=InvitationState.ACCEPTED, answered_at=clock.now()):
        await deadlines.tell_registration(actor, workshop, settled_for=actor.person_id)


async def _check_answers(
    workshop: Workshop, given: Mapping[UUID, str], phase: Phase = Phase.REGISTRATION
) -> list[WorkshopQuestion]:
    questions = await workshops.questions_of(workshop.id, phase)
    unknown = set(given) - {question.id for question in questions}
    problems = {key: _("Please answer this question.") for key in answers.missing(questions, given)}
    problems |= {key: _("Choose from the list.") for key in answers.wrong(questions, given)}
    if problems or unknown:
        raise Invalid(**{f"question_{key.hex}": text for key, text in problems.items()})
    return questions


async def _keep_answers(row: Registration, given: Mapping[UUID, str]) -> None:
    for question_id, value in given.items():
        await RegistrationAnswer.update_or_create(
            registration_id=row.id, question_id=question_id, defaults={"value": value.strip()}
        )


async def _ask_again(actor: Actor, workshop: Workshop, row: Registration) -> None:
    organisers = await told.parts_told(workshop, [Told.ORGANISERS], actor.person_id)
    by, columns = By(actor, Part.PERSON), {"is_approved": False}
    if row.state is RegState.OFFERED:
        columns |= _out()
    await seating.change(workshop, row, RegMove.ASK_AGAIN, by, told=organisers, **columns)
    await seating.settle(workshop)


async def _by_organiser(
    actor: Actor, workshop: Workshop, registration_id: UUID, move: RegMove, note: str
) -> Registration:
    async with transaction():
        stored, row = await _theirs(actor, workshop, registration_id)
        by = By(actor, _part(actor), note)
        refuse_if(registering.refusals(move, row, stored, by.part, clock.now()))
        await seating.change(stored, row, move, by, told=[row.person_id], **_out())
        await seating.settle(stored)
    return row


async def _theirs(
    actor: Actor, workshop: Workshop, registration_id: UUID
) -> tuple[Workshop, Registration]:
    """A registration of a workshop that the actor runs, both held."""
    stored = await moving.held_to_run(actor, workshop)
    row = await Registration.get_or_none(id=registration_id, workshop_id=stored.id)
    if row is None:
        raise NotFound
    return stored, row


def _part(actor: Actor) -> Part:
    return Part.SECRETARIAT if actor.is_secretariat else Part.ORGANISER


def _out() -> dict[str, Any]:
    return {"is_seated": False, "offered_until": None}


def refuse_if(codes: list[Code]) -> None:
    """Raise Refused if anything is in the way."""
    if codes:
        raise Refused(codes, registering.text)
