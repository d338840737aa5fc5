"""Reads the words of a cleaned file, page by page, and looks for client data; its own process.

Standard input: a line of JSON with kind, language and today, then the file. Standard output:
`{"pages": [[number, text], …], "certain": [[reason, number], …], "likely": …}`, as much as the
bounds allow.
"""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from defusedxml import ElementTree
from pypdf import PdfReader

from network import guard
from network.adapters.files import office
from network.adapters.files.child import answer

_MOST_PAGES = 500
_MOST_SIGNS, _MOST_ON_PAGE = 600_000, 20_000
_PARTS = {
    "docx": re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"),
    "pptx": re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml"),
    "xlsx": re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml"),
}
_ENDS = {"p": "\n", "br": "\n", "tab": "\t", "cr": "\n", "si": "\n", "row": "\n", "c": " "}
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def reading(order: dict[str, Any], file: BinaryIO) -> dict[str, Any]:
    """Numbered pages of a PDF, slides of a presentation; page 0 for what has none."""
    pages = list(_within_bounds(_read(order["kind"], file)))
    today = date.fromisoformat(order["today"]) if order.get("today") else None
    certain: dict[tuple[str, int], None] = {}
    likely: dict[tuple[str, int], None] = {}
    for number, text in pages:
        found = guard.check(text, order.get("language", ""), today)
        signs = certain if found.verdict is guard.Verdict.BLOCK else likely
        signs.update(((str(reason), number), None) for reason in found.reasons)
    return {"pages": pages, "certain": list(certain), "likely": list(likely)}


def _within_bounds(found: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    signs = 0
    for number, raw in islice(found, _MOST_PAGES):
        text = _UNREADABLE.sub("", raw).strip()[:_MOST_ON_PAGE]
        signs += len(text)
        if signs > _MOST_SIGNS:
            return
        if text:
            yield number, text


def _read(suffix: str, file: BinaryIO) -> Iterator[tuple[int, str]]:
    if suffix == "pdf":
        for number, page in enumerate(PdfReader(file).pages, 1):
            yield number, page.extract_text()
    elif suffix in _PARTS:
        yield from _office(suffix, file)
    else:
        text = file.read().decode()
        yield from ((0, text[at : at + _MOST_ON_PAGE]) for at in range(0, len(text), _MOST_ON_PAGE))


def _office(suffix: str, file: BinaryIO) -> Iterator[tuple[int, str]]:
    parts = [(n, c) for n, c in office.unpacked(file) if _PARTS[suffix].fullmatch(n)]
    for name, content in sorted(parts, key=lambda part: (_number(part[0]), part[0])):
        text = _words(content)
        number = _number(name) if suffix == "pptx" else 0
        for at in range(0, len(text), _MOST_ON_PAGE):
            yield number, text[at : at + _MOST_ON_PAGE]


def _number(name: str) -> int:
    found = re.search(r"(\d+)\.xml$", name)
    return int(found[1]) if found else 0


def _words(content: bytes) -> str:
    """The text of a part: runs as they follow one another, a line for each paragraph or row."""
    words: list[str] = []
    for _event, element in ElementTree.iterparse(io.BytesIO(content), forbid_dtd=True):
        tag = str(element.tag).rpartition("}")[2]
        if tag in {"t", "v", "delText"} and element.text and tag != "delText":
            words.append(element.text)
        words.append(_ENDS.get(tag, ""))
        element.clear()
    return "".join(words)


if __name__ == "__main__":
    answer(reading)
