"""`network guard check`: which texts of an archive hold client data, before it is brought in."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from network import guard
from network.kernel import clock

_BOM = b"\xef\xbb\xbf"


def check(name: str) -> int:
    """Answer each line `{"id", "lang", "text"}` of a file, or of standard input for `-`.

    An answer is `{"id", "verdict", "reasons"}` and never the text. Exit status 2 when the file
    cannot be read or a line is none of these; the other lines are answered all the same.
    """
    try:
        if name == "-":
            return _check(sys.stdin.buffer)
        with Path(name).open("rb") as file:
            return _check(file)
    except OSError as error:
        print(f"{name}: {error.strerror}", file=sys.stderr)
        return 2


def _check(lines: BinaryIO) -> int:
    status, today = 0, clock.now().date()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(json.loads(line.removeprefix(_BOM)), today)
        except (TypeError, ValueError, RecursionError):
            print(f"line {number}: not an object with id, lang and text", file=sys.stderr)
            status = 2
        else:
            print(json.dumps(answer), flush=True)
    return status


def _answer(given: Any, today: date) -> dict[str, Any]:
    """What is said of one line; raises TypeError when it is not as expected."""
    if not isinstance(given, dict) or "id" not in given:
        raise TypeError
    text, language = given.get("text"), given.get("lang", "")
    if not isinstance(text, str) or not isinstance(language, str | None):
        raise TypeError
    found = guard.check(text, language or "", today)
    return {"id": given["id"], "verdict": found.verdict, "reasons": list(found.reasons)}
