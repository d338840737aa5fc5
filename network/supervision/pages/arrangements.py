"""For the secretariat: ending what a supervisor cannot go on with.

It shows of what kind and when, and nobody's name but the supervisor's.
"""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.db import transaction
from network.kernel import moments
from network.kernel.errors import Conflict
from network.kernel.i18n import _, ngettext
from network.supervision.actions import agreement_states, booking
from network.supervision.forms.supervisors import ArrangementsForm
from network.supervision.models import Agreement, Supervisor
from network.supervision.queries import agreements, availability, people, sessions
from network.supervision.rules.names import KIND_NAMES
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of


async def show_arrangements(request: Request) -> Response:
    supervisor = await availability.get_for_desk(actor_of(request), id_in(request))
    return await _page(request, supervisor, await _offer(request, supervisor, ArrangementsForm()))


async def end_arrangements(request: Request) -> Response:
    """End the ticked agreements, and cancel the ticked sessions that are still to come."""
    supervisor = await availability.get_for_desk(actor_of(request), id_in(request))
    form = await _offer(request, supervisor, ArrangementsForm(form_of(request)))
    if not form.validate():
        return await _page(request, supervisor, form, 422)
    try:
        await _carry_out(request, supervisor, form)
    except Conflict as error:
        form = await _offer(request, supervisor, form)
        form.notices.append(error.message)
        return await _page(request, supervisor, form, 409)
    flash(request, _("Done. Everybody concerned is told."))
    return see_other("desk:arrangements", id=supervisor.id)


async def _carry_out(request: Request, supervisor: Supervisor, form: ArrangementsForm) -> None:
    """All that was ticked, or nothing."""
    actor, reason = actor_of(request), form.reason.data or ""
    async with transaction():
        for ended in form.agreements.data or []:
            await agreement_states.end(actor, await agreements.fresh(UUID(ended)), reason)
        for session in await sessions.led_by(supervisor.person_id):
            if str(session.id) in (form.sessions.data or []):
                await booking.cancel_whole(actor, session, reason)


async def _offer(
    request: Request, supervisor: Supervisor, form: ArrangementsForm
) -> ArrangementsForm:
    """Let the form offer what there is to end."""
    zone = visit_of(request).zone
    form.agreements.choices = [
        (str(one.id), _said(one)) for one in await agreements.open_under(supervisor)
    ]
    form.sessions.choices = [
        (str(one.id), f"{moments.moment(one.starts_at, zone)} – {KIND_NAMES[one.kind]}")
        for one in await sessions.led_by(supervisor.person_id)
    ]
    return form


def _said(agreement: Agreement) -> str:
    count = len(agreements.members(agreement))
    return ngettext(
        "%(kind)s, one person, since %(day)s",
        "%(kind)s, %(n)s people, since %(day)s",
        count,
        kind=KIND_NAMES[agreement.kind],
        day=moments.short_day(agreement.starts_on or agreement.created_at.date()),
    )


async def _page(
    request: Request, supervisor: Supervisor, form: ArrangementsForm, status: int = 200
) -> Response:
    named = await people.names(actor_of(request), [supervisor.person_id])
    return render(
        request,
        "supervision/arrangements.html",
        status,
        supervisor=supervisor,
        named=named[supervisor.person_id],
        form=form,
    )


routes = [
    get("/desk/supervisors/{id:uuid}/arrangements", show_arrangements, "desk:arrangements"),
    post("/desk/supervisors/{id:uuid}/arrangements", end_arrangements, "desk:end-arrangements"),
]
