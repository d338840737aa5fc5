"""The outbox beside its facts: what a reaction causes in turn, and what is forgotten when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from network import outbox
from network.db import ClosedForm, transaction
from network.events import CentreChanged, ImportUndone
from network.kernel import clock
from network.kernel.actor import SYSTEM
from network.kernel.ids import uuid7
from network.outbox import Delivery, RecordedEvent, deliver_owed, record
from network.settings import Settings

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Chain:
    """A reaction that causes a further fact, and fails when told to after causing it."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.fails = False

    async def first(self, fact: ImportUndone) -> None:
        await record(SYSTEM, CentreChanged(centre_id=fact.batch_id))
        if self.fails:
            raise RuntimeError("the reaction stumbled")

    async def second(self, fact: CentreChanged) -> None:
        self.heard.append(fact)


@pytest.fixture
def chain() -> Iterator[Chain]:
    found = Chain()
    outbox.subscribe("chain", {ImportUndone: found.first, CentreChanged: found.second})
    yield found
    for name in ("chain.ImportUndone", "chain.CentreChanged"):
        outbox._reactions.pop(name)


async def undo() -> ImportUndone:
    fact = ImportUndone(batch_id=uuid7())
    async with transaction():
        await record(SYSTEM, fact)
    return fact


async def test_a_fact_caused_by_a_reaction_is_told_onwards_too(db: Settings, chain: Chain) -> None:
    del db

    fact = await undo()

    assert chain.heard == [CentreChanged(centre_id=fact.batch_id)]
    assert await Delivery.filter(done_at=None).count() == 0


async def test_a_reaction_that_fails_causes_nothing_until_it_succeeds(
    db: Settings, chain: Chain
) -> None:
    del db
    chain.fails = True
    with clock.at(NOON):
        fact = await undo()
    before = [row.name for row in await RecordedEvent.all()]
    chain.fails = False

    with clock.at(NOON + timedelta(minutes=1)):
        await deliver_owed()

    assert before == ["ImportUndone"]
    assert chain.heard == [CentreChanged(centre_id=fact.batch_id)]
    assert await RecordedEvent.filter(name="CentreChanged").count() == 1


async def test_two_facts_of_one_act_are_told_in_their_order(db: Settings, chain: Chain) -> None:
    del db
    facts = [CentreChanged(centre_id=uuid7()) for _ in range(3)]

    async with transaction():
        for fact in facts:
            await record(SYSTEM, fact)

    assert chain.heard == facts


async def test_at_most_so_many_are_tried_at_once_and_the_longest_due_first(
    db: Settings, chain: Chain
) -> None:
    del db
    chain.fails = True
    facts = []
    for minute in range(3):
        with clock.at(NOON + timedelta(minutes=minute)):
            facts.append(await undo())
    chain.fails = False

    with clock.at(NOON + timedelta(hours=1)):
        tried = await deliver_owed(limit=2)

    assert tried == 2
    assert chain.heard == [CentreChanged(centre_id=fact.batch_id) for fact in facts[:2]]


async def test_form_keys_are_forgotten_after_two_days_and_not_before(db: Settings) -> None:
    del db
    for key, hours in (("old", 48), ("young", 47)):
        with clock.at(NOON - timedelta(hours=hours)):
            await ClosedForm.create(key=key, fingerprint="f")

    with clock.at(NOON):
        gone = await outbox.purge()

    assert gone == 1
    assert [row.key for row in await ClosedForm.all()] == ["young"]
