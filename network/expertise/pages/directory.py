"""The directory of centres: list, filters, map, lists to download (/centres)."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from network.adapters import search
from network.centres.queries import DirectoryEntry
from network.expertise import actions, queries
from network.expertise.finder import Finder
from network.expertise.pages import filters, naming
from network.expertise.pages.filters import Chosen, Group
from network.kernel import clock, tables, taxonomy, zones
from network.kernel.actor import Actor
from network.kernel.facets import View
from network.kernel.i18n import _
from network.web import worldmap
from network.web.paging import Page, page_of
from network.web.responses import render
from network.web.routing import get
from network.web.state import actor_of, visit_of

_SIZE = 20
_SHOWN_TERMS = 5
_OPEN = "SV-HOST"
_SUPERVISES = "SV-SUP"


@dataclass(frozen=True, slots=True)
class Row:
    """A centre as this reader sees it in the list."""

    entry: DirectoryEntry
    where: str
    zone: str
    languages: list[str]
    terms: list[tuple[str, bool]]
    hosts: bool
    supervises: bool
    offers: int
    needs: int


def groups() -> list[Group]:
    """The directory's filters, in the reader's language."""
    return [
        filters.terms("about", _("Expertise"), "themes", "approaches", "client_groups"),
        filters.terms("does", _("Services"), "services"),
        filters.spoken("language", _("Working language")),
        filters.regions("region", _("Region")),
    ]


async def list_centres(request: Request) -> Response:
    actor = actor_of(request)
    chosen = filters.chosen(request, "directory:list", groups())
    index = await queries.directory()
    view = index.centres.view(actor)
    everything = view.seen()
    found, instead = await _found(chosen, actor, index)
    within = everything if found is None else view.mask_of(found) & everything
    mask = chosen.mask(view) & within
    page = page_of(request, mask.bit_count(), _SIZE)
    if chosen.query and not mask and actor.is_member:
        await actions.note_unanswered(actor, chosen.query)
    order = _order(chosen, view, mask, index, visit_of(request).zone)
    if order is None:
        entries = _best(view, mask, found, page)
    else:
        entries = view.page(order, page.first, _SIZE)
    return render(
        request,
        "expertise/directory.html",
        chosen=chosen,
        filters=chosen.filters(view, within),
        total=everything.bit_count(),
        matching=page.total,
        rows=_rows(entries, actor, index, chosen),
        page=page,
        map=_map(view, mask, everything & ~mask),
        instead=instead,
        sorts=_sorts(chosen.query),
    )


async def _found(
    chosen: Chosen, actor: Actor, index: Finder
) -> tuple[list[UUID] | None, dict[str, str]]:
    """Centres that the words lead to, by their profile or a listing of theirs, best first."""
    if not chosen.query:
        return None, {}
    answer = await search.find(chosen.query, search.audiences_of(actor), ("centre", "listing"))
    shown = (  # listings that ran out are still stored
        h for h in answer.hits if index.centres.get(h.object_id) or index.listings.get(h.object_id)
    )
    owners = list(dict.fromkeys(hit.owner_id for hit in shown))
    return [owner for owner in owners if index.centres.get(owner)], answer.instead


def _sorts(query: str) -> list[tuple[str, str]]:
    found = [("", _("Best match first"))] if query else []
    return [
        *found,
        ("open", _("Open to visitors first")),
        ("near", _("Smallest time difference")),
        ("name", _("Name")),
    ]


def _order(
    chosen: Chosen, view: View[DirectoryEntry], mask: int, index: Finder, zone: str
) -> list[int] | None:
    """Sets that follow each other, each by name; None for the best match first.

    Profiles nobody confirmed for long sink. Nothing hidden from the reader decides on a place.
    """
    stale = index.stale_centres()
    fresh = mask & ~stale
    if chosen.sort == "name":
        return [mask]
    if chosen.sort == "near":
        return [*_by_distance(view, fresh, zone), mask & stale]
    if chosen.sort != "open" and chosen.query:
        return None
    open_first = view.tagged(_OPEN)
    return [fresh & open_first, fresh & ~open_first, mask & stale]


def _by_distance(view: View[DirectoryEntry], mask: int, zone: str) -> list[int]:
    """By how far clocks are apart; centres that hide their town come last."""
    now = clock.now()
    own = zones.offset(now, zone)
    tags = [tag for tag in view.index.tags() if tag.startswith("zone:")]
    tags.sort(key=lambda tag: abs(zones.offset(now, tag.removeprefix("zone:")) - own))
    groups, rest = [], mask
    for tag in tags:
        groups.append(rest & view.tagged(tag))
        rest &= ~groups[-1]
    return [*groups, rest]


def _best(
    view: View[DirectoryEntry], mask: int, found: list[UUID] | None, page: Page
) -> list[DirectoryEntry]:
    """The page in the order in which the words found the centres."""
    place = {key: n for n, key in enumerate(found or [])}
    entries = sorted(view.rows(mask), key=lambda entry: place[entry.id])
    return entries[page.first : page.last]


def _rows(entries: list[DirectoryEntry], actor: Actor, index: Finder, chosen: Chosen) -> list[Row]:
    view = index.listings.view(actor)
    shown = view.seen()
    offers, needs = shown & view.tagged("kind:offer"), shown & view.tagged("kind:need")
    wanted = {*chosen.values["about"], *chosen.values["does"]}
    rows = []
    for entry in entries:
        own = index.listings.owned_by([entry.id])
        codes = naming.visible_codes(entry, actor)
        rows.append(
            Row(
                entry=entry,
                where=naming.where(entry, actor),
                zone=entry.zone if entry.shows(actor, "town") else "",
                languages=list(entry.languages) if entry.shows(actor, "languages") else [],
                terms=_terms(codes, wanted),
                hosts=_OPEN in codes,
                supervises=_SUPERVISES in codes,
                offers=(own & offers).bit_count(),
                needs=(own & needs).bit_count(),
            )
        )
    return rows


def _terms(codes: list[str], wanted: set[str]) -> list[tuple[str, bool]]:
    """A few words on what a centre does, those asked for first."""
    useful = [c for c in codes if c not in (_OPEN, _SUPERVISES)]
    useful.sort(key=lambda code: (code not in wanted, code[:2] == "SV"))
    return [(taxonomy.label(code), code in wanted) for code in useful[:_SHOWN_TERMS]]


def _map(view: View[DirectoryEntry], matching: int, others: int) -> dict[str, Any]:
    """The drawn map: what matches, what does not, where the reader is, where it is night."""
    on, off, me = [], [], []
    for tag in view.index.tags():
        if tag.startswith("place:"):
            shown = view.tagged(tag)
            place = _place(tag)
            me += [place] if shown & view.own else []
            on += [place] if shown & matching else []
            off += [place] if shown & others else []
    return {
        "sea": worldmap.sea(),
        "night": worldmap.night(clock.now()),
        "on": worldmap.dots(on),
        "off": worldmap.dots(off),
        "me": worldmap.dots(me),
    }


@cache
def _place(tag: str) -> tuple[float, float]:
    longitude, _comma, latitude = tag.removeprefix("place:").partition(",")
    return float(longitude), float(latitude)


# lists to download -------------------------------------------------------------------------------

_COLUMNS = ("name", "town", "country", "region", "time_zone", "languages", "expertise", "address")


async def _export(request: Request) -> list[dict[str, Any]]:
    actor = actor_of(request)
    chosen = filters.chosen(request, "directory:list", groups())
    index = await queries.directory()
    view = index.centres.view(actor)
    found, _instead = await _found(chosen, actor, index)
    mask = chosen.mask(view) & (view.seen() if found is None else view.mask_of(found))
    return [_exported(entry, actor) for entry in view.page([mask], 0, mask.bit_count())]


def _exported(entry: DirectoryEntry, actor: Actor) -> dict[str, Any]:
    return {
        "name": entry.name,
        "town": entry.town if entry.shows(actor, "town") else "",
        "country": entry.country,
        "region": entry.region,
        "time_zone": entry.zone if entry.shows(actor, "town") else "",
        "languages": list(entry.languages) if entry.shows(actor, "languages") else [],
        "expertise": naming.visible_codes(entry, actor),
        "address": f"/centres/{entry.slug}",
    }


async def export_csv(request: Request) -> Response:
    """What the reader sees with these filters, as a table."""
    rows = [
        [";".join(v) if isinstance(v, list) else v for v in (row[c] for c in _COLUMNS)]
        for row in await _export(request)
    ]
    headers = {"Content-Disposition": 'attachment; filename="centres.csv"'}
    table = tables.as_csv(_COLUMNS, rows)
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


async def export_json(request: Request) -> Response:
    """The same as JSON."""
    headers = {"Content-Disposition": 'attachment; filename="centres.json"'}
    return JSONResponse({"centres": await _export(request)}, headers=headers)


routes = [
    get("/centres", list_centres, "directory:list", public=True),
    get("/centres.csv", export_csv, "directory:csv"),
    get("/centres.json", export_json, "directory:json"),
]
