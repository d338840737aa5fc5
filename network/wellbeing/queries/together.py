"""Releases as they are read: the list, one with the last one beside it, and what was given on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from network.kernel.actor import Actor
from network.wellbeing import policy
from network.wellbeing.models.rounds import RoundRelease, SharedRelease
from network.wellbeing.queries import releases
from network.wellbeing.queries.releases import Shown
from network.wellbeing.queries.rounds import today
from network.wellbeing.rules import stored
from network.wellbeing.rules.release import Figure
from network.wellbeing.rules.trees import Place

_MOST = 40


class Listed(NamedTuple):
    """A release in the list, without its figures."""

    id: UUID
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class Together:
    """A release for one reader, the figures that may stand beside it, and what was given on."""

    shown: Shown
    before: Mapping[Place, Figure] = field(default_factory=dict)
    pools_before: Mapping[Place, Figure] = field(default_factory=dict)
    shares: Mapping[str, SharedRelease] = field(default_factory=dict)


async def listed(actor: Actor) -> list[Listed]:
    """The releases the actor may see by now, newest first."""
    visible = RoundRelease.filter(policy.releases_visible_to(actor, today()))
    rows = visible.order_by("-released_on", "-id").limit(_MOST)
    found = await rows.values_list("id", "round__opens_on", "round__closes_on")
    return [Listed(*row) for row in found]


async def release_behind(actor: Actor, share_id: UUID) -> UUID | None:
    """The release from which figures were given on, if the actor may see it by now."""
    visible = RoundRelease.filter(policy.releases_visible_to(actor, today()))
    found = await visible.filter(shares__id=share_id).limit(1).values_list("id", flat=True)
    return UUID(str(found[0])) if found else None


async def whole(actor: Actor, release_id: UUID) -> Together:
    """One release as the actor may see it. Raises NotFound before its day for them."""
    shown = await releases.get_release(actor, release_id)
    rows = await SharedRelease.filter(release_id=release_id)
    shares = {row.place: row for row in rows}
    figures = (*shown.figures.values(), *shown.pools.values())
    if not any(figure.is_comparable for figure in figures):
        return Together(shown, shares=shares)
    told = await _told_before(shown.release)
    mine = {p: f for p, f in told[0].items() if policy.can_view_place(actor, p)}
    return Together(shown, mine, told[1], shares)


async def _told_before(
    release: RoundRelease,
) -> tuple[Mapping[Place, Figure], Mapping[Place, Figure]]:
    """The figures of the release before this one, which whoever sees this one saw earlier."""
    earlier = RoundRelease.filter(released_on__lt=release.released_on)
    found = await earlier.order_by("-released_on", "-id").first()
    if found is None:
        return {}, {}
    told = stored.release_of(found.told)
    return told.figures, told.pools
