"""The certificate of attendance, and the code on it."""

import re

import pytest

from network.centres.models import Centre, Listing
from network.exchanges.models.visits import Visit
from network.exchanges.pages.certificates import CODES
from network.kernel import clock, proof_codes
from tests.browser_client import Browser
from tests.exchanges.report_world import OVER, over
from tests.exchanges.visit_world import World, arrived, at_noon, confirmed

pytestmark = pytest.mark.anyio
IN_PORTAL = True


async def test_the_visitor_downloads_it_once_the_visit_is_over(
    world: World, browser: Browser
) -> None:
    visit = await over(world)
    with clock.at(at_noon(OVER)):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(f"/visits/{visit.id}/certificate")
        paper = await browser.get(
            f"/visits/{visit.id}/certificate/pdf", params={"name": "Vic Visitor"}
        )

    assert 'value="Vic Visitor"' in page.text
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


async def test_nobody_else_takes_it_and_no_other_name_stands_on_it(
    world: World, browser: Browser
) -> None:
    visit = await over(world)
    answers = []
    for who in ("home", "host", "secretariat", "outsider"):
        await browser.sign_in_as(world.people[who])
        found = await browser.get(f"/visits/{visit.id}/certificate")
        answers.append(found.status_code)
    await browser.sign_in_as(world.people["visitor"])
    forged = await browser.get(
        f"/visits/{visit.id}/certificate/pdf", params={"name": "Somebody Else"}
    )

    assert answers == [404] * 4
    assert forged.status_code == 404


@pytest.mark.parametrize("step", [confirmed, arrived])
async def test_there_is_none_before_the_end(step: object, world: World, browser: Browser) -> None:
    assert callable(step)
    visit = await step(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/certificate")
    paper = await browser.get(f"/visits/{visit.id}/certificate/pdf", params={"name": "Vic Visitor"})

    assert "It is here once the visit is over." in page.text
    assert paper.status_code == 404


async def test_who_never_arrived_has_none(world: World, browser: Browser) -> None:
    visit = await over(world)
    await Visit.filter(id=visit.id).update(arrived_on=None, state="ended_early")
    await browser.sign_in_as(world.people["visitor"])

    paper = await browser.get(f"/visits/{visit.id}/certificate/pdf", params={"name": "Vic Visitor"})
    checked = await browser.get("/certificates/attendance", params={"code": _code(visit)})

    assert paper.status_code == 404
    assert "Not valid" in checked.text


async def test_an_unlisted_host_is_not_offered_for_the_paper(
    world: World, browser: Browser
) -> None:
    visit = await over(world)
    await Centre.filter(id=world.hosts[0].id).update(listing=Listing.UNLISTED)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/certificate")

    assert 'name="with_host"' not in page.text


async def test_anybody_with_the_code_sees_the_days_and_nothing_else(
    world: World, browser: Browser
) -> None:
    visit = await over(world)
    await Visit.filter(id=visit.id).update(is_virtual=True)

    page = await browser.get("/certificates/attendance", params={"code": _code(visit)})

    home, host = world.home.name, world.hosts[0].name
    assert "Valid" in page.text
    assert "Online" in page.text
    assert not re.search(f"Vic Visitor|{re.escape(home)}|{re.escape(host)}|TH-PAIN", page.text)


@pytest.mark.parametrize("code", ["", "x", "AAAAA-BBBBB", "8" * 80, "\u06f1\u06f2", "%00"])
async def test_a_code_not_made_here_is_not_valid(code: str, world: World, browser: Browser) -> None:
    visit = await over(world)
    good = _code(visit)
    changed = good[:-1] + ("A" if good[-1] != "A" else "B")

    for typed in (code, changed):
        page = await browser.get("/certificates/attendance", params={"code": typed})
        assert page.status_code == 200
        assert ">Valid<" not in page.text


def _code(visit: Visit) -> str:
    return proof_codes.code_of(CODES, visit.id)


async def test_a_code_can_be_typed_without_its_dashes(world: World, browser: Browser) -> None:
    visit = await over(world)

    typed = _code(visit).replace("-", " ").lower()
    page = await browser.get("/certificates/attendance", params={"code": typed})

    assert "Not valid" not in page.text
