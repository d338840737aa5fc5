"""The headers every answer carries, error pages and floods included."""

from typing import TypeAlias

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Pairs: TypeAlias = list[tuple[bytes, bytes]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_PAIRS = [(n.lower().encode(), v.encode()) for n, v in _ALWAYS.items()]
_PAIRS += [(b"cache-control", b"no-store")]
_TWO_YEARS = "max-age=63072000; includeSubDomains"


class Headers:
    """Outermost of all, so that nothing leaves without them."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self.app, self.is_https = app, is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(message)
            await send(message)

        await self.app(scope, receive, dressed)

    def _dress(self, message: Message) -> None:
        message["headers"] = completed(message["headers"], is_https=self.is_https)


def completed(headers: Pairs, *, is_https: bool) -> Pairs:
    """What an answer says itself, which stands, and what every answer has to say."""
    given = dict(headers)
    found = [*headers, *(pair for pair in _PAIRS if pair[0] not in given)]
    if is_https:
        found.append((b"strict-transport-security", _TWO_YEARS.encode()))
    if b"cookie" not in given.get(b"vary", b"").lower():
        MutableHeaders(raw=found).add_vary_header("Cookie")
    return found
