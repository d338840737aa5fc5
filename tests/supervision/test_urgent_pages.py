"""Asking for a session within 72 hours, and answering, as the pages do it."""

from datetime import timedelta

import pytest

from network.kernel import clock
from network.kernel.actor import Role
from network.supervision.actions import urgent as actions
from network.supervision.models import UrgentRequest, UrgentState
from tests.browser_client import Browser
from tests.factories import actor, make_centre, make_member
from tests.supervision_makers import make_supervisor

pytestmark = pytest.mark.anyio


async def test_one_asks_a_supervisor_answers_and_the_session_is_there(browser: Browser) -> None:
    person = await make_member(name="Palm", languages=[{"code": "en"}])
    helper = await make_supervisor(takes_urgent=True)
    await browser.sign_in_as(person)

    asked = await browser.submit(await browser.get("/supervision/urgent"), "/supervision/urgent")
    open_page = await browser.follow(asked)
    request = await UrgentRequest.get()
    await browser.sign_in_as(await helper.person)
    offered = await browser.get(f"/supervision/urgent/{request.id}")
    slot = offered.text.split('name="slot" value="')[1].split('"')[0]
    taken = await browser.submit(offered, "/answer", slot=slot)
    done = await browser.get(f"/supervision/urgent/{request.id}")

    assert "Supervisors with room are told" in open_page.text
    assert "Palm" not in offered.text
    assert taken.status_code == 303
    assert "You answered. Thank you." in done.text


async def test_who_comes_second_reads_that_somebody_answered(browser: Browser) -> None:
    person = await make_member()
    first, second = [await make_supervisor(takes_urgent=True) for _ in range(2)]
    request = await actions.ask(await actor(person), ["en"])
    start = (clock.now() + timedelta(hours=30)).replace(minute=0, second=0, microsecond=0)
    await browser.sign_in_as(await second.person)
    page = await browser.get(f"/supervision/urgent/{request.id}")

    await actions.take(await actor(await first.person), first, request, start)
    late = await browser.submit(page, "/answer", slot=f"{start:%Y-%m-%dT%H:%MZ}")
    after = await browser.get(f"/supervision/urgent/{request.id}")

    assert late.status_code == 409
    assert "Somebody answered" in late.text
    assert "Somebody answered" in after.text
    assert str((await UrgentRequest.get()).session_id) not in after.text


async def test_nobody_but_those_told_finds_a_request(browser: Browser) -> None:
    centre = await make_centre()
    person = await make_member(centre)
    request = await actions.ask(await actor(person), ["en"])
    manager = await make_member(centre, Role.COORDINATOR)
    deaf = await make_supervisor(takes_urgent=True, languages={"fr": "native"})

    codes = []
    for who in (manager, await deaf.person, await make_member()):
        await browser.sign_in_as(who)
        codes.append((await browser.get(f"/supervision/urgent/{request.id}")).status_code)
        posted = await browser.post(f"/supervision/urgent/{request.id}/answer", {"slot": "x"})
        withdrawn = await browser.post(f"/supervision/urgent/{request.id}/withdrawal")
        codes += [posted.status_code, withdrawn.status_code]
        assert str(request.id) not in (await browser.get("/supervision/urgent")).text

    assert codes == [404] * 9


async def test_a_language_is_needed(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())

    page = await browser.get("/supervision/urgent")
    answer = await browser.submit(page, "/supervision/urgent")

    assert answer.status_code == 422
    assert "Choose at least one language." in answer.text


async def test_what_ran_out_says_what_to_do_next(browser: Browser) -> None:
    centre = await make_centre()
    person = await make_member(centre)
    await make_member(centre, Role.FOCAL_POINT, name="Reed Focal")
    request = await actions.ask(await actor(person), ["en"])
    await UrgentRequest.filter(id=request.id).update(ends_at=clock.now() - timedelta(days=3))
    await browser.sign_in_as(person)

    page = await browser.get("/supervision/urgent")

    assert "Nobody could answer within 72 hours" in page.text
    assert "Reed Focal" in page.text
    assert (await UrgentRequest.get()).state is UrgentState.OPEN


async def test_a_request_is_taken_back_by_its_person(browser: Browser) -> None:
    person = await make_member()
    await actions.ask(await actor(person), ["en"])
    await browser.sign_in_as(person)

    answer = await browser.submit(await browser.get("/supervision/urgent"), "/withdrawal")

    assert answer.status_code == 303
    assert (await UrgentRequest.get()).state is UrgentState.WITHDRAWN
