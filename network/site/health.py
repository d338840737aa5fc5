"""For whoever watches the server: /health says that it runs, /ready that it can do its work."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from network.db import connection
from network.db.migrate import missing
from network.web.routing import get


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


routes = [
    get("/health", health, "site:health", public=True),
    get("/ready", ready, "site:ready", public=True),
]
