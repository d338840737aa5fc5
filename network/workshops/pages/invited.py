"""One's own invitation: what it is, and saying no; registering is what says yes."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel import clock
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, visit_of
from network.workshops.actions import inviting as actions
from network.workshops.models.registrations import WorkshopInvitation
from network.workshops.pages import own_place
from network.workshops.queries import registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import names, registering
from network.workshops.vocabulary import InvitationState

LOOKS = {InvitationState.PENDING: "wait", InvitationState.ACCEPTED: "done"}


async def show(request: Request) -> Response:
    seen, row = await _mine(request)
    return await _own_page(request, seen, row)


async def decline(request: Request) -> Response:
    seen, row = await _mine(request)
    try:
        await actions.decline(actor_of(request), seen.workshop)
    except Conflict as error:
        return await _own_page(request, seen, row, error.message, 409)
    flash(request, _("The organisers are told that you cannot come."))
    try:
        await workshops.get_workshop(actor_of(request), seen.workshop.id)
    except NotFound:
        return see_other("site:today")
    return see_other("workshops:invitation", id=seen.workshop.id)


async def _mine(request: Request) -> tuple[Seen, WorkshopInvitation]:
    """One's own invitation; for everybody else there is nothing here."""
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    row = await registrations.own_invitation(actor_of(request), seen.workshop.id)
    if row is None or row.state is InvitationState.WITHDRAWN:
        raise NotFound
    return seen, row


async def _own_page(
    request: Request, seen: Seen, row: WorkshopInvitation, problem: str = "", status: int = 200
) -> Response:
    workshop = seen.workshop
    own = await registrations.own_registration(actor_of(request), workshop.id)
    codes = registering.cannot_apply(workshop, own, clock.now(), is_invited=True)
    return render(
        request,
        "workshops/invitation.html",
        status,
        workshop=workshop,
        when=own_place.when_of(actor_of(request), seen, visit_of(request).where),
        state=str(names.INVITATIONS[row.state]),
        look=LOOKS.get(row.state, ""),
        problem=problem,
        is_registered=own is not None and own.state in registering.LIVE,
        can_decline=row.state is not InvitationState.DECLINED,
        off=[registering.text(code) for code in codes],
    )


routes: list[Route] = [
    get("/workshops/{id:uuid}/invitation", show, "workshops:invitation"),
    post("/workshops/{id:uuid}/invitation/refusal", decline, "workshops:decline"),
]
