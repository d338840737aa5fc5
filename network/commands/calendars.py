"""`network calendars busy`: when a calendar elsewhere keeps its owner busy, as the portal reads."""

import json
import sys
from datetime import UTC, datetime

from network.adapters.fetch import Fetcher
from network.calendars.importing import NOTICES, REASONS, ImportProblem, Reading, read
from network.calendars.rules import foreign_zones
from network.calendars.rules.busy import Notice, Question
from network.settings import Settings


async def busy(settings: Settings, url: str, span: tuple[str, str], zone: str, mail: str) -> int:
    """Print the busy times from one instant on and before another, cut to these.

    Each stretch is [start, end), in UTC; they are in order and do not touch. Exit status 1 with
    one line on standard error when the calendar cannot be read, 2 when the question makes no sense.
    """
    try:
        question = _question(span, zone, mail)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        found = await read(Fetcher(settings.fetch_allow), url, question)
    except ImportProblem as problem:
        print(str(REASONS[problem.reason]), file=sys.stderr)
        return 1
    _tell(found)
    return 0


def _question(span: tuple[str, str], zone: str, mail: str) -> Question:
    clocks = foreign_zones.named(zone)
    if clocks is None:
        message = f"{zone!r} is not the name of a zone, such as Europe/Tirane."
        raise ValueError(message)
    first, last = (_instant(text, clocks) for text in span)
    if first >= last:
        message = "--from has to be before --to."
        raise ValueError(message)
    return Question(first=first, last=last, zone=zone, mail=mail)


def _instant(text: str, clocks: foreign_zones.Zone) -> datetime:
    """A whole second; without an offset on the owner's clocks, of two equal times the first."""
    try:
        found = datetime.fromisoformat(text).replace(microsecond=0)
        return found.astimezone(UTC) if found.tzinfo else clocks.to_utc(found).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        message = f"{text!r} is not a time, such as 2027-01-31T09:00:00Z."
        raise ValueError(message) from None


def _tell(found: Reading | None) -> None:
    spans = [span for month in found.months for span in json.loads(month)] if found else []
    print(json.dumps({"busy": [[_utc(at) for at in span] for span in spans]}))
    for notice in found.notices if found else ():
        print(str(NOTICES[Notice(notice)]), file=sys.stderr)


def _utc(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"
