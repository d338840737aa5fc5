"""The outbox: facts are stored with their cause, and told onwards once, sooner or later."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from network import outbox
from network.db import transaction
from network.events import CentreChanged, Event, ImportUndone, MatchFound, RoleGranted
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.ids import uuid7
from network.outbox import Delivery, RecordedEvent, deliver_owed, record
from network.people.models import Person
from network.settings import Settings
from tests.factories import make_person

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOBODY = Actor()


class Listener:
    """Somebody who is told of undone imports; writes a person down for each, or fails."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.fails = 0

    async def hear(self, fact: ImportUndone) -> None:
        await make_person(name="written by the listener")
        self.heard.append(fact)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("the listener stumbled")


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    outbox.subscribe("first-listener", {ImportUndone: found.hear})
    yield found
    outbox._reactions.pop("first-listener.ImportUndone")


@pytest.fixture
def other() -> Iterator[Listener]:
    found = Listener()
    outbox.subscribe("other-listener", {ImportUndone: found.hear})
    yield found
    outbox._reactions.pop("other-listener.ImportUndone")


async def undo_something() -> ImportUndone:
    fact = ImportUndone(batch_id=uuid7())
    async with transaction():
        await make_person(name="the act")
        await record(NOBODY, fact)
    return fact


async def written() -> int:
    return await Person.filter(name="written by the listener").count()


async def owed() -> list[tuple[str, int]]:
    rows = await Delivery.filter(done_at=None).order_by("reaction")
    return [(row.reaction, row.attempts) for row in rows]


async def test_a_fact_is_stored_with_who_did_what_to_what_in_which_role(db: Settings) -> None:
    del db
    centre, person = uuid7(), uuid7()
    actor = Actor(person_id=uuid7(), roles={centre: frozenset({Role.STAFF, Role.COORDINATOR})})

    async with transaction():
        await record(actor, CentreChanged(centre_id=centre))
        await record(actor, RoleGranted(person_id=person, centre_id=None, granted="guest"))

    changed, granted = await RecordedEvent.all().order_by("name")
    assert (changed.name, changed.subject_kind, changed.subject_id) == (
        "CentreChanged",
        "centre",
        centre,
    )
    assert (changed.actor_id, changed.role, changed.centre_id) == (
        actor.person_id,
        "centre_coordinator",
        centre,
    )
    assert (granted.subject_kind, granted.subject_id, granted.role) == ("person", person, "")
    assert granted.payload == {"person_id": str(person), "centre_id": None, "granted": "guest"}


async def test_whoever_listens_is_told_the_same_fact_after_the_commit(
    db: Settings, listener: Listener
) -> None:
    del db
    fact = ImportUndone(batch_id=uuid7())

    async with transaction():
        await record(NOBODY, fact)
        heard_within = list(listener.heard)

    assert (heard_within, listener.heard) == ([], [fact])
    assert await owed() == []


async def test_an_act_that_fails_leaves_no_fact_and_tells_nobody(
    db: Settings, listener: Listener
) -> None:
    del db

    async def act() -> None:
        async with transaction():
            await record(NOBODY, ImportUndone(batch_id=uuid7()))
            raise LookupError

    with pytest.raises(LookupError):
        await act()

    assert listener.heard == []
    assert (await RecordedEvent.all().count(), await Delivery.all().count()) == (0, 0)


async def test_a_listener_that_fails_harms_neither_the_act_nor_the_other_listeners(
    db: Settings, listener: Listener, other: Listener
) -> None:
    del db
    listener.fails = 1

    fact = await undo_something()

    assert await Person.filter(name="the act").count() == 1
    assert other.heard == [fact]
    assert await owed() == [("first-listener.ImportUndone", 1)]


async def test_what_a_failing_listener_wrote_is_undone(db: Settings, listener: Listener) -> None:
    del db
    listener.fails = 1

    await undo_something()

    assert len(listener.heard) == 1
    assert await written() == 0


async def test_a_failed_delivery_is_tried_again_when_it_is_due_and_then_done(
    db: Settings, listener: Listener
) -> None:
    del db
    listener.fails = 1
    with clock.at(NOON):
        fact = await undo_something()

    with clock.at(NOON + timedelta(seconds=1)):
        too_early = await deliver_owed()
    with clock.at(NOON + timedelta(seconds=2)):
        in_time = await deliver_owed()
    with clock.at(NOON + timedelta(days=1)):
        afterwards = await deliver_owed()

    assert (too_early, in_time, afterwards) == (0, 1, 0)
    assert listener.heard == [fact, fact]
    assert await written() == 1


async def test_the_longer_it_fails_the_longer_it_waits_up_to_an_hour(
    db: Settings, listener: Listener
) -> None:
    del db
    listener.fails = 14
    waits, now = [], NOON
    with clock.at(now):
        await undo_something()

    while rows := await Delivery.filter(done_at=None):
        waits.append(int((rows[0].due_at - now).total_seconds()))
        now = rows[0].due_at
        with clock.at(now):
            assert await deliver_owed() == 1

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]
    assert await written() == 1


async def test_a_process_that_died_after_the_commit_leaves_its_deliveries_to_others(
    db: Settings, listener: Listener
) -> None:
    del db
    fact = ImportUndone(batch_id=uuid7())
    row = await RecordedEvent.create(
        name="ImportUndone",
        payload={"batch_id": str(fact.batch_id)},
        subject_kind="batch",
        subject_id=fact.batch_id,
    )
    await Delivery.create(event=row, reaction="first-listener.ImportUndone")

    tried = await deliver_owed()

    assert (tried, listener.heard) == (1, [fact])


async def test_several_deliverers_at_once_act_once(db: Settings, listener: Listener) -> None:
    del db
    listener.fails = 10
    with clock.at(NOON):
        for _ in range(10):
            await undo_something()

    with clock.at(NOON + timedelta(minutes=1)):
        await asyncio.gather(*(deliver_owed() for _ in range(5)))

    assert await written() == 10
    assert await owed() == []


async def test_a_listener_that_is_gone_is_owed_still_and_stops_nobody_else(
    db: Settings, listener: Listener
) -> None:
    del db
    listener.fails = 1
    with clock.at(NOON):
        await undo_something()
        row = await RecordedEvent.all().get()
        await Delivery.create(event=row, reaction="of-yesterday.ImportUndone")

    with clock.at(NOON + timedelta(minutes=1)):
        await deliver_owed()

    assert await written() == 1
    assert await owed() == [("of-yesterday.ImportUndone", 1)]


async def test_a_fact_that_nobody_listens_to_is_stored_all_the_same(db: Settings) -> None:
    del db

    await undo_something()

    assert await RecordedEvent.all().count() == 1
    assert await Delivery.all().count() == 0


async def test_facts_are_forgotten_with_their_deliveries_after_a_year(
    db: Settings, listener: Listener
) -> None:
    del db, listener
    with clock.at(NOON):
        await undo_something()
    with clock.at(NOON + timedelta(days=1)):
        young = await undo_something()

    with clock.at(NOON + timedelta(days=365, hours=1)):
        await outbox.purge()

    assert [row.subject_id for row in await RecordedEvent.all()] == [young.batch_id]
    assert await Delivery.all().count() == 1


def test_a_stored_fact_is_made_again_as_it_was() -> None:
    facts = [
        MatchFound(listing_id=uuid7(), centre_id=uuid7(), found_id=uuid7()),
        RoleGranted(person_id=uuid7(), centre_id=None, granted="guest"),
    ]

    for fact in facts:
        stored = {name: outbox._plain(getattr(fact, name)) for name in asdict(fact)}
        assert outbox._event(type(fact), stored) == fact
        assert outbox.event_named(type(fact).__name__) is type(fact)


def test_a_fact_of_another_version_is_nothing_we_know() -> None:
    assert outbox.event_named("SomethingOfTomorrow") is None
