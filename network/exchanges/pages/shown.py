"""The parts of a visit's page in words: facts, people, tasks, what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.queries.messages import Said, Thread
from network.exchanges.queries.named import Named, centre_name
from network.exchanges.queries.whole import Task, Whole
from network.exchanges.rules import checklists, names
from network.exchanges.vocabulary import Part, VisitState
from network.kernel import clock, languages, moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _, ngettext, series
from network.kernel.travel import Where, zone_of
from network.people import queries as people

_TASKS_FIRST = 8
_NOT_MADE = (
    VisitState.DECLINED,
    VisitState.WITHDRAWN,
    VisitState.CANCELLED,
    VisitState.EXPIRED,
)
_PEOPLE = {
    Part.VISITOR: "visitor_id",
    Part.MENTOR: "mentor_id",
    Part.HOME: "home_coordinator_id",
    Part.HOST: "host_coordinator_id",
}


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody in a visit: in which part, where, and what time it is there."""

    name: str
    initials: str
    part: str
    centre: str
    time: str


@dataclass(frozen=True, slots=True)
class Line:
    """A message, or something that was done, as its reader may know it."""

    when: str
    text: str
    who: str
    done: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An item of the checklists: what, with whom it is if not with the reader, and by when."""

    id: str
    text: str
    with_whom: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Tasks:
    """The next items, those after them, and how many are done of how many."""

    rows: list[TaskRow]
    later: list[TaskRow]
    done: int
    total: int


def title_of(actor: Actor, whole: Whole, named: Mapping[UUID, Named]) -> str:
    """Who visits whom, as far as the reader may know it."""
    visitor, host = named[whole.visit.visitor_id].name, host_name(actor, whole.visit)
    if not host:
        return _("Exchange visit of %(name)s", name=visitor)
    if whole.visit.is_virtual:
        return _("%(name)s and %(host)s, a virtual exchange", name=visitor, host=host)
    return _("%(name)s visits %(host)s", name=visitor, host=host)


def reason_of(whole: Whole) -> str:
    """Why a visit came to where it is, as far as the reader may know; mostly nothing."""
    last = next((one for one in reversed(whole.thread.said) if one.move), None)
    return names.reason(last.reason) if last and last.reason is not None else ""


def host_name(actor: Actor, visit: Visit) -> str:
    """The host, once the reader may know which one it is; nothing before."""
    centre = visit.host_centre
    if centre is None or not policy.can_see_host(actor, visit):
        return ""
    return centre_name(actor, visit, centre)


def facts(actor: Actor, whole: Whole) -> list[tuple[str, str]]:
    """What is known of a visit, by name."""
    visit = whole.visit
    rows = [
        (_("Host"), _host(actor, whole)),
        (_("Home centre"), centre_name(actor, visit, visit.home_centre)),
        (_("Purpose"), taxonomy.label(visit.purpose) if visit.purpose else ""),
        (_("Themes"), series(taxonomy.labels(visit.themes))),
        (_("Language"), languages.name(visit.lang) if visit.lang else ""),
        (_("Days"), days_of(visit)),
        (_("Form"), _("Online, nobody travels") if visit.is_virtual else _("In person")),
        (_("Who pays"), _payer(actor, whole)),
    ]
    return [(name, value) for name, value in rows if value]


def days_of(visit: Visit) -> str:
    """The days agreed, else those between which it could be."""
    if visit.first_on and visit.last_on:
        return moments.period(visit.first_on, visit.last_on)
    if visit.from_on is None and visit.until_on is None:
        return ""
    between = moments.period(visit.from_on, visit.until_on)
    if not visit.days:
        return between
    return ngettext(
        "%(n)s day, some time %(between)s",
        "%(n)s days, some time %(between)s",
        visit.days,
        between=between,
    )


def _host(actor: Actor, whole: Whole) -> str:
    name = host_name(actor, whole.visit)
    if name or whole.facts.state is not VisitState.HOST_PENDING:
        return name
    place, count = whole.asked
    return _("Host %(n)s of %(all)s is being asked", n=place, all=count)


def _payer(actor: Actor, whole: Whole) -> str:
    window = whole.choice.window if whole.choice else None
    if window is None or not policy.can_see_host(actor, whole.visit):
        return ""
    return str(names.PAYERS[window.payer])


# people ------------------------------------------------------------------------------------------


def people_ids(whole: Whole) -> set[UUID]:
    """Everybody whose name the page says."""
    visit, poll = whole.visit, whole.poll
    found = {getattr(visit, column) for column in _PEOPLE.values()}
    found |= author_ids(whole.thread)
    found |= poll.answered if poll else set()
    found |= {whole.change.author_id} if whole.change else set()
    return {key for key in found if key}


def faces(whole: Whole, named: Mapping[UUID, Named]) -> list[Face]:
    """Who is in a visit, each in their part."""
    rows = [(part, getattr(whole.visit, column)) for part, column in _PEOPLE.items()]
    return [_face(part, named[key]) for part, key in rows if key]


def _face(part: Part, one: Named) -> Face:
    now = clock.now()
    zone = zone_of(one.where, now) if one.zone else ""
    time = _("Now %(time)s there", time=moments.time(now, zone)) if zone else ""
    return Face(one.name, people.initials(one.name), str(names.PARTS[part]), one.centre, time)


# checklists --------------------------------------------------------------------------------------


def tasks(actor: Actor, whole: Whole) -> Tasks | None:
    """What is to be done next, the reader's own first; none without a checklist, or a visit."""
    found = whole.tasks
    if not found.total or whole.facts.state in _NOT_MADE:
        return None
    parts = policy.parts_in(actor, whole.visit)
    rows = [_task(one, parts) for one in found.coming]
    done = found.total - found.left
    return Tasks(rows[:_TASKS_FIRST], rows[_TASKS_FIRST:], done, found.total)


def _task(one: Task, parts: frozenset[Part]) -> TaskRow:
    with_whom = "" if one.owner in parts else str(names.PARTS[one.owner])
    return TaskRow(one.id, _task_text(one), with_whom, one.due_on)


def _task_text(one: Task) -> str:
    if one.code == checklists.WELFARE.code:
        return str(checklists.WELFARE.text)
    return one.text or checklists.text_of(one.code)


# what was said -----------------------------------------------------------------------------------


def author_ids(thread: Thread) -> set[UUID]:
    """Who wrote the messages of a thread."""
    return {one.author_id for one in thread.said if one.author_id and one.move is None}


def lines(thread: Thread, named: Mapping[UUID, Named], where: Where) -> list[Line]:
    """What was said and done, first to last; who did something is named by their part alone."""
    return [_line(one, named, where) for one in thread.said]


def _line(one: Said, named: Mapping[UUID, Named], where: Where) -> Line:
    when = moments.moment(one.at, where)
    if one.move is None:
        who = named[one.author_id].name if one.author_id else _("Former colleague")
        return Line(when, one.text, who)
    part = str(names.PARTS[one.part]) if one.part and one.part is not Part.SYSTEM else ""
    if one.on_behalf:
        part = _("%(part)s, on behalf", part=part)
    reason = names.reason(one.reason) if one.reason is not None else ""
    told = series([str(names.DONE[one.move]), reason]) if reason else str(names.DONE[one.move])
    return Line(when, one.text, part, told)
