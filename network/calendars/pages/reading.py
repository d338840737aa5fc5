"""Feeds as calendar programs read them (/feed/….ics), and robots.txt, which lets them.

Answered from stored bytes, without session, cookie or language; conditional requests as RFC 9110
section 13 wants them. A query is ignored, since programs add some against caches.
"""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Protocol, TypeAlias

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from tortoise.exceptions import DBConnectionError, OperationalError

from network.calendars.actions import serving
from network.calendars.actions.serving import Copy
from network.web.routing import get

Pairs: TypeAlias = list[tuple[bytes, bytes]]

_PATH, _SUFFIX = "/feed/", ".ics"
_READING = ("GET", "HEAD")
_CONDITIONS = (b"if-none-match", b"if-modified-since", b"accept-encoding")
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Encoding, Cookie",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_CONTENT = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": 'inline; filename="calendar.ics"',
}


class Surroundings(Protocol):
    """What every answer of the portal has around it."""

    def is_refused(self, scope: Scope) -> bool: ...

    def completed(self, headers: Pairs) -> Pairs: ...

    def new_request_id(self) -> str: ...

    def note(self, scope: Scope, request_id: str, status: int, began: float) -> None: ...


class FeedDoor:
    """Hands out copies before anything is known of a reader: most looks are answered here, with
    the same surroundings as every answer, made once a copy. What cannot be answered goes on inside.
    """

    def __init__(self, app: ASGIApp, around: Surroundings) -> None:
        self.app, self.around = app, around

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        token = _token(scope)
        copy = None
        if token is not None and not self.around.is_refused(scope):
            copy = await _at_hand(token, scope["method"])
        if copy is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = routes[0]
        request_id = self.around.new_request_id()
        status, kind, body = _answer(scope, copy)
        headers = [*self._headers(copy, kind), (b"x-request-id", request_id.encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        self.around.note(scope, request_id, status, began)

    def _headers(self, copy: Copy, kind: str) -> Pairs:
        whole = f"whole {kind}"
        found: Pairs | None = copy.heads.get(whole)
        if found is None:
            found = copy.heads[whole] = self.around.completed(_heads(copy)[kind])
        return found


def _token(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] not in _READING:
        return None
    path: str = scope["path"]
    if not path.startswith(_PATH) or not path.endswith(_SUFFIX):
        return None
    return path[len(_PATH) : -len(_SUFFIX)]


async def _at_hand(token: str, method: str) -> Copy | None:
    try:
        copy = await serving.at_hand(token)
        if copy is not None and method == "GET" and not copy.is_noted:
            await serving.note_served(copy)
    except (OperationalError, DBConnectionError):  # told of inside
        return None
    return copy


async def read_feed(request: Request) -> Response:
    """A feed; 304 to who has it, 404 alike for addresses that are unknown, wrong or over."""
    copy = await serving.copy_for(request.path_params["token"])
    if copy is None:
        return PlainTextResponse("There is nothing here.", 404, _HEADERS)
    if request.method == "GET":
        await serving.note_served(copy)
    status, kind, body = _answer(request.scope, copy)
    response = Response(body, status)
    response.raw_headers = list(_heads(copy)[kind])
    return response


def _answer(scope: Scope, copy: Copy) -> tuple[int, str, bytes]:
    """Status, which headers, and body for what a program asks and has."""
    asked = _asked(scope["headers"])
    if _has_it(asked, copy):
        return 304, "known", b""
    takes_gzip = _takes_gzip(asked.get(b"accept-encoding", ""))
    kind = "zipped" if takes_gzip else "plain"
    if scope["method"] == "HEAD":
        return 200, kind, b""
    return 200, kind, copy.zipped if takes_gzip else copy.content


def _asked(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """The headers that decide; several of one name are one list."""
    found: dict[bytes, str] = {}
    for name, value in headers:
        if name in _CONDITIONS:
            text = value.decode("latin-1")
            found[name] = f"{found[name]},{text}" if name in found else text
    return found


def _heads(copy: Copy) -> dict[str, Any]:
    """The headers of each kind of answer, made once a copy."""
    if not copy.heads:
        known = _HEADERS | {
            "ETag": f'W/"{copy.etag}"',
            "Last-Modified": format_datetime(copy.changed_at.astimezone(UTC), usegmt=True),
        }
        plain = known | _CONTENT | {"Content-Length": str(len(copy.content))}
        zipped = {"Content-Length": str(len(copy.zipped)), "Content-Encoding": "gzip"}
        copy.heads |= {
            "known": _pairs(known),
            "plain": _pairs(plain),
            "zipped": _pairs(plain | zipped),
        }
    return copy.heads


def _pairs(headers: dict[str, str]) -> Pairs:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _has_it(asked: dict[bytes, str], copy: Copy) -> bool:
    """If-None-Match decides alone where it is sent; else the date, if it can be read."""
    tags = asked.get(b"if-none-match")
    if tags is not None:
        return _matches(tags, copy.etag)
    since = _date(asked.get(b"if-modified-since", ""))
    return since is not None and copy.changed_at <= since


def _matches(header: str, etag: str) -> bool:
    """By weak comparison, as both encodings share one tag (RFC 9110 section 8.8.3.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or f'"{etag}"' in tags


def _date(header: str) -> datetime | None:
    if not header:
        return None
    try:
        found = parsedate_to_datetime(header)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else None


def _takes_gzip(header: str) -> bool:
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def robots(request: Request) -> Response:
    """Calendar programs that obey robots.txt may fetch; pages keep themselves out of searches."""
    del request
    return PlainTextResponse("User-agent: *\nDisallow:\n")


routes = [
    get("/feed/{token}.ics", read_feed, "feeds:read", public=True),
    get("/robots.txt", robots, "site:robots", public=True),
]
