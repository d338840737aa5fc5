"""The page of what a visit brought back, for each who takes part in it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import reporting as actions
from network.exchanges.forms.reporting import ReleaseForm, ReturnForm
from network.exchanges.models.learning import LearningGoal, LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import unanswered
from network.exchanges.queries import facts, reports, trails, visits
from network.exchanges.rules import goals as rules
from network.exchanges.rules import guards
from network.exchanges.rules import report_words as words
from network.exchanges.rules.guards import Code
from network.exchanges.vocabulary import Part, VisitState
from network.kernel import moments
from network.web.responses import render
from network.web.state import actor_of

REVIEW = VisitState.REPORT_REVIEW
_WRITING = (VisitState.REPORT_DUE, VisitState.ENDED_EARLY)


async def outcome_page(
    request: Request,
    visit: Visit,
    back: ReturnForm,
    status: int = 200,
    release: ReleaseForm | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    """What came of a visit so far, and what this reader can do about it."""
    actor = actor_of(request)
    report = await reports.report_of(visit.id)
    goals = await visits.goals_of(visit)
    can_read = report is not None and policy.can_read_report(
        actor, visit, report, is_silent=reports.is_silent(visit, report)
    )
    is_writing = policy.can_write(actor, visit) and visit.state in actions.WRITTEN_IN
    return render(
        request,
        "exchanges/outcome.html",
        status,
        id=visit.id,
        state=visit.state,
        days=moments.period(visit.first_on, visit.ended_on or visit.last_on),
        report=report,
        parts=_read_parts(report) if can_read and not is_writing else [],
        goals=[_told_goal(goal) for goal in goals],
        due_on=_due(visit, report),
        wrong=wrong or {},
        back=back,
        note=await reports.returned_note(visit.id) if visit.state in _WRITING else "",
        trail=await trails.trail_of(actor, visit, report, goals),
        writing=_writing(visit, report, goals) if is_writing else None,
        **_reading(request, visit, report, release),
    )


def _told_goal(goal: LearningGoal) -> dict[str, Any]:
    ratings = facts.ratings_of(goal)
    return {
        "specific": goal.specific,
        "measure": goal.measure,
        "before": words.SCALE.get(goal.before) if goal.before is not None else "",
        "told": words.told(ratings),
    }


def _read_parts(report: LearningReport | None) -> list[tuple[Any, str]]:
    """A report as it is read, without what is still empty."""
    if report is None:
        return []
    asked = {**words.PARTS, **words.EXTRAS, actions.FROM_HOST: words.FROM_HOST}
    return [
        (one.label, report.parts[name])
        for name, one in asked.items()
        if name != "title" and report.parts.get(name)
    ]


def _due(visit: Visit, report: LearningReport | None) -> date | None:
    """The day by which somebody does what is next."""
    if visit.state in _WRITING:
        return visit.report_due_on if reports.is_owed(visit) else None
    return report.host_due_on if report and visit.state is REVIEW else None


def _writing(
    visit: Visit, report: LearningReport | None, goals: list[LearningGoal]
) -> dict[str, Any]:
    """The visitor's list: each part with whether something is there, and what is left to do."""
    stored = report.parts if report else {}
    needed = actions.needed_parts(visit)
    left = unanswered(needed, stored)
    rated = rules.are_rated(map(facts.ratings_of, goals))
    is_over = visit.state in _WRITING or reports.has_attended(visit)
    return {
        "rows": [(name, words.PARTS[name], bool(stored.get(name, "").strip())) for name in needed],
        "next": left[0] if left else "",
        "left": len(left),
        "is_rated": rated,
        "needs_ratings": not visit.ended_for,
        "is_over": is_over,
        "is_ready": is_over and not left and (rated or bool(visit.ended_for)),
        "is_short": bool(visit.ended_for),
        "has_frame": bool(stored.get("open_to")),
    }


def _reading(
    request: Request, visit: Visit, report: LearningReport | None, release: ReleaseForm | None
) -> dict[str, Any]:
    """What coordinators, host, editor and secretariat can do while a report is read."""
    parts = policy.parts_in(actor_of(request), visit) if visit.state is REVIEW else frozenset()
    releases = not parts.isdisjoint({Part.EDITOR, Part.SECRETARIAT}) and report is not None
    return {
        "can_pass": Part.HOME in parts and report is not None and report.home_read_at is None,
        "can_clear": Part.HOST in parts and report is not None and report.host_cleared_at is None,
        "can_return": not parts.isdisjoint({Part.HOME, Part.HOST, Part.EDITOR}),
        "release": (release or _release_form(report)) if releases else None,
        "blocked": _in_the_way(visit, report, parts) if releases else [],
        "level": words.LEVELS.get(report.level) if report else None,
        "wish": words.LEVELS.get(report.parts.get(actions.OPEN_TO, "S1")) if report else None,
        "may_follow": policy.can_read_follow_ups(actor_of(request), visit),
    }


def _release_form(report: LearningReport | None) -> ReleaseForm:
    if report is None:
        return ReleaseForm()
    level = report.level or report.parts.get(actions.OPEN_TO, "S1")
    return ReleaseForm(data={"version": report.version, "level": level})


def _in_the_way(visit: Visit, report: LearningReport | None, parts: frozenset[Part]) -> list[str]:
    """Why a report cannot be released yet: an editor waits for the host, the secretariat less."""
    is_cleared = report is not None and report.host_cleared_at is not None
    if Part.EDITOR in parts and is_cleared:
        return []
    if Part.SECRETARIAT in parts and reports.is_over_for_host(visit, report):
        return []
    code = Code.HOST_REVIEWS if Part.EDITOR in parts else Code.HOST_HAS_TIME
    return [guards.text(code)]
