"""A large calendar of somebody else's: what reading it takes, and what others notice of it."""

import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.calendars import SECRET, portal
from bench.network_of import build
from bench.report import Report
from bench.servers import Asking, wait_for
from network.calendars.actions import outside
from network.calendars.models.outside import BusyTime, OutsideCalendar
from network.kernel import clock
from tests.factories import actor
from tests.servers import Server, free_port, portal_server

_EVENTS = 50_000
_ROUNDS, _IDLE_SECONDS, _MOST_SECONDS = 3, 8.0, 90.0
_EVERY = 10  # pages between two looks at memory
_FETCHING = 1.0  # seconds before the reading process begins


def measure(report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(report, Path(folder)))


async def _measure(report: Report, folder: Path) -> None:
    shelf = folder / "elsewhere"
    shelf.mkdir()
    (shelf / "large.ics").write_bytes(_large())
    async with portal(folder):
        person = await build(160, 400)
        with _host(shelf) as port:
            url = f"http://127.0.0.1:{port}/large.ics"
            await outside.add(await actor(person), url, blocks_all_day=True)
            await OutsideCalendar.all().update(due_at=clock.now() + timedelta(days=1))
            given = {"secret_key": SECRET, "fetch_allow": f"127.0.0.1:{port}"}
            with portal_server(folder, **given) as server:
                await _watch(report, server)


async def _watch(report: Report, server: Server) -> None:
    """Pages in turn without and with an import, and the memory of all processes of the server."""
    watch = _Watch(server)
    watch.look(_IDLE_SECONDS / 2)
    idle = watch.memory()
    ratios, most = [], 0.0
    for _ in range(_ROUNDS):
        calm = watch.look(_IDLE_SECONDS)
        busy, peak = await _import(watch)
        ratios.append(_p99(busy) / _p99(calm))
        most = max(most, peak - idle)
    name = f"import of {_EVENTS:,} events"
    report.add(f"{name}: memory above idle, both processes", most, "MB", 100.0)
    report.add(f"{name}: 99th of 100 pages over idle", statistics.median(ratios), "times", 3.0)


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) * 99 // 100]


async def _import(watch: "_Watch") -> tuple[list[float], float]:
    """How long pages took while a calendar was fetched, read and stored; and the most memory."""
    watch.clear()
    began = clock.now()
    await OutsideCalendar.all().update(due_at=began, etag="")
    deadline = time.monotonic() + _MOST_SECONDS
    while not await OutsideCalendar.filter(read_at__gte=began).exists():
        assert time.monotonic() < deadline, [c.reason for c in await OutsideCalendar.all()]
        watch.look(0.2)
    assert sum(len(row.times) for row in await BusyTime.filter(is_guard=False)) > _EVENTS
    assert watch.began is not None
    return [took for at, took in watch.taken if at > watch.began - _FETCHING], watch.most


class _Watch:
    """Asks for a page again and again, and looks at the server's memory between."""

    def __init__(self, server: Server) -> None:
        self.pid = server.process.pid
        self.page = Asking.of(self.pid, int(server.url.rpartition(":")[2]), "/centres")
        self.clear()

    def clear(self) -> None:
        self.taken: list[tuple[float, float]] = []
        self.most, self.began = 0.0, None

    most: float
    began: float | None

    def look(self, seconds: float) -> list[float]:
        """How long each page took in this time."""
        until, found = time.monotonic() + seconds, []
        while time.monotonic() < until:
            for _ in range(_EVERY):
                at = time.monotonic()
                self.page.answer()
                found.append(time.monotonic() - at)
                self.taken.append((at, found[-1]))
            self.most = max(self.most, self.memory())
        return found

    def memory(self) -> float:
        """Megabytes of the server and of the process it reads with."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        if children and self.began is None:
            self.began = time.monotonic()
        return sum(_resident(pid) for pid in (str(self.pid), *children))


def _resident(pid: str) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has ended
        return 0.0
    found = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return sum(int(line.split()[1]) for line in found) / 1024


def _large() -> bytes:
    """A calendar of many short events, none of which touch each other."""
    start = clock.now() + timedelta(days=1)
    events = (
        b"BEGIN:VEVENT\r\nUID:event-%d@calendar.example\r\nDTSTAMP:20270101T000000Z\r\n"
        b"DTSTART:%sZ\r\nDURATION:PT5M\r\nSUMMARY:Something\r\nEND:VEVENT\r\n"
        % (n, f"{start + timedelta(minutes=11 * n):%Y%m%dT%H%M%S}".encode())
        for n in range(_EVENTS)
    )
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + b"".join(events) + b"END:VCALENDAR\r\n"


@contextlib.contextmanager
def _host(folder: Path) -> Iterator[int]:
    """A web server for the files of a folder: its port."""
    port = free_port()
    command = ["http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    process = subprocess.Popen(  # noqa: S603 (a server of ours)
        [sys.executable, "-m", *command], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(15)


if __name__ == "__main__":
    found = Report()
    measure(found)
    found.show()
