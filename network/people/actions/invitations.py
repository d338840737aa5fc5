"""Inviting people, and joining."""

import secrets
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, NotFound, require
from network.kernel.i18n import _
from network.kernel.ids import derive_token, hash_token
from network.kernel.keys import key
from network.people import passphrases, policy, rules
from network.people.actions.accounts import open_account
from network.people.models import Invitation, Person


async def invite(
    actor: Actor, *, email: str, centre_id: UUID | None, role: str, language: str
) -> Invitation:
    """Make a way in for one address, one centre and one role, good for 72 hours.

    Who may invite whom is the business of the caller, who knows centres and roles.
    """
    nonce = secrets.token_urlsafe(32)
    now = clock.now()
    async with transaction():
        await Invitation.filter(
            email_key=rules.email_key(email), centre_id=centre_id, role=role, accepted_at=None
        ).update(revoked_at=now)
        invitation = await Invitation.create(
            token_hash=hash_token(derive_token(key("links"), "invitation", nonce)),
            nonce=nonce,
            email=email.strip(),
            email_key=rules.email_key(email),
            centre_id=centre_id,
            role=role,
            language=language,
            invited_by_id=actor.person_id,
            ends_at=now + rules.INVITATION,
        )
        await outbox.record(
            actor, events.PersonInvited(invitation_id=invitation.id, centre_id=centre_id)
        )
    return invitation


async def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """Take back an invitation; Conflict if it was used meanwhile."""
    require(policy.can_revoke(actor, invitation))
    async with transaction():
        changed = await Invitation.filter(
            id=invitation.id, accepted_at=None, revoked_at=None
        ).update(revoked_at=clock.now())
        if not changed:
            raise Conflict(_("This invitation was used or taken back already."))
        await outbox.record(
            actor,
            events.InvitationRevoked(invitation_id=invitation.id, centre_id=invitation.centre_id),
        )


async def join(
    invitation: Invitation, *, name: str, passphrase: str, zone: str, language: str
) -> Person:
    """Make the account an invitation is for, with the address the invitation was sent to.

    Raises Conflict when the address has an account: its owner signs in and accepts instead, so
    an invitation can never set anybody's passphrase.
    """
    about = [name, invitation.email, invitation.centre.name if invitation.centre else ""]
    await passphrases.check(passphrase, second_factor=False, about=about)
    stored = await passphrases.hashed(passphrase)
    async with transaction():
        person = await open_account(
            invitation.email,
            name,
            stored,
            zone=zone,
            language=language,
            conduct_version=rules.CONDUCT_VERSION,
        )
        await accept_invitation(person, invitation)
    return person


async def accept_invitation(person: Person, invitation: Invitation) -> None:
    """Use an invitation up. NotFound if it is not for this address, Conflict if already used."""
    if invitation.email_key != person.email_key:
        raise NotFound
    async with transaction():
        used = await Invitation.filter(
            id=invitation.id, accepted_at=None, revoked_at=None, ends_at__gt=clock.now()
        ).update(accepted_at=clock.now())
        if not used:
            raise Conflict(_("This invitation was used or taken back already."))
        await outbox.record(
            Actor(person_id=person.id),
            events.InvitationAccepted(
                person_id=person.id,
                invitation_id=invitation.id,
                centre_id=invitation.centre_id,
            ),
        )
