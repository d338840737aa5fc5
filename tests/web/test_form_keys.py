"""Form keys: a double click, a retry or a reload gives one result and one answer."""

import asyncio
from dataclasses import dataclass

import httpx
import pytest

from network.centres.models import Centre, ImportRow
from network.people.models import Invitation
from tests.browser_client import Browser
from tests.factories import make_admin, make_centre, make_coordinator

pytestmark = pytest.mark.anyio


@dataclass(frozen=True, slots=True)
class Desk:
    """A coordinator's desk with its form for inviting somebody."""

    browser: Browser
    centre: Centre

    async def invite(self, key: str, email: str = "amal@example.org") -> httpx.Response:
        fields = {"email": email, "role": "staff", "language": "en", "form_key": key}
        return await self.browser.post(f"/centre/{self.centre.id}/invitations", fields)


@pytest.fixture
async def desk(browser: Browser) -> Desk:
    centre = await make_centre()
    await browser.sign_in_as(await make_coordinator(centre))
    return Desk(browser, centre)


async def test_the_same_form_sent_twice_acts_once_and_answers_alike(desk: Desk) -> None:
    first, second = await desk.invite("k"), await desk.invite("k")

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert await Invitation.all().count() == 1


async def test_the_same_form_sent_many_times_at_once_acts_once(desk: Desk) -> None:
    token = await desk.browser.token()
    fields = {"role": "staff", "language": "en", "form_key": "k", "csrf": token}

    answers = await asyncio.gather(
        *(
            desk.browser.client.post(
                f"/centre/{desk.centre.id}/invitations",
                data={**fields, "email": "amal@example.org"},
            )
            for _ in range(6)
        )
    )

    assert {answer.status_code for answer in answers} == {303}
    assert await Invitation.all().count() == 1


async def test_the_same_key_with_other_content_is_refused(desk: Desk) -> None:
    await desk.invite("k")

    refused = await desk.invite("k", "other@example.org")

    assert refused.status_code == 409
    assert [row.email for row in await Invitation.all()] == ["amal@example.org"]


async def test_the_key_of_one_person_does_not_stop_another(desk: Desk) -> None:
    other = await make_centre()
    person = await make_coordinator(other)
    await desk.invite("k")

    await desk.browser.sign_in_as(person)
    fresh = await Desk(desk.browser, other).invite("k")

    assert fresh.status_code == 303
    assert await Invitation.all().count() == 2


async def test_a_form_that_was_not_right_yet_may_be_sent_again_with_its_key(desk: Desk) -> None:
    refused = await desk.invite("k", "no address")

    done = await desk.invite("k")

    assert (refused.status_code, done.status_code) == (422, 303)
    assert await Invitation.all().count() == 1


async def test_an_untouched_form_opened_again_has_another_key(desk: Desk) -> None:
    page = await desk.browser.get(f"/centre/{desk.centre.id}/people")
    again = await desk.browser.get(f"/centre/{desk.centre.id}/people")

    for form, email in ((page, "a@example.org"), (again, "b@example.org"), (page, "a@example.org")):
        done = await desk.browser.submit(form, "/invitations", email=email)
        assert done.status_code == 303

    assert sorted([row.email for row in await Invitation.all()]) == [
        "a@example.org",
        "b@example.org",
    ]


@pytest.mark.parametrize("key", ["x" * 5_000, "é\u202e", "' OR 1=1 --", " "])
async def test_any_key_will_do(desk: Desk, key: str) -> None:
    assert (await desk.invite(key)).status_code == 303
    assert (await desk.invite(key)).status_code == 303
    assert await Invitation.all().count() == 1


async def upload(browser: Browser, content: bytes) -> httpx.Response:
    return await browser.post(
        "/desk/imports", {"form_key": "k"}, files={"file": ("centres.csv", content, "text/csv")}
    )


async def test_the_same_file_sent_twice_is_taken_once_and_other_content_is_refused(
    browser: Browser,
) -> None:
    await browser.sign_in_as(await make_admin())

    first = await upload(browser, b"name,country\nCedar House,KE\n")
    again = await upload(browser, b"name,country\nCedar House,KE\n")
    other = await upload(browser, b"name,country\nMaple House,KE\n")

    assert [a.status_code for a in (first, again, other)] == [303, 303, 409]
    assert again.headers["location"] == first.headers["location"]
    assert [row.cells for row in await ImportRow.all()] == [["Cedar House", "KE"]]
