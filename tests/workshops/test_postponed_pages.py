"""While new days are open: a place can be given up, and no old day stands anywhere."""

import pytest

from network.kernel import clock
from network.workshops.actions import moving, registering
from network.workshops.models.workshops import Workshop
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import Move, Reason
from tests.browser_client import Browser
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    during,
    make_world,
    opened,
    states_of,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(browser: Browser) -> World:
    return await make_world()


async def postponed(world: World, **given: object) -> Workshop:
    """The member has a place in a workshop that is held later, nobody knows when."""
    workshop = await opened(world, **given)
    await came(workshop, world.people["member"])
    reason = Request(reason=Reason.VENUE)
    return await moving.move(await world.act("organiser"), workshop, Move.POSTPONE, reason)


async def test_a_place_is_given_up_however_near_the_old_start_is(world: World) -> None:
    workshop = await postponed(world, cancel_hours=336)

    with clock.at(during(workshop, hours=-1)):
        await registering.withdraw(await world.act("member"), workshop)

    assert await states_of(workshop) == ["withdrawn"]


async def test_the_workshop_leads_to_giving_it_up_and_shows_no_old_times(
    browser: Browser, world: World
) -> None:
    workshop = await postponed(world)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}")

    assert "You keep your place. You are told once there are new days." in page.text
    assert f"/workshops/{workshop.id}/registration/withdrawal" in page.text
    assert "The times are not set yet." in page.text
    assert "Tbilisi" not in page.text


async def test_my_registration_says_that_the_days_are_open(browser: Browser, world: World) -> None:
    workshop = await postponed(world)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}/registration")

    assert "The days are not set yet." in page.text
    assert "Tbilisi" not in page.text
    assert "You can give up the place here until" not in page.text
    assert "Give up the place" in page.text


async def test_it_is_still_to_come_after_its_old_days_are_over(
    browser: Browser, world: World
) -> None:
    workshop = await postponed(world)

    with clock.at(afterwards(workshop, days=2)):
        await browser.sign_in_as(world.people["member"])
        coming, past = [await browser.get(f"/workshops{query}") for query in ("", "?when=past")]

    assert [workshop.title in page.text for page in (coming, past)] == [True, False]
