"""Reviews of applications: one's own, their score sheet, and asking reviewers (/visits/reviews)."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import reviewing as actions
from network.exchanges.forms.application_parts import LEVELS
from network.exchanges.forms.reviewing import ReviewersForm, ScoreForm
from network.exchanges.models.visits import ApplicationReview, ReviewState, Visit
from network.exchanges.pages import application_views as views
from network.exchanges.pages.selecting import routes as selection_routes
from network.exchanges.queries import labels, reviewers, reviews, visits
from network.exchanges.queries.reviews import RESPITE, Reading
from network.exchanges.rules import selection
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from network.kernel.i18n import _, ngettext
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

_WEEKS = timedelta(days=14)


# for reviewers -----------------------------------------------------------------------------------


async def show_own(request: Request) -> Response:
    found = await reviews.own_reviews(actor_of(request))
    return render(
        request, "exchanges/reviews.html", rows=[(one, one.visit.purpose) for one in found]
    )


async def show(request: Request) -> Response:
    reading = await reviews.get_reading(actor_of(request), id_in(request))
    stored = reading.review
    given = {name: str(points) for name, points in stored.scores.items()}
    form = ScoreForm(data={**given, "note": stored.note, "version": stored.version})
    return _page(request, reading, form)


def _page(request: Request, reading: Reading, form: ScoreForm, status: int = 200) -> Response:
    levels = dict(LEVELS)
    parts = {name: values for name, values in reading.parts.items() if values}
    return render(
        request,
        "exchanges/review.html",
        status,
        review=reading.review,
        is_done=reading.review.state is ReviewState.DONE,
        purpose=reading.purpose,
        is_respite=reading.purpose == RESPITE,
        sections=[views.section(name, values) for name, values in parts.items()],
        goals=[(goal.specific, views.goal_answers(goal, levels)) for goal in reading.goals],
        about=reading.about,
        spoken=views.spoken(reading.about.languages),
        form=form,
        weights=selection.WEIGHTS,
        most=selection.MOST,
    )


async def score(request: Request) -> Response:
    actor = actor_of(request)
    reading = await reviews.get_reading(actor, id_in(request))
    form = ScoreForm(form_of(request))
    if not form.validate():
        return _page(request, reading, form, 422)
    try:
        await actions.score(actor, reading.review, form.version.data, form.points, form.note.data)
    except Invalid as error:
        form.refuse(error)
        return _page(request, reading, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return _page(request, reading, form, 409)
    flash(request, _("Thank you. Your review is with the secretariat."))
    return see_other("visits:reviews")


async def declare_conflict(request: Request) -> Response:
    actor = actor_of(request)
    review = await reviews.get_review(actor, id_in(request))
    await actions.declare_conflict(actor, review, review.version)
    flash(request, _("Thank you for saying so. Somebody else is asked; nobody asks you why."))
    return see_other("visits:reviews")


# for the secretariat -----------------------------------------------------------------------------


async def _reviewed(request: Request) -> Visit:
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_ask_review(actor):
        raise Forbidden
    if visit.state not in reviews.REVIEWED_IN:
        raise Conflict(_("Applications are not reviewed at this step."))
    return visit


async def show_reviewers(request: Request) -> Response:
    visit = await _reviewed(request)
    form = ReviewersForm(data={"due_on": clock.now().date() + _WEEKS})
    return await _reviewers_page(request, visit, form)


async def _reviewers_page(
    request: Request, visit: Visit, form: ReviewersForm, status: int = 200
) -> Response:
    actor = actor_of(request)
    pool = await reviewers.pool_for(actor, visit)
    named = await labels.labels_for(actor, [visit], [one.reviewer_id for one in pool.asked])
    if form.reviewers.data is None:
        form.reviewers.data = pool.proposed
    first = sorted(pool.names, key=lambda key: (key not in pool.proposed, pool.load[key]))
    form.offer((key, _with_load(pool.names[key], pool.load[key])) for key in first)
    return render(
        request,
        "exchanges/reviewers.html",
        status,
        exchange=visit,
        home=named.home(visit),
        asked=[(one, named.person(one.reviewer_id), _state(one)) for one in pool.asked],
        form=form,
        wanted=pool.wanted,
        is_short=len(pool.proposed) < pool.wanted,
    )


def _with_load(name: str, load: int) -> str:
    if not load:
        return name
    return ngettext(
        "%(name)s, is writing %(n)s review", "%(name)s, is writing %(n)s reviews", load, name=name
    )


def _state(review: ApplicationReview) -> str:
    if review.state is ReviewState.DONE:
        return _("%(total)s of %(most)s points", total=review.total or 0, most=selection.MOST)
    return str(_STATES[review.state]())


_STATES = {
    ReviewState.ASKED: lambda: _("Asked"),
    ReviewState.BARRED: lambda: _("Cannot judge"),
    ReviewState.WITHDRAWN: lambda: _("Released"),
}


async def ask_reviewers(request: Request) -> Response:
    actor, visit = actor_of(request), await _reviewed(request)
    form = ReviewersForm(form_of(request))
    pool = await reviewers.pool_for(actor, visit)
    form.offer(pool.names.items())
    if not form.validate():
        return await _reviewers_page(request, visit, form, 422)
    try:
        await actions.ask_reviews(actor, visit, form.reviewers.data or [], form.due_on.data)
    except Invalid as error:
        form.refuse(error)
        return await _reviewers_page(request, visit, form, 422)
    except Stale:
        raise
    except Conflict as error:
        form.notices.append(error.message)
        return await _reviewers_page(request, visit, form, 409)
    flash(request, _("They are asked, and told until when. They read no name."))
    return see_other("visits:reviewers", id=visit.id)


async def take_back(request: Request) -> Response:
    actor, visit = actor_of(request), await _reviewed(request)
    review_id = id_in(request, "review")
    found = next((r for r in await reviews.reviews_of(visit) if r.id == review_id), None)
    if found is None:
        raise NotFound
    await actions.take_back(actor, found, found.version)
    flash(request, _("They are released. You can ask somebody else."))
    return see_other("visits:reviewers", id=visit.id)


routes = [
    get("/visits/reviews", show_own, "visits:reviews"),
    get("/visits/reviews/{id:uuid}", show, "visits:review"),
    post("/visits/reviews/{id:uuid}", score, "visits:score"),
    post("/visits/reviews/{id:uuid}/conflict", declare_conflict, "visits:declare-conflict"),
    get("/visits/{id:uuid}/reviewers", show_reviewers, "visits:reviewers"),
    post("/visits/{id:uuid}/reviewers", ask_reviewers, "visits:ask-reviewers"),
    post("/visits/{id:uuid}/reviewers/{review:uuid}/release", take_back, "visits:release-reviewer"),
    *selection_routes,
]
