"""Reading outside calendars again when their time has come, away from any page."""

import asyncio
import logging

from network.adapters.fetch import Fetcher
from network.calendars import importing
from network.calendars.actions import outside as actions
from network.calendars.models.outside import OutsideCalendar
from network.calendars.queries import outside as queries
from network.calendars.rules import outside as rules
from network.calendars.rules.busy import Question
from network.kernel import clock

log = logging.getLogger(__name__)
_AT_ONCE = 2
_MOST = 20  # in one run


async def refresh(fetcher: Fetcher) -> int:
    """Read the calendars that are due, a few at a time; returns how many were tried."""
    wanted = await queries.due(_MOST)
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(calendar: OutsideCalendar) -> None:
        async with places:
            if await actions.claim(calendar):
                await _refresh(fetcher, calendar)

    await asyncio.gather(*(one(calendar) for calendar in wanted))
    return len(wanted)


async def _refresh(fetcher: Fetcher, calendar: OutsideCalendar) -> None:
    try:
        found = await importing.read(
            fetcher,
            queries.address_of(calendar),
            await _question(calendar),
            queries.tag_of(calendar, clock.now() - rules.REREAD),
        )
    except importing.ImportProblem as problem:
        log.info("outside calendar not read", extra={"reason": str(problem.reason)})
        await actions.fail(calendar, problem.reason, is_lasting=problem.is_lasting)
    except Exception:  # one calendar does not stop those after it
        log.exception("outside calendar not read")
        await actions.fail(calendar, importing.BROKEN, is_lasting=False)
    else:
        if found is None:
            await actions.keep_unchanged(calendar)
        else:
            await actions.keep(calendar, found.months, found.notices, found.etag)


async def _question(calendar: OutsideCalendar) -> Question:
    first, last = rules.window(clock.now())
    return Question(
        first=first,
        last=last,
        zone=calendar.person.zone,
        mail=calendar.person.email,
        all_day=calendar.blocks_all_day,
        own=await queries.own_uids(calendar.person_id),
    )
