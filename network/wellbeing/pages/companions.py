"""Asking somebody to get in touch; they see who asks, and nothing of any check-in."""

from typing import NamedTuple
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel.errors import Conflict, NotFound
from network.web.responses import render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of
from network.wellbeing.actions import asking
from network.wellbeing.models.help import ContactWish
from network.wellbeing.pages import opened
from network.wellbeing.queries import help as helping
from network.wellbeing.queries import named
from network.wellbeing.rules import words


class Row(NamedTuple):
    """Somebody who may be asked, and the wish if they were."""

    id: UUID
    name: str
    part: str
    wish: ContactWish | None


async def show(request: Request) -> Response:
    return await _page(request)


async def ask(request: Request) -> Response:
    try:
        await asking.ask(actor_of(request), _chosen(request))
    except Conflict as error:
        return await _page(request, error.message, 409)
    return see_other("check_in.contact")


async def _page(request: Request, said: str = "", status: int = 200) -> Response:
    """Who may be asked, and who was."""
    actor = actor_of(request)
    opened.only_members(request)
    near = await helping.companions_of(actor)
    own = [one for one in await helping.wishes(actor) if one.person_id == actor.person_id]
    wishes = {one.to_id: one for one in own}
    names = await named.names(actor, [one.person_id for one in near])
    rows = [
        Row(one.person_id, names[one.person_id], str(words.ADDRESSEES[one.addressee]), wish)
        for one in near
        if one.person_id in names
        for wish in (wishes.get(one.person_id),)
    ]
    return render(request, "wellbeing/contact.html", status, rows=rows, said=said)


def _chosen(request: Request) -> UUID:
    try:
        return UUID(str(form_of(request).get("person", "")))
    except ValueError:
        raise NotFound from None


routes: list[Route] = [
    get("/check-in/contact", show, "check_in.contact"),
    post("/check-in/contact", ask, "check_in.do-contact"),
]
