"""Reads one calendar file of somebody else's in a process of its own, within hard limits.

Standard input: a line of JSON with the question, then the file. Standard output: a line of JSON
with what was found, then one line for each month with the stretches that begin in it.
"""

import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from network.calendars.rules.busy import Question, Unreadable, busy
from network.calendars.rules.occurring import Span

_CPU_SECONDS = 20
_MEMORY = 320 * 1024 * 1024
_NICE = 10


def main() -> int:
    """Answer the question on standard input."""
    _limit()
    asked = json.loads(sys.stdin.buffer.readline())
    for line in _answer(asked, sys.stdin.buffer):
        sys.stdout.write(line + "\n")
    return 0


def _limit() -> None:
    """Give way to others, and end by force rather than take much."""
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _answer(asked: dict[str, Any], lines: Iterable[bytes]) -> Iterator[str]:
    question = Question(
        first=datetime.fromisoformat(asked["first"]),
        last=datetime.fromisoformat(asked["last"]),
        zone=asked["zone"],
        mail=asked["mail"],
        all_day=asked["all_day"],
        own=frozenset(asked["own"]),
    )
    try:
        found = busy(lines, question)
    except Unreadable as error:
        yield json.dumps({"trouble": error.trouble})
        return
    yield json.dumps({"notices": sorted(found.notices)})
    for _, spans in groupby(found.busy, key=lambda span: (span[0].year, span[0].month)):
        yield _month(list(spans))


def _month(spans: list[Span]) -> str:
    """Whole seconds since 1970, from and until."""
    times = [[int(start.timestamp()), int(end.timestamp())] for start, end in spans]
    return json.dumps(times, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
