"""Releases as pages and files show them: the same groups in the same order, told or not.

A group that is hidden and one in which nobody answered make the same lines.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from network.centres import queries as centres
from network.kernel import taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.wellbeing import policy
from network.wellbeing.models.rounds import SharedRelease, WillChange
from network.wellbeing.queries import library, releases
from network.wellbeing.queries.rounds import terms_of
from network.wellbeing.queries.together import Together
from network.wellbeing.rules import figure_words as words
from network.wellbeing.rules.figure_words import Line, Part100
from network.wellbeing.rules.release import Figure
from network.wellbeing.rules.trees import (
    NETWORK,
    Family,
    Level,
    Place,
    centre_place,
    family_place,
    region_place,
)

if TYPE_CHECKING:
    from network.centres.models import Centre

_EVERYWHERE = "GLOBAL"


@dataclass(frozen=True, slots=True)
class Panel:
    """One group; without lines where there is nothing to tell."""

    name: str
    note: str = ""
    sentence: str = ""
    lines: Sequence[Line] = ()
    groups: Sequence[Part100] = ()

    @property
    def has_before(self) -> bool:
        return any(line.before for line in self.lines)


@dataclass(frozen=True, slots=True)
class Where:
    """The network, or a centre of the reader's, with what was done about its figures."""

    key: str
    name: str
    panels: Sequence[Panel]
    change: WillChange | None
    share: SharedRelease | None
    can_write: bool
    can_share: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group by name, with its figures now and before, in the order in which all are shown."""

    name: str
    figure: Figure | None
    before: Figure | None
    k: int

    @property
    def panel(self) -> Panel:
        if self.figure is None:
            return Panel(self.name)
        return Panel(
            self.name,
            library.note(self.figure, self.k),
            words.sentence(self.figure),
            words.lines(self.figure, self.before),
            words.groups(self.figure),
        )


async def own_centres(actor: Actor) -> list["Centre"]:
    """The centres whose staff the reader is, by name."""
    return [one for one in await centres.own_centres(actor) if policy.is_staff_of(actor, one.id)]


def of_network(actor: Actor, found: Together) -> Where:
    return _where(actor, found, None, _("The network"))


def of_centre(actor: Actor, found: Together, centre: "Centre") -> Where:
    return _where(actor, found, centre.id, centre.name)


def of_regions(found: Together) -> list[Panel]:
    return [group.panel for group in _regions(found)]


def rows(found: Together, own: Sequence["Centre"]) -> Iterator[tuple[str, ...]]:
    """What the page shows, as the rows of a table."""
    groups = [*_groups(found, None), *_regions(found)]
    for group in groups:
        yield from words.table(group.name, group.figure, group.k)
    for centre in own:
        for group in _groups(found, centre.id):
            name = _("%(centre)s: %(group)s", centre=centre.name, group=group.name)
            yield from words.table(name, group.figure, group.k)


def _where(actor: Actor, found: Together, centre_id: UUID | None, name: str) -> Where:
    key = releases.place_name(centre_id)
    is_told = releases.place_of(centre_id) in found.shown.figures
    return Where(
        key=key,
        name=name,
        panels=[group.panel for group in _groups(found, centre_id)],
        change=found.shown.changes.get(key),
        share=found.shares.get(key),
        can_write=policy.can_write_change(actor, centre_id),
        can_share=policy.can_share(actor, centre_id) and is_told,
    )


def _groups(found: Together, centre_id: UUID | None) -> list[Group]:
    """The network; or a centre with all kinds of work, whether anybody there does it or not."""
    if centre_id is None:
        return [_group(found, NETWORK)]
    key = str(centre_id)
    places = [centre_place(key), *(family_place(key, family) for family in Family)]
    return [_group(found, place) for place in places]


def _group(found: Together, place: Place) -> Group:
    figure, before = found.shown.figures.get(place), found.before.get(place)
    return Group(library.group_name(place), figure, before, _k(found, place))


def _regions(found: Together) -> list[Group]:
    """All regions, and pools of small groups where there are any."""
    told = {place.name for place in found.shown.figures if place.level is Level.REGION}
    usual = [term.code for term in taxonomy.terms("regions") if term.code != _EVERYWHERE]
    codes = [*usual, *sorted(told.difference(usual))]
    k, made = terms_of(found.shown.release.round).network_k, []
    for code in codes:
        place = region_place(code)
        name = taxonomy.label(code) if code else _("Without a region")
        figure, before = found.shown.figures.get(place), found.before.get(place)
        made.append(Group(name, figure, before, k))
        made += _pool(found.shown.pools, found.pools_before, place, k)
    return [*made, *_pool(found.shown.pools, found.pools_before, NETWORK, k)]


def _pool(
    pools: Mapping[Place, Figure], before: Mapping[Place, Figure], place: Place, k: int
) -> list[Group]:
    if place not in pools:
        return []
    if place == NETWORK:
        name = _("Small centres of the network, taken together")
    else:
        region = taxonomy.label(place.name)
        name = _("Small centres, taken together: %(region)s", region=region)
    return [Group(name, pools[place], before.get(place), k)]


def _k(found: Together, place: Place) -> int:
    terms = terms_of(found.shown.release.round)
    return (
        terms.k_of(place.name) if place.level in {Level.CENTRE, Level.FAMILY} else terms.network_k
    )
