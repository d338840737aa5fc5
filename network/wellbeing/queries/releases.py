"""What rounds told, as far as a reader may see it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn
from uuid import UUID

from tortoise.queryset import QuerySet

from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.wellbeing import policy
from network.wellbeing.models.rounds import RoundRelease, SharedRelease, WillChange
from network.wellbeing.queries.rounds import terms_of, today
from network.wellbeing.rules import stored
from network.wellbeing.rules.release import Figure
from network.wellbeing.rules.rounding import least
from network.wellbeing.rules.trees import NETWORK, Level, Place, centre_place

WHOLE = "network"  # the place of what concerns everybody
FOR_ALL = "S1"  # the level of what all members of the network read


@dataclass(frozen=True, slots=True)
class Shown:
    """A release for one reader: only figures and changes of places that are theirs."""

    release: RoundRelease
    figures: Mapping[Place, Figure]
    pools: Mapping[Place, Figure]
    changes: Mapping[str, WillChange]

    @property
    def opens_on(self) -> date:
        return self.release.round.opens_on

    @property
    def closes_on(self) -> date:
        return self.release.round.closes_on


@dataclass(frozen=True, slots=True)
class ForTheLibrary:
    """What the people of a centre, or the office, gave to the library: figures once released."""

    share: SharedRelease
    centre_id: UUID | None
    opens_on: date
    closes_on: date
    k: int
    figures: Mapping[Place, Figure]
    change: WillChange | None = None


async def releases(actor: Actor) -> list[Shown]:
    """All releases the actor may see by now, newest first."""
    found = await _visible(actor).order_by("-released_on").limit(40)
    changes = await WillChange.filter(release_id__in=[one.id for one in found])
    return [_shown(actor, one, [c for c in changes if c.release_id == one.id]) for one in found]


async def get_release(actor: Actor, release_id: UUID) -> Shown:
    """One release as the actor may see it. Raises NotFound before its day for them."""
    found = await _visible(actor).get_or_none(id=release_id)
    if found is None:
        _absent()
    return _shown(actor, found, await WillChange.filter(release_id=found.id))


def place_name(centre_id: UUID | None) -> str:
    """How a place is stored with what people do about it."""
    return str(centre_id) if centre_id else WHOLE


def place_of(centre_id: UUID | None) -> Place:
    return centre_place(str(centre_id)) if centre_id else NETWORK


async def change_of(release_id: UUID, centre_id: UUID | None) -> WillChange | None:
    return await WillChange.get_or_none(release_id=release_id, place=place_name(centre_id))


async def shared(share_id: UUID) -> ForTheLibrary | None:
    """What was given to the library, with what will change; None once it is gone."""
    found = await shared_figures(share_id)
    if found is None:
        return None
    change = await change_of(found.share.release_id, found.centre_id)
    return replace(found, change=change)


async def shared_figures(share_id: UUID) -> ForTheLibrary | None:
    """The figures alone."""
    share = await SharedRelease.get_or_none(id=share_id).select_related("release__round")
    if share is None:
        return None
    centre_id = None if share.place == WHOLE else UUID(share.place)
    one = share.release
    k = _k(one, centre_id)
    told = stored.release_of(one.told).figures
    own = {place: figure for place, figure in told.items() if _belongs(place, centre_id)}
    return ForTheLibrary(
        share=share,
        centre_id=centre_id,
        opens_on=one.round.opens_on,
        closes_on=one.round.closes_on,
        k=k,
        figures=_for_all(own, k, one.round.network_k) if share.level == FOR_ALL else own,
    )


def is_for_all(shown: Shown, centre_id: UUID | None) -> bool:
    """Whether enough answered for the whole network to read of it: its k asks for more."""
    figure, k = shown.figures[place_of(centre_id)], _k(shown.release, centre_id)
    return least(figure.size, k) >= shown.release.round.network_k


def _k(one: RoundRelease, centre_id: UUID | None) -> int:
    terms = terms_of(one.round)
    return terms.k_of(str(centre_id)) if centre_id else terms.network_k


def _visible(actor: Actor) -> QuerySet[RoundRelease]:
    return RoundRelease.filter(policy.releases_visible_to(actor, today())).select_related("round")


def _shown(actor: Actor, one: RoundRelease, changes: list[WillChange]) -> Shown:
    told = stored.release_of(one.told)
    return Shown(
        release=one,
        figures={p: f for p, f in told.figures.items() if policy.can_view_place(actor, p)},
        pools=told.pools,
        changes={c.place: c for c in changes if policy.can_view_change(actor, _centre(c))},
    )


def _centre(change: WillChange) -> UUID | None:
    return None if change.place == WHOLE else UUID(change.place)


def _for_all(own: Mapping[Place, Figure], k: int, asked: int) -> dict[Place, Figure]:
    """What the whole network may read, which asks for more answers than a centre.

    Kinds of work are told there all or not at all: one that is left out could be worked out.
    """
    parts = {place: figure for place, figure in own.items() if place.level is Level.FAMILY}
    are_large = all(least(figure.size, k) >= asked for figure in parts.values())
    left_out = set() if are_large and len(parts) > 1 else set(parts)
    return {
        place: figure if least(figure.size, k) >= 2 * asked else replace(figure, shares={})
        for place, figure in own.items()
        if place not in left_out and least(figure.size, k) >= asked
    }


def _belongs(place: Place, centre_id: UUID | None) -> bool:
    if centre_id is None:
        return place.level is Level.NETWORK
    return place.level in {Level.CENTRE, Level.FAMILY} and place.name == str(centre_id)


def _absent() -> NoReturn:
    raise NotFound
