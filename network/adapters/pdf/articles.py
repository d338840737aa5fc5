"""A knowledge item on paper, in its own language."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from anyio import Lock, to_thread

from network.adapters.pdf.typesetting import typeset
from network.kernel.i18n import _, speaking

_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, Lock] = WeakKeyDictionary()
Blocks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What is set: plain words, and text as blocks (`network.web.marktree`).

    `language` is that of the text, `reader_language` that of the words around it.
    """

    title: str
    summary: str
    language: str
    reader_language: str
    facts: Sequence[tuple[str, str]]
    blocks: Blocks
    printed_on: date
    source_blocks: Blocks = field(default_factory=tuple)
    notice: str = ""
    seal: str = ""


async def article(paper: Article) -> bytes:
    """The item as PDF. A long text takes seconds, in a thread; one at a time in a process."""
    async with _one_at_a_time():
        return await to_thread.run_sync(_written, paper)


def _one_at_a_time() -> Lock:
    """A lock for the running loop; a lock made at import would outlive it."""
    loop = asyncio.get_running_loop()
    return _locks.setdefault(loop, Lock())


def _written(paper: Article) -> bytes:
    with speaking(paper.reader_language):
        content = {
            "brand": _("Exchange"),
            "title": paper.title,
            "summary": paper.summary,
            "notice": paper.notice,
            "facts": [[name, value] for name, value in paper.facts],
            "blocks": list(paper.blocks),
            "sources": {"title": _("Sources"), "blocks": list(paper.source_blocks)}
            if paper.source_blocks
            else None,
            "seal": [_("Seal of this version (SHA-256)"), paper.seal] if paper.seal else None,
        }
    return typeset("article", content, paper.language, paper.printed_on)
