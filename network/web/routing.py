"""Addresses: routes by method, and from a route's name back to its path.

Starlette holds a request against every route in turn, and walks them all for each link back, so
dictionaries are built once.
"""

import functools
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias
from urllib.parse import urlencode
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import Receive, Scope, Send

from network.web.state import visit_of

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]

_WITHOUT_CONDUCT = ("/account/", "/feeds")
_WITHOUT_FACTOR = ("/account/second-factor", "/account/proof", "/sign-out")


def get(path: str, handler: Handler, name: str, *, public: bool = False) -> Route:
    """A page that changes nothing. Visitors are sent to sign in first unless it is public."""
    return _route(path, handler, name, "GET", public=public)


def post(path: str, handler: Handler, name: str, *, public: bool = False) -> Route:
    """An act. Its form token was checked before the handler runs."""
    return _route(path, handler, name, "POST", public=public)


def _route(path: str, handler: Handler, name: str, method: str, *, public: bool) -> Route:
    guarded = handler if public else _members_only(handler)
    guarded.__dict__["is_public"] = public
    return Route(path, guarded, methods=[method], name=name)


def _members_only(handler: Handler) -> Handler:
    """Send visitors to sign in, people who owe a second factor to set it up, and people who have
    not accepted the code of conduct to read it before they write.
    """

    @functools.wraps(handler)
    async def guarded(request: Request) -> Response:
        visit = visit_of(request)
        if visit.session is None:
            if request.method not in ("GET", "HEAD"):
                raise HTTPException(401)
            target = request.url.path
            if request.url.query:
                target += f"?{request.url.query}"
            return RedirectResponse(path_for("people:sign-in", next=target), 303)
        if visit.owes_factor and not request.url.path.startswith(_WITHOUT_FACTOR):
            return RedirectResponse(path_for("account:second-factor"), 303)
        is_act = request.method == "POST" and not request.url.path.startswith(_WITHOUT_CONDUCT)
        if is_act and visit.owes_conduct:
            return RedirectResponse(path_for("account:conduct"), 303)
        return await handler(request)

    return guarded


class Signpost(BaseRoute):
    """All routes as one: only those whose path begins with the same part are tried, in order."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: dict[str, list[Route]] = defaultdict(list)
        for route in routes:
            self._routes[_first_part(route.path)].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first route that takes the path and method, else the first that takes the path."""
        nearest: tuple[Match, Scope] = (Match.NONE, {})
        for route in self._routes.get(_first_part(scope["path"]), ()):
            match, values = route.matches(scope)
            if match.value > nearest[0].value:
                nearest = (match, {**values, "route": route})
            if match is Match.FULL:
                break
        return nearest

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)


def _first_part(path: str) -> str:
    return path[1:].partition("/")[0]


class Paths:
    """From names such as `centres:show` to paths."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._formats: dict[str, str] = {}
        self._collect(routes, "")

    def _collect(self, routes: Iterable[BaseRoute], prefix: str) -> None:
        for route in routes:
            if isinstance(route, Mount):
                self._collect(route.routes or [], prefix + route.path)
            elif isinstance(route, Route):
                self._formats[route.name] = prefix + route.path_format

    def __call__(self, name: str, **values: Any) -> str:
        """The path of a route; values that its path does not take become the query."""
        pattern = self._formats[name]
        inside = {k: str(v) for k, v in values.items() if f"{{{k}}}" in pattern}
        query = [
            (k, str(item))
            for k, v in values.items()
            if k not in inside
            for item in (v if isinstance(v, list | tuple) else [v])
            if item not in (None, "")
        ]
        path = pattern.format(**inside)
        return f"{path}?{urlencode(query)}" if query else path

    def names(self) -> list[str]:
        return sorted(self._formats)


_paths: Paths | None = None


def use_routes(routes: Iterable[BaseRoute]) -> None:
    """Build the look-up; called once by the composition root."""
    global _paths  # noqa: PLW0603
    _paths = Paths(routes)


def path_for(name: str, **values: Any) -> str:
    """The path of a route by its name."""
    if _paths is None:
        message = "no routes yet"
        raise RuntimeError(message)
    return _paths(name, **values)


def id_in(request: Request, name: str = "id") -> UUID:
    """The key in a path; the route's `uuid` convertor has checked its form."""
    return UUID(str(request.path_params[name]))


def is_own_path(target: str) -> bool:
    """Whether a target is a path of this portal and nothing else, safe to send a reader to."""
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    return target.isascii() and not any(c in "\\:@" or ord(c) < 33 for c in target)  # noqa: PLR2004
