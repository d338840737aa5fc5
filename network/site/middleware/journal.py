"""One line in the log for each request: which route, which answer, how long. Nobody's address,
no path with its tokens, no query, no text. Of check-ins only what went wrong: when somebody
answered could be laid beside who was there.
"""

import logging
import os
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from network import logs
from network.web.state import Visit

log = logging.getLogger("network.requests")
_UNTOLD = "check_in"
_FAILED = 500


class Journal:
    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self.app, self.is_https = app, is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        visit = Visit(
            request_id=new_request_id(),
            address=client[0] if client else "",
            is_https=self.is_https,
        )
        scope.setdefault("state", {})["visit"] = visit
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", visit.request_id.encode()))
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            note(scope, visit.request_id, status, began)


def new_request_id() -> str:
    return os.urandom(8).hex()


def note(scope: Scope, request_id: str, status: int, began: float) -> None:
    """Write the line of a request that began at this instant of the performance counter."""
    route = getattr(scope.get("route"), "name", None) or ""
    if route.startswith(_UNTOLD):
        if status < _FAILED:
            return
        route = _UNTOLD
    fields = {
        "request_id": request_id,
        "method": scope["method"],
        "route": route,
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000, 1),
    }
    logs.note(log, "request", fields)
