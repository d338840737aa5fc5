"""Confirming, placing, moving and cancelling a session (/supervision/sessions/{id}/…)."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions import booking as actions
from network.supervision.actions import series as series_actions
from network.supervision.forms.booking import CancelForm, MoveForm, PlaceForm, SlotForm
from network.supervision.models import SupervisionSession
from network.supervision.pages import times
from network.supervision.pages.sessions import found_session, is_tight, session_page
from network.supervision.queries import people, supervisors
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of, visit_of


async def confirm(request: Request) -> Response:
    session = await found_session(request)
    await actions.confirm(actor_of(request), session)
    flash(request, _("Confirmed. Everybody was told."))
    return see_other("sessions:show", id=session.id)


async def decline(request: Request) -> Response:
    session = await found_session(request)
    await actions.decline(actor_of(request), session)
    flash(request, _("Declined. They were told, with other free times."))
    return see_other("sessions:show", id=session.id)


async def place(request: Request) -> Response:
    session = await found_session(request)
    form = PlaceForm(form_of(request))
    if not form.validate():
        return await session_page(request, session, 422, place_form=form)
    await actions.set_place(actor_of(request), session, form.place.data)
    flash(request, _("Saved. It is shown a quarter of an hour before."))
    return see_other("sessions:show", id=session.id)


def is_outdated(request: Request, session: SupervisionSession) -> bool:
    """Whether the form was opened before the session moved."""
    as_of = session.starts_at.isoformat()
    return form_of(request).get("as_of", as_of) != as_of


def _outdated() -> str:
    return _("This session was changed after you opened the page. Look at its time again.")


async def show_move(request: Request) -> Response:
    session = await _movable(request)
    if not policy.is_leader(actor_of(request), session):
        return await _choice_page(request, session, SlotForm())
    wall = datetime.fromisoformat(session.wall)
    form = MoveForm(data={"on": wall.date(), "at": f"{wall:%H:%M}", "scope": "one"})
    return await _move_page(request, session, form)


async def _movable(request: Request) -> SupervisionSession:
    session = await found_session(request)
    if not policy.can_move(actor_of(request), session):
        raise NotFound
    actions.check_changeable(session)
    return session


async def _move_page(
    request: Request, session: SupervisionSession, form: MoveForm, status: int = 200
) -> Response:
    zone = visit_of(request).where
    return render(
        request,
        "supervision/move.html",
        status,
        session=session,
        form=form,
        leads=policy.is_leader(actor_of(request), session),
        place=moments.place(session.zone),
        now_at=moments.moment(session.starts_at, zone),
    )


async def move(request: Request) -> Response:
    session = await _movable(request)
    if not policy.is_leader(actor_of(request), session):
        return await _move_to_free(request, session)
    form = MoveForm(form_of(request))
    if not form.validate():
        return await _move_page(request, session, form, 422)
    if is_outdated(request, session):
        form.notices.append(_outdated())
        return await _move_page(request, session, form, 409)
    try:
        count = await _carry_out(actor_of(request), session, form)
    except Invalid as error:
        form.refuse(error)
        return await _move_page(request, session, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _move_page(request, session, form, 409)
    flash(request, _moved(count))
    return see_other("sessions:show", id=session.id)


async def _carry_out(actor: Actor, session: SupervisionSession, form: MoveForm) -> int:
    reason, second = form.reason.data, form.second.is_second
    if form.scope.data != "one" and session.series_id:
        return await series_actions.move_all(
            actor,
            session,
            form.wall,
            only_later=form.scope.data == "later",
            reason=reason,
            second=second,
        )
    starts_at = series_actions.instant_of(form.wall, session.zone, second=second)
    await actions.move(actor, session, starts_at, reason)
    return 1


async def _choice_page(
    request: Request, session: SupervisionSession, form: SlotForm, status: int = 200
) -> Response:
    """The free starts of the supervisor, for who moves a session of their own."""
    zone, actor = visit_of(request).where, actor_of(request)
    free = await supervisors.free_for_move(session)
    named = await people.names(actor, [session.leader_id])
    return render(
        request,
        "supervision/move_choice.html",
        status,
        session=session,
        form=form,
        slots=[
            times.both(s.starts_at, s.minutes, zone, named[session.leader_id].where) for s in free
        ],
        now_at=moments.moment(session.starts_at, zone),
        is_tight=is_tight(session, clock.now()),
    )


async def _move_to_free(request: Request, session: SupervisionSession) -> Response:
    form = SlotForm(form_of(request))
    if not form.validate():
        return await _choice_page(request, session, form, 422)
    if is_outdated(request, session):
        form.notices.append(_outdated())
        return await _choice_page(request, session, form, 409)
    try:
        await actions.move(actor_of(request), session, form.slot.data, form.reason.data or "")
    except Conflict as error:
        form.notices.append(error.message)
        return await _choice_page(request, session, form, 409)
    flash(request, _moved(1))
    return see_other("sessions:show", id=session.id)


async def keep_moment(request: Request) -> Response:
    """After new zone rules: the instant as it was, not the time on the clock."""
    session = await found_session(request)
    latest = max(session.moves, key=lambda one: one.created_at, default=None)
    if (
        latest is None
        or latest.by_id is not None
        or not policy.can_move(actor_of(request), session)
    ):
        raise NotFound
    await actions.move(actor_of(request), session, latest.from_at)
    flash(request, _moved(1))
    return see_other("sessions:show", id=session.id)


def _moved(count: int) -> str:
    return (
        _("Moved. Everybody was told.")
        if count == 1
        else _("Moved %(n)s sessions. Everybody was told.", n=count)
    )


async def show_cancel(request: Request) -> Response:
    session = await _cancellable(request)
    return await _cancel_page(request, session, CancelForm())


async def _cancellable(request: Request) -> SupervisionSession:
    session, actor = await found_session(request), actor_of(request)
    if not (policy.is_leader(actor, session) or policy.is_seated(actor, session)):
        raise NotFound
    actions.check_changeable(session)
    return session


async def _cancel_page(
    request: Request, session: SupervisionSession, form: CancelForm, status: int = 200
) -> Response:
    actor = actor_of(request)
    leads = policy.is_leader(actor, session)
    return render(
        request,
        "supervision/cancel.html",
        status,
        session=session,
        form=form,
        leads=leads,
        leaves=not leads and session.seats > 1,
        is_tight=is_tight(session, clock.now()),
        hours=session.agreement.cancel_hours if session.agreement else 0,
        now_at=moments.moment(session.starts_at, visit_of(request).where),
    )


async def cancel(request: Request) -> Response:
    session, actor = await _cancellable(request), actor_of(request)
    form = CancelForm(form_of(request))
    if not form.validate():
        return await _cancel_page(request, session, form, 422)
    if is_outdated(request, session):
        form.notices.append(_outdated())
        return await _cancel_page(request, session, form, 409)
    scope, reason = form.scope.data, form.reason.data
    if scope != "one" and session.series_id and policy.is_leader(actor, session):
        later = scope == "later"
        await series_actions.cancel_all(actor, session, reason, only_later=later)
    elif scope != "one" and not policy.is_leader(actor, session):
        raise Forbidden
    else:
        await actions.cancel(actor, session, reason)
    flash(request, _("Cancelled. Everybody was told."))
    return see_other("sessions:list")


routes = [
    post("/supervision/sessions/{id:uuid}/confirmation", confirm, "sessions:confirm"),
    post("/supervision/sessions/{id:uuid}/refusal", decline, "sessions:decline"),
    post("/supervision/sessions/{id:uuid}/place", place, "sessions:place"),
    get("/supervision/sessions/{id:uuid}/move", show_move, "sessions:show-move"),
    post("/supervision/sessions/{id:uuid}/move", move, "sessions:move"),
    post("/supervision/sessions/{id:uuid}/moment", keep_moment, "sessions:keep-moment"),
    get("/supervision/sessions/{id:uuid}/cancellation", show_cancel, "sessions:show-cancel"),
    post("/supervision/sessions/{id:uuid}/cancellation", cancel, "sessions:cancel"),
]
