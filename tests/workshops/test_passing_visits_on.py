"""A workshop passes the visits that led to it on, and says so when it no longer does."""

from typing import Any

import pytest

from network import events, outbox
from network.exchanges.actions import reporting
from network.exchanges.actions.reporting import Passed
from network.exchanges.models.learning import PassingOn
from network.exchanges.models.visits import Visit
from network.notifications.models import Notice
from network.site import visit_tasks
from network.workshops.actions import moving, organising
from network.workshops.models.workshops import Workshop, WorkshopSource
from network.workshops.queries import workshops
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import Move, Reason
from tests.exchanges import report_world, visit_facts, visit_world
from tests.exchanges.visit_world import World as Visits
from tests.workshops.workshop_world import World, checked, make_world

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("portal")]


@pytest.fixture
async def visits() -> Visits:
    return await visit_world.make_world()


@pytest.fixture
async def visit(visits: Visits) -> Visit:
    """What it taught is being passed on."""
    return await report_world.released(visits)


@pytest.fixture
async def world() -> World:
    return await make_world()


async def opened_from(world: World, visit: Visit, **given: Any) -> Workshop:
    """An open workshop that a visit led to."""
    workshop = await checked(world, **given)
    await WorkshopSource.create(workshop_id=workshop.id, source_kind="visit", source_id=visit.id)
    return await moving.move(await world.act("organiser"), workshop, Move.OPEN)


async def cancelled(world: World, workshop: Workshop) -> Workshop:
    given = Request(reason=Reason.FUNDING)
    return await moving.move(await world.act("organiser"), workshop, Move.CANCEL, given)


async def noted(visit: Visit) -> list[tuple[str, str]]:
    return [(row.kind, row.title) for row in await PassingOn.filter(visit_id=visit.id)]


async def waiting(visits: Visits) -> list[str]:
    """What the visitor reads on Today."""
    return [task.title for task in await visit_tasks.waiting(await visits.act("visitor"))]


async def test_a_visit_is_passed_on_by_its_workshop_until_that_is_cancelled(
    world: World, visit: Visit
) -> None:
    workshop = await opened_from(world, visit)

    [row] = await PassingOn.filter(visit_id=visit.id)
    await cancelled(world, workshop)

    told = (row.kind, row.title, row.held_on)
    assert told == ("thematic", workshop.neutral_title, workshop.first_on)
    assert await noted(visit) == []


async def test_then_the_visitor_and_their_coordinator_are_asked_once_for_another_way(
    world: World, visits: Visits, visit: Visit
) -> None:
    workshop = await opened_from(world, visit)
    before = await waiting(visits)

    await cancelled(world, workshop)
    await outbox.replay("site", [events.WorkshopMoved])

    found = await Notice.filter(kind="visit_due_pass_on")
    people = {visits.people[who].id for who in ("visitor", "home")}
    assert {row.person_id for row in found} == people
    assert len(found) == 2
    assert {row.path for row in found} == {f"/visits/{visit.id}/passing-on"}
    assert before == []
    assert await waiting(visits) == ["Note how it is passed on at home"]


async def test_nobody_is_asked_who_passes_it_on_in_another_way(
    world: World, visits: Visits, visit: Visit
) -> None:
    workshop = await opened_from(world, visit)
    seminar = Passed(kind="seminar", title="Groups of six")
    await reporting.pass_on(await visits.act("visitor"), visit, seminar)

    await cancelled(world, workshop)

    assert await noted(visit) == [("seminar", "Groups of six")]
    assert await visit_facts.told("pass_on") == []


async def test_nobody_is_asked_of_a_visit_that_may_close_without(
    world: World, visit: Visit
) -> None:
    workshop = await opened_from(world, visit)
    await Visit.filter(id=visit.id).update(waived_by_id=world.people["organiser"].id)

    await cancelled(world, workshop)

    assert await noted(visit) == []
    assert await visit_facts.told("pass_on") == []


async def test_nobody_is_asked_of_a_visit_that_is_closed(world: World, visit: Visit) -> None:
    workshop = await opened_from(world, visit)
    await Visit.filter(id=visit.id).update(state="closed")

    await cancelled(world, workshop)

    assert await visit_facts.told("pass_on") == []


async def test_linking_an_open_workshop_passes_a_visit_on_until_that_is_taken_back(
    world: World, visit: Visit
) -> None:
    organiser = await world.act("organiser")
    workshop = await moving.move(organiser, await checked(world), Move.OPEN)

    await organising.link_source(organiser, workshop, "visit", visit.id)
    linked = await noted(visit)
    await organising.unlink_source(organiser, workshop, "visit", visit.id)
    await outbox.replay("site", [events.WorkshopMoved, events.WorkshopSourceLinked])

    assert linked == [("thematic", workshop.neutral_title)]
    assert await noted(visit) == []
    assert len(await visit_facts.told("pass_on")) == 1


async def test_what_was_linked_to_a_draft_counts_from_when_it_opens(
    world: World, visit: Visit
) -> None:
    organiser, workshop = await world.act("organiser"), await checked(world)

    await organising.link_source(organiser, workshop, "visit", visit.id)
    before = await noted(visit)
    await moving.move(organiser, workshop, Move.OPEN)

    assert before == []
    assert await noted(visit) == [("thematic", workshop.neutral_title)]


async def test_of_a_workshop_for_some_the_visit_learns_nothing(world: World, visit: Visit) -> None:
    await opened_from(world, visit, level="S2")

    assert await noted(visit) == []


async def test_nor_any_more_once_it_is_for_fewer(world: World, visit: Visit) -> None:
    workshop = await opened_from(world, visit)
    stored = await workshops.fresh(workshop.id)

    await organising.edit(await world.act("organiser"), stored, stored.version, level="S2")

    assert await noted(visit) == []
    assert len(await visit_facts.told("pass_on")) == 1
