"""The lists of workshops: what is coming, what is over, and what is one's own."""

import pytest

from network.kernel import clock
from network.workshops.actions import inviting, moving, organising
from network.workshops.models.outcomes import OutcomeAction
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import Level, Mode, Move, Reason
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    drafted,
    during,
    make_world,
    opened,
)

pytestmark = pytest.mark.anyio

MOST = 8


@pytest.fixture
async def world(browser: Browser) -> World:
    return await make_world()


async def listed(browser: Browser, world: World, who: str, query: str = "") -> str:
    await browser.sign_in_as(world.people[who])
    page = await browser.get(f"/workshops{query}")
    assert page.status_code == 200
    return page.text


def shows(page: str, *titles: str) -> list[bool]:
    return [title in page for title in titles]


async def test_members_see_what_is_open_and_no_drafts(browser: Browser, world: World) -> None:
    await opened(world, title="Pain, together")
    await drafted(world, title="Not yet told")
    await opened(world, title="For a few", level=Level.NAMED)

    page = await listed(browser, world, "member")

    assert shows(page, "Pain, together", "Not yet told", "For a few") == [True, False, False]
    assert "1 workshop<" in page


async def test_the_world_sees_public_ones_alone(browser: Browser, world: World) -> None:
    await opened(world, title="For all", level=Level.PUBLIC)
    await opened(world, title="For members")

    page = (await browser.get("/workshops")).text

    assert shows(page, "For all", "For members", "My workshops") == [True, False, False]


async def test_what_is_over_moves_to_the_past_by_itself(browser: Browser, world: World) -> None:
    workshop = await opened(world)

    with clock.at(afterwards(workshop)):
        coming = await listed(browser, world, "member")
        past = await listed(browser, world, "member", "?when=past")

    assert [workshop.title in page for page in (coming, past)] == [False, True]
    assert "Over, outcome to be written" in past


async def test_what_ended_early_is_past_before_its_last_day(browser: Browser, world: World) -> None:
    workshop = await opened(world)

    with clock.at(during(workshop)):
        await moving.move(await world.act("organiser"), workshop, Move.END)
        coming = await listed(browser, world, "member")
        past = await listed(browser, world, "member", "?when=past")

    assert [workshop.title in page for page in (coming, past)] == [False, True]


async def test_a_postponed_one_is_still_to_come(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await moving.move(
        await world.act("organiser"), workshop, Move.POSTPONE, Request(reason=Reason.FUNDING)
    )

    page = await listed(browser, world, "member")

    assert shows(page, workshop.title, "Postponed, new days open") == [True, True]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=WT-REG", [True, False]),
        ("theme=TH-PAIN", [True, False]),
        ("language=ka", [False, True]),
        ("language=en", [True, False]),
        ("region=EUR", [True, True]),
        ("mode=online", [False, True]),
        ("kind=nonsense", [True, True]),
        ("mode=online&theme=TH-PAIN", [False, False]),
    ],
)
async def test_filters(query: str, found: list[bool], browser: Browser, world: World) -> None:
    await opened(world, title="Alpha")
    await opened(
        world, title="Omega", kind="WT-WEB", themes=[], mode=Mode.ONLINE, lang="ka", region=""
    )

    page = await listed(browser, world, "member", f"?{query}")

    assert shows(page, "Alpha", "Omega") == found


async def test_nothing_found_says_what_to_do(browser: Browser, world: World) -> None:
    nothing = await listed(browser, world, "organiser")
    await opened(world)
    filtered = await listed(browser, world, "organiser", "?mode=online")
    past = await listed(browser, world, "organiser", "?when=past")

    assert [
        "Plan the next one" in nothing,
        "No workshop fits all of this." in filtered,
        "See what is coming" in past,
    ] == [True, True, True]


async def test_members_who_organise_nothing_are_not_asked_to_plan(
    browser: Browser, world: World
) -> None:
    page = await listed(browser, world, "member")

    assert shows(page, "/workshops/new", "See past workshops") == [False, True]


async def test_a_list_costs_the_same_for_one_and_for_three(browser: Browser, world: World) -> None:
    await browser.sign_in_as(world.people["member"])
    counts = []

    for count in (1, 2):
        for _ in range(count):
            await came(await opened(world), world.people["member"])
        for url in ("/workshops", "/workshops/mine"):
            await browser.get(url)
            with statements() as found:
                await browser.get(url)
            counts.append(len(found))

    assert counts[:2] == counts[2:]
    assert max(counts) <= MOST, counts


# one's own ---------------------------------------------------------------------------------------


async def test_ones_own_page_says_how_one_stands_to_each(browser: Browser, world: World) -> None:
    coming = await opened(world, title="I come")
    full = await opened(world, title="I wait", capacity=1)
    await came(full, world.people["other"])
    asked = await opened(world, title="I was asked")
    await opened(world, title="Not mine")
    for workshop in (coming, full):
        await came(workshop, world.people["member"])
    await inviting.invite(await world.act("organiser"), asked, [world.people["member"].id])

    page = await listed(browser, world, "member", "/mine")

    assert shows(page, "I come", "I wait", "I was asked", "Not mine") == [True, True, True, False]
    assert shows(page, ">Confirmed<", ">On the waiting list<", "You are invited") == [True] * 3


async def test_an_invitation_that_was_answered_is_none_any_more(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    await inviting.invite(await world.act("organiser"), workshop, [world.people["member"].id])
    await inviting.decline(await world.act("member"), workshop)

    page = await listed(browser, world, "member", "/mine")

    assert shows(page, "You are invited", workshop.title) == [False, False]


async def test_organisers_find_their_drafts(browser: Browser, world: World) -> None:
    await drafted(world, title="Not yet told")
    other = await organising.create(
        await world.act("secretariat"), world.host.id, title="Of others", lang="en", kind="WT-WEB"
    )

    page = await listed(browser, world, "organiser", "/mine")

    assert shows(page, "Not yet told", other.title) == [True, False]


async def test_what_one_agreed_to_do_stands_on_top(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    for text, who in (("Write to the ministry", "member"), ("Not for me", "other")):
        await OutcomeAction.create(workshop=workshop, text=text, owner_id=world.people[who].id)

    page = await listed(browser, world, "member", "/mine")

    assert shows(page, "Write to the ministry", "Not for me") == [True, False]


async def test_an_empty_page_of_ones_own_leads_to_the_list(browser: Browser, world: World) -> None:
    page = await listed(browser, world, "member", "/mine")

    assert shows(page, "You are not registered for anything", "See what is coming") == [True, True]
