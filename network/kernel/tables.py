"""Writing CSV files that a spreadsheet program cannot mistake for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV text with a mark for UTF-8; cells that look like formulas are quoted with an apostrophe
    (OWASP, CSV injection).
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_safe(cell) for cell in header])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + file.getvalue()


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
