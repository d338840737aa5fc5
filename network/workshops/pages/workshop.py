"""One workshop: where it is, its agenda, people, materials and outcome (/workshops/{id})."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel.actor import Actor
from network.web.paging import page_of
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of, visit_of
from network.workshops import policy
from network.workshops.pages import after, links, reader_place, released, shown, trail, turns
from network.workshops.queries import named, whole, workshops
from network.workshops.queries.named import Named
from network.workshops.queries.whole import PEOPLE_ON_A_PAGE, Whole
from network.workshops.queries.workshops import Seen
from network.workshops.vocabulary import WorkshopState


async def show_workshop(request: Request) -> Response:
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    found = await whole.whole_of(actor, seen, _first_person(request))
    people = await _people(actor, found)
    kind, state = shown.state_words(seen.workshop.state)
    return render(
        request,
        "workshops/show.html",
        workshop=seen.workshop,
        days=shown.days_of(seen.workshop),
        state=state,
        state_kind=kind,
        reason=shown.reason_of(actor, seen),
        turns=turns.turns_shown(actor, found),
        pages=links.about(actor, seen),
        tools=links.running(actor, seen),
        **_about(request, found),
        **_program(request, found, people),
        **_met(request, found, people),
    )


async def _people(actor: Actor, found: Whole) -> Mapping[UUID, Named]:
    """Everybody whom the page names; it names nobody to the world."""
    if not actor.is_member:
        return {}
    ids = {*found.organisers, *found.people, *(found.release.speakers if found.release else ())}
    return await named.names(actor, ids | {one.owner_id for one in found.agreed if one.owner_id})


def _about(request: Request, found: Whole) -> dict[str, Any]:
    """What it is, when and where, the places, and the reader's own."""
    actor, where = actor_of(request), visit_of(request).where
    seen = found.seen
    return {
        "facts": shown.facts(actor, seen, where),
        "join_page": shown.join_page(actor, seen),
        "places": shown.places(seen.workshop, found.room),
        "box": reader_place.box(actor, found, where),
        "came_from": trail.link_of(actor, seen),
    }


def _program(request: Request, found: Whole, people: Mapping[UUID, Named]) -> dict[str, Any]:
    """The released agenda, session by session."""
    actor, where = actor_of(request), visit_of(request).where
    has_days = found.workshop.state is not WorkshopState.POSTPONED
    sittings, untimed = released.agenda(actor, found, people, where) if has_days else ([], [])
    return {
        "sittings": sittings,
        "untimed": untimed,
        "is_released": found.release is not None,
        "released": released.told(found.release, where),
        "can_print": actor.person_id is not None and has_days and bool(found.sessions),
        "writes_agenda": policy.can_run(actor, *found.seen),
    }


def _met(request: Request, found: Whole, people: Mapping[UUID, Named]) -> dict[str, Any]:
    """Who organises it and who comes, what there is to read, and what came of it."""
    actor, seen = actor_of(request), found.seen
    return {
        "organisers": [people[key] for key in found.organisers if key in people],
        "meets": policy.can_see_people(actor, *seen) and _is_shown(seen),
        "people": [people[key] for key in found.people if key in people],
        "people_page": page_of(request, found.people_count, PEOPLE_ON_A_PAGE),
        "people_count": found.people_count,
        "materials": found.materials,
        "outcome": after.outcome_told(actor, found),
        "agreed": after.agreed_told(found, people),
    }


def _is_shown(seen: Seen) -> bool:
    return seen.workshop.state not in (WorkshopState.DRAFT, WorkshopState.CHECKED)


def _first_person(request: Request) -> int:
    """From which person on those who come are listed; checked against their number by the page."""
    asked = page_of(request, 100 * PEOPLE_ON_A_PAGE, PEOPLE_ON_A_PAGE)
    return asked.first


routes: list[Route] = [
    get("/workshops/{id:uuid}", show_workshop, "workshops:show", public=True),
    *trail.routes,
]
