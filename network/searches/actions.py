"""Keeping searches, and finding what is new in them."""

from network import events, outbox
from network.adapters import search
from network.centres import queries as centres
from network.db import transaction
from network.kernel.actor import VISITOR, Actor
from network.kernel.errors import Conflict, require
from network.kernel.i18n import _
from network.searches import policy
from network.searches.models import SavedSearch

MOST = 30  # for each person
KINDS = ("knowledge", "listing", "centre")


async def save(actor: Actor, query: str, chosen: dict[str, list[str]]) -> SavedSearch:
    """Keep a search; the same one twice is kept once.

    Raises Conflict when it asks for nothing or the person keeps too many.
    """
    require(policy.can_save(actor))
    if not (query or chosen):
        raise Conflict(_("There is nothing to search for yet."))
    async with transaction():
        kept = await SavedSearch.filter(policy.visible_to(actor))
        same = [one for one in kept if one.query == query and one.chosen == chosen]
        if same:
            return same[0]
        if len(kept) >= MOST:
            raise Conflict(_("You keep many searches already. Remove one first."))
        return await SavedSearch.create(
            name=query[:120],
            query=query,
            chosen=chosen,
            seen=await search.newest(),
            person_id=actor.person_id,
        )


async def forget(actor: Actor, saved: SavedSearch) -> None:
    """Remove a kept search."""
    require(policy.can_forget(actor, saved))
    await saved.delete()


async def tell_new() -> int:
    """Tell people what is new in their searches; returns how many were told."""
    newest = await search.newest()
    told = 0
    for saved in await SavedSearch.filter(is_told=True, seen__lt=newest).order_by("id"):
        told += await _tell(saved, newest)
    return told


async def start_over() -> None:
    """Take all that is stored now as seen, after the index was built anew."""
    await SavedSearch.all().update(seen=await search.newest())


async def _tell(saved: SavedSearch, newest: int) -> bool:
    """Look once with the rights the person has now."""
    actor = await centres.actor_of(saved.person_id)
    count = await _count(actor, saved)
    async with transaction():
        moved = await SavedSearch.filter(id=saved.id, seen=saved.seen).update(seen=newest)
        if moved and count:
            fact = events.SavedSearchAnswered(
                saved_search_id=saved.id, person_id=saved.person_id, count=count
            )
            await outbox.record(VISITOR, fact)
    return bool(moved and count)


async def _count(actor: Actor, saved: SavedSearch) -> int:
    result = await search.search(
        search.Asked(
            query=saved.query,
            audiences=search.audiences_of(actor),
            kinds=KINDS,
            chosen=saved.chosen,
            newer_than=saved.seen,
        )
    )
    return sum(one.is_whole for one in result.found)
