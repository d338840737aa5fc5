"""The place of a visit on the learning trail: the visit, its goals, its report."""

from uuid import UUID

from network.exchanges import policy
from network.exchanges.models.learning import LearningGoal, LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.queries import reports, visits
from network.kernel import learning_trail, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.kernel.learning_trail import Stop


async def stops_of(actor: Actor, visit_id: UUID) -> list[Stop]:
    """What led to an item that came from a visit; nothing for who may not see the visit."""
    visit = await Visit.get_or_none(id=visit_id)
    if visit is None or not policy.can_view(actor, visit):
        return []
    report = await reports.report_of(visit_id)
    return _stops(actor, visit, report, await visits.goals_of(visit))


async def trail_of(
    actor: Actor, visit: Visit, report: LearningReport | None, goals: list[LearningGoal]
) -> list[Stop]:
    """From a visit to what others can read of it now, for the pages of the visit."""
    found = _stops(actor, visit, report, goals)
    if report is None or report.item_id is None:
        return found
    return found + await learning_trail.results_of(actor, "visit", visit.id)


def _stops(
    actor: Actor, visit: Visit, report: LearningReport | None, goals: list[LearningGoal]
) -> list[Stop]:
    days = moments.period(visit.first_on, visit.ended_on or visit.last_on)
    found = [Stop("visit", days, route="visits:show", object_id=visit.id)]
    found += [Stop("goal", goal.specific) for goal in goals]
    silent = reports.is_silent(visit, report)
    if report and policy.can_read_report(actor, visit, report, is_silent=silent):
        title = report.parts.get("title") or _("Learning report")
        lang = report.lang if report.parts.get("title") else ""
        found.append(Stop("report", title, lang, "visits:outcome", visit.id))
    return found
