"""Booking whichever of one's supervisors is free (/supervision/any)."""

from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import moments
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _
from network.supervision.actions import booking as actions
from network.supervision.forms.booking import AnyForm
from network.supervision.models import Modality, Supervisor
from network.supervision.pages import times
from network.supervision.pages.supervisors import asked_week, first_week, this_monday
from network.supervision.queries import people
from network.supervision.queries import pool as queries
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of, visit_of

_WEEKS_SEARCHED = 4


async def show_any(request: Request) -> Response:
    return await _page(request, await _own(request), AnyForm())


async def _own(request: Request) -> list[Supervisor]:
    """The actor's supervisors; with fewer than two there is nothing to choose between."""
    found = await queries.own_supervisors(actor_of(request))
    if len(found) < 2:  # noqa: PLR2004
        raise NotFound
    return found


async def _page(
    request: Request, own: list[Supervisor], form: AnyForm, status: int = 200, **more: Any
) -> Response:
    actor, visit = actor_of(request), visit_of(request)
    first = this_monday(visit.zone)
    asked = asked_week(request, first)
    since: date = (asked or first) - timedelta(days=1)
    last = since + timedelta(days=9 if asked else 7 * _WEEKS_SEARCHED)
    free = await queries.starts(actor, own, since, last)
    monday = asked or first_week(free, visit.where) or first
    named = await people.names(actor, [one.person_id for one in own])
    return render(
        request,
        "supervision/any.html",
        status,
        form=form,
        names=[named[one.person_id].name for one in own],
        days=times.days_of(free, monday, visit.where, ""),
        monday=monday,
        previous=monday - timedelta(days=7) if monday > first else None,
        following=monday + timedelta(days=7),
        mine=moments.place(visit.zone),
        **{"chosen": "", **more},
    )


async def book_any(request: Request) -> Response:
    """Book with whose turn it is; if their time is taken meanwhile, with the next."""
    own = await _own(request)
    form = AnyForm(form_of(request))
    if not form.validate():
        return await _page(request, own, form, 422)
    actor, wished = actor_of(request), form.slot.data
    for supervisor, agreement in await queries.ranked(actor, own, wished):
        wish = actions.Wish(
            starts_at=wished,
            minutes=agreement.minutes,
            modality=Modality(form.modality.data),
            note=form.note.data or "",
        )
        try:
            session = await actions.book(actor, supervisor, agreement, wish)
        except Conflict:
            continue
        flash(request, _("Booked. Both of you were told."))
        return see_other("sessions:show", id=session.id)
    form.notices.append(_("This time is not free any more. Choose another one."))
    return await _page(request, own, form, 409)


routes = [
    get("/supervision/any", show_any, "pool:show"),
    post("/supervision/any", book_any, "pool:book"),
]
