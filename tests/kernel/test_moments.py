"""How instants and days are written: on whose clocks, in whose language."""

from datetime import UTC, date, datetime, timedelta

import pytest

from network.kernel import clock, moments, zones
from network.kernel.i18n import LANGUAGES, speaking

LATE = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Tbilisi", "Tuesday, 24 November 2026, 00:30 (Tbilisi, UTC+4)"),
        ("Asia/Kathmandu", "Tuesday, 24 November 2026, 02:15 (Kathmandu, UTC+5:45)"),
        (
            "America/Argentina/Buenos_Aires",
            "Monday, 23 November 2026, 17:30 (Buenos Aires, UTC\u22123)",
        ),
        ("America/St_Johns", "Monday, 23 November 2026, 17:00 (St John\u2019s, UTC\u22123:30)"),
        ("UTC", "Monday, 23 November 2026, 20:30 (UTC)"),
        ("Africa/Accra", "Monday, 23 November 2026, 20:30 (Accra, UTC)"),
    ],
)
def test_a_moment_names_the_day_the_time_and_whose_clock_it_is_on(zone: str, written: str) -> None:
    assert moments.moment(LATE, zone) == written


@pytest.mark.parametrize(
    ("language", "day", "town"),
    [
        ("en", "Tuesday, 24 November 2026", "Tbilisi"),
        ("fr", "mardi 24 novembre 2026", "Tbilissi"),
        ("ar", "الثلاثاء، 24 نوفمبر 2026", "تبليسي"),
    ],
)
def test_a_moment_is_written_in_the_readers_language(language: str, day: str, town: str) -> None:
    with speaking(language):
        written = moments.moment(LATE, "Asia/Tbilisi")

    assert [written.count(part) for part in (day, "00:30", town, "UTC+4")] == [1, 1, 1, 1]


def test_the_day_of_one_instant_differs_between_zones() -> None:
    found = {zone: moments.local_day(LATE, zone) for zone in ("Asia/Tbilisi", "America/Lima")}

    assert found == {"Asia/Tbilisi": date(2026, 11, 24), "America/Lima": MONDAY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clock_has_24_hours_in_latin_digits_in_every_language(language: str) -> None:
    with speaking(language):
        assert moments.time(LATE, "UTC") == "20:30"


@pytest.mark.parametrize(
    ("zone", "month", "written"),
    [
        ("UTC", 1, "UTC"),
        ("Europe/London", 1, "UTC"),
        ("Europe/London", 7, "UTC+1"),
        ("Asia/Kathmandu", 1, "UTC+5:45"),
        ("Asia/Kolkata", 1, "UTC+5:30"),
        ("America/Sao_Paulo", 1, "UTC\u22123"),
        ("America/St_Johns", 7, "UTC\u22122:30"),
        ("Pacific/Kiritimati", 1, "UTC+14"),
        ("Pacific/Marquesas", 1, "UTC\u22129:30"),
    ],
)
def test_an_offset_is_written_with_its_minutes_and_a_real_minus(
    zone: str, month: int, written: str
) -> None:
    assert moments.offset(datetime(2027, month, 15, tzinfo=UTC), zone) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_is_named_by_a_town_and_never_by_a_path(language: str) -> None:
    with speaking(language):
        names = {name: moments.place(name) for name in zones.zone_names()}

    assert [name for name, town in names.items() if not town or "/" in town or "_" in town] == []


def test_an_unknown_zone_is_called_what_it_is_read_as() -> None:
    assert moments.place("Nowhere/Else") == "UTC"


@pytest.mark.parametrize(
    ("language", "day", "short", "month"),
    [
        ("en", "Monday 23 November 2026", "23 Nov 2026", "November 2026"),
        ("fr", "lundi 23 novembre 2026", "23 nov. 2026", "novembre 2026"),
        ("ar", "الاثنين، 23 نوفمبر 2026", "23\u200f/11\u200f/2026", "نوفمبر 2026"),
    ],
)
def test_days_are_written_as_the_language_writes_them(
    language: str, day: str, short: str, month: str
) -> None:
    with speaking(language):
        found = moments.day(MONDAY), moments.short_day(MONDAY), moments.month(MONDAY)

    assert (found[0].replace("Monday, ", "Monday "), *found[1:]) == (day, short, month)


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (MONDAY, date(2026, 12, 1), "23 Nov 2026 to 1 Dec 2026"),
        (MONDAY, None, "from 23 Nov 2026"),
        (None, MONDAY, "until 23 Nov 2026"),
        (None, None, ""),
    ],
)
def test_a_period_may_be_open_at_either_end(
    first: date | None, last: date | None, written: str
) -> None:
    assert moments.period(first, last) == written


@pytest.mark.parametrize(
    ("ago", "written"),
    [
        (timedelta(minutes=-5), "today"),
        (timedelta(0), "today"),
        (timedelta(hours=20), "today"),
        (timedelta(hours=21), "yesterday"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_what_is_past_is_told_in_whole_days(ago: timedelta, written: str) -> None:
    with clock.at(LATE):
        assert moments.ago(LATE - ago) == written
