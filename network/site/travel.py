"""Where the reader will be, and what that does to the hours of their sessions (/account/travel)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments, travel, zones
from network.kernel.actor import Actor
from network.kernel.errors import Invalid
from network.kernel.i18n import _, ngettext
from network.people import queries
from network.people.actions import travel as travel_actions
from network.people.actions.travel import NewStay
from network.people.forms import FollowForm, StayForm
from network.supervision.queries import sessions
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of, visit_of

if TYPE_CHECKING:
    from network.people.models import Stay
    from network.supervision.models import SupervisionSession

_DECENT = range(7, 21)  # hours that need no mark


@dataclass(frozen=True, slots=True)
class Met:
    """A session that falls into a stay: when it is there, and what hour that is at home."""

    href: str
    there: str
    at_home: str
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A stay with what falls into it; `since` and `until` are on the clock of home."""

    stay: "Stay"
    days: str
    place: str
    since: str
    until: str
    is_over: bool
    sessions: list[Met]


async def show_travel(request: Request) -> Response:
    return await _page(request, StayForm(None).offer())


async def _page(request: Request, form: StayForm, status: int = 200) -> Response:
    actor = actor_of(request)
    stays = await queries.stays_of(actor)
    coming = await sessions.own_sessions(actor) if stays else []
    home, now = travel.home_of(visit_of(request).where), clock.now()
    return render(
        request,
        "site/travel.html",
        status,
        form=form,
        follow=FollowForm(obj=await queries.get_own(actor)),
        home=moments.place(home),
        stays=[_shown(stay, stays, coming, home, now) for stay in stays],
    )


def _shown(
    stay: "Stay",
    stays: "list[Stay]",
    coming: "list[SupervisionSession]",
    home: str,
    now: datetime,
) -> Shown:
    away = _stretch(stay, stays)
    met = [one for one in coming if away.since <= one.starts_at < away.until]
    return Shown(
        stay,
        moments.period(stay.first_on, stay.last_on),
        moments.place(stay.zone),
        moments.moment(away.since, home),
        moments.moment(away.until, home),
        is_over=away.until <= now,
        sessions=[_met(one, stay.zone, home) for one in met],
    )


def _stretch(stay: "Stay", stays: "list[Stay]") -> travel.Stretch:
    """When a stay holds; never, where the next begins first, a day's flight from the date line."""
    since = travel.day_start(stay.first_on, stay.zone)
    found = travel.stretches(queries.days_of(one) for one in stays)
    never = travel.Stretch(since, since, stay.zone)
    return next((one for one in found if one.since == since), never)


def _met(session: "SupervisionSession", zone: str, home: str) -> Met:
    at = session.starts_at
    return Met(
        href=path_for("sessions:show", id=session.id),
        there=moments.moment(at, zone),
        at_home=f"{moments.time(at, home)} {moments.place(home)}",
        is_odd=at.astimezone(zones.zone(zone)).hour not in _DECENT,
    )


async def add(request: Request) -> Response:
    actor, form = actor_of(request), StayForm(form_of(request)).offer()
    if actor.person_id is None or not form.validate():
        return await _page(request, form, 422)
    try:
        stay = await travel_actions.add_stay(actor.person_id, _new(form))
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, 422)
    return await _saved(request, actor, stay.id)


def _new(form: StayForm) -> NewStay:
    return NewStay(
        first_on=form.first_on.data,
        last_on=form.last_on.data,
        zone=form.zone.data,
        is_shared=form.is_shared.data,
    )


async def _saved(request: Request, actor: Actor, stay_id: UUID) -> Response:
    """Say at once what is at another hour now."""
    stays = await queries.stays_of(actor)
    stay = next(one for one in stays if one.id == stay_id)
    home = travel.home_of(visit_of(request).where)
    shown = _shown(stay, stays, await sessions.own_sessions(actor), home, clock.now())
    if count := len(shown.sessions):
        text = ngettext(
            "Saved. %(n)s session falls into these days. Look at its hour.",
            "Saved. %(n)s sessions fall into these days. Look at their hours.",
            count,
        )
        flash(request, text, "info")
    else:
        flash(request, _("Saved. Your times follow you on these days."))
    return see_other("travel:list")


async def show_stay(request: Request) -> Response:
    stay = await queries.get_stay(actor_of(request), id_in(request))
    return _edit_page(request, stay, StayForm(obj=stay).offer())


def _edit_page(request: Request, stay: "Stay", form: StayForm, status: int = 200) -> Response:
    return render(request, "site/stay.html", status, stay=stay, form=form)


async def change(request: Request) -> Response:
    actor = actor_of(request)
    stay = await queries.get_stay(actor, id_in(request))
    form = StayForm(form_of(request)).offer()
    if not form.validate():
        return _edit_page(request, stay, form, 422)
    try:
        await travel_actions.change_stay(actor, stay, _new(form))
    except Invalid as error:
        form.refuse(error)
        return _edit_page(request, stay, form, 422)
    return await _saved(request, actor, stay.id)


async def remove(request: Request) -> Response:
    actor = actor_of(request)
    await travel_actions.remove_stay(actor, await queries.get_stay(actor, id_in(request)))
    flash(request, _("Removed. On these days your times are those at home."))
    return see_other("travel:list")


async def follow(request: Request) -> Response:
    form = FollowForm(form_of(request))
    follows = form.validate() and form.follows_visits.data
    await travel_actions.follow_visits(actor_of(request), follows=follows)
    if follows:
        flash(request, _("Saved. The next visit that is confirmed moves your clock."))
    else:
        flash(request, _("Saved. Visits leave your clock alone from now on."))
    return see_other("travel:list")


routes = [
    get("/account/travel", show_travel, "travel:list"),
    post("/account/travel", add, "travel:add"),
    post("/account/travel/visits", follow, "travel:follow"),
    get("/account/travel/{id:uuid}", show_stay, "travel:show"),
    post("/account/travel/{id:uuid}", change, "travel:change"),
    post("/account/travel/{id:uuid}/removal", remove, "travel:remove"),
]
