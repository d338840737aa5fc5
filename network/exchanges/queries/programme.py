"""Reading the programme of a visit, and who may lead a part of it."""

from datetime import date, datetime
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from network.centres import queries as centres
from network.db import plain, read_instant
from network.exchanges import policy
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.vocabulary import Part
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound

_PIECES = """
    SELECT wall, zone, starts_at, minutes, kind, title, place, level FROM programme_item
    WHERE visit_id = $1 AND removed_at IS NULL ORDER BY starts_at, minutes, id
"""


class Piece(NamedTuple):
    """A thing of a programme, as a summary needs it."""

    wall: str
    zone: str
    starts_at: datetime
    minutes: int
    kind: str
    title: str
    place: str
    level: str


async def items_of(visit: Visit) -> list[ProgrammeItem]:
    """The programme of a visit, first to last, for those who were let in before."""
    return await ProgrammeItem.filter(visit_id=visit.id, removed_at=None).order_by(
        "starts_at", "minutes", "id"
    )


async def pieces_of(visit: Visit) -> list[Piece]:
    """The same in short."""
    return [_piece(row) for row in await plain.rows(_PIECES, visit.id)]


async def get_item(visit: Visit, item_id: UUID) -> ProgrammeItem:
    """An item of a visit's programme; one that was taken out looks as if it never was."""
    found = await ProgrammeItem.get_or_none(id=item_id, visit_id=visit.id, removed_at=None)
    return found or _absent()


async def mentor_ids(actor: Actor, visit: Visit, item: ProgrammeItem | None = None) -> list[UUID]:
    """Who may be named to lead an item: those at the host whom the actor knows of.

    The host chooses among its own people; others among those who are in the visit already.
    """
    known = {visit.mentor_id, visit.host_coordinator_id, item.mentor_id if item else None}
    is_own = not policy.parts_in(actor, visit).isdisjoint({Part.HOST, Part.MENTOR})
    if is_own and visit.host_centre_id:
        known |= {member.person.id for member in await centres.members_of(visit.host_centre_id)}
    return sorted(key for key in known if key)


async def under_other_rules(version: str) -> list[ProgrammeItem]:
    """Coming items whose instant was made with another version of the zone rules."""
    query = ProgrammeItem.filter(
        removed_at=None, starts_at__gt=clock.now(), tz_version__not=version
    )
    return await query.order_by("starts_at").limit(1_000).select_related("visit")


def day_of(item: ProgrammeItem | Piece) -> date:
    """The day of an item at the host."""
    return datetime.fromisoformat(item.wall).date()


def _piece(row: dict[str, Any]) -> Piece:
    row["starts_at"] = read_instant(row["starts_at"])
    return Piece(**row)


def _absent() -> NoReturn:
    raise NotFound
