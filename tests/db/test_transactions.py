"""Transactions: joined when nested, whole or undone, with hooks that run after they are safe."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from network.db import IntegrityError, Versioned, after_commit, transaction
from network.kernel.ids import uuid7
from network.people.models import Person, Session
from network.settings import Settings
from tests.factories import make_person

pytestmark = pytest.mark.anyio


async def fail_within_a_transaction(act: Callable[[], Awaitable[object]]) -> None:
    async with transaction():
        await act()
        raise RuntimeError("no")


class Log:
    """Notes in which order hooks ran, and how many people they saw."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def hook(self, name: str) -> None:
        async def run() -> None:
            self.lines.append(f"{name}: {await Person.all().count()}")

        after_commit(name, run)


async def test_a_transaction_that_fails_leaves_nothing(db: Settings) -> None:
    del db
    await make_person(name="before")

    with pytest.raises(RuntimeError, match="no"):
        await fail_within_a_transaction(make_person)

    assert [person.name for person in await Person.all()] == ["before"]


async def test_nested_transactions_are_one(db: Settings) -> None:
    del db

    async def inner() -> None:
        async with transaction():
            await make_person()

    with pytest.raises(RuntimeError, match="no"):
        await fail_within_a_transaction(inner)

    assert await Person.all().count() == 0


async def test_hooks_run_once_each_after_the_outermost_commit(db: Settings) -> None:
    del db
    log = Log()

    async with transaction():
        await make_person()
        await log.hook("one")
        async with transaction():
            await log.hook("one")
            await log.hook("two")
        assert log.lines == []
        await make_person()

    assert log.lines == ["one: 2", "two: 2"]


async def test_hooks_of_a_failed_transaction_never_run(db: Settings) -> None:
    del db
    log = Log()

    with pytest.raises(RuntimeError, match="no"):
        await fail_within_a_transaction(partial(log.hook, "never"))
    async with transaction():
        await log.hook("later")

    assert log.lines == ["later: 0"]


async def test_a_hook_outside_a_transaction_is_a_mistake(db: Settings) -> None:
    del db

    with pytest.raises(RuntimeError, match="surrounding transaction"):
        await Log().hook("nowhere")


async def test_a_hook_may_begin_a_transaction_of_its_own(db: Settings) -> None:
    del db
    made = []

    async def hook() -> None:
        async with transaction():
            made.append((await make_person()).name)

    async with transaction():
        after_commit("hook", hook)

    assert [person.name for person in await Person.all()] == made


async def test_readers_see_nothing_of_a_transaction_and_do_not_wait_for_it(db: Settings) -> None:
    del db
    began, seen = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with transaction():
            await make_person()
            began.set()
            await asyncio.wait_for(seen.wait(), 10)

    writing = asyncio.create_task(write())
    await began.wait()
    counts = [await asyncio.wait_for(Person.all().count(), 5) for _ in range(5)]
    seen.set()
    await writing

    assert counts == [0] * 5
    assert await Person.all().count() == 1


async def test_rows_cannot_point_to_parents_that_are_not_there(db: Settings) -> None:
    del db
    person = await make_person()
    at = person.created_at
    values: dict[str, Any] = {"stage": "open", "seen_at": at, "ends_at": at}

    with pytest.raises(IntegrityError):
        await Session.create(token_hash="x", person_id=uuid7(), **values)
    await Session.create(token_hash="y", person_id=person.id, **values)
    await person.delete()

    assert await Session.all().count() == 0


async def test_only_one_of_two_edits_of_the_same_version_is_stored(db: Settings) -> None:
    del db
    person = await make_person(name="before")
    first, second = [await Person.get(id=person.id) for _ in range(2)]

    stored = await first.store(1, name="first")
    refused = await second.store(1, name="second")

    found = await Person.get(id=person.id)
    assert (stored, refused) == (True, False)
    assert (found.name, found.version) == ("first", 2)
    assert (first.name, first.version) == ("first", 2)
    assert (second.name, second.version) == ("before", 1)
    assert found.changed_at > person.changed_at


async def test_of_many_edits_at_once_exactly_one_is_stored(db: Settings) -> None:
    del db
    person = await make_person()
    copies: list[Versioned] = [await Person.get(id=person.id) for _ in range(8)]

    async def edit(copy: Versioned, name: str) -> bool:
        async with transaction():
            return await copy.store(1, name=name)

    done = await asyncio.gather(*(edit(copy, f"n{n}") for n, copy in enumerate(copies)))

    assert sorted(done) == [False] * 7 + [True]
    found = await Person.get(id=person.id)
    assert (found.name, found.version) == (f"n{done.index(True)}", 2)
