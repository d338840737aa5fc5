"""My visits, and the desks of coordinators and of the secretariat (/visits/mine, /visits/desk)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.pages.shown import days_of
from network.exchanges.queries import desks, duties, labels
from network.exchanges.queries.duties import Duty, Group
from network.exchanges.queries.labels import Labels
from network.exchanges.rules import names
from network.exchanges.rules.states import FINAL
from network.exchanges.vocabulary import VisitState
from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.i18n import lazy
from network.web.paging import page_of
from network.web.responses import render
from network.web.routing import get, path_for
from network.web.state import actor_of

_SIZE = 50
_MOST = 25  # of one group
_HEADINGS = {
    Group.FOR_ME: lazy("Waiting for you"),
    Group.FOR_OTHERS: lazy("Waiting for others"),
    Group.AT_RISK: lazy("At risk"),
}
_NOTHING = {
    Group.FOR_ME: lazy("Nothing waits for you."),
    Group.FOR_OTHERS: lazy("Nothing waits for others."),
    Group.AT_RISK: lazy("Nothing is stuck."),
}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """Something to do: on which visit, who does it, and by when."""

    text: str
    link: str
    visit: str
    state: str
    who: str
    due: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list."""

    link: str
    title: str
    days: str
    state: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One group of a desk; `more` counts what is left out."""

    name: str
    heading: str
    nothing: str
    rows: list[DutyRow]
    more: int


async def show_mine(request: Request) -> Response:
    actor = actor_of(request)
    own = await desks.visits_of(actor)
    found = [duty for duty in await duties.duties_of(actor, clock.now()) if duty.is_mine]
    seen = {visit.id: visit for visit in own}
    seen |= await desks.visits_by_id(_ids(found) - seen.keys())
    words = await labels.labels_for(actor, seen.values())
    rows = [_visit(words, visit) for visit in own]
    return render(
        request,
        "exchanges/mine.html",
        box=_box(words, seen, Group.FOR_ME, found),
        rows=[row for row in rows if not row.is_over],
        past=[row for row in rows if row.is_over],
        has_desk=policy.has_desk(actor),
        can_apply=any(policy.can_apply(actor, key) for key in actor.centre_ids),
    )


async def show_desk(request: Request) -> Response:
    actor = actor_of(request)
    if not policy.has_desk(actor):
        raise NotFound
    groups = duties.grouped(await duties.duties_of(actor, clock.now()))
    seen = await desks.visits_by_id(_ids(duty for found in groups.values() for duty in found))
    words = await labels.labels_for(actor, seen.values())
    counts = await duties.counts_of(actor)
    return render(
        request,
        "exchanges/desk.html",
        boxes=[_box(words, seen, group, groups[group]) for group in Group],
        states=[_count(state, counts[state]) for state in VisitState if counts.get(state)],
        is_office=actor.is_secretariat,
    )


async def list_state(request: Request) -> Response:
    """All visits of a desk in one state."""
    actor, state = actor_of(request), _state(request)
    page = page_of(request, await desks.count_in(actor, state), _SIZE)
    found = await desks.visits_in(actor, state, page.first, page.last - page.first)
    words = await labels.labels_for(actor, found)
    return render(
        request,
        "exchanges/desk_state.html",
        title=str(names.STATES[state]),
        rows=[_visit(words, visit) for visit in found],
        page=page,
        link=lambda n: path_for("visits:desk-state", state=state, page=n),
    )


def _state(request: Request) -> VisitState:
    given = request.path_params["state"]
    if given not in set(VisitState) or given == VisitState.DRAFT:
        raise NotFound
    return VisitState(given)


def _ids(found: Iterable[Duty]) -> set[UUID]:
    """The visits to name; of an application that is reviewed nobody learns whose it is."""
    return {duty.visit_id for duty in found if duty.visitor_id is not None}


def _box(words: Labels, seen: dict[UUID, Visit], group: Group, found: list[Duty]) -> Box:
    rows = [_duty(words, seen.get(duty.visit_id), duty) for duty in found[:_MOST]]
    heading, nothing = str(_HEADINGS[group]), str(_NOTHING[group])
    return Box(str(group), heading, nothing, rows, max(0, len(found) - _MOST))


def _duty(words: Labels, visit: Visit | None, duty: Duty) -> DutyRow:
    is_known = visit is not None and duty.visitor_id is not None
    return DutyRow(
        text=duty.text,
        link=_way_to(duty),
        visit=words.title(visit) if visit and is_known else "",
        state=str(names.STATES[duty.state]) if duty.state else "",
        who=str(names.PARTS[duty.part]) if duty.part and not duty.is_mine else "",
        due=moments.near_day(duty.due_on) if duty.due_on else "",
    )


def _way_to(duty: Duty) -> str:
    """Where something is done; what others do is seen on the visit's own page."""
    if duty.is_mine:
        return path_for(duty.link, **duty.values)
    return path_for("visits:show", id=duty.visit_id)


def _visit(words: Labels, visit: Visit) -> VisitRow:
    return VisitRow(
        link=_link(words.actor, visit),
        title=words.title(visit),
        days=days_of(visit),
        state=str(names.STATES[visit.state]),
        is_over=visit.state in FINAL,
    )


def _link(actor: Actor, visit: Visit) -> str:
    is_draft = visit.state is VisitState.DRAFT and actor.person_id == visit.visitor_id
    return path_for("visits:apply" if is_draft else "visits:show", id=visit.id)


def _count(state: VisitState, count: int) -> tuple[str, str, int]:
    return path_for("visits:desk-state", state=state), str(names.STATES[state]), count


routes = [
    get("/visits/mine", show_mine, "visits:mine"),
    get("/visits/desk", show_desk, "visits:desk"),
    get("/visits/desk/{state}", list_state, "visits:desk-state"),
]
