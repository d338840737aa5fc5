"""Another mentor for a visit, chosen by its host (/visits/{id}/mentor)."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.actions import mentoring as actions
from network.exchanges.forms.mentoring import MentorForm
from network.exchanges.models.visits import Visit
from network.exchanges.queries import labels, visits
from network.exchanges.queries.labels import Labels
from network.exchanges.rules import names
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


async def show(request: Request) -> Response:
    visit = await _visit(request)
    return await _page(request, visit, MentorForm(data={"version": visit.version}))


async def change(request: Request) -> Response:
    visit, form = await _visit(request), MentorForm(form_of(request))
    form.mentor.choices = [(str(key), "") for key in await _staff(visit)]
    if not form.validate():
        return await _page(request, visit, form, 422)
    mentor = UUID(form.mentor.data)
    try:
        await actions.change_mentor(actor_of(request), visit, form.version.data, mentor)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, visit, form, 422)
    except Conflict as error:
        stored = await visits.fresh(visit.id)
        form.notices.append(error.message)
        form.version.data = stored.version
        return await _page(request, stored, form, 409)
    flash(request, _("Noted. Both mentors and the others in this visit are told."))
    return see_other("visits:show", id=visit.id)


async def _visit(request: Request) -> Visit:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    require(policy.can_change_mentor(actor_of(request), visit))
    return visit


async def _page(request: Request, visit: Visit, form: MentorForm, status: int = 200) -> Response:
    staff = await _staff(visit)
    words = await labels.labels_for(actor_of(request), [visit], [*staff, visit.mentor_id])
    form.mentor.choices = _named(words, visit, staff)
    return render(
        request,
        "exchanges/mentor.html",
        status,
        exchange=visit,
        title=words.title(visit),
        mentor=words.person(visit.mentor_id, visit),
        state=str(names.STATES[visit.state]),
        form=form,
        is_open=visit.state in actions.CHANGED_IN,
    )


async def _staff(visit: Visit) -> list[UUID]:
    """Those of the host who could look after the visitor instead."""
    if visit.host_centre_id is None:
        return []
    staff = [one.person.id for one in await centres.members_of(visit.host_centre_id)]
    return [key for key in staff if key not in (visit.visitor_id, visit.mentor_id)]


def _named(words: Labels, visit: Visit, staff: list[UUID]) -> list[tuple[str, str]]:
    found = [(str(key), words.person(key, visit)) for key in staff]
    return sorted(found, key=lambda row: row[1])


_PATH = "/visits/{id:uuid}/mentor"
routes = [get(_PATH, show, "visits:mentor"), post(_PATH, change, "visits:change-mentor")]
