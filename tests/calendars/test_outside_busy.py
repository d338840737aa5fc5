"""When a calendar of somebody else's keeps its owner busy, and when it is refused."""

import contextlib
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.calendars.rules.busy import Notice, Question, Trouble, Unreadable, busy

ME = "ada@example.org"
ASKED = {
    "first": datetime(2027, 3, 1, tzinfo=UTC),
    "last": datetime(2027, 4, 30, tzinfo=UTC),
    "zone": "Europe/Berlin",
    "mail": ME,
}
TEN = "DTSTART:20270310T100000Z\nDTEND:20270310T110000Z"
AT_TEN = ["0310T1000/0310T1100"]
BERLIN = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def event(*lines: str, uid: str = "1") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def calendar(*parts: str, head: str = "VERSION:2.0") -> str:
    return "\n".join(["BEGIN:VCALENDAR", head, *parts, "END:VCALENDAR", ""])


def read(text: str | bytes, **changes: object) -> list[str]:
    """Stretches as month, day and time in UTC."""
    content = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
    question = Question(**(ASKED | changes))  # type: ignore[arg-type]
    found = busy(BytesIO(content), question).busy
    return [f"{a:%m%dT%H%M}/{b:%m%dT%H%M}" for a, b in found]


def trouble(text: str | bytes) -> Trouble:
    with pytest.raises(Unreadable) as error:
        read(text)
    return error.value.trouble


@pytest.mark.parametrize(
    "lines",
    [
        ["TRANSP:TRANSPARENT"],
        ["STATUS:CANCELLED"],
        ["status:cancelled"],
        ["X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
        ["SUMMARY:Canceled: team"],
        ["SUMMARY;LANGUAGE=en-us:Canceled: team"],
        [f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ME.upper()}"],
        [f'ATTENDEE;CN="A: B";EMAIL={ME};PARTSTAT=DECLINED:urn:x'],
    ],
)
def test_what_does_not_take_time_is_free(lines: list[str]) -> None:
    assert read(calendar(event(TEN, *lines))) == []


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["TRANSP:OPAQUE"],
        ["STATUS:TENTATIVE"],
        ["X-MICROSOFT-CDO-BUSYSTATUS:OOF"],
        ["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"],
        ["SUMMARY:Not canceled:"],
        ["ATTENDEE;PARTSTAT=DECLINED:mailto:somebody.else@example.org"],
        [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}"],
        ["BEGIN:VALARM", "TRANSP:TRANSPARENT", "STATUS:CANCELLED", "DURATION:PT9H", "END:VALARM"],
    ],
)
def test_everything_else_is_busy(lines: list[str]) -> None:
    assert read(calendar(event(TEN, *lines))) == AT_TEN


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20270310T100000Z"], []),
        (["DTSTART:20270310T100000Z", "DTEND:20270310T090000Z"], []),
        (["DTSTART:20270310T100000Z", "DURATION:PT90M"], ["0310T1000/0310T1130"]),
        (["DTSTART:20270310T100000Z", "DURATION:-PT90M"], []),
        (["DTSTART;VALUE=DATE:20270310"], ["0309T2300/0310T2300"]),
        (["DTSTART;VALUE=DATE:20270310", "DTEND;VALUE=DATE:20270310"], ["0309T2300/0310T2300"]),
        (["DTSTART;VALUE=DATE:20270310", "DTEND;VALUE=DATE:20270309"], []),
        (["DTSTART;VALUE=DATE:20270328", "DURATION:P2D"], ["0327T2300/0329T2200"]),
        (["DTSTART:20260101T000000Z", "DTEND:20290101T000000Z"], ["0301T0000/0430T0000"]),
        (["DTSTART;TZID=Europe/Berlin:20270328T013000", "DURATION:P1D"], ["0328T0030/0328T2330"]),
        (["DTSTART;TZID=Europe/Berlin:20270328T013000", "DURATION:PT24H"], ["0328T0030/0329T0030"]),
        (["DTSTART;TZID=Europe/Berlin:20270328T023000", "DURATION:PT1H"], ["0328T0130/0328T0230"]),
    ],
)
def test_how_long_an_event_is(lines: list[str], expected: list[str]) -> None:
    assert read(calendar(event(*lines))) == expected


def test_days_can_be_passed_over() -> None:
    assert (
        read(calendar(event("DTSTART;VALUE=DATE:20270310"), event(TEN, uid="2")), all_day=False)
        == AT_TEN
    )


@pytest.mark.parametrize(
    ("head", "tzid", "expected"),
    [
        ("", ";TZID=Europe/Berlin", "0310T0900"),
        ("", ";TZID=europe/berlin", "0310T0900"),
        ("", ';TZID="America/New_York"', "0310T1500"),
        ("", ";TZID=Asia/Calcutta", "0310T0430"),
        ("", ";TZID=W. Europe Standard Time", "0310T0900"),
        ("", ";TZID=Georgian Standard Time", "0310T0600"),
        ("", ";TZID=Romance Standard Time", "0310T0900"),
        ("", ";TZID=/freeassociation.sourceforge.net/Asia/Tbilisi", "0310T0600"),
        ("", ";TZID=/citadel.org/20190914_1/America/Argentina/Ushuaia", "0310T1300"),
        ("X-WR-TIMEZONE:Asia/Tbilisi", ";TZID=Nowhere", "0310T0600"),
        ("X-WR-TIMEZONE:Asia/Tbilisi", "", "0310T0600"),
        ("X-WR-TIMEZONE:Nowhere", "", "0310T0900"),
        ("", "", "0310T0900"),
        ("", ";TZID=UTC", "0310T1000"),
        ("", ";TZID=Factory", "0310T0900"),
        ("", ";TZID=../../../etc/passwd", "0310T0900"),
    ],
)
def test_zones_are_found_by_whatever_name(head: str, tzid: str, expected: str) -> None:
    text = calendar(
        event(f"DTSTART{tzid}:20270310T100000", "DURATION:PT1H"), head=head or "VERSION:2.0"
    )

    assert read(text)[0].startswith(expected)


def test_a_zone_nobody_knows_is_noticed() -> None:
    text = calendar(event("DTSTART;TZID=Nowhere:20270310T100000", "DURATION:PT1H"))

    found = busy(BytesIO(text.encode()), Question(**ASKED))  # type: ignore[arg-type]

    assert found.notices == {Notice.ZONE}


@pytest.mark.parametrize("is_first", [True, False])
def test_a_zone_of_the_file_is_followed_wherever_it_stands(*, is_first: bool) -> None:
    zone = BERLIN.format(name="Office")
    days = event("DTSTART;TZID=Office:20270326T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4")

    found = read(calendar(*([zone, days] if is_first else [days, zone])))

    assert [one[:9] for one in found] == ["0326T0900", "0327T0900", "0328T0800", "0329T0800"]


def test_an_iana_name_counts_more_than_rules_beside_it() -> None:
    text = calendar(
        BERLIN.format(name="Asia/Tbilisi"),
        event("DTSTART;TZID=Asia/Tbilisi:20270310T100000", "DURATION:PT1H"),
    )

    assert read(text) == ["0310T0600/0310T0700"]


def test_a_series_keeps_its_wall_time_and_its_length() -> None:
    text = calendar(
        event(
            "DTSTART;TZID=Europe/Berlin:20200106T090000",
            "DTEND;TZID=Europe/Berlin:20200106T100000",
            "RRULE:FREQ=WEEKLY;UNTIL=20270412T070000Z",
            "EXDATE;TZID=Europe/Berlin:20270315T090000,20270322T090000",
            "EXDATE:20270405T070000Z",
        )
    )

    assert read(text) == [
        "0301T0800/0301T0900",
        "0308T0800/0308T0900",
        "0329T0700/0329T0800",
        "0412T0700/0412T0800",
    ]


SERIES = event(*TEN.split("\n"), "RRULE:FREQ=DAILY;COUNT=4", "SEQUENCE:2")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], ["0310T1000", "0311T1000", "0312T1000", "0313T1000"]),
        (["RECURRENCE-ID:20270311T100000Z", "DTSTART:20270320T080000Z", "DURATION:PT1H"],
         ["0310T1000", "0312T1000", "0313T1000", "0320T0800"]),
        (["RECURRENCE-ID;TZID=Europe/Berlin:20270311T110000", "DTSTART:20270320T080000Z",
          "DURATION:PT1H"], ["0310T1000", "0312T1000", "0313T1000", "0320T0800"]),
        (["RECURRENCE-ID:20270311T100000Z", "STATUS:CANCELLED"],
         ["0310T1000", "0312T1000", "0313T1000"]),
        (["RECURRENCE-ID:20270311T100000Z", "DTSTART:20280320T080000Z", "DURATION:PT1H"],
         ["0310T1000", "0312T1000", "0313T1000"]),
        (["RECURRENCE-ID;RANGE=THISANDFUTURE:20270312T100000Z", "DTSTART:20270312T140000Z",
          "DURATION:PT1H"], ["0310T1000", "0311T1000", "0312T1400", "0313T1400"]),
    ],
)  # fmt: skip
def test_changes_of_single_occurrences(changes: list[str], expected: list[str]) -> None:
    parts = [SERIES, event(*changes)] if changes else [SERIES]

    assert [one[:9] for one in read(calendar(*parts))] == expected
    assert [one[:9] for one in read(calendar(*reversed(parts)))] == expected


BERLIN_SERIES = event(
    "DTSTART;TZID=Europe/Berlin:20270326T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=5"
)
FROM_27 = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20270327T100000"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (["DTSTART;TZID=Europe/Berlin:20270327T140000", "DURATION:PT1H"],
         ["0326T0900/0326T1000", "0327T1300/0327T1400", "0328T1200/0328T1300",
          "0329T1200/0329T1300", "0330T1200/0330T1300"]),
        (["DTSTART:20270328T080000Z", "DURATION:PT1H"],
         ["0326T0900/0326T1000", "0328T0800/0328T0900", "0329T0800/0329T0900",
          "0330T0800/0330T0900", "0331T0800/0331T0900"]),
        (["DTSTART;VALUE=DATE:20270327"], ["0326T0900/0326T1000", "0326T2300/0330T2200"]),
        (["STATUS:CANCELLED"], ["0326T0900/0326T1000"]),
    ],
)  # fmt: skip
def test_a_change_from_then_on_keeps_to_the_clock(changes: list[str], expected: list[str]) -> None:
    change = event(FROM_27, *changes)

    assert read(calendar(BERLIN_SERIES, change)) == expected
    assert read(calendar(change, BERLIN_SERIES)) == expected


def test_what_moved_or_grew_into_the_time_asked_for_is_busy() -> None:
    old = event("DTSTART:20270101T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=5")
    moved = event("RECURRENCE-ID:20270108T100000Z", "DTSTART:20270310T100000Z", "DURATION:PT1H")
    later = "RECURRENCE-ID;RANGE=THISANDFUTURE:20270115T100000Z"

    assert read(calendar(old, moved)) == AT_TEN
    assert read(calendar(old, event(later, "DTSTART:20270301T100000Z", "DURATION:PT1H"))) == [
        "0301T1000/0301T1100",
        "0308T1000/0308T1100",
        "0315T1000/0315T1100",
    ]
    assert read(calendar(old, event(later, "DTSTART:20270115T100000Z", "DURATION:P31D"))) == [
        "0301T0000/0301T1000"
    ]


def test_what_stands_for_a_part_of_a_series_may_repeat_itself() -> None:
    text = calendar(event("RECURRENCE-ID:20270301T100000Z", TEN, "RRULE:FREQ=DAILY;COUNT=2"))

    assert read(text) == [*AT_TEN, "0311T1000/0311T1100"]


def test_only_dates_within_the_time_asked_for_count_towards_the_bound() -> None:
    start = datetime(2000, 1, 1, tzinfo=UTC)
    past = ",".join(f"{start + timedelta(days=n):%Y%m%dT%H%M%SZ}" for n in range(3_000))

    assert read(calendar(event(TEN, f"RDATE:{past}"))) == AT_TEN


def test_thousands_of_events_with_one_name_are_all_busy_and_soon_read() -> None:
    began = time.process_time()
    parts = [
        event(f"DTSTART:202703{n % 28 + 1:02}T{n % 24:02}0000Z", "DURATION:PT5M")
        for n in range(20_000)
    ]

    assert len(read(calendar(*parts))) == 168
    assert time.process_time() - began < 20


def test_a_zone_of_the_file_is_right_long_before_the_time_asked_for() -> None:
    text = calendar(
        BERLIN.format(name="Office"),
        event(
            "DTSTART;TZID=Office:20100701T100000",
            "DTEND;TZID=Europe/Berlin:20100701T110000",
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=10",
        ),
    )

    assert read(text) == ["0310T0900/0310T1000"]


@pytest.mark.parametrize(
    ("line", "free"),
    [
        ("EXDATE:20270326T230000Z", "0326T2300/0327T2300"),
        ("EXDATE;TZID=Europe/Berlin:20270327T000000", "0326T2300/0327T2300"),
        ("EXDATE;VALUE=DATE:20270327", "0326T2300/0327T2300"),
        ("EXDATE:20270327T000000Z", "0326T2300/0327T2300"),
    ],
)
def test_a_day_is_left_out_however_it_is_written(line: str, free: str) -> None:
    days = ["0325T2300/0326T2300", "0326T2300/0327T2300", "0327T2300/0328T2200"]
    text = calendar(event("DTSTART;VALUE=DATE:20270326", "RRULE:FREQ=DAILY;COUNT=3", line))

    assert read(text) == [day for day in days if day != free]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", ["0327T2300/0328T2200"]),
        ("America/New_York", ["0328T0400/0329T0400"]),
        ("Pacific/Auckland", ["0327T1100/0328T1100"]),
        ("Asia/Beirut", ["0327T2200/0328T2100"]),
    ],
)
def test_a_whole_day_is_the_owners_also_when_the_clocks_change(
    zone: str, expected: list[str]
) -> None:
    assert read(calendar(event("DTSTART;VALUE=DATE:20270328")), zone=zone) == expected


@pytest.mark.parametrize(
    "line",
    [
        'RRULE;X="a:FREQ=DAILY',
        'RDATE;VALUE="DATE:20270312',
        "DURATION PT5H",
        "RECURRENCE-ID;RANGE:20270310T100000Z",
        "DTSTART ;TZID=UTC:20270310T100000",
    ],
)
def test_a_line_that_bears_on_time_is_never_passed_over(line: str) -> None:
    assert trouble(calendar(event(TEN, line))) is Trouble.CUT_OFF


@pytest.mark.parametrize("line", ['X-ODD "', "SUMMARY;X", 'ATTENDEE;CN="a', "COLOR"])
def test_other_broken_lines_do_no_harm(line: str) -> None:
    assert read(calendar(event(TEN, line))) == AT_TEN


def test_tasks_and_journals_take_no_time() -> None:
    parts = [
        f"BEGIN:{name}\n{TEN}\nRRULE:FREQ=SECONDLY\nBEGIN:VALARM\nEND:VALARM\nEND:{name}"
        for name in ("VTODO", "VJOURNAL", "X-OTHER", "VAVAILABILITY")
    ]

    assert read(calendar(*parts, event(LATER))) == ["0311T1000/0311T1100"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20270228T233000Z", "DURATION:PT1H"], ["0301T0000/0301T0030"]),
        (["DTSTART:20270429T233000Z", "DURATION:PT1H"], ["0429T2330/0430T0000"]),
        (["DTSTART:20270228T230000Z", "DURATION:PT1H"], []),
        (["DTSTART:20270430T000000Z", "DURATION:PT1H"], []),
        (["DTSTART:20270201T000000Z", "DURATION:P5W"], ["0301T0000/0308T0000"]),
    ],
)
def test_what_crosses_an_edge_is_cut_there(lines: list[str], expected: list[str]) -> None:
    assert read(calendar(event(*lines))) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RDATE:20270312T100000Z,20270314T100000Z"], ["0310T1000", "0312T1000", "0314T1000"]),
        (["RDATE;VALUE=PERIOD:20270312T100000Z/PT5H"], ["0310T1000", "0312T1000"]),
        (["RDATE;TZID=Europe/Berlin:20270312T110000"], ["0310T1000", "0312T1000"]),
        (["RRULE:FREQ=DAILY;COUNT=2", "EXRULE:FREQ=DAILY"], ["0310T1000", "0311T1000"]),
        (["RRULE:FREQ=DAILY;UNTIL=20270311"], ["0310T1000", "0311T1000"]),
        (["RRULE:FREQ=DAILY;COUNT=2", "EXDATE;VALUE=DATE:20270311"], ["0310T1000", "0311T1000"]),
        (["RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=1"], ["0310T1000", "0312T1000"]),
    ],
)
def test_added_and_left_out_dates(lines: list[str], expected: list[str]) -> None:
    assert [one[:9] for one in read(calendar(event(TEN, *lines)))] == expected


def test_whole_days_repeat_on_the_owners_calendar() -> None:
    text = calendar(
        event("DTSTART;VALUE=DATE:20270326", "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20270327T000000Z")
    )

    assert read(text) == ["0325T2300/0326T2300", "0327T2300/0329T2200"]


def test_an_orphan_of_a_series_is_an_event_of_its_own() -> None:
    assert read(calendar(event("RECURRENCE-ID:20270301T100000Z", TEN))) == AT_TEN


LATER = "DTSTART:20270311T100000Z\nDTEND:20270311T110000Z"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["SEQUENCE:1"], ["SEQUENCE:2"], ["0311T1000/0311T1100"]),
        (["SEQUENCE:2"], ["SEQUENCE:1"], AT_TEN),
        (["DTSTAMP:20270101T000000Z"], ["DTSTAMP:20270102T000000Z"], ["0311T1000/0311T1100"]),
        (["SEQUENCE:10"], ["SEQUENCE:9", "DTSTAMP:20270102T000000Z"], AT_TEN),
        (["SEQUENCE:1"], ["SEQUENCE:2", "STATUS:CANCELLED"], []),
        (["SEQUENCE:1"], ["SEQUENCE:1"], [*AT_TEN, "0311T1000/0311T1100"]),
    ],
)
def test_of_two_versions_the_newer_counts(
    old: list[str], new: list[str], expected: list[str]
) -> None:
    first, second = event(TEN, *old), event(LATER, *new)

    assert read(calendar(first, second)) == expected
    assert read(calendar(second, first)) == expected


def test_our_own_entries_block_nobody() -> None:
    text = calendar(event(TEN, uid="ours"), event(LATER, uid="theirs"))

    assert read(text, own=frozenset({"ours"})) == ["0311T1000/0311T1100"]


def test_free_busy_blocks_count_unless_they_are_free() -> None:
    text = calendar(
        "BEGIN:VFREEBUSY",
        "FREEBUSY:20270310T100000Z/20270310T110000Z,20270310T110000Z/PT30M",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270311T100000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20270312T100000Z/PT1H",
        "FREEBUSY;FBTYPE=FREE:20270313T100000Z/PT1H",
        "END:VFREEBUSY",
    )

    assert [one[:9] for one in read(text)] == ["0310T1000", "0311T1000", "0312T1000"]
    assert read(text)[0] == "0310T1000/0310T1130"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + calendar(event(TEN)).encode(),
        b"\r\n  \r\n" + calendar(event(TEN)).encode(),
        b"\xef\xbb\xbf \t " + calendar(event(TEN)).encode(),
        calendar(event(TEN)).encode().replace(b"\n", b"\r"),
        calendar(event(TEN)).lower().encode(),
        calendar(event(TEN, "SUMMARY:bad \udcff bytes")).encode("utf-8", "surrogateescape"),
        calendar(event(TEN, "SUMMARY:a raw\nline break\n: in it")).encode(),
        calendar(event(TEN, "DESCRIPTION:" + "x" * 200_000)).encode(),
        calendar(event("DTSTA\n RT:20270310T1\n\t00000Z\nDTEND:20270310T110000Z")).encode(),
        (calendar() + calendar(event(TEN))).encode(),
        calendar(event(TEN, "SUMMARY:a\x00b")).encode(),
    ],
)
def test_careless_files_are_read_all_the_same(content: bytes) -> None:
    assert read(content) == AT_TEN


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Trouble.NO_CALENDAR),
        (b"<!DOCTYPE html><title>Sign in</title>", Trouble.NO_CALENDAR),
        (b"\x89PNG\r\n\x1a\n", Trouble.NO_CALENDAR),
        (b"{}", Trouble.NO_CALENDAR),
        (event(TEN).encode(), Trouble.NO_CALENDAR),
        (b"HELLO\n" + calendar(event(TEN)).encode(), Trouble.NO_CALENDAR),
        (calendar(event(TEN)).encode()[:-10], Trouble.CUT_OFF),
        (calendar(event(TEN)).encode()[:60], Trouble.CUT_OFF),
        (calendar(event(TEN).removesuffix("END:VEVENT"), event(LATER)).encode(), Trouble.CUT_OFF),
        (b"BEGIN:VCALENDAR\n" * 1000, Trouble.CUT_OFF),
        (calendar(event("SUMMARY:no time")).encode(), Trouble.TIME),
        (calendar(event("DTSTART:20271340T990000Z")).encode(), Trouble.TIME),
        (calendar(event("DTSTART:tomorrow")).encode(), Trouble.TIME),
        (calendar(event("DTSTART:20270310T100000Z", "DURATION:P")).encode(), Trouble.TIME),
        (calendar(event(TEN, "RRULE:FREQ=SECONDLY")).encode(), Trouble.RULE),
        (calendar(event(TEN, "RRULE:FREQ=MINUTELY")).encode(), Trouble.RULE),
        (calendar(event(TEN, "RRULE:FREQ=DAILY;INTERVAL=0")).encode(), Trouble.RULE),
        (calendar(event(TEN, "RRULE:FREQ=DAILY;BYMINUTE=1,2")).encode(), Trouble.RULE),
        (calendar(event(TEN, "RRULE:FREQ=NEVER")).encode(), Trouble.RULE),
    ],
)
def test_what_cannot_be_followed_is_refused_and_never_free(
    content: bytes, expected: Trouble
) -> None:
    assert trouble(content) is expected


def test_two_thousand_occurrences_are_enough() -> None:
    text = calendar(event("DTSTART:00010101T000000Z", "DURATION:PT5M", "RRULE:FREQ=HOURLY"))

    assert len(read(text)) == 60 * 24
    with pytest.raises(Unreadable):
        read(text, last=datetime(2027, 8, 30, tzinfo=UTC))


def test_a_rule_that_is_long_over_does_no_harm() -> None:
    over = event("DTSTART:20100101T000000Z", "RRULE:FREQ=MINUTELY;UNTIL=20100102T000000Z")
    ahead = event("DTSTART:20300101T000000Z", "RRULE:FREQ=SECONDLY", uid="2")

    assert read(calendar(over, ahead, event(TEN, uid="3"))) == AT_TEN


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 300)), max_size=30))
def test_stretches_are_merged_and_in_order(spans: list[tuple[int, int]]) -> None:
    def at(minute: int) -> str:
        return f"2027031{minute // 1440}T{minute // 60 % 24:02}{minute % 60:02}00Z"

    events = [
        event(f"DTSTART:{at(a)}", f"DTEND:{at(a + n)}", uid=str(i))
        for i, (a, n) in enumerate(spans)
    ]
    found = busy(
        BytesIO(calendar(*events).encode()),
        Question(**ASKED),  # type: ignore[arg-type]
    ).busy

    minutes = {m for a, n in spans for m in range(a, a + n)}
    assert sum((b - a).total_seconds() for a, b in found) == 60 * len(minutes)
    assert all(found[n][1] < found[n + 1][0] for n in range(len(found) - 1))


@given(st.binary(max_size=300), st.integers(0, 600), st.integers(0, 60))
def test_damage_is_refused_or_read_and_nothing_else(noise: bytes, at: int, gone: int) -> None:
    whole = calendar(BERLIN.format(name="X"), SERIES).encode()
    content = whole[:at] + noise + whole[at + gone :]

    with contextlib.suppress(Unreadable):
        read(content)
