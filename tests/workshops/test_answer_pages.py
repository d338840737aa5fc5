"""Changing one's answers, and what is asked of those with a place only."""

from datetime import timedelta

import pytest

from network.kernel import clock
from network.people.models import Person
from network.workshops.actions import conditions, registering
from network.workshops.actions.conditions import Asked
from network.workshops.models.workshops import Workshop
from network.workshops.queries import registrations
from network.workshops.vocabulary import Phase, QuestionKind
from tests.browser_client import Browser
from tests.workshops.workshop_world import (
    World,
    came,
    crowd,
    make_world,
    opened,
    place_of,
    states_of,
)

pytestmark = pytest.mark.anyio


def address(workshop: Workshop, rest: str = "") -> str:
    return f"/workshops/{workshop.id}/registration{rest}"


async def asking(world: World, workshop: Workshop, **given: object) -> str:
    """The name of the field of a new question."""
    asked = Asked(label="What do you need to take part?", **given)  # type: ignore[arg-type]
    row = await conditions.add_question(await world.act("organiser"), workshop, asked)
    return f"question_{row.id.hex}"


async def full(world: World, **given: object) -> tuple[Workshop, list[Person]]:
    """A workshop with one place, who has it, and who waits."""
    workshop = await opened(world, capacity=1, **given)
    people = await crowd(2)
    for person in people:
        await came(workshop, person)
    return workshop, people


async def test_answers_are_changed_until_their_day(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world, edits_until=clock.now() + timedelta(days=5))
    name = await asking(world, workshop)
    await came(workshop, world.people["member"])
    await browser.sign_in_as(world.people["member"])
    page = await browser.get(address(workshop, "/answers"))

    saved = await browser.submit(page, "/answers", **{name: "A quiet room"}, is_listed="y")
    with clock.at(clock.now() + timedelta(days=6)):
        await browser.sign_in_as(world.people["member"])
        later = await browser.get(address(workshop, "/answers"))
        late = await browser.post(address(workshop, "/answers"), {name: "Nothing", "version": "2"})

    row = await place_of(workshop, world.people["member"])
    assert saved.status_code == 303
    assert "Answers cannot be changed any more." in later.text
    assert late.status_code == 409
    assert list((await registrations.answers_of(row.id)).values()) == ["A quiet room"]
    assert row.is_listed


async def test_a_marked_answer_is_approved_again_and_that_is_said_before(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await opened(world, needs_approval=True)
    name = await asking(world, workshop, reopens=True)
    plain = await asking(world, workshop)
    row = (await came(workshop, world.people["member"])).registration
    await registering.approve(await world.act("organiser"), workshop, row.id)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(address(workshop, "/answers"))
    await browser.submit(page, "/answers", **{plain: "Unmarked"})
    still = await states_of(workshop)
    again = await browser.get(address(workshop, "/answers"))
    sent = await browser.follow(await browser.submit(again, "/answers", **{name: "Another"}))

    assert "Some answers were part of the approval." in page.text
    assert "Your place is kept meanwhile." in page.text
    assert still == ["confirmed"]
    assert await states_of(workshop) == ["applied"]
    assert "The organisers look at your registration again" in sent.text


async def test_somebody_elses_change_is_shown_beside_ones_own(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    name = await asking(world, workshop)
    row = (await came(workshop, world.people["member"])).registration
    await browser.sign_in_as(world.people["member"])
    page = await browser.get(address(workshop, "/answers"))
    await browser.submit(page, "/answers", **{name: "A lift"})

    sent = await browser.submit(page, "/answers", form_key="y" * 22, **{name: "A ramp"})
    final = await browser.submit(sent, "/answers")

    assert sent.status_code == 409
    assert "A lift" in sent.text
    assert "A ramp" in sent.text
    assert final.status_code == 303
    assert list((await registrations.answers_of(row.id)).values()) == ["A ramp"]


async def test_what_is_asked_afterwards_is_for_those_with_a_place(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    name = await asking(world, workshop, phase=Phase.FOLLOW_UP, kind=QuestionKind.YES_NO)
    found = {}

    for person in people:
        await browser.sign_in_as(person)
        page = await browser.get(address(workshop, "/more"))
        found[person.id] = page.status_code
        if page.status_code == 200:
            await browser.submit(page, "/more", **{name: "yes"})

    placed = await place_of(workshop, people[0])
    assert list(found.values()) == [200, 404]
    assert list((await registrations.answers_of(placed.id)).values()) == ["yes"]
