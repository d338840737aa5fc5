"""Calendar files of others as a stream of components, each line checked as it comes (RFC 5545).

Lenient where calendar programs are careless: line ends, case, a byte order mark, several calendars
in one file. Strict where leniency would lose events: a file that is cut off is refused.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_BOM = b"\xef\xbb\xbf"
_WANTED = {
    "VCALENDAR": frozenset({"X-WR-TIMEZONE"}),
    "VEVENT": frozenset(
        {
            "UID",
            "DTSTART",
            "DTEND",
            "DURATION",
            "RRULE",
            "EXRULE",
            "RDATE",
            "EXDATE",
            "RECURRENCE-ID",
            "STATUS",
            "TRANSP",
            "SEQUENCE",
            "DTSTAMP",
            "ATTENDEE",
            "SUMMARY",
            "X-MICROSOFT-CDO-BUSYSTATUS",
        }
    ),
    "VFREEBUSY": frozenset({"FREEBUSY"}),
    "VTIMEZONE": frozenset({"TZID"}),
    "STANDARD": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}),
}
_WANTED["DAYLIGHT"] = _WANTED["STANDARD"]
_VITAL = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "RECURRENCE-ID", "FREEBUSY"})
_REPORTED = ("VEVENT", "VFREEBUSY", "VTIMEZONE")
_KEPT = {"VCALENDAR", *_REPORTED}
_INSIDE = ("STANDARD", "DAYLIGHT")
_PARAMETER = re.compile(r';([^=;:"]+)=((?:"[^"]*"|[^";:])*)')
_NAME = re.compile(rb"[A-Za-z0-9-]+")
_MOST_DEPTH = 20
_SUMMARY_LENGTH = 20


class ContentError(Exception):
    """The bytes are no calendar, or not a whole one; `is_cut` for the latter."""

    def __init__(self, *, is_cut: bool) -> None:
        super().__init__()
        self.is_cut = is_cut


class Property(NamedTuple):
    """One line: its value, and its parameters with their names in capitals."""

    value: str
    parameters: dict[str, str]


@dataclass(slots=True)
class Component:
    """A part of a calendar, of its lines only those that bear on time."""

    name: str
    lines: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return self.lines.get(name, [])

    def first(self, name: str) -> Property | None:
        found = self.lines.get(name)
        return found[0] if found else None

    def word(self, name: str) -> str:
        """The first value of a line in capitals, empty if there is none."""
        found = self.first(name)
        return found.value.strip().upper() if found else ""


def components(raw: Iterable[bytes]) -> Iterator[Component]:
    """Events, free-busy blocks and zones in turn, and each calendar itself when it ends.

    Takes the lines of a file, one at a time. Raises ContentError.
    """
    reader = _Reader()
    for line in _unfolded(raw):
        match = _NAME.match(line)
        name = match[0].upper().decode() if match else ""
        ended = reader.take(name, line[len(name) :])
        if ended is not None and ended.name in _KEPT:
            yield ended
    if reader.stack or not reader.calendars:
        raise ContentError(is_cut=bool(reader.stack))


@dataclass(slots=True)
class _Reader:
    """The components that are open, the outermost first, and how many calendars were whole."""

    stack: list[Component] = field(default_factory=list)
    calendars: int = 0

    def take(self, name: str, rest: bytes) -> Component | None:
        """Take a line by its name and what follows; the component it ends, if any."""
        if name == "BEGIN":
            self._begin(_named(rest))
        elif not self.stack:
            self._outside(name)
        elif name == "END":
            return self._end(_named(rest))
        elif name in _WANTED.get(self.stack[-1].name, ()):
            _keep(self.stack[-1], name, rest)
        return None

    def _begin(self, name: str) -> None:
        """Open a component. An event within an event means that the end of the first is missing."""
        stack = self.stack
        if not stack and name != "VCALENDAR":
            raise ContentError(is_cut=False)
        is_misplaced = name in _KEPT and bool(stack) and stack[-1].name != "VCALENDAR"
        if is_misplaced or len(stack) >= _MOST_DEPTH or (stack and name == "VCALENDAR"):
            raise ContentError(is_cut=True)
        stack.append(Component(name))

    def _outside(self, name: str) -> None:
        """What stands before the first calendar makes the file something else."""
        if not self.calendars or name == "END":
            raise ContentError(is_cut=False)

    def _end(self, name: str) -> Component:
        ended = self.stack.pop()
        if ended.name != name:
            raise ContentError(is_cut=True)
        if name in _INSIDE and self.stack and self.stack[-1].name == "VTIMEZONE":
            self.stack[-1].parts.append(ended)
        self.calendars += name == "VCALENDAR"
        return ended


def _unfolded(raw: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines: those that begin with a blank belong to the one before."""
    pieces: list[bytes] = []
    for n, given in enumerate(raw):
        for line in given.removeprefix(_BOM if n == 0 else b"").rstrip(b"\r\n").split(b"\r"):
            if not line.strip():
                continue
            if pieces and line[:1] in (b" ", b"\t"):
                pieces.append(line[1:])
                continue
            if pieces:
                yield b"".join(pieces)
            pieces = [line.lstrip()]
    if pieces:
        yield b"".join(pieces)


def _named(rest: bytes) -> str:
    return rest.partition(b":")[2].strip().upper().decode("utf-8", "replace")[:40]


def _keep(component: Component, name: str, rest: bytes) -> None:
    text = rest.decode("utf-8", "replace")
    parameters: dict[str, str] = {}
    at = 0
    while match := _PARAMETER.match(text, at):
        parameters[match[1].strip().upper()] = match[2].replace('"', "").strip()
        at = match.end()
    if text[at : at + 1] != ":":
        if name in _VITAL:  # to leave it out could make somebody free
            raise ContentError(is_cut=True)
        return
    value = text[at + 1 :]
    if name == "SUMMARY":
        value = value[:_SUMMARY_LENGTH]
    component.lines.setdefault(name, []).append(Property(value, parameters))
