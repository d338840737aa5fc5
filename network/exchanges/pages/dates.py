"""The days of a visit: asked of everybody, answered, chosen, changed (/visits/{id}/dates)."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import dating as actions
from network.exchanges.forms.dates import AskForm, PeriodForm, answer_form, answers_in
from network.exchanges.models.agreeing import DatePollState, Suits
from network.exchanges.models.visits import Visit
from network.exchanges.pages import dates_shown, earliest, shown
from network.exchanges.queries import checklists, hosts, named, people, visits
from network.exchanges.queries import polls as queries
from network.exchanges.queries.polls import Change, Poll
from network.exchanges.rules.dates import Visa
from network.exchanges.vocabulary import VisitState
from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

if TYPE_CHECKING:
    from network.centres.models import Centre


@dataclass(frozen=True, slots=True)
class _Days:
    """A visit with what is asked and proposed about its days."""

    visit: Visit
    poll: Poll | None
    change: Change | None


async def show_dates(request: Request) -> Response:
    return await _page(request, await _days(request))


async def _days(request: Request) -> _Days:
    """Raises NotFound for who does not prepare the visit: the days of others are not theirs."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_prepare(actor, visit):
        raise NotFound
    return _Days(visit, *await queries.dates_of(visit))


async def _page(
    request: Request, days: _Days, status: int = 200, form: PortalForm | None = None
) -> Response:
    """The page, with the form that has to be looked at again in its place."""
    actor, visit, poll, change = actor_of(request), days.visit, days.poll, days.change
    known = {*people.members_of(visit), *(poll.answered if poll else ())}
    names = await named.people_in(actor, visit, known)
    asks = dates_shown.can_ask(actor, visit, poll)
    proposes = dates_shown.can_propose(actor, visit, change)
    looks = asks or proposes
    visa, until = await checklists.papers_of(visit) if looks else (Visa.UNSURE, None)
    spans = dates_shown.spans(visit, poll, change)
    around = await _around(actor, visit)
    return render(
        request,
        "exchanges/dates.html",
        status,
        exchange=visit,
        days=shown.days_of(visit),
        form=form,
        poll=dates_shown.poll_box(actor, visit, poll, names),
        change=dates_shown.change_box(actor, visit, change),
        refused=await _refused(visit),
        earliest=earliest.words(checklists.earliest_with(visit, visa, around)) if looks else "",
        closures=earliest.closures(around[1:]) if looks else "",
        document=earliest.document(until, spans),
        holidays=earliest.holidays(around[1:], spans),
        ask_form=(form if isinstance(form, AskForm) else AskForm()) if asks else None,
        propose_form=(form if isinstance(form, PeriodForm) else PeriodForm()) if proposes else None,
    )


async def _refused(visit: Visit) -> str:
    """Days that were proposed last and do not count; told while the visit has its days."""
    if visit.state is not VisitState.CONFIRMED:
        return ""
    span = await queries.refused_days(visit)
    return moments.period(*span) if span else ""


async def _around(actor: Actor, visit: Visit) -> "list[Centre]":
    """The home centre, then the host, for who may know which one it is."""
    found = {one.id: one for one in await hosts.both_centres(visit)}
    host_id = visit.host_centre_id if policy.can_see_host(actor, visit) else None
    return [found[key] for key in (visit.home_centre_id, host_id) if key in found]


async def _tried(
    request: Request, days: _Days, form: PortalForm, act: Awaitable[object], told: str
) -> Response:
    """Do something about the days; what is refused is said above the page as it is now."""
    try:
        await act
    except Invalid as error:
        form.refuse(error)
        return await _page(request, await _days(request), 422, form)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, await _days(request), 409, form)
    flash(request, told)
    return see_other("visits:dates", id=days.visit.id)


# asking everybody --------------------------------------------------------------------------------


async def ask(request: Request) -> Response:
    days, form = await _days(request), AskForm(form_of(request))
    if not form.validate():
        return await _page(request, days, 422, form)
    act = actions.open_poll(actor_of(request), days.visit, form.spans, int(form["days"].data))
    return await _tried(request, days, form, act, _("Everybody in this visit is asked."))


async def answer(request: Request) -> Response:
    days = await _days(request)
    poll = await queries.get_poll(days.visit, id_in(request, "poll"))
    asked = [one.id for one in days.poll.options] if days.poll and days.poll.id == poll.id else []
    form = answer_form(asked, form_of(request))
    if not form.validate():
        form.notices.append(_("Answer for each period, please."))
        return await _page(request, days, 422, form)
    act = actions.answer_poll(actor_of(request), days.visit, poll, answers_in(form, asked))
    told = _("Thank you. You can change your answer as long as the days are asked for.")
    return await _tried(request, days, form, act, told)


async def show_none(request: Request) -> Response:
    return await _none_page(request, await _open(request), PeriodForm())


async def _open(request: Request) -> _Days:
    days = await _days(request)
    if days.poll is None or days.poll.state is not DatePollState.OPEN:
        raise NotFound
    return days


async def _none_page(
    request: Request, days: _Days, form: PortalForm, status: int = 200
) -> Response:
    return render(
        request, "exchanges/dates_own.html", status, exchange=days.visit, poll=days.poll, form=form
    )


async def refuse_all(request: Request) -> Response:
    """No to every period, and other days if somebody knows some."""
    days, actor = await _open(request), actor_of(request)
    poll = await queries.get_poll(days.visit, id_in(request, "poll"))
    form = PeriodForm(form_of(request))
    proposes = form_of(request).get("act") == "propose"
    if proposes and not form.validate():
        return await _none_page(request, days, form, 422)
    asked = days.poll.options if days.poll else []
    nos = dict.fromkeys((one.id for one in asked), Suits.NO)
    try:
        span = form.span if proposes else None
        await actions.answer_none(actor, days.visit, poll, nos, span)
    except (Invalid, Conflict) as error:
        return await _refused_own(request, days, form, error)
    flash(request, _("Noted. The others see your answer."))
    return see_other("visits:dates", id=days.visit.id)


async def _refused_own(
    request: Request, days: _Days, form: PortalForm, error: Invalid | Conflict
) -> Response:
    if isinstance(error, Invalid):
        form.refuse(error)
        return await _none_page(request, days, form, 422)
    form.notices.append(error.message)
    return await _none_page(request, days, form, 409)


async def settle(request: Request) -> Response:
    days, form = await _days(request), PortalForm()
    poll = await queries.get_poll(days.visit, id_in(request, "poll"))
    wanted = str(form_of(request).get("option", ""))
    known = {str(one.id): one.id for one in days.poll.options} if days.poll else {}
    if wanted and wanted not in known:
        raise NotFound
    act = actions.settle_poll(actor_of(request), days.visit, poll, known.get(wanted))
    told = _("The days are chosen.") if wanted else _("None of these days were chosen.")
    return await _tried(request, days, form, act, told)


# other days for a confirmed visit ----------------------------------------------------------------


async def propose(request: Request) -> Response:
    days, form = await _days(request), PeriodForm(form_of(request))
    if not form.validate():
        return await _page(request, days, 422, form)
    act = actions.propose_days(actor_of(request), days.visit, form.span)
    told = _("Proposed. Until all accept, the days stay as they are.")
    return await _tried(request, days, form, act, told)


async def accept(request: Request) -> Response:
    days = await _days(request)
    change = await queries.get_change(days.visit, id_in(request, "change"))
    act = actions.accept_days(actor_of(request), days.visit, change)
    return await _tried(request, days, PortalForm(), act, _("Accepted for your side."))


async def refuse(request: Request) -> Response:
    days = await _days(request)
    change = await queries.get_change(days.visit, id_in(request, "change"))
    act = actions.refuse_days(actor_of(request), days.visit, change)
    return await _tried(request, days, PortalForm(), act, _("The days stay as they are."))


_POLL = "/visits/{id:uuid}/dates/polls/{poll:uuid}"
_CHANGE = "/visits/{id:uuid}/dates/changes/{change:uuid}"
routes = [
    get("/visits/{id:uuid}/dates", show_dates, "visits:dates"),
    post("/visits/{id:uuid}/dates/polls", ask, "visits:ask-dates"),
    post(f"{_POLL}/answers", answer, "visits:answer-dates"),
    post(f"{_POLL}/refusal", refuse_all, "visits:refuse-all-dates"),
    post(f"{_POLL}/choice", settle, "visits:settle-dates"),
    get("/visits/{id:uuid}/dates/none", show_none, "visits:none-suits"),
    post("/visits/{id:uuid}/dates/changes", propose, "visits:propose-dates"),
    post(f"{_CHANGE}/acceptance", accept, "visits:accept-dates"),
    post(f"{_CHANGE}/refusal", refuse, "visits:refuse-dates"),
]
