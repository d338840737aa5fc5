"""Reading for the pages of materials: those one may have with their files, and those one writes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from network.files import queries as files
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.people import queries as accounts
from network.workshops import policy
from network.workshops.models.agenda import AgendaItem, Material, MaterialReader
from network.workshops.queries import agenda, programme
from network.workshops.queries.workshops import Seen

if TYPE_CHECKING:
    from network.files.models import File


@dataclass(frozen=True, slots=True)
class Found:
    """A material with the file one may have, and what is in hand for those who write it."""

    row: Material
    file: "File | None"
    sent: "list[File]"
    can_write: bool

    @property
    def is_there(self) -> bool:
        return bool(self.row.link) or self.file is not None


async def found_of(actor: Actor, seen: Seen, own_items: set[UUID]) -> list[Found]:
    """The materials the actor may have now, and those they write in whatever state."""
    rows = await agenda.materials_of(actor, seen)
    sent = await files.in_hand_of([row.id for row in rows])
    runs = policy.can_run(actor, *seen)
    found = [
        Found(row, _ready(row, sent[row.id]), sent[row.id], runs or row.item_id in own_items)
        for row in rows
    ]
    return [one for one in found if one.is_there or one.can_write]


async def get_found(actor: Actor, seen: Seen, material_id: UUID) -> Found:
    """One of them; absent and hidden look the same."""
    own = {item.id for item in await own_items(actor, seen)}
    found = [one for one in await found_of(actor, seen, own) if one.row.id == material_id]
    return found[0] if found else _absent()


async def own_items(actor: Actor, seen: Seen) -> list[AgendaItem]:
    """The items to which somebody may add: all for who runs a workshop, else one's own."""
    if policy.can_run(actor, *seen):
        return await agenda.items_of(seen.workshop.id)
    return [row.item for row in await programme.own_parts(actor, seen.workshop.id)]


async def reader_addresses(material_id: UUID) -> list[str]:
    """The addresses of those a material is named for."""
    rows = MaterialReader.filter(material_id=material_id)
    ids: list[UUID] = list(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]
    return sorted(person.email for person in (await accounts.people_of(ids)).values())


def _ready(row: Material, sent: "list[File]") -> "File | None":
    fitting = (file for file in sent if file.id == row.file_id and files.is_ready(file))
    return next(fitting, None)


def _absent() -> NoReturn:
    raise NotFound
