"""The programme of a workshop, to print and to take along."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel import clock, moments
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of, visit_of
from network.workshops import policy
from network.workshops.pages import released, shown
from network.workshops.queries import agenda, named, whole, workshops
from network.workshops.rules.agenda import speakers_in


async def show_print(request: Request) -> Response:
    """As it was released; before the first release its writers print the draft."""
    actor, where = actor_of(request), visit_of(request).where
    seen = await workshops.get_workshop(actor, id_in(request))
    found = await whole.whole_of(actor, seen)
    is_draft = found.release is None and policy.can_see_draft_agenda(actor, *seen)
    slots = await agenda.draft_of(seen.workshop.id) if is_draft else found.slots
    found = replace(found, slots=slots, changed=frozenset())
    people = await named.names(actor, speakers_in(slots)) if actor.is_member else {}
    sittings, untimed = released.agenda(actor, found, people, where)
    return render(
        request,
        "workshops/programme_print.html",
        workshop=seen.workshop,
        days=shown.days_of(seen.workshop),
        place=seen.workshop.place if shown.knows_place(actor, seen) else "",
        sittings=sittings,
        untimed=untimed,
        is_draft=is_draft and bool(slots),
        released=released.told(found.release, where),
        printed=moments.moment(clock.now(), where),
    )


routes: list[Route] = [
    get("/workshops/{id:uuid}/programme/print", show_print, "workshops:programme-print"),
]
