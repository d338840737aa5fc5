"""What a workshop came from, and what came of it, as far as the reader may see (…/trail)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel.actor import Actor
from network.web.responses import render
from network.web.routing import get, id_in, path_for
from network.web.state import actor_of
from network.workshops.queries import learning, workshops
from network.workshops.queries.workshops import Seen


def link_of(actor: Actor, seen: Seen) -> str:
    """The page of the trail, for members; it is there whether or not there is much on it."""
    return path_for("workshops:trail", id=seen.workshop.id) if actor.is_member else ""


async def show(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    stops = await learning.trail_of(actor, seen.workshop)
    return render(
        request,
        "workshops/trail.html",
        workshop=seen.workshop,
        stops=stops,
        is_alone=len(stops) <= 1,
    )


routes: list[Route] = [get("/workshops/{id:uuid}/trail", show, "workshops:trail")]
