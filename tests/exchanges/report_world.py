"""Visits that are over, reported on, read and released."""

from network.exchanges.actions import passing_time, reporting
from network.exchanges.models.learning import LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import REPORT
from network.exchanges.queries import reports, visits
from network.exchanges.rules.goals import When
from network.kernel import clock
from tests.exchanges.visit_world import World, arrived, at_noon

WORDS = {name: f"Pain groups of six, as to {name}." for name in REPORT}
SECRET = "The clinic behind the mill treats pain."
OVER, WRITTEN, READ, LATER = 110, 112, 115, 300  # days from now


async def over(world: World) -> Visit:
    """A visit that ended on its last day."""
    visit = await arrived(world)
    with clock.at(at_noon(OVER)):
        await passing_time.catch_up_all()
    return await visits.fresh(visit.id)


async def rated(world: World) -> Visit:
    visit, visitor = await over(world), await world.act("visitor")
    goal = (await visits.goals_of(visit))[0]
    with clock.at(at_noon(WRITTEN)):
        await reporting.rate_goal(
            visitor, visit, goal, goal.version, {When.AFTER: 3, When.RETROSPECT: 0}
        )
    return visit


async def reported(world: World, **parts: str) -> Visit:
    """A visit whose report and ratings the visitor gave."""
    visit, visitor = await rated(world), await world.act("visitor")
    with clock.at(at_noon(WRITTEN)):
        await reporting.save_report(visitor, visit, "en", WORDS | parts)
        return await reporting.give_report(visitor, visit)


async def cleared(world: World, **parts: str) -> Visit:
    visit = await reported(world, **parts)
    with clock.at(at_noon(READ)):
        await reporting.clear_report(await world.act("host"), visit, 1)
    return visit


async def released(world: World, level: str = "S1", **parts: str) -> Visit:
    """A visit whose report went on to the library."""
    visit, editor = await cleared(world, **({"open_to": level} | parts)), await world.act("editor")
    with clock.at(at_noon(READ)):
        await reporting.set_level(editor, visit, 2, level)
        return await reporting.release(editor, visit)


async def stored(visit: Visit) -> LearningReport:
    found = await reports.report_of(visit.id)
    assert found is not None
    return found
