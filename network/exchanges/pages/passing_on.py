"""Passing on what was learnt, and what changed at home (/visits/{id}/passing-on, …/follow-ups)."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import reporting as actions
from network.exchanges.actions.reporting import Passed
from network.exchanges.forms.passing_on import FollowUpForm, PassedForm, WaiverForm
from network.exchanges.forms.reporting import GoalForm
from network.exchanges.models.learning import FollowUp, LearningGoal, PassingOn
from network.exchanges.models.visits import Visit
from network.exchanges.pages.rating import goal_form, open_ratings
from network.exchanges.pieces import QUESTIONS
from network.exchanges.queries import reports, visits
from network.exchanges.rules import report_words as words
from network.exchanges.rules import reports as rules
from network.exchanges.rules.goals import When
from network.exchanges.vocabulary import VisitState
from network.kernel import clock, moments
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _, ngettext
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

Rated = list[tuple[LearningGoal, GoalForm]]


async def show(request: Request) -> Response:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    return await _page(request, visit, PassedForm(), WaiverForm())


async def _page(
    request: Request, visit: Visit, form: PassedForm, waiver: WaiverForm, status: int = 200
) -> Response:
    actor = actor_of(request)
    is_open = visit.state in actions.PASSED_ON_IN
    can_waive = visit.state is VisitState.SHARING and policy.can_waive_sharing(actor, visit)
    ended_on = visit.ended_on or visit.last_on
    return render(
        request,
        "exchanges/passing_on.html",
        status,
        id=visit.id,
        rows=[_told(one) for one in await reports.passed_on(visit.id)],
        form=form if is_open and policy.can_pass_on(actor, visit) else None,
        waiver=waiver if waiver.notices or (can_waive and not visit.waived_by_id) else None,
        can_waive=can_waive,
        waived=visit.waived_sharing if visit.waived_by_id else "",
        due=rules.passing_on_due(ended_on) if ended_on else None,
    )


def _told(one: PassingOn) -> dict[str, Any]:
    return {
        "title": one.title,
        "kind": words.KINDS.get(one.kind, one.kind),
        "day": moments.short_day(one.held_on) if one.held_on else "",
        "reach": words.BANDS.get(one.reach, ""),
    }


async def pass_on(request: Request) -> Response:
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    form = PassedForm(form_of(request))
    if not form.validate():
        return await _page(request, visit, form, WaiverForm(), 422)
    passed = Passed(
        kind=form.kind.data,
        title=form.title.data or "",
        held_on=form.held_on.data,
        reach=form.reach.data or "",
    )
    try:
        await actions.pass_on(actor, visit, passed)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, visit, form, WaiverForm(), 422)
    flash(request, _("Noted. Thank you."))
    return see_other("visits:passing-on", id=visit.id)


async def waive(request: Request) -> Response:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    form = WaiverForm(form_of(request))
    if not form.validate():
        return await _page(request, visit, PassedForm(), form, 422)
    try:
        await actions.waive_sharing(actor_of(request), visit, form.why.data or "")
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, await visits.fresh(visit.id), PassedForm(), form, 409)
    flash(request, _("Noted. The visit may close without passing on."))
    return see_other("visits:passing-on", id=visit.id)


# after three and six months ----------------------------------------------------------------------


async def _asked(request: Request) -> tuple[Visit, FollowUp]:
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    months = int(request.path_params["months"])
    return visit, await reports.get_follow_up(actor, visit, months)


async def show_follow_up(request: Request) -> Response:
    visit, asked = await _asked(request)
    form, rated = None, Rated()
    if _can_answer(request, visit, asked):
        form = FollowUpForm().ask(QUESTIONS[asked.months])
        rated = await _ratings(visit, asked)
    return _follow_up_page(request, visit, asked, form, rated)


def _can_answer(request: Request, visit: Visit, asked: FollowUp) -> bool:
    is_asked = asked.answered_at is None and clock.now().date() >= asked.due_on
    return is_asked and policy.can_write(actor_of(request), visit)


async def _ratings(visit: Visit, asked: FollowUp, posted: Any = None) -> Rated:
    """The goals to rate once more, with the last questions."""
    if asked.months != rules.FOLLOW_UP_MONTHS[-1] or When.SIX_MONTHS not in open_ratings(visit):
        return []
    goals = await visits.goals_of(visit)
    return [(g, goal_form(n, g, [When.SIX_MONTHS], posted)) for n, g in enumerate(goals)]


def _follow_up_page(
    request: Request,
    visit: Visit,
    asked: FollowUp,
    form: FollowUpForm | None,
    rated: Rated,
    status: int = 200,
) -> Response:
    return render(
        request,
        "exchanges/follow_up.html",
        status,
        id=visit.id,
        title=ngettext(
            "What changed after %(n)s month", "What changed after %(n)s months", asked.months
        ),
        answers=_answers(asked) if asked.answered_at else [],
        form=form,
        rated=rated,
        is_later=clock.now().date() < asked.due_on,
        later=_later(asked.due_on),
    )


def _answers(asked: FollowUp) -> list[tuple[Any, str]]:
    return [
        (words.ANSWERS[name].label, words.answer(name, asked.answers.get(name, "")))
        for name in QUESTIONS[asked.months]
    ]


def _later(due_on: date) -> str:
    return _("The visitor is asked on %(day)s.", day=moments.day(due_on))


async def answer(request: Request) -> Response:
    visit, asked = await _asked(request)
    if not policy.can_write(actor_of(request), visit):
        raise NotFound
    posted = form_of(request)
    form = FollowUpForm(posted).ask(QUESTIONS[asked.months])
    rated = await _ratings(visit, asked, posted)
    is_right = [one.validate() for _goal, one in rated]
    if not form.validate() or not all(is_right):
        return _follow_up_page(request, visit, asked, form, rated, 422)
    given = [(goal, one.version.data, one.levels) for goal, one in rated]
    async with transaction():
        await actions.answer_follow_up(actor_of(request), visit, asked, form.answers)
        await actions.rate_goals(actor_of(request), visit, given)
    flash(request, _("Thank you. Both coordinators can read your answers."))
    return see_other("visits:follow-up", id=visit.id, months=asked.months)


routes = [
    get("/visits/{id:uuid}/passing-on", show, "visits:passing-on"),
    post("/visits/{id:uuid}/passing-on", pass_on, "visits:pass-on"),
    post("/visits/{id:uuid}/waiver", waive, "visits:waive"),
    get("/visits/{id:uuid}/follow-ups/{months:int}", show_follow_up, "visits:follow-up"),
    post("/visits/{id:uuid}/follow-ups/{months:int}", answer, "visits:answer-follow-up"),
]
