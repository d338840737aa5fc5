"""Taking items along (…/export/…), and the table of a year's citations."""

from collections.abc import Awaitable, Callable, Iterator
from typing import IO

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from network.kernel import clock, links, tables
from network.kernel.errors import NotFound
from network.kernel.words import fold, romanised
from network.knowledge.exporting import Sheet, as_markdown
from network.knowledge.pages import packing
from network.knowledge.queries import leaving, passing_on
from network.web.routing import get, id_in, path_for
from network.web.state import actor_of

_CITATIONS = ("cited_on", "cited_by", "document", "what", "url", "item", "address")
_YEAR_DIGITS = 4
_PIECE = 256 * 1024
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


async def item(request: Request) -> Response:
    """One item as html, pdf, md or zip, in the language asked for."""
    lang = request.query_params.get("of", "")
    sheet = await leaving.sheet_of(actor_of(request), id_in(request), lang[:10])
    make = _ITEM.get(request.path_params["format"])
    if make is None:
        raise NotFound
    return await make(sheet)


async def collection(request: Request) -> Response:
    """All items of a collection that the reader may take along, in one file."""
    found, sheets = await leaving.sheets_of(actor_of(request), id_in(request))
    stem = "-".join(romanised(fold(found.title)).split())[:60] or "collection"
    match request.path_params["format"]:
        case "html":
            return _file(packing.as_html(sheets, found.title).encode(), f"{stem}.html")
        case "md":
            return _file(as_markdown(sheets, found.title).encode(), f"{stem}.md")
        case "pdf":
            paper = await packing.as_one_pdf(found.title, found.about, sheets)
            return _file(paper, f"{stem}.pdf")
        case "zip":
            return _stream(await packing.as_pack(found.title, sheets), f"{stem}.zip")
    raise NotFound


async def citations(request: Request) -> Response:
    """Who cited what in a year, as a table; this year's where the address names none."""
    asked = request.query_params.get("year", "")
    is_year = asked.isascii() and asked.isdigit() and len(asked) == _YEAR_DIGITS
    year = int(asked) if is_year and int(asked) else clock.now().year
    found = await passing_on.citations_in(actor_of(request), year)
    rows = [
        (one.cited_on, one.source_body, one.document, one.what, one.url, shown.text.title, path)
        for shown, one in found
        for path in [links.absolute(path_for("knowledge:show", id=shown.item.id))]
    ]
    headers = _headers(f"citations-{year}.csv")
    return Response(tables.as_csv(_CITATIONS, rows), 200, headers, "text/csv; charset=utf-8")


async def figures_csv(request: Request) -> Response:
    """The figures behind an item, where it came of some."""
    found = await leaving.figures_of(actor_of(request), id_in(request))
    table = tables.as_csv(found.header, found.rows)
    return Response(table, 200, _headers("figures.csv"), "text/csv; charset=utf-8")


async def _html(sheet: Sheet) -> Response:
    return _file(packing.as_html([sheet]).encode(), f"{sheet.stem}.html")


async def _markdown(sheet: Sheet) -> Response:
    return _file(as_markdown([sheet]).encode(), f"{sheet.stem}.md")


async def _pdf(sheet: Sheet) -> Response:
    return _file(await packing.as_pdf(sheet), f"{sheet.stem}.pdf")


async def _pack(sheet: Sheet) -> Response:
    return _stream(await packing.as_pack(sheet.title, [sheet]), f"{sheet.stem}.zip")


_ITEM: dict[str, Callable[[Sheet], Awaitable[Response]]] = {
    "html": _html,
    "md": _markdown,
    "pdf": _pdf,
    "zip": _pack,
}
_TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def _headers(name: str) -> dict[str, str]:
    plain = "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in "-._"))
    return {
        "content-disposition": f'attachment; filename="{plain}"',
        "content-security-policy": _SANDBOX,
        "cache-control": "private, no-store",
    }


def _file(content: bytes, name: str) -> Response:
    kind = _TYPES[name.rpartition(".")[2]]
    return Response(content, media_type=kind, headers=_headers(name))


def _stream(file: IO[bytes], name: str) -> Response:
    kind = _TYPES[name.rpartition(".")[2]]
    closing = BackgroundTask(file.close)
    return StreamingResponse(_pieces(file), 200, _headers(name), kind, closing)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


_ITEM_PATH = "/knowledge/{id:uuid}/export/{format}"
_COLLECTION_PATH = "/knowledge/collections/{id:uuid}/export/{format}"
routes = [
    get("/knowledge/citations.csv", citations, "knowledge:citations"),
    get("/knowledge/{id:uuid}/figures.csv", figures_csv, "knowledge:figures-csv"),
    get(_ITEM_PATH, item, "knowledge:export", public=True),
    get(_COLLECTION_PATH, collection, "knowledge:export-collection"),
]
