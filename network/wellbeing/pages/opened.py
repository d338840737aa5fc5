"""The opened history between two pages: its key in a cookie for twenty minutes, then shut again."""

import re
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import NotFound
from network.web import cookies
from network.web.routing import path_for
from network.web.state import actor_of, visit_of
from network.wellbeing import policy
from network.wellbeing.queries import histories
from network.wellbeing.queries.histories import CARRIED_SECONDS
from network.wellbeing.rules.histories import OwnHistory

_COOKIE = "opened"
_PAGES = re.compile(r"/check-in(/[A-Za-z0-9-]+)*")


class Opened(NamedTuple):
    """A history that is open to its reader now."""

    key: bytes
    history: OwnHistory


def only_members(request: Request) -> None:
    """Raise NotFound for whom check-ins are not there."""
    if not policy.can_check_in(actor_of(request)):
        raise NotFound


async def key_of(request: Request) -> bytes | None:
    """The key of the reader's own history; None while it is shut."""
    session, cookie = visit_of(request).session, cookies.read(request, _COOKIE)
    if session is None or not cookie:
        return None
    return histories.key_carried(cookie, session.id)


async def history_of(request: Request) -> Opened | None:
    """The reader's own history; None while it is shut, and for a key that is of no use any more."""
    key = await key_of(request)
    if key is None:
        return None
    try:
        return Opened(key, (await histories.read(actor_of(request), key)).history)
    except NotFound:
        return None


def carry(response: Response, request: Request, key: bytes) -> Response:
    """Let the history stay open for a while, in this browser and session only.

    Raises NotFound for who is not signed in.
    """
    visit = visit_of(request)
    if visit.session is None:
        raise NotFound
    response.set_cookie(
        cookies.name_of(_COOKIE, is_https=visit.is_https),
        histories.carried(key, visit.session.id),
        max_age=CARRIED_SECONDS,
        secure=visit.is_https,
        httponly=True,
        samesite="strict",
    )
    return response


def close(response: Response) -> Response:
    """Shut the history in this browser."""
    for is_https in (True, False):
        name = cookies.name_of(_COOKIE, is_https=is_https)
        response.delete_cookie(name, secure=is_https, httponly=True, samesite="strict")
    return response


def way_on(target: str) -> str:
    """Where to after opening: a page of check-ins, whatever was asked for."""
    return target if _PAGES.fullmatch(target) else path_for("check_in.show")
