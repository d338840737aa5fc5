"""Writing the host agreement, and new editions of it (/visits/{id}/agreement/edit)."""

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import agreeing as actions
from network.exchanges.forms.agreeing import AgreementForm
from network.exchanges.models.agreeing import AgreementEdition
from network.exchanges.models.visits import Visit
from network.exchanges.pages.preparing import (
    GUARDING,
    head_of,
    visit_in,
)
from network.exchanges.pieces import CLAUSES
from network.exchanges.queries import agreements
from network.exchanges.rules import clauses
from network.exchanges.vocabulary import VisitState
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of


async def show_edit(request: Request) -> Response:
    visit = await _writable(request)
    editions = await agreements.standing_editions(visit.id)
    newest = editions[0] if editions else None
    terms = newest.terms if newest else clauses.proposed(visit.lang)
    form = AgreementForm(data={**terms, "after": newest.number if newest else 0})
    return await _edit_page(request, visit, form)


async def _writable(request: Request) -> Visit:
    visit = await visit_in(request, GUARDING)
    if not policy.can_write_agreement(actor_of(request), visit):
        raise Forbidden
    if visit.state is not VisitState.HOST_ACCEPTED:
        raise Conflict(_("The agreement is written after a host said yes, until the visit begins."))
    return visit


async def _edit_page(
    request: Request,
    visit: Visit,
    form: AgreementForm,
    status: int = 200,
    found: list[Difference] | None = None,
) -> Response:
    head = await head_of(request, visit, [visit.mentor_id])
    return render(
        request,
        "exchanges/agreement_form.html",
        status,
        head=head,
        visit_row=visit,
        mentor=head.labels.person(visit.mentor_id, visit),
        form=form,
        names=CLAUSES,
        is_first=not form.after.data,
        differences=found or [],
    )


async def write(request: Request) -> Response:
    visit = await _writable(request)
    form = AgreementForm(form_of(request))
    if not form.validate():
        return await _edit_page(request, visit, form, 422)
    try:
        await actions.write_edition(
            actor_of(request), visit, form.terms(), form.what_changed.data, form.after.data
        )
    except Invalid as error:
        form.refuse(error)
        return await _edit_page(request, visit, form, 422)
    except Stale as error:
        return await _meanwhile(request, visit, form, error)
    except Conflict as error:
        form.notices.append(error.message)
        return await _edit_page(request, visit, form, 409)
    flash(request, _("The edition is ready to sign. You sign here too."))
    return see_other("visits:agreement", id=visit.id)


async def _meanwhile(request: Request, visit: Visit, form: AgreementForm, error: Stale) -> Response:
    """What the other edition says differently, with everything typed still in the form."""
    stored = error.stored
    if not isinstance(stored, AgreementEdition):
        raise error
    form.after.data = stored.number
    found = differences(form, {name: stored.terms.get(name, "") for name in CLAUSES})
    return await _edit_page(request, visit, form, 409, found)


routes = [
    get("/visits/{id:uuid}/agreement/edit", show_edit, "visits:agreement-edit"),
    post("/visits/{id:uuid}/agreement/edit", write, "visits:write-agreement"),
]
