"""Courses with their modules, and who may train others afterwards."""

import pytest

from network.kernel import clock
from network.workshops.actions import completing
from network.workshops.models.registrations import Completion, CourseModule, TrainerAccreditation
from network.workshops.queries import registrations
from tests.browser_client import Browser
from tests.workshops.after_world import attended, with_members
from tests.workshops.workshop_world import afterwards, crowd, in_days, make_world, place_of

pytestmark = pytest.mark.anyio
COURSE = {"kind": "WT-HELP"}


async def test_the_organisers_write_the_modules_and_note_who_completed_one(
    browser: Browser,
) -> None:
    world = await make_world()
    others = await crowd(2)
    workshop = await with_members(world, *others, **COURSE)
    ids = [str((await place_of(workshop, one)).id) for one in others]
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/course")
    page = await browser.follow(
        await browser.submit(page, "/course/modules", titles="Sleep\n\nBreath\nMovement")
    )
    module = (await registrations.modules_of(workshop.id))[1]
    noted = await browser.submit(
        page, "/completions?page=1", people=ids, module=str(module.id), what="done"
    )
    shown = await browser.follow(noted)

    assert [one.title for one in await registrations.modules_of(workshop.id)] == [
        "Sleep",
        "Breath",
        "Movement",
    ]
    assert await Completion.filter(module_id=module.id).count() == 2
    assert shown.text.count("1 of 3") == 2
    assert "/course/modules" not in shown.text


async def test_a_completion_is_taken_back_of_those_who_are_ticked(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world, **COURSE)
    organiser, row = await world.act("organiser"), await place_of(workshop, world.people["member"])
    await completing.set_modules(organiser, workshop, ["Sleep"])
    module = (await registrations.modules_of(workshop.id))[0]
    await completing.note_completion(organiser, workshop, row.id, module.id, in_days(0))
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/course")
    await browser.submit(page, "/completions?page=1", people=[str(row.id)], what="not_done")

    assert await Completion.all().count() == 0


async def test_a_day_that_has_not_come_is_refused_for_everybody(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world, **COURSE)
    row = await place_of(workshop, world.people["member"])
    await completing.set_modules(await world.act("organiser"), workshop, ["Sleep"])
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/course")
    refused = await browser.submit(
        page, "/completions?page=1", people=[str(row.id)], on=in_days(2).isoformat()
    )

    assert refused.status_code == 422
    assert "This day has not come yet." in refused.text
    assert await Completion.all().count() == 0


async def test_somebody_in_a_course_sees_their_own_modules_and_nobody_else(
    browser: Browser,
) -> None:
    world = await make_world()
    others = await crowd(1, name="Olga Other")
    workshop = await with_members(world, *others, **COURSE)
    await completing.set_modules(await world.act("organiser"), workshop, ["Sleep", "Breath"])
    module = (await registrations.modules_of(workshop.id))[0]
    row = await place_of(workshop, world.people["member"])
    await completing.note_completion(
        await world.act("organiser"), workshop, row.id, module.id, in_days(0)
    )

    await browser.sign_in_as(world.people["member"])
    own = await browser.get(f"/workshops/{workshop.id}/course")
    tried = await browser.post(f"/workshops/{workshop.id}/course/modules", {"titles": "Mine"})
    await browser.sign_in_as(world.people["other"])
    hidden = await browser.get(f"/workshops/{workshop.id}/course")

    assert (own.text.count("Not completed yet"), "Olga Other" in own.text) == (1, False)
    assert (tried.status_code, hidden.status_code) == (404, 404)
    assert await CourseModule.all().count() == 2


# who may train others ----------------------------------------------------------------------------


async def test_an_organiser_notes_a_trainer_and_takes_it_back(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world, kind="WT-TOT")
    row = await place_of(workshop, world.people["member"])
    address = f"/workshops/{workshop.id}/trainers"

    with clock.at(afterwards(workshop)):
        await browser.sign_in_as(world.people["organiser"])
        empty = await browser.get(address)
        await attended(world, workshop)
        page = await browser.get(address)
        noted = await browser.submit(page, "/trainers", person=str(row.id), competency="IP-LAW")
        shown = await browser.follow(noted)
        made = await TrainerAccreditation.get(workshop_id=workshop.id)
        await browser.sign_in_as(world.people["other"])
        told = await browser.get(address)
        await browser.sign_in_as(world.people["organiser"])
        page = await browser.get(address)
        await browser.submit(page, f"/trainers/{made.id}/end")
        await browser.sign_in_as(world.people["other"])
        later = await browser.get(address)

    assert "First note in the attendance list" in empty.text
    assert "Legal standards" in shown.text
    assert ("Max Member" in told.text, "Max Member" in later.text) == (True, False)
    assert (await TrainerAccreditation.get(id=made.id)).revoked_at is not None


async def test_only_organisers_note_trainers_and_only_of_such_a_training(browser: Browser) -> None:
    world = await make_world()
    training = await with_members(world, kind="WT-TOT")
    plain = await with_members(world)
    row = await place_of(training, world.people["member"])
    given = {"person": str(row.id), "competency": "IP-LAW"}

    with clock.at(afterwards(training)):
        await attended(world, training)
        await browser.sign_in_as(world.people["member"])
        tried = await browser.post(f"/workshops/{training.id}/trainers", given)
        none = await browser.get(f"/workshops/{plain.id}/trainers")

    assert (tried.status_code, none.status_code) == (404, 404)
    assert await TrainerAccreditation.all().count() == 0


async def test_a_module_that_is_too_long_is_refused_and_the_others_stay(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world, **COURSE)
    await completing.set_modules(await world.act("organiser"), workshop, ["Sleep"])
    await browser.sign_in_as(world.people["organiser"])

    page = await browser.get(f"/workshops/{workshop.id}/course")
    refused = await browser.submit(page, "/course/modules", titles=f"Breath\n{'a' * 151}")
    taken = await browser.submit(page, "/course/modules", titles="b" * 150)

    assert (refused.status_code, taken.status_code) == (422, 303)
    assert "Write each module in at most 150 characters." in refused.text
    assert [one.title for one in await registrations.modules_of(workshop.id)] == ["b" * 150]
