"""Who may see and do what with offers, needs and requests. First lines are printed in
docs/permissions.md.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from network.centres import policy as centres
from network.expertise import rules
from network.expertise.models import Answer, ContactRequest, Kind, Listing, ListingState
from network.kernel.actor import Actor, Level

if TYPE_CHECKING:
    from network.centres.models import Centre


def visible_to(actor: Actor, now: datetime) -> Q:
    """Others see published, fresh listings of their level; a centre's own people see all of its."""
    levels = [Level.PUBLIC, Level.MEMBERS] if actor.is_member else [Level.PUBLIC]
    reached = Q(level__in=levels)
    if actor.contact_ids:
        reached |= Q(level=Level.CONTACTS, centre_id__in=list(actor.contact_ids))
    if actor.is_secretariat:
        reached = Q()
    shown = Q(state=ListingState.PUBLISHED, confirmed_at__gt=now - rules.HIDDEN_AFTER) & reached
    shown &= Q(until_on=None) | Q(until_on__gte=now.date())
    shown &= centres.of_confirmed("centre")
    return shown | Q(centre_id__in=list(actor.centre_ids)) if actor.centre_ids else shown


def can_view(actor: Actor, listing: Listing, centre: "Centre", now: datetime) -> bool:
    """The same as `visible_to`, for one listing and its centre."""
    if actor.works_at(listing.centre_id):
        return True
    is_out = listing.state is ListingState.PUBLISHED and centres.is_confirmed(centre)
    if not is_out or rules.is_hidden(listing, now):
        return False
    return actor.is_secretariat or Level(listing.level).shows(
        actor.standing_to_centre(listing.centre_id)
    )


def can_write(actor: Actor, centre: "Centre") -> bool:
    """Coordinators of a confirmed centre write and publish its offers and needs."""
    return actor.coordinates(centre.id) and centres.is_confirmed(centre)


def can_edit(actor: Actor, listing: Listing) -> bool:
    """The coordinators of a centre change, confirm and take back its listings."""
    return actor.coordinates(listing.centre_id)


def can_ask(actor: Actor, asked_centre_id: object) -> bool:
    """Anybody who works at a centre may ask another centre to get in touch."""
    return bool(actor.centre_ids) and asked_centre_id not in actor.centre_ids


def can_see_request(actor: Actor, request: ContactRequest) -> bool:
    """A request is seen by who wrote it and by the coordinators of both centres."""
    is_author = actor.person_id is not None and actor.person_id == request.author_id
    return is_author or bool(actor.coordinated_ids & {request.centre_id, request.asked_centre_id})


def requests_visible_to(actor: Actor) -> Q:
    """The same as `can_see_request`, for lists."""
    own = list(actor.coordinated_ids)
    return Q(author_id=actor.person_id) | Q(centre_id__in=own) | Q(asked_centre_id__in=own)


def can_settle_request(actor: Actor, request: ContactRequest) -> bool:
    """The coordinators of the centre that is asked accept or decline."""
    return actor.coordinates(request.asked_centre_id)


def can_withdraw_request(actor: Actor, request: ContactRequest) -> bool:
    """Who wrote a request, and the coordinators of their centre, take it back."""
    return actor.coordinates(request.centre_id) or actor.person_id == request.author_id


def can_answer(actor: Actor, need: Listing) -> bool:
    """Coordinators of other centres answer a published need."""
    others = actor.coordinated_ids - {need.centre_id}
    is_open = need.kind is Kind.NEED and need.state is ListingState.PUBLISHED
    return bool(others) and is_open


def can_see_answer(actor: Actor, answer: Answer, need: Listing) -> bool:
    """An answer is seen by the coordinators of both centres: with the need, and answering."""
    return bool(actor.coordinated_ids & {answer.centre_id, need.centre_id})


def can_pick(actor: Actor, need: Listing) -> bool:
    """The coordinators of the centre with the need pick or decline answers."""
    return actor.coordinates(need.centre_id)


def can_withdraw_answer(actor: Actor, answer: Answer) -> bool:
    """The coordinators of the centre that answered take their answer back."""
    return actor.coordinates(answer.centre_id)
