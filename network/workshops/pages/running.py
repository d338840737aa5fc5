"""What the organisers' pages begin with: the workshop they run, and the centres they know."""

from starlette.requests import Request

from network.expertise import queries as expertise
from network.kernel.actor import Actor
from network.kernel.errors import require
from network.web.routing import id_in
from network.web.state import actor_of
from network.workshops import policy
from network.workshops.queries import workshops
from network.workshops.queries.workshops import Seen


async def run_by_reader(request: Request) -> Seen:
    """Raises NotFound for who does not see the workshop, Forbidden for who does not run it."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    require(policy.can_run(actor, *seen))
    return seen


async def known_centres(actor: Actor) -> dict[str, str]:
    """The names of the centres somebody may know, by key, by name."""
    view = (await expertise.directory()).centres.view(actor)
    found = sorted(view.rows(view.seen()), key=lambda entry: entry.name.casefold())
    return {str(entry.id): entry.name for entry in found}
