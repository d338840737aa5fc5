"""What calendar programs read of visits."""

from datetime import date

import icalendar

from network.calendars.models.feeds import Detail, Purpose
from tests.browser_client import Browser
from tests.calendar_makers import open_feed
from tests.exchanges.visit_world import World


async def feed(browser: Browser, token: str) -> bytes:
    return (await browser.get(f"/feed/{token}.ics")).content


async def told(browser: Browser, token: str) -> list[tuple[str, str, date, date, int]]:
    """What a calendar program reads: title, status, first day, the day after the last, sequence."""
    content = await feed(browser, token)
    return [
        (str(e["SUMMARY"]), str(e["STATUS"]), e.start, e.end, e.sequence)
        for e in icalendar.Calendar.from_ical(content).events
    ]


async def visit_feed(world: World, who: str, detail: Detail = Detail.FULL) -> str:
    return await open_feed(world.people[who], detail, Purpose.VISITS)
