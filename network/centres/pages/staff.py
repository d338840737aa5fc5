"""Who works at a centre, in which roles, and who is invited: /centre/…/people."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy, queries
from network.centres.actions import staff
from network.centres.forms import InviteForm
from network.centres.models import Centre
from network.centres.pages.profile import managed
from network.centres.rules import ROLE_NAMES
from network.kernel.actor import CENTRE_ROLES, Role
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _
from network.people import queries as accounts
from network.people.actions import invitations
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of


async def show_people(request: Request) -> Response:
    centre = await managed(request)
    form = InviteForm(data={"language": visit_of(request).language}).offer()
    return await _page(request, centre, form)


async def _page(request: Request, centre: Centre, form: InviteForm, status: int = 200) -> Response:
    actor = actor_of(request)
    members = [
        {
            "person": member.person,
            "roles": [
                (
                    role,
                    ROLE_NAMES[role],
                    policy.can_change_role(actor, centre.id, member.person.id, role),
                )
                for role in member.roles
            ],
            "more": [(r, ROLE_NAMES[r]) for r in CENTRE_ROLES if r not in member.roles],
        }
        for member in await queries.members_of(centre.id)
    ]
    context: dict[str, Any] = {
        "centre": centre,
        "members": members,
        "invitations": await accounts.open_invitations([centre.id]),
        "role_names": ROLE_NAMES,
    }
    return render(request, "centres/people.html", status, form=form, **context)


async def invite(request: Request) -> Response:
    centre = await managed(request)
    form = InviteForm(form_of(request)).offer()
    if not form.validate():
        return await _page(request, centre, form, 422)
    await staff.invite(
        actor_of(request),
        email=form.email.data,
        centre_id=centre.id,
        role=Role(form.role.data),
        language=form.language.data,
    )
    flash(request, _("The invitation is on its way. It is good for three days."))
    return see_other("centres:people", id=centre.id)


async def revoke_invitation(request: Request) -> Response:
    centre = await managed(request)
    invitation = await accounts.get_invitation(id_in(request, "invitation"))
    if invitation.centre_id != centre.id:
        raise NotFound
    await invitations.revoke_invitation(actor_of(request), invitation)
    flash(request, _("The invitation no longer works."))
    return see_other("centres:people", id=centre.id)


async def grant_role(request: Request) -> Response:
    centre = await managed(request)
    role = _role(request)
    await staff.grant_role(actor_of(request), centre.id, id_in(request, "person"), role)
    flash(request, _("The role is given. It counts at once."))
    return see_other("centres:people", id=centre.id)


async def revoke_role(request: Request) -> Response:
    centre = await managed(request)
    role = _role(request)
    await staff.revoke_role(actor_of(request), centre.id, id_in(request, "person"), role)
    flash(request, _("The role is taken away. It counts at once."))
    return see_other("centres:people", id=centre.id)


def _role(request: Request) -> Role:
    given = str(form_of(request).get("role", ""))
    if given not in CENTRE_ROLES:
        raise Invalid(role=_("Choose one of the list."))
    return Role(given)


routes = [
    get("/centre/{id:uuid}/people", show_people, "centres:people"),
    post("/centre/{id:uuid}/invitations", invite, "centres:invite"),
    post(
        "/centre/{id:uuid}/invitations/{invitation:uuid}/revocation",
        revoke_invitation,
        "centres:revoke-invitation",
    ),
    post("/centre/{id:uuid}/people/{person:uuid}/roles", grant_role, "centres:grant-role"),
    post("/centre/{id:uuid}/people/{person:uuid}/revocation", revoke_role, "centres:revoke-role"),
]
