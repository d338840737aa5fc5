"""Good times for a group, from which a poll or a session is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, moments
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _, lazy
from network.kernel.travel import Where, where, zone_of
from network.supervision import policy
from network.supervision.actions import polls as actions
from network.supervision.forms.polls import PlannerForm, PollForm, instant, written
from network.supervision.models import Agreement, AgreementState
from network.supervision.pages import times
from network.supervision.queries import agreements, people
from network.supervision.queries import polls as queries
from network.supervision.queries.people import Named
from network.supervision.rules import agreements as agreement_rules
from network.supervision.rules import fairness, groups
from network.supervision.rules import polls as rules
from network.supervision.rules.polls import Candidate, Feel
from network.supervision.rules.sessions import FEWEST
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of

_SHOWN, _A_DAY, _TICKED = 8, 2, 4
_FEELS = {
    Feel.FITS: lazy("fits"),
    Feel.EARLY: lazy("early"),
    Feel.LATE: lazy("late"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the group; `sum` is empty for those whose town is not shown."""

    id: UUID
    name: str
    place: str
    sum: int | None


@dataclass(frozen=True, slots=True)
class Local:
    """A start on somebody's clocks, or only how it falls for them."""

    name: str
    time: str
    place: str
    day: str
    feel: Feel
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One good start."""

    when: times.Both
    locals: list[Local]
    missing: list[str]
    is_ticked: bool


async def show_planner(request: Request) -> Response:
    return await _page(request, await _agreement(request), PollForm(None))


async def _agreement(request: Request) -> Agreement:
    """A group's agreement, for those who lead it."""
    found = await agreements.get_agreement(actor_of(request), id_in(request))
    if agreement_rules.is_alone(found) or not policy.leads(actor_of(request), found):
        raise NotFound
    return found


async def _page(
    request: Request, agreement: Agreement, form: PollForm, status: int = 200
) -> Response:
    actor, zone = actor_of(request), visit_of(request).where
    asked = groups.asked_of(agreement)
    named = await people.names(actor, {*asked, groups.leader_of(agreement)})
    members = [(who, named[who].name) for who in asked]
    wanted_form = _wanted_form(request, members)
    plan = await queries.good_starts(agreement, _wanted(wanted_form, zone))
    form.offer(members)
    best, first_choice = _best(plan.found, form, zone)
    ticked = set(form.starts.data or []) or {written(one.starts_at) for one in first_choice}
    rows = [_row(one, agreement, named, plan.clocks, zone) for one in best]
    return render(
        request,
        "supervision/planner.html",
        status,
        agreement=agreement,
        wanted=wanted_form,
        form=form,
        rows=[(row, row.when.iso in ticked) for row in rows],
        members=_members(named, asked, plan),
        is_wide=plan.is_wide,
        is_peer=agreement.supervisor is None,
        is_active=_can_plan(agreement),
        feels=_FEELS,
        place=moments.place(visit_of(request).zone),
        total=len(plan.found),
        most=rules.MOST_OPTIONS,
    )


def _best(
    found: list[Candidate], form: PollForm, zone: Where
) -> tuple[list[Candidate], list[Candidate]]:
    """The best starts, and those of them to ask for: they lie after the time for answers."""
    days = str(form.days.data)
    wait = int(days) if days in dict(form.days.choices) else 0
    answers_until = clock.now() + timedelta(days=wait)
    later = [one for one in found if one.starts_at > answers_until]
    ask = rules.spread(later, zone, _TICKED, 1)
    shown = {one.starts_at: one for one in ask}
    for one in rules.spread(found, zone, _SHOWN, _A_DAY):
        if len(shown) < _SHOWN:
            shown.setdefault(one.starts_at, one)
    return [one for one in found if one.starts_at in shown], ask


def _can_plan(agreement: Agreement) -> bool:
    return agreement_rules.state_at(agreement, clock.now()) is AgreementState.ACTIVE


def _wanted_form(request: Request, members: list[tuple[UUID, str]]) -> PlannerForm:
    """What was asked for by the address; what makes no sense there is as if not asked."""
    usual = {"fewest": str(min(FEWEST, len(members)) or 1)}
    given = FormData([(name, value) for name, value in request.query_params.multi_items()])
    form = PlannerForm(given or None, **usual).offer(members)
    return form if form.validate() else PlannerForm(None, **usual).offer(members)


def _wanted(form: PlannerForm, zone: Where) -> queries.Wanted:
    first = queries.today_in(zone)
    return queries.Wanted(
        first_on=first,
        last_on=first + timedelta(weeks=int(form.weeks.data)),
        required=frozenset(UUID(key) for key in form.required.data or []),
        fewest=int(form.fewest.data),
    )


def _row(
    one: Candidate,
    agreement: Agreement,
    named: Mapping[UUID, Named],
    clocks: Mapping[UUID, fairness.Member],
    zone: Where,
) -> Row:
    leader = named[groups.leader_of(agreement)]
    own = where(agreement.supervisor.zone, leader.travel) if agreement.supervisor else ""
    locals_ = [_local(one, named[who], member, zone) for who, member in clocks.items()]
    missing = [local.name for local in locals_ if local.is_missing]
    when = times.both(one.starts_at, agreement.minutes, zone, own)
    return Row(when, locals_, missing, is_ticked=False)


def _local(one: Candidate, who: Named, own: fairness.Member, zone: Where) -> Local:
    """Towns that are not shown to the reader stay hidden behind a word, as do those of travels."""
    is_missing = who.id in one.missing
    feel = rules.feel(one.starts_at, own.zone)
    theirs = zone_of(who.where, one.starts_at)
    if not theirs:
        return Local(who.name, "", "", "", feel, is_missing)
    here, there = (moments.local_day(one.starts_at, z) for z in (zone, theirs))
    return Local(
        who.name,
        moments.time(one.starts_at, theirs),
        moments.place(theirs),
        moments.short_day(there) if here != there else "",
        feel,
        is_missing,
    )


def _members(named: Mapping[UUID, Named], asked: list[UUID], plan: queries.Plan) -> list[Member]:
    return [
        Member(
            who,
            named[who].name,
            moments.place(named[who].zone) if named[who].zone else "",
            plan.sums.get(who) if named[who].zone else None,
        )
        for who in asked
    ]


async def open_poll(request: Request) -> Response:
    agreement, actor = await _agreement(request), actor_of(request)
    asked = groups.asked_of(agreement)
    named = await people.names(actor, asked)
    form = PollForm(form_of(request)).offer([(who, named[who].name) for who in asked])
    if not form.validate():
        return await _page(request, agreement, form, 422)
    new = actions.NewPoll(
        starts=form.instants,
        closes_at=clock.now() + timedelta(days=int(form.days.data)),
        required=form.needed,
    )
    try:
        poll = await actions.open_poll(actor, agreement, new)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, agreement, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, agreement, form, 409)
    flash(request, _("The group is asked. You see the answers here."))
    return see_other("polls:show", id=poll.id)


async def plan(request: Request) -> Response:
    agreement = await _agreement(request)
    form, start = PollForm(None), instant(str(form_of(request).get("start", "")))
    if start is None:
        form.notices.append(_("Choose a time."))
        return await _page(request, agreement, form, 422)
    try:
        session = await actions.plan_now(actor_of(request), agreement, start)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, agreement, form, 409)
    flash(request, _("Planned. Everybody who comes was told."))
    return see_other("sessions:show", id=session.id)


routes: list[Any] = [
    get("/supervision/agreements/{id:uuid}/planner", show_planner, "planner:show"),
    post("/supervision/agreements/{id:uuid}/planner/session", plan, "planner:plan"),
    post("/supervision/agreements/{id:uuid}/polls", open_poll, "polls:create"),
]
