"""Today: the day, what waits for the reader, and what is new (/today)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries as centres
from network.expertise import queries as expertise
from network.expertise.finder import Finder
from network.expertise.pages import naming
from network.expertise.queries import Waiting
from network.kernel import clock, moments, zones
from network.kernel.actor import Actor
from network.kernel.i18n import _, ngettext
from network.kernel.travel import Where
from network.notifications import pages as notice_pages
from network.notifications import queries as notices
from network.site import (
    check_in_tasks,
    knowledge_tasks,
    supervision_tasks,
    visit_tasks,
    workshop_tasks,
)
from network.site.tasks import Task
from network.web.responses import render
from network.web.routing import get, path_for
from network.web.state import actor_of, visit_of

_HOURS = (0, 6, 12, 18, 24)
_DAY_BEGINS, _DAY_ENDS = 7, 19
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A centre one works with and what time it is there."""

    name: str
    town: str
    time: str
    is_day: bool


async def show_today(request: Request) -> Response:
    visit, actor = visit_of(request), actor_of(request)
    index = await expertise.directory()
    tasks = await waiting(actor, index, visit.where)
    rows = await notices.notices_of(actor, limit=5)
    now = clock.now()
    return render(
        request,
        "site/today.html",
        day=moments.day(moments.local_day(now, visit.zone)),
        lede=_lede(tasks),
        tasks=tasks,
        notices=_told(rows, actor, index, visit.where),
        places=_places(actor, index),
        hour=_hour(visit.zone),
        hours=_HOURS,
        zone_name=moments.place(visit.zone),
        offset=moments.offset(now, visit.zone),
        time=moments.time(now, visit.zone),
    )


def _told(rows: list[Any], actor: Actor, index: Finder, zone: Where) -> list[dict[str, Any]]:
    """The newest notices in words."""
    ids = {row.facts["centre_id"] for row in rows if row.facts.get("centre_id")}
    names = {key: naming.centre_name(UUID(key), index, actor) for key in ids}
    return [{"notice": row, "text": notice_pages.words_of(row, names, zone)} for row in rows]


def _lede(tasks: list[Task]) -> str:
    if not tasks:
        return _("Nothing waits for you.")
    return ngettext("%(n)s thing waits for you.", "%(n)s things wait for you.", len(tasks))


def _hour(zone: str) -> float:
    wall = clock.now().astimezone(zones.zone(zone))
    return round(wall.hour + wall.minute / 60, 3)


async def waiting(actor: Actor, index: Finder, zone: Where) -> list[Task]:
    """Everything that waits for this person, most urgent first."""
    waits = await supervision_tasks.waiting(actor, zone)
    waits += await visit_tasks.waiting(actor)
    waits += await workshop_tasks.waiting(actor, zone)
    waits += await knowledge_tasks.waiting(actor)
    waits += await check_in_tasks.waiting(actor, index)
    if not actor.coordinated_ids:
        return waits
    found = await expertise.waiting_for(actor)
    return [
        *waits,
        *(_asking(row, actor, index) for row in found if row.what in ("request", "answer")),
        *await _own_centres(actor, index),
        *(_listing(row) for row in found if row.what in ("draft", "due")),
    ]


def _asking(row: Waiting, actor: Actor, index: Finder) -> Task:
    """A request to get in touch, or an answer to a need."""
    name = naming.centre_name(row.centre_id, index, actor)
    if row.what == "answer":
        title, act = _("%(centre)s offers to help", centre=name), _("Read")
        link = path_for("expertise:show", id=row.listing_id) + "#answers"
    else:
        title, act = _("%(centre)s asks to get in touch", centre=name), _("Answer")
        link = path_for("requests:show", id=row.id)
    return Task(title, row.title, link, act)


async def _own_centres(actor: Actor, index: Finder) -> list[Task]:
    tasks = []
    absent = [key for key in actor.coordinated_ids if index.centres.get(key) is None]
    for centre_id in actor.coordinated_ids - await centres.closed_of(absent):
        link, entry = path_for("centres:desk", id=centre_id), index.centres.get(centre_id)
        if entry is None:
            text = _("Nobody sees it yet. Check the profile and say who may.")
            tasks.append(Task(_("Confirm your centre's entry"), text, link, _("Look")))
        elif centres.is_due(entry):
            text = _("We ask every six months.")
            tasks.append(Task(_("Is your centre's profile still right?"), text, link, _("Look")))
    return tasks


def _listing(row: Waiting) -> Task:
    link = path_for("expertise:show", id=row.id)
    title = _("Publish your draft") if row.what == "draft" else _("Is this still right?")
    return Task(title, row.title, link, _("Look"))


def _places(actor: Actor, index: Finder) -> list[Place]:
    """The towns of centres in contact, with the time there."""
    now, places = clock.now(), []
    for centre_id in list(actor.contact_ids)[:_MOST_PLACES]:
        centre = index.centres.get(centre_id)
        if centre is None or not centre.zone or not centre.shows(actor, "town"):
            continue
        hour = now.astimezone(zones.zone(centre.zone)).hour
        places.append(
            Place(
                name=centre.name,
                town=centre.town,
                time=moments.time(now, centre.zone),
                is_day=_DAY_BEGINS <= hour < _DAY_ENDS,
            )
        )
    return sorted(places, key=lambda place: place.name)


routes = [get("/today", show_today, "site:today")]
