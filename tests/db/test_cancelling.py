"""Tasks that are cancelled at any moment leave neither a lock nor a lost connection."""

import asyncio
import contextlib

import pytest

from network.db import transaction
from network.kernel import clock
from network.people.models import Person, Throttle
from network.settings import Settings
from tests.factories import make_person

pytestmark = pytest.mark.anyio


async def write() -> None:
    async with transaction():
        await make_person(name="cancelled or not")


async def write_all(rows: list[Throttle]) -> None:
    await Throttle.bulk_create(rows)


async def cancel_after(turns: int, seconds: float) -> None:
    task = asyncio.create_task(write())
    for _ in range(turns):
        await asyncio.sleep(0)
    await asyncio.sleep(seconds)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def everything_works(settings: Settings, name: str) -> None:
    """With PostgreSQL as many transactions as the pool has connections run side by side."""
    most = 1 if settings.is_sqlite else settings.pool_size
    barrier = asyncio.Barrier(most)

    async def hold() -> None:
        async with transaction():
            await make_person(name=name)
            await barrier.wait()

    await asyncio.wait_for(asyncio.gather(*(hold() for _ in range(most))), 20)
    assert await asyncio.wait_for(Person.filter(name=name).count(), 10) == most


async def test_a_task_cancelled_while_its_transaction_begins_leaves_nothing_behind(
    db: Settings,
) -> None:
    await everything_works(db, "before")

    for turns in range(40):
        await cancel_after(turns, 0)
    for step in range(60):
        await cancel_after(2, step * 0.000_1)

    await everything_works(db, "after")


async def test_tasks_cancelled_while_they_wait_for_others_leave_nothing_behind(
    db: Settings,
) -> None:
    await everything_works(db, "before")
    tasks = [asyncio.create_task(write()) for _ in range(30)]
    await asyncio.sleep(0.002)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 20)

    finished = sum(not task.cancelled() for task in tasks)
    stored = await Person.filter(name="cancelled or not").count()

    # Whoever was told that it is done is stored; one cancelled while it commits may be.
    assert 15 <= finished <= stored <= 30
    await everything_works(db, "after")


async def test_a_task_cancelled_while_it_writes_many_rows_leaves_nothing_behind(
    db: Settings,
) -> None:
    await everything_works(db, "before")

    for step in range(60):
        rows = [Throttle(key=f"{step} {n}", count=0, ends_at=clock.now()) for n in range(3)]
        task = asyncio.create_task(write_all(rows))
        await asyncio.sleep(step * 0.000_1)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    await everything_works(db, "after")
