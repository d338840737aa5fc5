"""Choosing among the applications of a call (/visits/calls/{id}/selection)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges.actions import selecting as actions
from network.exchanges.forms.reviewing import DeclineForm
from network.exchanges.models.visits import Visit
from network.exchanges.queries import labels, visits
from network.exchanges.queries import selection as queries
from network.exchanges.queries.labels import Labels
from network.exchanges.queries.selection import Candidate, Selection
from network.exchanges.rules import names
from network.exchanges.rules import selection as rules
from network.exchanges.vocabulary import Reason, VisitState
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, NotFound, Stale
from network.kernel.i18n import _, series
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


@dataclass(frozen=True, slots=True)
class Row:
    """One application in words."""

    visit: Visit
    name: str
    home: str
    state: str
    rank: int | None
    result: str
    reviews: str
    balance: str
    wanted: int


async def show(request: Request) -> Response:
    return await _page(request)


async def _page(
    request: Request, status: int = 200, problem: str = "", form: DeclineForm | None = None
) -> Response:
    actor = actor_of(request)
    found = await queries.selection_of(actor, id_in(request))
    every = [*found.open, *found.waiting, *found.chosen, *found.others]
    named = await labels.labels_for(actor, [one.visit for one in every])
    return render(
        request,
        "exchanges/selection.html",
        status,
        call=found.call,
        left=found.left,
        taken=len(found.chosen),
        groups=_groups(found, named),
        chosen=[_row(one, named) for one in found.chosen],
        others=[_row(one, named) for one in found.others],
        most=rules.MOST,
        problem=problem,
        form=(form or DeclineForm()).offer(names.REASONS),
    )


def _groups(found: Selection, named: Labels) -> list[tuple[str, str, list[Row]]]:
    return [
        (_("To choose among"), "open", [_row(one, named) for one in found.open]),
        (_("Waiting list"), "waiting", [_row(one, named) for one in found.waiting]),
    ]


def _row(one: Candidate, named: Labels) -> Row:
    return Row(
        visit=one.visit,
        name=named.person(one.visit.visitor_id, one.visit),
        home=named.home(one.visit),
        state=str(names.STATES[one.visit.state]),
        rank=one.rank,
        result="" if one.visit.score is None else str(one.visit.score),
        reviews=_reviews(one),
        balance=_balance(one.balance),
        wanted=one.wanted,
    )


def _reviews(one: Candidate) -> str:
    """What reviewers said, and whether somebody else has to be asked."""
    parts = [series(map(str, one.scores))] if one.scores else []
    if one.asked:
        parts.append(_("%(n)s being written", n=one.asked))
    if one.wanted:
        parts.append(_("%(n)s more to be asked for", n=one.wanted))
    return series(parts)


def _balance(balance: int) -> str:
    """One neutral sentence: it breaks a tie and ranks nobody."""
    if balance > 0:
        return _("Has received more visits than given so far.")
    if balance < 0:
        return _("Has given more visits than received so far.")
    return _("Giving and receiving are even.")


# acts --------------------------------------------------------------------------------------------

Act = Callable[[Actor, Visit, DeclineForm], Awaitable[Visit]]


async def _give_place(actor: Actor, visit: Visit, form: DeclineForm) -> Visit:
    return await actions.give_place(actor, visit, form.version.data)


async def _put_on_list(actor: Actor, visit: Visit, form: DeclineForm) -> Visit:
    return await actions.put_on_list(actor, visit, form.version.data)


async def _turn_down(actor: Actor, visit: Visit, form: DeclineForm) -> Visit:
    reason = Reason(form.reason.data)
    return await actions.turn_down(actor, visit, form.version.data, reason)


_ACTS: Mapping[str, Act] = {
    "place": _give_place,
    "waiting": _put_on_list,
    "decline": _turn_down,
}


async def decide(request: Request) -> Response:
    actor = actor_of(request)
    found = await queries.selection_of(actor, id_in(request))
    visit = await visits.get_visit(actor, id_in(request, "visit"))
    act = str(request.path_params["act"])
    if visit.call_id != found.call.id or act not in _ACTS:
        raise NotFound
    form = DeclineForm(form_of(request)).offer(names.REASONS)
    if act == "decline" and not form.validate():
        return await _page(request, 422, _("Choose a reason."), form)
    try:
        moved = await _ACTS[act](actor, visit, form)
    except Stale:
        return await _page(request, 409, await _meanwhile(visit))
    except Conflict as error:
        return await _page(request, 409, error.message)
    flash(request, _said(moved))
    return see_other("visits:selection", id=found.call.id)


async def _meanwhile(visit: Visit) -> str:
    stored = await visits.fresh(visit.id)
    state = str(names.STATES[stored.state])
    return _("Somebody changed this visit a moment ago. It is now: %(state)s.", state=state)


def _said(visit: Visit) -> str:
    if visit.state is VisitState.HOST_PENDING:
        return _("The first host is asked. It has ten working days; then the next one is asked.")
    if visit.state is VisitState.WAITLISTED:
        return _("It is on the waiting list. The visitor and the home coordinator are told.")
    return _("It is declined. The visitor and the home coordinator are told.")


_SELECTION = "/visits/calls/{id:uuid}/selection"
routes = [
    get(_SELECTION, show, "visits:selection"),
    post(_SELECTION + "/{visit:uuid}/{act}", decide, "visits:select"),
]
