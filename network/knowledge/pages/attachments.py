"""Files of an item: adding them whole or in parts, settling doubts, and having them
(/knowledge/{id}/files…).
"""

import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from network.adapters.files.kinds import KINDS, MOST_BYTES
from network.files import queries as files
from network.files.actions import taking
from network.files.actions.taking import PART, Place
from network.files.words import STATES, told
from network.kernel.errors import DomainError, Invalid, NotFound
from network.kernel.i18n import _
from network.knowledge.actions import filing as actions
from network.knowledge.models import Version
from network.knowledge.queries import filing
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of

if TYPE_CHECKING:
    from network.files.models import File

_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")


async def list_files(request: Request) -> Response:
    return await _page(request, 200)


async def _page(request: Request, status: int, problem: str = "") -> Response:
    version = await filing.writable(actor_of(request), id_in(request), _lang(request))
    found = await files.in_hand(version.item_id)
    return render(
        request,
        "knowledge/files.html",
        status,
        version=version,
        rows=[(file, *STATES[file.state], told(file)) for file in found],
        problem=problem,
        accept=",".join(f".{suffix}" for suffix in KINDS),
        most=MOST_BYTES,
        part=PART,
    )


async def upload(request: Request) -> Response:
    """Take a file in one piece."""
    place = await _place(request)
    sent = form_of(request).get("file")
    if sent is None or isinstance(sent, str) or not sent.filename:
        return await _page(request, 422, _("Choose a file."))
    try:
        await taking.take_whole(actor_of(request), place, sent.filename, await sent.read())
    except Invalid as error:
        return await _page(request, 422, " ".join(error.fields.values()))
    flash(request, _("The file has arrived and is being looked at."))
    return see_other("knowledge:files", id=place.subject_id, of=place.language)


async def begin(request: Request) -> Response:
    """Announce a file that comes in parts; tells which parts are here already."""
    place, form = await _place(request), form_of(request)
    size = str(form.get("size", ""))
    try:
        file = await taking.begin(
            actor_of(request),
            place,
            str(form.get("name", "")),
            int(size) if re.fullmatch(r"[0-9]{1,9}", size) else 0,
            str(form.get("sign", "")),
        )
    except DomainError as error:
        return _refusal(error)
    address = path_for("knowledge:part", id=place.subject_id, file_id=file.id)
    return JSONResponse(
        {"to": address, "part": PART, "received": await files.received(file.id)}, 201
    )


async def take_part(request: Request) -> Response:
    """Keep one part; may be sent again after a broken line."""
    form, actor = form_of(request), actor_of(request)
    file = await files.get_file(id_in(request), id_in(request, "file_id"))
    await filing.writable(actor, file.subject_id, file.language)
    number, sent = str(form.get("number", "")), form.get("part")
    if sent is None or isinstance(sent, str) or not re.fullmatch(r"[0-9]{1,4}", number):
        return JSONResponse({"error": _("This part of the file did not arrive whole.")}, 422)
    try:
        there = await taking.take_part(actor, file, int(number), await sent.read())
    except DomainError as error:
        return _refusal(error)
    return JSONResponse({"received": there})


def _refusal(error: DomainError) -> Response:
    if isinstance(error, NotFound):
        raise error
    said = error.message
    if isinstance(error, Invalid):
        said = " ".join(error.fields.values()) or said
    return JSONResponse({"error": said}, 422 if isinstance(error, Invalid) else 409)


async def clear(request: Request) -> Response:
    file, _version = await _own_file(request)
    await taking.clear(actor_of(request), file)
    return see_other("knowledge:files", id=file.subject_id, of=file.language)


async def remove(request: Request) -> Response:
    file, version = await _own_file(request)
    await actions.take_away(actor_of(request), version, file)
    flash(request, _("The file is gone."))
    return see_other("knowledge:files", id=file.subject_id, of=file.language)


async def _own_file(request: Request) -> tuple["File", Version]:
    file = await files.get_file(id_in(request), id_in(request, "file_id"))
    version = await filing.writable(actor_of(request), file.subject_id, file.language)
    return file, version


async def _place(request: Request) -> Place:
    version = await filing.writable(actor_of(request), id_in(request), _lang(request))
    return Place(version.item_id, version.lang)


def _lang(request: Request) -> str:
    given = request.query_params.get("of") or form_of(request).get("of", "")
    return given if isinstance(given, str) else ""


# having them -------------------------------------------------------------------------------------


async def download(request: Request) -> Response:
    """The cleaned file, always to be saved and never to be run; a broken download can go on."""
    file = await filing.readable_file(actor_of(request), id_in(request), id_in(request, "file_id"))
    headers = headers_of(file)
    first = _first_byte(request, file, headers["etag"])
    if first:
        headers["content-range"] = f"bytes {first}-{file.size - 1}/{file.size}"
    headers["content-length"] = str(file.size - first)
    return StreamingResponse(
        _from(file.id, first), 206 if first else 200, headers, KINDS[file.kind].media_type
    )


def headers_of(file: "File") -> dict[str, str]:
    """What keeps a browser from doing anything with a file but saving it."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", file.name)
    return {
        "content-disposition": (
            f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
        ),
        "content-security-policy": _SANDBOX,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
        "etag": f'"{file.digest}"',
        "accept-ranges": "bytes",
    }


def _first_byte(request: Request, file: "File", etag: str) -> int:
    """Where to go on; only to the end of the file, and only of the very same file."""
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", etag) != etag:
        return 0
    first, last = int(asked[1]), asked[2]
    goes_to_end = not last or int(last) >= file.size - 1
    return first if goes_to_end and first < file.size else 0


async def _from(file_id: UUID, first: int) -> AsyncIterator[bytes]:
    skipped = first % PART
    async for part in files.content(file_id, first // PART):
        yield part[skipped:]
        skipped = 0


_FILE = "/knowledge/{id:uuid}/files/{file_id:uuid}"
routes = [
    get("/knowledge/{id:uuid}/files", list_files, "knowledge:files"),
    post("/knowledge/{id:uuid}/files", upload, "knowledge:upload"),
    post("/knowledge/{id:uuid}/uploads", begin, "knowledge:begin-upload"),
    post(f"{_FILE}/parts", take_part, "knowledge:part"),
    post(f"{_FILE}/clearing", clear, "knowledge:clear-file"),
    post(f"{_FILE}/removal", remove, "knowledge:remove-file"),
    get(_FILE, download, "knowledge:file", public=True),
]
