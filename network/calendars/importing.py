"""From a secret address to busy times: fetched within bounds, read in a process of its own."""

import json
from dataclasses import dataclass

from network.adapters import sandbox
from network.adapters.fetch import Fetcher, FetchError, Reason
from network.calendars.rules.busy import Notice, Question, Trouble
from network.kernel.i18n import lazy

READER = "network.calendars.reader"
SECONDS = 40.0
TOO_MUCH = "too_much"
BROKEN = "broken"

REASONS = {
    Reason.ADDRESS: lazy("This is not an address that can be fetched."),
    Reason.PRIVATE: lazy("The address leads into a private network."),
    Reason.UNKNOWN_HOST: lazy("The host of this address is not known."),
    Reason.UNREACHABLE: lazy("The host could not be reached."),
    Reason.UNSAFE: lazy("The connection to the host is not safe."),
    Reason.SLOW: lazy("The host took too long."),
    Reason.TOO_LARGE: lazy("The calendar is larger than 10 MB."),
    Reason.ENCODING: lazy("The host packs the calendar in a way that cannot be read."),
    Reason.REDIRECTS: lazy("The address leads on too many times."),
    Reason.REFUSED: lazy("The host does not let anybody in by this address."),
    Reason.GONE: lazy("There is no calendar at this address any more."),
    Reason.STATUS: lazy("The host answered with an error."),
    Trouble.NO_CALENDAR: lazy("What is at this address is not a calendar."),
    Trouble.CUT_OFF: lazy("The calendar is cut off or damaged."),
    Trouble.RULE: lazy("An event repeats in a way that cannot be followed."),
    Trouble.TIME: lazy("An event has a time that cannot be read."),
    TOO_MUCH: lazy("The calendar is too much to read."),
    BROKEN: lazy("Something went wrong here. It is tried again."),
}
NOTICES = {
    Notice.ZONE: lazy("Some events name a time zone nobody knows. They were read in your zone."),
    Notice.EXCEPTIONS: lazy(
        "Some events leave out dates in an old way. Those dates count as busy."
    ),
}
LASTING = frozenset(REASONS) - {
    Reason.UNKNOWN_HOST,
    Reason.UNREACHABLE,
    Reason.SLOW,
    Reason.STATUS,
    BROKEN,
}


class ImportProblem(Exception):
    """A calendar could not be read; `reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def is_lasting(self) -> bool:
        """Whether it will not go away by itself."""
        return self.reason in LASTING


@dataclass(frozen=True, slots=True)
class Reading:
    """Busy times by month of their beginning: JSON lists of seconds since 1970, from and until."""

    months: list[str]
    notices: list[str]
    etag: str


async def read(fetcher: Fetcher, url: str, question: Question, etag: str = "") -> Reading | None:
    """Fetch and read a calendar; None when it is still the one with this tag.

    Raises ImportProblem.
    """
    try:
        fetched = await fetcher.fetch(url, etag)
    except FetchError as error:
        raise ImportProblem(error.reason) from None
    if fetched.content is None:
        return None
    months, notices = await parse(fetched.content, question)
    return Reading(months, notices, fetched.etag)


async def parse(content: bytes, question: Question) -> tuple[list[str], list[str]]:
    """The months of busy times in a file, and what had to be guessed. Raises ImportProblem."""
    try:
        answer = await sandbox.run(READER, [_asked(question), content], seconds=SECONDS)
        head, *months = answer.decode("ascii").splitlines()
        told = json.loads(head)
    except (sandbox.Killed, ValueError):
        raise ImportProblem(TOO_MUCH) from None
    if "trouble" in told:
        raise ImportProblem(told["trouble"])
    return months, list(told["notices"])


def _asked(question: Question) -> bytes:
    asked = {
        "first": question.first.isoformat(),
        "last": question.last.isoformat(),
        "zone": question.zone,
        "mail": question.mail,
        "all_day": question.all_day,
        "own": sorted(question.own),
    }
    return json.dumps(asked).encode() + b"\n"
