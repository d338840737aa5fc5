"""The days of a visit on the clocks of the host (/visits/{id}/programme)."""

from datetime import date
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import programming as actions
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.pages import programme_copies, programme_items, programme_shown
from network.exchanges.pages.programme_shown import Day
from network.exchanges.queries import programme as queries
from network.exchanges.queries import visits
from network.exchanges.queries.labels import Labels, labels_for
from network.exchanges.vocabulary import Part
from network.kernel import clock, moments
from network.kernel.errors import Invalid
from network.kernel.i18n import _, ngettext
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


class Read(NamedTuple):
    """A visit with its programme, read for one page."""

    exchange: Visit
    items: list[ProgrammeItem]
    labels: Labels
    days: list[Day]


async def show_programme(request: Request) -> Response:
    actor, found = actor_of(request), await _read(request)
    exchange, days = found.exchange, programme_shown.visit_days(found.exchange)
    is_open = programme_shown.is_open(actor, exchange)
    parts = policy.parts_in(actor, exchange)
    return render(
        request,
        "exchanges/programme.html",
        exchange=exchange,
        title=found.labels.title(exchange),
        days=[day for day in found.days if day.on in days],
        left_behind=[day for day in found.days if day.on not in days],
        place=moments.place(exchange.zone),
        offset=programme_shown.offset_of(exchange),
        clock_change=programme_shown.clock_change(exchange),
        period=moments.period(exchange.first_on, exchange.last_on),
        is_draft=programme_shown.is_draft(exchange),
        is_open=is_open,
        is_known=bool(days),
        can_say_consent=is_open and not parts.isdisjoint({Part.HOST, Part.MENTOR}),
        empty_days=[day.on for day in found.days if not day.items],
        first_planned=min((day.on for day in found.days if day.items), default=None),
    )


async def show_print(request: Request) -> Response:
    found = await _read(request)
    exchange = found.exchange
    return render(
        request,
        "exchanges/programme_print.html",
        exchange=exchange,
        title=found.labels.title(exchange),
        days=programme_shown.copied(found.days),
        place=moments.place(exchange.zone),
        period=moments.period(exchange.first_on, exchange.last_on),
        is_draft=programme_shown.is_draft(exchange),
        printed=moments.moment(clock.now(), exchange.zone or "UTC"),
    )


async def as_file(request: Request) -> Response:
    """One file to keep: a page that needs nothing else, or a PDF."""
    found = await _read(request)
    copy = programme_copies.Copy(
        title=found.labels.title(found.exchange),
        period=moments.period(found.exchange.first_on, found.exchange.last_on),
        place=moments.place(found.exchange.zone),
        is_draft=programme_shown.is_draft(found.exchange),
        saved=moments.moment(clock.now(), found.exchange.zone or "UTC"),
        days=programme_shown.copied(found.days),
    )
    if request.url.path.endswith(".pdf"):
        return await programme_copies.as_pdf(copy)
    return programme_copies.as_html(copy)


async def fill(request: Request) -> Response:
    exchange = await visits.get_visit(actor_of(request), id_in(request))
    count = await actions.fill_template(actor_of(request), exchange)
    if count:
        flash(request, _added(count))
    else:
        flash(request, _("Every working day has something already."), "info")
    return see_other("visits:programme", id=exchange.id)


async def copy(request: Request) -> Response:
    exchange = await visits.get_visit(actor_of(request), id_in(request))
    count = await actions.copy_day(actor_of(request), exchange, _day_in(request))
    flash(request, _added(count))
    return see_other("visits:programme", id=exchange.id)


async def consent(request: Request) -> Response:
    exchange = await visits.get_visit(actor_of(request), id_in(request))
    item = await queries.get_item(exchange, id_in(request, "item"))
    version = programme_items.version_in(request)
    await actions.say_consent(actor_of(request), exchange, item, version)
    flash(request, _("Noted. Nothing more is kept about it here."))
    return see_other("visits:programme", id=exchange.id)


async def _read(request: Request) -> Read:
    actor = actor_of(request)
    exchange = await visits.get_visit(actor, id_in(request))
    items = await queries.items_of(exchange)
    labels = await labels_for(actor, [exchange], {item.mentor_id for item in items})
    return Read(exchange, items, labels, programme_shown.days_of(actor, exchange, items, labels))


def _day_in(request: Request) -> date:
    try:
        return date.fromisoformat(str(form_of(request).get("on", ""))[:10])
    except ValueError:
        raise Invalid(_("Choose a day of the list.")) from None


def _added(count: int) -> str:
    return ngettext(
        "%(n)s item was put into the programme. Change it as you like.",
        "%(n)s items were put into the programme. Change them as you like.",
        count,
    )


routes = [
    get("/visits/{id:uuid}/programme", show_programme, "visits:programme"),
    get("/visits/{id:uuid}/programme/print", show_print, "visits:programme-print"),
    get("/visits/{id:uuid}/programme.html", as_file, "visits:programme-offline"),
    get("/visits/{id:uuid}/programme.pdf", as_file, "visits:programme-pdf"),
    post("/visits/{id:uuid}/programme/template", fill, "visits:programme-fill"),
    post("/visits/{id:uuid}/programme/copies", copy, "visits:programme-copy"),
    post("/visits/{id:uuid}/programme/{item:uuid}/consent", consent, "visits:programme-consent"),
    *programme_items.routes,
]
