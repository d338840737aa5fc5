"""Lets Babel find the labels of the taxonomies, so that they are translated like all words."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_Message = tuple[int, str, tuple[str, str], list[str]]


def taxonomy(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[_Message]:
    """A Babel extraction method: every label and definition, in the context of its list."""
    del keywords, comment_tags, options
    context = Path(file.name).stem
    rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
    for number, row in enumerate(rows, start=2):
        for text in filter(None, (row["label_en"], row["definition"])):
            yield number, "pgettext", (context, text), []
