"""Planning a series for a group (/supervision/agreements/{id}/series)."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.kernel.travel import home_of
from network.supervision import policy
from network.supervision.actions import series
from network.supervision.actions.series import Planned
from network.supervision.forms.booking import SeriesForm
from network.supervision.models import Agreement
from network.supervision.pages import times
from network.supervision.queries import agreements, people
from network.supervision.queries.people import Named
from network.supervision.rules import groups
from network.supervision.rules.series import Pattern
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of


async def _led(request: Request) -> Agreement:
    agreement = await agreements.get_agreement(actor_of(request), id_in(request))
    if not policy.leads(actor_of(request), agreement):
        raise NotFound
    return agreement


async def show_new(request: Request) -> Response:
    agreement = await _led(request)
    form = SeriesForm(data={"minutes": agreement.minutes, "count": 10}).offer(
        _zones(request, agreement)
    )
    return await _page(request, agreement, form)


def _zones(request: Request, agreement: Agreement) -> list[str]:
    """What is agreed for long is agreed on clocks at home, also by who travels."""
    home = home_of(visit_of(request).where)
    return list(dict.fromkeys([agreement.supervisor.zone if agreement.supervisor else home, home]))


async def _page(
    request: Request, agreement: Agreement, form: SeriesForm, status: int = 200, **more: Any
) -> Response:
    return render(
        request,
        "supervision/series_form.html",
        status,
        agreement=agreement,
        form=form,
        **{"rows": [], "shifts": [], "clashing": 0, "has_holidays": False, **more},
    )


async def plan(request: Request) -> Response:
    """Show all sessions with each member's time and every clash; store them when agreed to."""
    agreement = await _led(request)
    form = SeriesForm(form_of(request)).offer(_zones(request, agreement))
    if not form.validate():
        return await _page(request, agreement, form, 422)
    pattern = _pattern(form)
    planned = await series.preview(
        agreement, pattern, form.minutes.data or 0, second=form.second.is_second
    )
    named = await _named(request, agreement)
    if form_of(request).get("agreed") != "y":
        return await _page(request, agreement, form, **_shown(request, planned, named))
    skip = [p.occurrence.wall for p in planned if _is_left_out(form, p, named)]
    try:
        await series.plan(
            actor_of(request),
            agreement,
            pattern,
            series.Choices(form.minutes.data or 0, tuple(skip), form.second.is_second),
        )
    except Invalid as error:
        form.refuse(error)
        return await _page(request, agreement, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, agreement, form, 409, **_shown(request, planned, named))
    flash(request, _("Planned. Everybody was told."))
    return see_other("sessions:list")


def _pattern(form: SeriesForm) -> Pattern:
    every, interval = form.every
    return Pattern(
        first_on=form.on.data or clock.now().date(),
        at=form.at.value or clock.now().time(),
        zone=str(form.zone.data),
        every=every,
        interval=interval,
        count=form.count.data or 1,
    )


async def _named(request: Request, agreement: Agreement) -> dict[UUID, Named]:
    leader = groups.leader_of(agreement)
    members = [leader, *groups.members_of(agreement, leader)]
    return await people.names(actor_of(request), members)


def _is_left_out(form: SeriesForm, planned: Planned, named: dict[UUID, Named]) -> bool:
    is_clash = form.skip.data and planned.clashes
    return bool(is_clash or (form.skip_holidays.data and _resting(planned, named)))


def _resting(planned: Planned, named: dict[UUID, Named]) -> list[str]:
    """For whom a date is a public holiday, of those who show where they work."""
    at = planned.occurrence.starts_at
    return [one.name for one in named.values() if at and one.has_holiday(at)]


def _shown(request: Request, planned: list[Planned], named: dict[UUID, Named]) -> dict[str, Any]:
    """Dates for the page: when it is for the reader, who has something else, what shifts."""
    zone = visit_of(request).where
    starts = [p.occurrence.starts_at for p in planned if p.occurrence.starts_at]
    return {
        "rows": [
            {
                "day": moments.day(p.occurrence.wall.date()),
                "time": moments.moment(p.occurrence.starts_at, zone)
                if p.occurrence.starts_at
                else "",
                "next_valid": p.occurrence.next_valid,
                "is_doubled": p.occurrence.is_doubled,
                "busy": [named[key].name for key in p.busy],
                "is_closed": p.is_closed,
                "resting": _resting(p, named),
            }
            for p in planned
        ],
        "shifts": [
            (one.name, sentence)
            for one in named.values()
            if one.zone
            for sentence in times.shift_words(starts, one.zone)
        ],
        "clashing": sum(1 for p in planned if p.clashes),
        "has_holidays": any(_resting(p, named) for p in planned),
    }


routes = [
    get("/supervision/agreements/{id:uuid}/series", show_new, "series:new"),
    post("/supervision/agreements/{id:uuid}/series", plan, "series:plan"),
]
