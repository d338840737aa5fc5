"""Marking many at once, saying with a code that one is there, and what nobody else learns."""

import pytest

from network.kernel import clock
from network.workshops.actions import attending
from network.workshops.models.registrations import (
    Registration,
    WorkshopAttendance,
    WorkshopEvaluation,
)
from network.workshops.rules import self_codes
from network.workshops.vocabulary import RegState
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.workshops.after_world import attended, with_members
from tests.workshops.workshop_world import (
    afterwards,
    crowd,
    during,
    make_world,
    place_of,
    sessions_of,
    states_of,
)

pytestmark = pytest.mark.anyio


# the organisers' list ----------------------------------------------------------------------------


async def test_the_organisers_note_several_people_at_once(browser: Browser) -> None:
    world = await make_world()
    others = await crowd(2)
    workshop = await with_members(world, *others)
    ids = [str((await place_of(workshop, one)).id) for one in others]

    with clock.at(during(workshop)):
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/attendance")
        whole = await browser.submit(page, "/attendance?page=1", people=ids, what="whole")
        first = await states_of(workshop)
        page = await browser.follow(whole)
        partly = await browser.submit(
            page, "/attendance?page=1", people=ids[:1], what="partly", **{"s1-minutes": "0"}
        )
        shown = await browser.follow(partly)

    assert first == [RegState.CONFIRMED, RegState.ATTENDED, RegState.ATTENDED]
    assert (await states_of(workshop))[1] == RegState.PARTLY
    assert "180 of 360 min" in shown.text
    assert "Max Member" in shown.text


async def test_nobody_is_marked_when_one_of_the_minutes_is_wrong(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    row = await place_of(workshop, world.people["member"])

    with clock.at(during(workshop)):
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(f"/workshops/{workshop.id}/attendance")
        refused = await browser.submit(
            page,
            "/attendance?page=1",
            people=[str(row.id)],
            what="partly",
            **{"s0-minutes": "181"},
        )

    assert refused.status_code == 422
    assert "Write a number from 0 to 180." in refused.text
    assert await states_of(workshop) == [RegState.CONFIRMED]


async def test_nothing_is_marked_before_the_start_and_the_page_says_when(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    row = await place_of(workshop, world.people["member"])
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/attendance")
    refused = await browser.submit(page, "/attendance?page=1", people=[str(row.id)], what="absent")

    assert "Attendance is noted from the start of the workshop on." in page.text
    assert refused.status_code == 409
    assert await states_of(workshop) == [RegState.CONFIRMED]


@pytest.mark.parametrize("path", ["attendance", "code/{session}"])
async def test_who_does_not_run_it_finds_no_list_and_no_code(path: str, browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    session = (await sessions_of(workshop))[0]
    address = f"/workshops/{workshop.id}/{path.format(session=session.id)}"
    answers = []

    with clock.at(during(workshop)):
        for who in ("member", "other", "editor", "guest"):
            await browser.sign_in_as(world.people[who])
            answers += [await browser.get(address), await browser.post(address)]

    assert {answer.status_code for answer in answers} == {404}


async def test_the_list_costs_the_same_for_many(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    await browser.sign_in_as(world.people["organiser"])
    with statements() as few:
        await browser.get(f"/workshops/{workshop.id}/attendance")
    for person in await crowd(9):
        await Registration.create(
            workshop_id=workshop.id,
            person_id=person.id,
            state=RegState.CONFIRMED,
            number=100 + await Registration.all().count(),
        )

    with statements() as many:
        page = await browser.get(f"/workshops/{workshop.id}/attendance")

    assert page.text.count('name="people"') == 10
    assert len(many) == len(few)
    assert len(many) <= 12


# codes -------------------------------------------------------------------------------------------


async def test_a_code_is_shown_in_the_room_and_typed_there(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    session = (await sessions_of(workshop))[0]
    address = f"/workshops/{workshop.id}/code/{session.id}"

    with clock.at(during(workshop)):
        await browser.sign_in_as(world.people["organiser"])
        before = await browser.get(address)
        shown = await browser.follow(await browser.submit(before))
        code = self_codes.code_of(session.id, 1)
        await browser.sign_in_as(world.people["member"])
        page = await browser.get(f"/workshops/{workshop.id}/present")
        wrong = await browser.submit(page, code="AAAAAAA")
        right = await browser.follow(await browser.submit(wrong, code=code.lower()))

    assert code not in before.text
    assert code in shown.text
    assert (wrong.status_code, "This is not the code of this session." in wrong.text) == (422, True)
    assert "You are noted as present." in right.text
    assert (await place_of(workshop, world.people["member"])).state is RegState.PARTLY


async def test_another_code_ends_the_one_before(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    session = (await sessions_of(workshop))[0]
    address = f"/workshops/{workshop.id}/code/{session.id}"

    with clock.at(during(workshop)):
        await browser.sign_in_as(world.people["organiser"])
        first = await browser.follow(await browser.submit(await browser.get(address)))
        await browser.submit(first)
        await browser.sign_in_as(world.people["member"])
        page = await browser.get(f"/workshops/{workshop.id}/present")
        old = await browser.submit(page, code=self_codes.code_of(session.id, 1))

    assert old.status_code == 422


async def test_after_ten_wrong_codes_the_right_one_comes_too_late(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    session = (await sessions_of(workshop))[0]
    row = await place_of(workshop, world.people["member"])
    await WorkshopAttendance.create(registration_id=row.id, session_id=session.id, tries=10)

    with clock.at(during(workshop)):
        organiser = await world.act("organiser")
        code = await attending.show_code(organiser, workshop, session.id, is_new=True)
        await browser.sign_in_as(world.people["member"])
        page = await browser.get(f"/workshops/{workshop.id}/present")
        late = await browser.submit(page, code=code)

    assert late.status_code == 429


async def test_who_waits_finds_no_page_to_say_that_they_are_there(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world, world.people["other"], capacity=1)

    with clock.at(during(workshop)):
        await browser.sign_in_as(world.people["other"])
        page = await browser.get(f"/workshops/{workshop.id}/present")

    assert page.status_code == 404


async def test_outside_the_hours_of_a_session_no_code_is_asked_for(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}/present")

    assert "A code counts from the start of a session until its evening." in page.text


# evaluation --------------------------------------------------------------------------------------


async def test_who_was_there_answers_once(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)

    with clock.at(afterwards(workshop)):
        await attended(world, workshop)
        await browser.sign_in_as(world.people["member"])
        page = await browser.get(f"/workshops/{workshop.id}/evaluation")
        sent = await browser.submit(page, usefulness="8", use="method", by="month")
        thanks = await browser.follow(sent)
        again = await browser.post(
            f"/workshops/{workshop.id}/evaluation", {"usefulness": "1", "use": "tool", "by": "open"}
        )

    (kept,) = await WorkshopEvaluation.filter(workshop_id=workshop.id)
    assert (kept.usefulness, kept.parts) == (8, {"use": "method", "by": "month"})
    assert "You have answered. Thank you." in thanks.text
    assert "What participants said" not in thanks.text
    assert again.status_code == 409


async def test_who_was_not_there_is_not_asked(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}/evaluation")

    assert page.status_code == 404


async def test_organisers_read_sums_of_five_and_nothing_of_fewer(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    for n in range(4):
        await WorkshopEvaluation.create(
            workshop_id=workshop.id, usefulness=6 + n, parts={"use": "tool", "by": "half"}
        )
    await browser.sign_in_as(world.people["organiser"])
    address = f"/workshops/{workshop.id}/evaluation"

    few = await browser.get(address)
    await WorkshopEvaluation.create(
        workshop_id=workshop.id, usefulness=10, parts={"use": "method", "by": "half"}
    )
    enough = await browser.get(address)

    assert "Sums stand here once five people have answered." in few.text
    assert "of 10" not in few.text
    assert "At least 5 people answered." in enough.text
    assert "Usefulness, on average: 8 of 10." in enough.text
    assert enough.text.count("at least 5") == 1
