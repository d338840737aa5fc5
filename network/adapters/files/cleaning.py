"""Writes a stranger's file anew, without what it says of its maker and what could run; a process.

Standard input: a line of JSON with kind and target, then the file. Standard output: `{}`, or why
the file is not taken.
"""

from pathlib import Path
from typing import Any, BinaryIO

from network.adapters.files import office, pictures, portable
from network.adapters.files.child import Unfit, answer
from network.adapters.files.kinds import KINDS, MOST_BYTES
from network.adapters.files.plain import clean_text

_HEAD = 16
_CLEANERS = {
    "pdf": portable.clean,
    "docx": office.clean,
    "pptx": office.clean,
    "xlsx": office.clean,
    "txt": clean_text,
    "md": clean_text,
    "jpg": pictures.clean,
    "png": pictures.clean,
    "webp": pictures.clean,
}


def clean(order: dict[str, Any], file: BinaryIO) -> dict[str, Any]:
    """Clean a file into `path`. Raises Unfit, or whatever a parser raises on a broken file."""
    suffix, target = order["kind"], Path(order["path"])
    head = file.read(_HEAD)
    file.seek(0)
    if not KINDS[suffix].fits(head):
        raise Unfit("other-kind")
    with target.open("wb") as out:
        _CLEANERS[suffix](suffix, file, out)
    if target.stat().st_size > MOST_BYTES:
        raise Unfit("too-heavy")
    return {}


if __name__ == "__main__":
    answer(clean)
