"""One line in the log for each request: which route, which answer, how long. Nobody's address,
no path with its tokens, no query, no text.
"""

import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from network.web.state import Visit

log = logging.getLogger("network.requests")


class Journal:
    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self.app, self.is_https = app, is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        visit = Visit(
            request_id=secrets.token_hex(8),
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
            log.info(
                "request",
                extra={
                    "request_id": visit.request_id,
                    "method": scope["method"],
                    "route": getattr(scope.get("route"), "name", ""),
                    "status": status,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )
