"""Visits at many steps, offers, calls and reviews, and who of the demonstration has a part in them.

Who sees and does what is told here in the words of the domain, not by the policies: a draft is its
visitor's alone; later both coordinators, the mentor and the secretariat know of a visit, focal
points while somebody may travel, and editors while the report is read.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from network.exchanges.actions import calling, checklist, dating, hosting, travelling
from network.exchanges.actions.checklist import Own
from network.exchanges.models.agreeing import BudgetLine, DateChange, DatePoll
from network.exchanges.models.learning import LearningGoal, LearningReport
from network.exchanges.models.offers import ExchangeCall, ExchangeWindow
from network.exchanges.models.staying import ChecklistItem, ProgrammeItem, TravelCheck
from network.exchanges.models.visits import ApplicationReview, Visit
from network.exchanges.rules.checklists import Area
from network.exchanges.rules.dates import Span
from network.exchanges.rules.travelling import Kind
from network.exchanges.vocabulary import Part
from network.kernel import clock
from tests.factories import actor

_SHOWN = {  # one visit at each step that differs in who has a part in it
    ("LUM-3", "draft"),
    ("HIM-4", "submitted"),
    ("ARO-3", "endorsed"),
    ("LUM-4", "host_pending"),
    ("MTA-3", "host_accepted"),
    ("LAK-3", "confirmed"),
    ("SYC-2", "in_progress"),
    ("MTA-2", "report_due"),
    ("ARO-2", "report_review"),
    ("HIM-2", "sharing"),
    ("HIM-3", "closed"),
    ("ARO-4", "cancelled"),
}
_TRAVELS = (
    *("host_accepted", "confirmed", "in_progress", "report_due", "postponed", "ended_early"),
)
_READ = ("report_review", "sharing")
_JUDGED = ("endorsed", "waitlisted")
_FOCAL = {"SYC-1": "SYC"}
_OFFICE, _EDITOR, _SAFETY = "NET-1", "NET-2", "NET-3"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A visit by the keys of those in it, with the centres that visit and are visited."""

    state: str
    visitor: str
    mentor: str
    home: str
    host: str

    def part(self, reader: str) -> str:
        """One letter for each part: visitor, home, host (o), mentor, secretariat, focal, editor."""
        if reader == self.visitor:
            return "v"
        found = {
            "h": reader == f"{self.home}-1",
            "o": reader == f"{self.host}-1",
            "m": reader == self.mentor,
            "s": reader == _OFFICE,
            "f": self.state in _TRAVELS and self._is_focal(reader),
            "e": self.state in _READ and reader == _EDITOR,
        }
        return "".join(part for part, has in found.items() if has and self.state != "draft")

    def _is_focal(self, reader: str) -> bool:
        return reader == _SAFETY or _FOCAL.get(reader, "-") in (self.home, self.host)


_told: dict[str, Told] = {}


async def furnish(people: dict[str, Any], centres: dict[str, Any]) -> None:
    """Propose other days, agree on a word, add to a list; drafts of offers and of a call."""
    settled = await _visit(people, "LAK-3", "confirmed")
    first, last = _days(settled)
    later = Span(first + 7 * _DAY, last + 7 * _DAY)
    await dating.propose_days(await actor(people["ARO-1"]), settled, later)
    await _on_the_way(people)
    for key in ("SYC", "LUM"):
        given = {"title": "Quiet days for few", "lang": "en", "purposes": ["EX-STUDY"]}
        span = {"first_on": last, "last_on": last + 30 * _DAY}
        coordinator = await actor(people[f"{key}-1"])
        await hosting.draft_window(coordinator, centres[key].id, **given, **span)
    shared = await _visit(people, "HIM-2", "sharing")
    report = await LearningReport.get(visit_id=shared.id)
    report.parts = report.parts | {"from_host": "You left us quiet words."}
    await report.save()
    office, today = await actor(people[_OFFICE]), clock.now().date()
    await calling.draft_call(office, "A call for later", "en", today, today + 40 * _DAY)


async def _on_the_way(people: dict[str, Any]) -> None:
    there = await _visit(people, "SYC-2", "in_progress")
    visitor, home = await actor(people["SYC-2"]), await actor(people["SYC-1"])
    wall = (clock.now() + _DAY).replace(tzinfo=None, hour=12, minute=0, second=0, microsecond=0)
    await travelling.agree_check(visitor, there, Kind.RETURN, wall, "Africa/Cairo")
    own = Own("Bring the quiet words", Area.HOME, Part.VISITOR, clock.now().date() + _DAY)
    await checklist.add_item(home, there, own)


async def _visit(people: dict[str, Any], visitor: str, state: str) -> Visit:
    return await Visit.get(visitor_id=people[visitor].id, state=state)


def _days(visit: Visit) -> tuple[Any, Any]:
    return visit.first_on, visit.last_on


# everything there is -----------------------------------------------------------------------------


async def things(by_id: dict[Any, str], keys: dict[Any, str]) -> AsyncIterator[dict[str, Any]]:
    """Every visit, its parts, and what it comes from, as it is told of here."""
    for row in await Visit.all():
        told = Told(
            str(row.state),
            keys[row.visitor_id],
            keys.get(row.mentor_id, ""),
            by_id[row.home_centre_id],
            by_id.get(row.host_centre_id, ""),
        )
        if (told.visitor, told.state) in _SHOWN:
            _told[str(row.id)] = told
            yield {"kind": "visit", "id": str(row.id), "reach": told.state}
    for kind, model in _PARTS.items():
        async for part in _parts(kind, model):
            yield part
    async for found in _beside(by_id, keys):
        yield found


async def _beside(by_id: dict[Any, str], keys: dict[Any, str]) -> AsyncIterator[dict[str, Any]]:
    """Reviews, once for who writes them and once for who asked for them; offers and calls."""
    for row in await ApplicationReview.all().select_related("visit"):
        reach = "reviewed" if row.visit.state in _JUDGED else "over"
        yield {"kind": "review", "id": str(row.id), "reach": reach, "lead": keys[row.reviewer_id]}
        if str(row.visit_id) in _told:
            yield {"kind": "asked", "id": str(row.id), "of": str(row.visit_id)}
    for window in await ExchangeWindow.all():
        given = {"centre": by_id[window.centre_id], "reach": _reach(window)}
        yield {"kind": "offer", "id": str(window.id), **given}
    for call in await ExchangeCall.all():
        yield {"kind": "call", "id": str(call.id), "reach": str(call.state)}


def _reach(window: ExchangeWindow) -> str:
    is_over = window.last_on < clock.now().date()
    return "draft" if window.state == "draft" else "over" if is_over else "out"


_PARTS: dict[str, Any] = {
    "goal": LearningGoal,
    "task": ChecklistItem,
    "line": BudgetLine,
    "planned": ProgrammeItem,
    "check": TravelCheck,
    "days": DatePoll,
    "change": DateChange,
}


async def _parts(kind: str, model: Any) -> AsyncIterator[dict[str, Any]]:
    """The newest part of each visit, which stands for all of its kind."""
    newest = {str(row.visit_id): row for row in await model.filter(visit_id__in=list(_told))}
    for visit_id, row in newest.items():
        yield {"kind": kind, "id": str(row.id), "of": visit_id}


# who has a right ---------------------------------------------------------------------------------

_ALL = "vhomsfe"
_SENT = {state for _visitor, state in _SHOWN} - {"draft"}
_FOLLOWED = {"sharing", "closed"}
_USES: dict[str, tuple[str, set[str]]] = {  # pages: who has them, and at which steps alone
    "show": (_ALL, set()),
    "messages": (_ALL, set()),
    "outcome": (_ALL, set()),
    "passing-on": (_ALL, set()),
    "programme": (_ALL, set()),
    "programme-print": (_ALL, set()),
    "programme-offline": (_ALL, set()),
    "programme-pdf": (_ALL, set()),
    "apply": ("vhos", set()),
    "goal-new": ("v", set()),
    "goal": ("v", set()),
    "piece": ("v", set()),
    "hosts": ("hs", set()),
    "endorse": ("h", set()),
    "reviewers": ("s", set()),
    "move": ("h", set()),
    "dates": ("vhom", set()),
    "none-suits": ("vhom", {"host_accepted"}),
    "agreement": ("vhomsf", set()),
    "agreement-edit": ("ho", set()),
    "safety": ("vhomsf", set()),
    "tasks": ("vhomsf", set()),
    "task": ("vhomsf", set()),
    "budget": ("vhoms", set()),
    "new-line": ("hos", set()),
    "line": ("hos", set()),
    "plan-b": ("vhos", set()),
    "programme-new": ("vhom", set()),
    "programme-item": ("vhom", set()),
    "travel": ("vf", _SENT),
    "letter": ("vho", set()),
    "brief": ("vhom", set()),
    "replacement": ("hs", set()),
    "mentor": ("o", set()),
    "pair": ("hos", set()),
    "place": ("vh", set()),
    "report-part": ("v", set()),
    "report-frame": ("v", set()),
    "card": ("v", set()),
    "ratings": ("v", set()),
    "host-review": ("o", set()),
    "thanks": ("vhomse", {"sharing"}),
    "follow-up": ("vhos", _FOLLOWED),
    "certificate": ("v", set()),
    "certificate-pdf": ("", set()),  # it needs a name
}
_ACTS: dict[str, str] = {  # acts: who does them, at one step or another
    "read": _ALL,
    "write": "vhom",
    "duplicate": "v",
    "submit": "v",
    "add-goal": "v",
    "change-goal": "v",
    "remove-goal": "v",
    "save-piece": "v",
    "rank-hosts": "hs",
    "do-endorse": "h",
    "give-back": "h",
    "ask-reviewers": "s",
    "make-move": "h",
    "ask-dates": "vhom",
    "answer-dates": "vhom",
    "refuse-all-dates": "vhom",
    "settle-dates": "o",
    "propose-dates": "vho",
    "accept-dates": "vho",
    "refuse-dates": "vho",
    "sign": "vhos",
    "write-agreement": "ho",
    "rate": "hof",
    "add-task": "vhom",
    "settle-task": "vhomf",
    "remove-task": "vhom",
    "add-line": "hos",
    "change-line": "hos",
    "remove-line": "hos",
    "refund-line": "hos",
    "approve-line": "s",
    "keep-plan-b": "vh",
    "go-virtual": "vhs",
    "programme-fill": "vhom",
    "programme-copy": "vhom",
    "programme-add": "vhom",
    "programme-change": "vhom",
    "programme-remove": "vhom",
    "programme-consent": "om",
    "travel-agree": "vf",
    "travel-word": "vf",
    "travel-drop": "vf",
    "replace": "hs",
    "change-mentor": "o",
    "link-pair": "hos",
    "keep-alone": "hos",
    "answer-place": "vh",
    "give-report": "v",
    "save-report-part": "v",
    "save-report-frame": "v",
    "save-card": "v",
    "save-ratings": "v",
    "pass-to-host": "h",
    "return-report": "hoe",
    "clear-report": "o",
    "release-report": "es",
    "pass-on": "vh",
    "waive": "s",
    "answer-follow-up": "v",
}


def sees(reader: str, visit_id: str) -> bool:
    """Whether somebody may know of a visit."""
    return bool(reader) and bool(_told[visit_id].part(reader))


def uses(reader: str, page: str, visit_id: str) -> bool:
    """Whether a page of a visit is for somebody."""
    told, (parts, states) = _told[visit_id], _USES[page]
    if told.state == "draft" and page == "hosts":
        return reader == told.visitor
    return _has(reader, told, parts) and (not states or told.state in states)


def acts(reader: str, act: str, visit_id: str) -> bool:
    """Whether an act in a visit is for somebody."""
    told = _told[visit_id]
    if told.state == "draft" and act == "rank-hosts":
        return reader == told.visitor
    return _has(reader, told, _ACTS[act])


def _has(reader: str, told: Told, parts: str) -> bool:
    return not set(told.part(reader)).isdisjoint(parts)
