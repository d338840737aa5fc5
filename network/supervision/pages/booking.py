"""Booking a session, once or as a series (/supervision/{person}/sessions)."""

import functools
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import moments
from network.kernel.errors import Conflict
from network.kernel.i18n import _
from network.kernel.travel import Where
from network.supervision.actions import booking as actions
from network.supervision.actions import series as series_actions
from network.supervision.forms.booking import BookForm
from network.supervision.models import Agreement, Modality, Supervisor
from network.supervision.pages import times
from network.supervision.pages.supervisors import booking_page
from network.supervision.queries import agreements, people
from network.supervision.queries import supervisors as queries
from network.supervision.queries.people import Named
from network.supervision.rules import words
from network.web.responses import flash, render, see_other
from network.web.routing import id_in, post
from network.web.state import actor_of, form_of, visit_of

_NEAREST = 3


async def book(request: Request) -> Response:
    actor = actor_of(request)
    supervisor = await queries.get_supervisor(actor, id_in(request))
    form = BookForm(form_of(request))
    if not form.validate():
        return await booking_page(request, supervisor, form, 422, chosen=_chosen(form))
    agreement = await agreements.active_between(
        actor.person_id, supervisor.id, form.slot.data.date()
    )
    if agreement is None:
        form.notices.append(_("You need an active agreement with this supervisor first."))
        return await booking_page(request, supervisor, form, 409, chosen=_chosen(form))
    if form.pattern[1] > 1:
        return await _series(request, supervisor, agreement, form)
    try:
        session = await actions.book(actor, supervisor, agreement, _wish(form, agreement))
    except Conflict as error:
        return await _refused(request, supervisor, form, error)
    flash(request, _said(session.state))
    return see_other("sessions:show", id=session.id)


def _wish(form: BookForm, agreement: Agreement) -> actions.Wish:
    return actions.Wish(
        starts_at=form.slot.data,
        minutes=agreement.minutes,
        modality=Modality(form.modality.data),
        note=form.note.data,
    )


def _chosen(form: BookForm) -> str:
    return f"{form.slot.data:%Y-%m-%dT%H:%MZ}" if form.slot.data else ""


def _said(state: str) -> str:
    if state == "requested":
        return _(
            "Asked. The time is kept for you until your supervisor answers, three days at most."
        )
    return _("Booked. Both of you were told.")


async def _refused(
    request: Request, supervisor: Supervisor, form: BookForm, error: Conflict
) -> Response:
    """The page again, with what was typed and the free times nearest to the one wished for."""
    form.notices.append(error.message)
    if isinstance(error, actions.SlotRefused):
        form.notices += words.told(error.reasons)
    wished = form.slot.data
    on = wished.date()
    agreement = await agreements.bare_between(actor_of(request).person_id, supervisor.id, on)
    minutes = agreement.minutes if agreement else supervisor.minutes
    around = timedelta(days=7)
    guests = [actor_of(request).person_id]
    found = await queries.slots(
        supervisor, on - around, on + around, minutes, [g for g in guests if g]
    )
    free = sorted((s for s in found if s.is_free), key=lambda s: abs(s.starts_at - wished))
    zone, theirs = visit_of(request).where, await _their_clocks(request, supervisor)
    nearest = [times.both(s.starts_at, minutes, zone, theirs) for s in free[:_NEAREST]]
    return await booking_page(request, supervisor, form, 409, nearest=nearest)


async def _their_clocks(request: Request, supervisor: Supervisor) -> Where:
    """The supervisor's clocks, for those who may know where they work."""
    named = await people.names(actor_of(request), [supervisor.person_id])
    return named[supervisor.person_id].where


async def _series(
    request: Request, supervisor: Supervisor, agreement: Agreement, form: BookForm
) -> Response:
    """First show all dates with what stands against each; book them when they were agreed to."""
    actor = actor_of(request)
    wish = _wish(form, agreement)
    if form_of(request).get("agreed") != "y":
        planned = await series_actions.preview_own(actor, supervisor, wish, *form.pattern)
        return await _preview(request, supervisor, agreement, form, planned)
    both = await _both(request, supervisor) if form.skip_holidays.data else []
    try:
        session = await series_actions.book_own(
            actor, supervisor, agreement, wish, form.pattern, functools.partial(_rests, both)
        )
    except Conflict as error:
        return await _refused(request, supervisor, form, error)
    flash(request, _said(session.state))
    return see_other("sessions:show", id=session.id)


async def _both(request: Request, supervisor: Supervisor) -> list[Named]:
    """The supervisor and the reader."""
    wanted = [key for key in (supervisor.person_id, actor_of(request).person_id) if key]
    named = await people.names(actor_of(request), wanted)
    return [named[key] for key in wanted]


def _rests(both: list[Named], at: datetime) -> bool:
    return any(one.has_holiday(at) for one in both)


async def _preview(
    request: Request,
    supervisor: Supervisor,
    agreement: Agreement,
    form: BookForm,
    planned: list[series_actions.Wished],
) -> Response:
    zone, both = visit_of(request).where, await _both(request, supervisor)
    theirs = both[0].where
    rows = [
        (
            times.both(one.starts_at, agreement.minutes, zone, theirs),
            words.told(one.reasons),
            _rests(both, one.starts_at),
        )
        for one in planned
        if one.starts_at
    ]
    free = [one.starts_at for one in planned if one.starts_at and not one.reasons]
    return render(
        request,
        "supervision/series_preview.html",
        supervisor=supervisor,
        form=form,
        chosen=_chosen(form),
        rows=rows,
        has_holidays=any(rests for _time, _reasons, rests in rows),
        count=len(free),
        shifts=times.shift_words(free, zone),
        mine=moments.place(visit_of(request).zone),
    )


routes = [post("/supervision/{id:uuid}/sessions", book, "supervision:book")]
