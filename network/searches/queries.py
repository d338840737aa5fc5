"""Reading saved searches."""

from uuid import UUID

from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.searches import policy
from network.searches.models import SavedSearch


async def own(actor: Actor) -> list[SavedSearch]:
    """The searches the actor keeps, oldest first."""
    return await SavedSearch.filter(policy.visible_to(actor)).order_by("id")


async def words_of(saved_id: UUID) -> tuple[str, dict[str, list[str]]] | None:
    """The words and filters of a kept search, for telling its person; None when it is gone."""
    saved = await SavedSearch.get_or_none(id=saved_id)
    return (saved.query, saved.chosen) if saved else None


async def get_own(actor: Actor, saved_id: UUID) -> SavedSearch:
    """One of the actor's searches. Raises NotFound."""
    found = await SavedSearch.filter(policy.visible_to(actor), id=saved_id).first()
    if found is None:
        raise NotFound
    return found
