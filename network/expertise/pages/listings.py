"""Offers and needs: the list, one listing with its reasons to match, lists to download."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from network.adapters import search
from network.expertise import actions, policy, queries, rules
from network.expertise.finder import Finder, ListingEntry
from network.expertise.models import Answer, Kind, Listing, ListingState
from network.expertise.pages import filters, naming
from network.expertise.pages.filters import Chosen, Group
from network.expertise.pages.matching import told
from network.expertise.queries import MatchRow
from network.kernel import clock, moments, tables, taxonomy
from network.kernel.actor import Actor
from network.kernel.facets import View
from network.kernel.i18n import _, language, lazy
from network.web.paging import Page, page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of
from network.web.templating import marked

_SIZE = 20
KIND_NAMES = {Kind.OFFER: lazy("Offer"), Kind.NEED: lazy("Need")}
STATE_NAMES = {
    ListingState.DRAFT: lazy("Draft"),
    ListingState.PUBLISHED: lazy("Published"),
    ListingState.WITHDRAWN: lazy("Taken back"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A listing as this reader sees it in the list."""

    entry: ListingEntry
    language: str
    title: str
    centre: str
    where: str
    terms: list[tuple[str, bool]]
    languages: list[str]
    when: str
    is_stale: bool
    snippet: Markup | None
    snippet_language: str


def groups() -> list[Group]:
    """The filters of offers and needs, in the reader's language."""
    kinds = {"offer": _("Offers"), "need": _("Needs")}
    return [
        Group("kind", _("Kind"), {k: f"kind:{k}" for k in kinds}, lambda k: kinds[k]),
        filters.terms("about", _("Expertise"), "themes", "approaches", "client_groups"),
        filters.terms("does", _("Services"), "services"),
        filters.terms("how", _("Kinds of exchange"), "purposes"),
        filters.spoken("language", _("Language")),
        filters.regions("region", _("Region of the centre")),
        Group("now", _("State"), {"accepting": "accepting"}, lambda _v: _("Takes requests now")),
    ]


async def list_listings(request: Request) -> Response:
    actor = actor_of(request)
    chosen = filters.chosen(request, "expertise:list", groups())
    index = await queries.directory()
    view = index.listings.view(actor)
    answer = await _answer(chosen, actor)
    hits = {hit.object_id: hit for hit in answer.hits}
    within = view.mask_of(hits) & view.seen() if chosen.query else view.seen()
    mask = chosen.mask(view) & within
    page = page_of(request, mask.bit_count(), _SIZE)
    if chosen.query and not mask and actor.is_member:
        await actions.note_unanswered(actor, chosen.query)
    if chosen.query:
        entries = _best(view, mask, list(hits), page)
    else:
        entries = view.page(_order(view, mask, index), page.first, _SIZE)
    return render(
        request,
        "expertise/listings.html",
        chosen=chosen,
        filters=chosen.filters(view, within),
        total=view.seen().bit_count(),
        matching=page.total,
        rows=[_row(entry, actor, index, chosen, hits.get(entry.id)) for entry in entries],
        page=page,
        instead=answer.instead,
        kinds=KIND_NAMES,
        can_write=bool(actor.coordinated_ids),
    )


async def _answer(chosen: Chosen, actor: Actor) -> search.Answer:
    if not chosen.query:
        return search.Answer([], {})
    return await search.find(chosen.query, search.audiences_of(actor), ("listing",))


def _order(view: View[ListingEntry], mask: int, index: Finder) -> list[int]:
    """The newest first; what takes no requests, or nobody confirmed for long, below."""
    stale, accepting = index.stale_listings(), view.tagged("accepting")
    fresh = mask & ~stale
    return [fresh & accepting, fresh & ~accepting, mask & stale]


def _best(view: View[ListingEntry], mask: int, found: list[UUID], page: Page) -> list[ListingEntry]:
    """The page in the order in which the words found the listings."""
    place = {key: n for n, key in enumerate(found)}
    return sorted(view.rows(mask), key=lambda e: place[e.id])[page.first : page.last]


def _row(
    entry: ListingEntry, actor: Actor, index: Finder, chosen: Chosen, hit: search.Hit | None
) -> Row:
    shown_in, title = entry.title_in(language())
    return Row(
        entry=entry,
        language=shown_in,
        title=title,
        centre=naming.centre_name(entry.centre_id, index, actor),
        where=naming.place(entry.centre_id, index, actor),
        terms=_terms(entry.codes, {v for values in chosen.values.values() for v in values}),
        languages=list(entry.languages),
        when=moments.period(entry.from_on, entry.until_on),
        is_stale=clock.now() >= entry.confirmed_at + rules.FRESH,
        snippet=marked(hit.body, hit.forms, hit.language) if hit and hit.body else None,
        snippet_language=hit.language if hit else shown_in,
    )


def _terms(codes: tuple[str, ...], wanted: set[str]) -> list[tuple[str, bool]]:
    ordered = sorted(codes, key=lambda code: (code not in wanted, code))
    return [(taxonomy.label(code), code in wanted) for code in ordered[:6]]


# one listing -------------------------------------------------------------------------------------


async def show_listing(request: Request) -> Response:
    actor, now = actor_of(request), clock.now()
    listing = await queries.get_listing(actor, id_in(request))
    index = await queries.directory()
    entry = index.centres.get(listing.centre_id)
    is_seen = entry is not None and naming.is_seen(entry, actor)
    is_need = listing.kind is Kind.NEED
    is_hidden = rules.is_hidden(listing, now)
    busy = await queries.open_requests([listing.id])
    return render(
        request,
        "expertise/show.html",
        listing=listing,
        words=_words(listing, request.query_params.get("in", "")),
        centre_name=naming.centre_name(listing.centre_id, index, actor),
        centre_slug=entry.slug if entry is not None and is_seen else "",
        terms=taxonomy.labels(taxonomy.sorted_codes(listing.codes)),
        spoken=list(listing.languages.items()),
        when=moments.period(listing.from_on, listing.until_on),
        kinds=KIND_NAMES,
        states=STATE_NAMES,
        can_edit=policy.can_edit(actor, listing),
        is_published=listing.state is ListingState.PUBLISHED,
        is_due=rules.is_due(listing, now),
        is_hidden=is_hidden,
        over_since=listing.until_on if rules.is_over(listing, now.date()) else None,
        is_full=rules.is_full(listing.capacity, busy[listing.id]),
        can_ask=policy.can_ask(actor, listing.centre_id),
        can_answer=not is_hidden and policy.can_answer(actor, listing),
        can_pick=policy.can_pick(actor, listing),
        matches=[told(row, actor, index) for row in await _matches(actor, listing)],
        answers=await _answers(actor, listing, index) if is_need else [],
        period=moments.period,
    )


async def _matches(actor: Actor, listing: Listing) -> list[MatchRow]:
    return await queries.matches_for(actor, listing, 10) if actor.is_member else []


async def _answers(actor: Actor, need: Listing, index: Finder) -> list[tuple[Answer, str]]:
    return [
        (answer, naming.centre_name(answer.centre_id, index, actor))
        for answer in await queries.answers_to(actor, need)
    ]


def _words(listing: Listing, asked: str) -> dict[str, Any]:
    """Title and summary in the language asked for, else the reader's, else as written."""
    texts = {listing.language: {"title": listing.title, "summary": listing.summary}}
    texts |= listing.translations
    wanted = next((c for c in (asked, language()) if c in texts), listing.language)
    others = [code for code in texts if code != wanted]
    return {"language": wanted, **texts[wanted], "others": others}


async def publish(request: Request) -> Response:
    actor = actor_of(request)
    listing = await queries.get_listing(actor, id_in(request))
    await actions.publish(actor, listing)
    flash(request, _("Published. Centres whom it fits are told."))
    return see_other("expertise:show", id=listing.id)


async def withdraw(request: Request) -> Response:
    actor = actor_of(request)
    listing = await queries.get_listing(actor, id_in(request))
    await actions.withdraw(actor, listing)
    flash(request, _("Taken back. Nobody else sees it any more."))
    return see_other("expertise:show", id=listing.id)


async def still_right(request: Request) -> Response:
    actor = actor_of(request)
    listing = await queries.get_listing(actor, id_in(request))
    await actions.still_right(actor, listing)
    flash(request, _("Thank you. We ask again in six months."))
    return see_other("expertise:show", id=listing.id)


async def close_for_now(request: Request) -> Response:
    return await _set_accepting(request, is_accepting=False)


async def open_again(request: Request) -> Response:
    return await _set_accepting(request, is_accepting=True)


async def _set_accepting(request: Request, *, is_accepting: bool) -> Response:
    actor = actor_of(request)
    listing = await queries.get_listing(actor, id_in(request))
    await actions.set_accepting(actor, listing, is_accepting=is_accepting)
    message = _("Others can ask again.") if is_accepting else _("Shown as “not now”.")
    flash(request, message)
    return see_other("expertise:show", id=listing.id)


# lists to download -------------------------------------------------------------------------------

_COLUMNS = ("kind", "title", "summary", "language", "centre", "expertise", "from", "until")


async def _export(request: Request) -> list[dict[str, Any]]:
    actor = actor_of(request)
    chosen = filters.chosen(request, "expertise:list", groups())
    index = await queries.directory()
    view = index.listings.view(actor)
    hits = {hit.object_id for hit in (await _answer(chosen, actor)).hits}
    within = view.mask_of(hits) if chosen.query else view.seen()
    entries = list(view.rows(chosen.mask(view) & within))
    stored = await queries.listings_by_id(actor, [entry.id for entry in entries])
    return [
        _exported(stored[entry.id], entry, naming.centre_name(entry.centre_id, index, actor))
        for entry in entries
        if entry.id in stored
    ]


def _exported(listing: Listing, entry: ListingEntry, centre: str) -> dict[str, Any]:
    return {
        "kind": str(listing.kind),
        "title": listing.title,
        "summary": listing.summary,
        "language": listing.language,
        "centre": centre,
        "expertise": list(entry.codes),
        "from": entry.from_on.isoformat() if entry.from_on else "",
        "until": entry.until_on.isoformat() if entry.until_on else "",
    }


async def export_csv(request: Request) -> Response:
    """What the reader sees with these filters, as a table."""
    rows = [
        [";".join(v) if isinstance(v, list) else v for v in (row[c] for c in _COLUMNS)]
        for row in await _export(request)
    ]
    headers = {"Content-Disposition": 'attachment; filename="expertise.csv"'}
    table = tables.as_csv(_COLUMNS, rows)
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


async def export_json(request: Request) -> Response:
    """The same as JSON."""
    headers = {"Content-Disposition": 'attachment; filename="expertise.json"'}
    return JSONResponse({"listings": await _export(request)}, headers=headers)


routes = [
    get("/expertise", list_listings, "expertise:list"),
    get("/expertise.csv", export_csv, "expertise:csv"),
    get("/expertise.json", export_json, "expertise:json"),
    get("/expertise/{id:uuid}", show_listing, "expertise:show"),
    post("/expertise/{id:uuid}/publication", publish, "expertise:publish"),
    post("/expertise/{id:uuid}/withdrawal", withdraw, "expertise:withdraw"),
    post("/expertise/{id:uuid}/still-right", still_right, "expertise:still-right"),
    post("/expertise/{id:uuid}/closing", close_for_now, "expertise:close"),
    post("/expertise/{id:uuid}/opening", open_again, "expertise:open"),
]
