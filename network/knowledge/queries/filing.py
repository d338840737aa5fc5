"""Files of items: who may add to them, and who may have them."""

from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from network.files import queries as files
from network.kernel.actor import Actor
from network.kernel.errors import NotFound, require
from network.knowledge import policy
from network.knowledge.models import OPEN, Item, ItemState, Version, VersionState

if TYPE_CHECKING:
    from network.files.models import File


async def writable(actor: Actor, item_id: UUID, lang: str) -> Version:
    """The open text of an item in a language, with its item, that the actor writes."""
    version = await _open_text(item_id, lang) or _absent()
    if not policy.can_see_version(actor, version, version.item):
        raise NotFound
    require(policy.can_edit(actor, version, version.item))
    return version


async def readable_file(actor: Actor, item_id: UUID, file_id: UUID) -> "File":
    """A file that the actor may take away with them.

    Readers get what was published, writers and reviewers what goes with the text they see; nobody
    gets what only named people may read, or what was withdrawn.
    """
    item = await Item.get_or_none(id=item_id) or _absent()
    file = await files.get_file(item_id, file_id)
    if not files.is_ready(file) or not policy.can_download(actor, item):
        raise NotFound
    if file.is_out and await _is_published_to(actor, item, file):
        return file
    version = await _open_text(item_id, file.language) or _absent()
    if not policy.can_see_version(actor, version, item):
        raise NotFound
    return file


async def _is_published_to(actor: Actor, item: Item, file: "File") -> bool:
    if item.state is ItemState.WITHDRAWN:
        return False
    if not await Item.filter(policy.reachable_by(actor), id=item.id).exists():
        return False
    version = await Version.filter(
        item_id=item.id, lang=file.language, state=VersionState.PUBLISHED
    ).first()
    return version is None or policy.can_read_text(actor, version, item)


async def _open_text(item_id: UUID, lang: str) -> Version | None:
    found = Version.filter(item_id=item_id, lang=lang, state__in=list(OPEN))
    return await found.select_related("item").first()


def _absent() -> NoReturn:
    raise NotFound
