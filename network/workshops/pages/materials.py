"""Materials of a workshop for those who may have them, one by one or all in one file
(/workshops/{id}/materials).
"""

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from network.adapters.files.kinds import KINDS
from network.files import queries as files
from network.files.words import STATES, told
from network.kernel.errors import Conflict, NotFound, require
from network.kernel.i18n import _
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of
from network.workshops import policy
from network.workshops.pages import materials_writing
from network.workshops.queries import agenda, papers, workshops
from network.workshops.queries.papers import Found
from network.workshops.queries.workshops import Seen
from network.workshops.rules.names import ACCESS

if TYPE_CHECKING:
    from network.files.models import File

_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
_MOST_PACKED = 60 * 1024 * 1024
_IN_MEMORY, _PIECE = 4 * 1024 * 1024, 256 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as those who sent it see it."""

    id: UUID
    name: str
    state: str
    mood: str
    words: str
    told: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A material with its number in the pack; what became of files is for who writes it."""

    number: int
    found: Found
    item: str
    access: str
    sent: list[Sent]


async def show_materials(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    own = await papers.own_items(actor, seen)
    rows = await papers.found_of(actor, seen, {item.id for item in own})
    titles = {slot.item_id: slot.title for slot in await agenda.released_of(seen.workshop.id)}
    titles |= {item.id: item.title for item in own}
    can_write = policy.can_run(actor, *seen) or bool(own)
    return render(
        request,
        "workshops/materials.html",
        workshop=seen.workshop,
        rows=[_shown(number, one, titles) for number, one in enumerate(rows, 1)],
        can_write=can_write,
        why_no_pack=_why_no_pack(seen, rows),
        has_files=any(one.file for one in rows),
    )


async def download(request: Request) -> Response:
    """The cleaned file of a material, always to be saved and never to be run."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    found = await papers.get_found(actor, seen, id_in(request, "material"))
    if found.file is None:
        raise NotFound
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", found.file.name)
    name = f"filename=\"{plain}\"; filename*=UTF-8''{quote(found.file.name, safe='')}"
    headers = _headers(name) | {"content-length": str(found.file.size)}
    kind = KINDS[found.file.kind].media_type
    return StreamingResponse(files.content(found.file.id), 200, headers, kind)


async def download_all(request: Request) -> Response:
    """One file with everything the reader may have, under names that tell nothing."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    require(policy.can_download(seen.workshop))
    own = {item.id for item in await papers.own_items(actor, seen)}
    rows = await papers.found_of(actor, seen, own)
    if not any(one.file for one in rows):
        raise NotFound
    if why := _why_no_pack(seen, rows):
        raise Conflict(why)
    pack = await _pack(rows)
    headers = _headers('filename="materials.zip"')
    closing = BackgroundTask(pack.close)
    return StreamingResponse(_pieces(pack), 200, headers, "application/zip", closing)


async def _pack(rows: Sequence[Found]) -> IO[bytes]:
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed by who sends it)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for number, one in enumerate(rows, 1):
            if one.file is None:
                continue
            with pack.open(f"material-{number:02}.{one.file.kind}", "w") as entry:
                async for part in files.content(one.file.id):
                    entry.write(part)
    out.seek(0)
    return out


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _why_no_pack(seen: Seen, rows: Sequence[Found]) -> str:
    """Why the reader cannot take everything in one file; empty where they can."""
    if not policy.can_download(seen.workshop):
        return _("What only named people may know is not taken away as one file.")
    if sum(one.file.size for one in rows if one.file) > _MOST_PACKED:
        return _("This is too much for one file. Take the materials one by one.")
    return ""


def _shown(number: int, one: Found, titles: dict[UUID, str]) -> Shown:
    item = titles.get(one.row.item_id, "") if one.row.item_id else ""
    sent = [_sent_file(file) for file in one.sent] if one.can_write else []
    return Shown(number, one, item, str(ACCESS[one.row.access]), sent)


def _sent_file(file: "File") -> Sent:
    mood, words = STATES[file.state]
    return Sent(file.id, file.name, str(file.state), mood, str(words), told(file))


def _headers(name: str) -> dict[str, str]:
    return {
        "content-disposition": f"attachment; {name}",
        "content-security-policy": _SANDBOX,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-store",
    }


routes = [
    get("/workshops/{id:uuid}/materials", show_materials, "workshops:materials"),
    get("/workshops/{id:uuid}/materials.zip", download_all, "workshops:materials-pack"),
    *materials_writing.routes,
    get("/workshops/{id:uuid}/materials/{material:uuid}/file", download, "workshops:material-file"),
]
