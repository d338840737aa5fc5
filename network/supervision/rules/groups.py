"""Who is who in a group: who gives its sessions, who comes, and who is asked for a time."""

from uuid import UUID

from network.supervision.models import Agreement, PartyRole, PartyState


def leader_of(agreement: Agreement) -> UUID:
    """Who gives the sessions of an agreement: its supervisor, or a peer group's facilitator."""
    if agreement.supervisor is not None:
        return agreement.supervisor.person_id
    leads = (PartyRole.FACILITATOR, PartyRole.DEPUTY)
    return next(p.person_id for role in leads for p in agreement.parties if p.role is role)


def members_of(agreement: Agreement, leader: UUID) -> list[UUID]:
    """Everybody who signed, but for who leads."""
    return [
        p.person_id
        for p in agreement.parties
        if p.state is PartyState.SIGNED and p.person_id != leader
    ]


def asked_of(agreement: Agreement) -> list[UUID]:
    """Who says which times suit: the members, and in a peer group also who facilitates it. A
    supervisor has said so by their hours.
    """
    leader = leader_of(agreement)
    members = members_of(agreement, leader)
    return members if agreement.supervisor is not None else [leader, *members]
