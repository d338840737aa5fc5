"""Line managers who would supervise: what the secretariat allows or refuses (/desk/waivers)."""

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.i18n import _
from network.supervision.actions import agreements as actions
from network.supervision.queries import agreements as queries
from network.supervision.queries import people
from network.supervision.rules.names import KIND_NAMES
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of


async def list_waivers(request: Request) -> Response:
    actor = actor_of(request)
    asked = await queries.waivers_asked(actor)
    names = await people.names(actor, [row.supervisor_id for row in asked])
    rows = [(row, names[row.supervisor_id], str(KIND_NAMES[row.kind])) for row in asked]
    return render(request, "supervision/waivers.html", rows=rows)


async def allow(request: Request) -> Response:
    found = await queries.get_waiver(actor_of(request), id_in(request))
    await actions.waive(actor_of(request), found)
    flash(request, _("Allowed. They can go on."))
    return see_other("desk:waivers")


async def refuse(request: Request) -> Response:
    found = await queries.get_waiver(actor_of(request), id_in(request))
    await actions.refuse_waiver(actor_of(request), found)
    flash(request, _("Not allowed. Both are told to look for somebody else."))
    return see_other("desk:waivers")


routes = [
    get("/desk/waivers", list_waivers, "desk:waivers"),
    post("/desk/waivers/{id:uuid}/permission", allow, "waivers:allow"),
    post("/desk/waivers/{id:uuid}/refusal", refuse, "waivers:refuse"),
]
