"""What a reader sees when something cannot be done: one page per kind, in their words.

Nothing below the pages knows HTTP; here each kind of DomainError gets its status.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from tortoise.exceptions import DBConnectionError, OperationalError

from network.kernel import errors
from network.kernel.errors import DomainError
from network.kernel.i18n import _
from network.web.responses import flash, render
from network.web.routing import path_for

log = logging.getLogger(__name__)

_STATUS: list[tuple[type[DomainError], int]] = [
    (errors.NotFound, 404),
    (errors.Forbidden, 403),
    (errors.Conflict, 409),
    (errors.Invalid, 422),
    (errors.TooMany, 429),
    (errors.Busy, 503),
]
_SECRETS = ("csrf", "form_key", "passphrase", "current", "code", "secret")
_RETRY_SECONDS = 5


async def on_domain_error(request: Request, error: Exception) -> Response:
    """A page for what a slice refused."""
    assert isinstance(error, DomainError)  # noqa: S101 (registered for nothing else)
    if isinstance(error, errors.Repeated):
        return _as_before(request, error)
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    message = error.message
    if isinstance(error, errors.Invalid) and not message:
        message = " ".join(error.fields.values())
    response = _page(request, status, message)
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


async def on_http(request: Request, error: Exception) -> Response:
    """A page for what the framework refused: no route, a wrong method, a body too large."""
    assert isinstance(error, HTTPException)  # noqa: S101
    response = _page(request, error.status_code, "")
    response.headers.update(error.headers or {})
    return response


async def on_database_error(request: Request, error: Exception) -> Response:
    """The database is locked, full or away: say so, and that it is worth trying again."""
    if not _is_passing(error):
        raise error
    log.error("database unavailable", extra={"kind": type(error).__name__})
    response = _page(request, 503, _("The portal cannot save just now. Try again in a moment."))
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


async def on_crash(request: Request, error: Exception) -> Response:
    """Something we did not think of. The reader is told that it is not their fault."""
    del error
    try:
        return _page(request, 500, "")
    except Exception:  # noqa: BLE001 (the page itself may be what fails)
        return PlainTextResponse("Something went wrong on our side.", 500)


def foreign_form(request: Request, typed: FormData | None) -> Response:
    """A form without a right token: nothing was done, and what was typed is shown to copy."""
    kept = [
        value
        for name, value in (typed.multi_items() if typed else [])
        if isinstance(value, str) and len(value) > 3 and not name.startswith(_SECRETS)  # noqa: PLR2004
    ]
    return render(request, "errors/form.html", 403, typed=kept[:20])


def _as_before(request: Request, error: errors.Repeated) -> Response:
    if error.location is None:
        flash(request, _("We have received this already."), "info")
    return RedirectResponse(error.location or path_for("site:today"), 303)


def _page(request: Request, status: int, message: str) -> Response:
    title, text = _words().get(status, _words()[400])
    return render(request, "errors/error.html", status, title=title, text=text, message=message)


def _words() -> dict[int, tuple[str, str]]:
    """Heading and explanation of each kind of refusal."""
    return {
        400: (_("This cannot be read"), _("Go back and try again.")),
        401: (_("You are signed out"), _("Sign in again. Nothing was changed.")),
        403: (_("This is not yours to do"), _("Ask the coordinator of your centre.")),
        404: (_("There is nothing here"), _("It may have been taken away, or is not for you.")),
        405: (_("This cannot be done here"), _("Go back and use the buttons of the page.")),
        409: (_("This is not possible now"), _("Something has changed meanwhile.")),
        413: (_("This is too large"), _("Send something smaller.")),
        415: (_("This cannot be read"), _("Send the form of the page.")),
        422: (_("Something is not right yet"), _("Go back and look at it again.")),
        429: (_("Too many tries"), _("Wait a little, then try again.")),
        500: (_("Something went wrong on our side"), _("It is noted. Try again in a moment.")),
        503: (_("Very busy"), _("Try again in a moment. Nothing was changed.")),
    }


def _is_passing(error: Exception) -> bool:
    text = str(error).lower()
    signs = ("locked", "busy", "full", "readonly", "i/o", "connect", "closed", "terminat", "shut")
    return isinstance(error, DBConnectionError) or any(sign in text for sign in signs)


Handler = Callable[[Request, Exception], Awaitable[Response]]
HANDLERS: dict[Any, Handler] = {
    DomainError: on_domain_error,
    HTTPException: on_http,
    OperationalError: on_database_error,
    DBConnectionError: on_database_error,
    500: on_crash,
}
