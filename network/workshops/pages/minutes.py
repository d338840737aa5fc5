"""What was said and agreed in an item (/workshops/{id}/agenda/{item}/minutes)."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import moments
from network.kernel.errors import Conflict, Stale, require
from network.kernel.i18n import _
from network.kernel.travel import Where
from network.web.differing import Difference, meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops import policy
from network.workshops.actions import programming as actions
from network.workshops.forms.agenda import MinutesForm
from network.workshops.models.agenda import AgendaItem
from network.workshops.queries import agenda, named, programme, workshops
from network.workshops.queries.workshops import Seen


async def show_minutes(request: Request) -> Response:
    seen, item = await _readable(request)
    note = await agenda.note_of(item.id)
    given = {"version": note.version if note else 0, "text": note.text if note else ""}
    return await _page(request, seen, item, MinutesForm(data=given))


async def write(request: Request) -> Response:
    seen, item = await _readable(request)
    actor, form = actor_of(request), MinutesForm(form_of(request))
    require(policy.can_write_minutes(actor, *seen))
    if not form.validate():
        return await _page(request, seen, item, form, 422)
    version, text = int(form.version.data), form.text.data
    try:
        await actions.write_minutes(actor, seen.workshop, item.id, version, text)
    except Stale as error:
        found = meanwhile(form, error, ["text"])
        return await _page(request, seen, item, form, 409, found)
    except Conflict as error:
        form.notices.append(error.message)
        return await _page(request, seen, item, form, 409)
    flash(request, _("Saved. What stood there before is kept below."))
    return see_other("workshops:minutes", id=seen.workshop.id, item=item.id)


async def _readable(request: Request) -> tuple[Seen, AgendaItem]:
    """An item whose minutes the reader may read; who only sees the workshop is told so."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    item = await programme.readable_item(actor, seen, id_in(request, "item"))
    require(policy.can_read_minutes(actor, *seen))
    return seen, item


async def _page(
    request: Request,
    seen: Seen,
    item: AgendaItem,
    form: MinutesForm,
    status: int = 200,
    found: list[Difference] | None = None,
) -> Response:
    actor, where = actor_of(request), visit_of(request).where
    note = await agenda.note_of(item.id)
    rows = await programme.revisions_of(note.id) if note else []
    people = await named.names(actor, {row.author_id for row in rows if row.author_id})
    return render(
        request,
        "workshops/minutes.html",
        status,
        workshop=seen.workshop,
        item=item,
        note=note,
        form=form,
        differences=found or [],
        revisions=[
            (row, people[row.author_id].name if row.author_id else "", _day(row.created_at, where))
            for row in rows
        ],
        can_write=policy.can_write_minutes(actor, *seen),
    )


def _day(at: datetime, where: Where) -> str:
    return moments.short_day(moments.local_day(at, where))


_MINUTES = "/workshops/{id:uuid}/agenda/{item:uuid}/minutes"
routes = [
    get(_MINUTES, show_minutes, "workshops:minutes"),
    post(_MINUTES, write, "workshops:write-minutes"),
]
