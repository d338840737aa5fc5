"""The desk of who prepares workshops: what waits for them, for others, and what is late."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from network.kernel import clock
from network.kernel.actor import Role
from network.workshops.actions import inviting, moving, organising
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import Move, Reason
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import make_centre, make_member
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    checked,
    crowd,
    drafted,
    make_world,
    opened,
)

pytestmark = pytest.mark.anyio

DESK = "/workshops/desk"


@pytest.fixture
async def world(portal: object) -> World:
    del portal
    return await make_world()


def boxes(page: httpx.Response) -> dict[str, list[str]]:
    """What stands in each group of the desk."""
    parts = re.split(r'<section [^>]*aria-labelledby="(for_me|for_others|at_risk)"', page.text)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    rows = {name: part.split("</section>")[0] for name, part in pairs}
    return {
        name: re.findall(r'<li class="stack-xs"><a href="[^"]+">([^<]+)</a>', part)
        for name, part in rows.items()
    }


async def desk(browser: Browser, world: World, who: str) -> dict[str, list[str]]:
    await browser.sign_in_as(world.people[who])
    return boxes(await browser.get(DESK))


async def test_a_draft_waits_for_its_organiser_then_for_the_check(
    browser: Browser, world: World
) -> None:
    workshop = await drafted(world)

    written = await desk(browser, world, "organiser")
    await moving.move(await world.act("organiser"), workshop, Move.ASK)
    asked, reader = (
        await desk(browser, world, "organiser"),
        await desk(browser, world, "focal_point"),
    )

    assert written["for_me"] == ["Finish the draft and ask for a check"]
    assert asked == {
        "for_me": [],
        "for_others": ["Check the workshop before it opens"],
        "at_risk": [],
    }
    assert reader["for_me"] == ["Check the workshop before it opens"]


async def test_what_is_open_is_counted(browser: Browser, world: World) -> None:
    workshop = await opened(world, needs_approval=True)
    for person in await crowd(2):
        await came(workshop, person)
    asked = [person.id for person in await crowd(3)]
    await inviting.invite(await world.act("organiser"), workshop, asked)

    found = await desk(browser, world, "organiser")

    assert found == {
        "for_me": ["2 registrations wait for approval"],
        "for_others": ["3 invitations are not answered yet"],
        "at_risk": [],
    }


async def test_what_is_open_shortly_before_the_start_is_at_risk(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    asked = [person.id for person in await crowd(1)]
    await inviting.invite(await world.act("organiser"), workshop, asked)
    assert workshop.starts_at is not None

    with clock.at(workshop.starts_at - timedelta(days=13)):
        found = await desk(browser, world, "organiser")

    assert found["at_risk"] == ["1 invitation is not answered yet"]
    assert found["for_others"] == []


async def test_an_offered_place_waits_for_those_it_was_offered_to(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=1)
    for person in await crowd(2):
        await came(workshop, person)
    stored = await Workshop.get(id=workshop.id)
    await organising.edit(await world.act("organiser"), stored, stored.version, capacity=2)

    found = await desk(browser, world, "organiser")

    assert found["for_others"] == ["1 offered place waits for an answer"]


async def test_the_outcome_is_due_then_late(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    found: dict[int, dict[str, list[str]]] = {}

    for days in (1, 40):
        with clock.at(afterwards(workshop, days=days)):
            await moving.catch_up(workshop.id)
            found[days] = await desk(browser, world, "organiser")

    assert await Outcome.all().count() == 1
    assert found[1]["for_me"] == ["Write down what came of it"]
    assert found[40]["at_risk"] == ["Write down what came of it"]


async def test_a_postponed_workshop_waits_for_new_days(browser: Browser, world: World) -> None:
    given = Request(reason=Reason.VENUE)
    await moving.move(await world.act("organiser"), await opened(world), Move.POSTPONE, given)

    found = await desk(browser, world, "host")

    assert found["for_me"] == ["Set new days"]


async def test_nobody_finds_what_is_not_theirs_on_the_desk(browser: Browser, world: World) -> None:
    other = await make_centre()
    stranger = await make_member(other)
    await drafted(world, title="Hidden draft")
    await checked(world, title="Checked workshop")
    peer = await make_member(other, Role.ORGANISER)

    await browser.sign_in_as(stranger)
    absent = await browser.get(DESK)
    await browser.sign_in_as(peer)
    page = await browser.get(DESK)

    assert absent.status_code == 404
    assert "There are no workshops yet." in page.text
    assert boxes(page) == {"for_me": [], "for_others": [], "at_risk": []}


async def test_the_secretariat_sees_all_by_state(browser: Browser, world: World) -> None:
    await drafted(world)
    await checked(world)
    await checked(world)
    await browser.sign_in_as(world.people["secretariat"])

    page = await browser.get(DESK)
    counts: list[Any] = re.findall(r'<span>([^<]+)</span><span class="num">(\d+)</span>', page.text)

    assert counts == [("Being written", "1"), ("Checked", "2")]


async def test_a_desk_of_many_asks_no_more_than_one_of_few(browser: Browser, world: World) -> None:
    asked: list[int] = []
    for _ in range(2):
        await opened(world)
        await drafted(world)
        await browser.sign_in_as(world.people["organiser"])
        with statements() as sent:
            await browser.get(DESK)
        asked.append(len(sent))

    assert asked[0] == asked[1]
    assert asked[0] <= 9
