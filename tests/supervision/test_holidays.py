"""Public holidays: marked where a series is planned, left out on request, known to the planner."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from network.kernel import clock
from network.people.models import Person
from network.settings import Settings
from network.supervision.models import Agreement, Kind, SupervisionSession
from network.supervision.queries import polls
from tests.browser_client import Browser
from tests.factories import make_centre, make_member
from tests.supervision.poll_world import NOW
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

EVERY_DAY = [[day, 9 * 60, 17 * 60] for day in range(1, 8)]
MONDAYS = [[1, 9 * 60, 17 * 60]]
FORTNIGHTS = (
    "03-15", "03-29", "04-12", "04-26", "05-10", "05-24", "06-07", "06-21", "07-05", "07-19"
)  # fmt: skip
NATIONAL_DAY = date(2027, 6, 12)  # of the Philippines, a Saturday


async def make_colleague(country: str, *, town: str = "public", **given: Any) -> Person:
    centre = await make_centre(country=country, zone="Europe/Berlin", visibility={"town": town})
    return await make_member(centre, zone="Europe/Berlin", **given)


async def make_group(town: str = "public") -> tuple[Person, Agreement]:
    """A group of a German supervisor with a member in Kosovo, whose national day is 17 February."""
    leader = await make_colleague("DE", name="Lena")
    supervisor = await make_supervisor(leader, zone="Europe/Berlin")
    member = await make_colleague("XK", town=town, name="Arta")
    agreement = await make_agreement(supervisor, member, kind=Kind.GROUP, minutes=60)
    return leader, agreement


def series(**given: str) -> dict[str, str]:
    """Three Wednesdays, the second of which is the national day of Kosovo."""
    return {
        "on": "2027-02-10",
        "at": "10:00",
        "zone": "Europe/Berlin",
        "rhythm": "weeks-1",
        "count": "3",
        "minutes": "60",
        "second": "",
        "agreed": "",
    } | given


async def test_a_holiday_of_a_member_is_marked_where_a_series_is_planned(browser: Browser) -> None:
    leader, agreement = await make_group()

    with clock.at(datetime(2027, 1, 4, 8, tzinfo=UTC)):
        await browser.sign_in_as(leader)
        page = await browser.post(f"/supervision/agreements/{agreement.id}/series", series())

    assert page.text.count("A public holiday for Arta.") == 1


async def test_a_holiday_says_nothing_of_a_town_that_is_not_shown(browser: Browser) -> None:
    leader, agreement = await make_group(town="contacts")

    with clock.at(datetime(2027, 1, 4, 8, tzinfo=UTC)):
        await browser.sign_in_as(leader)
        page = await browser.post(f"/supervision/agreements/{agreement.id}/series", series())

    assert "ublic holiday" not in page.text


@pytest.mark.parametrize(("ticked", "stored"), [("y", [10, 24]), ("", [10, 17, 24])])
async def test_holidays_are_left_out_when_that_is_ticked(
    browser: Browser, ticked: str, stored: list[int]
) -> None:
    leader, agreement = await make_group()
    wish = series(agreed="y", **({"skip_holidays": ticked} if ticked else {}))

    with clock.at(datetime(2027, 1, 4, 8, tzinfo=UTC)):
        await browser.sign_in_as(leader)
        answer = await browser.post(f"/supervision/agreements/{agreement.id}/series", wish)

    assert answer.status_code == 303
    rows = await SupervisionSession.all().order_by("starts_at")
    assert [row.starts_at.day for row in rows] == stored


@pytest.mark.parametrize(("ticked", "left_out"), [("y", ["03-29", "05-10"]), ("", [])])
async def test_who_books_a_series_sees_holidays_of_both_and_may_leave_them_out(
    browser: Browser, ticked: str, left_out: list[str]
) -> None:
    supervisor = await make_supervisor(
        await make_colleague("DE"), zone="Europe/Berlin", weekly=MONDAYS, window_days=365
    )
    reader = await make_colleague("XK")
    await make_agreement(supervisor, reader, ends_on=date(2027, 12, 31), minutes=60)
    path = f"/supervision/{supervisor.person_id}/sessions"
    wish = {"slot": "2027-03-15T09:00Z", "repeat": "2x10", "modality": "video"}

    with clock.at(datetime(2027, 3, 8, 8, tzinfo=UTC)):
        await browser.sign_in_as(reader)
        page = await browser.post(path, wish)
        ticks = {"skip_holidays": ticked} if ticked else {}
        await browser.post(path, wish | {"agreed": "y"} | ticks)

    assert page.text.count(">Public holiday<") == 2
    rows = await SupervisionSession.all().order_by("starts_at")
    booked = {f"{row.starts_at:%m-%d}" for row in rows}
    assert sorted(set(FORTNIGHTS) - booked) == left_out


async def test_the_planner_knows_the_holidays_of_a_members_country(db: Settings) -> None:
    with clock.at(NOW):
        member = await make_colleague("PH")
        found = (await polls.clocks_of([member.id]))[member.id]

    assert NATIONAL_DAY in found.days_off


async def test_days_of_rest_are_marked_beside_the_free_times(browser: Browser) -> None:
    supervisor = await make_supervisor(
        await make_colleague("DE", name="Lena"), zone="Europe/Berlin", weekly=EVERY_DAY
    )
    centre = await make_centre(country="XK", visibility={"town": "public"}, weekend=[6, 7])
    reader = await make_member(centre, zone="Europe/Berlin")

    with clock.at(datetime(2027, 3, 8, 8, tzinfo=UTC)):
        await browser.sign_in_as(reader)
        easter = await browser.get(f"/supervision/{supervisor.person_id}?week=2027-03-22")

    marks = ("Public holiday for Lena", "Your weekend", "Public holiday for you")
    assert [easter.text.count(mark) for mark in marks] == [1, 1, 1]
