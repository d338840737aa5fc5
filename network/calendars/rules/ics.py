"""The bytes of entries and feeds (RFC 5545, RFC 7986): the same input gives the same bytes.

Entries are single, in UTC or whole days; no rule, no zone, nobody's address.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard
from icalendar.parser import Contentline

from network.calendars.models.feeds import Status

PRODUCT = "-//Calendar//Calendar 1//EN"
_HOUR = timedelta(hours=1)
_END = b"END:VCALENDAR\r\n"
_EVENT_END = b"END:VEVENT\r\n"
_SUMMARY = re.compile(rb"\r\nSUMMARY:(.*?)\r\n(?! )", re.DOTALL)
_DAY = 1_440  # minutes
_TIMED = {10: "-PT10M", 60: "-PT1H", _DAY: "-P1D"}
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # no time, no name (RFC 1952)
_LAST_BLOCK = b"\x03\x00"  # an empty deflate block that ends the stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry as it is shown: its title is settled, and nothing else is told of it but `page`,
    where it can be read in the portal, if that may be said at all.

    `starts` and `ends` are instants, or dates with the last day included.
    """

    uid: str
    sequence: int
    status: Status
    title: str
    starts: datetime | date
    ends: datetime | date
    changed_at: datetime
    takes_time: bool
    page: str = ""


def entry(shown: Shown) -> bytes:
    """One VEVENT. DTSTAMP is the last revision, as without METHOD (RFC 5545 section 3.8.7.2)."""
    return bytes(vevent(shown, shown.changed_at).to_ical())


def vevent(shown: Shown, stamp: datetime) -> Event:
    """One VEVENT with its DTSTAMP, to which a mail adds whom it is from and to."""
    event = Event()
    changed = _second(shown.changed_at)
    event.add("uid", shown.uid)
    event.add("dtstamp", _second(stamp))
    event.add("last-modified", changed)
    event.add("sequence", shown.sequence)
    event.add("status", shown.status)
    event.add("summary", shown.title)
    event.add("transp", "OPAQUE" if shown.takes_time else "TRANSPARENT")
    event.add("dtstart", _start(shown.starts))
    event.add("dtend", _end(shown.ends))
    if shown.page:
        event.add("url", shown.page)
        event.add("description", shown.page)  # some programs show no URL
    return event


def with_alarm(content: bytes, minutes: int) -> bytes:
    """An entry that rings before it begins, with its title as the text a display alarm has to have
    (RFC 5545 section 3.6.6). Whole days ring at nine in the morning; what is cancelled does not.
    """
    found = _SUMMARY.search(content)
    if not minutes or found is None or b"\r\nSTATUS:CANCELLED\r\n" in content:
        return content
    is_day = b"\r\nDTSTART;VALUE=DATE:" in content
    title = found[1].replace(b"\r\n ", b"").decode()
    lines = [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{title}",
        f"TRIGGER:{_nine(minutes) if is_day else _TIMED[minutes]}",
        "END:VALARM",
    ]
    alarm = b"".join(_folded(line) for line in lines)
    return content.removesuffix(_EVENT_END) + alarm + _EVENT_END


def _folded(line: str) -> bytes:
    return bytes(Contentline(line).to_ical()) + b"\r\n"  # type: ignore[no-untyped-call]


def _nine(minutes: int) -> str:
    """From the midnight a day begins with: nine o'clock on that day, or on the day before."""
    return "-PT15H" if minutes >= _DAY else "PT9H"


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _start(value: datetime | date) -> datetime | date:
    return _second(value) if isinstance(value, datetime) else value


def _end(value: datetime | date) -> datetime | date:
    """The end of days is the day after the last (RFC 5545 section 3.6.1)."""
    return _second(value) if isinstance(value, datetime) else value + timedelta(days=1)


def head(name: str) -> bytes:
    """What stands before the entries."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("refresh-interval", _HOUR, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    return bytes(found.to_ical()).removesuffix(_END)


def tail(*, is_empty: bool) -> bytes:
    """What stands after the entries; a calendar without any needs one component (section 3.4)."""
    return (_utc() if is_empty else b"") + _END


def whole(name: str, entries: Iterable[bytes]) -> bytes:
    """A calendar in one piece."""
    body = b"".join(entries)
    return head(name) + body + tail(is_empty=not body)


def _utc() -> bytes:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 (local time, by the grammar)
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return bytes(zone.to_ical())


# compression -------------------------------------------------------------------------------------


def deflated(content: bytes) -> bytes:
    """A piece of a deflate stream that stands for itself, so that pieces can be joined."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def zipped(pieces: Iterable[bytes], content: bytes) -> bytes:
    """One gzip member of deflated pieces, whose content is given for the checksum."""
    trailer = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join([_GZIP_HEAD, *pieces, _LAST_BLOCK, trailer])


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def etag(parts: Iterable[str]) -> str:
    """One hash of the hashes of all parts, which is another whenever one byte is."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
