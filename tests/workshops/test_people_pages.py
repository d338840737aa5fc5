"""Who registered, as the organisers read and decide it, and what others see of each other."""

from typing import Any
from uuid import UUID

import pytest

from network.kernel import clock
from network.people.models import DisplayMode, Person
from network.workshops.actions import attending, conditions, registering
from network.workshops.actions.conditions import Asked, Share
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import registrations
from network.workshops.vocabulary import Axis, Level, Limit, Phase, RegState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.workshops.workshop_world import (
    World,
    came,
    crowd,
    during,
    make_world,
    opened,
    place_of,
    states_of,
)

pytestmark = pytest.mark.anyio

MOST = 12
MOST_BYTES = 50 * 1024


def address(workshop: Workshop, rest: str = "") -> str:
    return f"/workshops/{workshop.id}/people{rest}"


async def full(world: World, **given: Any) -> tuple[Workshop, list[Person]]:
    """A workshop with two places, who has them, and who waits."""
    workshop = await opened(world, capacity=2, **given)
    centre = await make_centre()
    names = ("Ada Seated", "Bo Hidden", "Cy Waiting")
    people = [await make_member(centre, name=name) for name in names]
    for person, is_listed in zip(people, (True, False, True), strict=True):
        await came(workshop, person, is_listed=is_listed)
    return workshop, people


async def key_of(workshop: Workshop, person: Person) -> str:
    return str((await place_of(workshop, person)).id)


# what others see ---------------------------------------------------------------------------------


async def test_others_see_who_has_a_place_and_agreed_and_nobody_who_waits(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await browser.sign_in_as(people[1])

    page = await browser.get(address(workshop))

    assert page.status_code == 200
    assert [one.name in page.text for one in people] == [True, False, False]


async def test_who_waits_or_is_no_part_of_it_finds_no_list(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    key = await key_of(workshop, people[0])
    found = []

    for reader in (people[2], world.people["member"], world.people["staff"]):
        await browser.sign_in_as(reader)
        parts, acts = ("", ".csv", f"/{key}"), ("", f"/{key}/refuse")
        found += [(await browser.get(address(workshop, part))).status_code for part in parts]
        found += [(await browser.post(address(workshop, act))).status_code for act in acts]

    assert found == [404] * 15


async def test_a_participant_is_not_let_into_anybodys_registration(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await browser.sign_in_as(people[0])

    keys = [await key_of(workshop, one) for one in people]
    codes = [(await browser.get(address(workshop, f"/{key}"))).status_code for key in keys]
    acts = [(await browser.post(address(workshop, f"/{k}/remove"))).status_code for k in keys]

    assert (codes, acts) == ([404] * 3, [404] * 3)
    assert await states_of(workshop) == ["confirmed", "confirmed", "waitlisted"]


async def test_nobody_else_learns_who_was_absent(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    row = await place_of(workshop, people[0])
    with clock.at(during(workshop)):
        organiser = await world.act("organiser")
        await attending.mark_away(organiser, workshop, row.id, is_excused=False)
        await browser.sign_in_as(people[1])
        page = await browser.get(address(workshop))

    assert "Ada Seated" in page.text
    assert "Was not there" not in page.text


# what organisers see -----------------------------------------------------------------------------


async def test_organisers_see_everybody_with_state_place_in_line_and_limit(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop))

    assert all(one.name in page.text for one in people)
    assert "2 of 2 taken" in page.text
    assert "Number 1 in the line" in page.text
    assert "All 2 places are taken." in page.text


async def test_people_are_named_by_their_own_choice(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await Person.filter(id=people[0].id).update(display_mode=DisplayMode.CODE, code_name="Heron 12")
    found = []

    for reader in ("organiser", "secretariat"):
        await browser.sign_in_as(world.people[reader])
        parts = ("", f"/{await key_of(workshop, people[0])}", ".csv")
        found += [(await browser.get(address(workshop, part))).text for part in parts]

    assert ["Heron 12" in text for text in found] == [True] * 6
    assert ["Ada Seated" in text for text in found] == [False] * 6


async def test_the_list_is_narrowed_down_by_state_and_profession(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await Registration.filter(person_id=people[1].id).update(profession="PR-LAW")
    await browser.sign_in_as(world.people["organiser"])

    waiting = await browser.get(address(workshop, "?state=waitlisted"))
    lawyers = await browser.get(address(workshop, "?profession=PR-LAW"))

    assert [one.name in waiting.text for one in people] == [False, False, True]
    assert [one.name in lawyers.text for one in people] == [False, True, False]


async def test_each_limit_and_whom_it_blocks_is_named(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    lawyers = Share(
        axis=Axis.PROFESSION, kind=Limit.MOST, places=1, keys=("PR-LAW",), name="legal professions"
    )
    await conditions.add_quota(await world.act("organiser"), workshop, lawyers)
    people = await crowd(2, profession="PR-LAW")
    for person in people:
        await came(workshop, person)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop))
    one = await browser.get(address(workshop, f"/{await key_of(workshop, people[1])}"))

    assert page.text.count("The place for legal professions (1) is taken.") == 1
    assert "1 of this group have a place" in page.text
    assert "The place for legal professions (1) is taken." in one.text


async def test_three_hundred_are_read_in_parts_with_few_statements(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=1)
    people = await crowd(300)
    await Registration.bulk_create(
        [
            Registration(
                workshop_id=workshop.id, person_id=p.id, number=n, state=RegState.WAITLISTED
            )
            for n, p in enumerate(people, start=1)
        ]
    )
    await browser.sign_in_as(world.people["organiser"])
    await browser.get(address(workshop))

    with statements() as found:
        page = await browser.get(address(workshop, "?page=6"))

    assert "Page 6 of 6" in page.text
    assert "Number 300 in the line" in page.text
    assert len(found) <= MOST, "\n".join(found)
    assert len(page.content) <= MOST_BYTES


# deciding ----------------------------------------------------------------------------------------


async def test_several_are_approved_at_once_in_the_order_in_which_they_came(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=2, needs_approval=True)
    people = await crowd(3)
    for person in people:
        await came(workshop, person)
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(address(workshop))

    keys = [await key_of(workshop, one) for one in reversed(people)]
    sent = await browser.submit(page, "/people", chosen=keys, move="approve")
    again = await browser.submit(page, "/people", chosen=keys, move="approve")
    after = await browser.follow(sent)

    assert await states_of(workshop) == ["confirmed", "confirmed", "waitlisted"]
    assert again.status_code == 303
    assert "Confirmed: 2. On the waiting list: 1." in after.text


async def test_who_is_refused_reads_why(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world, needs_approval=True)
    await came(workshop, world.people["member"])
    key = await key_of(workshop, world.people["member"])
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(address(workshop))

    note = "There is another one in spring"
    await browser.submit(page, "/people", chosen=[key], move="refuse", note=note)
    await browser.sign_in_as(world.people["member"])
    own = await browser.get(f"/workshops/{workshop.id}/registration")

    assert await states_of(workshop) == ["refused"]
    assert note in own.text
    assert "The organisers could not give you a place." in own.text


async def test_whoever_cannot_be_changed_is_left_and_counted(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world, needs_approval=True)
    people = await crowd(2)
    for person in people:
        await came(workshop, person)
    keys = [await key_of(workshop, one) for one in people]
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(address(workshop))
    await registering.approve(await world.act("organiser"), workshop, UUID(keys[0]))

    after = await browser.follow(await browser.submit(page, "/people", chosen=keys, move="approve"))

    assert "Confirmed: 1." in after.text
    assert "1 registration could not be changed now and stays as it is." in after.text


async def test_nobody_is_touched_when_nobody_is_ticked(browser: Browser) -> None:
    world = await make_world()
    workshop, _people = await full(world)
    await browser.sign_in_as(world.people["organiser"])

    sent = await browser.submit(await browser.get(address(workshop)), "/people", move="remove")

    assert sent.status_code == 422
    assert "Tick somebody first." in sent.text
    assert await states_of(workshop) == ["confirmed", "confirmed", "waitlisted"]


async def test_registrations_of_another_workshop_are_not_touched(browser: Browser) -> None:
    world = await make_world()
    mine, _people = await full(world)
    other, strangers = await full(world)
    await browser.sign_in_as(world.people["organiser"])
    page = await browser.get(address(mine))

    key = await key_of(other, strangers[0])
    sent = await browser.submit(page, "/people", chosen=[key], move="remove")
    seen = await browser.get(address(mine, f"/{key}"))

    assert (sent.status_code, seen.status_code) == (422, 404)
    assert await states_of(other) == ["confirmed", "confirmed", "waitlisted"]


async def test_one_registration_shows_answers_and_what_happened(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    asked = Asked(label="What do you need to take part?")
    row = await conditions.add_question(await world.act("organiser"), workshop, asked)
    await came(workshop, world.people["member"], answers={row.id: "A seat near the door"})
    key = await key_of(workshop, world.people["member"])
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop, f"/{key}"))
    taken_out = await browser.submit(page, "/remove", note="Two of one name")
    after = await browser.follow(taken_out)

    assert "A seat near the door" in page.text
    assert [word in page.text for word in ("Registered", "Has a place")] == [True, True]
    assert "Taken out" in after.text
    assert "Two of one name" in after.text
    assert await states_of(workshop) == ["withdrawn"]


async def test_what_is_past_is_refused_with_the_reason(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await browser.sign_in_as(world.people["organiser"])

    sent = await browser.post(address(workshop, f"/{await key_of(workshop, people[0])}/approve"))

    assert sent.status_code == 409
    assert "This registration is past that step." in sent.text


async def test_a_free_place_is_offered_by_hand_past_a_limit_but_never_past_the_places(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await opened(world, capacity=2)
    each = Share(axis=Axis.CENTRE, kind=Limit.MOST, places=1, name="each centre")
    await conditions.add_quota(await world.act("organiser"), workshop, each)
    people = await crowd(3)
    for person in people:
        await came(workshop, person)
    keys = [await key_of(workshop, one) for one in people]
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop, f"/{keys[1]}"))
    done = await browser.post(address(workshop, f"/{keys[1]}/offer"))
    too_many = await browser.post(address(workshop, f"/{keys[2]}/offer"))

    assert "Offer a free place now" in page.text
    assert (done.status_code, too_many.status_code) == (303, 409)
    assert "No place is free." in too_many.text
    assert await states_of(workshop) == ["confirmed", "offered", "waitlisted"]


# taking the list along ---------------------------------------------------------------------------


async def test_the_table_holds_no_answers_and_no_formulas(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    asked = Asked(label="What do you need to take part?")
    row = await conditions.add_question(await world.act("organiser"), workshop, asked)
    person = await make_member(name="=HYPERLINK(1)")
    await came(workshop, person, answers={row.id: "A seat near the door"})
    await browser.sign_in_as(world.people["organiser"])

    table = await browser.get(address(workshop, ".csv"))

    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "'=HYPERLINK(1)" in table.text
    assert "A seat near the door" not in table.text
    assert "What do you need" not in table.text


async def test_what_only_named_people_know_is_not_taken_along(browser: Browser) -> None:
    world = await make_world()
    workshop, _people = await full(world)
    await Workshop.filter(id=workshop.id).update(level=Level.STRICT)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop))
    table = await browser.get(address(workshop, ".csv"))

    assert (page.status_code, table.status_code) == (200, 404)
    assert ".csv" not in page.text


async def test_a_refusal_by_hand_is_in_the_history_with_who_did_it(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    row = await place_of(workshop, people[2])
    await registering.refuse(await actor(world.people["organiser"]), workshop, row.id)
    await browser.sign_in_as(world.people["host"])

    page = await browser.get(address(workshop, f"/{row.id}"))

    assert world.people["organiser"].name in page.text
    assert len(await registrations.history_of(row.id)) == 3


# what follows of those with a place --------------------------------------------------------------


async def follow_up(world: World, workshop: Workshop) -> UUID:
    """A question that is asked of those with a place only."""
    asked = Asked(label="What do you bring along?", phase=Phase.FOLLOW_UP)
    return (await conditions.add_question(await world.act("organiser"), workshop, asked)).id


async def test_the_organisers_read_what_those_with_a_place_answered_afterwards(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, people = await full(world)
    question = await follow_up(world, workshop)
    await registering.answer_follow_up(await actor(people[0]), workshop, {question: "Two films"})
    await browser.sign_in_as(world.people["organiser"])

    placed, waiting = [
        await browser.get(address(workshop, f"/{await key_of(workshop, person)}"))
        for person in (people[0], people[2])
    ]

    assert [text in placed.text for text in ("What do you bring along?", "Two films")] == [True] * 2
    assert "What do you bring along?" not in waiting.text


async def test_a_quota_of_centres_without_a_name_shows_the_organisers_no_keys(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, people = await full(world)
    key = (await place_of(workshop, people[0])).centre_id
    share = Share(axis=Axis.CENTRE, kind=Limit.MOST, places=1, keys=(str(key),))
    await conditions.add_quota(await world.act("organiser"), workshop, share)
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(address(workshop))

    assert str(key) not in page.text
