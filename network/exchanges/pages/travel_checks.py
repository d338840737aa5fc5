"""Words agreed on a journey (/visits/{id}/travel)."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import travelling as actions
from network.exchanges.forms.travelling import CheckForm
from network.exchanges.models.staying import TravelCheck, TravelCheckState
from network.exchanges.models.visits import Visit
from network.exchanges.queries import travelling as queries
from network.exchanges.queries.labels import Labels, labels_for
from network.exchanges.rules import travelling
from network.exchanges.rules.travelling import Kind
from network.exchanges.vocabulary import Part
from network.kernel import clock, moments
from network.kernel.errors import Conflict, Invalid
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


@dataclass(frozen=True, slots=True)
class Check:
    """A word as its reader sees it."""

    id: UUID
    name: str
    due: str
    is_done: bool
    is_late: bool
    said: str = ""


async def show_checks(request: Request) -> Response:
    exchange = await queries.get_travelling(actor_of(request), id_in(request))
    return await _page(request, exchange, CheckForm(data={"on": exchange.first_on}))


async def agree(request: Request) -> Response:
    actor = actor_of(request)
    exchange = await queries.get_travelling(actor, id_in(request))
    labels = await labels_for(actor, [exchange])
    form = CheckForm(form_of(request)).offer(_zones(exchange, labels))
    if not form.validate():
        return await _page(request, exchange, form, 422)
    kind, zone, second = form.kind_chosen, str(form.zone.data), form.second.is_second
    try:
        await actions.agree_check(actor, exchange, kind, form.wall, zone, second=second)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, exchange, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, exchange, form, 409)
    flash(request, _("Agreed. It is in no calendar and in no mail."))
    return see_other("visits:travel", id=exchange.id)


async def say_well(request: Request) -> Response:
    exchange = await queries.get_travelling(actor_of(request), id_in(request))
    check = await queries.get_check(exchange, id_in(request, "check"))
    await actions.give_word(actor_of(request), exchange, check)
    flash(request, _("Thank you. Nobody will ask about it."))
    return see_other("visits:travel", id=exchange.id)


async def drop(request: Request) -> Response:
    exchange = await queries.get_travelling(actor_of(request), id_in(request))
    check = await queries.get_check(exchange, id_in(request, "check"))
    await actions.drop_check(actor_of(request), exchange, check)
    flash(request, _("Taken back. Nobody waits for it."))
    return see_other("visits:travel", id=exchange.id)


async def _page(request: Request, exchange: Visit, form: CheckForm, status: int = 200) -> Response:
    actor, now = actor_of(request), clock.now()
    rows = await queries.checks_of(exchange)
    labels = await labels_for(actor, [exchange])
    is_missed = travelling.is_missed(exchange, now)
    waited = [row for row in rows if row.state is TravelCheckState.PLANNED]
    return render(
        request,
        "exchanges/travel.html",
        status,
        exchange=exchange,
        title=labels.title(exchange),
        visitor=labels.person(exchange.visitor_id, exchange),
        checks=[_shown(row) for row in rows],
        next_id=waited[0].id if waited else None,
        form=form.offer(_zones(exchange, labels)),
        is_visitor=Part.VISITOR in policy.parts_in(actor, exchange),
        is_open=not exchange.is_virtual and exchange.state in travelling.AGREED_IN,
        shows_script=is_missed or travelling.is_call_due(rows, now),
        is_missed=is_missed,
        asks_second=bool(form.second.errors or form.second.data),
    )


def _shown(check: TravelCheck) -> Check:
    is_done = check.state is TravelCheckState.DONE
    return Check(
        check.id,
        str(travelling.KINDS[Kind(check.kind)]),
        moments.moment(check.due_at, check.zone),
        is_done,
        not is_done and check.due_at <= clock.now(),
        moments.moment(check.done_at, check.zone) if check.done_at else "",
    )


def _zones(exchange: Visit, labels: Labels) -> list[str]:
    """The zones of both sides, the host's first."""
    home = labels.centres.get(exchange.home_centre_id)
    found = (exchange.zone, home.zone if home else "")
    return list(dict.fromkeys(zone for zone in found if zone)) or ["UTC"]


_CHECK = "/visits/{id:uuid}/travel/{check:uuid}"
routes = [
    get("/visits/{id:uuid}/travel", show_checks, "visits:travel"),
    post("/visits/{id:uuid}/travel", agree, "visits:travel-agree"),
    post(f"{_CHECK}/word", say_well, "visits:travel-word"),
    post(f"{_CHECK}/removal", drop, "visits:travel-drop"),
]
