"""What fits: offers of days for what a centre looks for, and needs for what a centre offers.

Needs are listings of the directory that name a kind of exchange. Equal matches stand in the order
of who gave and received: hosts that received more are asked first, and centres in need that gave
more come first. Nobody is shown that order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.queries import equity, windows
from network.exchanges.queries.windows import Offered
from network.exchanges.rules.equity import fair_order
from network.exchanges.rules.offers import Days, Fit, Wish, fit
from network.expertise.finder import Finder, ListingEntry
from network.kernel import taxonomy
from network.kernel.actor import Actor

_MOST_NEEDS = 500
_MOST_OFFERS = 30  # looked at closely, of those that share most


@dataclass(frozen=True, slots=True)
class Match:
    """An offer of days and a need that fit, with the reasons."""

    need: ListingEntry
    window: ExchangeWindow
    fit: Fit


async def offers_for(
    actor: Actor, standing: Sequence[ExchangeWindow], index: Finder, limit: int = 3
) -> list[Match]:
    """The offers that fit what the actor's own centres look for, best first; each offer once."""
    own = _needs(index, actor, index.listings.owned_by(actor.centre_ids))
    wanted = {code for need in own for code in need.codes}
    shared = [one for one in standing if wanted & _codes(one) and not actor.works_at(one.centre_id)]
    shared.sort(key=lambda one: -len(wanted & _codes(one)))
    offered = await windows.with_room(actor, shared[:_MOST_OFFERS]) if shared else []
    best = _best_of_each(_matches(own, offered, index))
    order = await _order({match.window.centre_id for match in best})
    return sorted(best, key=lambda m: (-m.fit.score, -order[m.window.centre_id]))[:limit]


async def needs_for(actor: Actor, offered: Offered, index: Finder, limit: int = 5) -> list[Match]:
    """The needs of other centres that an offer fits, as far as the actor sees them, best first."""
    others = _needs(index, actor, ~index.listings.owned_by([offered.window.centre_id]))
    found = _matches(others, [offered], index)
    order = await _order({match.need.centre_id for match in found})
    return sorted(found, key=lambda m: (-m.fit.score, order[m.need.centre_id]))[:limit]


async def similar(
    actor: Actor, codes: Iterable[str], without: UUID | None = None, limit: int = 3
) -> list[Offered]:
    """Other centres' offers with room that share most with these purposes and themes."""
    wanted = set(codes)
    standing = [
        one
        for one in await windows.open_windows(actor)
        if one.id != without and not actor.works_at(one.centre_id)
    ]
    standing.sort(key=lambda one: -len(wanted & _codes(one)))
    found = await windows.with_room(actor, standing[:_MOST_OFFERS])
    return [one for one in found if one.free][:limit]


def _needs(index: Finder, actor: Actor, among: int) -> list[ListingEntry]:
    view = index.listings.view(actor)
    kinds = taxonomy.codes("purposes")
    found = view.seen() & view.tagged("kind:need") & view.any_of(kinds) & among
    return [row for _n, row in zip(range(_MOST_NEEDS), view.rows(found), strict=False)]


def _matches(
    needs: Iterable[ListingEntry], offered: Sequence[Offered], index: Finder
) -> list[Match]:
    pairs = ((need, one, fit(_wish(need, index), _days(one))) for need in needs for one in offered)
    return [Match(need, one.window, found) for need, one, found in pairs if found]


def _codes(window: ExchangeWindow) -> set[str]:
    return {*window.purposes, *window.themes}


def _wish(need: ListingEntry, index: Finder) -> Wish:
    centre = index.centres.get(need.centre_id)
    spoken = dict.fromkeys(centre.languages, "native") if centre else {}
    return Wish(
        codes=frozenset(need.codes),
        languages=need.languages or spoken,
        from_on=need.from_on,
        until_on=need.until_on,
    )


def _days(one: Offered) -> Days:
    window = one.window
    return Days(
        codes=frozenset(_codes(window)),
        languages=window.languages or window.centre.languages,
        free=one.free,
        least=window.least_days,
    )


def _best_of_each(found: Iterable[Match]) -> list[Match]:
    best: dict[UUID, Match] = {}
    for match in found:
        held = best.get(match.window.id)
        if held is None or match.fit.score > held.fit.score:
            best[match.window.id] = match
    return list(best.values())


async def _order(centre_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The place of each centre among equals: who gave more than received first."""
    shared = await equity.shared_by(centre_ids)
    ordered = fair_order({str(key): value for key, value in shared.items()})
    return {UUID(text): place for place, text in enumerate(ordered)}
