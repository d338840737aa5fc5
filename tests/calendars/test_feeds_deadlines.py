"""The deadlines feed: agreements to review, series to go on with, records to write; then gone."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import icalendar
import pytest

from network import events
from network.calendars.models.feeds import Detail, Purpose
from network.calendars.reactions import supervision as reactions
from network.kernel import clock
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import make_pair, open_feed

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 2, 8, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
async def pair(browser: Browser) -> tuple[Person, Person]:
    return await make_pair()


async def deadlines(browser: Browser, token: str) -> dict[str, date]:
    content = (await browser.get(f"/feed/{token}.ics")).content
    return {str(e["SUMMARY"]): e.start for e in icalendar.Calendar.from_ical(content).events}


def to_record(session_id: UUID, leader: Person) -> events.SessionToRecord:
    return events.SessionToRecord(session_id=session_id, starts_at=YESTERDAY, told=(leader.id,))


def recorded(session_id: UUID) -> events.SessionRecorded:
    return events.SessionRecorded(
        session_id=session_id, state="recorded", starts_at=YESTERDAY, told=()
    )


def planned(
    series_id: UUID, *people: Person, last_on: date | None, revision: int = 1
) -> events.SeriesChanged:
    return events.SeriesChanged(
        session_id=uuid4(),
        what="planned" if last_on else "cancelled",
        count=3,
        starts_at=NOW,
        told=tuple(p.id for p in people),
        series_id=series_id,
        last_on=last_on,
        revision=revision,
    )


async def test_a_record_to_write_stands_on_the_day_after_until_it_is_written(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    session_id = uuid4()
    with clock.at(NOW):
        token = await open_feed(pair[0], Detail.FULL, Purpose.DEADLINES)
        await reactions.session_to_record(to_record(session_id, pair[0]))
        await reactions.session_to_record(to_record(session_id, pair[0]))
        owed = await deadlines(browser, token)
        await reactions.session_recorded(recorded(session_id))
        written = await deadlines(browser, token)

    assert owed == {"Write down what became of a session": NOW.date()}
    assert written == {}


async def test_a_late_reminder_does_not_bring_back_a_record_that_is_written(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    session_id = uuid4()
    with clock.at(NOW):
        token = await open_feed(pair[0], purpose=Purpose.DEADLINES)
        await reactions.session_to_record(to_record(session_id, pair[0]))
        await reactions.session_recorded(recorded(session_id))
        await reactions.session_to_record(to_record(session_id, pair[0]))

        assert await deadlines(browser, token) == {}


async def test_the_last_session_of_a_series_is_a_day_to_plan_the_next_ones(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    series_id, last = uuid4(), date(2027, 5, 4)
    with clock.at(NOW):
        token = await open_feed(pair[1], Detail.FULL, Purpose.DEADLINES)
        await reactions.series_changed(planned(series_id, *pair, last_on=last))
        first = await deadlines(browser, token)
        later = last + timedelta(days=14)
        await reactions.series_changed(planned(series_id, *pair, last_on=later, revision=2))
        moved = await deadlines(browser, token)
        await reactions.series_changed(planned(series_id, *pair, last_on=None, revision=3))
        over = await deadlines(browser, token)

    title = "The last session of a series: plan the next ones"
    assert (first, moved, over) == ({title: last}, {title: later}, {})


async def test_neutral_deadlines_say_only_that_there_is_something(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        token = await open_feed(pair[0], purpose=Purpose.DEADLINES)
        await reactions.session_to_record(to_record(uuid4(), pair[0]))

        assert await deadlines(browser, token) == {"Follow-up 1": NOW.date()}
