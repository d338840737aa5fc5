"""Starting a group and its agreement, inviting people, and leaving."""

from dataclasses import dataclass
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, require
from network.kernel.i18n import _
from network.people import queries as accounts
from network.supervision import policy
from network.supervision.actions import booking
from network.supervision.actions.agreement_states import locked, others, settle_signatures
from network.supervision.actions.agreements import add_party, check_room
from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    Party,
    PartyRole,
    PartyState,
    Supervisor,
    SupervisorState,
)
from network.supervision.queries import agreements as queries
from network.supervision.queries import sessions
from network.supervision.rules import agreements as rules

S = AgreementState
INVITING = (S.DRAFTING, S.SIGNING, S.ACTIVE, S.PAUSED)
_LEFT = str(PartyState.LEFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGroup:
    """What is known of a group before its agreement is written."""

    kind: Kind
    title: str
    most_members: int
    hides_members: bool = False
    follows: UUID | None = None


async def start(actor: Actor, own: Supervisor | None, group: NewGroup) -> Agreement:
    """Start a group's agreement as a draft: as its supervisor, or as facilitator of peers.

    The agreement it follows has to be one the actor may see.
    """
    require(policy.can_start(actor, group.kind, own))
    if group.follows is not None:
        await queries.get_agreement(actor, group.follows)
    if not 1 <= group.most_members <= rules.MOST_MEMBERS[group.kind]:
        most = rules.MOST_MEMBERS[group.kind]
        raise Invalid(most_members=_("Write a number from 1 to %(most)s.", most=most))
    supervisor = None if group.kind is Kind.PEER else own
    async with transaction():
        if supervisor is not None:
            await check_room(supervisor, group.kind)
        agreement = await Agreement.create(
            supervisor_id=supervisor.id if supervisor else None,
            kind=group.kind,
            title=group.title,
            state=S.DRAFTING,
            most_members=group.most_members,
            hides_members=group.hides_members,
            minutes=supervisor.minutes if supervisor else 60,
            asked_by_id=actor.person_id,
            previous_id=group.follows,
            terms={rules.ZONE: supervisor.zone if supervisor else await _zone_of(actor)},
        )
        role = PartyRole.SUPERVISOR if supervisor else PartyRole.FACILITATOR
        await add_party(agreement, actor.person_id, role)
    return await queries.fresh(agreement.id)


async def _zone_of(actor: Actor) -> str:
    return (await accounts.get_own(actor)).zone


async def invite(
    actor: Actor, agreement: Agreement, person_id: UUID, *, is_deputy: bool = False
) -> None:
    """Invite somebody into a group; the seat is theirs until they sign or say no.

    Raises Conflict when the group is full or they are in it, NotFound for people one cannot find.
    """
    require(policy.can_draft(actor, agreement))
    await _check_invited(actor, agreement, person_id, is_deputy=is_deputy)
    async with transaction():
        stored = await locked(agreement)
        if rules.is_alone(stored) or rules.state_at(stored, clock.now()) not in INVITING:
            raise Conflict(_("Nobody can be invited into this agreement now."))
        if not is_deputy and rules.seats_taken(stored) >= stored.most_members:
            raise Conflict(_("All seats are taken. Write a larger number into the agreement."))
        role = PartyRole.DEPUTY if is_deputy else PartyRole.SUPERVISEE
        await add_party(stored, person_id, role)
        if stored.state is not S.DRAFTING:
            fact = events.AgreementMoved(agreement_id=stored.id, state=S.SIGNING, told=(person_id,))
            await outbox.record(actor, fact)


async def _check_invited(
    actor: Actor, agreement: Agreement, person_id: UUID, *, is_deputy: bool
) -> None:
    person = await accounts.get_person(person_id)
    if not person.is_findable or person_id == actor.person_id:
        raise NotFound
    supervises = await Supervisor.get_or_none(person_id=person_id)
    is_verified = supervises is not None and supervises.state is SupervisorState.VERIFIED
    if is_deputy and agreement.kind is not Kind.PEER and not is_verified:
        raise Conflict(_("A deputy has to be a verified supervisor."))
    if agreement.kind is Kind.SUPERVISORS and supervises is None:
        raise Conflict(_("This is supervision for supervisors only."))


async def uninvite(actor: Actor, agreement: Agreement, person_id: UUID) -> None:
    """Take an invitation back before it was signed; the seat is free again."""
    require(policy.can_draft(actor, agreement))
    async with transaction():
        gone = await Party.filter(
            agreement_id=agreement.id,
            person_id=person_id,
            state=PartyState.INVITED,
            role__in=[PartyRole.SUPERVISEE, PartyRole.DEPUTY],
        ).update(state=PartyState.LEFT)
        if not gone or rules.is_alone(agreement):
            raise Conflict(_("They have signed already, or are not invited."))


async def leave(actor: Actor, agreement: Agreement) -> None:
    """Leave a group, or say no to it; the seat is free, coming sessions too, and only who leads
    is told.
    """
    require(policy.can_leave(actor, agreement))
    async with transaction():
        stored = await locked(agreement)
        party = policy.party_of(stored, actor.person_id)
        if party is None or rules.state_at(stored, clock.now()) not in rules.OPEN:
            raise Forbidden
        await _free_seats(actor, stored)
        await Party.filter(id=party.id).update(state=PartyState.LEFT)
        fact = events.AgreementMoved(
            agreement_id=stored.id,
            state=_LEFT,
            told=tuple(queries.leader_ids(stored)),
            revision=stored.version,
            members=tuple(others(actor, stored)),
            review_on=stored.review_on,
            ends_on=stored.ends_on,
        )
        await outbox.record(actor, fact)
        if rules.has_change(stored):
            await settle_signatures(actor, await queries.fresh(stored.id))


async def _free_seats(actor: Actor, agreement: Agreement) -> None:
    for coming in await sessions.group_sessions(agreement.id):
        session = await sessions.fresh(coming.id)
        if policy.is_seated(actor, session):
            await booking.leave(actor, session)
