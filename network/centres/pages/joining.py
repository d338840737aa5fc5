"""The page behind an invitation (/invitation/…)."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from network.centres.actions import staff
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.people import queries as people
from network.people.actions.sessions import begin_open_session
from network.people.forms import JoinForm
from network.people.pages.sign_in import browser_of, open_door
from network.web.responses import flash, render, see_other
from network.web.routing import get, path_for, post
from network.web.state import form_of, visit_of

if TYPE_CHECKING:
    from network.people.models import Invitation


async def show_invitation(request: Request) -> Response:
    invitation = await people.invitation_behind(request.path_params["token"])
    return await _page(request, invitation, JoinForm())


async def _page(
    request: Request, invitation: "Invitation", form: JoinForm, status: int = 200
) -> Response:
    account = await people.find_account(invitation.email)
    visit = visit_of(request)
    if account and visit.is_signed_in and visit.actor.person_id != account.id:
        raise NotFound
    place = invitation.centre.name if invitation.centre else _("The network's secretariat")
    return render(
        request,
        "people/join.html",
        status,
        form=form,
        place=place,
        email=invitation.email,
        has_account=account is not None,
    )


async def join(request: Request) -> Response:
    invitation = await people.invitation_behind(request.path_params["token"])
    account = await people.find_account(invitation.email)
    if account is not None:
        return await _accept(request, invitation)
    form = JoinForm(form_of(request))
    if not form.validate():
        return await _page(request, invitation, form, 422)
    try:
        person = await staff.join(
            invitation,
            name=form.name.data,
            passphrase=form.passphrase.data,
            language=visit_of(request).language,
        )
    except Invalid as error:
        form.refuse(error)
        return await _page(request, invitation, form, 422)
    flash(request, _("Welcome. Start by saying how others may see you."))
    new = await begin_open_session(person, browser_of(request))
    return open_door(request, new, path_for("account:profile"))


async def _accept(request: Request, invitation: "Invitation") -> Response:
    visit = visit_of(request)
    if visit.session is None or visit.actor.person_id is None:
        raise Conflict(_("This address has an account already. Sign in with it to accept."))
    await staff.accept(visit.session.person, invitation)
    flash(request, _("You have taken up your new role."))
    return see_other("site:today")


routes = [
    get("/invitation/{token}", show_invitation, "people:invitation", public=True),
    post("/invitation/{token}", join, "people:join", public=True),
]
