"""A place of a call became free for somebody on its waiting list (/visits/{id}/place)."""

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import alternates as actions
from network.exchanges.models.visits import Visit
from network.exchanges.queries import alternates, labels, visits
from network.kernel import clock, moments
from network.kernel.errors import Conflict, require
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of


async def show(request: Request) -> Response:
    return await _page(request, await _visit(request))


async def answer(request: Request) -> Response:
    visit, said = await _visit(request), str(form_of(request).get("takes", ""))
    if said not in ("yes", "no"):
        return await _page(request, visit, _("Choose one of the two."), 422)
    try:
        await actions.answer_place(actor_of(request), visit, takes=said == "yes")
    except Conflict as error:
        return await _page(request, visit, error.message, 409)
    flash(request, _words(said))
    return see_other("visits:show", id=visit.id)


def _words(said: str) -> str:
    if said == "yes":
        return _("The place is yours. The secretariat asks the hosts next.")
    return _("The place goes to the next. Yours on the waiting list stays.")


async def _visit(request: Request) -> Visit:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    require(policy.can_answer_place(actor_of(request), visit))
    return visit


async def _page(request: Request, visit: Visit, message: str = "", status: int = 200) -> Response:
    offer = await alternates.open_offer(visit.id, clock.now())
    words = await labels.labels_for(actor_of(request), [visit])
    return render(
        request,
        "exchanges/place.html",
        status,
        exchange=visit,
        title=words.title(visit),
        message=message,
        until=moments.moment(offer.expires_at, visit_of(request).where) if offer else "",
        is_taken=not offer and await alternates.is_place_taken(visit.id),
    )


_VISIT = "/visits/{id:uuid}"
routes = [
    get(f"{_VISIT}/place", show, "visits:place"),
    post(f"{_VISIT}/place", answer, "visits:answer-place"),
]
