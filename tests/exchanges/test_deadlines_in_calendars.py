"""Deadlines of visits in calendars: the newest word counts."""

from datetime import date

import pytest

from network import events
from network.calendars.models.feeds import Entry, Status
from network.calendars.reactions import visits as calendars
from network.exchanges.actions import dating
from network.exchanges.models.visits import Visit
from network.exchanges.rules.dates import Span
from network.outbox import RecordedEvent
from tests.exchanges.visit_world import World, asked, in_days

pytestmark = pytest.mark.anyio
IN_PORTAL = True


def deadline(visit: Visit, revision: int, due_on: date | None) -> events.VisitDeadlineSet:
    return events.VisitDeadlineSet(
        visit_id=visit.id,
        what="visit_dates",
        due_on=due_on,
        revision=revision,
        told=(visit.visitor_id,),
    )


async def standing(visit: Visit) -> list[date]:
    rows = Entry.filter(source_id=visit.id, source_kind="visit_dates")
    return [row.first_on for row in await rows.exclude(status=Status.CANCELLED)]


@pytest.mark.parametrize("late", [False, True])
async def test_a_deadline_that_is_heard_of_after_it_was_settled_does_not_stand(
    late: bool, world: World
) -> None:
    visit = await asked(world)
    set_, settled = deadline(visit, 50, in_days(7)), deadline(visit, 51, None)

    for fact in (settled, set_) if late else (set_, settled):
        await calendars.deadline_set(fact)

    assert await standing(visit) == []


async def test_a_deadline_that_is_set_again_stands(world: World) -> None:
    visit = await asked(world)
    again = deadline(visit, 52, in_days(9))

    for fact in (deadline(visit, 51, None), deadline(visit, 50, in_days(7)), again):
        await calendars.deadline_set(fact)

    assert await standing(visit) == [in_days(9)]


async def test_each_fact_of_a_poll_is_newer_than_the_one_before(world: World) -> None:
    visit, host = await asked(world), await world.act("host")
    spans = [Span(in_days(105), in_days(109)), Span(in_days(119), in_days(123))]
    for _again in range(2):
        poll = await dating.open_poll(host, visit, spans)
        await dating.settle_poll(host, visit, poll, None)

    rows = await RecordedEvent.filter(name="VisitDeadlineSet").order_by("id")
    revisions = [row.payload["revision"] for row in rows if row.payload["what"] == "visit_dates"]
    assert revisions == sorted(set(revisions))
    assert len(revisions) == 4
