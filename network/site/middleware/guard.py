"""Refusals that need no page: foreign host names, impossible addresses, too much at once."""

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

_RETRY = {"Retry-After": "5"}
_LONGEST_ADDRESS = 4_000
_PLAIN = re.compile(rb"[!-$&-~]*")  # ASCII, and nothing coded
_ALWAYS_ANSWERED = ("/health", "/ready")


class Guard:
    """Answers 400 for what cannot be meant for this portal, 503 when it has too much to do."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], most: int) -> None:
        self.app, self.hosts, self.most = app, hosts, most
        self.running = 0
        self._is_own = lru_cache(maxsize=50)(self._names_us)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self.refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        self.running += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.running -= 1

    def refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that goes no further."""
        if not self._is_own_host(scope):
            return PlainTextResponse("This is not the address of this portal.", 400)
        if not _is_plain(scope):
            return PlainTextResponse("This address cannot be read.", 400)
        if self.running >= self.most and scope["path"] not in _ALWAYS_ANSWERED:
            return PlainTextResponse("Very busy. Try again in a few seconds.", 503, _RETRY)
        return None

    def _is_own_host(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"host"]
        return len(given) == 1 and self._is_own(given[0])

    def _names_us(self, given: bytes) -> bool:
        text = given.decode("latin-1").lower()
        name, _, port = text.rpartition(":")
        host = name if name and port.isdigit() else text
        return host.strip("[]") in self.hosts


def _is_plain(scope: Scope) -> bool:
    """Whether path and query are valid UTF-8 without NUL and of a sane length."""
    raw = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    if len(raw) + len(query) > _LONGEST_ADDRESS:
        return False
    if _PLAIN.fullmatch(raw) and not query:
        return True
    try:
        text = unquote_to_bytes(raw).decode() + unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        return False
    return "\0" not in text
