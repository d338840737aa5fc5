"""`network import …`: files brought in by the operator, with the same rules as in the pages."""

import sys
from pathlib import Path
from uuid import UUID

from network.centres import importing, queries
from network.centres.actions import importing as import_actions
from network.centres.models import ImportBatch
from network.kernel import tables
from network.kernel.actor import SYSTEM
from network.kernel.errors import Conflict, DomainError, Invalid


async def import_centres(
    path: Path, *, duplicates: str, dry_run: bool, leave_out_broken: bool, errors: Path | None
) -> int:
    """Look at a file of centres, tell what each row does, and bring it in unless it is broken.

    Exit status 0 when brought in (or when a dry run finds nothing broken), 1 when rows are
    broken and nothing was changed, 2 when the file cannot be read.
    """
    try:
        batch = await import_actions.prepare_import(SYSTEM, path.name, path.read_bytes())
        await import_actions.replan_import(SYSTEM, batch, batch.mapping, duplicates)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 2
    except Invalid as error:
        print(f"{path}: {' '.join(error.fields.values()) or error.message}", file=sys.stderr)
        return 2
    await _tell(batch)
    if errors is not None:
        await _write_errors(batch, errors)
    if dry_run:
        print("Dry run: nothing was changed.")
        return 1 if batch.counts["error"] else 0
    try:
        await import_actions.apply_import(SYSTEM, batch, leave_out_broken=leave_out_broken)
    except Conflict as error:
        print(f"Nothing was changed. {error.message} (--leave-out-broken)")
        return 1
    print(f"Brought in as unlisted drafts. To take it back: network import undo {batch.id}")
    return 0


async def _tell(batch: ImportBatch) -> None:
    for row in await queries.batch_rows(batch.id):
        told = "; ".join(importing.explain(message) for message in row.messages)
        print(f"row {row.number:>4}  {row.outcome:<6}  {row.cells[0][:60]}  {told}".rstrip())
    counts = batch.counts
    print(", ".join(f"{name}: {counts[name]}" for name in counts))


async def _write_errors(batch: ImportBatch, path: Path) -> None:
    rows = [row for row in await queries.batch_rows(batch.id) if row.outcome == "error"]
    table = tables.as_csv(
        [*batch.header, "problem"],
        [
            [*row.cells[: len(batch.header)], " ".join(map(importing.explain, row.messages))]
            for row in rows
        ],
    )
    path.write_text(table, encoding="utf-8", newline="")
    print(f"{path}: {len(rows)} broken rows")


async def undo_import(batch_id: str) -> int:
    """Take an import back; exit status 1 if it cannot be."""
    try:
        batch = await queries.get_batch(SYSTEM, UUID(batch_id))
        kept = await import_actions.undo_import(SYSTEM, batch)
    except (ValueError, DomainError) as error:
        print(f"Cannot be taken back: {error or 'no such import'}", file=sys.stderr)
        return 1
    print(f"Taken back. Left as they are, because somebody has worked with them: {kept}")
    return 0
