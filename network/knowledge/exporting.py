"""An item as a text that leaves the portal: what it says, where it is from, and its seal. Pure."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from network.kernel import languages, taxonomy
from network.kernel.i18n import _
from network.kernel.words import fold, romanised

_LONGEST_SLUG = 60
_ELEMENT = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with an item."""

    id: UUID
    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One text of an item as one reader may have it."""

    id: UUID
    title: str
    summary: str
    body: str
    sources: str
    lang: str
    kind: str
    topics: Sequence[str]
    year: int
    centre: str
    authors: str
    number: int
    published_on: date | None
    level: str
    licence: str
    seal: str
    address: str
    notice: str = ""
    files: Sequence[Enclosed] = field(default_factory=tuple)

    @property
    def stem(self) -> str:
        """A name for its file: words of the title in plain letters, and the end of its key."""
        words = _ELEMENT.sub("-", romanised(fold(self.title)))[:_LONGEST_SLUG].strip("-")
        return "-".join(filter(None, (words, self.lang.lower(), self.id.hex[-6:])))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is told beside a text, by its name in the reader's language; empty ones left out."""
        told = (
            (_("Kind"), taxonomy.label(self.kind)),
            (_("Language"), languages.name(self.lang.partition("-")[0])),
            (_("Subjects"), ", ".join(taxonomy.labels(self.topics))),
            (_("Year"), str(self.year or "")),
            (_("From"), self.centre),
            (_("Authors"), self.authors),
            (_("Version"), str(self.number)),
            (_("Published on"), self.published_on.isoformat() if self.published_on else ""),
            (_("May be read by"), self.level),
            (_("Terms of use"), self.licence),
        )
        return [(name, value) for name, value in told if value]


def as_markdown(sheets: Iterable[Sheet], title: str = "") -> str:
    """Markdown with a head of plain facts (YAML, each value quoted as JSON)."""
    parts = [f"# {_line(title)}\n"] if title else []
    return "\n\n".join([*parts, *map(_markdown, sheets)]) + "\n"


def _markdown(sheet: Sheet) -> str:
    told = {
        "title": sheet.title,
        "lang": sheet.lang,
        "kind": sheet.kind,
        "topics": list(sheet.topics),
        "year": sheet.year,
        "from": sheet.centre,
        "authors": sheet.authors,
        "version": sheet.number,
        "published": sheet.published_on.isoformat() if sheet.published_on else "",
        "level": sheet.level,
        "licence": sheet.licence,
        "seal": sheet.seal,
        "address": sheet.address,
        "files": [file.name for file in sheet.files],
    }
    head = "\n".join(f"{name}: {json.dumps(v, ensure_ascii=False)}" for name, v in told.items())
    notice = f"> **{_line(sheet.notice)}**" if sheet.notice else ""
    sources = f"## {_('Sources')}\n\n{sheet.sources}" if sheet.sources else ""
    texts = (f"# {_line(sheet.title)}", notice, sheet.summary, sheet.body, sources)
    return f"---\n{head}\n---\n\n" + "\n\n".join(filter(None, texts))


def _line(text: str) -> str:
    """Words on one line whose signs mean nothing in Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
