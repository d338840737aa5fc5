"""Who may see and do what in check-ins. First lines are printed in docs/permissions.md.

An own history has no line here, as nobody but its person ever opens it: the key decides.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from tortoise.expressions import Q

from network.kernel.actor import Actor, Role
from network.wellbeing.models.help import ContactWish, Signpost
from network.wellbeing.models.rounds import CheckInRound, RoundRelease
from network.wellbeing.rules.trees import Level, Place

_NOT_STAFF = frozenset({Role.GUEST})


def can_check_in(actor: Actor) -> bool:
    """Everybody of the network may keep a history of their own."""
    return actor.person_id is not None and actor.is_member


def is_staff_of(actor: Actor, centre_id: UUID) -> bool:
    """Guests of a centre are not among those whose answers it tells of."""
    return bool(actor.roles.get(centre_id, frozenset()) - _NOT_STAFF)


def can_steward(actor: Actor) -> bool:
    """The secretariat plans rounds; it sees of them what is fixed, never who answered."""
    return actor.is_secretariat


def can_raise_own(actor: Actor, centre_id: UUID) -> bool:
    """Coordinators may ask for more answers before their own centre is told of, never for fewer."""
    return actor.coordinates(centre_id)


def own_centres_in(actor: Actor, one: CheckInRound) -> frozenset[UUID]:
    """Centres that somebody coordinates and a round asks; it asks every one, if it names none."""
    named = frozenset(map(UUID, one.centre_ids))
    return actor.coordinated_ids & named if named else actor.coordinated_ids


def can_view_round(actor: Actor, one: CheckInRound) -> bool:
    """What is fixed for a round is for who plans them, and for coordinators of centres it asks."""
    return can_steward(actor) or bool(own_centres_in(actor, one))


def sees_later(actor: Actor) -> bool:
    """Staff see a release at once, coordinators and the secretariat three days later."""
    return actor.is_secretariat or bool(actor.coordinated_ids)


def releases_visible_to(actor: Actor, today: date) -> Q:
    """Members see releases from their day on."""
    if not can_check_in(actor):
        return Q(id__in=[])
    return Q(coordinators_on__lte=today) if sees_later(actor) else Q(released_on__lte=today)


def can_view_release(actor: Actor, release: RoundRelease, today: date) -> bool:
    """The same as `releases_visible_to`, for one release."""
    day = release.coordinators_on if sees_later(actor) else release.released_on
    return can_check_in(actor) and day <= today


def can_view_place(actor: Actor, place: Place) -> bool:
    """Network, regions and pools are for all members, a centre and its families for its staff."""
    if place.level in {Level.NETWORK, Level.REGION}:
        return True
    return is_staff_of(actor, UUID(place.name))


def can_write_change(actor: Actor, centre_id: UUID | None) -> bool:
    """Coordinators say what their centre will change, the secretariat what the network will."""
    return actor.is_secretariat if centre_id is None else actor.coordinates(centre_id)


def can_view_change(actor: Actor, centre_id: UUID | None) -> bool:
    """What a centre will change is for its staff, what the network will is for all members."""
    return actor.is_member if centre_id is None else is_staff_of(actor, centre_id)


def can_share(actor: Actor, centre_id: UUID | None) -> bool:
    """Only its own coordinators give a centre's figures to the library; the network's, the office.

    What was not told cannot be given.
    """
    return can_write_change(actor, centre_id)


def can_keep_signposts(actor: Actor, country: str, own_countries: Collection[str]) -> bool:
    """Coordinators keep the signposts of their centres' countries, the secretariat all."""
    return actor.is_secretariat or (bool(actor.coordinated_ids) and country in own_countries)


def can_view_signposts(actor: Actor) -> bool:
    """All members see where help is."""
    return actor.is_member


def can_edit_signpost(actor: Actor, signpost: Signpost, own_countries: Collection[str]) -> bool:
    """The same as for writing a new one in its country."""
    return can_keep_signposts(actor, signpost.country, own_countries)


def can_keep_instruments(actor: Actor) -> bool:
    """The secretariat brings in instruments with their wording and licence."""
    return actor.is_secretariat


def wishes_visible_to(actor: Actor) -> Q:
    """A wish to be contacted is seen by who has it and by whom it is addressed to, nobody else."""
    if actor.person_id is None:
        return Q(id__in=[])
    return Q(person_id=actor.person_id) | Q(to_id=actor.person_id)


def can_answer_wish(actor: Actor, wish: ContactWish) -> bool:
    """Only whom it is addressed to says that it was answered."""
    return wish.to_id == actor.person_id


def can_withdraw_wish(actor: Actor, wish: ContactWish) -> bool:
    """Only who has it takes it back."""
    return wish.person_id == actor.person_id
