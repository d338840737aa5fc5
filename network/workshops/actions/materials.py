"""Things to read: adding them, early or late, and for whom they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.workshops import policy
from network.workshops.actions import moving
from network.workshops.models.agenda import AgendaItem, AgendaSpeaker, Material, MaterialReader
from network.workshops.models.workshops import Workshop
from network.workshops.queries import people
from network.workshops.queries.workshops import Seen
from network.workshops.rules.states_table import ANNOUNCED
from network.workshops.vocabulary import Access, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a material shall be: a link, or a file whose subject is the material's own key."""

    title: str
    access: Access
    link: str = ""
    item_id: UUID | None = None
    lang: str = ""
    reader_ids: tuple[UUID, ...] = ()


async def add_material(actor: Actor, workshop: Workshop, paper: Paper) -> Material:
    """Add something to read, also after the workshop; those it is for are told.

    Organisers add anything, speakers what belongs to an item of their own.
    """
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        await _require_author(actor, seen, paper.item_id)
        columns = await _columns(seen.workshop, paper)
        row = await Material.create(
            workshop_id=seen.workshop.id, author_id=actor.person_id, **columns
        )
        await _name(row, paper.reader_ids)
        if row.link:
            await tell_added(actor, seen.workshop, row)
    return row


async def change_material(
    actor: Actor, workshop: Workshop, material_id: UUID, version: int, paper: Paper
) -> None:
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        row = await _material(seen.workshop, material_id)
        await _require_author(actor, seen, row.item_id)
        await _require_author(actor, seen, paper.item_id)
        if not await row.store(version, **await _columns(seen.workshop, paper)):
            raise Stale(_("Somebody changed this a moment ago."), row)
        await _name(row, paper.reader_ids)


async def attach_file(actor: Actor, workshop: Workshop, material_id: UUID, file_id: UUID) -> None:
    """Note the file of a material, whose subject is the material; those it is for are told."""
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        row = await _material(seen.workshop, material_id)
        await _require_author(actor, seen, row.item_id)
        await row.store(row.version, file_id=file_id)
        await tell_added(actor, seen.workshop, row)


async def remove_material(actor: Actor, workshop: Workshop, material_id: UUID) -> None:
    async with transaction():
        seen = await moving.held_for(actor, workshop)
        row = await _material(seen.workshop, material_id)
        await _require_author(actor, seen, row.item_id)
        await row.store(row.version, removed_at=clock.now())


async def tell_added(actor: Actor, workshop: Workshop, row: Material) -> None:
    """Say to those a material is for that it is there, once the workshop is announced."""
    if workshop.state not in ANNOUNCED or row.access is Access.ORGANISERS:
        return
    told = set(await _audience(workshop, row)) - {actor.person_id}
    fact = events.MaterialAdded(
        material_id=row.id, workshop_id=workshop.id, told=tuple(sorted(key for key in told if key))
    )
    await outbox.record(actor, fact)


async def _audience(workshop: Workshop, row: Material) -> list[UUID]:
    if row.access is Access.NAMED:
        rows = MaterialReader.filter(material_id=row.id)
        return list(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]
    if row.access is Access.REGISTERED:
        return await people.registered_ids(workshop.id)
    return await people.coming_ids(workshop.id)


async def _require_author(actor: Actor, seen: Seen, item_id: UUID | None) -> None:
    if policy.can_run(actor, *seen):
        return
    require(Tie.SPEAKER in seen.ties and item_id is not None)
    own = AgendaSpeaker.filter(item_id=item_id, person_id=actor.person_id)
    require(await own.exclude(state="withdrawn").exists())


async def _columns(workshop: Workshop, paper: Paper) -> dict[str, Any]:
    if paper.link and not paper.link.startswith("https://"):
        raise Invalid(link=_("Give an address that begins with https."))
    if paper.item_id is not None:
        rows = AgendaItem.filter(id=paper.item_id, workshop_id=workshop.id, removed_at=None)
        if not await rows.exists():
            raise Invalid(item=_("Choose from the list."))
    if paper.access is Access.NAMED and not paper.reader_ids:
        raise Invalid(reader_ids=_("Say for whom this is."))
    return {
        "title": paper.title.strip(),
        "access": paper.access,
        "link": paper.link.strip(),
        "item_id": paper.item_id,
        "lang": paper.lang or workshop.lang,
    }


async def _material(workshop: Workshop, material_id: UUID) -> Material:
    row = await Material.get_or_none(id=material_id, workshop_id=workshop.id, removed_at=None)
    if row is None:
        raise NotFound
    return row


async def _name(row: Material, reader_ids: Iterable[UUID]) -> None:
    await MaterialReader.filter(material_id=row.id).delete()
    names = set(reader_ids) if row.access is Access.NAMED else set()
    rows = [MaterialReader(material_id=row.id, person_id=key) for key in names]
    await MaterialReader.bulk_create(rows)
