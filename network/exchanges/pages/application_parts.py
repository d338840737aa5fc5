"""The learning goals and the ranked hosts of an application."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import applying as actions
from network.exchanges.actions.applying import Goal, Wish
from network.exchanges.forms.application_parts import GoalForm, HostsForm
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.visits import Visit
from network.exchanges.pages import application_views as views
from network.exchanges.pages.drafts import draft_of
from network.exchanges.queries import hosts, visits, wishes
from network.exchanges.queries.wishes import Possible
from network.exchanges.rules.goals import MOST_GOALS
from network.exchanges.vocabulary import OfferState
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.kernel.i18n import _
from network.web.differing import Difference, meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

_PLAIN = ("specific", "measure", "how", "relevance", "by_on", "competency")


# goals -------------------------------------------------------------------------------------------


async def show_new_goal(request: Request) -> Response:
    visit = await draft_of(request)
    if len(await visits.goals_of(visit)) >= MOST_GOALS:
        raise Conflict(_("Three goals are enough for one visit."))
    return _goal_page(request, visit, GoalForm().offer())


def _goal_page(
    request: Request,
    visit: Visit,
    form: GoalForm,
    status: int = 200,
    goal: LearningGoal | None = None,
    found: list[Difference] | None = None,
) -> Response:
    return render(
        request,
        "exchanges/goal.html",
        status,
        exchange=visit,
        form=form,
        goal=goal,
        differences=found or [],
    )


async def add_goal(request: Request) -> Response:
    visit, form = await draft_of(request), GoalForm(form_of(request)).offer()
    if not form.validate():
        return _goal_page(request, visit, form, 422)
    try:
        await actions.write_goal(actor_of(request), visit, _goal(form))
    except Conflict as error:
        form.notices.append(error.message)
        return _goal_page(request, visit, form, 409)
    flash(request, _("The goal is kept."))
    return see_other("visits:apply", id=visit.id)


def _goal(form: GoalForm) -> Goal:
    return Goal(**{name: form[name].data for name in _PLAIN}, before=form.level)


async def _goal_in(request: Request, visit: Visit) -> LearningGoal:
    goal_id = id_in(request, "goal")
    found = next((one for one in await visits.goals_of(visit) if one.id == goal_id), None)
    if found is None:
        raise NotFound
    return found


async def show_goal(request: Request) -> Response:
    visit = await draft_of(request)
    goal = await _goal_in(request, visit)
    given = {name: getattr(goal, name) for name in (*_PLAIN, "version")}
    level = "" if goal.before is None else str(goal.before)
    form = GoalForm(data={**given, "before": level}).offer()
    return _goal_page(request, visit, form, goal=goal)


async def change_goal(request: Request) -> Response:
    visit = await draft_of(request)
    goal = await _goal_in(request, visit)
    form = GoalForm(form_of(request)).offer()
    if not form.validate():
        return _goal_page(request, visit, form, 422, goal)
    try:
        await actions.change_goal(actor_of(request), visit, goal, form.version.data, _goal(form))
    except Stale as error:
        return _goal_page(request, visit, form, 409, goal, meanwhile(form, error, _PLAIN))
    flash(request, _("The goal is kept."))
    return see_other("visits:apply", id=visit.id)


async def remove_goal(request: Request) -> Response:
    visit = await draft_of(request)
    await actions.remove_goal(actor_of(request), visit, id_in(request, "goal"))
    flash(request, _("The goal is taken out."))
    return see_other("visits:apply", id=visit.id)


# hosts -------------------------------------------------------------------------------------------


async def _ranked(request: Request) -> Visit:
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_rank_hosts(actor, visit):
        raise Forbidden
    return visit


async def _possible(request: Request, visit: Visit) -> tuple[list[Possible], list[Possible]]:
    """What can be chosen, and what is chosen now; what is chosen can always be kept."""
    actor = actor_of(request)
    choices = await hosts.choices_of(visit.id)
    ranked = [wishes.of_choice(actor, c) for c in choices if c.state is OfferState.RANKED]
    others = await wishes.possible_hosts(actor, visit)
    known = {one.key for one in ranked}
    return [*ranked, *(one for one in others if one.key not in known)], ranked


async def show_hosts(request: Request) -> Response:
    visit = await _ranked(request)
    possible, ranked = await _possible(request, visit)
    keys = [one.key for one in ranked[:3]]
    form = HostsForm(data=dict(zip(("first", "second", "third"), keys, strict=False)))
    return _hosts_page(request, visit, form, possible)


def _hosts_page(
    request: Request, visit: Visit, form: HostsForm, possible: list[Possible], status: int = 200
) -> Response:
    form.offer((one.key, views.choice_words(one)) for one in possible)
    return render(
        request,
        "exchanges/hosts.html",
        status,
        exchange=visit,
        form=form,
        has_any=bool(possible),
        is_own=policy.can_write(actor_of(request), visit),
    )


async def rank_hosts(request: Request) -> Response:
    visit = await _ranked(request)
    possible, _ranked_now = await _possible(request, visit)
    form = HostsForm(form_of(request))
    form.offer((one.key, views.choice_words(one)) for one in possible)
    if not form.validate():
        return _hosts_page(request, visit, form, possible, 422)
    chosen = {one.key: _wish(one) for one in possible}
    try:
        await actions.rank_hosts(actor_of(request), visit, [chosen[key] for key in form.chosen])
    except Invalid as error:
        form.refuse(error)
        return _hosts_page(request, visit, form, possible, 422)
    flash(request, _("Your order is kept. No host is asked before your centre endorsed it."))
    return see_other("visits:apply", id=visit.id)


def _wish(one: Possible) -> Wish:
    window_id: UUID | None = one.window.id if one.window else None
    return Wish(one.centre_id, window_id)


_GOALS = "/visits/{id:uuid}/apply/goals"
routes = [
    get(f"{_GOALS}/new", show_new_goal, "visits:goal-new"),
    post(_GOALS, add_goal, "visits:add-goal"),
    get(_GOALS + "/{goal:uuid}", show_goal, "visits:goal"),
    post(_GOALS + "/{goal:uuid}", change_goal, "visits:change-goal"),
    post(_GOALS + "/{goal:uuid}/removal", remove_goal, "visits:remove-goal"),
    get("/visits/{id:uuid}/apply/hosts", show_hosts, "visits:hosts"),
    post("/visits/{id:uuid}/apply/hosts", rank_hosts, "visits:rank-hosts"),
]
