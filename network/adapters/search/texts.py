"""The stored texts: packed beside their words, which much of a text repeats."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from network.adapters.search.query import PART
from network.db.plain import marks, rows

_BARE = -15  # no header, no checksum
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Page:
    """A page of text taken from a file that is attached; `number` counts from 1, 0 for none."""

    file: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A stored text as it is quoted, with the pages of its files."""

    title: str
    summary: str
    body: str
    reference: str = ""
    pages: Sequence[Page] = ()


def pack(fields: Sequence[str], text: Text) -> tuple[bytes, bytes]:
    """Words and text, as they are stored; the text can be read only with the words."""
    words = PART.join(fields).encode()
    pages = [[page.file, page.number, page.text] for page in text.pages]
    parts = [text.title, text.summary, text.body, text.reference, pages]
    packer = zlib.compressobj(_LEVEL, wbits=_BARE, zdict=words)
    whole = packer.compress(json.dumps(parts, ensure_ascii=False).encode()) + packer.flush()
    return zlib.compress(words, _LEVEL), whole


def unpack_fields(words: bytes) -> list[str]:
    return zlib.decompress(words).decode().split(PART)


def unpack(words: bytes, text: bytes) -> Text:
    unpacker = zlib.decompressobj(_BARE, zdict=zlib.decompress(words))
    title, summary, body, reference, pages = json.loads(unpacker.decompress(text))
    return Text(title, summary, body, reference, [Page(*page) for page in pages])


async def packed(ids: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
    """Words and text of rows, as they are stored."""
    if not ids:
        return {}
    sql = f"SELECT id, words, text FROM search_text WHERE id IN ({marks(ids)})"  # noqa: S608
    found = await rows(sql, *ids)
    return {int(row["id"]): (bytes(row["words"]), bytes(row["text"])) for row in found}


async def texts(ids: Sequence[int]) -> dict[int, Text]:
    """The stored texts of things found, for quoting."""
    return {key: unpack(*pair) for key, pair in (await packed(ids)).items()}
