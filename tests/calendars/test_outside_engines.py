"""Busy times against two calendar engines that are not ours, on calendars made up at random.

The first is `icalendar` with `dateutil`, the second ical.js. Where they are known to part from
RFC 5545 (a week of the year without a weekday in the first, weeks of the year and nights in which
the clocks change in the second) no calendars are made up.
"""

import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from network.calendars.rules.busy import Question, busy
from tests.calendars.test_outside_busy import BERLIN, calendar

ZONE = "Europe/Berlin"
OWNER = ZoneInfo(ZONE)
FIRST, LAST = datetime(2027, 2, 20, 7, tzinfo=UTC), datetime(2027, 11, 20, 13, tzinfo=UTC)
ENGINE = Path(__file__).parents[1] / "engines" / "busy.mjs"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST = 200


@dataclass(frozen=True)
class Writing:
    """How an event writes its times."""

    parameter: str
    suffix: str = ""

    @property
    def is_date(self) -> bool:
        return "DATE" in self.parameter

    def line(self, name: str, wall: datetime) -> str:
        return f"{name}{self.parameter}:{self.value(wall)}"

    def value(self, wall: datetime) -> str:
        return f"{wall:%Y%m%d}" if self.is_date else f"{wall:%Y%m%dT%H%M%S}{self.suffix}"

    def until(self, wall: datetime) -> str:
        if "TZID" not in self.parameter:
            return self.value(wall)
        return f"{wall.replace(tzinfo=OWNER).astimezone(UTC):%Y%m%dT%H%M%SZ}"


WRITINGS = [
    Writing(";VALUE=DATE"),
    Writing("", "Z"),
    Writing(""),
    Writing(";TZID=Europe/Berlin"),
    Writing(";TZID=My Office"),
]


@st.composite
def rules(draw: st.DrawFn, start: datetime, *, has_hours: bool) -> str:
    day, month = st.sampled_from(DAYS), st.integers(1, 12)
    freq = draw(
        st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY"][: 4 + has_hours])
    )
    parts: dict[str, list[st.SearchStrategy[str]]] = {
        "DAILY": [st.just("BYMONTH=3,10")],
        "WEEKLY": [st.sets(day).map(lambda s: "BYDAY=" + ",".join({*s, DAYS[start.weekday()]}))],
        "MONTHLY": [
            st.tuples(st.sampled_from(["1", "3", "-1", "-2"]), day).map(
                lambda t: "BYDAY=" + t[0] + t[1]
            ),
            st.sampled_from(["1", "10,20", "-1", "31"]).map("BYMONTHDAY={}".format),
            st.sampled_from(["1", "-1", "2,-2"]).map("BYDAY=MO,TU,WE,TH,FR;BYSETPOS={}".format),
        ],
        "YEARLY": [
            st.tuples(month, st.sampled_from(["1", "-1"]), day).map(
                lambda t: f"BYMONTH={t[0]};BYDAY={t[1]}{t[2]}"
            ),
            st.sampled_from(["1", "100,200", "-1"]).map("BYYEARDAY={}".format),
            st.sampled_from(["3", "3,10"]).map("BYMONTH={}".format),
        ],
        "HOURLY": [],
    }
    interval = draw(st.sampled_from([7, 24, 36, 50] if freq == "HOURLY" else [1, 1, 2, 3, 5]))
    some = draw(st.one_of(st.just(""), *parts[freq]))
    week = draw(st.sampled_from(["", "WKST=SU"]))
    return ";".join(filter(None, [f"FREQ={freq}", f"INTERVAL={interval}", some, week]))


@st.composite
def events(draw: st.DrawFn, number: int) -> list[list[str]]:
    """An event, and those that stand for single occurrences of it."""
    writing = draw(st.sampled_from(WRITINGS))
    year, day = draw(st.sampled_from([2019, 2026, 2027])), draw(st.integers(0, 364))
    start = datetime(year, 1, 1) + timedelta(days=day)
    length = f"P{draw(st.integers(1, 4))}D"
    if not writing.is_date:
        start += timedelta(hours=draw(st.integers(6, 21)), minutes=draw(st.sampled_from([0, 30])))
        length = f"PT{draw(st.sampled_from([15, 60, 90]))}M"
    head = [f"UID:{number}", "DTSTAMP:20260101T000000Z"]
    if draw(st.integers(0, 4)) == 0:
        plain = [writing.line("DTSTART", start), f"DURATION:{length}"]
        return [[*head, *plain, draw(st.sampled_from(["TRANSP:TRANSPARENT", "CLASS:PUBLIC"]))]]
    rule = draw(rules(start, has_hours=writing.suffix == "Z"))
    found = _starts(rule, start)
    assume(found)
    ends, starts = draw(_ends(found, writing))
    near = [at for at in starts if FIRST <= at.replace(tzinfo=UTC) < LAST] or starts
    changed = draw(st.lists(st.sampled_from(near), max_size=3, unique=True))
    gone = draw(st.lists(st.sampled_from(near), max_size=3, unique=True))
    master = [
        *head,
        writing.line("DTSTART", starts[0]),
        f"DURATION:{length}",
        f"RRULE:{rule}{ends}",
    ]
    master += [writing.line("EXDATE", at) for at in gone]
    stand_ins = [
        [*head, writing.line("RECURRENCE-ID", at), *draw(_changes(at, writing))]
        for at in changed
        if at not in gone
    ]
    return draw(st.permutations([master, *stand_ins]))


def _starts(rule: str, start: datetime) -> list[datetime]:
    try:
        return list(islice(rrulestr(f"{rule};UNTIL=20290101T000000", dtstart=start), MOST))
    except ValueError:  # it finds out first that nothing can fit
        return []


def _ends(found: list[datetime], writing: Writing) -> st.SearchStrategy[tuple[str, list[datetime]]]:
    numbers = st.integers(1, len(found))
    return st.one_of(
        st.just(("", found)),
        numbers.map(lambda n: (f";COUNT={n}", found[:n])),
        numbers.map(lambda n: (f";UNTIL={writing.until(found[n - 1])}", found[:n])),
    )


def _changes(at: datetime, writing: Writing) -> st.SearchStrategy[list[str]]:
    moves = [timedelta(days=n) for n in (-3, 0, 1, 60)]
    length = "DURATION:P2D" if writing.is_date else "DURATION:PT50M"
    ways = st.sampled_from(["STATUS:CANCELLED", "STATUS:CONFIRMED", "TRANSP:OPAQUE"])
    return st.tuples(st.sampled_from(moves), ways).map(
        lambda chosen: [writing.line("DTSTART", at + chosen[0]), length, chosen[1]]
    )


@st.composite
def calendars(draw: st.DrawFn) -> str:
    zones = [BERLIN.format(name=name) for name in (ZONE, "My Office")]
    zones = [zone.replace("16010101", "19701025", 1) for zone in zones]
    zones = [zone.replace("16010101", "19700329") for zone in zones]
    found = [part for n in range(draw(st.integers(1, 4))) for part in draw(events(n))]
    parts = ["\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]) for lines in found]
    return calendar(*zones, *parts, head="VERSION:2.0\nPRODID:-//x//EN").replace("\n", "\r\n")


def ours(text: str) -> list[tuple[int, int]]:
    asked = Question(first=FIRST, last=LAST, zone=ZONE)
    found = busy(BytesIO(text.encode()), asked).busy
    return [(int(start.timestamp()), int(end.timestamp())) for start, end in found]


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    first, last = int(FIRST.timestamp()), int(LAST.timestamp())
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(a, first), min(b, last)) for a, b in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


# icalendar and dateutil --------------------------------------------------------------------------


def theirs(text: str) -> list[tuple[int, int]]:
    whole = icalendar.Calendar.from_ical(text)
    assert isinstance(whole, icalendar.Calendar)
    parts = [part for part in whole.walk("VEVENT") if isinstance(part, icalendar.Event)]
    stand_ins = [part for part in parts if "RECURRENCE-ID" in part]
    replaced = {(str(one["UID"]), _identity(_value(one, "RECURRENCE-ID"))) for one in stand_ins}
    found: list[tuple[int, int]] = []
    for part in filter(_takes_time, parts):
        start = _value(part, "DTSTART")
        if part in stand_ins:
            found.append(_span(part, start))
            continue
        gone = {_identity(one.dt) for line in _lines(part.get("EXDATE")) for one in line}
        gone |= {at for uid, at in replaced if uid == str(part["UID"])}
        found += [_span(part, at) for at in _expanded(part, start) if _identity(at) not in gone]
    return merged(found)


def _value(part: icalendar.Event, name: str) -> Any:
    return cast("Any", part[name]).dt


def _takes_time(part: icalendar.Event) -> bool:
    words = {str(part.get(name)) for name in ("TRANSP", "STATUS")}
    return not words & {"TRANSPARENT", "CANCELLED"}


def _lines(found: Any) -> Iterator[list[Any]]:
    for line in found if isinstance(found, list) else [found] if found else []:
        yield line.dts


def _expanded(part: icalendar.Event, start: date) -> Iterator[date]:
    rule = dict(cast("Any", part.get("RRULE")) or {})
    if not rule:
        yield start
        return
    until = rule.pop("UNTIL", [None])[0]
    wall = datetime.combine(start, start.time() if isinstance(start, datetime) else time())
    for at in rrulestr(_text(rule), dtstart=wall):
        found = at.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else at.date()
        is_over = until is not None and _identity(found) > _identity(until)
        if is_over or at > LAST.replace(tzinfo=None) + timedelta(days=90):
            return
        yield found


def _text(rule: dict[str, Any]) -> str:
    written: bytes = icalendar.vRecur(rule).to_ical()  # type: ignore[no-untyped-call]
    return written.decode()


def _identity(at: date) -> float:
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), UTC).timestamp()
    return at.replace(tzinfo=at.tzinfo or OWNER).timestamp()


def _span(part: icalendar.Event, at: date) -> tuple[int, int]:
    length = _value(part, "DURATION")
    if isinstance(at, datetime):
        start = at.replace(tzinfo=at.tzinfo or OWNER).timestamp()
        return int(start), int(start + length.total_seconds())
    first, last = (datetime.combine(on, time(), OWNER) for on in (at, at + length))
    return int(first.timestamp()), int(last.timestamp())


@given(calendars())
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
def test_a_calendar_is_busy_when_icalendar_and_dateutil_say_so(text: str) -> None:
    assert ours(text) == theirs(text)


# ical.js -----------------------------------------------------------------------------------------


@pytest.mark.process
@given(st.lists(calendars(), min_size=20, max_size=20))
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_a_calendar_is_busy_when_ical_js_says_so(texts: list[str]) -> None:
    window = {"first": int(FIRST.timestamp()), "last": int(LAST.timestamp())}
    asked = json.dumps([{"text": text, "zone": ZONE, **window} for text in texts])
    done = subprocess.run(
        ["node", str(ENGINE)], input=asked, capture_output=True, text=True, check=True, timeout=60
    )

    found = [merged(map(tuple, json.loads(line))) for line in done.stdout.splitlines()]

    assert [ours(text) for text in texts] == found
