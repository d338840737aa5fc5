"""Messages on a visit: who writes, who is told, and what is unread."""

from datetime import timedelta

import pytest

from network.exchanges.actions import talking
from network.exchanges.models.visits import Visit
from network.exchanges.queries import messages
from network.kernel import clock
from network.kernel.errors import Forbidden, Invalid
from network.outbox import RecordedEvent
from tests.exchanges.visit_world import World, accepted, submitted, written

pytestmark = pytest.mark.anyio


async def seen_by(world: World, who: str, visit: Visit) -> messages.Thread:
    return await messages.thread(await world.act(who), visit, visit.created_at)


async def test_a_message_is_told_to_the_others_and_unread_until_they_look(world: World) -> None:
    visit, host = await accepted(world), await world.act("host")

    await talking.write(host, visit, "We are looking forward to it.")
    before = {who: (await seen_by(world, who, visit)).unread for who in ("visitor", "host")}
    with clock.at(clock.now() + timedelta(minutes=1)):
        await talking.mark_read(await world.act("visitor"), visit)

    fact = await RecordedEvent.get(name="VisitMessageWritten")
    told = {str(world.people[who].id) for who in ("visitor", "home", "mentor")}
    assert set(fact.payload["told"]) == told
    assert before == {"visitor": 1, "host": 0}
    seen = await seen_by(world, "visitor", visit)
    assert (seen.unread, seen.said[-1].text) == (0, "We are looking forward to it.")


@pytest.mark.parametrize("who", ["colleague", "outsider", "secretariat", "editor"])
async def test_only_those_involved_write(who: str, world: World) -> None:
    with pytest.raises(Forbidden):
        await talking.write(await world.act(who), await accepted(world), "Hello")


async def test_nobody_is_written_to_from_a_draft(world: World) -> None:
    with pytest.raises(Forbidden):
        await talking.write(await world.act("visitor"), await written(world), "Hello")


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
async def test_a_message_has_words_and_not_too_many(text: str, world: World) -> None:
    with pytest.raises(Invalid):
        await talking.write(await world.act("visitor"), await submitted(world), text)
