"""Turning what a handler found into a response."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from network.kernel import keys
from network.web import cookies, tokens
from network.web.routing import path_for
from network.web.state import Visit, visit_of
from network.web.templating import environment

_FLASH_SECONDS = 60


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page, with what every page knows about its reader."""
    visit = visit_of(request)
    page = environment().get_template(template)
    body = page.render({**_shell(request, visit), **context})
    return HTMLResponse(body, status)


def see_other(route: str, **values: Any) -> RedirectResponse:
    """Send the reader on after an act, so that reloading does not repeat it."""
    return RedirectResponse(path_for(route, **values), 303)


def flash(request: Request, message: str, kind: str = "done") -> None:
    """Show a message on the next page this reader sees; `kind` is done, info or stop."""
    set_cookie(request, "flash", keys.sign("flash", [kind, message]), max_age=_FLASH_SECONDS)


def set_cookie(request: Request, name: str, value: str, max_age: int | None = None) -> None:
    """Send a cookie with the response; an empty value removes it."""
    visit_of(request).cookies[name] = {"value": value, "max_age": max_age if value else 0}


def _shell(request: Request, visit: Visit) -> dict[str, Any]:
    return {
        "visit": visit,
        "actor": visit.actor,
        "path": request.url.path,
        "flashed": _take_flash(request),
        "csrf": lambda: form_token(request),
        "form_key": tokens.new_form_key,
    }


def _take_flash(request: Request) -> tuple[str, str] | None:
    raw = cookies.read(request, "flash")
    if not raw:
        return None
    visit = visit_of(request)
    if "flash" not in visit.cookies:
        set_cookie(request, "flash", "")
    found = keys.unsign("flash", raw, _FLASH_SECONDS)
    return (str(found[0]), str(found[1])) if isinstance(found, list) else None


def form_token(request: Request) -> str:
    """A form token for this session, or for this visitor, who gets a cookie to bind it to."""
    visit = visit_of(request)
    if visit.session is not None:
        return tokens.form_token(visit.session.token_hash)
    visitor = visit.cookies.get("visitor", {}).get("value") or cookies.read(request, "visitor")
    if not visitor:
        visitor = tokens.new_form_key()
        set_cookie(request, "visitor", visitor)
    return tokens.form_token(visitor)
