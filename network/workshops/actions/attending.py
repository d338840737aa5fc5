"""Who was there, what they thought, what they completed, and whom they may train."""

from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID

from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, TooMany, require
from network.kernel.i18n import _
from network.kernel.moves import Refused
from network.workshops import policy
from network.workshops.actions import crediting, moving, registering, seating
from network.workshops.actions.seating import By
from network.workshops.models.registrations import (
    Registration,
    WorkshopAttendance,
    WorkshopEvaluation,
)
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import registrations
from network.workshops.rules import registering as rules
from network.workshops.rules import self_codes
from network.workshops.vocabulary import Part, RegMove, RegState, WorkshopState

_COUNTS = (WorkshopState.RUNNING, WorkshopState.OUTCOMES_DUE, WorkshopState.OUTCOMES_PUBLISHED)
_WAIT = 3600  # seconds that a page tells after too many wrong codes


async def mark(
    actor: Actor, workshop: Workshop, registration_id: UUID, minutes: Mapping[UUID, int]
) -> Registration:
    """Note how long somebody was in each session; the list is whole."""
    async with transaction():
        stored = await _running(actor, workshop)
        row = await _registration(stored, registration_id)
        registering.refuse_if(
            rules.refusals(RegMove.MARK, row, stored, Part.ORGANISER, clock.now())
        )
        planned = await crediting.planned(stored)
        await (
            WorkshopAttendance.filter(registration_id=row.id)
            .exclude(session_id__in=list(minutes) or [row.id])
            .update(minutes=0)
        )
        for session_id, spent in minutes.items():
            await _keep_minutes(row, planned, session_id, spent)
        await crediting.follow_minutes(stored, row, By(actor, Part.ORGANISER))
    return row


async def mark_away(
    actor: Actor, workshop: Workshop, registration_id: UUID, *, is_excused: bool
) -> Registration:
    """Note that somebody was not there. Nobody but them and the organisers ever learns it."""
    async with transaction():
        stored = await _running(actor, workshop)
        row = await _registration(stored, registration_id)
        registering.refuse_if(
            rules.refusals(RegMove.MARK, row, stored, Part.ORGANISER, clock.now())
        )
        await WorkshopAttendance.filter(registration_id=row.id).update(minutes=0)
        state = RegState.EXCUSED if is_excused else RegState.ABSENT
        by = By(actor, Part.ORGANISER)
        await seating.change(stored, row, RegMove.MARK, by, state=state)
    return row


async def show_code(actor: Actor, workshop: Workshop, session_id: UUID, *, is_new: bool) -> str:
    """The code of a session, to be shown in the room once it has begun; a new one ends the old."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await _session(stored, session_id)
        if not self_codes.counts_now(row.starts_at, row.minutes, clock.now()):
            raise Conflict(_("The code can be shown from the start of the session."))
        if is_new or row.code_number == 0:
            row.code_number += 1
            await WorkshopSession.filter(id=row.id).update(code_number=row.code_number)
    return self_codes.code_of(row.id, row.code_number)


async def say_present(
    actor: Actor, workshop: Workshop, session_id: UUID, code: str
) -> Registration:
    """Say with the code that one is in the room. Wrong codes are counted, and ten are too many."""
    row, is_right = await _try_code(actor, workshop, session_id, code)
    if not is_right:
        raise Invalid(code=_("This is not the code of this session. Please look again."))
    return row


async def evaluate(
    actor: Actor, workshop: Workshop, usefulness: int, parts: Mapping[str, str]
) -> None:
    """Say what a workshop was worth, from 0 to 10, once. The answer does not say whose it is."""
    if not 0 <= usefulness <= 10:  # noqa: PLR2004 (the scale of the question)
        raise Invalid(usefulness=_("Choose a number from 0 to 10."))
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await registrations.own_registration(actor, stored.id)
        if row is None:
            raise NotFound
        if row.has_evaluated:
            raise Conflict(_("You have answered already. Thank you."))
        require(policy.can_evaluate(actor, row))
        await Registration.filter(id=row.id).update(has_evaluated=True)
        day = datetime.combine(clock.now().date(), time(), clock.now().tzinfo)
        await WorkshopEvaluation.create(
            workshop_id=stored.id, usefulness=usefulness, parts=dict(parts), created_at=day
        )


# what time in the room makes of a place ----------------------------------------------------------


async def _try_code(
    actor: Actor, workshop: Workshop, session_id: UUID, code: str
) -> tuple[Registration, bool]:
    """A wrong code is counted in a transaction that stays, unlike one that raises."""
    async with transaction():
        stored = await moving.held(workshop.id)
        row = await registrations.own_registration(actor, stored.id)
        if row is None or row.state not in rules.COMING:
            raise NotFound
        registering.refuse_if(rules.refusals(RegMove.MARK, row, stored, Part.PERSON, clock.now()))
        session = await _session(stored, session_id)
        if not self_codes.counts_now(session.starts_at, session.minutes, clock.now()):
            raise Conflict(_("The code counts from the start of the session until its evening."))
        there, _made = await WorkshopAttendance.get_or_create(
            registration_id=row.id, session_id=session.id
        )
        if there.tries >= self_codes.MOST_TRIES:
            raise TooMany(_("Too many wrong codes. Please ask the organisers."), _WAIT)
        if not self_codes.matches(code, session.id, session.code_number):
            await WorkshopAttendance.filter(id=there.id).update(tries=there.tries + 1)
            return row, False
        await WorkshopAttendance.filter(id=there.id).update(
            minutes=session.minutes, is_by_code=True
        )
        await crediting.follow_minutes(stored, row, By(actor, Part.PERSON))
    return row, True


async def _keep_minutes(
    row: Registration, planned: Mapping[UUID, int], session_id: UUID, spent: int
) -> None:
    if session_id not in planned:
        raise NotFound
    if not 0 <= spent <= planned[session_id]:
        raise Invalid(minutes=_("That is longer than the session was."))
    await WorkshopAttendance.update_or_create(
        registration_id=row.id, session_id=session_id, defaults={"minutes": spent}
    )


async def _running(actor: Actor, workshop: Workshop) -> Workshop:
    stored = await moving.held_to_run(actor, workshop)
    if stored.state not in _COUNTS:
        raise Refused([rules.Code.NOT_BEGUN], rules.text)
    return stored


async def _registration(workshop: Workshop, registration_id: UUID) -> Registration:
    row = await Registration.get_or_none(id=registration_id, workshop_id=workshop.id)
    if row is None:
        raise NotFound
    return row


async def _session(workshop: Workshop, session_id: UUID) -> WorkshopSession:
    rows = WorkshopSession.filter(workshop_id=workshop.id, removed_at=None)
    row = await rows.get_or_none(id=session_id)
    if row is None:
        raise NotFound
    return row
