"""The certificate of who was there, and what its code proves to others."""

import re

import pytest

from network.centres.models import Centre, Listing
from network.kernel import clock, proof_codes
from network.workshops.actions import attending, completing, passing_time
from network.workshops.models.workshops import Workshop
from network.workshops.queries import registrations
from network.workshops.queries.certificates import CODES
from tests.browser_client import Browser
from tests.workshops.after_world import attended, with_members
from tests.workshops.workshop_world import World, afterwards, in_days, make_world, place_of

pytestmark = pytest.mark.anyio


async def over(world: World, **given: object) -> tuple[Workshop, str]:
    """A workshop at which the member was, and the code of their certificate."""
    workshop = await with_members(world, **given)
    with clock.at(afterwards(workshop)):
        await attended(world, workshop)
        await passing_time.catch_up_all()
    return workshop, proof_codes.code_of(
        CODES, (await place_of(workshop, world.people["member"])).id
    )


async def test_who_was_there_downloads_it_once_the_workshop_is_over(browser: Browser) -> None:
    world = await make_world()
    workshop, _code = await over(world)
    address = f"/workshops/{workshop.id}/certificate"

    with clock.at(afterwards(workshop, days=1)):
        await browser.sign_in_as(world.people["member"])
        page = await browser.get(address)
        paper = await browser.get(
            f"{address}/pdf", params={"name": "Max Member", "with_title": "y"}
        )
        forged = await browser.get(f"{address}/pdf", params={"name": "Somebody Else"})

    assert "6 hours" in page.text
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert forged.status_code == 404


async def test_there_is_none_for_who_was_absent_and_before_the_end(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world)
    row = await place_of(workshop, world.people["member"])
    await browser.sign_in_as(world.people["member"])
    address = f"/workshops/{workshop.id}/certificate"

    early = await browser.get(address)
    with clock.at(afterwards(workshop)):
        await attending.mark_away(await world.act("organiser"), workshop, row.id, is_excused=False)
        await browser.sign_in_as(world.people["member"])
        absent = await browser.get(address)
        paper = await browser.get(f"{address}/pdf", params={"name": "Max Member"})
        checked = await browser.get(
            "/certificates/attendance", params={"code": proof_codes.code_of(CODES, row.id)}
        )

    assert "There is none yet." in early.text
    assert "There is none yet." in absent.text
    assert paper.status_code == 404
    assert "Not valid" in checked.text


async def test_others_find_no_certificate(browser: Browser) -> None:
    world = await make_world()
    workshop, _code = await over(world)
    answers = []

    for who in ("organiser", "other", "secretariat"):
        await browser.sign_in_as(world.people[who])
        page = await browser.get(f"/workshops/{workshop.id}/certificate")
        answers.append(page.status_code)

    assert answers == [404] * 3


async def test_anybody_with_the_code_sees_days_and_hours_and_nothing_else(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, code = await over(world)

    with clock.at(afterwards(workshop, days=1)):
        page = await browser.get("/certificates/attendance", params={"code": code.lower()})
        forged = await browser.get("/certificates/attendance", params={"code": code[:-1] + "0"})

    assert re.search("Valid.*Took part in a workshop.*6 hours", page.text, re.DOTALL)
    assert not re.search(f"Max Member|{re.escape(world.host.name)}|Pain|Meeting 7", page.text)
    assert "Not valid" in forged.text


async def test_a_workshop_for_some_and_an_unlisted_host_are_not_named_on_it(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop, _code = await over(world)
    await Workshop.filter(id=workshop.id).update(level="S2")
    await Centre.filter(id=world.host.id).update(listing=Listing.UNLISTED)

    with clock.at(afterwards(workshop, days=1)):
        await browser.sign_in_as(world.people["member"])
        page = await browser.get(f"/workshops/{workshop.id}/certificate")

    assert page.status_code == 200
    assert "with_title" not in page.text
    assert "with_host" not in page.text


async def test_a_course_has_a_certificate_for_six_of_six_modules_only(browser: Browser) -> None:
    world = await make_world()
    workshop = await with_members(world, kind="WT-HELP")
    organiser = await world.act("organiser")
    await completing.set_modules(organiser, workshop, [f"Module {n}" for n in range(6)])
    row = await place_of(workshop, world.people["member"])
    modules = [one.id for one in await registrations.modules_of(workshop.id)]
    await browser.sign_in_as(world.people["member"])
    found = []

    for key in modules:
        await completing.note_completion(organiser, workshop, row.id, key, in_days(0))
        page = await browser.get(f"/workshops/{workshop.id}/certificate")
        found.append("Completed all 6 modules of a course" in page.text)

    assert found == [False] * 5 + [True]
