"""Supervision across zones, page by page: booking, a group's time, and a supervisor going away."""

import email
import email.policy
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from network import outbox
from network.adapters.mail import mailer, written
from network.app import Portal
from network.kernel import clock, moments, zones
from network.kernel.actor import Role
from network.notifications import jobs
from network.notifications.models import Notice
from network.people.models import Person
from network.settings import Settings
from network.supervision.models import Kind, Poll, SessionState, SupervisionSession, Supervisor
from tests.browser_client import Browser, forms_of
from tests.factories import make_centre, make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)  # a Monday
WORKING_WEEK = [[day, 9 * 60, 17 * 60] for day in range(1, 6)]
ZONES = ("Africa/Dakar", "Africa/Cairo", "Africa/Nairobi", "Asia/Tbilisi", "Asia/Kathmandu")


@dataclass
class Everybody:
    """A browser for each person, opened when first needed."""

    portal: Portal
    stack: AsyncExitStack

    async def as_(self, person: Person) -> Browser:
        """A browser in which somebody is signed in."""
        browser = await self.stack.enter_async_context(Browser(self.portal))
        return await browser.sign_in_as(person)


@pytest.fixture
async def everybody(portal: Portal) -> AsyncIterator[Everybody]:
    async with AsyncExitStack() as stack:
        yield Everybody(portal, stack)


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.at(NOW):
        yield


async def _somebody(zone: str, name: str, role: Role = Role.STAFF) -> Person:
    """Somebody of a centre that shows its town."""
    town = zone.partition("/")[2]
    shown = {"zone": zone, "town": town, "visibility": {"town": "members"}}
    return await make_member(await make_centre(**shown), role, name=name, zone=zone)


async def _supervisor(name: str, **given: Any) -> tuple[Person, Supervisor]:
    person = await _somebody("Europe/Berlin", name, Role.SUPERVISOR)
    plain: dict[str, Any] = {"weekly": WORKING_WEEK, "zone": "Europe/Berlin", "notice": 24 * 60}
    return person, await make_supervisor(person, **(plain | given))


def _starts(page: httpx.Response) -> list[str]:
    """The free starts a page offers."""
    return re.findall(r'name="slot" value="([^"]+)"', page.text)


async def _told(person: Person) -> list[str]:
    """What somebody was told, oldest first."""
    while await outbox.deliver_owed():
        pass
    rows = await Notice.filter(person_id=person.id).order_by("created_at", "id")
    return [row.kind for row in rows]


async def _mails(settings: Settings) -> str:
    """Everything that can be read in the mails sent so far."""
    while await outbox.deliver_owed():
        pass
    while await jobs.send_mail(mailer(settings), settings.mail_from):
        pass
    found = []
    for path in written(settings.mail_dir):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body(("plain",))
        found.append(f"{message['Subject']}\n{body.get_content() if body else ''}")
    return "\n".join(found)


# one to one --------------------------------------------------------------------------------------


async def _two(everybody: Everybody) -> tuple[Person, Person, Browser, Browser]:
    """A supervisee in Dakar, her supervisor in Berlin, and their browsers."""
    berta, supervisor = await _supervisor("Berta Baum")
    awa = await _somebody("Africa/Dakar", "Awa Diop")
    await make_agreement(supervisor, awa, cancel_hours=24)
    return awa, berta, await everybody.as_(awa), await everybody.as_(berta)


async def test_a_supervisee_in_dakar_books_a_supervisor_in_berlin(
    everybody: Everybody, settings: Settings
) -> None:
    _, berta, dakar, berlin = await _two(everybody)

    listed = await dakar.get("/supervision")
    calendar = await dakar.get(f"/supervision/{berta.id}?week=2027-03-08")
    start = "2027-03-09T10:00Z"
    booked = await dakar.submit(calendar, "?week=2027-03-08", slot=start, note="My team")
    mine, theirs = await dakar.follow(booked), await berlin.get(booked.headers["location"])
    mails = await _mails(replace(settings, mail_from="Portal <portal@portal.test>"))

    assert "Berta Baum" in listed.text
    assert start in _starts(calendar)
    assert ["10:00–11:00" in page.text for page in (mine, theirs)] == [True, False]
    assert ["11:00–12:00" in page.text for page in (mine, theirs)] == [False, True]
    assert ["11:00 Berlin" in mine.text, "10:00 Dakar" in theirs.text] == [True, True]
    assert "My team" in theirs.text
    assert await _told(berta) == ["session_booked"]
    assert mails
    assert [word for word in ("Awa", "Berta", "My team", "Dakar", "Berlin") if word in mails] == []


async def test_she_moves_it_and_both_see_the_new_time(everybody: Everybody) -> None:
    _, berta, dakar, berlin = await _two(everybody)
    address = await _book(dakar, berta, "2027-03-09T10:00Z")

    page = await dakar.get(f"{address}/move")
    moved = await dakar.submit(page, "/move", slot="2027-03-09T13:00Z", reason="A visit")
    mine, theirs = await dakar.follow(moved), await berlin.get(address)

    assert ["13:00–14:00" in mine.text, "14:00–15:00" in theirs.text] == [True, True]
    assert ["A visit" in page.text for page in (mine, theirs)] == [True, True]
    assert await _told(berta) == ["session_booked", "session_moved"]


async def test_she_cancels_late_and_once(everybody: Everybody) -> None:
    awa, berta, dakar, _ = await _two(everybody)
    address = await _book(dakar, berta, "2027-03-09T13:00Z")

    with clock.at(datetime(2027, 3, 9, 9, tzinfo=UTC)):
        dakar, berlin = await everybody.as_(awa), await everybody.as_(berta)
        days = [await browser.get("/today") for browser in (dakar, berlin)]
        warned = await dakar.get(f"{address}/cancellation")
        cancelled = await dakar.submit(warned, "/cancellation", reason="Ill")
        again = await dakar.submit(warned, "/cancellation", reason="Ill")  # pressed twice
        pages = [await browser.get(address) for browser in (dakar, berlin)]
        kinds = await _told(berta)

    assert [address in day.text for day in days] == [True, True]
    assert ["13:00" in days[0].text, "14:00" in days[1].text] == [True, True]
    assert "This will be marked as late" in warned.text
    assert again.headers["location"] == cancelled.headers["location"]
    assert ["Cancelled" in page.text and "Late" in page.text for page in pages] == [True, True]
    assert kinds == ["session_booked", "session_cancelled"]
    stored = await SupervisionSession.get()
    assert (stored.state, stored.is_late) == (SessionState.CANCELLED_BY_SUPERVISEE, True)


# a group -----------------------------------------------------------------------------------------


async def test_a_group_of_five_in_five_zones_finds_a_time(everybody: Everybody) -> None:
    berta, supervisor = await _supervisor("Berta Baum")
    members = [await _somebody(zone, f"Member of {zone}") for zone in ZONES]
    agreement = await make_agreement(supervisor, *members, kind=Kind.GROUP, minutes=60)
    berlin = await everybody.as_(berta)

    planner = await berlin.get(f"/supervision/agreements/{agreement.id}/planner")
    asked = await berlin.submit(planner, "/polls")
    address = asked.headers["location"]
    before = await berlin.follow(asked)
    waiting, answered = [], []
    for person in members:
        browser = await everybody.as_(person)
        waiting.append(address in (await browser.get("/today")).text)
        answered.append(await _say_yes(browser, address))
    after = await berlin.get(address)

    assert [moments.place(zone) in planner.text for zone in ZONES] == [True] * 5
    assert (waiting, answered) == ([True] * 5, [303] * 5)
    assert "A time is found" not in before.text
    assert "A time is found" in after.text
    poll, session = await Poll.get(), await SupervisionSession.get()
    assert (poll.session_id, session.state) == (session.id, SessionState.CONFIRMED)
    for person in (berta, *members):
        browser = await everybody.as_(person)
        page = await browser.get(f"/supervision/sessions/{session.id}")
        local = moments.time(session.starts_at, person.zone)
        assert f"{local}–" in page.text, person.zone
        assert 8 <= session.starts_at.astimezone(zones.zone(person.zone)).hour < 20
    assert [(await _told(person))[-1] for person in members] == ["session_booked"] * 5


async def _say_yes(browser: Browser, address: str) -> int:
    """Answer yes to every time a poll asks for."""
    page = await browser.get(address)
    names = set(re.findall(r'type="radio" name="([^"]+)" value="yes"', page.text))
    answer = await browser.submit(page, "/answers", **dict.fromkeys(names, "yes"))
    return answer.status_code


# away --------------------------------------------------------------------------------------------


@dataclass
class Leave:
    """A supervisor with three booked sessions, who wants to go away over them."""

    berlin: Browser
    berta: Person
    stand_in: Supervisor
    people: list[Person]
    addresses: list[str]

    @property
    def keys(self) -> list[str]:
        return [address.rpartition("/")[2] for address in self.addresses]

    async def ask(self) -> httpx.Response:
        """Say from when to when, and read what is booked then."""
        days = {"first_on": "2027-03-08", "last_on": "2027-03-12", "reason": "A course"}
        form = await self.berlin.get("/supervision/away")
        return await self.berlin.submit(form, "/away", stand_in=str(self.stand_in.id), **days)

    async def decide(self) -> tuple[str, httpx.Response]:
        """Keep the first, move the second, cancel the third; returns where the second goes."""
        listed, (first, second, third) = await self.ask(), self.keys
        target = _targets(listed, second)[0]
        fates = {f"fate_{first}": "keep", f"fate_{second}": "move", f"fate_{third}": "cancel"}
        saved = await self.berlin.submit(listed, "/away", **fates, **{f"to_{second}": target})
        return target, await self.berlin.follow(saved)


async def _leave(everybody: Everybody) -> Leave:
    berta, supervisor = await _supervisor("Berta Baum")
    _, other = await _supervisor("Otto Ost")
    people = [await _somebody("Africa/Dakar", name) for name in ("Awa", "Binta", "Cheikh")]
    addresses = []
    for person, day in zip(people, ("08", "09", "10"), strict=True):
        await make_agreement(supervisor, person)
        browser = await everybody.as_(person)
        addresses.append(await _book(browser, berta, f"2027-03-{day}T10:00Z"))
    return Leave(await everybody.as_(berta), berta, other, people, addresses)


async def test_a_supervisor_who_goes_away_first_says_what_becomes_of_each_session(
    everybody: Everybody,
) -> None:
    leave = await _leave(everybody)

    listed = await leave.ask()
    unsaid = await leave.berlin.submit(listed, "/away", **{f"fate_{leave.keys[0]}": "keep"})
    unchanged = await SupervisionSession.filter(revision=0, state="confirmed").count()
    _, done = await leave.decide()

    assert "3 sessions are booked then" in listed.text
    assert [person.name in listed.text for person in leave.people] == [True] * 3
    assert (unsaid.status_code, unchanged) == (422, 3)
    assert "Everybody whose session changes is told" in done.text


async def test_who_had_a_session_then_is_told_and_offered_a_stand_in(
    everybody: Everybody,
) -> None:
    leave = await _leave(everybody)

    target, _ = await leave.decide()

    kept, moved, cancelled = [await SupervisionSession.get(id=key) for key in leave.keys]
    assert (kept.state, kept.revision) == (SessionState.CONFIRMED, 0)
    assert f"{moved.starts_at:%Y-%m-%dT%H:%MZ}" == target
    assert cancelled.state is SessionState.CANCELLED_BY_SUPERVISOR
    last = [(await _told(person))[-1] for person in leave.people]
    assert last == ["session_booked", "session_moved", "session_cancelled"]
    cheikh = await everybody.as_(leave.people[2])
    page = await cheikh.get(leave.addresses[2])
    assert "Otto Ost stands in" in page.text
    assert f"/supervision/{leave.stand_in.person_id}" in page.text
    calendar = await cheikh.get(f"/supervision/{leave.berta.id}?week=2027-03-08")
    assert [start for start in _starts(calendar) if "2027-03-08" < start < "2027-03-13"] == []


async def _book(browser: Browser, supervisor: Person, start: str) -> str:
    calendar = await browser.get(f"/supervision/{supervisor.id}?week=2027-03-08")
    booked = await browser.submit(calendar, "?week=2027-03-08", slot=start)
    assert booked.status_code == 303
    return str(booked.headers["location"])


def _targets(page: httpx.Response, key: str) -> list[str]:
    """The other times a session can be moved to."""
    assert any(f"to_{key}" in dict(form.fields) for form in forms_of(page))
    chosen = page.text.partition(f'name="to_{key}"')[2].partition("</select>")[0]
    return re.findall(r'value="([^"]+)"', chosen)
