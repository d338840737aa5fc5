"""A supervisor's hours: weekly, by date, quiet time, why nobody can book
(/supervision/availability, /supervision/why, /supervision/{person}/slots.json).
"""

from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from network.calendars.queries import outside as calendars
from network.centres.queries import weekday_names
from network.kernel import clock, moments
from network.kernel.errors import Invalid, Stale
from network.kernel.i18n import _, lazy
from network.supervision.actions import supervisors as actions
from network.supervision.forms.supervisors import (
    DatesForm,
    HoursForm,
    QuietForm,
    clock_text,
    limits_given,
)
from network.supervision.models import DatesKind, Supervisor
from network.supervision.pages import shown
from network.supervision.queries import agreements, supervisors
from network.supervision.queries import availability as queries
from network.supervision.rules import supervisors as rules
from network.supervision.rules import words
from network.supervision.rules.supervisors import Hindrance
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

_SHOWN = timedelta(days=27)
_MOST_DAYS = 62
_MOST_ROWS = 30
_PLAIN = ("zone", "weekly", "breaks", "minutes", "step", "before", "after", "recovery")
_QUIET = ((1, lazy("Until tomorrow")), (7, lazy("One week")), (28, lazy("Four weeks")))
_ELSEWHERE = lazy("A calendar elsewhere cannot be read, so all your time counts as busy.")
_HINDRANCES: dict[Hindrance, tuple[Any, str]] = {
    Hindrance.NOT_VERIFIED: (
        lazy("Your profile is not verified yet. The secretariat does that."),
        "supervision:profile",
    ),
    Hindrance.PAUSED: (
        lazy("The secretariat paused your profile. Your profile says why."),
        "supervision:profile",
    ),
    Hindrance.NOT_OPEN: (
        lazy("You take no new supervisees. Those you have can book."),
        "supervision:profile",
    ),
    Hindrance.FULL: (
        lazy("You have as many supervisees and groups as you chose. They can book."),
        "supervision:profile",
    ),
    Hindrance.QUIET: (lazy("You have quiet time now."), "supervision:availability"),
    Hindrance.NO_HOURS: (lazy("You have no hours yet."), "supervision:availability"),
    Hindrance.TOO_SHORT: (
        lazy("None of your hours is as long as a session."),
        "supervision:availability",
    ),
    Hindrance.WINDOW: (
        lazy("Your notice is longer than your booking window, so no day is left."),
        "supervision:availability",
    ),
}


async def show_hours(request: Request) -> Response:
    supervisor = await queries.own_supervisor(actor_of(request))
    return await _page(request, supervisor, _filled(supervisor), DatesForm())


def _filled(supervisor: Supervisor) -> HoursForm:
    given: dict[str, Any] = {name: getattr(supervisor, name) for name in (*_PLAIN, "version")}
    given |= {
        "window_days": supervisor.window_days,
        "notice_hours": -(-supervisor.notice // 60),
        **limits_given(supervisor.limits),
    }
    return HoursForm(data=given).offer()


async def _page(
    request: Request,
    supervisor: Supervisor,
    form: HoursForm,
    dates: DatesForm,
    status: int = 200,
    **more: Any,
) -> Response:
    zone = supervisor.zone
    today = shown.today_in(zone)
    is_quiet = supervisor.quiet_until is not None and supervisor.quiet_until > clock.now()
    values = {
        "preview": await _preview(supervisor, today),
        "is_draft": False,
        "differences": [],
        "quiet": QuietForm(),
        **more,
    }
    return render(
        request,
        "supervision/availability.html",
        status,
        supervisor=supervisor,
        form=form,
        dates_form=dates,
        dates=await queries.dates_of(supervisor, today),
        weekdays=weekday_names(),
        place=moments.place(zone),
        is_quiet=is_quiet,
        quiet_days=_QUIET,
        clock_text=clock_text,
        **values,
    )


async def _preview(supervisor: Supervisor, today: date) -> dict[str, Any]:
    """What can be booked in the next four weeks, and what clock changes do to it."""
    terms = await supervisors.terms_of(supervisor)
    slots = await supervisors.slots(
        supervisor, today, today + _SHOWN, supervisor.minutes, known=terms
    )
    return {
        "days": shown.days(slots, terms.where),
        "odd": shown.next_odd(terms, today),
        "free": sum(slot.is_free for slot in slots),
        "place": moments.place(supervisor.zone),
    }


async def save_hours(request: Request) -> Response:
    """Save, or show again with another row, the suggestion or a preview; one button each."""
    supervisor = await queries.own_supervisor(actor_of(request))
    form, act = HoursForm(form_of(request)).offer(), form_of(request).get("act", "save")
    if act in ("weekly", "breaks", "pattern"):
        return await _page(request, supervisor, _with_rows(form, str(act)), DatesForm())
    if not form.validate():
        return await _page(request, supervisor, form, DatesForm(), 422)
    if act == "preview":
        return await _show_preview(request, supervisor, form)
    return await _store(request, supervisor, form)


def _with_rows(form: HoursForm, act: str) -> HoursForm:
    """More rows to fill in, or the pattern most supervisors begin with."""
    if act == "pattern":
        new = [row for row in rules.PATTERN if row not in form.weekly.data]
        form.weekly.typed += [(str(d), clock_text(s), clock_text(e)) for d, s, e in new]
    else:
        form[act].spare = 3
    return form


async def _show_preview(request: Request, supervisor: Supervisor, form: HoursForm) -> Response:
    draft = Supervisor()
    draft.update_from_dict({name: getattr(supervisor, name) for name in ("id", "person_id")})
    draft.update_from_dict({**form.stored, "quiet_until": supervisor.quiet_until})
    preview = await _preview(draft, shown.today_in(draft.zone))
    return await _page(request, supervisor, form, DatesForm(), preview=preview, is_draft=True)


async def _store(request: Request, supervisor: Supervisor, form: HoursForm) -> Response:
    try:
        await actions.set_availability(
            actor_of(request), supervisor, form.version.data, **form.stored
        )
    except Stale as error:
        found = meanwhile(form, error, ("zone", "minutes", "step", "before"))
        form.notices.append(error.message)
        return await _page(request, supervisor, form, DatesForm(), 409, differences=found)
    flash(request, _("Your hours are saved. Sessions that are booked stand."))
    return see_other("supervision:availability")


# quiet time and dates ----------------------------------------------------------------------------


async def be_quiet(request: Request) -> Response:
    """Quiet for some days by one button, or until a day."""
    supervisor = await queries.own_supervisor(actor_of(request))
    days = str(form_of(request).get("days", ""))
    form = QuietForm(form_of(request))
    if days in {str(n) for n, _label in _QUIET}:
        last = shown.today_in(supervisor.zone) + timedelta(days=int(days))
    elif form.validate():
        last = form.until.data
    else:
        return await _page(request, supervisor, _filled(supervisor), DatesForm(), 422, quiet=form)
    until = shown.midnight(last, supervisor.zone)
    await actions.be_quiet(actor_of(request), supervisor, until)
    flash(request, _("Quiet time is on. Others see only that you are not free."))
    return see_other("supervision:availability")


async def end_quiet(request: Request) -> Response:
    supervisor = await queries.own_supervisor(actor_of(request))
    await actions.be_quiet(actor_of(request), supervisor, None)
    flash(request, _("Quiet time is over. Your hours can be booked again."))
    return see_other("supervision:availability")


async def add_dates(request: Request) -> Response:
    supervisor = await queries.own_supervisor(actor_of(request))
    form = DatesForm(form_of(request))
    if not form.validate():
        return await _page(request, supervisor, _filled(supervisor), form, 422)
    dated = _dated(form)
    if dated.kind is DatesKind.CLOSED and await queries.clashes(
        supervisor, dated.first_on, dated.last_on
    ):
        return see_other(
            "supervision:away",
            first_on=dated.first_on,
            last_on=dated.last_on,
            reason=dated.reason,
        )
    try:
        await actions.add_dates(actor_of(request), supervisor, dated)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, supervisor, _filled(supervisor), form, 422)
    flash(request, _("Saved."))
    return see_other("supervision:availability")


def _dated(form: DatesForm) -> actions.Dated:
    first, last = form.first_on.data, form.last_on.data
    if form.is_extra:
        return actions.Dated(
            kind=DatesKind.EXTRA,
            first_on=first,
            last_on=first,
            start=form.start.minutes,
            until=form.until.minutes,
            reason=form.reason.data,
        )
    return actions.Dated(
        kind=DatesKind.CLOSED, first_on=first, last_on=last or first, reason=form.reason.data
    )


async def remove_dates(request: Request) -> Response:
    actor = actor_of(request)
    supervisor = await queries.own_supervisor(actor)
    await actions.remove_dates(
        actor, supervisor, await queries.get_dates(supervisor, id_in(request))
    )
    flash(request, _("Removed. Your week is as usual then."))
    return see_other("supervision:availability")


# why not, and free times for programs ------------------------------------------------------------


async def show_why(request: Request) -> Response:
    """Why nobody can book: what holds always, then each start of the next four weeks."""
    supervisor = await queries.own_supervisor(actor_of(request))
    today = shown.today_in(supervisor.zone)
    terms = await supervisors.terms_of(supervisor)
    slots = await supervisors.slots(
        supervisor, today, today + _SHOWN, supervisor.minutes, known=terms
    )
    load = (await agreements.loads_of([supervisor.id]))[supervisor.id]
    found = rules.hindrances(supervisor, terms, load, clock.now())
    return render(
        request,
        "supervision/why.html",
        supervisor=supervisor,
        place=moments.place(supervisor.zone),
        hindrances=[*[_HINDRANCES[code] for code in found], *await _elsewhere(request)],
        reasons=shown.reasons(slots),
        free=sum(slot.is_free for slot in slots),
        total=len(slots),
        days=shown.days(slots, terms.where),
    )


async def _elsewhere(request: Request) -> list[tuple[Any, str]]:
    """Told to nobody but its owner: a calendar elsewhere that shuts everything."""
    is_shut = await calendars.is_shut(actor_of(request))
    return [(_ELSEWHERE, "outside:list")] if is_shut else []


async def slots_json(request: Request) -> Response:
    """Free starts for programs, from the same engine and for the same readers as the page."""
    actor = actor_of(request)
    supervisor = await supervisors.get_supervisor(actor, id_in(request))
    today = shown.today_in(supervisor.zone)
    first = max(_day(request, "from") or today, today)
    last = min(_day(request, "to") or first + _SHOWN, first + timedelta(days=_MOST_DAYS))
    minutes = _minutes(request, supervisor.minutes)
    is_own = actor.person_id == supervisor.person_id
    guests = [actor.person_id] if actor.person_id and not is_own else []
    slots = await supervisors.slots(supervisor, first, last, minutes, guests)
    return JSONResponse(
        {
            "supervisor": str(supervisor.person_id),
            "zone": supervisor.zone,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "minutes": minutes,
            "free": [f"{s.starts_at:%Y-%m-%dT%H:%MZ}" for s in slots if s.is_free],
            "refused": [
                {
                    "starts_at": f"{s.starts_at:%Y-%m-%dT%H:%MZ}",
                    "reasons": sorted({words.public_code(r) for r in s.reasons}),
                }
                for s in slots
                if not s.is_free
            ],
        }
    )


def _day(request: Request, name: str) -> date | None:
    try:
        return date.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        return None


def _minutes(request: Request, usual: int) -> int:
    text = request.query_params.get("minutes", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else usual  # noqa: PLR2004
    return asked if 15 <= asked <= 240 and asked % 5 == 0 else usual  # noqa: PLR2004


routes = [
    get("/supervision/availability", show_hours, "supervision:availability"),
    post("/supervision/availability", save_hours, "supervision:save-hours"),
    post("/supervision/availability/quiet", be_quiet, "supervision:be-quiet"),
    post("/supervision/availability/quiet/end", end_quiet, "supervision:end-quiet"),
    post("/supervision/availability/dates", add_dates, "supervision:add-dates"),
    post("/supervision/dates/{id:uuid}/removal", remove_dates, "supervision:remove-dates"),
    get("/supervision/why", show_why, "supervision:why"),
    get("/supervision/{id:uuid}/slots.json", slots_json, "supervision:slots"),
]
