"""Reading files; whoever asks has made sure that the reader may see their subject."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from typing import NoReturn
from uuid import UUID

from tortoise.functions import Sum

from network.files.models import File, FilePage, FilePart, FileState
from network.kernel.errors import NotFound


def is_ready(file: File) -> bool:
    """Whether a file was looked at, found good, and not taken away since."""
    return file.state is FileState.READY and file.removed_at is None


async def attached(subject_id: UUID) -> list[File]:
    """The files readers have, in the order they came; with their digests."""
    return (await attached_to([subject_id]))[subject_id]


async def attached_to(subject_ids: Iterable[UUID]) -> dict[UUID, list[File]]:
    """The files readers have of several subjects."""
    found: dict[UUID, list[File]] = defaultdict(list)
    wanted = list(subject_ids)
    if wanted:
        query = File.filter(subject_id__in=wanted, state=FileState.READY, is_out=True)
        for file in await query.filter(removed_at=None).order_by("created_at", "id"):
            found[file.subject_id].append(file)
    return found


async def in_hand(subject_id: UUID) -> list[File]:
    """What writers see: files in every state, but for those taken away."""
    query = File.filter(subject_id=subject_id, removed_at=None)
    return await query.order_by("created_at", "id")


async def in_hand_of(subject_ids: Iterable[UUID]) -> dict[UUID, list[File]]:
    """The same of several subjects."""
    found: dict[UUID, list[File]] = defaultdict(list)
    wanted = list(subject_ids)
    if wanted:
        query = File.filter(subject_id__in=wanted, removed_at=None)
        for file in await query.order_by("created_at", "id"):
            found[file.subject_id].append(file)
    return found


async def get_file(subject_id: UUID, file_id: UUID) -> File:
    """A file of this subject, in whatever state."""
    return await File.get_or_none(id=file_id, subject_id=subject_id) or _absent()


async def unfinished(
    subject_id: UUID, person_id: UUID | None, name: str, size: int, sign: str
) -> File | None:
    """The same file of the same person, cut off on its way."""
    return await File.filter(
        subject_id=subject_id,
        author_id=person_id,
        name=name,
        size=size,
        sign=sign,
        state=FileState.RECEIVING,
    ).first()


async def received(file_id: UUID) -> list[int]:
    """The numbers of the parts that are there."""
    rows = FilePart.filter(file_id=file_id).order_by("number").values_list("number", flat=True)
    return [int(str(number)) for number in await rows]


async def content(file_id: UUID, first: int = 0) -> AsyncIterator[bytes]:
    """The bytes of a file part by part, from a part on."""
    number = first
    while (part := await FilePart.get_or_none(file_id=file_id, number=number)) is not None:
        yield bytes(part.content)
        number += 1


async def pages_of(file_ids: Iterable[UUID]) -> dict[UUID, list[tuple[int, str]]]:
    """The words of files: number of the page (0 where there are none) and text."""
    found: dict[UUID, list[tuple[int, str]]] = defaultdict(list)
    wanted = list(file_ids)
    if wanted:
        for row in await FilePage.filter(file_id__in=wanted).order_by("file_id", "place"):
            found[row.file_id].append((row.number, row.text))
    return found


async def bytes_of(person_id: UUID | None) -> int:
    """How much somebody has sent that is still kept."""
    query = File.filter(author_id=person_id, state__not=FileState.REFUSED)
    rows = await query.annotate(total=Sum("size")).values_list("total", flat=True)
    return int(str(rows[0] or 0)) if rows else 0


async def count_on_their_way(person_id: UUID | None) -> int:
    return await File.filter(
        author_id=person_id, state__in=[FileState.RECEIVING, FileState.WAITING]
    ).count()


async def count_of(subject_id: UUID) -> int:
    query = File.filter(subject_id=subject_id, removed_at=None)
    return await query.filter(state__not=FileState.REFUSED).count()


def _absent() -> NoReturn:
    raise NotFound
