"""Feeds as devices read them: beside bare Starlette, beside Radicale, and after a change."""

import asyncio
import gzip
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import icalendar

from bench import servers
from bench.pages import Client
from bench.report import Report
from bench.servers import Asking
from network import events
from network.app import Portal, create_app
from network.calendars.actions import serving
from network.calendars.models.feeds import EntryText, FeedMonth
from network.calendars.reactions import supervision as reactions
from network.db.migrate import migrate
from network.kernel import clock
from network.people.models import Person
from network.settings import Settings
from tests.calendar_makers import make_entries, open_feed
from tests.factories import make_centre, make_member
from tests.servers import portal_server

_USUAL, _LARGE = 1_000, 5_000
_ROUNDS, _ANSWERS = 15, 1_000
_SLOW_ROUNDS, _SLOW_ANSWERS = 7, 3
_CHANGES, _RENDERINGS = 25, 5
SECRET = "bench only, bench only, bench only"  # noqa: S105 (of no portal)
_MOVED = datetime(clock.now().year + 1, 2, 1, 8, tzinfo=UTC)
_KINDS = {"packed": "Accept-Encoding: gzip", "plain": "Accept-Encoding: identity"}


def measure(report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure_changes(report, Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        _measure_reading(report, Path(folder))


# an unchanged feed, in servers of their own ------------------------------------------------------


def _measure_reading(report: Report, folder: Path) -> None:
    token = asyncio.run(_filled(folder))
    path = f"/feed/{token}.ics"
    with ExitStack() as running:
        server = running.enter_context(portal_server(folder, secret_key=SECRET, jobs_inside="0"))
        port = int(server.url.rpartition(":")[2])
        content = Asking.of(server.process.pid, port, path, _KINDS["plain"]).answer()
        bare = running.enter_context(servers.bare(_bodies(folder, content)))
        ours = (server.process.pid, port)
        _known(report, Asking.of(*ours, path, "If-None-Match: *", status=304), bare)
        for kind, header in _KINDS.items():
            asking = Asking.of(*ours, path, header)
            ratio = _ratio(asking, Asking.of(*bare, f"/{kind}"), _ROUNDS, _ANSWERS)
            name = f"feed of {_USUAL:,} entries, {kind}: processor time over bare answer"
            report.add(name, ratio, "times", 2.0)
        other = running.enter_context(servers.radicale(_collection(folder, content)))
        _beside_radicale(report, Asking.of(*ours, path, _KINDS["plain"]), other)


def _known(report: Report, asking: Asking, bare: tuple[int, int]) -> None:
    plain = Asking.of(*bare, "/known", status=304)
    ratio = _ratio(asking, plain, _ROUNDS, _ANSWERS)
    report.add("feed unchanged, 304: processor time over bare 304", ratio, "times", 2.0)


def _beside_radicale(report: Report, asking: Asking, other: tuple[int, int]) -> None:
    theirs = Asking.of(*other, "/reader/calendar/", "Authorization: Basic cmVhZGVyOg==")
    found = icalendar.Calendar.from_ical(theirs.answer())
    assert len(found.walk("VEVENT")) == _USUAL
    share = _ratio(asking, theirs, _SLOW_ROUNDS, _SLOW_ANSWERS) * 100
    report.add(f"feed of {_USUAL:,} entries: processor time of Radicale's", share, "percent", 2.0)


def _ratio(one: Asking, other: Asking, rounds: int, answers: int) -> float:
    """How much more processor time one takes than the other: the median of pairs.

    Both run on the same processor, as those of a shared machine are not equally fast.
    """
    for asking in (one, other):
        servers.keep_on_one_processor(asking.pid)
        asking.cost(answers)
    ratios = [one.cost(answers) / other.cost(answers) for _ in range(rounds)]
    for asking in (one, other):
        asking.close()
    return statistics.median(ratios)


def _bodies(folder: Path, content: bytes) -> Path:
    """The same bytes for the bare server, plain and packed."""
    found = folder / "bodies"
    found.mkdir()
    (found / "plain").write_bytes(content)
    (found / "packed").write_bytes(gzip.compress(content, 6, mtime=0))
    return found


def _collection(folder: Path, content: bytes) -> Path:
    """The same entries as Radicale keeps them: a file each."""
    root = folder / "radicale"
    found = root / "collection-root" / "reader" / "calendar"
    found.mkdir(parents=True)
    (found / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
    for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
        one = icalendar.Calendar()
        one.add("prodid", "-//Bench//Bench//EN")
        one.add("version", "2.0")
        one.add_component(event)
        (found / f"{event['UID']}.ics").write_bytes(one.to_ical())
    return root


async def _filled(folder: Path) -> str:
    """The token of a feed in a new database."""
    async with portal(folder):
        person = await make_member(await make_centre())
        await _fill(person, _USUAL)
        return await open_feed(person)


# after a change, in this process -----------------------------------------------------------------


async def _measure_changes(report: Report, folder: Path) -> None:
    async with portal(folder) as client:
        person = await make_member(await make_centre())
        sources = await _fill(person, _LARGE)
        url = f"/feed/{await open_feed(person)}.ics"
        fresh = [await _render_afresh(client, url, person) for _ in range(_RENDERINGS)]
        changed = [await _change(client, url, person, one) for one in sources[:_CHANGES]]
    name = f"feed of {_LARGE:,} entries"
    report.add(f"{name}: one change visible again", statistics.median(changed) * 1_000, "ms", 20.0)
    report.add(f"{name}: all rendered afresh", statistics.median(fresh), "s", 2.5)


async def _render_afresh(client: Client, url: str, person: Person) -> float:
    await EntryText.all().delete()
    await FeedMonth.all().delete()
    await serving.forget(person.id)
    before = time.process_time()
    body = await client.get(url)
    took = time.process_time() - before
    assert body.count(b"BEGIN:VEVENT") == _LARGE
    return took


async def _change(client: Client, url: str, person: Person, source_id: UUID) -> float:
    """Seconds of processor time from the fact that moves a session to the bytes that show it."""
    at = _MOVED + timedelta(minutes=source_id.int % 1_000)
    fact = events.SessionMoved(
        session_id=source_id,
        revision=1,
        from_at=clock.now(),
        to_at=at,
        minutes=60,
        kind="group",
        leader_id=person.id,
        told=(person.id,),
    )
    before = time.process_time()
    await reactions.session_moved(fact)
    body = await client.get(url)
    took = time.process_time() - before
    assert f"DTSTART:{at:%Y%m%dT%H%M%SZ}".encode() in body
    return took


# what is read ------------------------------------------------------------------------------------


@asynccontextmanager
async def portal(folder: Path) -> AsyncIterator[Client]:
    """A portal with an empty database in a folder, and a visitor's client."""
    logging.disable(logging.INFO)
    settings = Settings(
        base_url="https://portal.bench",
        secret_key=SECRET,
        database_url=f"sqlite://{folder}/network.db",
        var_dir=folder,
        jobs_inside=False,
    )
    await migrate(settings)
    app: Portal = create_app(settings)
    async with app.inner.router.lifespan_context(app.inner):
        yield Client(app, "")


async def _fill(person: Person, count: int) -> list[UUID]:
    """Give somebody so many sessions within the window of feeds; returns their keys."""
    first = clock.now().replace(minute=0) - timedelta(days=80)
    return await make_entries(person, count, first, timedelta(days=600) / count)


if __name__ == "__main__":
    found = Report()
    measure(found)
    found.show()
