"""Taking a file in, whole or in parts that may come again; and what writers do with it later.

The slice that owns the subject has made sure that the actor may add to it.
"""

from dataclasses import dataclass
from uuid import UUID

from network import guard
from network.db import IntegrityError, transaction
from network.files import queries, rules
from network.files.actions.looking import tell_ready
from network.files.models import File, FilePart, FileState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, TooMany, require
from network.kernel.i18n import _

PART = rules.PART
_AN_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes: what it belongs to, and the language of the text it goes with."""

    subject_id: UUID
    language: str = ""


async def begin(actor: Actor, place: Place, name: str, size: int, sign: str = "") -> File:
    """Announce a file that comes in parts, or take up the same one that was cut off.

    `sign` tells one file from another of the same name and size. Raises Invalid for a file that
    cannot be taken and TooMany beyond what one person may send.
    """
    name = _checked_name(name, place.language)
    if not rules.is_size(size):
        raise Invalid(file=_("A file may have at most 10 MB, and not be empty."))
    sign = sign[:64]
    cut_off = await queries.unfinished(place.subject_id, actor.person_id, name, size, sign)
    if cut_off is not None:
        return cut_off
    await _check_quota(actor, place, size)
    async with transaction():
        return await File.create(
            subject_id=place.subject_id,
            language=place.language,
            name=name,
            kind=name.rpartition(".")[2],
            size=size,
            sign=sign,
            author_id=actor.person_id,
        )


async def take_part(actor: Actor, file: File, number: int, content: bytes) -> list[int]:
    """Keep one part and return the numbers of all that are there; the last one closes the file.

    The same part may come twice. Raises Invalid for one of a wrong length, and Conflict when it
    came before with other content or the file is closed.
    """
    require(actor.person_id is not None and file.author_id == actor.person_id)
    if not content or len(content) != rules.length_of_part(number, file.size):
        raise Invalid(file=_("This part of the file did not arrive whole. Send it again."))
    async with transaction():
        await _keep_part(file, number, content)
        there = await queries.received(file.id)
        if len(there) == rules.parts_of(file.size):
            await File.filter(id=file.id, state=FileState.RECEIVING).update(state=FileState.WAITING)
    return there


async def take_whole(actor: Actor, place: Place, name: str, content: bytes) -> File:
    """Take a file that came in one piece, as without scripts."""
    async with transaction():
        file = await begin(actor, place, name, len(content))
        for number in range(rules.parts_of(len(content))):
            at = number * rules.PART
            await take_part(actor, file, number, content[at : at + rules.PART])
    return await queries.get_file(place.subject_id, file.id)


async def clear(actor: Actor, file: File) -> None:
    """Say that what looks like client data in a file is none."""
    async with transaction():
        changed = await File.filter(id=file.id, state=FileState.DOUBTED).update(
            state=FileState.READY, cleared_by_id=actor.person_id
        )
        if not changed:
            raise Conflict(_("Somebody has settled this already."))
        await tell_ready(file)


async def let_out(subject_id: UUID, language: str) -> list[File]:
    """Give readers the files of a text that is being published; returns those they have now."""
    async with transaction():
        await File.filter(
            subject_id=subject_id, language=language, state=FileState.READY, is_out=False
        ).update(is_out=True)
        return await queries.attached(subject_id)


async def take_away(file: File) -> None:
    """Take a file from its readers at once; one that nobody had yet is deleted."""
    async with transaction():
        if file.is_out:
            await File.filter(id=file.id).update(removed_at=clock.now())
        else:
            await File.filter(id=file.id).delete()


async def erase(subject_id: UUID) -> None:
    """Delete all files of a subject for good, with their bytes and words, whoever had them."""
    await File.filter(subject_id=subject_id).delete()


async def give_up(subject_id: UUID, language: str) -> None:
    """Delete what was sent for a text that will not be published; what readers have stays."""
    await File.filter(subject_id=subject_id, language=language, is_out=False).delete()


async def purge() -> int:
    """Forget files that were begun and never finished."""
    before = clock.now() - rules.KEPT_UNFINISHED
    return await File.filter(
        state__in=[FileState.RECEIVING, FileState.REFUSED], created_at__lt=before
    ).delete()


def _checked_name(given: str, language: str) -> str:
    name = rules.clean_name(given)
    if not name:
        kinds = "PDF, DOCX, PPTX, XLSX, TXT, MD, JPG, PNG, WebP"
        raise Invalid(file=_("Choose a file of one of these kinds: %(kinds)s.", kinds=kinds))
    if (
        guard.check(rules.words_of_name(name), language, clock.now().date()).verdict
        is guard.Verdict.BLOCK
    ):
        raise Invalid(file=_("The name of this file could point to a client. Rename it."))
    return name


async def _check_quota(actor: Actor, place: Place, size: int) -> None:
    if await queries.count_of(place.subject_id) >= rules.MOST_OF_SUBJECT:
        raise Conflict(_("There are as many files here as there may be."))
    if await queries.count_on_their_way(actor.person_id) >= rules.MOST_WAITING:
        raise TooMany(_("Let the files that are on their way arrive first."), 60)
    if await queries.bytes_of(actor.person_id) + size > rules.MOST_OF_PERSON:
        raise TooMany(_("You have sent as much as one person may keep here."), _AN_HOUR)


async def _keep_part(file: File, number: int, content: bytes) -> None:
    now = await File.filter(id=file.id).select_for_update().get_or_none()
    if now is None:
        raise NotFound
    earlier = await FilePart.get_or_none(file_id=file.id, number=number)
    if earlier is not None and bytes(earlier.content) == content:
        return
    if earlier is not None or now.state is not FileState.RECEIVING:
        raise Conflict(_("This file was sent before with other content. Start again."))
    try:
        await FilePart.create(file_id=file.id, number=number, content=content)
    except IntegrityError:
        raise Conflict(_("This part is being sent twice at once. Try again.")) from None
