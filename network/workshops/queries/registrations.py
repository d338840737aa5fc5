"""Reading who comes: one's own place, the lists of organisers, and what others may see."""

from collections.abc import Iterable
from typing import NoReturn
from uuid import UUID

from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.workshops import policy
from network.workshops.models.registrations import (
    Completion,
    CourseModule,
    Registration,
    RegistrationAnswer,
    RegistrationMove,
    TrainerAccreditation,
    WorkshopAttendance,
    WorkshopEvaluation,
    WorkshopInvitation,
)
from network.workshops.queries.workshops import Seen
from network.workshops.rules.registering import COMING, LIVE
from network.workshops.rules.seats import Seeker
from network.workshops.vocabulary import RegState

_MOST = 2500


async def own_registration(actor: Actor, workshop_id: UUID) -> Registration | None:
    """The actor's own registration, whatever became of it."""
    if actor.person_id is None:
        return None
    return await Registration.get_or_none(workshop_id=workshop_id, person_id=actor.person_id)


async def own_registrations(actor: Actor) -> list[Registration]:
    """Everything somebody is registered for, with the workshops, newest first."""
    if actor.person_id is None:
        return []
    rows = Registration.filter(person_id=actor.person_id, state__in=list(LIVE))
    return await rows.order_by("-created_at").limit(200).select_related("workshop__centre")


async def get_registration(actor: Actor, seen: Seen, registration_id: UUID) -> Registration:
    """One's own registration, or any for those who run the workshop."""
    row = await Registration.get_or_none(id=registration_id, workshop_id=seen.workshop.id)
    if row is None:
        return _absent()
    is_theirs = policy.is_own(actor, row) or policy.can_see_registrations(actor, *seen)
    return row if is_theirs else _absent()


async def registrations_of(
    actor: Actor, seen: Seen, states: Iterable[RegState] = LIVE
) -> list[Registration]:
    """Everybody who registered, in the order in which they came, for those who run it."""
    if not policy.can_see_registrations(actor, *seen):
        raise NotFound
    rows = Registration.filter(workshop_id=seen.workshop.id, state__in=list(states))
    return await rows.order_by("number").limit(_MOST)


async def shown_to_others(actor: Actor, seen: Seen) -> list[Registration]:
    """Who has a place and agreed to be listed, for those who meet them; without their states.

    Nobody who waits is in it, and nothing tells who stayed away.
    """
    if not policy.can_see_people(actor, *seen):
        return []
    rows = Registration.filter(workshop_id=seen.workshop.id, state__in=list(COMING), is_listed=True)
    found = await rows.order_by("number").limit(_MOST)
    for row in found:
        row.state = RegState.CONFIRMED
    return found


async def seated_of(workshop_id: UUID) -> list[Seeker]:
    """What counts about everybody who takes a place."""
    rows = Registration.filter(workshop_id=workshop_id, is_seated=True)
    found = await rows.values_list("profession", "region", "centre_id")
    return [Seeker(str(p), str(r), str(c) if c else "") for p, r, c in found]


def seeker_of(row: Registration) -> Seeker:
    return Seeker(row.profession, row.region, str(row.centre_id) if row.centre_id else "")


async def line_of(workshop_id: UUID) -> list[Registration]:
    """Who waits, in the order in which they came."""
    rows = Registration.filter(workshop_id=workshop_id, state=RegState.WAITLISTED)
    return await rows.order_by("number")


async def position_of(registration: Registration) -> int:
    """Somebody's place in the line, from 1; 0 for who is not in it."""
    if registration.state is not RegState.WAITLISTED:
        return 0
    ahead = Registration.filter(
        workshop_id=registration.workshop_id,
        state=RegState.WAITLISTED,
        number__lte=registration.number,
    )
    return await ahead.count()


async def answers_of(registration_id: UUID) -> dict[UUID, str]:
    """Answers by question."""
    rows = RegistrationAnswer.filter(registration_id=registration_id)
    return {row.question_id: row.value for row in await rows}


async def answers_to(registration_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Answers by registration and question."""
    wanted = list(registration_ids)
    found: dict[UUID, dict[UUID, str]] = {key: {} for key in wanted}
    for row in await RegistrationAnswer.filter(registration_id__in=wanted):
        found[row.registration_id][row.question_id] = row.value
    return found


async def history_of(registration_id: UUID) -> list[RegistrationMove]:
    rows = RegistrationMove.filter(registration_id=registration_id)
    return await rows.order_by("created_at", "id")


async def invitations_of(actor: Actor, seen: Seen) -> list[WorkshopInvitation]:
    """Everybody invited, for those who run the workshop."""
    if not policy.can_run(actor, *seen):
        raise NotFound
    return await WorkshopInvitation.filter(workshop_id=seen.workshop.id).order_by("id")


async def own_invitation(actor: Actor, workshop_id: UUID) -> WorkshopInvitation | None:
    if actor.person_id is None:
        return None
    return await WorkshopInvitation.get_or_none(workshop_id=workshop_id, person_id=actor.person_id)


# being there -------------------------------------------------------------------------------------


async def minutes_of(registration_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Minutes by registration and session."""
    wanted = list(registration_ids)
    found: dict[UUID, dict[UUID, int]] = {key: {} for key in wanted}
    for row in await WorkshopAttendance.filter(registration_id__in=wanted, minutes__gt=0):
        found[row.registration_id][row.session_id] = row.minutes
    return found


async def modules_of(workshop_id: UUID) -> list[CourseModule]:
    return await CourseModule.filter(workshop_id=workshop_id).order_by("position")


async def completed_of(registration_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The modules each one completed, by registration."""
    wanted = list(registration_ids)
    found: dict[UUID, set[UUID]] = {key: set() for key in wanted}
    for row in await Completion.filter(registration_id__in=wanted):
        found[row.registration_id].add(row.module_id)
    return found


async def accreditations_of(person_id: UUID) -> list[TrainerAccreditation]:
    """What somebody may train others in, or could, newest first."""
    rows = TrainerAccreditation.filter(person_id=person_id).order_by("-until_on", "id")
    return await rows.select_related("workshop")


async def evaluations_of(actor: Actor, seen: Seen) -> list[WorkshopEvaluation]:
    """What participants thought, for those who run the workshop; too few are nobody's to read."""
    if not policy.can_run(actor, *seen):
        raise NotFound
    return await WorkshopEvaluation.filter(workshop_id=seen.workshop.id).order_by("id")


def _absent() -> NoReturn:
    raise NotFound
