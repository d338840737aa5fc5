"""What pages of an own history begin with: it is opened, or its person is asked to open it."""

import functools
import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import NotFound
from network.web.responses import render, see_other
from network.web.state import form_of
from network.wellbeing.pages.opened import Opened, history_of, only_members
from network.wellbeing.rules.histories import Entry

_LEAST_TYPED = 4

Page: TypeAlias = Callable[[Request, Opened], Awaitable[Response]]
Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


def with_history(page: Page) -> Handler:
    """A page for who has opened their history; others are asked to, and lose nothing typed."""

    @functools.wraps(page)
    async def guarded(request: Request) -> Response:
        only_members(request)
        held = await history_of(request)
        if held is not None:
            return await page(request, held)
        if request.method == "POST":
            return render(request, "wellbeing/history_closed.html", 409, typed=_typed(request))
        return see_other("check_in.open", next=request.url.path)

    return guarded


def ref_of(entry: Entry) -> str:
    """What an entry is called in addresses; it says nothing of it."""
    return _digest(entry.key)


def entry_in(request: Request, held: Opened) -> Entry:
    """The entry an address means. Raises NotFound, also for one that was taken out."""
    ref = request.path_params["ref"]
    found = next((one for one in held.history.entries if ref_of(one) == ref), None)
    if found is None:
        raise NotFound
    return found


def state_of(entry: Entry) -> str:
    """What an entry says now, to see later whether it still does."""
    return _digest(entry.key, entry.words)


def seen_of(request: Request, entry: Entry) -> str:
    """The words a form was opened with; others than those that stand if they have changed."""
    is_same = form_of(request).get("seen") == state_of(entry)
    return entry.words if is_same else f"{entry.words}?"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _typed(request: Request) -> str:
    """What somebody wrote, to copy it."""
    words = form_of(request).get("words")
    return words if isinstance(words, str) and len(words) >= _LEAST_TYPED else ""
