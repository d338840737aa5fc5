"""The page of calendars elsewhere: how each stands, what happens next, and who has to act."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from network.adapters.fetch import Reason
from network.calendars.actions import outside as actions
from network.calendars.models.outside import OutsideCalendar
from network.kernel import clock
from network.kernel.actor import Role
from network.people.models import Person
from tests.browser_client import Browser
from tests.factories import actor, make_member
from tests.supervision_makers import make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
READ = {"read_at": NOW - 2 * DAY, "seen_at": NOW - 2 * DAY}
FAILING: dict[str, Any] = {"reason": Reason.SLOW, "failures": 3}


@pytest.fixture
async def person(browser: Browser) -> Person:
    found = await make_member(role=Role.SUPERVISOR)
    with clock.at(NOW):
        await browser.sign_in_as(found)
        address = "https://calendar.example/secret-word.ics"
        await actions.add(await actor(found), address, blocks_all_day=True)
    return found


async def page(browser: Browser, address: str = "/account/calendars") -> str:
    with clock.at(NOW):
        return (await browser.get(address)).text


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({}, ["Not read yet", "reads it within a minute", "Never read so far."]),
        (
            READ | {"closes_at": NOW + 7 * DAY},
            ["In use", "looks again every hour", "Last read: 2 days ago"],
        ),
        (
            READ | FAILING | {"closes_at": NOW + 5 * DAY},
            ["Out of date", "still count, until Sat", "goes on trying", "without trouble: 2 days"],
        ),
        (
            READ | {"reason": Reason.GONE, "failures": 1, "closes_at": NOW + 5 * DAY},
            ["no calendar at this address", "will not pass by itself", "Copy the address again"],
        ),
        (
            READ | FAILING | {"closes_at": NOW - DAY},
            ["Everything counts as busy", "nobody can book you", "I am sure: use the last times"],
        ),
    ],
)
async def test_each_state_says_what_happens_next_and_who_acts(
    how: dict[str, Any], told: list[str], browser: Browser, person: Person
) -> None:
    await OutsideCalendar.all().update(**how)

    text = await page(browser)

    assert [words for words in told if words not in text] == []
    assert ("calendar.example" in text, "secret-word" in text) == (True, False)


async def test_the_owner_may_go_on_with_the_last_times_for_a_week(
    browser: Browser, person: Person
) -> None:
    await OutsideCalendar.all().update(**READ, **FAILING, closes_at=NOW - DAY)
    with clock.at(NOW):
        shown = await browser.get("/account/calendars")
        await browser.submit(shown, "/trust")

    assert "Out of date" in await page(browser)
    assert (await OutsideCalendar.get()).closes_at == NOW + 7 * DAY


async def test_a_calendar_that_was_never_read_cannot_be_believed(
    browser: Browser, person: Person
) -> None:
    await OutsideCalendar.all().update(**FAILING, closes_at=NOW - DAY)

    text = await page(browser)

    assert ("Everything counts as busy" in text, "I am sure" in text) == (True, False)


async def test_why_nobody_can_book_leads_its_owner_to_the_calendar_that_shuts_everything(
    browser: Browser, person: Person
) -> None:
    with clock.at(NOW):
        await make_supervisor(person)

    shut = await page(browser, "/supervision/why")
    await OutsideCalendar.all().update(**READ, closes_at=NOW + DAY)
    read = await page(browser, "/supervision/why")

    told = "A calendar elsewhere cannot be read, so all your time counts as busy."
    assert [told in text for text in (shut, read)] == [True, False]
    assert 'href="/account/calendars"' in shut


async def test_others_are_not_told_that_somebody_is_busy_elsewhere(
    browser: Browser, person: Person
) -> None:
    supervisor = await make_supervisor(person)
    async with Browser(browser.portal) as other:
        with clock.at(NOW):
            await other.sign_in_as(await make_member())
            text = (await other.get(f"/supervision/{supervisor.id}")).text

    assert "lsewhere" not in text
