"""`network instruments check`: what is wrong in a file that describes an instrument."""

import sys
from pathlib import Path
from typing import Any

from network.kernel import clock
from network.wellbeing.queries import structures
from network.wellbeing.rules import definition_checks, definitions


def check(path: Path) -> int:
    """Say what is wrong, then what keeps it from being used; 0 for a file without problems."""
    try:
        found = definitions.read(_start(path))
    except (OSError, definitions.Unreadable) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    problems = definition_checks.problems(found) or structures.departures(found)
    for problem in problems:
        print(problem)
    if problems:
        return 1
    _describe(found)
    return 0


def _start(path: Path) -> bytes:
    """No more than it takes to see that a file is too large."""
    with path.open("rb") as file:
        return file.read(definitions.MOST_BYTES + 1)


def _describe(found: dict[str, Any]) -> None:
    instrument = definitions.instrument(found)
    print(
        f"{instrument.key}, version {instrument.version}: {len(instrument.items)} questions, "
        f"{len(instrument.subscales)} scores, {len(instrument.bands)} bands. No problems."
    )
    today = clock.now().date()
    for obstacle in definitions.obstacles(found, has_proof=False, today=today):
        print(f"Before it is used: {obstacle}")
