"""The pages of feeds: made after a look at the very bytes, shown once, revoked with one click."""

import html
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from network.calendars.actions import feeds as actions
from network.calendars.models.feeds import Detail, Entry, Feed
from network.centres.models import Risk
from network.kernel import clock
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import book, make_pair, open_feed
from tests.factories import actor, make_centre, make_member

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
WISH = {"purpose": "sessions", "detail": "neutral", "label": "My telephone"}
ADDRESS = re.compile(r"https://portal\.test/feed/([\w-]{22})\.ics")


@pytest.fixture
async def pair(browser: Browser) -> tuple[Person, Person]:
    found = await make_pair()
    await browser.sign_in_as(found[1])
    return found


async def test_the_preview_shows_the_bytes_the_device_will_get(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await book(*pair, at=clock.now() + timedelta(days=3))

    page = await browser.get("/feeds/new", params=WISH)
    made = await browser.submit(page, "/feeds/new")

    shown = re.search(r"<pre[^>]*>(.*?)</pre>", page.text, re.DOTALL)
    found = ADDRESS.search(made.text)
    assert shown is not None
    assert found is not None
    feed = await browser.get(f"/feed/{found[1]}.ics")
    assert html.unescape(shown[1]).split() == feed.content.decode().split()


async def test_a_new_address_is_shown_with_every_way_to_use_it(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    page = await browser.get("/feeds/new", params=WISH)
    made = await browser.submit(page, "/feeds/new")

    found = ADDRESS.search(made.text)
    assert found is not None
    assert f'href="webcal://portal.test/feed/{found[1]}.ics"' in made.text
    assert made.headers["referrer-policy"] == "no-referrer"
    programs = ("iPhone", "Google", "Outlook", "Thunderbird", "ICSx", "GNOME", "<svg")
    assert [name for name in programs if name not in made.text] == []


async def test_the_page_behind_the_code_needs_no_account(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    async with Browser(browser.portal) as telephone:
        page = await telephone.get(f"/feeds/add/{token}")
        wrong = await telephone.get("/feeds/add/wrong")

    assert (page.status_code, wrong.status_code) == (200, 404)
    assert f"webcal://portal.test/feed/{token}.ics" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"


async def test_sending_the_form_again_makes_no_second_feed(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    page = await browser.get("/feeds/new", params=WISH)

    await browser.submit(page, "/feeds/new")
    await browser.submit(page, "/feeds/new")

    assert await Feed.all().count() == 1


async def test_at_a_centre_of_high_risk_only_busy_can_be_had(browser: Browser) -> None:
    person = await make_member(await make_centre(risk=Risk.HIGH))
    await browser.sign_in_as(person)

    page = await browser.get("/feeds/new")
    refused = await browser.post("/feeds/new", WISH)
    made = await browser.post("/feeds/new", WISH | {"detail": "busy"})

    assert re.findall(r'name="detail" value="(\w+)"', page.text) == ["busy"]
    assert (refused.status_code, made.status_code) == (422, 200)


@pytest.mark.parametrize(
    "wish",
    [{"label": ""}, {"purpose": "all"}, {"detail": "everything"}, {"label": "x" * 41}],
)
async def test_a_wrong_wish_is_explained(
    wish: dict[str, str], browser: Browser, pair: tuple[Person, Person]
) -> None:
    asked = await browser.get("/feeds/new", params=WISH | wish)
    sent = await browser.post("/feeds/new", WISH | wish)

    assert (asked.status_code, sent.status_code) == (200, 422)
    assert ["<pre" in asked.text, await Feed.all().count()] == [False, 0]


async def test_a_card_says_whether_the_device_has_seen_the_latest_change(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    token = await open_feed(pair[1])
    shown = []

    for step in range(3):
        if step:
            await browser.get(f"/feed/{token}.ics")
        if step == 2:
            await book(*pair, at=clock.now() + timedelta(days=3))
        page = (await browser.get("/feeds")).text
        signs = ("Not read yet", "Has seen the latest change", "Has not seen the latest change")
        shown.append([sign for sign in signs if sign in page])

    assert shown == [[sign] for sign in signs]


async def test_a_feed_is_revoked_with_one_click(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await open_feed(pair[1])
    page = await browser.get("/feeds")

    done = await browser.follow(await browser.submit(page, "/revocation"))

    assert "No device reads your calendar yet." in done.text


async def test_all_feeds_are_revoked_with_one_click(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    for _n in range(3):
        await open_feed(pair[1])
    page = await browser.get("/feeds")

    done = await browser.follow(await browser.submit(page, "/feeds/revocation"))

    assert "3 calendars are revoked." in done.text
    assert await Feed.filter(revoked_at=None).count() == 0


async def test_a_new_address_replaces_the_old_one(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    old = await open_feed(pair[1])
    page = await browser.get("/feeds")

    made = await browser.submit(page, "/address")

    found = ADDRESS.search(made.text)
    assert found is not None
    assert found[1] != old
    assert (await browser.get(f"/feeds/add/{old}")).status_code == 404


async def test_nobody_reaches_feeds_and_entries_of_others(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await book(*pair, at=clock.now())
    await open_feed(pair[0])
    feed, entry = await Feed.get(), await Entry.get(person=pair[0])

    answers = [
        await browser.post(f"/feeds/{feed.id}/address"),
        await browser.post(f"/feeds/{feed.id}/revocation"),
        await browser.get(f"/calendar/{entry.id}"),
        await browser.get(f"/calendar/{entry.id}/meeting.ics"),
    ]

    assert [a.status_code for a in answers] == [404, 404, 404, 404]


async def test_feeds_are_few(browser: Browser, pair: tuple[Person, Person]) -> None:
    for _n in range(20):
        await open_feed(pair[1])

    answer = await browser.post("/feeds/new", WISH)

    assert answer.status_code == 409


# the week ----------------------------------------------------------------------------------------


async def test_the_week_shows_entries_on_the_readers_clock(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await Person.filter(id=pair[1].id).update(zone="Asia/Kathmandu")
    await book(*pair, at=datetime(2027, 3, 17, 20, 0, tzinfo=UTC))

    page = await browser.get("/today/week?w=2027-W11")

    days = re.split(r"<h2[^>]*>", page.text)[1:]
    thursday = next(day for day in days if day.startswith("Thu"))
    assert "01:45–02:45" in thursday
    assert "Individual supervision: Ana Leader" in thursday


@pytest.mark.parametrize("week", ["", "2027-W99", "0000-W01", "9999-W52", "0001-W01", "x"])
async def test_any_week_can_be_asked_for(
    week: str, browser: Browser, pair: tuple[Person, Person]
) -> None:
    answer = await browser.get("/today/week", params={"w": week})

    assert answer.status_code == 200


async def test_one_entry_is_downloaded_under_the_name_it_has_in_feeds(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await book(*pair, at=clock.now() + timedelta(days=3))
    entry = await Entry.get(person=pair[1])

    answer = await browser.get(f"/calendar/{entry.id}/meeting.ics")

    calendar = icalendar.Calendar.from_ical(answer.content)
    [event] = calendar.events
    assert (event["UID"], event["SUMMARY"], "METHOD" in calendar) == (
        entry.uid,
        "Meeting 1",
        False,
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="meeting.ics"'


async def test_a_download_says_no_more_than_the_risk_allows(browser: Browser) -> None:
    ben, ana = await make_member(await make_centre(risk=Risk.HIGH)), await make_member()
    await browser.sign_in_as(ben)
    await book(ana, ben, at=clock.now())
    entry = await Entry.get(person=ben)

    answer = await browser.get(f"/calendar/{entry.id}/meeting.ics?detail=full")

    assert "SUMMARY:Busy\r\n" in answer.text


async def test_revoked_feeds_are_forgotten_after_thirty_days(
    browser: Browser, pair: tuple[Person, Person]
) -> None:
    await open_feed(pair[1], Detail.BUSY)
    with clock.at(NOW):
        await actions.revoke_all(await actor(pair[1]))

    with clock.at(NOW + timedelta(days=29)):
        early = await actions.purge()
    with clock.at(NOW + timedelta(days=30)):
        late = await actions.purge()

    assert (early, late) == (0, 1)
