"""Who may see and do what with accounts. First lines are printed in docs/permissions.md."""

from network.kernel.actor import Actor, Standing
from network.people import rules
from network.people.models import Invitation, Person, Stay


def standing_to(actor: Actor, person: Person, centre_ids: frozenset[object]) -> Standing:
    """Oneself is nearest; colleagues and people of centres in contact are contacts."""
    if actor.person_id == person.id:
        return Standing.OWN
    if not actor.is_member:
        return Standing.VISITOR
    near = actor.centre_ids | actor.contact_ids
    return Standing.MEMBER if near.isdisjoint(centre_ids) else Standing.CONTACT


def can_see_field(standing: Standing, person: Person, field: str) -> bool:
    """A field is shown to whom its owner chose."""
    return rules.level_of(person, field).shows(standing)


def can_edit(actor: Actor, person: Person) -> bool:
    """Only a person changes their own profile, passphrase, sessions and second factor."""
    return actor.person_id is not None and actor.person_id == person.id


def can_keep_stay(actor: Actor, stay: Stay) -> bool:
    """Only a person sees, changes and removes what they noted about their own travels."""
    return actor.person_id is not None and actor.person_id == stay.person_id


def can_disable(actor: Actor, person: Person) -> bool:
    """The secretariat shuts any account but its own."""
    return actor.is_secretariat and actor.person_id != person.id


def can_revoke(actor: Actor, invitation: Invitation) -> bool:
    """The secretariat, and the coordinators of the centre it is for, take back an invitation."""
    if actor.is_secretariat:
        return True
    return invitation.centre_id is not None and actor.coordinates(invitation.centre_id)
