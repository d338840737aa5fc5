"""Who may keep searches. First lines are printed in docs/permissions.md."""

from tortoise.expressions import Q

from network.kernel.actor import Actor
from network.searches.models import SavedSearch


def visible_to(actor: Actor) -> Q:
    """Everybody sees only the searches they keep themselves."""
    return Q(person_id=actor.person_id)


def can_view(actor: Actor, saved: SavedSearch) -> bool:
    """The same as `visible_to`, for one search."""
    return saved.person_id == actor.person_id


def can_save(actor: Actor) -> bool:
    """Members may keep searches."""
    return actor.is_member and actor.person_id is not None


def can_forget(actor: Actor, saved: SavedSearch) -> bool:
    """Whoever keeps a search may remove it."""
    return saved.person_id == actor.person_id
