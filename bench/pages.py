"""Each key page against the same template, with the same values, in a bare Starlette.

Both are called in this process, in turn, and their processor time is compared: the median of the
pair-wise ratios does not move when the machine gets slower meanwhile.
"""

import asyncio
import gzip
import logging
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jinja2 import Template
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bench.network_of import build
from bench.report import Report
from network.app import Portal, create_app
from network.db.migrate import migrate
from network.expertise.models import Listing
from network.people.actions import sessions
from network.people.actions.sessions import Browser
from network.people.models import Session, Stage
from network.settings import Settings

_ROUNDS = 60
_HOST = b"portal.bench"
_PAGES = {
    "directory": "/centres",
    "directory, filtered": "/centres?about=TH-PAIN&about=TH-CFC&language=en",
    "directory, searched": "/centres?q=garden",
    "offers and needs": "/expertise",
    "a listing": "/expertise/{listing}",
    "a centre": "/centres/house-1",
    "today": "/today",
}
_GOAL = {"directory": 3.0}
Application = Callable[[Any, Any, Any], Awaitable[None]]


class Client:
    """Calls an ASGI application without any network between."""

    def __init__(self, app: Application, token: str) -> None:
        self.app, self.token = app, token

    async def get(self, url: str) -> bytes:
        path, _, query = url.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", _HOST), (b"cookie", b"__Host-session=" + self.token.encode())],
            "client": ("192.0.2.1", 1),
            "server": ("portal.bench", 443),
        }
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] == 200, (url, message["status"])
            else:
                parts.append(message.get("body", b""))

        await self.app(scope, receive, send)
        return b"".join(parts)


@asynccontextmanager
async def portal(centres: int, listings: int) -> Any:
    """A portal with a network of this size, and a signed-in reader's client."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            base_url="https://portal.bench",
            secret_key="bench only, bench only, bench only",  # noqa: S106 (of no portal)
            database_url=f"sqlite://{folder}/bench.db",
            var_dir=Path(folder),
            jobs_inside=False,
        )
        await migrate(settings)
        app: Portal = create_app(settings)
        async with app.inner.router.lifespan_context(app.inner):
            reader = await build(centres, listings)
            new = await sessions.begin_session(reader, Browser(address="bench"), Stage.OPEN)
            await Session.filter(id=new.session.id).update(has_second_factor=True)
            yield Client(app, new.token)


async def floor(client: Client, url: str) -> Client:
    """The same template with the same values, in a Starlette that knows nothing else."""
    taken: list[tuple[Template, dict[str, Any]]] = []
    render = Template.render

    def taking(self: Template, *args: Any, **kwargs: Any) -> str:
        taken.append((self, dict(*args, **kwargs)))
        return render(self, *args, **kwargs)

    Template.render = taking  # type: ignore[method-assign]
    try:
        await client.get(url)
    finally:
        Template.render = render  # type: ignore[method-assign]
    template, values = taken[-1]

    async def page(request: Request) -> Response:
        del request
        return HTMLResponse(template.render(values))

    return Client(Starlette(routes=[Route(url.partition("?")[0], page)]), client.token)


async def ratio_of(one: Client, other: Client, url: str) -> float:
    ratios = [await cost_of(one, url) / await cost_of(other, url) for _ in range(_ROUNDS)]
    return statistics.median(ratios)


async def cost_of(client: Client, url: str) -> float:
    before = time.process_time()
    await client.get(url)
    return time.process_time() - before


async def measure(report: Report) -> None:
    logging.disable(logging.INFO)
    small: dict[str, float] = {}
    async with portal(160, 400) as client:
        listing = await Listing.filter().first()
        for name, pattern in _PAGES.items():
            url = pattern.format(listing=listing.id if listing else "")
            body = await client.get(url)
            bare = await floor(client, url)
            ratio = await ratio_of(client, bare, url)
            report.add(f"{name}: processor time over bare page", ratio, "times", _GOAL.get(name))
            budget = 16 if "directory" in name else 12
            report.add(f"{name}: page, packed", len(gzip.compress(body, 9)) / 1024, "KB", budget)
        small["directory"] = await median_cost(client, "/centres")
    async with portal(5_000, 50_000) as client:
        await client.get("/centres")
        large = await median_cost(client, "/centres")
    report.add("directory: 5,000 centres over 160", large / small["directory"], "times", 2.0)


async def median_cost(client: Client, url: str) -> float:
    for _ in range(5):
        await client.get(url)
    return statistics.median([await cost_of(client, url) for _ in range(_ROUNDS)])


if __name__ == "__main__":
    found = Report()
    asyncio.run(measure(found))
    found.show()
