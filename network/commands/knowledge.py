"""`network import knowledge` and `network export knowledge`: archives of items as JSON lines."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.knowledge import importing
from network.knowledge.actions.bringing_in import SIZE, Outcome, bring_in
from network.knowledge.importing import Broken, Row
from network.knowledge.models import SafetyLevel, Version, VersionState

_WIDTH = 30
_SHOWN = 50


async def import_knowledge(path: Path, *, level: str, dry_run: bool, errors: Path | None) -> int:
    """Bring in what is sound and tell what is not; a second run goes on where the first stopped.

    Exit status 0 when every line is in, 1 when some were broken, 2 when the file cannot be read.
    """
    try:
        sound, broken = _look(path)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 2
    if dry_run:
        _tell(broken, errors)
        print(f"Dry run: {len(sound)} to bring in, {len(broken)} broken. Nothing was changed.")
        return 1 if broken else 0
    total = await _bring_in(sound, SafetyLevel(level), broken)
    _tell(broken, errors)
    print(
        f"added: {total.added}, replaced: {total.replaced}, as before: {total.same},"
        f" broken: {len(broken)}"
    )
    return 1 if broken else 0


def _look(path: Path) -> tuple[list[Row], list[Broken]]:
    """All lines of a file, originals before translations."""
    sound: list[Row] = []
    broken: list[Broken] = []
    size = path.stat().st_size
    with path.open("rb") as file:
        for row in importing.rows(file, clock.now().date()):
            if isinstance(row, Broken):
                broken.append(row)
                continue
            sound.append(row)
            if row.doubts:
                print(f"line {row.number}: mind: {' '.join(row.doubts)}", file=sys.stderr)
            _progress("reading", file.tell(), size)
    _progress("reading", size, size)
    return importing.originals_first(sound), broken


async def _bring_in(rows: list[Row], level: SafetyLevel, broken: list[Broken]) -> Outcome:
    total, done = Outcome(), 0
    waiting = iter(rows)
    by_number = {row.number: row.external_id for row in rows}
    while batch := list(islice(waiting, SIZE)):
        found = await bring_in(SYSTEM, batch, level)
        total.added += found.added
        total.replaced += found.replaced
        total.same += found.same
        for number, doubt in found.doubts.items():
            print(f"line {number}: mind: {doubt}", file=sys.stderr)
        broken += [Broken(n, by_number[n], (why,)) for n, why in found.broken.items()]
        done += len(batch)
        _progress("bringing in", done, len(rows))
    return total


def _tell(broken: Iterable[Broken], errors: Path | None) -> None:
    found = sorted(broken, key=lambda row: row.number)
    for row in found[:_SHOWN]:
        print(f"line {row.number}: {row.external_id or '?'}: {' '.join(row.problems)}")
    if len(found) > _SHOWN:
        print(f"and {len(found) - _SHOWN} more")
    if errors is not None:
        lines = (
            {"line": row.number, "external_id": row.external_id, "problems": list(row.problems)}
            for row in found
        )
        errors.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        print(f"{errors}: {len(found)} broken lines")


def _progress(what: str, done: int, whole: int) -> None:
    """A bar on a terminal; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return
    part = done / whole if whole else 1
    bar = "#" * round(part * _WIDTH)
    end = "\n" if done >= whole else ""
    sys.stderr.write(f"\r{what} [{bar:<{_WIDTH}}] {part:4.0%}{end}")


async def export_knowledge(path: Path | None, *, levels: list[str]) -> int:
    """Write every published text of these levels, one a line, as `import knowledge` reads it.

    A file appears whole or not at all.
    """
    if path is None:
        count = await _write(sys.stdout, levels)
    else:
        draft = path.with_name(f"{path.name}.part")
        with draft.open("w", encoding="utf-8") as file:
            count = await _write(file, levels)
        os.replace(draft, path)  # noqa: PTH105 (in one step)
    print(f"{count} texts", file=sys.stderr)
    return 0


async def _write(file: TextIO, levels: list[str]) -> int:
    """Page by page through all texts, originals before translations."""
    count = 0
    for is_translation in (False, True):
        last = ""
        while rows := await _page(levels, last, is_translation=is_translation):
            originals = await _originals(rows) if is_translation else {}
            file.writelines(_lines(rows, originals))
            count += len(rows)
            last = str(rows[-1].id)
            _progress("writing", count, count + (len(rows) == SIZE))
    return count


async def _page(levels: list[str], last: str, *, is_translation: bool) -> list[Version]:
    query = Version.filter(
        state=VersionState.PUBLISHED,
        level__in=levels,
        item__level__in=levels,
        item__is_held=False,
        item__state="published",
        source_number__isnull=not is_translation,
    )
    if last:
        query = query.filter(id__gt=last)
    return await query.order_by("id").limit(SIZE).select_related("item__centre")


async def _originals(rows: Iterable[Version]) -> dict[object, str]:
    wanted = [row.item_id for row in rows]
    found = await Version.filter(
        item_id__in=wanted, state=VersionState.PUBLISHED, source_number=None
    )
    return {row.item_id: row.external_id or str(row.item_id) for row in found}


def _lines(rows: Iterable[Version], originals: dict[object, str]) -> Iterator[str]:
    for row in rows:
        is_original = row.source_number is None
        own = str(row.item_id) if is_original else f"{row.item_id}-{row.lang}"
        told = {
            "external_id": row.external_id or own,
            "lang": row.lang,
            "kind": row.kind,
            "title": row.title,
            "summary": row.summary,
            "body": row.body,
            "topics": row.topics,
            "year": row.year,
            "centre": row.item.centre.slug if row.item.centre else "",
            "translation_of": "" if is_original else originals.get(row.item_id, ""),
        }
        yield json.dumps(told, ensure_ascii=False) + "\n"
