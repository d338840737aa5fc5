"""Instruments as somebody meets them who keeps a history: to fill in, and filled in earlier."""

from collections.abc import Collection

from tortoise.expressions import Q

from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.wellbeing import policy
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.vocabulary import FileState


async def to_read(actor: Actor, keys: Collection[str] = ()) -> list[InstrumentFile]:
    """Those in use, and of these keys also those retired, so that old results stay readable."""
    if not policy.can_check_in(actor):
        raise NotFound
    where = Q(state=FileState.IN_USE)
    if keys:
        where |= Q(state=FileState.RETIRED, key__in=list(keys))
    found = await InstrumentFile.filter(where).order_by("key", "lang", "-created_at").limit(200)
    return sorted(found, key=_retired)


def version_of(file: InstrumentFile) -> str:
    """The name under which a history keeps a version of an instrument."""
    return f"{file.edition} {file.lang}"


def _retired(file: InstrumentFile) -> bool:
    return file.state is FileState.RETIRED
