"""A confirmed visit that becomes red: those in it are asked to look, once, and not told why."""

import pytest

from network.exchanges.actions import agreeing
from network.exchanges.actions.agreeing import Rating
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits
from network.kernel import clock
from network.kernel.actor import Role
from network.notifications import actions as sending
from network.notifications.models import Notice, QueuedMail
from tests.browser_client import Browser
from tests.exchanges.visit_facts import ids, told
from tests.exchanges.visit_world import World, arrived, at_noon, confirmed, signed
from tests.factories import make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True


async def rate(world: World, who: str, visit: Visit, rating: Rating) -> None:
    await agreeing.rate_safety(await world.act(who), await visits.fresh(visit.id), rating)


@pytest.fixture
async def watched(world: World) -> World:
    """The usual people, and a focal point at home and at the host."""
    world.people["home_focal"] = await make_member(world.home, Role.FOCAL_POINT)
    world.people["host_focal"] = await make_member(world.hosts[0], Role.FOCAL_POINT)
    return world


async def test_the_others_who_travel_coordinate_and_guard_are_asked_to_look(
    watched: World,
) -> None:
    visit = await confirmed(watched)

    await rate(watched, "host", visit, Rating.RED)

    assert await told("look") == [ids(watched, "visitor", "home", "home_focal", "host_focal")]


async def test_it_is_said_while_the_visitor_is_there_too(watched: World) -> None:
    visit = await arrived(watched)

    with clock.at(at_noon(106)):
        await rate(watched, "host_focal", visit, Rating.RED)

    assert await told("look") == [ids(watched, "visitor", "home", "host", "home_focal")]


async def test_nobody_is_asked_twice_while_it_stays_red_and_again_when_it_turns_red_again(
    world: World,
) -> None:
    visit = await confirmed(world)
    counts = []
    steps = [("host", Rating.RED), ("host", Rating.RED), ("home", Rating.RED)]
    steps += [("host", Rating.GREEN), ("home", Rating.AMBER), ("home", Rating.RED)]

    for who, rating in steps:
        await rate(world, who, visit, rating)
        counts.append(len(await told("look")))

    assert counts == [1, 1, 1, 1, 1, 2]


@pytest.mark.parametrize("rating", [Rating.GREEN, Rating.AMBER])
async def test_of_other_ratings_nobody_hears(rating: Rating, world: World) -> None:
    await rate(world, "host", await confirmed(world), rating)

    assert await told("look") == []


async def test_before_a_visit_is_confirmed_its_page_is_enough(world: World) -> None:
    await rate(world, "host", await signed(world), Rating.RED)

    assert await told("look") == []


async def test_the_notice_leads_to_the_ratings_and_neither_it_nor_the_mail_says_why(
    browser: Browser, watched: World
) -> None:
    visit = await confirmed(watched)
    await Notice.all().delete()
    await QueuedMail.all().delete()
    await rate(watched, "host", visit, Rating.RED)

    await browser.sign_in_as(watched.people["visitor"])
    notices = await browser.get("/notices")

    notice = await Notice.get(person=watched.people["visitor"])
    letters = [one for row in await QueuedMail.all() if (one := sending.opened(row))]
    seen = await browser.get(notice.path)
    assert "Please look at a visit. Its page says how it stands." in notices.text
    assert seen.status_code == 200
    assert "does not begin while this stands" not in notices.text
    assert len(letters) == 4
    for text in [text for one in letters for text in (one.subject, one.text, one.html)]:
        for word in ("rating", "safety", "vic vis", str(visit.id)):
            assert word not in text.lower(), word
