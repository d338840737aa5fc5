"""Items as files: one page that needs nothing else, a PDF, and a pack to read without a line."""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import UUID

from network.adapters.pdf.articles import Article, article
from network.files import queries as files
from network.kernel import clock
from network.kernel.errors import Conflict
from network.kernel.i18n import _, direction, language
from network.knowledge.exporting import Enclosed, Sheet, as_markdown
from network.web.markdown import to_html
from network.web.marktree import to_tree
from network.web.templating import environment

MOST_BYTES = 60 * 1024 * 1024
_IN_MEMORY = 4 * 1024 * 1024
_MOST_SET = 300_000  # characters in one PDF
_DEEPEST = 4


def as_html(sheets: Sequence[Sheet], title: str = "") -> str:
    """One page; with a title, a list of several items with their texts."""
    return _page(sheets, title=title or sheets[0].title, is_list=bool(title))


async def as_pdf(sheet: Sheet) -> bytes:
    """One item as PDF, in the direction of its own language."""
    return await article(
        Article(
            title=sheet.title,
            summary=sheet.summary,
            language=sheet.lang,
            reader_language=language(),
            facts=sheet.facts,
            blocks=to_tree(sheet.body),
            source_blocks=to_tree(sheet.sources),
            printed_on=clock.now().date(),
            notice=sheet.notice,
            seal=sheet.seal,
        )
    )


async def as_one_pdf(title: str, about: str, sheets: Sequence[Sheet]) -> bytes:
    """Several items in one PDF, each in its own language and direction.

    Raises Conflict for more than can be set in some seconds.
    """
    if sum(len(sheet.body) + len(sheet.sources) for sheet in sheets) > _MOST_SET:
        raise Conflict(_("This is too long for one PDF. Take the pack instead."))
    return await article(
        Article(
            title=title,
            summary=about,
            language=language(),
            reader_language=language(),
            facts=[(_("Items"), str(len(sheets)))],
            blocks=[_section(sheet) for sheet in sheets],
            printed_on=clock.now().date(),
        )
    )


def _section(sheet: Sheet) -> dict[str, Any]:
    facts = " · ".join(value for _name, value in sheet.facts)
    texts = (facts, sheet.notice, sheet.summary)
    head = [{"kind": "heading", "level": 2, "runs": [_words(sheet.title)]}]
    head += [{"kind": "par", "runs": [_words(text)]} for text in texts if text]
    return {
        "kind": "section",
        "language": sheet.lang.partition("-")[0],
        "direction": direction(sheet.lang),
        "blocks": [*head, *map(_lower, to_tree(sheet.body)), *map(_lower, to_tree(sheet.sources))],
    }


def _lower(block: dict[str, Any]) -> dict[str, Any]:
    """Headings one level down, below that of the item."""
    return block | {"level": min(block["level"] + 1, _DEEPEST)} if "level" in block else block


def _words(text: str) -> dict[str, Any]:
    return {"text": text, "before": False, "after": False}


# packs -------------------------------------------------------------------------------------------


async def as_pack(title: str, sheets: Sequence[Sheet]) -> IO[bytes]:
    """A ZIP of pages that lead to one another, the same texts as Markdown, and the files.

    Files beyond the limit are left out and only named.
    """
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed by who sends it)
    packed = _places(sheets)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("index.html", _page(sheets, title=title, is_list=True, in_pack=True))
        for sheet in sheets:
            links = {key: f"../{place}" for key, place in packed.items()}
            page = _page([sheet], title=sheet.title, back="../index.html", packed=links)
            pack.writestr(f"items/{sheet.stem}.html", page)
            pack.writestr(f"items/{sheet.stem}.md", as_markdown([sheet]))
        for key, place in packed.items():
            with pack.open(place, "w") as entry:
                async for part in files.content(key):
                    entry.write(part)
    out.seek(0)
    return out


def _places(sheets: Sequence[Sheet]) -> dict[UUID, str]:
    """Where each file lies in the pack, as long as all fit."""
    left, found = MOST_BYTES, {}
    for sheet, file in _files(sheets):
        left -= file.size
        if left > 0:
            stem, dot, suffix = file.name.rpartition(".")
            name = f"{stem}-{file.id.hex[-6:]}{dot}{suffix}"
            found[file.id] = str(PurePosixPath("files", sheet.stem, name))
    return found


def _files(sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Enclosed]]:
    return ((sheet, file) for sheet in sheets for file in sheet.files)


def _page(
    sheets: Sequence[Sheet],
    *,
    title: str,
    is_list: bool = False,
    in_pack: bool = False,
    back: str = "",
    packed: Mapping[UUID, str] | None = None,
) -> str:
    return (
        environment()
        .get_template("knowledge/export.html")
        .render(
            sheets=sheets,
            title=title,
            is_list=is_list,
            in_pack=in_pack,
            back=back,
            packed=packed or {},
            to_html=to_html,
        )
    )
