"""Registering in one's own browser: the form, one's place, offers, answers, withdrawing."""

from datetime import timedelta

import pytest

from network.kernel import clock
from network.people.models import Person
from network.workshops.actions import conditions, moving, registering
from network.workshops.actions.conditions import Asked, Share
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import registrations, workshops
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import (
    Axis,
    Level,
    Limit,
    Move,
    Reason,
    RegState,
)
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import actor, make_member
from tests.workshops.workshop_world import (
    World,
    came,
    crowd,
    drafted,
    during,
    make_world,
    opened,
    place_of,
    states_of,
)

pytestmark = pytest.mark.anyio

R = RegState
MOST = 12


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


# registering -------------------------------------------------------------------------------------


async def test_one_registers_and_reads_when_it_is_with_the_zone(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(address(workshop))
    sent = await browser.submit(page, "/registration")
    own = await browser.follow(sent)

    assert await states_of(workshop) == ["confirmed"]
    assert "You have a place." in own.text
    assert "(UTC)" in own.text  # the reader's clocks
    assert own.text.count("(Tbilisi, UTC+4)") == 2
    assert "(Tbilisi, UTC+4)" in page.text


async def test_a_form_that_is_sent_twice_acts_once(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["member"])
    page = await browser.get(address(workshop))

    first = await browser.submit(page, "/registration")
    second = await browser.submit(page, "/registration")

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["location"] == first.headers["location"]
    assert await states_of(workshop) == ["confirmed"]
    row = await place_of(workshop, world.people["member"])
    assert len(await registrations.history_of(row.id)) == 2


async def test_the_full_limit_is_named_before_and_after(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    lawyers = Share(
        axis=Axis.PROFESSION, kind=Limit.MOST, places=1, keys=("PR-LAW",), name="legal professions"
    )
    await conditions.add_quota(await world.act("organiser"), workshop, lawyers)
    for person in await crowd(3, profession="PR-LAW"):
        await came(workshop, person)
    await browser.sign_in_as(await make_member(profession="PR-LAW"))

    before = await browser.get(address(workshop))
    after = await browser.follow(await browser.submit(before, "/registration"))

    assert "The place for legal professions (1) is taken." in before.text
    assert "you would be number 3." in before.text
    assert "The place for legal professions (1) is taken. You are number 3" in after.text
    assert "You are number 3 on the waiting list." in after.text


async def test_others_are_not_told_of_a_limit_that_is_not_theirs(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    lawyers = Share(
        axis=Axis.PROFESSION, kind=Limit.MOST, places=1, keys=("PR-LAW",), name="legal professions"
    )
    await conditions.add_quota(await world.act("organiser"), workshop, lawyers)
    for person in await crowd(2, profession="PR-LAW"):
        await came(workshop, person)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(address(workshop))

    assert "legal professions" not in page.text


async def test_required_questions_are_asked_at_their_field(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    name = await asking(world, workshop, is_required=True)
    await browser.sign_in_as(world.people["member"])
    page = await browser.get(address(workshop))

    refused = await browser.submit(page, "/registration", is_listed="y")
    sent = await browser.submit(refused, "/registration", **{name: "A seat near the door"})

    assert refused.status_code == 422
    assert f'href="#{name}"' in refused.text
    assert sent.status_code == 303
    row = await place_of(workshop, world.people["member"])
    assert row.is_listed
    assert list((await registrations.answers_of(row.id)).values()) == ["A seat near the door"]


async def test_nobody_is_listed_who_did_not_tick_it(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["member"])

    await browser.submit(await browser.get(address(workshop)), "/registration")

    assert not (await place_of(workshop, world.people["member"])).is_listed


async def test_access_needs_are_asked_only_where_a_workshop_asks_for_them(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(address(workshop))

    assert 'name="question_' not in page.text


async def test_why_one_cannot_register_is_said(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world, closes_at=clock.now() + timedelta(days=3))

    with clock.at(clock.now() + timedelta(days=4)):
        await browser.sign_in_as(world.people["member"])
        later = await browser.get(address(workshop))
        sent = await browser.post(address(workshop))

    assert "The last day to register is over." in later.text
    assert "The last day to register is over." in sent.text
    assert sent.status_code == 409
    assert await states_of(workshop) == []


async def test_a_workshop_that_is_hidden_has_no_registration(browser: Browser) -> None:
    world = await make_world()
    named = await opened(world, level=Level.NAMED)
    draft = await drafted(world)
    await browser.sign_in_as(world.people["member"])

    parts = ("", "/place", "/withdrawal", "/answers", "/more")
    for workshop in (named, draft):
        seen = [(await browser.get(address(workshop, part))).status_code for part in parts]
        sent = [(await browser.post(address(workshop, part))).status_code for part in parts]
        assert (seen, sent) == ([404] * 5, [404] * 5)


async def test_who_never_registered_has_nothing_to_withdraw_or_to_answer(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, _people = await full(world)
    await browser.sign_in_as(world.people["member"])

    parts = ("/place", "/withdrawal", "/answers", "/more")
    codes = [(await browser.post(address(workshop, part))).status_code for part in parts]

    assert codes == [404] * 4


# the waiting list --------------------------------------------------------------------------------


async def test_who_waits_can_leave_even_when_places_cannot_be_given_up(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world, cancel_hours=None)

    with clock.at(during(workshop, hours=-2)):
        await browser.sign_in_as(people[1])
        page = await browser.get(address(workshop, "/withdrawal"))
        sent = await browser.submit(page, "/withdrawal")

    assert sent.status_code == 303
    assert await states_of(workshop) == ["confirmed", "withdrawn"]


async def test_a_place_is_offered_until_a_time_in_the_readers_zone_and_taken(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await Person.filter(id=people[1].id).update(zone="Asia/Tokyo")
    await registering.withdraw(await actor(people[0]), workshop)
    await browser.sign_in_as(people[1])

    page = await browser.get(address(workshop))
    taken = await browser.follow(await browser.submit(page, "/place"))

    assert "A place is kept for you until" in page.text
    assert "(Tokyo, UTC+9)." in page.text
    assert "You have a place." in taken.text
    assert await states_of(workshop) == ["withdrawn", "confirmed"]


async def test_an_offer_is_declined_with_one_button(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await registering.withdraw(await actor(people[0]), workshop)
    await browser.sign_in_as(people[1])

    sent = await browser.submit(await browser.get(address(workshop)), "/withdrawal")

    assert sent.status_code == 303
    assert await states_of(workshop) == ["withdrawn", "withdrawn"]


async def test_an_offer_that_ran_out_is_said_so(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await came(workshop, world.people["member"])
    await registering.withdraw(await actor(people[0]), workshop)

    with clock.at(clock.now() + timedelta(days=3)):
        await browser.sign_in_as(people[1])
        later = await browser.get(address(workshop))
        sent = await browser.post(address(workshop, "/place"))

    assert "A place is kept for you until" not in later.text
    assert sent.status_code == 409
    assert "This is not possible any more." in sent.text


# giving up a place -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cancel_hours", "before", "words"),
    [
        (None, 500, "Places are given up through the organisers."),
        (48, 30, "It is too late to give up the place here."),
    ],
)
async def test_a_place_is_not_given_up_when_that_is_off_or_too_late(
    cancel_hours: int | None, before: int, words: str, browser: Browser
) -> None:
    world = await make_world()
    workshop, people = await full(world, cancel_hours=cancel_hours)
    organiser = world.people["organiser"].name

    with clock.at(during(workshop, hours=-before)):
        await browser.sign_in_as(people[0])
        page = await browser.get(address(workshop))
        sent = await browser.post(address(workshop, "/withdrawal"))

    assert words in page.text
    assert f"Organisers: {organiser}" in page.text
    assert "Give up the place" not in page.text
    assert sent.status_code == 409
    assert (await states_of(workshop))[0] == "confirmed"


async def test_a_place_is_given_up_after_one_more_question(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world, cancel_hours=24)
    await browser.sign_in_as(people[0])

    own = await browser.get(address(workshop))
    asked = await browser.get(address(workshop, "/withdrawal"))
    done = await browser.follow(await browser.submit(asked, "/withdrawal"))

    assert "You can give up the place here until" in own.text
    assert "The place goes to who waits longest" in asked.text
    assert "You are not registered any more." in done.text
    assert await states_of(workshop) == ["withdrawn", "offered"]


async def test_who_leaves_a_closed_workshop_is_led_home(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await Workshop.filter(id=workshop.id).update(level=Level.STRICT)
    await browser.sign_in_as(people[0])

    sent = await browser.submit(await browser.get(address(workshop, "/withdrawal")), "/withdrawal")

    assert sent.headers["location"] == "/today"
    assert (await browser.get(address(workshop))).status_code == 404


async def test_a_cancelled_workshop_takes_nobody(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    reason = Request(reason=Reason.FUNDING)
    await moving.move(await world.act("organiser"), workshop, Move.CANCEL, reason)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(address(workshop))

    assert "Registration is not open." in page.text


async def test_who_is_registered_reads_that_a_workshop_was_cancelled(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    reason = Request(reason=Reason.FUNDING)
    await moving.move(await world.act("organiser"), workshop, Move.CANCEL, reason)
    found = []

    for person in people:
        await browser.sign_in_as(person)
        found.append("The workshop: Cancelled" in (await browser.get(address(workshop))).text)

    assert found == [True, True]


async def test_a_second_offer_says_that_it_is_the_last_one(browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    await registering.withdraw(await actor(people[0]), workshop)
    await browser.sign_in_as(people[1])

    first = await browser.get(address(workshop))
    await Registration.filter(person_id=people[1].id).update(lapses=1)
    second = await browser.get(address(workshop))

    assert "you go to the end of the list." in first.text
    assert "you leave the list." in second.text


# few statements ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["new", "placed", "waiting", "offered"])
async def test_no_page_of_ones_own_place_reads_much(who: str, browser: Browser) -> None:
    world = await make_world()
    workshop, people = await full(world)
    for _number in range(3):
        await asking(world, workshop)
    if who == "offered":
        await registering.withdraw(await actor(people[0]), workshop)
    reader = {"new": world.people["member"], "placed": people[0]}.get(who, people[1])
    await browser.sign_in_as(reader)
    await browser.get(address(workshop))

    with statements() as found:
        page = await browser.get(address(workshop))

    assert page.status_code == 200
    assert len(found) <= MOST, "\n".join(found)
    assert await Registration.filter(workshop_id=workshop.id).count() == 2
    assert (await workshops.fresh(workshop.id)).id == workshop.id


async def test_who_is_offered_a_place_reads_that_it_goes_on_if_they_answer_anew(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, people = await full(world, needs_approval=True)
    organiser = await world.act("organiser")
    await asking(world, workshop, reopens=True)
    for person in people:
        await registering.approve(organiser, workshop, (await place_of(workshop, person)).id)
    await registering.withdraw(await actor(people[0]), workshop)
    await browser.sign_in_as(people[1])

    page = await browser.get(address(workshop, "/answers"))

    assert "The place that is offered to you then goes to the next one." in page.text
    assert "Your place is kept meanwhile." not in page.text
