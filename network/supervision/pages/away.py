"""A supervisor goes away, and decides first about every session booked then (/supervision/away)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import moments
from network.kernel.errors import Conflict, Invalid
from network.kernel.i18n import _
from network.supervision.actions import supervisors as actions
from network.supervision.actions.supervisors import Choice, Dated, Fate, Undecided
from network.supervision.forms.supervisors import AwayForm
from network.supervision.models import DatesKind, Kind, SupervisionSession, Supervisor
from network.supervision.pages import shown, times
from network.supervision.queries import availability as queries
from network.supervision.queries import people, sessions
from network.supervision.rules.slots import Closed
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of


async def show_away(request: Request) -> Response:
    supervisor = await queries.own_supervisor(actor_of(request))
    asked = request.query_params
    given = {name: _date(asked.get(name, "")) for name in ("first_on", "last_on")}
    form = AwayForm(data={**given, "reason": asked.get("reason", "")[:120]})
    return await _page(request, supervisor, await _offer(request, form))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _offer(request: Request, form: AwayForm) -> AwayForm:
    """Fill in who can stand in."""
    actor = actor_of(request)
    others = await queries.stand_ins(actor)
    named = await people.names(actor, [one.person_id for one in others])
    rows = sorted((named[one.person_id].name, str(one.id)) for one in others)
    form.stand_in.choices = [("", _("Nobody")), *((key, name) for name, key in rows)]
    form.stand_in.data = form.stand_in.data or ""
    return form


async def _page(
    request: Request, supervisor: Supervisor, form: AwayForm, status: int = 200, **more: Any
) -> Response:
    today = shown.today_in(supervisor.zone)
    rows = await queries.dates_of(supervisor, today)
    return render(
        request,
        "supervision/away.html",
        status,
        supervisor=supervisor,
        form=form,
        place=moments.place(supervisor.zone),
        away=[row for row in rows if row.kind is DatesKind.AWAY],
        **{"clashes": [], **more},
    )


async def go_away(request: Request) -> Response:
    """Save when every session booked then has its fate; else list those sessions first."""
    actor = actor_of(request)
    supervisor = await queries.own_supervisor(actor)
    form = await _offer(request, AwayForm(form_of(request)))
    if not form.validate():
        return await _page(request, supervisor, form, 422)
    dated = await _dated(request, form)
    try:
        await actions.go_away(actor, supervisor, dated, _choices(request))
    except Invalid as error:
        form.refuse(error)
        return await _page(request, supervisor, form, 422)
    except Undecided as error:
        return await _ask(request, supervisor, form, 422 if _is_second(request) else 200, error)
    except Conflict as error:
        return await _ask(request, supervisor, form, 409, error)
    flash(request, _("Saved. Everybody whose session changes is told."))
    return see_other("supervision:away")


async def _dated(request: Request, form: AwayForm) -> Dated:
    others = await queries.stand_ins(actor_of(request))
    chosen = next((one for one in others if str(one.id) == form.stand_in.data), None)
    return Dated(
        kind=DatesKind.AWAY,
        first_on=form.first_on.data,
        last_on=form.last_on.data,
        reason=form.reason.data,
        stand_in=chosen,
    )


def _is_second(request: Request) -> bool:
    return bool(form_of(request).get("listed"))


def _choices(request: Request) -> dict[UUID, Choice]:
    """What was chosen for each session; anything unclear counts as not chosen."""
    found = {}
    for name, value in form_of(request).multi_items():
        key = _id_after("fate_", name)
        if key is None or value not in set(Fate):
            continue
        fate, starts_at = Fate(str(value)), _instant(form_of(request).get(f"to_{key}"))
        if fate is not Fate.MOVE or starts_at:
            found[key] = Choice(fate, starts_at)
    return found


def _id_after(prefix: str, name: str) -> UUID | None:
    try:
        return UUID(name.removeprefix(prefix)) if name.startswith(prefix) else None
    except ValueError:
        return None


def _instant(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


async def _ask(
    request: Request, supervisor: Supervisor, form: AwayForm, status: int, error: Conflict
) -> Response:
    """The page that lists every clash, with what was chosen kept."""
    first_on, last_on = form.first_on.data, form.last_on.data
    found = await queries.clashes(supervisor, first_on, last_on)
    away = Closed(first_on, last_on)
    starts = await queries.other_times(supervisor, away, found)
    people_in = {p for one in found for p in sessions.people_in(one)}
    named = await people.names(actor_of(request), people_in)
    if status != 200:  # noqa: PLR2004
        form.notices.append(error.message)
    posted = form_of(request)
    clashes = [
        {
            "session": one,
            "when": times.of_session(one, supervisor.zone, ""),
            "who": _who(one, named),
            "starts": [
                times.both(s.starts_at, s.minutes, supervisor.zone, "") for s in starts[one.id]
            ],
            "fate": posted.get(f"fate_{one.id}", ""),
            "to": posted.get(f"to_{one.id}", ""),
        }
        for one in found
    ]
    return await _page(
        request, supervisor, form, status, clashes=clashes, was_asked=_is_second(request)
    )


def _who(session: SupervisionSession, named: dict[UUID, people.Named]) -> str:
    guests = [p for p in sessions.people_in(session) if p != session.leader_id]
    if session.kind in (Kind.INDIVIDUAL, Kind.SUPERVISORS) and guests:
        return named[guests[0]].name
    title = session.agreement.title if session.agreement else ""
    return title or _("A group of %(n)s", n=len(guests))


routes = [
    get("/supervision/away", show_away, "supervision:away"),
    post("/supervision/away", go_away, "supervision:go-away"),
]
