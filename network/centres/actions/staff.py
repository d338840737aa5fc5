"""People at a centre: inviting them, their roles."""

from typing import TYPE_CHECKING
from uuid import UUID

from network import events, outbox
from network.centres import policy, queries, rules
from network.centres.models import Membership, NetworkRole
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.errors import Conflict, NotFound, require
from network.kernel.i18n import _
from network.people.actions import accounts as account_actions
from network.people.actions import invitations

if TYPE_CHECKING:
    from network.people.models import Invitation, Person


async def invite(
    actor: Actor, *, email: str, centre_id: UUID | None, role: Role, language: str
) -> "Invitation":
    """Invite somebody to a role at a centre, or in the network with no centre.

    Raises Conflict when the centre is closed.
    """
    require(policy.can_invite(actor, centre_id, role))
    if centre_id is not None and await queries.closed_of([centre_id]):
        raise Conflict(_("The secretariat has closed this centre."))
    return await invitations.invite(
        actor, email=email, centre_id=centre_id, role=role, language=language
    )


async def join(invitation: "Invitation", *, name: str, passphrase: str, language: str) -> "Person":
    """Open an account by an invitation and take up its role."""
    async with transaction():
        zone = invitation.centre.zone if invitation.centre else ""
        person = await invitations.join(
            invitation, name=name, passphrase=passphrase, zone=zone or "UTC", language=language
        )
        await _take_up(person.id, invitation)
    return person


async def accept(person: "Person", invitation: "Invitation") -> None:
    """Take up a further role with an account one has."""
    async with transaction():
        await invitations.accept_invitation(person, invitation)
        await _take_up(person.id, invitation)


async def take_up_role(person_id: UUID, centre_id: UUID | None, role: Role) -> None:
    """Give a role without an invitation; only the operator and the demonstration do this."""
    async with transaction():
        await _grant(person_id, centre_id, role)


async def _take_up(person_id: UUID, invitation: "Invitation") -> None:
    await _grant(person_id, invitation.centre_id, Role(invitation.role))


async def grant_role(actor: Actor, centre_id: UUID, person_id: UUID, role: Role) -> None:
    """Give somebody at a centre a further role there."""
    require(policy.can_change_role(actor, centre_id, person_id, role))
    if not await Membership.filter(person_id=person_id, centre_id=centre_id).exists():
        raise NotFound
    async with transaction():
        await _grant(person_id, centre_id, role)
        await outbox.record(
            actor, events.RoleGranted(person_id=person_id, centre_id=centre_id, granted=role)
        )


async def revoke_role(actor: Actor, centre_id: UUID, person_id: UUID, role: Role) -> None:
    """Take a role from somebody; with the last one they leave the centre."""
    require(policy.can_change_role(actor, centre_id, person_id, role))
    async with transaction():
        gone = await Membership.filter(person_id=person_id, centre_id=centre_id, role=role).delete()
        if not gone:
            raise Conflict(_("This person does not have this role any more."))
        await outbox.record(
            actor, events.RoleRevoked(person_id=person_id, centre_id=centre_id, revoked=role)
        )


async def make_admin(email: str, name: str, stored_passphrase: str) -> "Person":
    """Open an account of the secretariat; only the operator at the server can do this."""
    async with transaction():
        person = await account_actions.open_account(email, name, stored_passphrase)
        await _grant(person.id, None, Role.NETWORK_ADMIN)
    return person


async def _grant(person_id: UUID, centre_id: UUID | None, role: Role) -> None:
    if centre_id is None:
        await NetworkRole.bulk_create(
            [NetworkRole(person_id=person_id, role=role)], ignore_conflicts=True
        )
    else:
        ends_at = clock.now() + rules.GUEST_STAYS if role is Role.GUEST else None
        row = Membership(person_id=person_id, centre_id=centre_id, role=role, ends_at=ends_at)
        await Membership.bulk_create([row], ignore_conflicts=True)
