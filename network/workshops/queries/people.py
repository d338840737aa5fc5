"""Who has to do with a workshop, and who is told of it."""

from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Q

from network.centres import queries as centres
from network.kernel.actor import Role
from network.people import queries as accounts
from network.workshops.models.agenda import AgendaSpeaker
from network.workshops.models.registrations import Registration, WorkshopInvitation
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.rules.registering import COMING, LIVE
from network.workshops.vocabulary import InvitationState, RegState, SpeakerState, Told

_NEAREST = tuple(Told)
_NOT_NO = (InvitationState.PENDING, InvitationState.ACCEPTED)


async def parts_told(
    workshop: Workshop, wanted: Iterable[Told], actor_id: UUID | None = None
) -> dict[UUID, Told]:
    """The people to tell, but for who acts, each once and as what they are told."""
    groups = set(wanted)
    found: dict[UUID, Told] = {}
    for told in reversed(_NEAREST):
        if told in groups:
            found |= dict.fromkeys(await _behind(told, workshop), told)
    return {person_id: told for person_id, told in found.items() if person_id != actor_id}


async def members_of(workshop: Workshop) -> list[UUID]:
    """Those in whose calendars a workshop is: who has a place, who speaks, who organises."""
    found = set(await workshops.organiser_ids(workshop.id))
    found.update(await speaker_ids(workshop.id))
    places = Q(state__in=list(COMING)) | Q(state=RegState.APPLIED, is_seated=True)
    rows = Registration.filter(places, workshop_id=workshop.id)
    found.update(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]
    return sorted(found)


async def registered_ids(workshop_id: UUID, states: Iterable[RegState] = LIVE) -> list[UUID]:
    """Everybody registered, in these states; all who did not leave, unless said otherwise."""
    rows = Registration.filter(workshop_id=workshop_id, state__in=list(states))
    return sorted(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]


async def coming_ids(workshop_id: UUID) -> list[UUID]:
    return await registered_ids(workshop_id, COMING)


async def speaker_ids(workshop_id: UUID) -> list[UUID]:
    rows = AgendaSpeaker.filter(item__workshop_id=workshop_id, item__removed_at=None)
    rows = rows.exclude(state=SpeakerState.WITHDRAWN)
    return sorted(set(await rows.values_list("person_id", flat=True)))  # type: ignore[arg-type]


async def invited_ids(workshop_id: UUID, states: Iterable[InvitationState] = _NOT_NO) -> list[UUID]:
    """Those invited, in these states; who did not say no, unless said otherwise."""
    rows = WorkshopInvitation.filter(workshop_id=workshop_id, state__in=list(states))
    return sorted(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]


async def outcome_writers(workshop: Workshop) -> list[UUID]:
    """Who is to write what came of it; where their account is shut, those who run it."""
    owner = workshop.outcome_owner_id
    if owner is None:
        return []
    return sorted(await accounts.people_of([owner])) or await _runs_it(workshop)


async def _behind(told: Told, workshop: Workshop) -> list[UUID]:
    if told is Told.ORGANISERS:
        return await _runs_it(workshop)
    if told is Told.SPEAKERS:
        return await speaker_ids(workshop.id)
    if told in (Told.COMING, Told.REGISTERED):
        return await registered_ids(workshop.id, COMING if told is Told.COMING else LIVE)
    if told is Told.INVITED:
        there = set(await registered_ids(workshop.id))
        return [key for key in await invited_ids(workshop.id) if key not in there]
    if told is Told.SECRETARIAT:
        return await centres.secretariat_ids()
    roles = (Role.EDITOR,) if told is Told.EDITORS else (Role.EDITOR, Role.FOCAL_POINT)
    return await _of_network(*roles)


async def _runs_it(workshop: Workshop) -> list[UUID]:
    """The organisers whose accounts are open; if nobody is left, the coordinators of the host."""
    found = sorted(await accounts.people_of(await workshops.organiser_ids(workshop.id)))
    return found or await centres.holders_of(workshop.centre_id, Role.COORDINATOR)


async def _of_network(*roles: Role) -> list[UUID]:
    held = await centres.network_roles()
    return sorted(person for person, own in held.items() if not set(own).isdisjoint(roles))
