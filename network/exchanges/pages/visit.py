"""One visit: where it is, whose turn it is, its facts (/visits/{id})."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.exchanges import policy
from network.exchanges.forms.talking import MessageForm
from network.exchanges.models.visits import Visit
from network.exchanges.pages import (
    clashing,
    dates_shown,
    links,
    notes,
    programme_shown,
    shown,
    steps,
    turns,
)
from network.exchanges.queries import named, visits, whole
from network.exchanges.queries.named import Named
from network.exchanges.queries.whole import Whole
from network.exchanges.rules import names
from network.exchanges.rules.states import FINAL
from network.kernel.actor import Actor
from network.web.forms import PortalForm
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of, visit_of

_LINES = 6


async def show_visit(request: Request) -> Response:
    exchange = await visits.get_with_centres(actor_of(request), id_in(request))
    return await page(request, exchange)


async def page(
    request: Request, exchange: Visit, status: int = 200, form: PortalForm | None = None
) -> Response:
    """The page of a visit the reader was let in to; `form` is a message to be looked at again."""
    actor = actor_of(request)
    found = await whole.whole_of(actor, exchange)
    ids, own = shown.people_ids(found), visit_of(request).where
    people = await named.people_in(actor, exchange, ids, own)
    is_over = exchange.submitted_at is None or found.facts.state in FINAL
    writes = policy.can_prepare(actor, exchange) and not is_over
    return render(
        request,
        "exchanges/show.html",
        status,
        exchange=exchange,
        message_form=(form or MessageForm()) if writes else None,
        programme=await programme_shown.box(actor, exchange),
        clashes=await clashing.warnings(actor, exchange, people),
        notes=await notes.notes_for(actor, found),
        **_told(request, found, people),
        **_asked(actor, found, people),
    )


def _told(request: Request, found: Whole, people: Mapping[UUID, Named]) -> dict[str, Any]:
    """Where the visit is, who is in it, and what was said."""
    actor, visit, where = actor_of(request), found.visit, visit_of(request).where
    state = found.facts.state
    window = found.choice.window if found.choice and policy.can_see_host(actor, visit) else None
    return {
        "title": shown.title_of(actor, found, people),
        "days": shown.days_of(visit),
        "state": names.STATES[state],
        "state_code": state,
        "reason": shown.reason_of(found),
        "steps": steps.steps_of(
            visit,
            state,
            found.thread.said,
            where,
            offered=window.created_at if window else None,
            waits=notes.waits_for(actor, found, where),
        ),
        "facts": shown.facts(actor, found),
        "faces": shown.faces(found, people),
        "lines": shown.lines(found.thread, people, where)[-_LINES:],
        "unread": found.thread.unread,
        "reads_messages": policy.can_read_messages(actor, visit),
        "tools": links.tools_for(actor, visit, state),
        "links": links.links_for(actor, visit, state),
    }


def _asked(actor: Actor, found: Whole, people: Mapping[UUID, Named]) -> dict[str, Any]:
    """What waits for whom: turns, days, checklists."""
    visit = found.visit
    return {
        "turns": turns.turns_shown(actor, found),
        "poll": dates_shown.poll_box(actor, visit, found.poll, people),
        "change": dates_shown.change_box(actor, visit, found.change),
        "tasks": shown.tasks(actor, found),
    }


routes = [get("/visits/{id:uuid}", show_visit, "visits:show")]
