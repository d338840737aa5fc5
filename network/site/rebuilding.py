"""Building the search anew from all slices; what was broken off is taken up where it stood."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from network.adapters import search
from network.adapters.search import Entry, rebuilding
from network.centres.actions import finding
from network.db import transaction
from network.expertise import actions as expertise
from network.knowledge.actions import indexing as knowledge
from network.searches import actions as searches

_AT_ONCE = 200

Teller = Callable[[str, int, int], object]  # gets kind, number and about how many after each step
Source = Callable[[UUID | None, int], Awaitable[list[Entry]]]
SOURCES: dict[str, Source] = {
    "centre": finding.search_entries,
    "person": finding.person_entries,
    "listing": expertise.search_entries,
    "knowledge": knowledge.search_entries,
}


async def rebuild(tell: Teller, *, start_over: bool = True) -> int:
    """Store everything anew; returns how many."""
    kinds = list(SOURCES)
    state = await rebuilding.progress()
    if start_over or not state.is_resumable:
        await rebuilding.start(kinds[0])
        state = await rebuilding.progress()
    done, after = state.done, state.after
    for kind in kinds[kinds.index(state.kind) :]:
        done = await _rebuild_kind(kind, after, done, lambda k, n: tell(k, n, state.whole))
        after = None
    await search.tidy()
    await searches.start_over()
    async with transaction():
        await rebuilding.note("", None, done)
    return done


async def rebuild_if_outdated() -> None:
    """Build the search anew after an upgrade that changed how words are stored."""
    if not (await rebuilding.progress()).is_current:
        await rebuild(lambda _kind, _done, _whole: None, start_over=False)


async def _rebuild_kind(
    kind: str, after: UUID | None, done: int, tell: Callable[[str, int], object]
) -> int:
    """Some at a time, each step in one transaction with the note of how far it came."""
    while True:
        async with transaction():
            entries = await SOURCES[kind](after, _AT_ONCE)
            if entries:
                await search.put_all(entries)
                after, done = entries[-1].object_id, done + len(entries)
            await rebuilding.note(kind, after, done)
        if not entries:
            return done
        tell(kind, done)
