"""The learning report, its goals and who reads it (/visits/{id}/outcome)."""

from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import reporting as actions
from network.exchanges.forms.reporting import CardForm, FrameForm, GoalForm, PartForm, ReturnForm
from network.exchanges.models.learning import LearningGoal, LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.pages import report_reading
from network.exchanges.pages.outcome import outcome_page
from network.exchanges.pages.rating import goal_form, open_ratings
from network.exchanges.pieces import unanswered
from network.exchanges.queries import reports, visits
from network.exchanges.rules import report_words as words
from network.exchanges.rules.goals import When
from network.kernel.errors import Conflict, Invalid, NotFound, Stale
from network.kernel.i18n import _, language
from network.web.differing import Difference, differences, take_up
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

Goals = list[tuple[LearningGoal, GoalForm]]
AnyFrame = TypeVar("AnyFrame", bound=FrameForm)


async def show_outcome(request: Request) -> Response:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    return await outcome_page(request, visit, ReturnForm())


async def give(request: Request) -> Response:
    visit = await visits.get_visit(actor_of(request), id_in(request))
    try:
        await actions.give_report(actor_of(request), visit)
    except Invalid as error:
        return await outcome_page(request, visit, ReturnForm(), 422, wrong=error.fields)
    flash(request, _("Sent. Your coordinator reads it next, then the host."))
    return see_other("visits:outcome", id=visit.id)


async def _own(request: Request) -> tuple[Visit, LearningReport | None]:
    """The visit of the address, for the visitor alone."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_write(actor, visit):
        raise NotFound
    if visit.state not in actions.WRITTEN_IN:
        raise Conflict(_("The report is not written at this step."))
    return visit, await reports.report_of(visit.id)


# part by part ------------------------------------------------------------------------------------


def _part(request: Request, visit: Visit) -> str:
    name = str(request.path_params["part"])
    if name not in actions.needed_parts(visit):
        raise NotFound
    return name


async def show_part(request: Request) -> Response:
    visit, report = await _own(request)
    name = _part(request, visit)
    given = {"version": report.version, "text": report.parts.get(name, "")} if report else {}
    form = PartForm(data=given).ask(name, _lang(visit, report))
    return _part_page(request, visit, form)


async def save_part(request: Request) -> Response:
    """Keep one part, and go on to the next that is empty."""
    visit, report = await _own(request)
    name = _part(request, visit)
    lang = _lang(visit, report)
    form = PartForm(form_of(request)).ask(name, lang)
    if not form.validate():
        return _part_page(request, visit, form, 422)
    try:
        kept = await actions.save_report(
            actor_of(request), visit, lang, {name: form.text.data}, form.version.data
        )
    except Stale as error:
        return _part_page(
            request, visit, form, 409, differences=_apart(form, error, {"text": name})
        )
    flash(request, _("Saved."))
    left = unanswered(actions.needed_parts(visit), kept.parts)
    if left and form_of(request).get("then") == "next":
        return see_other("visits:report-part", id=visit.id, part=left[0])
    return see_other("visits:outcome", id=visit.id)


def _part_page(
    request: Request, visit: Visit, form: PartForm, status: int = 200, **context: Any
) -> Response:
    values: dict[str, Any] = {"differences": [], **context}
    return render(request, "exchanges/report_part.html", status, id=visit.id, form=form, **values)


def _lang(visit: Visit, report: LearningReport | None) -> str:
    return report.lang if report else visit.lang or language()


def _apart(form: PortalForm, error: Stale, names: dict[str, str]) -> list[Difference]:
    """What is stored of these fields where it differs; saving again replaces it."""
    if error.stored is None:
        return []
    report = take_up(form, error, LearningReport)
    return differences(form, {field: report.parts.get(name) for field, name in names.items()})


# the frame, and the card -------------------------------------------------------------------------


async def show_frame(request: Request) -> Response:
    return await _show(request, FrameForm, "exchanges/report_frame.html")


async def save_frame(request: Request) -> Response:
    return await _save(request, FrameForm, "exchanges/report_frame.html")


async def show_card(request: Request) -> Response:
    return await _show(request, CardForm, "exchanges/report_card.html")


async def save_card(request: Request) -> Response:
    """The same report by its four shortest questions: nothing is asked twice."""
    return await _save(request, CardForm, "exchanges/report_card.html")


async def _show(request: Request, kind: type[AnyFrame], template: str) -> Response:
    visit, report = await _own(request)
    stored = report.parts if report else {}
    given: dict[str, Any] = {"open_to": "S1", **stored}
    given |= {"lang": _lang(visit, report), "version": report.version if report else 0}
    form = kind(data=given).offer()
    return render(request, template, id=visit.id, form=form, differences=[])


async def _save(request: Request, kind: type[AnyFrame], template: str) -> Response:
    visit, _report = await _own(request)
    form = kind(form_of(request)).offer()
    if not form.validate():
        return render(request, template, 422, id=visit.id, form=form, differences=[])
    kept = {f.short_name: f.data or "" for f in form if f.short_name not in ("version", "lang")}
    try:
        await actions.save_report(actor_of(request), visit, form.lang.data, kept, form.version.data)
    except Stale as error:
        found = _apart(form, error, {name: name for name in kept})
        return render(request, template, 409, id=visit.id, form=form, differences=found)
    flash(request, _("Saved. It is part of your report; you can go on at any time."))
    return see_other("visits:outcome", id=visit.id)


# goals -------------------------------------------------------------------------------------------


async def _rated(request: Request) -> tuple[Visit, list[LearningGoal], list[When]]:
    """The visitor's goals, and the ratings that are open now."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_write(actor, visit):
        raise NotFound
    return visit, await visits.goals_of(visit), open_ratings(visit)


async def show_ratings(request: Request) -> Response:
    visit, goals, open_now = await _rated(request)
    rows = [(goal, goal_form(n, goal, open_now)) for n, goal in enumerate(goals)]
    return _ratings_page(request, visit, rows)


def _ratings_page(request: Request, visit: Visit, rows: Goals, status: int = 200) -> Response:
    return render(
        request,
        "exchanges/ratings.html",
        status,
        id=visit.id,
        rows=rows,
        opens_on=visit.ended_on or visit.last_on,
        is_open=bool(open_ratings(visit)),
        scale=words.SCALE,
    )


async def save_ratings(request: Request) -> Response:
    visit, goals, open_now = await _rated(request)
    posted = form_of(request)
    rows = [(goal, goal_form(n, goal, open_now, posted)) for n, goal in enumerate(goals)]
    is_right = [form.validate() for _goal, form in rows]
    if not all(is_right):
        return _ratings_page(request, visit, rows, 422)
    given = [(goal, form.version.data, form.levels) for goal, form in rows]
    await actions.rate_goals(actor_of(request), visit, given)
    flash(request, _("Saved. What the ratings say stands below."))
    return see_other("visits:outcome", id=visit.id)


routes = [
    get("/visits/{id:uuid}/outcome", show_outcome, "visits:outcome"),
    post("/visits/{id:uuid}/outcome", give, "visits:give-report"),
    get("/visits/{id:uuid}/outcome/parts/{part}", show_part, "visits:report-part"),
    post("/visits/{id:uuid}/outcome/parts/{part}", save_part, "visits:save-report-part"),
    get("/visits/{id:uuid}/outcome/frame", show_frame, "visits:report-frame"),
    post("/visits/{id:uuid}/outcome/frame", save_frame, "visits:save-report-frame"),
    get("/visits/{id:uuid}/outcome/card", show_card, "visits:card"),
    post("/visits/{id:uuid}/outcome/card", save_card, "visits:save-card"),
    get("/visits/{id:uuid}/outcome/goals", show_ratings, "visits:ratings"),
    post("/visits/{id:uuid}/outcome/goals", save_ratings, "visits:save-ratings"),
    *report_reading.routes,
]
