"""Exchange visits: a full visit page over its bare template, and a desk over many visits."""

import asyncio
import logging
from datetime import UTC, datetime, time, timedelta

from bench.pages import Client, floor, median_cost, portal, ratio_of
from bench.report import Report
from bench.supervision import queries_of
from network.exchanges.models.staying import ChecklistItem, Message, ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.vocabulary import VisitState
from network.kernel import clock, zones
from network.people.actions import sessions
from network.people.actions.sessions import Browser
from network.people.models import Person, Session, Stage
from tests.exchanges.visit_world import World, confirmed, in_days, make_world

_TASKS, _ITEMS, _MESSAGES = 60, 80, 200
_FEW, _MANY = 100, 10_000
_STATES = tuple(state for state in VisitState if state is not VisitState.DRAFT)


async def measure(report: Report) -> None:
    logging.disable(logging.INFO)
    async with portal(160, 400) as client:
        world = await make_world()
        visit = await confirmed(world)
        await _fill(world, visit)
        coordinator = await _as(client, world.people["home"])
        await _page(report, coordinator, f"/visits/{visit.id}")
        await _desk(report, coordinator, world)


async def _as(client: Client, person: Person) -> Client:
    new = await sessions.begin_session(person, Browser(address="bench"), Stage.OPEN)
    await Session.filter(id=new.session.id).update(has_second_factor=True)
    return Client(client.app, new.token)


async def _fill(world: World, visit: Visit) -> None:
    """As many checklist items, programme items and messages as one visit may have."""
    there = await ChecklistItem.filter(visit_id=visit.id).count()
    await ChecklistItem.bulk_create(
        ChecklistItem(visit_id=visit.id, area="home", text=f"Item {n}", owner="visitor", position=n)
        for n in range(there, _TASKS)
    )
    first = datetime.combine(in_days(105), time(8), UTC)
    starts = (first + timedelta(days=n // 16, minutes=30 * (n % 16)) for n in range(_ITEMS))
    await ProgrammeItem.bulk_create(
        ProgrammeItem(
            visit_id=visit.id,
            wall=at.strftime("%Y-%m-%dT%H:%M"),
            zone="UTC",
            tz_version=zones.TZ_VERSION,
            starts_at=at,
            minutes=30,
            kind="session",
            title=f"Part {n}",
        )
        for n, at in enumerate(starts)
    )
    writer = world.people["mentor"].id
    await Message.bulk_create(
        Message(visit_id=visit.id, author_id=writer, text=f"A few words, number {n}.")
        for n in range(_MESSAGES)
    )


async def _page(report: Report, client: Client, url: str) -> None:
    await client.get(url)
    ratio = await ratio_of(client, await floor(client, url), url)
    report.add("a full visit: processor time over bare page", ratio, "times", 3.0)
    report.add("a full visit: queries", await queries_of(client, url), "", 12)


async def _desk(report: Report, client: Client, world: World) -> None:
    await _more_visits(world, _FEW)
    few = await median_cost(client, "/visits/desk")
    await _more_visits(world, _MANY - _FEW)
    many = await median_cost(client, "/visits/desk")
    report.add(f"desk: {_MANY} visits over {_FEW}", many / few, "times", 2.0)
    report.add("desk: queries", await queries_of(client, "/visits/desk"), "", 12)


async def _more_visits(world: World, count: int) -> None:
    """Visits of one centre in every state, as they pile up over the years."""
    now = clock.now()
    await Visit.bulk_create(
        Visit(
            visitor_id=world.people["colleague"].id,
            home_centre_id=world.home.id,
            host_centre_id=world.hosts[n % 2].id,
            state=_STATES[n % len(_STATES)],
            submitted_at=now,
            moved_at=now,
            purpose="EX-SHADOW",
            from_on=in_days(n % 90),
            until_on=in_days(n % 90 + 60),
            first_on=in_days(n % 90 + 7),
            last_on=in_days(n % 90 + 12),
            zone="UTC",
            days=5,
        )
        for n in range(count)
    )


if __name__ == "__main__":
    found = Report()
    asyncio.run(measure(found))
    found.show()
