"""A double click while booking or cancelling: one effect, and both answers say that it worked."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest

from network.kernel import clock
from network.people.models import Person
from network.supervision.models import SupervisionSession
from tests.browser_client import Browser
from tests.factories import make_member
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio


async def fill_in(browser: Browser, member: Person) -> tuple[str, dict[str, str]]:
    """The booking form of a supervisor with a time chosen: where to send it, and its fields."""
    supervisor = await make_supervisor()
    until = clock.now().date() + timedelta(days=300)
    await make_agreement(supervisor, member, ends_on=until)
    await browser.sign_in_as(member)
    page = await browser.get(f"/supervision/{supervisor.person_id}")
    slot = re.findall(r'name="slot" value="([^"]+)"', page.text)[-1]
    fields = {"slot": slot, "repeat": "1x1", "modality": "video", "form_key": "k"}
    fields["csrf"] = await browser.token()
    return f"/supervision/{supervisor.person_id}/sessions", fields


async def test_a_booking_sent_again_is_answered_like_the_first(browser: Browser) -> None:
    where, fields = await fill_in(browser, await make_member())

    first, again = await browser.post(where, fields), await browser.post(where, fields)

    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["location"] == first.headers["location"]
    assert await SupervisionSession.all().count() == 1


async def test_a_booking_sent_many_times_at_once_never_hears_that_its_time_is_taken(
    browser: Browser,
) -> None:
    where, fields = await fill_in(browser, await make_member())

    answers = await asyncio.gather(*(browser.post(where, fields) for _ in range(8)))

    assert [answer.status_code for answer in answers] == [303] * 8
    assert await SupervisionSession.all().count() == 1


async def test_a_cancellation_sent_again_is_answered_like_the_first(browser: Browser) -> None:
    where, fields = await fill_in(browser, await make_member())
    session = (await browser.post(where, fields)).headers["location"]

    async def cancel() -> httpx.Response:
        return await browser.post(f"{session}/cancellation", {"reason": "ill", "form_key": "c"})

    first, again = await cancel(), await cancel()

    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["location"] == first.headers["location"]
