"""Supervisors with their free times (/supervision, /supervision/{person})."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, languages, moments, taxonomy, zones
from network.kernel.actor import Actor
from network.kernel.holidays import is_holiday
from network.kernel.i18n import _
from network.kernel.travel import Where, zone_of
from network.supervision import policy
from network.supervision.forms.booking import BookForm
from network.supervision.models import Supervisor
from network.supervision.pages import times
from network.supervision.queries import agreements, people
from network.supervision.queries import supervisors as queries
from network.supervision.queries.people import Named
from network.supervision.rules.slots import Slot
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of, visit_of

_WEEKS_SHOWN = 4
_NEXT_SHOWN = 3
_WEEKS_SEARCHED = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A supervisor in the list, with the next free starts."""

    supervisor: Supervisor
    named: Named
    next: list[times.Both]
    spoken: list[str]
    themes: list[str]
    can_book: bool


async def list_supervisors(request: Request) -> Response:
    actor, visit, asked = actor_of(request), visit_of(request), request.query_params
    language, theme = asked.get("language", "")[:10], asked.get("theme", "")[:20]
    everyone = await queries.supervisors(actor)
    found = [
        one
        for one in everyone
        if (not language or language in one.languages) and (not theme or theme in one.codes)
    ]
    today = clock.now().date()
    free = await queries.free_starts(found, today, today + timedelta(weeks=_WEEKS_SHOWN))
    named = await people.names(actor, [one.person_id for one in found])
    own = await queries.bookable(actor)
    rows = [_row(one, named[one.person_id], free[one.id], visit.where, own) for one in found]
    rows.sort(key=lambda row: (not row.can_book, not row.next, row.named.name))
    return render(
        request,
        "supervision/supervisors.html",
        rows=rows,
        chosen={"language": language, "theme": theme},
        spoken=_spoken(everyone),
        themes=_themes(everyone),
        is_supervisor=policy.can_propose(actor),
        has_several=len(own) > 1,
    )


def _row(one: Supervisor, named: Named, free: list[Slot], zone: Where, bookable: set[UUID]) -> Row:
    shown = [times.both(s.starts_at, s.minutes, zone, named.where) for s in free[:_NEXT_SHOWN]]
    return Row(
        one,
        named,
        shown,
        [languages.name(code) for code in one.languages],
        [taxonomy.label(code) for code in one.codes],
        one.id in bookable,
    )


def _spoken(found: list[Supervisor]) -> list[tuple[str, str]]:
    codes = sorted({code for one in found for code in one.languages})
    return [(code, languages.name(code)) for code in codes]


def _themes(found: list[Supervisor]) -> list[tuple[str, str]]:
    codes = sorted({code for one in found for code in one.codes})
    return sorted(((code, taxonomy.label(code)) for code in codes), key=lambda pair: pair[1])


async def show_supervisor(request: Request) -> Response:
    supervisor = await queries.get_supervisor(actor_of(request), id_in(request))
    return await booking_page(request, supervisor, BookForm())


async def booking_page(
    request: Request, supervisor: Supervisor, form: BookForm, status: int = 200, **more: Any
) -> Response:
    """A supervisor's page with the free times of a week and the form to book one."""
    actor, visit = actor_of(request), visit_of(request)
    agreement = await agreements.bare_between(actor.person_id, supervisor.id, clock.now().date())
    minutes = agreement.minutes if agreement else supervisor.minutes
    guests = [actor.person_id] if actor.person_id and not _is_own(actor, supervisor) else []
    first = this_monday(visit.zone)
    asked = asked_week(request, first)
    since, weeks = (asked or first) - timedelta(days=1), 1 if asked else _WEEKS_SEARCHED
    free = await queries.first_free(supervisor, since, weeks, minutes, guests)
    monday = asked or first_week(free, visit.where) or first
    reader = actor.person_id or supervisor.person_id
    found = await people.names(actor, [supervisor.person_id, reader])
    named, own = found[supervisor.person_id], found[reader]
    theirs = zone_of(named.where, clock.now())
    return render(
        request,
        "supervision/supervisor.html",
        status,
        supervisor=supervisor,
        named=named,
        form=form,
        agreement=agreement,
        minutes=minutes,
        is_own=_is_own(actor, supervisor),
        can_ask=policy.can_ask_agreement(actor, supervisor),
        days=times.days_of(
            free, monday, visit.where, named.where, lambda on: _rest(on, own, named)
        ),
        monday=monday,
        previous=monday - timedelta(days=7) if monday > first else None,
        following=monday + timedelta(days=7),
        mine=moments.place(visit.zone),
        strips=_strips(visit.zone, theirs) if theirs else None,
        **{"nearest": [], "chosen": "", **more},
    )


def _rest(on: date, own: Named, named: Named) -> str:
    """Whether a day is one of rest for the reader, or a holiday for the supervisor."""
    if is_holiday(own.country, on):
        return _("Public holiday for you")
    if on.isoweekday() in own.weekend:
        return _("Your weekend")
    return (
        _("Public holiday for %(name)s", name=named.name) if is_holiday(named.country, on) else ""
    )


def _is_own(actor: Actor, supervisor: Supervisor) -> bool:
    return policy.can_keep(actor, supervisor)


def this_monday(zone: str) -> date:
    today = moments.local_day(clock.now(), zone)
    return today - timedelta(days=today.weekday())


def asked_week(request: Request, first: date) -> date | None:
    """The Monday asked for, from this week to two years on; None when none was."""
    try:
        asked = date.fromisoformat(request.query_params.get("week", ""))
        monday = asked - timedelta(days=asked.weekday())
    except (ValueError, OverflowError):
        return None
    return min(max(first, monday), first + timedelta(weeks=104))


def first_week(free: list[Slot], zone: Where) -> date | None:
    """The reader's week of the first free start, so that nobody begins with an empty page."""
    if not free:
        return None
    on = moments.local_day(free[0].starts_at, zone)
    return on - timedelta(days=on.weekday())


def _strips(zone: str, other: str) -> dict[str, Any]:
    """How far the other's day lies from the reader's: in words, and in hours for drawing."""
    now = clock.now()
    apart = (zones.offset(now, zone) - zones.offset(now, other)).total_seconds() / 3600
    return {
        "apart": apart,
        "ahead": times.ahead(zone, other, now),
        "theirs": moments.place(other),
    }


routes = [
    get("/supervision", list_supervisors, "supervision:list"),
    get("/supervision/{id:uuid}", show_supervisor, "supervision:supervisor"),
]
