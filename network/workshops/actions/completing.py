"""Courses and their modules, and who may train others after a training of trainers."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.workshops.actions import moving
from network.workshops.models.registrations import (
    Completion,
    CourseModule,
    Registration,
    TrainerAccreditation,
)
from network.workshops.models.workshops import Workshop
from network.workshops.rules import accreditation
from network.workshops.rules.registering import COMING
from network.workshops.vocabulary import RegState

MOST_MODULES = 20
LONGEST_MODULE = 150


async def set_modules(actor: Actor, workshop: Workshop, titles: Iterable[str]) -> None:
    """Say which modules a course has; not any more once somebody completed one."""
    wanted = [title.strip() for title in titles if title.strip()]
    if len(wanted) > MOST_MODULES:
        raise Invalid(titles=_("A course has at most twenty modules."))
    if any(len(title) > LONGEST_MODULE for title in wanted):
        raise Invalid(titles=_("Write each module in at most 150 characters."))
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        if await Completion.filter(module__workshop_id=stored.id).exists():
            raise Conflict(_("Somebody has completed a module already."))
        await CourseModule.filter(workshop_id=stored.id).delete()
        rows = [
            CourseModule(workshop_id=stored.id, position=n, title=title)
            for n, title in enumerate(wanted)
        ]
        await CourseModule.bulk_create(rows)


async def note_completion(
    actor: Actor, workshop: Workshop, registration_id: UUID, module_id: UUID, on: date
) -> None:
    """Note that somebody completed a module; again, it stays as it is."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await _registration(stored, registration_id)
        is_known = await CourseModule.filter(id=module_id, workshop_id=stored.id).exists()
        if not is_known or row.state not in COMING:
            raise NotFound
        if on > clock.now().date():
            raise Invalid(on=_("This day has not come yet."))
        await Completion.get_or_create(
            module_id=module_id,
            registration_id=row.id,
            defaults={"completed_on": on, "noted_by_id": actor.person_id},
        )


async def take_completion_back(
    actor: Actor, workshop: Workshop, registration_id: UUID, module_id: UUID
) -> None:
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await _registration(stored, registration_id)
        await Completion.filter(module_id=module_id, registration_id=row.id).delete()


async def accredit(
    actor: Actor, workshop: Workshop, registration_id: UUID, competency: str
) -> TrainerAccreditation:
    """Say that somebody who was there may train others in a competency for 24 months."""
    if competency not in taxonomy.codes("competencies"):
        raise Invalid(competency=_("Choose from the list."))
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await _registration(stored, registration_id)
        if stored.kind not in accreditation.KINDS:
            raise Conflict(_("Only a training of trainers makes somebody a trainer."))
        if row.state is not RegState.ATTENDED or stored.last_on is None:
            raise Conflict(_("Only who was there the whole time can be made a trainer."))
        found, _made = await TrainerAccreditation.update_or_create(
            workshop_id=stored.id,
            person_id=row.person_id,
            competency=competency,
            defaults={
                "from_on": stored.last_on,
                "until_on": accreditation.until_on(stored.last_on),
                "given_by_id": actor.person_id,
                "revoked_at": None,
            },
        )
        await _tell_accredited(actor, found)
    return found


async def revoke_accreditation(actor: Actor, workshop: Workshop, accreditation_id: UUID) -> None:
    """Somebody may not train others any more; they are told."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        row = await TrainerAccreditation.get_or_none(id=accreditation_id, workshop_id=stored.id)
        if row is None:
            raise NotFound
        row.revoked_at = clock.now()
        await row.save(update_fields=["revoked_at"])
        await _tell_accredited(actor, row)


async def _registration(workshop: Workshop, registration_id: UUID) -> Registration:
    row = await Registration.get_or_none(id=registration_id, workshop_id=workshop.id)
    if row is None:
        raise NotFound
    return row


async def _tell_accredited(actor: Actor, row: TrainerAccreditation) -> None:
    fact = events.TrainerAccredited(
        accreditation_id=row.id,
        workshop_id=row.workshop_id,
        until_on=row.until_on,
        is_revoked=row.revoked_at is not None,
        told=(row.person_id,),
    )
    await outbox.record(actor, fact)
