"""The library of the demonstration: its texts in the files beside this one, a line each.

A line is as `network import knowledge` reads it, with what the story adds: whose it is, how long
ago it was published, and how far it came. The same name again is the next version.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Text", "content", "texts"]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One version of an item in one language, published so many days ago.

    Empty fields of a later version are as before. `readers` are keys of centres and people,
    `from_item` in `details` is the name of an item, `until` is where the way to readers ended.
    """

    external_id: str
    days: int
    owner: str = ""
    lang: str = ""
    kind: str = ""
    topics: tuple[str, ...] = ()
    year: int = 0
    title: str = ""
    summary: str = ""
    body: str = ""
    translation_of: str = ""
    level: str = "S1"
    readers: tuple[str, ...] = ()
    sources: str | None = None
    authors: str = ""
    licence: str = "members"
    details: dict[str, str] = field(default_factory=dict)
    what_changed: str = ""
    file: str = ""
    until: str = "published"
    note: str = ""

    @property
    def is_archive(self) -> bool:
        """Whether it came in with an archive, and was not written and reviewed here."""
        return self.sources is None and not self.what_changed


def texts() -> list[Text]:
    """Every text in the order of their publication, originals before their translations."""
    return sorted(_read(), key=lambda text: (-text.days, bool(text.translation_of)))


def content(name: str) -> bytes:
    """A file that goes with a text."""
    return (_FOLDER / name).read_bytes()


def _read() -> Iterator[Text]:
    for path in sorted(_FOLDER.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield Text(**{name: _fixed(value) for name, value in json.loads(line).items()})


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
