"""Those who registered as organisers read them: filters, rows, limits in the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from network.centres import policy as centre_policy
from network.kernel import clock, taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.web.routing import path_for
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.pages.own_place import LOOKS, told_blocks
from network.workshops.queries import registrations
from network.workshops.queries.named import Named
from network.workshops.rules import names, registering, seats
from network.workshops.rules.seats import Group
from network.workshops.vocabulary import RegState

if TYPE_CHECKING:
    from network.centres.models import Centre

_KEYS = ("state", "profession", "region")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is filtered by; empty for everybody who did not leave."""

    state: str = ""
    profession: str = ""
    region: str = ""

    def fits(self, row: Registration) -> bool:
        if self.state and row.state != self.state:
            return False
        if not self.state and row.state not in registering.LIVE:
            return False
        pairs = ((self.profession, row.profession), (self.region, row.region))
        return all(not wanted or wanted == value for wanted, value in pairs)

    def link(self, workshop: Workshop, page: int = 1) -> str:
        given = {key: getattr(self, key) for key in _KEYS}
        return path_for("workshops:people", id=workshop.id, page=page if page > 1 else "", **given)


@dataclass(frozen=True, slots=True)
class Menu:
    """One filter with its choices."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One registration in the list of organisers."""

    id: UUID
    name: str
    centre: str
    profession: str
    look: str
    state: str
    position: int
    limits: list[str]
    since: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a workshop: who stands where, and which limit is in whose way."""

    positions: Mapping[UUID, int]
    blocks: Mapping[UUID, list[str]]


def menus(asked: Asked, rows: Iterable[Registration]) -> list[Menu]:
    """The filters, with what there is to choose in this workshop.

    Not by centre: that would tell where those work who do not show it.
    """
    found = list(rows)
    states = {row.state for row in found} | set(registering.IN_LINE)
    named = [(str(s), str(names.REGISTRATIONS[s])) for s in RegState if s in states]
    professions = {row.profession for row in found if row.profession}
    regions = {row.region for row in found if row.region}
    return [
        Menu("state", _("State"), asked.state, named),
        Menu("profession", _("Profession"), asked.profession, _labelled(professions)),
        Menu("region", _("Region"), asked.region, _labelled(regions)),
    ]


def as_they_are(rows: list[Registration]) -> list[Registration]:
    """The same, in the states they are in now, also where nobody stored it yet."""
    now = clock.now()
    for row in rows:
        row.state = registering.state_now(row, now)
    return rows


def line_in(workshop: Workshop, rows: Iterable[Registration], groups: list[Group]) -> Line:
    """Places in the line, and which limit blocks whom, worked out from the whole list."""
    found = list(rows)
    seated = [registrations.seeker_of(row) for row in found if row.is_seated]
    room = seats.room_of(workshop.capacity, groups, seated)
    waiting = [row for row in found if row.state is RegState.WAITLISTED]
    return Line(
        {row.id: number for number, row in enumerate(waiting, start=1)},
        {
            row.id: told_blocks(seats.blocks(registrations.seeker_of(row), room, clock.now()))
            for row in waiting
        },
    )


def person_row(row: Registration, person: Named, centre: str, line: Line) -> PersonRow:
    return PersonRow(
        id=row.id,
        name=person.name,
        centre=centre if person.centre else "",
        profession=taxonomy.label(row.profession) if row.profession else "",
        look=LOOKS.get(row.state, ""),
        state=str(names.REGISTRATIONS[row.state]),
        position=line.positions.get(row.id, 0),
        limits=line.blocks.get(row.id, []),
        since=row.created_at,
    )


def centre_names(actor: Actor, found: "Mapping[UUID, Centre]") -> dict[UUID, str]:
    return {key: centre_policy.shown_name(actor, centre) for key, centre in found.items()}


def _labelled(codes: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(((code, taxonomy.label(code)) for code in codes), key=lambda pair: pair[1])
