"""The seal of a published version: a hash that anybody can compute again from what they read."""

import hashlib
import json
from collections.abc import Iterable

from network.knowledge.models import Version

_SEALED = (
    "item_id",
    "lang",
    "number",
    "source_number",
    "kind",
    "level",
    "topics",
    "year",
    "title",
    "summary",
    "body",
    "sources",
    "authors",
    "licence",
    "details",
)


def seal(version: Version, files: Iterable[str]) -> str:
    """SHA-256 over the text, its metadata and the digests of its files."""
    told = {name: getattr(version, name) for name in _SEALED}
    told |= {"item_id": str(version.item_id), "level": str(version.level)}
    plain = json.dumps([told, sorted(files)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
