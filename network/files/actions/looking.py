"""Looking at files that arrived: clean, read, look for client data; outside any request.

A file is leased while a process looks at it, so that several may run this and a killed one is
followed by another.
"""

import hashlib
from datetime import datetime

from tortoise.expressions import Q

from network import guard, outbox
from network.adapters import files as adapter
from network.adapters.files import Reading, Refused
from network.adapters.files.kinds import KINDS
from network.db import F, transaction
from network.events import FileReady
from network.files import queries, rules
from network.files.models import File, FilePage, FilePart, FileState
from network.kernel import clock
from network.kernel.actor import SYSTEM


async def look_at_waiting(limit: int = 20) -> int:
    """Look at the files that wait, oldest first; returns how many there were."""
    done = 0
    while done < limit and (file := await _lease()) is not None:
        await _look(file)
        done += 1
    return done


async def _lease() -> File | None:
    """The next file, for this process alone until the lease ends."""
    now = clock.now()
    for file in await _free(now).order_by("created_at").limit(5):
        taken = (
            await _free(now)
            .filter(id=file.id)
            .update(leased_until=now + rules.LEASE, attempts=F("attempts") + 1)
        )
        if taken:
            return await File.get(id=file.id)
    return None


def _free(now: datetime):  # type: ignore[no-untyped-def]  # noqa: ANN202 (the ORM's query)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return File.filter(free, state=FileState.WAITING)


async def _look(file: File) -> None:
    """Twice killed in the middle means that the file does it."""
    if file.attempts > rules.MOST_ATTEMPTS:
        await _refuse(file, ["too-heavy"])
        return
    kind = KINDS[file.kind]
    content = [part async for part in queries.content(file.id)]
    try:
        clean = await adapter.cleaned(kind, content)
    except Refused as error:
        await _refuse(file, [error.reason])
        return
    reading = await adapter.read(kind, [clean], file.language, clock.now().date())
    if reading is not None and reading.certain:
        await _refuse(file, ["client-data", *_signs(reading.certain)])
    else:
        await _keep(file, clean, reading)


async def _refuse(file: File, reasons: list[str]) -> None:
    """The bytes go at once; what was wrong stays to be told."""
    async with transaction():
        await File.filter(id=file.id, state=FileState.WAITING).update(
            state=FileState.REFUSED, reasons=reasons, leased_until=None
        )
        await FilePart.filter(file_id=file.id).delete()


async def _keep(file: File, clean: bytes, reading: Reading | None) -> None:
    doubts = [*_doubts_of_name(file), *(_signs(reading.likely) if reading else [])]
    async with transaction():
        changed = await File.filter(id=file.id, state=FileState.WAITING).update(
            state=FileState.DOUBTED if doubts else FileState.READY,
            reasons=doubts,
            size=len(clean),
            digest=hashlib.sha256(clean).hexdigest(),
            is_read=reading is not None,
            pages=len(reading.pages) if reading else 0,
            leased_until=None,
        )
        if not changed:
            return
        await _replace_content(file, clean, reading)
        if not doubts:
            await tell_ready(file)


def _doubts_of_name(file: File) -> list[str]:
    found = guard.check(rules.words_of_name(file.name), file.language, clock.now().date())
    return [str(reason) for reason in found.reasons]


async def _replace_content(file: File, clean: bytes, reading: Reading | None) -> None:
    await FilePart.filter(file_id=file.id).delete()
    await FilePage.filter(file_id=file.id).delete()
    for number in range(rules.parts_of(len(clean))):
        at = number * rules.PART
        await FilePart.create(file_id=file.id, number=number, content=clean[at : at + rules.PART])
    pages = reading.pages if reading else ()
    await FilePage.bulk_create(
        [
            FilePage(file_id=file.id, place=place, number=page.number, text=page.text)
            for place, page in enumerate(pages)
        ]
    )


async def tell_ready(file: File) -> None:
    """Record that a file can be had; inside the transaction that makes it so."""
    fact = FileReady(file_id=file.id, subject_id=file.subject_id)
    await outbox.record(SYSTEM, fact)


def _signs(found: tuple[tuple[str, int], ...]) -> list[str]:
    """Reason and page in one word, such as person-name@3; at most forty."""
    return [f"{reason}@{number}" for reason, number in found][:40]
