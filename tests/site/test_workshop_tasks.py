"""What of workshops waits for a reader on Today: theirs to do, the most urgent first."""

from datetime import timedelta

import pytest

from network.app import Portal
from network.kernel import clock, moments
from network.site import workshop_tasks
from network.site.tasks import Task
from network.workshops.actions import (
    attending,
    concluding,
    conditions,
    inviting,
    moving,
    passing_time,
    programming,
    registering,
)
from network.workshops.actions.concluding import Agreed, Written
from network.workshops.actions.conditions import Asked
from network.workshops.actions.programming import Item
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.rules.outcomes import ASKED
from network.workshops.vocabulary import Move, Phase
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import actor
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    crowd,
    drafted,
    during,
    in_days,
    make_world,
    opened,
    place_of,
    sessions_of,
)

pytestmark = pytest.mark.anyio

WHERE = "Africa/Nairobi"


@pytest.fixture
async def world(portal: Portal) -> World:
    del portal  # whose addresses tasks lead to
    return await make_world()


async def tasks(world: World, who: str) -> list[Task]:
    return await workshop_tasks.waiting(await world.act(who), WHERE)


async def titles(world: World, who: str) -> list[str]:
    return [task.title for task in await tasks(world, who)]


async def over(world: World) -> Workshop:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    row = await place_of(workshop, world.people["member"])
    with clock.at(during(workshop)):
        whole = {session.id: 180 for session in await sessions_of(workshop)}
        await attending.mark(await world.act("organiser"), workshop, row.id, whole)
    with clock.at(afterwards(workshop)):
        await passing_time.catch_up_all()
    return await workshops.fresh(workshop.id)


# for those who come ------------------------------------------------------------------------------


async def test_an_offer_waits_with_its_end_on_the_readers_clock_and_only_while_it_stands(
    world: World,
) -> None:
    workshop = await opened(world, capacity=1)
    [first] = await crowd(1)
    await came(workshop, first)
    await came(workshop, world.people["member"])
    waiting = await tasks(world, "member")

    await registering.withdraw(await actor(first), workshop)

    until = (await place_of(workshop, world.people["member"])).offered_until
    assert until is not None
    [task] = await tasks(world, "member")
    with clock.at(until):
        lapsed = await tasks(world, "member")
    assert (waiting, lapsed) == ([], [])
    assert task.title == "A place in a workshop is kept for you"
    assert task.text == f"Pain after torture, until {moments.moment(until, WHERE)}"
    assert task.link.startswith(f"/workshops/{workshop.id}/")


async def test_an_invitation_waits_until_it_is_answered(world: World) -> None:
    workshop = await opened(world)
    member, other = world.people["member"], world.people["other"]
    await inviting.invite(await world.act("organiser"), workshop, [member.id, other.id])
    before = [await titles(world, who) for who in ("member", "other", "staff")]

    await came(workshop, member)
    await inviting.decline(await actor(other), workshop)

    after = [await titles(world, who) for who in ("member", "other", "staff")]
    assert before == [["You are invited to a workshop"]] * 2 + [[]]
    assert after == [[], [], []]


async def test_a_code_is_asked_for_while_it_counts_and_was_not_typed(world: World) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    session = (await sessions_of(workshop))[0]
    with clock.at(during(workshop)):
        early = await titles(world, "member")
        code = await attending.show_code(
            await world.act("organiser"), workshop, session.id, is_new=False
        )
        shown = await titles(world, "member")
        nobody_else = await titles(world, "other")
    with clock.at(session.starts_at + timedelta(hours=16)):
        late = await titles(world, "member")
    with clock.at(during(workshop)):
        await attending.say_present(await world.act("member"), workshop, session.id, code)
        said = await titles(world, "member")

    is_on = ["A workshop is under way"]
    assert (early, nobody_else, late, said) == (is_on, [], is_on, is_on)
    assert shown == ["Say that you are there", *is_on]


async def test_who_is_asked_to_speak_sees_it_until_they_say_so(world: World) -> None:
    workshop, organiser = await opened(world), await world.act("organiser")
    first = (await sessions_of(workshop))[0]
    found = []
    for _twice in range(2):
        item = Item(title="Groups", minutes=60, session_id=first.id)
        row = await programming.add_item(organiser, workshop, item)
        speaker = world.people["member"]
        await programming.set_speakers(organiser, workshop, row.id, [speaker.id])
        found.append(row.id)
    asked = await titles(world, "member")

    for item_id in found:
        await programming.confirm_speaking(await world.act("member"), workshop, item_id)

    assert asked == ["You are asked to speak at a workshop"]
    assert await titles(world, "member") == []


async def test_who_took_part_is_asked_what_it_was_worth_for_a_month(world: World) -> None:
    workshop = await over(world)

    with clock.at(afterwards(workshop, days=3)):
        asked = await titles(world, "member")
        await attending.evaluate(await world.act("member"), workshop, 4, {})
        answered = await titles(world, "member")

    assert asked == ["What was a workshop worth to you?"]
    assert answered == []


# what is on --------------------------------------------------------------------------------------


async def test_who_comes_speaks_or_organises_sees_a_workshop_on_its_day(world: World) -> None:
    workshop = await opened(world, place="Room of the well")
    organiser = await world.act("organiser")
    await came(workshop, world.people["member"])
    [first, *_more] = await sessions_of(workshop)
    item = Item(title="Groups", minutes=60, session_id=first.id)
    row = await programming.add_item(organiser, workshop, item)
    await programming.set_speakers(organiser, workshop, row.id, [world.people["staff"].id])
    await programming.confirm_speaking(await world.act("staff"), workshop, row.id)
    before = await titles(world, "member")

    with clock.at(first.starts_at - timedelta(hours=2)):
        found = {who: await tasks(world, who) for who in ("member", "organiser", "staff", "other")}

    since = moments.time(first.starts_at, WHERE)
    until = moments.time(first.starts_at + timedelta(minutes=first.minutes), WHERE)
    [task] = found["member"]
    assert before == []
    assert task.title == "A workshop is on today"
    assert task.text == f"Pain after torture, {since} to {until}, Room of the well"
    assert task.link == f"/workshops/{workshop.id}"
    shown = {who for who, rows in found.items() if task.title in [one.title for one in rows]}
    assert shown == {"member", "organiser", "staff"}


async def test_it_is_under_way_between_its_days_and_says_when_it_goes_on(world: World) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    [first, second, *_more] = await sessions_of(workshop)

    with clock.at(first.starts_at + timedelta(minutes=first.minutes, hours=1)):
        [task] = await tasks(world, "member")
        at = moments.moment(second.starts_at, WHERE)
    with clock.at(afterwards(workshop)):
        over = await titles(world, "member")

    assert task.title == "A workshop is under way"
    assert task.text == f"Pain after torture. It goes on: {at}"
    assert "A workshop is under way" not in over


async def test_who_only_waits_for_a_place_does_not_see_that_it_is_on(world: World) -> None:
    workshop = await opened(world, capacity=1)
    await came(workshop, world.people["staff"])
    await came(workshop, world.people["member"])

    with clock.at(during(workshop)):
        found = await titles(world, "member")

    assert found == []


async def test_today_shows_what_is_on(browser: Browser, world: World) -> None:
    workshop = await opened(world, place="Room of the well")
    await came(workshop, world.people["member"])

    with clock.at(during(workshop)):
        await browser.sign_in_as(world.people["member"])
        page = await browser.get("/today")

    assert "A workshop is under way" in page.text
    assert "Room of the well" in page.text


# for those who run it ----------------------------------------------------------------------------


async def test_people_to_approve_wait_once_a_workshop_for_those_who_run_it(world: World) -> None:
    workshop = await opened(world, needs_approval=True)
    for person in await crowd(3):
        await came(workshop, person)

    [task] = await tasks(world, "organiser")

    assert task.title == "3 people would like to come to a workshop"
    assert task.text == "Pain after torture"
    assert await titles(world, "host") == [task.title]
    assert [await titles(world, who) for who in ("staff", "member")] == [[], []]


async def test_an_agenda_waits_that_is_near_or_differs_from_what_was_released(
    world: World,
) -> None:
    workshop, organiser = await opened(world), await world.act("organiser")
    first = (await sessions_of(workshop))[0]
    await programming.add_item(
        organiser, workshop, Item(title="Groups", minutes=60, session_id=first.id)
    )
    far = await titles(world, "organiser")
    assert workshop.starts_at is not None
    with clock.at(workshop.starts_at - timedelta(days=20)):
        near = await titles(world, "organiser")
    await programming.release(organiser, workshop, 0)
    released = await titles(world, "organiser")

    await programming.add_item(organiser, workshop, Item(title="More", minutes=30))

    assert (far, released) == ([], [])
    assert near == ["An agenda is not released yet"]
    assert await titles(world, "organiser") == near
    assert await titles(world, "member") == []


async def test_the_outcome_waits_for_its_owner_and_then_for_editors(world: World) -> None:
    workshop, organiser = await over(world), await world.act("organiser")
    [task] = await tasks(world, "organiser")
    parts = dict.fromkeys(ASKED, "Words.")
    row = await concluding.write_outcome(
        organiser, workshop, 1, Written(parts=parts, lessons=["One."], level="S1")
    )
    before = await titles(world, "editor")

    await concluding.submit_outcome(organiser, workshop, row.version)

    assert task.title == "Write what came of a workshop"
    assert task.text == f"Pain after torture, until {moments.day(in_days(76))}"
    assert before == []
    assert await titles(world, "editor") == ["The outcome of a workshop waits"]
    assert await titles(world, "organiser") == []


async def test_what_was_agreed_waits_a_week_before_it_is_due_and_names_no_workshop(
    world: World,
) -> None:
    workshop, organiser = await over(world), await world.act("organiser")
    agreed = Agreed(text="Write", owner_id=world.people["other"].id, due_on=in_days(90))
    await concluding.add_action(organiser, workshop, agreed)
    early = await tasks(world, "other")

    with clock.at(clock.now() + timedelta(days=84)):
        [task] = await tasks(world, "other")

    assert early == []
    assert task.title == "Something agreed at a workshop is due"
    assert task.text == f"until {moments.day(in_days(90))}"


# for those who check it --------------------------------------------------------------------------


async def test_a_draft_waits_for_checkers_from_when_it_is_asked_for(world: World) -> None:
    workshop = await drafted(world)
    before = await titles(world, "focal_point")

    await moving.move(await world.act("organiser"), workshop, Move.ASK)

    found = {who: await titles(world, who) for who in ("focal_point", "editor", "organiser")}
    waits = ["A workshop waits to be checked"]
    assert before == []
    assert found == {"focal_point": waits, "editor": waits, "organiser": []}


async def test_today_shows_what_waits(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await inviting.invite(await world.act("organiser"), workshop, [world.people["member"].id])
    await browser.sign_in_as(world.people["member"])

    page = await browser.get("/today")

    assert page.status_code == 200
    assert "You are invited to a workshop" in page.text
    assert "Pain after torture" in page.text


@pytest.mark.parametrize("who", ["member", "host", "editor"])
async def test_it_costs_one_statement_however_much_waits(who: str, world: World) -> None:
    reader = await world.act(who)
    for _many in range(3):
        workshop = await opened(world, needs_approval=True)
        await came(workshop, world.people["staff"])
        person = world.people[who]
        await inviting.invite(await world.act("organiser"), workshop, [person.id])

    with statements() as made:
        found = await workshop_tasks.waiting(reader, WHERE)

    assert len(found) >= 3
    assert len(made) == 1


async def test_more_than_eight_are_on_a_list_of_their_own(world: World) -> None:
    for _many in range(9):
        workshop = await opened(world)
        await inviting.invite(await world.act("organiser"), workshop, [world.people["member"].id])

    found = await tasks(world, "member")

    assert len(found) == 9
    assert found[-1].title == "More on workshops"


async def test_who_has_a_place_is_asked_what_is_new_until_they_answer(world: World) -> None:
    workshop = await opened(world, capacity=1)
    for who in ("member", "other"):
        await came(workshop, world.people[who])
    asked = Asked(label="What do you bring along?", phase=Phase.FOLLOW_UP)
    question = await conditions.add_question(await world.act("organiser"), workshop, asked)

    before = {who: await titles(world, who) for who in ("member", "other", "organiser")}
    (task,) = await tasks(world, "member")
    given = {question.id: "Two films"}
    await registering.answer_follow_up(await world.act("member"), workshop, given)

    assert before == {"member": ["A workshop asks you something"], "other": [], "organiser": []}
    assert task.link == f"/workshops/{workshop.id}/registration/more"
    assert await titles(world, "member") == []
