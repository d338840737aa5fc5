"""A released report as others will read it."""

from uuid import UUID

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.exchanges.models.learning import LearningReport
from network.exchanges.models.visits import Visit, VisitMove
from network.exchanges.queries import people, reports
from network.exchanges.rules.report_words import EXTRAS, FROM_HOST, IN_LIBRARY, PARTS
from network.exchanges.vocabulary import Move, VisitState
from network.kernel import moments, taxonomy
from network.kernel.i18n import _, series, speaking
from network.kernel.library import Contribution
from network.people import queries as accounts

RESPITE, _KIND = "EX-RESP", "KT-LRN"
_RELEASED = (VisitState.SHARING, VisitState.CLOSED)


async def learned_on(visit_id: UUID) -> Contribution | None:
    """What a visit taught, once its report is released and as long as it is not in the library."""
    visit = await Visit.get_or_none(id=visit_id)
    report = await reports.report_of(visit_id)
    if visit is None or visit.state not in _RELEASED or report is None or report.item_id:
        return None
    with speaking(report.lang):
        return await _learned(visit, report)


async def _learned(visit: Visit, report: LearningReport) -> Contribution:
    """Where somebody rested who is at risk is told nowhere, and neither is who it was."""
    is_open = visit.purpose != RESPITE
    ended_on = visit.ended_on or visit.last_on or report.changed_at.date()
    last = VisitMove.filter(visit_id=visit.id, move=Move.RELEASE).order_by("-created_at")
    released = await last.first()
    return Contribution(
        kind=_KIND,
        source_kind="visit",
        source_id=visit.id,
        lang=report.lang,
        level=report.level,
        title=(report.parts.get("title") or _title(visit))[:200],
        summary=report.parts.get("summary", ""),
        body="\n\n".join(_sections(report)),
        sources=_("An exchange visit in %(month)s", month=moments.month(ended_on)),
        topics=visit.themes,
        year=ended_on.year,
        authors=(await _authors(visit, report.level))[:300] if is_open else "",
        author_id=visit.visitor_id,
        centre_id=visit.home_centre_id if is_open else None,
        checked_by_id=released.person_id if released else None,
        reader_centre_ids=_centres(visit) if report.level == "S2" else (),
        reader_ids=tuple(people.members_of(visit)) if report.level in ("S2", "S3") else (),
    )


def _title(visit: Visit) -> str:
    if not visit.themes:
        return _("What we learnt on an exchange visit")
    themes = series(taxonomy.labels(visit.themes))
    return _("What we learnt on an exchange visit: %(themes)s", themes=themes)


def _sections(report: LearningReport) -> list[str]:
    asked = {**PARTS, **EXTRAS}
    heads = {name: asked[name].label for name in IN_LIBRARY} | {"from_host": FROM_HOST.label}
    return [
        f"## {head}\n\n{report.parts[name]}"
        for name, head in heads.items()
        if report.parts.get(name)
    ]


def _centres(visit: Visit) -> tuple[UUID, ...]:
    return tuple(key for key in (visit.home_centre_id, visit.host_centre_id) if key)


async def _authors(visit: Visit, level: str) -> str:
    """The visitor as they chose to be named, to whoever may read the report."""
    person = (await accounts.people_of([visit.visitor_id])).get(visit.visitor_id)
    centre = (await centres.centres_by_id([visit.home_centre_id])).get(visit.home_centre_id)
    if person is None or centre is None:
        return ""
    named = centre_policy.library_name(centre, is_public=level == "S0")
    return accounts.shown_name(person, named, taxonomy.label(centre.region))
