"""The trainings that came of a training, each only as far as the reader sees it."""

from uuid import uuid4

import pytest

from network.kernel import clock
from network.workshops.actions import completing, organising
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.rules import cascade
from tests.browser_client import Browser
from tests.workshops.after_world import attended
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    crowd,
    make_world,
    opened,
    place_of,
)

pytestmark = pytest.mark.anyio


async def below(world: World, parent: Workshop, title: str, **given: object) -> Workshop:
    """An open training that came of another."""
    child = await opened(world, title=title, kind="WT-CASC", **given)
    await organising.hang_below(await world.act("organiser"), child, parent)
    return await workshops.fresh(child.id)


async def test_the_tree_shows_what_came_of_a_training(browser: Browser) -> None:
    world = await make_world()
    root = await opened(world, title="Trainers of pain groups", kind="WT-TOT")
    first = await below(world, root, "Groups in Kutaisi")
    second = await below(world, first, "Groups in Batumi")
    await browser.sign_in_as(world.people["other"])

    page = await browser.get(f"/workshops/{second.id}/cascade")

    tree = page.text.split('class="stack-s cascade"')[1]
    places = [tree.index(title) for title in _titles(root, first, second)]
    assert places == sorted(places)
    assert page.text.count('aria-current="page"><p>') == 1


def _titles(*found: Workshop) -> list[str]:
    return [f">{one.title}</a>" for one in found]


async def test_what_is_hidden_leaves_no_gap_and_no_count(browser: Browser) -> None:
    world = await make_world()
    root = await opened(world, title="Trainers of pain groups", kind="WT-TOT")
    hidden = await below(world, root, "Closed Circle")
    seen = await below(world, hidden, "Groups in Batumi")
    alone = await below(world, root, "Groups in Kutaisi")
    await Workshop.filter(id=hidden.id).update(level="S3")
    await browser.sign_in_as(world.people["other"])

    page = await browser.get(f"/workshops/{root.id}/cascade")
    gone = await browser.get(f"/workshops/{hidden.id}/cascade")

    trees = page.text.split('class="stack-s cascade"')[1].split("</section>")[0]
    assert (trees.count("<ul"), trees.count("<li")) == (1, 3)
    assert "Closed Circle" not in page.text
    assert str(hidden.id) not in page.text
    assert [one.title in page.text for one in (seen, alone)] == [True, True]
    assert gone.status_code == 404


async def test_under_a_hidden_root_each_training_stands_by_itself(browser: Browser) -> None:
    world = await make_world()
    root = await opened(world, title="Closed Circle", kind="WT-TOT")
    first = await below(world, root, "Groups in Kutaisi")
    await below(world, root, "Groups in Batumi")
    await Workshop.filter(id=root.id).update(level="S3")
    await browser.sign_in_as(world.people["other"])

    page = await browser.get(f"/workshops/{first.id}/cascade")

    assert "Closed Circle" not in page.text
    assert page.text.count("WT-") == 0
    assert "Groups in Kutaisi" in page.text


async def test_each_training_says_how_many_it_reached_unless_they_are_few(
    browser: Browser,
) -> None:
    world = await make_world()
    root = await opened(world, title="Trainers of pain groups", kind="WT-TOT")
    first = await below(world, root, "Groups in Kutaisi")
    people = await crowd(5)
    for who in people:
        await came(root, who)
    for who in people[:4]:
        await came(first, who)

    with clock.at(afterwards(root, days=1)):
        await attended(world, root, *people)
        await attended(world, first, *people[:4])
        place = await place_of(root, people[0])
        await completing.accredit(await world.act("organiser"), root, place.id, "IP-LAW")
        await browser.sign_in_as(world.people["other"])
        page = await browser.get(f"/workshops/{root.id}/cascade")

    above, under = page.text.split("Groups in Kutaisi</a>")
    assert "5 people took part." in above
    assert "1 may train others." in above
    assert "took part" not in under


async def test_a_training_leads_to_those_who_may_train_others(browser: Browser) -> None:
    world = await make_world()
    training = await opened(world, title="Trainers of pain groups", kind="WT-TOT")
    plain = await opened(world)

    with clock.at(afterwards(training)):
        await browser.sign_in_as(world.people["other"])
        found = await browser.get(f"/workshops/{training.id}")
        none = await browser.get(f"/workshops/{plain.id}")

    assert f"/workshops/{training.id}/trainers" in found.text
    assert "/trainers" not in none.text


async def test_a_training_of_which_nothing_came_says_so(browser: Browser) -> None:
    world = await make_world()
    root = await opened(world, kind="WT-TOT")
    await browser.sign_in_as(world.people["other"])

    page = await browser.get(f"/workshops/{root.id}/cascade")

    assert "There is no other training here that you can see." in page.text


def test_a_circle_which_nobody_can_make_has_no_top_but_an_end() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()

    found = cascade.seen_parents({one: two, two: three, three: two}, [one])

    assert found == {one: None}
