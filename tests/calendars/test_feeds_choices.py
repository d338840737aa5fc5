"""What the owner of a feed may choose: how far it goes, whether it rings, what its entries link."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import icalendar
import pytest

from network import events
from network.calendars.models.feeds import Detail, Entry, Feed, Purpose, Reach
from network.calendars.reactions import supervision as reactions
from network.calendars.rules import ics
from network.centres.models import Risk
from network.kernel import clock
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import book, cancelled, make_pair, open_feed
from tests.factories import make_centre, make_member

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
SOON = NOW + timedelta(days=3)


@pytest.fixture
async def pair(browser: Browser) -> tuple[Person, Person]:
    found = await make_pair()
    await browser.sign_in_as(found[1])
    return found


async def alarms_of(browser: Browser, token: str) -> list[tuple[str, str, str]]:
    """Action, text and trigger of every alarm in a feed."""
    content = (await browser.get(f"/feed/{token}.ics")).content
    found = icalendar.Calendar.from_ical(content).walk("VALARM")
    return [
        (
            str(a["ACTION"]),
            str(a["DESCRIPTION"]),
            a["TRIGGER"].to_ical().decode(),  # type: ignore[union-attr]
        )
        for a in found
    ]


# alarms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "alarms"),
    [
        (0, []),
        (10, [("DISPLAY", "Meeting 1", "-PT10M")]),
        (60, [("DISPLAY", "Meeting 1", "-PT1H")]),
        (1_440, [("DISPLAY", "Meeting 1", "-P1D")]),
    ],
)
async def test_a_device_rings_only_if_its_owner_asked_and_says_no_more_than_the_entry(
    minutes: int,
    alarms: list[tuple[str, str, str]],
    browser: Browser,
    pair: tuple[Person, Person],
) -> None:
    with clock.at(NOW):
        await book(*pair, at=SOON)
        token = await open_feed(pair[1], alarm=minutes)

        assert await alarms_of(browser, token) == alarms


@pytest.mark.parametrize(("minutes", "trigger"), [(10, "PT9H"), (60, "PT9H"), (1_440, "-PT15H")])
async def test_whole_days_ring_at_nine_in_the_morning(
    minutes: int, trigger: str, browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await reactions.agreement_moved(
            events.AgreementMoved(
                agreement_id=uuid4(),
                state="active",
                told=(),
                members=(pair[1].id,),
                review_on=SOON.date(),
            )
        )
        token = await open_feed(pair[1], purpose=Purpose.DEADLINES, alarm=minutes)

        assert await alarms_of(browser, token) == [("DISPLAY", "Follow-up 1", trigger)]


async def test_what_was_cancelled_does_not_ring(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        session_id = await book(*pair, at=SOON)
        await reactions.session_cancelled(cancelled(session_id, *pair, at=SOON, revision=1))
        token = await open_feed(pair[1], alarm=60)

        assert await alarms_of(browser, token) == []


async def test_devices_with_and_without_an_alarm_keep_their_own_bytes(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        await book(*pair, at=SOON)
        plain, ringing = await open_feed(pair[1]), await open_feed(pair[1], alarm=10)

        first = [(await browser.get(f"/feed/{t}.ics")).content for t in (plain, ringing)]
        again = [(await browser.get(f"/feed/{t}.ics")).content for t in (plain, ringing)]

    assert first == again
    assert [b"VALARM" in content for content in first] == [False, True]


def test_an_alarm_folds_a_long_title_as_the_grammar_wants() -> None:
    title = "Einzelsupervision, Grüße; \\ und mehr: " * 4
    shown = ics.Shown(
        uid="u",
        sequence=0,
        status="CONFIRMED",  # type: ignore[arg-type]
        title=title,
        starts=NOW,
        ends=SOON,
        changed_at=NOW,
        takes_time=True,
    )

    content = ics.with_alarm(ics.entry(shown), 10)

    event = icalendar.Event.from_ical(content)
    assert [str(a["DESCRIPTION"]) for a in event.walk("VALARM")] == [title]
    assert max(map(len, content.split(b"\r\n"))) <= 75


# the page of an entry ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("detail", "links"), [(Detail.BUSY, False), (Detail.NEUTRAL, False), (Detail.FULL, True)]
)
async def test_only_a_full_feed_links_to_the_page_with_the_place(
    detail: Detail, links: bool, browser: Browser, pair: tuple[Person, Person]
) -> None:
    with clock.at(NOW):
        session_id = await book(*pair, at=SOON)
        token = await open_feed(pair[1], detail)
        content = (await browser.get(f"/feed/{token}.ics")).content
    [event] = icalendar.Calendar.from_ical(content).events
    entry = await Entry.get(person=pair[1])

    assert (event.get("URL"), event.get("DESCRIPTION"), "LOCATION" in event) == (
        (f"https://portal.test/calendar/{entry.id}",) * 2 + (False,)
        if links
        else (None, None, False)
    )
    opened = await browser.get(f"/calendar/{entry.id}")
    assert opened.headers["location"] == f"/supervision/sessions/{session_id}"


async def test_at_a_centre_of_high_risk_nothing_is_linked(browser: Browser) -> None:
    ben, ana = await make_member(await make_centre()), await make_member()
    token = await open_feed(ben, Detail.FULL)
    await book(ana, ben, at=clock.now() + timedelta(days=3))
    before = (await browser.get(f"/feed/{token}.ics")).text

    ours = await make_member(await make_centre(risk=Risk.HIGH))
    await Feed.all().update(person_id=ours.id)
    await Entry.filter(person=ben).update(person_id=ours.id)
    from network.calendars.actions import serving  # noqa: PLC0415

    await serving.forget(ben.id)
    after = (await browser.get(f"/feed/{token}.ics")).text

    assert ["https://portal.test" in text for text in (before, after)] == [True, False]


# changing ----------------------------------------------------------------------------------------


async def test_a_feed_is_changed_after_a_look_at_the_bytes_and_keeps_its_address(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await book(*pair, at=clock.now() + timedelta(days=3))
    token = await open_feed(pair[1])
    feed = await Feed.get()
    await browser.get(f"/feed/{token}.ics")

    wish = {"detail": "busy", "reach": "near", "alarm": "60", "label": "Old telephone"}
    page = await browser.get(f"/feeds/{feed.id}", params=wish)
    before = (await browser.get(f"/feed/{token}.ics")).text
    done = await browser.follow(await browser.submit(page, f"/feeds/{feed.id}"))
    after = (await browser.get(f"/feed/{token}.ics")).text

    assert "SUMMARY:Busy" in page.text
    assert ["SUMMARY:Busy" in text for text in (before, after)] == [False, True]
    assert "TRIGGER:-PT1H" in after
    assert all(t in done.text for t in ("Old telephone", "From a week ago", "An hour before"))


@pytest.mark.parametrize(
    "wish", [{"label": ""}, {"detail": "all"}, {"reach": "ever"}, {"alarm": "7"}]
)
async def test_a_wrong_change_is_explained_and_nothing_changes(
    wish: dict[str, str], browser: Browser, pair: tuple[Person, Person]
) -> None:
    await open_feed(pair[1])
    feed = await Feed.get()

    given = {"detail": "busy", "reach": "near", "alarm": "0", "label": "x"} | wish
    answer = await browser.post(f"/feeds/{feed.id}", given)

    assert answer.status_code == 422
    assert (await Feed.get()).detail is Detail.NEUTRAL


async def test_a_new_address_keeps_what_was_chosen(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await open_feed(pair[1], Detail.FULL, reach=Reach.FAR, alarm=10)
    page = await browser.get("/feeds")

    await browser.submit(page, "/address")

    feed = await Feed.get(revoked_at=None)
    assert (feed.detail, feed.reach, feed.alarm) == (Detail.FULL, Reach.FAR, 10)


async def test_a_new_feed_is_near_and_silent_unless_more_is_asked_for(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    wish = {"purpose": "sessions", "detail": "neutral", "label": "My telephone"}
    page = await browser.get("/feeds/new", params=wish)

    await browser.submit(page, "/feeds/new")

    feed = await Feed.get()
    assert (feed.reach, feed.alarm) == (Reach.NEAR, 0)
    assert re.findall(r'<option value="(\w+)" selected>', page.text) == ["near", "0"]


async def test_nobody_changes_the_feed_of_another(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await open_feed(pair[0])
    feed = await Feed.get()

    answers = [await browser.get(f"/feeds/{feed.id}"), await browser.post(f"/feeds/{feed.id}", {})]

    assert [a.status_code for a in answers] == [404, 404]
