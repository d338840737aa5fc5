"""Outside calendars over time: read, failing, too old, removed; and what others see of them."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from network import outbox
from network.adapters.fetch import Fetched, Fetcher
from network.calendars import importing
from network.calendars.actions import outside as actions
from network.calendars.models.outside import BusyTime, OutsideCalendar
from network.calendars.queries import outside as queries
from network.calendars.queries.outside import State
from network.calendars.refreshing import refresh
from network.calendars.rules import outside as rules
from network.calendars.rules.busy import Question
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Invalid, NotFound
from network.notifications.models import Notice
from network.people.models import Person
from network.settings import Settings
from network.supervision.queries import supervisors
from network.supervision.rules.slots import Refusal
from tests.browser_client import Browser
from tests.calendar_makers import book
from tests.factories import actor, make_member
from tests.strange_host import Asked, Host, logging_as_in_service, response, strange_host
from tests.supervision_makers import make_supervisor

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
FETCHER = Fetcher(["127.0.0.1"])


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with strange_host() as found:
        yield found


def ics(*starts: str, uid: str = "u") -> bytes:
    """Events of an hour each."""
    events = (
        f"BEGIN:VEVENT\r\nUID:{uid}{n}\r\nSUMMARY:Secret title\r\nDTSTART:{start}\r\n"
        "DURATION:PT1H\r\nEND:VEVENT\r\n"
        for n, start in enumerate(starts)
    )
    return f"BEGIN:VCALENDAR\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


AT_TEN = ics("20270302T100000Z")


async def add(person: Person, host: Host, path: str = "/a.ics") -> OutsideCalendar:
    return await actions.add(await actor(person), host.url(path), blocks_all_day=True)


async def later(by: timedelta) -> None:
    """Let time pass, and the job run at the end of it."""
    with clock.at(NOW + by):
        await refresh(FETCHER)


async def read_first(person: Person, host: Host) -> None:
    """Somebody's calendar elsewhere, read for the first time at NOW."""
    with clock.at(NOW):
        await add(person, host)
        await refresh(FETCHER)


async def busy_hours(person: Person, at: datetime = NOW) -> list[int]:
    """The hours of 2 March of which some is taken."""
    first = datetime(2027, 3, 2, tzinfo=UTC)
    with clock.at(at):
        found = await queries.busy_elsewhere([person.id], first, first + DAY)
    begin = int(first.timestamp()) // 60
    return [
        hour
        for hour in range(24)
        if any(
            a < begin + hour * 60 + 60 and b > begin + hour * 60
            for a, b in found.get(person.id, [])
        )
    ]


async def state(person: Person) -> tuple[State, str]:
    (shown,) = await queries.own_calendars(await actor(person))
    return shown.state, shown.calendar.reason


async def notices(person: Person) -> list[str]:
    await outbox.deliver_owed()
    return [row.kind for row in await Notice.filter(person_id=person.id).order_by("created_at")]


ALL_DAY = list(range(24))


async def test_until_a_calendar_was_read_nobody_is_free(db: Settings, host: Host) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    with clock.at(NOW):
        await add(person, host)

        before = await busy_hours(person)
        await refresh(FETCHER)

        assert (before, await busy_hours(person)) == (ALL_DAY, [10])
        assert await state(person) == (State.FRESH, "")
    assert await notices(person) == []


async def test_only_times_are_kept_and_the_address_is_sealed(db: Settings, host: Host) -> None:
    person = await make_member()
    host.answers["/secret-word.ics"] = response(AT_TEN)
    with clock.at(NOW):
        await add(person, host, "/secret-word.ics")
        await refresh(FETCHER)

    calendars = await OutsideCalendar.all().values()
    sealed = [row.pop("address_sealed") for row in calendars]  # any two letters may be in there
    rows = [*calendars, *await BusyTime.all().values()]

    assert not any(word in str(sealed) for word in ("secret-word", "127.0.0.1"))
    assert not any(word in str(rows) for word in ("secret-word", "Secret", "127.0.0.1", "u0"))


async def test_an_unchanged_calendar_is_not_sent_again_but_read_anew_each_day(
    db: Settings, host: Host
) -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        known = asked.headers.get("if-none-match")
        writer.write(response(status="304 Not Modified") if known else response(AT_TEN, ETag='"1"'))

    person = await make_member()
    host.answers["/a.ics"] = answer
    await read_first(person, host)

    await later(timedelta(minutes=59))
    await later(timedelta(hours=1))
    await later(timedelta(hours=25))

    assert ["if-none-match" in one.headers for one in host.asked] == [False, True, False]
    assert await busy_hours(person, NOW + 6 * DAY) == [10]


async def test_a_change_elsewhere_arrives_with_the_next_reading(db: Settings, host: Host) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    await read_first(person, host)
    host.answers["/a.ics"] = response(ics("20270302T150000Z", "20270302T160000Z"))

    await later(timedelta(hours=2))

    assert await busy_hours(person) == [15, 16]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response(status="404 Not Found"), "gone"),
        (response(status="403 Forbidden"), "refused"),
        (response(b"<html>Sign in</html>"), "no_calendar"),
        (response(AT_TEN[:-20]), "cut_off"),
        (response(AT_TEN.replace(b"DURATION", b"RRULE:FREQ=SECONDLY\r\nDURATION")), "rule"),
        (response(status="302 Found", Location="http://10.0.0.1/"), "private"),
    ],
)
async def test_a_failure_is_told_once_and_never_makes_free(
    answer: bytes, reason: str, db: Settings, host: Host
) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    await read_first(person, host)
    host.answers["/a.ics"] = answer

    for hours in (2, 3, 9, 30, 100):
        await later(timedelta(hours=hours))

    assert await busy_hours(person, NOW + 6 * DAY) == [10]
    with clock.at(NOW + 6 * DAY):
        assert await state(person) == (State.STALE, reason)
    assert await notices(person) == ["outside_failed"]


async def test_a_failure_that_passes_by_itself_is_told_after_a_second_try(
    db: Settings, host: Host
) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    await read_first(person, host)
    host.answers["/a.ics"] = response(status="503 Busy")

    await later(timedelta(hours=1))
    first = await notices(person)
    await later(timedelta(hours=1, minutes=2))

    assert (first, await notices(person)) == ([], ["outside_failed"])


async def test_after_a_week_all_time_counts_as_busy_and_the_owner_is_asked(
    db: Settings, host: Host
) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    with clock.at(NOW):
        calendar = await add(person, host)
        await refresh(FETCHER)
    host.answers["/a.ics"] = response(status="404 Not Found")
    await later(timedelta(hours=2))

    without_any_job = await busy_hours(person, NOW + WEEK + DAY)
    await later(WEEK + DAY)
    await later(WEEK + 2 * DAY)

    assert without_any_job == ALL_DAY
    assert await notices(person) == ["outside_failed", "outside_closed"]
    with clock.at(NOW + WEEK + 2 * DAY):
        assert await state(person) == (State.CLOSED, "gone")
        await actions.believe(await actor(person), calendar := await calendar_of(person))
        assert calendar.read_at is not None
    assert await busy_hours(person, NOW + WEEK + 3 * DAY) == [10]
    assert await busy_hours(person, NOW + 3 * WEEK) == ALL_DAY


async def calendar_of(person: Person) -> OutsideCalendar:
    return await OutsideCalendar.get(person_id=person.id)


@pytest.mark.parametrize(("after", "times"), [(2 * DAY, 1), (WEEK + DAY / 2, 2)])
async def test_a_calendar_that_comes_and_goes_is_told_of_once_a_week(
    after: timedelta, times: int, db: Settings, host: Host
) -> None:
    person = await make_member()
    await read_first(person, host)
    host.answers["/a.ics"] = response(AT_TEN)
    await later(DAY)
    host.answers.clear()
    await later(after)

    assert await notices(person) == ["outside_failed"] * times


async def test_a_process_killed_while_reading_leaves_the_rest_to_the_next(
    db: Settings, host: Host
) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    await read_first(person, host)
    await OutsideCalendar.all().update(due_at=NOW + DAY)

    async def killed(asked: Asked, writer: asyncio.StreamWriter) -> None:
        running.cancel()

    host.answers["/a.ics"] = killed
    running = asyncio.create_task(later(DAY))
    with contextlib.suppress(asyncio.CancelledError):
        await running
    meanwhile = await busy_hours(person, NOW + DAY)
    host.answers["/a.ics"] = response(ics("20270302T120000Z"))
    await later(DAY + timedelta(minutes=4))
    too_soon = len(host.asked)
    await later(DAY + timedelta(minutes=6))

    assert (meanwhile, too_soon, len(host.asked)) == ([10], 2, 3)
    assert await busy_hours(person, NOW + DAY) == [12]
    assert await notices(person) == []


async def test_one_calendar_that_cannot_be_opened_does_not_stop_the_others(
    db: Settings, host: Host
) -> None:
    people = [await make_member() for _ in range(3)]
    host.answers["/a.ics"] = response(AT_TEN)
    with clock.at(NOW):
        for person in people:
            await add(person, host)
        await OutsideCalendar.filter(person_id=people[0].id).update(address_sealed="not sealed")
        await refresh(FETCHER)

        assert [await busy_hours(person) for person in people] == [ALL_DAY, [10], [10]]
        assert await state(people[0]) == (State.CLOSED, "address")
    assert [await notices(person) for person in people] == [["outside_failed"], [], []]


async def test_a_fault_of_ours_counts_as_a_failure_and_stops_nobody_else(
    db: Settings, host: Host
) -> None:
    class Broken(Fetcher):
        async def fetch(self, url: str, etag: str = "") -> Fetched:
            if url.endswith("/broken"):
                raise RuntimeError(url)
            return await super().fetch(url, etag)

    first, second = await make_member(), await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    with clock.at(NOW):
        await add(first, host, "/broken")
        await add(second, host)

    for minutes in (0, 2, 10):
        with clock.at(NOW + timedelta(minutes=minutes)):
            await refresh(Broken(["127.0.0.1"]))

    assert (await busy_hours(first), await busy_hours(second)) == (ALL_DAY, [10])
    assert (await calendar_of(first)).reason == importing.BROKEN
    assert await notices(first) == ["outside_failed"]


@pytest.mark.parametrize("name", ["TZ_VERSION", "zone", "email"])
async def test_a_calendar_is_sent_again_when_it_would_be_read_in_another_way(
    name: str, db: Settings, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN, ETag='"1"')
    await read_first(person, host)
    if name == "TZ_VERSION":
        monkeypatch.setattr(rules, name, "2099a")
    else:
        values = {"zone": "Asia/Tbilisi", "email": "another@example.org"}
        await Person.filter(id=person.id).update(**{name: values[name]})

    await later(timedelta(hours=2))
    await later(timedelta(hours=4))

    assert ["if-none-match" in one.headers for one in host.asked] == [False, False, True]


async def test_unchanged_without_having_been_asked_is_a_failure(db: Settings, host: Host) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(status="304 Not Modified")
    await read_first(person, host)

    assert await busy_hours(person) == ALL_DAY
    assert (await calendar_of(person)).reason == "status"


async def test_a_calendar_that_moved_is_followed_each_time(db: Settings, host: Host) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(status="308 Moved", Location="/b.ics")
    host.answers["/b.ics"] = response(AT_TEN)
    await read_first(person, host)
    await later(timedelta(hours=2))

    assert [one.path for one in host.asked] == ["/a.ics", "/b.ics"] * 2
    assert await busy_hours(person) == [10]


@pytest.mark.parametrize("level", ["debug", "info"])
async def test_no_log_tells_where_a_calendar_is(
    level: str, db: Settings, host: Host, capfd: pytest.CaptureFixture[str]
) -> None:
    person = await make_member()
    answers = [
        response(AT_TEN, ETag='"secret-word"'),
        response(status="302 Found", Location="http://10.0.0.1/secret-word"),
        response(status="302 Found", Location="http://xn--a/secret-word"),
        response(b"secret-word"),
    ]

    with logging_as_in_service(level):
        with clock.at(NOW):
            await add(person, host, "/secret-word.ics")
        for number, answer in enumerate(answers):
            host.answers["/secret-word.ics"] = answer
            await later(timedelta(hours=30 * number))
        await notices(person)

    logged = capfd.readouterr().err
    assert len(host.asked) == 4
    assert logged.count("outside calendar not read") == 3
    assert not any(word in logged for word in ("secret", "127.0.0.1", "10.0.0.1"))


async def test_tries_grow_rarer(db: Settings, host: Host) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(status="500 Error")
    with clock.at(NOW):
        await add(person, host)

    for minute in range(0, 24 * 60, 5):
        await later(timedelta(minutes=minute))

    assert len(host.asked) < 12


async def test_what_came_from_here_does_not_block(db: Settings, host: Host) -> None:
    person, other = await make_member(), await make_member()
    at = datetime(2027, 3, 2, 10, tzinfo=UTC)
    with clock.at(NOW):
        await book(person, other, at=at)
        (uid,) = await queries.own_uids(person.id)
        echo = ics("20270302T100000Z", "20270302T130000Z").replace(b"UID:u0", f"UID:{uid}".encode())
        host.answers["/a.ics"] = response(echo)
        await add(person, host)
        await refresh(FETCHER)

    assert await busy_hours(person) == [13]


async def test_a_removed_calendar_leaves_nothing(db: Settings, host: Host) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    with clock.at(NOW):
        calendar = await add(person, host)
        await refresh(FETCHER)
        await actions.remove(await actor(person), calendar)

    assert await BusyTime.all().count() == 0
    assert await busy_hours(person) == []


async def test_a_late_answer_does_not_bring_a_removed_calendar_back(
    db: Settings, host: Host
) -> None:
    person = await make_member()

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await OutsideCalendar.filter(person_id=person.id).delete()
        writer.write(response(AT_TEN))

    host.answers["/a.ics"] = slow
    await read_first(person, host)

    assert await BusyTime.all().count() == 0


async def test_two_workers_read_a_calendar_once(db: Settings, host: Host) -> None:
    person = await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    with clock.at(NOW):
        await add(person, host)
        await asyncio.gather(refresh(FETCHER), refresh(FETCHER))

    assert len(host.asked) == 1


async def test_people_who_left_are_not_read_for(db: Settings, host: Host) -> None:
    person = await make_member()
    with clock.at(NOW):
        await add(person, host)
    await Person.filter(id=person.id).update(is_disabled=True)

    await later(DAY)

    assert host.asked == []


async def test_the_same_calendar_twice_and_too_many_are_refused(db: Settings, host: Host) -> None:
    person = await make_member()
    await add(person, host)
    with pytest.raises(Invalid):
        await add(person, host)
    for n in range(9):
        await add(person, host, f"/{n}")
    with pytest.raises(Conflict):
        await add(person, host, "/eleventh")


async def test_nobody_else_can_touch_a_calendar(db: Settings, host: Host) -> None:
    person, other = await make_member(), await make_member()
    calendar = await add(person, host)

    with pytest.raises(NotFound):
        await queries.get_calendar(await actor(other), calendar.id)


# booking -----------------------------------------------------------------------------------------


async def test_supervisors_are_not_booked_over_what_they_have_elsewhere(
    db: Settings, host: Host
) -> None:
    leader = await make_member(role=Role.SUPERVISOR)
    supervisor, guest = await make_supervisor(leader, zone="UTC"), await make_member()
    host.answers["/a.ics"] = response(AT_TEN)
    host.answers["/b.ics"] = response(ics("20270302T140000Z"))
    with clock.at(NOW):
        await add(leader, host)
        await add(guest, host, "/b.ics")
        await refresh(FETCHER)
        on = datetime(2027, 3, 2, tzinfo=UTC).date()

        found = await supervisors.slots(supervisor, on, on, 60, [guest.id])

    refused = {
        slot.starts_at.hour + slot.starts_at.minute / 60: slot.reasons
        for slot in found
        if not slot.is_free
    }
    assert refused == {
        9.5: (Refusal.ELSEWHERE,),
        10: (Refusal.ELSEWHERE,),
        10.5: (Refusal.ELSEWHERE,),
        13.5: (Refusal.OTHERS_BUSY,),
        14: (Refusal.OTHERS_BUSY,),
        14.5: (Refusal.OTHERS_BUSY,),
    }


# pages -------------------------------------------------------------------------------------------


async def test_a_calendar_is_added_read_and_removed_in_the_browser(
    browser: Browser, host: Host
) -> None:
    person = await make_member()
    await browser.sign_in_as(person)
    host.answers["/a.ics"] = response(AT_TEN)
    url = host.url("/a.ics")
    browser.portal.inner.state.settings = Settings(fetch_allow=("127.0.0.1",), secret_key="x" * 40)

    page = await browser.get("/account/calendars")
    added = await browser.follow(await browser.submit(page, "", address=url))
    await refresh(FETCHER)
    read = await browser.get("/account/calendars")
    checked = await browser.follow(await browser.submit(read, "/check"))
    removed = await browser.follow(await browser.submit(checked, "/removal"))

    assert "Not read yet" in added.text
    assert "In use" in read.text
    assert "127.0.0.1" in read.text
    assert not any(word in read.text for word in ("Secret title", "/a.ics"))
    assert "No calendar elsewhere" in removed.text


@pytest.mark.parametrize(
    "address", ["", "ftp://a.example/", "https://a:b@c.example/", "http://2130706433/", "x"]
)
async def test_a_wrong_address_is_explained_at_once(address: str, browser: Browser) -> None:
    await browser.sign_in_as(await make_member())
    page = await browser.get("/account/calendars")

    answer = await browser.submit(page, "", address=address)

    assert answer.status_code == 422
    assert await OutsideCalendar.all().count() == 0


# the command, and its limits ---------------------------------------------------------------------


async def _command(*arguments: str, allow: str = "127.0.0.1") -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "network", "calendars", "busy", *arguments,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "NETWORK_FETCH_ALLOW": allow},
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


SPAN = ("--from", "2027-03-02T00:00:00+00:00", "--to", "2027-03-03T02:00:00+02:00")


@pytest.mark.process
async def test_the_command_prints_busy_times_in_utc(host: Host) -> None:
    host.answers["/a.ics"] = response(ics("20270302T100000", "20270302T103000"))

    status, out, err = await _command(host.url("/a.ics"), *SPAN, "--zone", "Asia/Tbilisi")

    assert (status, err) == (0, "")
    assert json.loads(out) == {"busy": [["2027-03-02T06:00:00Z", "2027-03-02T07:30:00Z"]]}


@pytest.mark.process
async def test_times_without_an_offset_are_on_the_owners_clock(host: Host) -> None:
    host.answers["/a.ics"] = response(ics("20270302T100000", "20270302T103000"))
    span = ("--from", "2027-03-02T10:15", "--to", "2027-03-03")

    _status, out, _err = await _command(host.url("/a.ics"), *span, "--zone", "Asia/Tbilisi")

    assert json.loads(out) == {"busy": [["2027-03-02T06:15:00Z", "2027-03-02T07:30:00Z"]]}


@pytest.mark.process
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2027-03-02", "2027-03-02T00:00:00Z"),
        ("2027-03-02T00:00:00Z", "2027-03-02T01:00:00+01:00"),
        ("2027-03-02T00:00:00Z", "2027-03-01T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "2027-03-01T00:00:00Z"),
        ("tomorrow\nor later", "2027-03-01T00:00:00Z"),
    ],
)
async def test_the_command_refuses_a_question_that_is_not_clear(
    first: str, last: str, host: Host
) -> None:
    found, out, err = await _command(host.url("/a.ics"), "--from", first, "--to", last)

    assert (found, out, err.count("\n")) == (2, "", 1)
    assert host.asked == []


@pytest.mark.process
@pytest.mark.parametrize(
    ("changes", "status"),
    [({"allow": ""}, 1), ({"path": "/nothing"}, 1), ({"zone": "Mars/One"}, 2)],
)
async def test_the_command_gives_a_reason_of_one_line(
    changes: dict[str, str], status: int, host: Host
) -> None:
    url, zone = host.url(changes.get("path", "/a.ics")), changes.get("zone", "UTC")

    found, out, err = await _command(
        url, *SPAN, "--zone", zone, allow=changes.get("allow", "127.0.0.1")
    )

    assert (found, out, err.count("\n")) == (status, "", 1)


QUESTION = Question(first=NOW, last=NOW + 400 * DAY)


def _many(count: int) -> bytes:
    start = NOW + DAY
    lines = (
        b"BEGIN:VEVENT\nUID:event-%d@calendar.example\nDTSTAMP:20270101T000000Z\n"
        b"DTSTART:%sZ\nDURATION:PT5M\nSUMMARY:Something\nEND:VEVENT\n"
        % (n, f"{start + timedelta(minutes=11 * n):%Y%m%dT%H%M%S}".encode())
        for n in range(count)
    )
    return b"BEGIN:VCALENDAR\n" + b"".join(lines) + b"END:VCALENDAR\n"


def _kilobytes(process: str, line: str) -> int:
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:  # it has ended
        return 0
    return int(text.partition(f"{line}:")[2].split()[0]) if line in text else 0


def _children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


@pytest.mark.process
async def test_fifty_thousand_events_take_little_memory_and_no_time_of_others() -> None:
    content, gaps, sizes = _many(50_000), [0.0], [0]
    known, before = set(_children()), _kilobytes("self", "VmRSS")

    async def others() -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await asyncio.sleep(0.005)
            gaps.append(loop.time() - began)
            there = sum(_kilobytes(child, "VmRSS") for child in set(_children()) - known)
            sizes.append(_kilobytes("self", "VmRSS") - before + there)

    waiting = asyncio.create_task(others())
    months, _ = await importing.parse(content, QUESTION)
    waiting.cancel()

    assert sum(len(json.loads(month)) for month in months) == 50_000
    assert sorted(sizes)[-2] / 1024 < 100 - len(content) / 2**20
    assert sorted(gaps)[len(gaps) * 99 // 100] < 0.1


@pytest.mark.process
async def test_a_file_made_to_take_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "SECONDS", 1.0)
    event = b"DTSTART:19500101T000000Z\nRRULE:FREQ=DAILY;COUNT=15000;BYDAY=MO,TU,WE,TH,FR"
    parts = (b"BEGIN:VEVENT\nUID:%d\n%s\nEND:VEVENT\n" % (n, event) for n in range(5_000))

    with pytest.raises(importing.ImportProblem) as error:
        await importing.parse(b"BEGIN:VCALENDAR\n" + b"".join(parts) + b"END:VCALENDAR\n", QUESTION)

    assert error.value.reason == importing.TOO_MUCH
