"""Messages on a visit, with what was done between them (/visits/{id}/messages)."""

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.actions import talking as actions
from network.exchanges.forms.talking import MessageForm
from network.exchanges.models.visits import Visit
from network.exchanges.pages import shown
from network.exchanges.queries import hosts, messages, named, visits, whole
from network.exchanges.rules.states import FINAL
from network.kernel.errors import Conflict, Invalid
from network.kernel.i18n import _
from network.web.paging import page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of, visit_of

_FAR = 100_000


async def show_messages(request: Request) -> Response:
    return await _page(request, await _visit(request), MessageForm())


async def _visit(request: Request) -> Visit:
    return await visits.get_visit(actor_of(request), id_in(request))


async def _page(request: Request, visit: Visit, form: MessageForm, status: int = 200) -> Response:
    actor = actor_of(request)
    since = whole.since(actor, visit, await hosts.choices_of(visit.id))
    asked = page_of(request, _FAR, messages.PAGE)
    thread = await messages.thread(actor, visit, since, skip=asked.first)
    if not thread.said and asked.number > 1:
        thread = await messages.thread(actor, visit, since)
    people = await named.people_in(actor, visit, shown.author_ids(thread))
    reads = policy.can_read_messages(actor, visit)
    writes = policy.can_prepare(actor, visit) and visit.submitted_at is not None
    is_shown = writes and (visit.state not in FINAL or form.notices)
    return render(
        request,
        "exchanges/messages.html",
        status,
        exchange=visit,
        form=form if is_shown else None,
        lines=shown.lines(thread, people, visit_of(request).where),
        unread=thread.unread,
        reads_messages=reads,
        page=page_of(request, thread.total, messages.PAGE),
        link=lambda number: path_for("visits:messages", id=visit.id, page=number),
    )


async def write(request: Request) -> Response:
    visit, form = await _visit(request), MessageForm(form_of(request))
    if not form.validate():
        return await _page(request, visit, form, 422)
    try:
        await actions.write(actor_of(request), visit, form.text.data)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, visit, form, 422)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, await visits.fresh(visit.id), form, 409)
    flash(request, _("Sent. The others in this visit are told."))
    return see_other("visits:show", id=visit.id)


async def mark_read(request: Request) -> Response:
    visit = await _visit(request)
    await actions.mark_read(actor_of(request), visit)
    flash(request, _("Noted. You are told when somebody writes again."))
    return see_other("visits:messages", id=visit.id)


routes = [
    get("/visits/{id:uuid}/messages", show_messages, "visits:messages"),
    post("/visits/{id:uuid}/messages", write, "visits:write"),
    post("/visits/{id:uuid}/messages/reading", mark_read, "visits:read"),
]
