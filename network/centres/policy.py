"""Who may see and change centres. First lines are printed in docs/permissions.md."""

from uuid import UUID

from tortoise.expressions import Q

from network.centres import rules
from network.centres.models import Centre, CentreState, Listing
from network.kernel.actor import CENTRE_ROLES, NETWORK_ROLES, Actor, Role, Standing


def visible_to(actor: Actor) -> Q:
    """Visitors see public centres, members listed ones, contacts unlisted, own people all."""
    if actor.is_secretariat:
        return Q()
    shown = [Listing.PUBLIC, Listing.MEMBERS] if actor.is_member else [Listing.PUBLIC]
    seen = Q(listing__in=shown) | Q(id__in=list(actor.contact_ids))
    confirmed = Q(state=CentreState.CONFIRMED) & seen
    return confirmed | Q(id__in=list(actor.centre_ids)) if actor.centre_ids else confirmed


def can_view(actor: Actor, centre: Centre) -> bool:
    """The same as `visible_to`, for one centre."""
    return rules.is_seen_from(centre, actor.standing_to_centre(centre.id))


def is_confirmed(centre: Centre) -> bool:
    """A centre counts as a member once it confirmed its entry."""
    return centre.state is CentreState.CONFIRMED


def of_confirmed(relation: str) -> Q:
    """What belongs to a centre is seen by others only while the centre is confirmed."""
    return Q(**{f"{relation}__state": CentreState.CONFIRMED})


def shown_name(actor: Actor, centre: Centre) -> str:
    """A centre is named to those who may see it; to others it is "Member centre" and its region."""
    return rules.shown_name(centre, actor.standing_to_centre(centre.id))


def is_named_to_others(centre: Centre, *, in_contact: bool) -> bool:
    """The people of another centre see the name of a listed centre, or of one in contact."""
    standing = Standing.CONTACT if in_contact else Standing.MEMBER
    return rules.is_seen_from(centre, standing)


def library_name(centre: Centre, *, is_public: bool) -> str:
    """What everybody may read names a centre as visitors see it, all else as members do."""
    return rules.shown_name(centre, Standing.VISITOR if is_public else Standing.MEMBER)


def can_see_field(actor: Actor, centre: Centre, field: str) -> bool:
    """A field of a centre is shown to whom the centre chose."""
    return rules.level_of(centre, field).shows(actor.standing_to_centre(centre.id))


def can_edit(actor: Actor, centre: Centre) -> bool:
    """The coordinators of a centre and the secretariat change its profile."""
    return actor.coordinates(centre.id) or actor.is_secretariat


def can_confirm(actor: Actor, centre: Centre) -> bool:
    """Only a centre's own coordinators confirm its entry and choose who may see it."""
    return actor.coordinates(centre.id)


def can_see_people(actor: Actor, centre: Centre) -> bool:
    """The coordinators of a centre and the secretariat see its accounts and invitations."""
    return can_edit(actor, centre)


def can_invite(actor: Actor, centre_id: UUID | None, role: Role) -> bool:
    """Coordinators invite to their own centre, the secretariat to any and to network roles."""
    if centre_id is None:
        return actor.is_secretariat and role in NETWORK_ROLES and role is not Role.NETWORK_ADMIN
    may = actor.is_secretariat or actor.coordinates(centre_id)
    return may and role in CENTRE_ROLES


def can_change_role(actor: Actor, centre_id: UUID, person_id: UUID, role: Role) -> bool:
    """Who may invite to a role may give and take it; nobody takes their own coordinator role."""
    is_own = actor.person_id == person_id and role is Role.COORDINATOR
    return can_invite(actor, centre_id, role) and not is_own


def can_see_history(actor: Actor, centre: Centre) -> bool:
    """Those who manage a centre see what was changed, in which role and when."""
    return can_edit(actor, centre)


def can_import(actor: Actor) -> bool:
    """Only the secretariat brings in files of centres and takes them back."""
    return actor.is_secretariat


def can_set_risk(actor: Actor) -> bool:
    """Only the secretariat sets how much harm a leak about a centre would do."""
    return actor.is_secretariat


def can_close(actor: Actor) -> bool:
    """Only the secretariat closes a centre and opens it again."""
    return actor.is_secretariat
