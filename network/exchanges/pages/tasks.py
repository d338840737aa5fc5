"""One item of a visit's checklists: settled, opened again, taken off (/visits/{id}/tasks)."""

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import checklist as actions
from network.exchanges.forms.checklists import SettleForm
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import Visit
from network.exchanges.pages.checklists import line_of, text_of
from network.exchanges.pages.preparing import GUARDING, Head, head_of, visit_in
from network.exchanges.queries import checklists as queries
from network.exchanges.rules import checklists as rules
from network.exchanges.rules.checklists import AREAS, Area
from network.exchanges.rules.names import PARTS
from network.exchanges.vocabulary import Part
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Stale
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


async def show_item(request: Request) -> Response:
    visit, item = await _item(request)
    form = SettleForm(data={"version": item.version, "note": item.note})
    return await _item_page(request, visit, item, form)


async def _item(request: Request) -> tuple[Visit, ChecklistItem]:
    visit = await visit_in(request, GUARDING)
    return visit, await queries.get_item(visit, id_in(request, "item"))


async def _item_page(
    request: Request,
    visit: Visit,
    item: ChecklistItem,
    form: SettleForm,
    status: int = 200,
) -> Response:
    head = await head_of(request, visit, [item.done_by_id])
    return render(
        request,
        "exchanges/task.html",
        status,
        head=head,
        visit_row=visit,
        item=item,
        line=line_of(head, item),
        area=str(AREAS[Area(item.area)]),
        settled_by=_settled_by(head, item),
        acts=_acts(actor_of(request), visit, item),
        is_rating=item.code in rules.RATINGS,
        can_remove=not item.code and policy.can_prepare(actor_of(request), visit),
        form=form,
    )


def _settled_by(head: Head, item: ChecklistItem) -> str:
    if item.done_at is None or not item.done_role:
        return ""
    name, part = head.labels.person(item.done_by_id, head.visit), str(PARTS[Part(item.done_role)])
    return _("Settled by %(name)s (%(part)s)", name=name, part=part)


def _acts(actor: Actor, visit: Visit, item: ChecklistItem) -> list[tuple[str, str]]:
    """What the reader can say about an item now, as values and words of buttons."""
    if item.state is not TaskState.OPEN:
        wanted = {TaskState.OPEN: _("Open it again")}
    else:
        wanted = {
            TaskState.DONE: _("Done"),
            TaskState.NOT_NEEDED: _("Not needed"),
            TaskState.WAIVED: _("Waive it as a focal point"),
        }
    if item.code in rules.RATINGS:
        wanted = {state: words for state, words in wanted.items() if state is TaskState.WAIVED}
    allowed = {s: w for s, w in wanted.items() if policy.can_settle_item(actor, visit, item, s)}
    return [(str(state), words) for state, words in allowed.items()]


async def settle(request: Request) -> Response:
    visit, item = await _item(request)
    form, state = SettleForm(form_of(request)), str(form_of(request).get("state", ""))
    if state not in set(TaskState):
        raise Forbidden
    if not form.validate():
        return await _item_page(request, visit, item, form, 422)
    try:
        await actions.settle_by_hand(
            actor_of(request), visit, item, form.version.data, TaskState(state), form.note.data
        )
    except Conflict as error:
        return await _settled_meanwhile(request, form, error)
    flash(request, _("Saved: %(item)s", item=text_of(item)))
    return see_other("visits:tasks", id=visit.id)


async def _settled_meanwhile(request: Request, form: SettleForm, error: Conflict) -> Response:
    visit, stored = await _item(request)
    form.version.data = stored.version
    form.notices.append(error.message)
    return await _item_page(request, visit, stored, form, 409)


async def remove(request: Request) -> Response:
    visit, item = await _item(request)
    form = SettleForm(form_of(request))
    try:
        await actions.remove_item(actor_of(request), visit, item, form.version.data)
    except Stale as error:
        return await _settled_meanwhile(request, form, error)
    flash(request, _("Taken off the lists."))
    return see_other("visits:tasks", id=visit.id)


routes = [
    get("/visits/{id:uuid}/tasks/{item:uuid}", show_item, "visits:task"),
    post("/visits/{id:uuid}/tasks/{item:uuid}", settle, "visits:settle-task"),
    post("/visits/{id:uuid}/tasks/{item:uuid}/removal", remove, "visits:remove-task"),
]
