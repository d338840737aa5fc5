"""Every answer of these pages, refusals too: kept by no browser, told to no other address."""

from starlette.datastructures import MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Of where they come from browsers tell the host alone. Under "no-referrer" older ones would send
# forms without an origin, and those are refused.
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "origin"}


def quiet(route: Route) -> Route:
    """The same route, whose answers leave no trace on the way."""
    route.app = _Quiet(route.app)
    return route


class _Quiet:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def hushed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, hushed)
