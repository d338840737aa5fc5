"""The checklists of a visit, and each item of them (/visits/{id}/tasks)."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import checklist as actions
from network.exchanges.actions.checklist import Own
from network.exchanges.forms.checklists import OwnItemForm
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import Visit
from network.exchanges.pages.preparing import GUARDING, Head, head_of, visit_in
from network.exchanges.queries import checklists as queries
from network.exchanges.rules import checklists as rules
from network.exchanges.rules.checklists import AREAS, Area, Entry
from network.exchanges.rules.names import PARTS
from network.exchanges.vocabulary import Part
from network.kernel import clock, moments
from network.kernel.errors import Conflict, Forbidden, Invalid
from network.kernel.i18n import _, lazy
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of

_STATES = {
    TaskState.DONE: lazy("Done"),
    TaskState.WAIVED: lazy("Waived"),
    TaskState.NOT_NEEDED: lazy("Not needed"),
}
_LOOKS = {TaskState.DONE: "done", TaskState.WAIVED: "", TaskState.NOT_NEEDED: ""}
_WITH = {
    Part.VISITOR: lazy("With the visitor"),
    Part.HOME: lazy("With the home centre"),
    Part.HOST: lazy("With the host"),
    Part.MENTOR: lazy("With the mentor"),
}
_HELPS = {
    Part.VISITOR: lazy("The home coordinator can help."),
    Part.HOME: lazy("The secretariat can help."),
    Part.HOST: lazy("The secretariat can help."),
    Part.MENTOR: lazy("The host coordinator can help."),
}


class Line(NamedTuple):
    """An item of the lists, as its reader sees it."""

    id: UUID
    text: str
    is_own: bool
    owner: str
    look: str
    state: str
    due: str
    is_late: bool
    help: str
    is_mine: bool


async def show(request: Request) -> Response:
    return await _page(request, await visit_in(request, GUARDING), OwnItemForm())


async def _page(request: Request, visit: Visit, form: OwnItemForm, status: int = 200) -> Response:
    head = await head_of(request, visit)
    items = await queries.items_of(visit.id)
    planned = [] if items else await queries.planned_for(visit, head.labels.centres.values())
    lines = {area: _lines(head, [i for i in items if i.area == area]) for area in Area}
    mine = [line for found in lines.values() for line in found if line.is_mine]
    return render(
        request,
        "exchanges/tasks.html",
        status,
        head=head,
        visit_row=visit,
        groups=[(str(AREAS[area]), found, _settled(found)) for area, found in lines.items()],
        has_items=bool(items),
        planned=[_planned(entry) for entry in planned],
        mine=len(mine),
        turn=_turn(items) if items and not mine else "",
        can_add=bool(items) and policy.can_prepare(actor_of(request), visit),
        form=form,
        is_adding=bool(form.problems or form.notices),
    )


def _lines(head: Head, items: list[ChecklistItem]) -> list[Line]:
    return [line_of(head, item) for item in items]


def line_of(head: Head, item: ChecklistItem) -> Line:
    owner, today = Part(item.owner), clock.now().date()
    is_open = item.state is TaskState.OPEN
    is_mine = is_open and owner in head.parts
    is_late = is_open and item.due_on is not None and item.due_on < today
    return Line(
        id=item.id,
        text=text_of(item),
        is_own=not item.code,
        owner=str(PARTS[owner]),
        look=_look(item, is_mine=is_mine),
        state=_state(item, is_mine=is_mine),
        due=_due(item.due_on, is_open=is_open, is_late=is_late),
        is_late=is_late,
        help=str(_HELPS.get(owner, "")) if is_late else "",
        is_mine=is_mine,
    )


def text_of(item: ChecklistItem) -> str:
    return item.text or rules.text_of(item.code)


def _look(item: ChecklistItem, *, is_mine: bool) -> str:
    if item.state is TaskState.OPEN:
        return "move" if is_mine else "wait"
    return _LOOKS[item.state]


def _state(item: ChecklistItem, *, is_mine: bool) -> str:
    if item.state is not TaskState.OPEN:
        return str(_STATES[item.state])
    return _("Your turn") if is_mine else str(_WITH.get(Part(item.owner), PARTS[Part(item.owner)]))


def _due(on: date | None, *, is_open: bool, is_late: bool) -> str:
    if on is None or not is_open:
        return ""
    if is_late:
        return _("It was planned for %(day)s.", day=moments.day(on))
    return _("Until %(day)s", day=moments.day(on))


def _settled(lines: list[Line]) -> tuple[int, int]:
    return sum(line.look not in ("move", "wait") for line in lines), len(lines)


def _planned(entry: Entry) -> tuple[str, str, date]:
    return rules.text_of(entry.code), str(PARTS[entry.owner]), entry.due_on


def _turn(items: list[ChecklistItem]) -> str:
    """Whose turn it is when it is not the reader's."""
    owner = next((Part(i.owner) for i in items if i.state is TaskState.OPEN), None)
    if owner is None:
        return _("Everything is settled.")
    return _("Nothing for you now. The next one is with: %(part)s.", part=str(PARTS[owner]))


# items of one's own ------------------------------------------------------------------------------


async def add(request: Request) -> Response:
    visit, form = await visit_in(request, GUARDING), OwnItemForm(form_of(request))
    if not policy.can_prepare(actor_of(request), visit):
        raise Forbidden
    if not form.validate():
        return await _page(request, visit, form, 422)
    given: dict[str, Any] = form.data
    own = Own(given["text"], Area(given["area"]), Part(given["owner"]), given["due_on"])
    try:
        await actions.add_item(actor_of(request), visit, own)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, visit, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, visit, form, 409)
    flash(request, _("Added to the lists."))
    return see_other("visits:tasks", id=visit.id)


routes = [
    get("/visits/{id:uuid}/tasks", show, "visits:tasks"),
    post("/visits/{id:uuid}/tasks", add, "visits:add-task"),
]
