"""The word test: a busy or neutral feed tells nothing, in any language."""

from datetime import timedelta
from uuid import uuid4

import icalendar
import pytest

from network import events
from network.calendars.models.feeds import Detail, Purpose
from network.calendars.reactions import supervision as reactions
from network.calendars.rules import feeds as rules
from network.kernel import clock, zones
from network.kernel.i18n import LANGUAGES, speaking
from network.people.models import Person
from tests.browser_client import Browser
from tests.calendar_makers import book, cancelled, open_feed
from tests.calendars.telling_words import TELLING, telling_words
from tests.factories import make_centre, make_member

pytestmark = pytest.mark.anyio

DISCREET = [Detail.BUSY, Detail.NEUTRAL]
ALLOWED_NAMES = {
    "BEGIN", "CALSCALE", "DTEND", "DTSTAMP", "DTSTART", "END", "LAST-MODIFIED", "NAME", "PRODID",
    "REFRESH-INTERVAL", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID", "VERSION",
    "X-PUBLISHED-TTL", "X-WR-CALNAME",
}  # fmt: skip


def unfolded(content: bytes) -> str:
    return content.decode().replace("\r\n ", "")


async def make_people(language: str) -> tuple[Person, Person]:
    centre = await make_centre(name="Tbilisi House of Hope", town="Tbilisi", zone="Asia/Tbilisi")
    ana = await make_member(centre, name="Ana Leader", zone="Asia/Tbilisi", language=language)
    ben = await make_member(name="Ben Guest", zone="Africa/Cairo", language=language)
    return ana, ben


async def busy_life(*people: Person) -> None:
    """Everything that puts something into calendars."""
    start = clock.now() + timedelta(days=5)
    for n, kind in enumerate(("individual", "group", "peer", "team", "supervisors", "other")):
        await book(*people, at=start + timedelta(days=n), kind=kind)
    gone = await book(*people, at=start + timedelta(days=9))
    await reactions.session_cancelled(cancelled(gone, *people, at=start, revision=1))
    await reactions.agreement_moved(
        events.AgreementMoved(
            agreement_id=uuid4(),
            state="active",
            told=(),
            members=tuple(p.id for p in people),
            review_on=start.date(),
            ends_on=start.date() + timedelta(days=90),
        )
    )


def test_the_list_is_long_and_in_nine_languages() -> None:
    assert len(TELLING) == 9
    assert sum(len(words.split()) for words in TELLING.values()) >= 300


@pytest.mark.parametrize("text", ["Supervision", "عيادة", "СУПЕРВИЗИЯ", "Rrjeti", "ტრავმა"])
def test_the_test_finds_what_tells(text: str) -> None:
    assert telling_words(text) != []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("detail", DISCREET)
@pytest.mark.parametrize("purpose", Purpose)
def test_neutral_names_tell_nothing(purpose: Purpose, detail: Detail, language: str) -> None:
    with speaking(language):
        title = rules.title(detail, purpose, 3, "individual", "Ana Leader")
        name = rules.calendar_name(purpose, detail)

    assert telling_words(f"{title} {name}") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("detail", DISCREET)
async def test_a_discreet_feed_tells_nothing(
    detail: Detail, language: str, browser: Browser
) -> None:
    ana, ben = await make_people(language)
    await busy_life(ana, ben)
    content = ""
    for purpose in Purpose:
        token = await open_feed(ana, detail, purpose)
        content += unfolded((await browser.get(f"/feed/{token}.ics")).content)

    names = ("Ana", "Ben", "Leader", "Guest", "House of Hope", "portal.test", "http", "@")
    places = {part for zone in zones.zone_names() - {"UTC"} for part in zone.split("/")}
    assert telling_words(content) == []
    assert [word for word in {*names, *places} if word.casefold() in content.casefold()] == []


@pytest.mark.parametrize("detail", Detail)
async def test_no_feed_carries_people_rules_zones_or_alarms(
    detail: Detail, browser: Browser
) -> None:
    ana, ben = await make_people("en")
    await busy_life(ana, ben)
    token = await open_feed(ana, detail)

    answer = await browser.get(f"/feed/{token}.ics")

    lines = unfolded(answer.content).split("\r\n")[:-1]
    more = {"URL", "DESCRIPTION"} if detail is Detail.FULL else set()
    assert {line.split(":")[0].split(";")[0] for line in lines} == ALLOWED_NAMES | more


@pytest.mark.parametrize("detail", Detail)
async def test_a_feed_keeps_to_the_grammar(detail: Detail, browser: Browser) -> None:
    long_name = "Ана-Мария Ẽ " * 9
    ana, ben = await make_people("ar")
    await Person.filter(id=ana.id).update(name=long_name)
    await busy_life(ana, ben)
    token = await open_feed(ben, detail)

    content = (await browser.get(f"/feed/{token}.ics")).content

    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    assert all(line.decode() is not None for line in lines)  # no fold cuts a letter
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
        assert event["DTSTAMP"] == event["LAST-MODIFIED"]


async def test_an_empty_feed_holds_one_zone_that_names_no_place(browser: Browser) -> None:
    ana, _ben = await make_people("en")
    token = await open_feed(ana)

    content = unfolded((await browser.get(f"/feed/{token}.ics")).content)

    assert [line for line in content.split("\r\n") if line.startswith("TZID")] == ["TZID:UTC"]
