"""Building the search anew: complete, repaired, and taken up where it was broken off."""

from uuid import UUID

import pytest

from network.adapters import search
from network.adapters.search import rebuilding as state
from network.db import connection, is_postgres, transaction
from network.settings import Settings
from network.site import rebuilding
from tests.factories import actor, make_admin, make_centre, make_listing

pytestmark = pytest.mark.anyio


async def _found(query: str) -> set[UUID]:
    answer = await search.find(query, [search.MEMBERS], ("centre", "listing"))
    return {hit.object_id for hit in answer.hits}


def _silent(_kind: str, _done: int, _whole: int) -> None:
    """Says nothing."""


async def _world() -> set[UUID]:
    centre = await make_centre(name="Lantern House")
    listing = await make_listing(centre, title="Lantern walks")
    await actor(await make_admin())
    return {centre.id, listing.id}


async def test_everything_is_found_again_and_nothing_is_left_over(db: Settings) -> None:
    world = await _world()
    await search.put(
        "listing",
        UUID(int=7),
        UUID(int=7),
        [search.Document(audiences=[search.MEMBERS], language="en", title="Lantern of nobody")],
    )

    await rebuilding.rebuild(_silent)

    assert await _found("lantern") == world


async def test_a_broken_index_is_repaired(db: Settings) -> None:
    world = await _world()
    table = "search_document" if is_postgres() else "search_index_data"
    await connection().execute_query(f"DELETE FROM {table}")  # noqa: S608 (our own names)

    await rebuilding.rebuild(_silent)

    assert await _found("lantern") == world


async def test_a_rebuild_that_was_killed_goes_on(db: Settings) -> None:
    world = await _world()

    def killed(kind: str, _done: int, _whole: int) -> None:
        if kind == "centre":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rebuilding.rebuild(killed)
    stopped = await state.progress()
    done = await rebuilding.rebuild(_silent, start_over=False)

    assert (stopped.kind, stopped.whole, stopped.is_resumable) == ("centre", len(world), True)
    assert done >= len(world)
    assert (await state.progress()).is_current
    assert await _found("lantern") == world


async def test_it_is_built_by_itself_after_an_upgrade_and_then_no_more(db: Settings) -> None:
    world = await _world()
    async with transaction():
        await search.remove("listing", next(iter(world)))

    await rebuilding.rebuild_if_outdated()
    first = await search.newest()
    await rebuilding.rebuild_if_outdated()

    assert await search.newest() == first
    assert await _found("lantern") == world
