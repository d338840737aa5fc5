"""For whoever watches the server: /health says that it runs, /ready that it can do its work."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from network.db import connection
from network.db.migrate import missing
from network.kernel import clock, links
from network.web.routing import get, path_for

_VALID = timedelta(days=180)


async def health(request: Request) -> Response:
    del request
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """200 when the database answers and has today's schema, else 503."""
    try:
        await connection().execute_query_dict("SELECT 1 AS one")
        behind = await missing(request.app.state.settings)
    except Exception:  # noqa: BLE001 (whatever it is, we are not ready)
        return PlainTextResponse("database", 503)
    return PlainTextResponse("schema" if behind else "ok", 503 if behind else 200)


async def security(request: Request) -> Response:
    """Whom to tell of a weakness (RFC 9116)."""
    settings = request.app.state.settings
    contact = settings.contact or links.absolute(path_for("site:help"))
    expires = (clock.now() + _VALID).strftime("%Y-%m-%dT00:00:00Z")
    return PlainTextResponse(f"Contact: {contact}\nExpires: {expires}\n")


routes = [
    get("/health", health, "site:health", public=True),
    get("/ready", ready, "site:ready", public=True),
    get("/.well-known/security.txt", security, "site:security", public=True),
]
