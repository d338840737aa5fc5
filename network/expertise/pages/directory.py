"""The directory of centres: list, filters, map, lists to download (/centres)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from network.adapters import search
from network.centres.queries import DirectoryEntry
from network.expertise import actions, queries, rules
from network.expertise.finder import Finder
from network.expertise.pages import filters, naming
from network.expertise.pages.filters import Chosen, Group
from network.kernel import clock, tables, taxonomy, towns, zones
from network.kernel.actor import Actor
from network.kernel.facets import View
from network.kernel.i18n import _
from network.web import worldmap
from network.web.paging import page_of
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
    found, instead = await _found(chosen, actor, index)
    mask = chosen.mask(view) & (view.seen() if found is None else view.mask_of(found))
    entries = _sorted(view.rows(mask), chosen.sort, found, visit_of(request).zone)
    page = page_of(request, len(entries), _SIZE)
    if chosen.query and not entries and actor.is_member:
        await actions.note_unanswered(actor, chosen.query)
    within = view.seen() if found is None else view.mask_of(found)
    return render(
        request,
        "expertise/directory.html",
        chosen=chosen,
        filters=chosen.filters(view, within),
        total=view.seen().bit_count(),
        matching=len(entries),
        rows=_rows(entries[page.first : page.last], actor, index, chosen),
        page=page,
        map=_map(view, mask, actor),
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
    owners = list(dict.fromkeys(hit.owner_id for hit in answer.hits))
    return [owner for owner in owners if index.centres.get(owner)], answer.instead


def _sorts(query: str) -> list[tuple[str, str]]:
    found = [("best", _("Best match first"))] if query else []
    return [
        *found,
        ("open", _("Open to visitors first")),
        ("near", _("Smallest time difference")),
        ("name", _("Name")),
    ]


def _sorted(
    entries: Iterable[DirectoryEntry], sort: str, found: list[UUID] | None, zone: str
) -> list[DirectoryEntry]:
    """In the order asked for; profiles nobody confirmed for long sink within it."""
    now = clock.now()
    place = {key: n for n, key in enumerate(found or [])}

    def order(entry: DirectoryEntry) -> tuple[Any, ...]:
        is_stale = entry.confirmed_at is None or now >= entry.confirmed_at + rules.FRESH
        if sort == "name":
            return (entry.sort_key,)
        if sort == "near":
            apart = abs(zones.offset(now, entry.zone) - zones.offset(now, zone))
            return (is_stale, apart, entry.sort_key)
        if found is not None and sort != "open":
            return (place[entry.id],)
        return (is_stale, _OPEN not in entry.codes, entry.sort_key)

    return sorted(entries, key=order)


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


def _map(view: View[DirectoryEntry], mask: int, actor: Actor) -> dict[str, Any]:
    """The drawn map: what matches, what does not, where the reader is, where it is night."""
    everything = view.seen()
    return {
        "sea": worldmap.sea(),
        "night": worldmap.night(clock.now()),
        "on": worldmap.dots(_places(view.rows(mask), actor)),
        "off": worldmap.dots(_places(view.rows(everything & ~mask), actor)),
        "me": worldmap.dots(_places(view.rows(view.own), actor)),
    }


def _places(entries: Iterable[DirectoryEntry], actor: Actor) -> list[tuple[float, float]]:
    found = (
        towns.coordinates(entry.town, entry.country)
        for entry in entries
        if entry.shows(actor, "town")
    )
    return [place for place in found if place]


# lists to download -------------------------------------------------------------------------------

_COLUMNS = ("name", "town", "country", "region", "time_zone", "languages", "expertise", "address")


async def _export(request: Request) -> list[dict[str, Any]]:
    actor = actor_of(request)
    chosen = filters.chosen(request, "directory:list", groups())
    index = await queries.directory()
    view = index.centres.view(actor)
    found, _instead = await _found(chosen, actor, index)
    mask = chosen.mask(view) & (view.seen() if found is None else view.mask_of(found))
    return [_exported(entry, actor) for entry in _sorted(view.rows(mask), "name", None, "UTC")]


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
