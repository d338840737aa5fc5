"""What happens if a visit cannot be as planned (/visits/{id}/plan-b)."""

from datetime import date
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import agreeing, moving
from network.exchanges.forms.plan_b import PlanForm, VirtualForm
from network.exchanges.models.visits import Visit
from network.exchanges.pages.preparing import SEES_PLAN, Head, head_of, visit_in
from network.exchanges.queries import named
from network.exchanges.queries import plan_b as queries
from network.exchanges.queries.plan_b import Checked
from network.exchanges.rules import plan_b as rules
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Facts
from network.exchanges.rules.facts import Request as Given
from network.exchanges.rules.names import OFFERS
from network.exchanges.rules.states_table import RULES
from network.exchanges.vocabulary import Move, Part, Reason, VisitState
from network.kernel import moments
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, path_for, post
from network.web.state import actor_of, form_of

_DAYS_OPEN = (VisitState.CONFIRMED, VisitState.HOST_ACCEPTED, VisitState.POSTPONED)
_PROPOSES = {Part.VISITOR, Part.HOME, Part.HOST}
_SEES_HOSTS = {Part.VISITOR, Part.HOME, Part.SECRETARIAT}


class Way(NamedTuple):
    """A way to take the visit to other days: where it leads, and its words."""

    href: str
    words: str


async def show(request: Request) -> Response:
    return await _page(request, await visit_in(request, SEES_PLAN))


async def _page(
    request: Request,
    visit: Visit,
    status: int = 200,
    *,
    form: PlanForm | None = None,
    virtual: VirtualForm | None = None,
    found: list[Difference] | None = None,
) -> Response:
    actor, head = actor_of(request), await head_of(request, visit)
    shows_asking = policy.can_see_host(actor, visit)
    checked = await queries.checked_hosts(visit, shows_asking=shows_asking)
    plan = rules.plan_of(visit)
    why = request.query_params.get("why", "")
    part = _virtual_part(head)
    own = queries.present(checked, visit.host_centre_id) if shows_asking else None
    return render(
        request,
        "exchanges/plan_b.html",
        status,
        head=head,
        visit_row=visit,
        plan=plan,
        is_needed=rules.is_needed(visit) or why in set(Reason),
        has_no_host=rules.has_no_host(visit),
        starts_online=rules.starts_online(visit, why),
        hosts=_hosts(request, head, checked),
        lists_all=not shows_asking,
        virtual=virtual or (VirtualForm().offer(part, why) if part else None),
        days=plan.days if plan else None,
        free=own.free if own else None,
        ways=_ways(head, own.free if own else None) if plan else [],
        can_ask=visit.state is VisitState.ENDORSED and _may(head, Move.ASK_HOSTS),
        can_keep=policy.can_keep_plan_b(actor, visit),
        form=form or PlanForm(data=_given(visit)),
        is_writing=plan is None or form is not None,
        differences=found or [],
    )


def _given(visit: Visit) -> dict[str, Any]:
    plan = rules.plan_of(visit)
    if plan is None:
        return {"version": visit.version}
    return {"version": visit.version, "virtual": plan.virtual, **plan.days._asdict()}


def _virtual_part(head: Head) -> Part | None:
    """The part in which the reader could take the visit online now."""
    if head.visit.is_virtual:
        return None
    facts = Facts(state=head.visit.state)
    able = (part for part in sorted(head.parts) if RULES.find(Move.GO_VIRTUAL, facts, part))
    return next(able, None)


def _may(head: Head, move: Move) -> bool:
    facts = Facts(state=head.visit.state)
    return any(RULES.find(move, facts, part) for part in head.parts)


def _hosts(request: Request, head: Head, checked: list[Checked]) -> list[dict[str, str]]:
    """Further hosts with their free days. Hosts do not learn who else is on the list, and
    visitors not how far asking went.
    """
    if head.parts.isdisjoint(_SEES_HOSTS):
        return []
    sees_state = Part.VISITOR not in head.parts
    own_id = head.visit.host_centre_id
    shows_asking = policy.can_see_host(actor_of(request), head.visit)
    further = [one for one in checked if not shows_asking or one.choice.centre_id != own_id]
    return [
        {
            "name": named.centre_name(actor_of(request), head.visit, one.choice.centre),
            "free": moments.period(*one.free) if one.free else "",
            "state": str(OFFERS[one.choice.state]) if sees_state else "",
        }
        for one in further
    ]


def _ways(head: Head, free: Span | None) -> list[Way]:
    """Where other days are taken up, with those that the host has free filled in already."""
    visit = head.visit
    plan = rules.plan_of(visit)
    days = free or (plan.days if plan else None)
    filled: dict[str, date] = days._asdict() if days else {}
    moves = {
        Move.RESUME: _("Take it up on these days"),
        Move.POSTPONE: _("Postpone the visit to these days"),
    }
    ways = [
        Way(path_for("visits:move", id=visit.id, move=str(move), **filled), words)
        for move, words in moves.items()
        if _may(head, move)
    ]
    if visit.state in _DAYS_OPEN and not head.parts.isdisjoint(_PROPOSES):
        ways.append(Way(path_for("visits:dates", id=visit.id, **filled), _("Propose these days")))
    return ways


# keeping it --------------------------------------------------------------------------------------


async def keep(request: Request) -> Response:
    visit, form = await visit_in(request, SEES_PLAN), PlanForm(form_of(request))
    if not policy.can_keep_plan_b(actor_of(request), visit):
        raise Forbidden
    if not form.validate():
        return await _page(request, visit, 422, form=form)
    first_on, last_on = form.days()
    version, virtual = form.version.data, form.virtual.data
    try:
        await agreeing.keep_plan_b(actor_of(request), visit, version, virtual, first_on, last_on)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, visit, 422, form=form)
    except Stale as error:
        return await _meanwhile(request, form, error)
    flash(request, _("Plan B is kept. It is offered here when it is needed."))
    return see_other("visits:plan-b", id=visit.id)


async def _meanwhile(request: Request, form: PlanForm, error: Stale) -> Response:
    """What is stored beside what was typed, which stays in the form."""
    visit = take_up(form, error, Visit)
    now = _given(visit)
    found = differences(form, {name: now.get(name) for name in ("virtual", "first_on", "last_on")})
    form.notices.append(error.message)
    return await _page(request, visit, 409, form=form, found=found)


# going on online ---------------------------------------------------------------------------------


async def go_virtual(request: Request) -> Response:
    visit = await visit_in(request, SEES_PLAN)
    part = _virtual_part(await head_of(request, visit))
    if part is None:
        raise Conflict(_("This exchange cannot be taken online at this step."))
    form = VirtualForm(form_of(request)).offer(part)
    if not form.validate():
        return await _page(request, visit, 422, virtual=form)
    given = Given(reason=Reason(form.reason.data))
    await moving.move(actor_of(request), visit, Move.GO_VIRTUAL, given)
    flash(
        request, _("It goes on online. Goals and budget stay; only what changed is signed again.")
    )
    return see_other("visits:agreement", id=visit.id)


routes = [
    get("/visits/{id:uuid}/plan-b", show, "visits:plan-b"),
    post("/visits/{id:uuid}/plan-b", keep, "visits:keep-plan-b"),
    post("/visits/{id:uuid}/plan-b/online", go_virtual, "visits:go-virtual"),
]
