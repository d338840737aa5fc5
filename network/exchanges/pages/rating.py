"""Forms for rating goals at the times that are open, for the pages that ask for it."""

from typing import Any

from network.exchanges.forms.reporting import GoalForm
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.visits import Visit
from network.exchanges.queries import reports
from network.exchanges.rules import goals as rules
from network.exchanges.rules.goals import When
from network.kernel import clock


def open_ratings(visit: Visit) -> list[When]:
    """The ratings after a visit that are asked for by now."""
    last, today = visit.ended_on or visit.last_on, clock.now().date()
    if last is None or not reports.has_begun(visit):
        return []
    after = (When.AFTER, When.RETROSPECT, When.SIX_MONTHS)
    return [when for when in after if today >= rules.opens_on(when, last)]


def goal_form(
    number: int, goal: LearningGoal, open_now: list[When], posted: Any = None
) -> GoalForm:
    """How one goal is rated, filled with what is stored or what was posted."""
    given: dict[str, Any] = {"version": goal.version}
    for when in open_now:
        level = getattr(goal, str(when))
        given[str(when)] = "" if level is None else str(level)
    return GoalForm(posted, prefix=f"g{number}-", data=given).offer(open_now)
