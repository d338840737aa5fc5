"""Bringing in files of centres, and taking them out again."""

from typing import Any

from network import events, outbox
from network.adapters import search
from network.centres import importing, policy, queries
from network.centres.actions.profile import add_centre, reindex
from network.centres.models import (
    BatchState,
    Centre,
    CentreState,
    ColumnMapping,
    ImportBatch,
    ImportRow,
    Membership,
)
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _

_KEPT = (
    "name", "acronym", "kind", "town", "country", "region", "zone", "website", "mailbox",
    "networks", "codes", "languages",
)  # fmt: skip


async def prepare_import(actor: Actor, filename: str, content: bytes) -> ImportBatch:
    """Store a file and how its columns seem to be meant; changes no centre.

    Raises Invalid if the file cannot be read.
    """
    require(policy.can_import(actor))
    table = importing.read(content)
    key = importing.header_key(table.header)
    mapping = await queries.remembered_mapping(key) or importing.guess_mapping(table.header)
    async with transaction():
        batch = await ImportBatch.create(
            filename=filename[:200] or "centres.csv",
            header=table.header,
            mapping=mapping,
            by_id=actor.person_id,
        )
        rows = [
            ImportRow(batch_id=batch.id, number=number, cells=cells)
            for number, cells in table.rows.items()
        ]
        await ImportRow.bulk_create(rows, batch_size=200)
        await _plan(batch)
    return batch


async def replan_import(
    actor: Actor, batch: ImportBatch, mapping: dict[str, str], duplicates: str
) -> None:
    """Understand the columns or duplicates of a prepared file differently; changes no centre."""
    require(policy.can_import(actor))
    if batch.state is not BatchState.PREPARED:
        raise Conflict(_("This file was brought in already."))
    if "name" not in mapping.values():
        raise Invalid(mapping=_("One column has to hold the name."))
    batch.mapping, batch.duplicates = mapping, duplicates
    async with transaction():
        await batch.save(update_fields=["mapping", "duplicates"])
        key = importing.header_key(batch.header)
        await ColumnMapping.filter(header_key=key).delete()
        await ColumnMapping.create(header_key=key, mapping=mapping)
        await _plan(batch)


async def apply_import(actor: Actor, batch: ImportBatch, *, leave_out_broken: bool) -> None:
    """Bring in a prepared file: all of it or nothing.

    Raises Conflict if rows are broken and the person did not say to leave them out, or if the
    file was brought in already.
    """
    require(policy.can_import(actor))
    async with transaction():
        plans = await _plan(batch)
        counts = importing.count(plans)
        if counts["error"] and not leave_out_broken:
            raise Conflict(_("Some rows are broken. Mend the file, or say to leave them out."))
        taken = await ImportBatch.filter(id=batch.id, state=BatchState.PREPARED).update(
            state=BatchState.APPLIED, applied_at=clock.now(), counts=counts
        )
        if not taken:
            raise Conflict(_("This file was brought in already."))
        for one in plans:
            await _carry_out(batch, one)
        await outbox.record(actor, events.CentresImported(batch_id=batch.id))


async def undo_import(actor: Actor, batch: ImportBatch) -> int:
    """Take an import back, except for centres that somebody has worked with since.

    Returns how many centres were left as they are.
    """
    require(policy.can_import(actor))
    kept = 0
    async with transaction():
        taken = await ImportBatch.filter(id=batch.id, state=BatchState.APPLIED).update(
            state=BatchState.UNDONE
        )
        if not taken:
            raise Conflict(_("This import was taken back already."))
        for row in await ImportRow.filter(batch_id=batch.id, centre_id__isnull=False):
            kept += not await _undo_row(row)
        await outbox.record(actor, events.ImportUndone(batch_id=batch.id))
    return kept


async def _plan(batch: ImportBatch) -> list[importing.Plan]:
    rows = await queries.batch_rows(batch.id)
    cells = {row.number: row.cells for row in rows}
    existing = await queries.centres_named(importing.named(cells.values(), batch.mapping))
    plans = importing.plan(cells, len(batch.header), batch.mapping, existing, batch.duplicates)
    for row, one in zip(rows, plans, strict=True):
        row.outcome, row.messages = one.outcome, one.messages
    await ImportRow.bulk_update(rows, fields=["outcome", "messages"], batch_size=100)
    counts = importing.count(plans)
    await ImportBatch.filter(id=batch.id, state=BatchState.PREPARED).update(counts=counts)
    batch.counts = counts
    return plans


async def _carry_out(batch: ImportBatch, one: importing.Plan) -> None:
    if one.outcome in ("skip", "error"):
        return
    values = {name: value for name, value in one.values.items() if name != "name" and value}
    if "languages" in values:
        values["languages"] = dict.fromkeys(values["languages"], "native")
    if one.outcome == "add":
        centre = await add_centre(one.values["name"], values, batch.id)
        change: dict[str, Any] = {"centre_id": centre.id}
    else:
        centre = await Centre.get(id=one.centre_id)
        before = _snapshot(centre)
        if not await _merge(centre, values, fill_only=one.outcome == "fill"):
            return
        change = {"centre_id": centre.id, "before": before}
    await reindex(centre.id)
    await ImportRow.filter(batch_id=batch.id, number=one.number).update(**change)


def _snapshot(centre: Centre) -> dict[str, Any]:
    return {
        **{name: getattr(centre, name) for name in _KEPT},
        "version": centre.version + 1,
    }


async def _merge(centre: Centre, values: dict[str, Any], *, fill_only: bool) -> bool:
    """Store what differs; False when nothing does."""
    has = _snapshot(centre)
    usable = {k: v for k, v in values.items() if v != has[k] and not (fill_only and has[k])}
    return bool(usable) and await centre.store(centre.version, **usable)


async def _undo_row(row: ImportRow) -> bool:
    centre = await Centre.get_or_none(id=row.centre_id)
    if centre is None:
        return True
    in_use = (
        centre.state is not CentreState.DRAFT
        or await Membership.filter(centre_id=centre.id).exists()
    )
    if row.before is None:
        if in_use or centre.version > 1:
            return False
        await search.remove("centre", centre.id)
        await centre.delete()
        return True
    before = dict(row.before)
    if in_use or centre.version != before.pop("version"):
        return False
    await centre.store(centre.version, **before)
    await reindex(centre.id)
    return True
