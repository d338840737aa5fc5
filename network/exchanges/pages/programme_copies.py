"""The programme of a visit as a file to keep: one page that needs nothing else, and a PDF."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from network.adapters.pdf.articles import Article, article
from network.exchanges.pages.programme_shown import Day, Item
from network.kernel import clock, moments
from network.kernel.i18n import _, language, series
from network.web.templating import environment

_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A programme as it may leave the portal."""

    title: str
    period: str
    place: str
    is_draft: bool
    saved: str
    days: list[Day]


def as_html(copy: Copy) -> Response:
    """One page without scripts, its styles within."""
    page = environment().get_template("exchanges/programme_offline.html")
    content = page.render(copy=copy)
    return _file(content.encode(), "text/html; charset=utf-8", "programme.html")


async def as_pdf(copy: Copy) -> Response:
    """The same on paper."""
    facts = [(_("Days"), copy.period), (_("Times of"), copy.place), (_("Saved"), copy.saved)]
    paper = Article(
        title=_("Programme"),
        summary=copy.title,
        language=language(),
        reader_language=language(),
        facts=facts,
        blocks=[block for day in copy.days for block in _day(day)],
        printed_on=clock.now().date(),
        notice=_("Draft: not agreed yet.") if copy.is_draft else "",
    )
    return _file(await article(paper), "application/pdf", "programme.pdf")


def _day(day: Day) -> list[dict[str, Any]]:
    head = [[_run(_("Time"))], [_run(_("What"))], [_run(_("Where, with whom"))]]
    rows = [[[_run(cell)] for cell in _cells(item)] for item in day.items]
    return [
        {"kind": "heading", "level": 2, "runs": [_run(moments.day(day.on))]},
        {"kind": "table", "columns": len(head), "head": head, "rows": rows},
    ]


def _cells(item: Item) -> tuple[str, str, str]:
    return f"{item.since}–{item.until}", item.name, series((item.place, item.mentor))


def _run(text: str) -> dict[str, Any]:
    return {"text": text, "before": False, "after": False}


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": _SANDBOX,
        "cache-control": "private, no-store",
    }
    return Response(content, media_type=kind, headers=headers)
