"""A supervisor's hours: rows, preview, quiet time, dates, and why nobody can book."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from network.kernel import clock
from network.supervision.forms.supervisors import clock_minutes, clock_text
from network.supervision.models import (
    DatesKind,
    Supervisor,
    SupervisorDates,
    SupervisorState,
)
from network.supervision.rules import supervisors as rules
from network.supervision.rules import words
from network.supervision.rules.agreements import Load
from network.supervision.rules.slots import Hours, Refusal, Terms
from network.supervision.rules.supervisors import Hindrance, OddHours, RowProblem
from tests.browser_client import Browser
from tests.factories import make_member
from tests.supervision_makers import make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)  # a Monday
TUESDAYS = [[2, 840, 960]]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("9", 540),
        ("09:30", 570),
        ("9.05", 545),
        ("24:00", 1440),
        ("0", 0),
        ("1400", 840),
        ("٩:٣٠", 570),
    ]
    + [(wrong, None) for wrong in ("25:00", "24:05", "9:61", "", "nine", "-1")],
)
def test_times_are_read_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert clock_minutes(typed) == minutes


def test_the_end_of_a_day_is_written_as_such() -> None:
    assert [clock_text(n) for n in (0, 545, 1440)] == ["00:00", "09:05", "24:00"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 600, 660], [1, 660, 720], [2, 600, 720]], {}),
        ([[1, 600, 660], [1, 655, 720]], {1: RowProblem.OVERLAP}),
        ([[1, 600, 900], [1, 640, 650]], {1: RowProblem.OVERLAP}),
        ([[1, 660, 600]], {0: RowProblem.ORDER}),
        ([[1, 600, 600]], {0: RowProblem.ORDER}),
        ([[1, 601, 660]], {0: RowProblem.CELL}),
        ([[1, 600, 1445]], {0: RowProblem.ORDER}),
    ],
)
def test_rows_that_cannot_be_kept_are_named(
    rows: list[list[int]], expected: dict[int, RowProblem]
) -> None:
    assert rules.row_problems(rows) == expected


@pytest.mark.parametrize(
    ("zone", "on", "hours", "expected"),
    [
        ("Europe/Berlin", date(2027, 3, 28), (150, 240), (150, 180, True)),
        ("Europe/Berlin", date(2027, 10, 31), (60, 240), (120, 180, False)),
        ("Africa/Cairo", date(2027, 4, 30), (0, 120), (0, 60, True)),
        ("America/Santiago", date(2027, 9, 5), (0, 120), (0, 60, True)),
        ("Australia/Lord_Howe", date(2027, 10, 3), (60, 240), (120, 150, True)),
        ("Australia/Lord_Howe", date(2027, 4, 4), (60, 240), (90, 120, False)),
    ],
)
def test_hours_that_a_clock_change_touches_are_named(
    zone: str, on: date, hours: tuple[int, int], expected: tuple[int, int, bool]
) -> None:
    terms = Terms(zone=zone, weekly=[Hours(on.isoweekday(), *hours)])

    found = rules.odd_hours(terms, date(on.year, on.month, 1), on)

    assert found == [OddHours(on, *expected)]


def test_hours_away_from_the_change_are_not_odd() -> None:
    terms = Terms(zone="Europe/Berlin", weekly=[Hours(7, 600, 720)])

    assert rules.odd_hours(terms, date(2027, 1, 1), date(2027, 12, 31)) == []


OPEN: dict[str, Any] = {"state": SupervisorState.VERIFIED, "minutes": 60}


@pytest.mark.parametrize(
    ("given", "terms", "load", "expected"),
    [
        ({}, {}, Load(), []),
        ({"state": SupervisorState.PROPOSED}, {}, Load(), [Hindrance.NOT_VERIFIED]),
        ({"state": SupervisorState.PAUSED}, {}, Load(), [Hindrance.PAUSED]),
        ({"is_open": False}, {}, Load(), [Hindrance.NOT_OPEN]),
        ({}, {}, Load(8, 3), [Hindrance.FULL]),
        ({}, {}, Load(8, 2), []),
        ({"quiet_until": NOW.replace(hour=9)}, {}, Load(), [Hindrance.QUIET]),
        ({"quiet_until": NOW}, {}, Load(), []),
        ({}, {"weekly": []}, Load(), [Hindrance.NO_HOURS]),
        ({"minutes": 150}, {}, Load(), [Hindrance.TOO_SHORT]),
        ({}, {"window_days": 1, "notice": 1440}, Load(), [Hindrance.WINDOW]),
    ],
)
def test_what_keeps_everybody_away_is_named(
    given: dict[str, Any], terms: dict[str, Any], load: Load, expected: list[Hindrance]
) -> None:
    plain = {"zone": "UTC", "weekly": [Hours(2, 840, 960)]}

    found = rules.hindrances(Supervisor(**(OPEN | given)), Terms(**(plain | terms)), load, NOW)

    assert found == expected


def test_private_reasons_are_told_to_the_supervisor_alone() -> None:
    private = [Refusal.QUIET, Refusal.BREAK, Refusal.BUSY, Refusal.BUFFER, Refusal.RECOVERY]

    assert words.told(private) == ["Not free."]
    assert {words.public_code(r) for r in private} == {"not_free"}
    assert len({words.words(r, is_own=True) for r in private}) == 5
    assert all(words.words(r) and words.words(r, is_own=True) for r in Refusal)


# pages -------------------------------------------------------------------------------------------


async def _page(browser: Browser, **given: Any) -> tuple[Supervisor, Any]:
    supervisor = await make_supervisor(**({"weekly": TUESDAYS} | given))
    await browser.sign_in_as(await supervisor.person)
    return supervisor, await browser.get("/supervision/availability")


async def test_hours_are_saved_with_everything_around_them(browser: Browser) -> None:
    supervisor, page = await _page(browser)

    answer = await browser.submit(
        page,
        "/availability",
        act="save",
        weekly_day=["2", "4", ""],
        weekly_from=["14", "9:30", ""],
        weekly_to=["16:00", "24:00", ""],
        breaks_day=["4"],
        breaks_from=["12"],
        breaks_to=["13"],
        before="5",
        after="20",
        notice_hours="48",
        week_count="6",
        month_minutes="900",
    )

    stored = await Supervisor.get(id=supervisor.id)
    assert answer.status_code == 303
    assert (stored.weekly, stored.breaks) == ([[2, 840, 960], [4, 570, 1440]], [[4, 720, 780]])
    assert (stored.before, stored.after, stored.notice) == (5, 20, 2880)
    assert stored.limits == {
        "week": {"count": 6, "minutes": None},
        "month": {"count": None, "minutes": 900},
    }


async def test_overlapping_rows_are_refused_at_the_row_with_all_that_was_typed(
    browser: Browser,
) -> None:
    supervisor, page = await _page(browser)

    answer = await browser.submit(
        page,
        "/availability",
        act="save",
        weekly_day=["2", "2"],
        weekly_from=["14:00", "15:30"],
        weekly_to=["16:00", "17:00"],
    )

    assert answer.status_code == 422
    assert 'id="weekly-1">These hours overlap with another row.' in answer.text
    assert 'value="15:30"' in answer.text
    assert (await Supervisor.get(id=supervisor.id)).weekly == TUESDAYS


@pytest.mark.parametrize(("name", "wrong"), [("after", "7"), ("step", "12"), ("minutes", "52")])
async def test_all_lengths_are_full_five_minutes(name: str, wrong: str, browser: Browser) -> None:
    _supervisor, page = await _page(browser)

    answer = await browser.submit(page, "/availability", act="save", **{name: wrong})

    assert (answer.status_code, "Use full five minutes" in answer.text) == (422, True)


async def test_a_preview_saves_nothing_and_names_the_hour_that_does_not_exist(
    browser: Browser,
) -> None:
    with clock.at(NOW):
        supervisor, page = await _page(browser, notice=0)

        answer = await browser.submit(
            page,
            "/availability",
            act="preview",
            weekly_day=["7"],
            weekly_from=["02:30"],
            weekly_to=["04:30"],
        )

    assert answer.status_code == 200
    assert "Sunday, 28 March 2027: 02:30 to 03:00 does not exist and is skipped" in answer.text
    assert "The next four weeks, not saved yet" in answer.text
    assert (await Supervisor.get(id=supervisor.id)).weekly == TUESDAYS


async def test_more_rows_and_a_pattern_come_without_a_script(browser: Browser) -> None:
    _supervisor, page = await _page(browser, weekly=[])

    more = await browser.submit(page, "/availability", act="weekly")
    pattern = await browser.submit(page, "/availability", act="pattern")

    assert more.text.count('name="weekly_day"') == 3
    assert pattern.text.count('value="14:00"') == 2


async def test_an_old_page_of_hours_conflicts_and_keeps_what_was_typed(browser: Browser) -> None:
    supervisor, page = await _page(browser)
    await supervisor.store(supervisor.version, after=30)

    answer = await browser.submit(page, "/availability", act="save", before="10")

    assert (answer.status_code, 'value="10"' in answer.text) == (409, True)


async def test_quiet_time_is_one_click_and_ends_with_one(browser: Browser) -> None:
    with clock.at(NOW):
        supervisor, page = await _page(browser)
        await browser.submit(page, "/quiet", days="7")
        quiet = await Supervisor.get(id=supervisor.id)
        page = await browser.get("/supervision/availability")
        await browser.submit(page, "/quiet/end")

    assert quiet.quiet_until == datetime(2027, 3, 7, 23, tzinfo=UTC)  # midnight in Berlin
    assert (await Supervisor.get(id=supervisor.id)).quiet_until is None


async def test_dates_add_hours_and_close_days_and_can_be_removed(browser: Browser) -> None:
    with clock.at(NOW):
        supervisor, page = await _page(browser)
        await browser.submit(
            page, "/dates", kind="extra", first_on="2027-03-03", start="9", until="11"
        )
        page = await browser.get("/supervision/availability")
        await browser.submit(
            page, "/dates", kind="closed", first_on="2027-03-09", reason="A holiday"
        )
        rows = await SupervisorDates.all().order_by("first_on")
        slots = (await browser.get(f"/supervision/{supervisor.person_id}/slots.json")).json()
        page = await browser.get("/supervision/availability")
        await browser.submit(page, f"{rows[1].id}/removal")

    assert [(r.kind, r.first_on, r.start, r.until, r.reason) for r in rows] == [
        (DatesKind.EXTRA, date(2027, 3, 3), 540, 660, ""),
        (DatesKind.CLOSED, date(2027, 3, 9), 0, 0, "A holiday"),
    ]
    assert "2027-03-03T08:00Z" in slots["free"]
    assert {"starts_at": "2027-03-09T13:00Z", "reasons": ["closed"]} in slots["refused"]
    assert await SupervisorDates.all().count() == 1


async def test_the_page_of_reasons_counts_what_is_refused_and_links_to_the_setting(
    browser: Browser,
) -> None:
    with clock.at(NOW):
        await _page(browser, notice=48 * 60, is_open=False)
        page = await browser.get("/supervision/why")

    assert "You take no new supervisees." in page.text
    assert "Sooner than your notice allows." in page.text
    assert 'href="/supervision/availability#notice"' in page.text


async def test_programs_get_the_same_free_times_without_private_reasons(browser: Browser) -> None:
    with clock.at(NOW):
        supervisor = await make_supervisor(
            weekly=TUESDAYS, step=60, quiet_until=datetime(2027, 3, 3, tzinfo=UTC)
        )
        await browser.sign_in_as(await make_member())
        answer = await browser.get(f"/supervision/{supervisor.person_id}/slots.json?to=2027-03-09")

    assert answer.json() == {
        "supervisor": str(supervisor.person_id),
        "zone": "Europe/Berlin",
        "from": "2027-03-01",
        "to": "2027-03-09",
        "minutes": 60,
        "free": ["2027-03-09T13:00Z", "2027-03-09T14:00Z"],
        "refused": [
            {"starts_at": "2027-03-02T13:00Z", "reasons": ["not_free"]},
            {"starts_at": "2027-03-02T14:00Z", "reasons": ["not_free"]},
        ],
    }
