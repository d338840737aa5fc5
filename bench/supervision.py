"""Supervision: free times, the booking page, and many people who want one slot at once."""

import asyncio
import logging
import random
import statistics
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

from bench.pages import Client, floor, portal, ratio_of
from bench.report import Report
from network import claims
from network.centres.models import Centre
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.ids import uuid7
from network.people.models import Person
from network.supervision.actions import booking
from network.supervision.models import Agreement, Supervisor
from network.supervision.rules import slots
from network.supervision.rules.slots import Busy, Diary, Hours, Terms, to_minute
from tests.factories import actor, make_centre, make_member
from tests.supervision_makers import make_agreement, make_supervisor

_SUPERVISORS, _RANGES, _WEEKS, _MINUTES = 50, 200, 4, 60
_PEOPLE, _STORMS = 200, 9
_ROUNDS = 25
_OFFICE = [[day, 9 * 60, 17 * 60] for day in range(1, 6)]
Act = Callable[[], Awaitable[bool]]
Signed = tuple[Actor, Agreement]
_NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


# free times --------------------------------------------------------------------------------------


def measure_slots(report: Report) -> None:
    """Many supervisors' free times, against nothing but as many bisections."""
    terms = Terms(zone="Europe/Berlin", weekly=[Hours(*row) for row in _OFFICE])
    diaries = [_busy(random.Random(n)) for n in range(_SUPERVISORS)]
    found = [_explain(terms, diary) for diary in diaries]
    asked = sum(len(rows) for rows in found)
    assert asked > 0
    took, ratios = [], []
    for _ in range(_ROUNDS):
        own = _processor_time(lambda: [_explain(terms, diary) for diary in diaries])
        took.append(own)
        ratios.append(own / _processor_time(lambda: _bisect(diaries, asked)))
    name = f"free times of {_SUPERVISORS} supervisors, {_WEEKS} weeks, {_RANGES} busy ranges each"
    report.add(name, statistics.median(took) * 1_000, "ms", 50.0)
    report.add(f"the same over {asked * 2} bisections", statistics.median(ratios), "times")


def _busy(chance: random.Random) -> list[Busy]:
    first = to_minute(_NOW) // 5 * 5
    starts = (first + chance.randrange(_WEEKS * 7 * slots.DAY // 5) * 5 for _ in range(_RANGES))
    return [Busy(start, start + chance.choice((15, 30, 60)), 5, 10) for start in starts]


def _explain(terms: Terms, diary: list[Busy]) -> list[slots.Slot]:
    first = _NOW.date()
    last = first + timedelta(weeks=_WEEKS, days=-1)
    return slots.explain(terms, Diary(list(diary)), first, last, _MINUTES, _NOW)


def _bisect(diaries: list[list[Busy]], asked: int) -> None:
    """Two look-ups in a sorted list for each start, and nothing else."""
    for diary in diaries:
        starts = sorted(busy.start for busy in diary)
        for n in range(asked // len(diaries)):
            bisect_left(starts, starts[n % _RANGES])
            bisect_left(starts, starts[n % _RANGES] + _MINUTES)


def _processor_time(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return time.process_time() - before


# the booking page, and one slot for many ---------------------------------------------------------


async def measure(report: Report) -> None:
    measure_slots(report)
    async with portal(160, 400) as client:
        reader = await Person.get(email_key="reader@example.org")
        centre = await make_centre(slug="house-of-supervision")
        leader = await make_member(centre, Role.SUPERVISOR)
        supervisor = await make_supervisor(leader, weekly=_OFFICE)
        await make_agreement(supervisor, reader, ends_on=_in_days(300))
        await _page(report, client, f"/supervision/{supervisor.person_id}")
        await _storm(report, supervisor, await _crowd(supervisor, centre))


def _in_days(days: int) -> date:
    return clock.now().date() + timedelta(days=days)


async def _page(report: Report, client: Client, url: str) -> None:
    await client.get(url)
    ratio = await ratio_of(client, await floor(client, url), url)
    report.add("booking page: processor time over bare page", ratio, "times", 3.0)
    report.add("booking page: queries", await queries_of(client, url), "", 10)


async def queries_of(client: Client, url: str) -> int:
    """How many statements a page sends to the database."""
    counting = _Counting()
    log, disabled = logging.getLogger("tortoise.db_client"), logging.root.manager.disable
    logging.disable(logging.NOTSET)
    log.addHandler(counting)
    log.setLevel(logging.DEBUG)
    try:
        await client.get(url)
    finally:
        log.removeHandler(counting)
        log.setLevel(logging.WARNING)
        logging.disable(disabled)
    return counting.count


class _Counting(logging.Handler):
    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        del record
        self.count += 1


async def _storm(report: Report, supervisor: Supervisor, crowd: list[Signed]) -> None:
    """One slot for all at once, in turn with the bare inserts of what a booking claims."""
    ratios, slowest = [], []
    for at in _starts():
        early = at - timedelta(hours=4)
        bare = await _last_answers([_claiming(supervisor, who, early) for who, _ in crowd])
        full = await _last_answers([_booking(who, supervisor, frame, at) for who, frame in crowd])
        ratios.append(full / bare)
        slowest.append(full)
    name = f"{_PEOPLE} bookings of one slot at once"
    report.add(f"{name}: 99th of 100, over bare claims", statistics.median(ratios), "times", 3.0)
    report.add(f"{name}: 99th of 100", statistics.median(slowest) * 1_000, "ms")


async def _crowd(supervisor: Supervisor, centre: Centre) -> list[Signed]:
    async with transaction():
        people = [await make_member(centre) for _ in range(_PEOPLE)]
        frames = [await make_agreement(supervisor, p, ends_on=_in_days(300)) for p in people]
    return [(await actor(p), frame) for p, frame in zip(people, frames, strict=True)]


def _starts() -> list[datetime]:
    """Free starts on so many working days, at 13:00 UTC."""
    today = clock.now().replace(hour=13, minute=0, second=0, microsecond=0)
    days = (today + timedelta(days=n) for n in range(3, 50))
    return [day for day in days if day.isoweekday() <= 5][:_STORMS]


def _claiming(supervisor: Supervisor, who: Actor, at: datetime) -> Act:
    async def act() -> bool:
        ends = at + timedelta(minutes=_MINUTES)
        people = [person for person in (supervisor.person_id, who.person_id) if person]
        try:
            async with transaction():
                await claims.take(uuid7(), [(person, at, ends) for person in people])
        except claims.Taken:
            return False
        return True

    return act


def _booking(who: Actor, supervisor: Supervisor, frame: Agreement, at: datetime) -> Act:
    async def act() -> bool:
        try:
            await booking.book(who, supervisor, frame, booking.Wish(starts_at=at, minutes=_MINUTES))
        except booking.SlotRefused:
            return False
        return True

    return act


async def _last_answers(acts: list[Act]) -> float:
    """Seconds until all but one in a hundred of these simultaneous acts were answered."""
    began, took = time.perf_counter(), []

    async def one(act: Act) -> bool:
        done = await act()
        took.append(time.perf_counter() - began)
        return done

    done = await asyncio.gather(*(one(act) for act in acts))
    assert done.count(True) == 1, done.count(True)
    return sorted(took)[len(took) * 99 // 100 - 1]


if __name__ == "__main__":
    found = Report()
    asyncio.run(measure(found))
    found.show()
