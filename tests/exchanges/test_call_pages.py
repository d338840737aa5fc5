"""Calls: written, opened and closed by the secretariat, read by members."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from network.exchanges.actions import calling
from network.exchanges.models.offers import CallState, ExchangeCall
from network.exchanges.pieces import PIECES
from network.kernel import clock
from network.people.models import Person
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import in_days, make_window
from tests.factories import actor, make_admin, make_centre, make_coordinator, make_member

pytestmark = pytest.mark.anyio

NEW = "/visits/calls/new"


async def make_call(office: Person, *, is_open: bool = True, **given: Any) -> ExchangeCall:
    plain: dict[str, Any] = {
        "title": "Pain and trauma",
        "lang": "en",
        "about": "For teams that begin to work with chronic pain.",
        "purposes": ["EX-SHADOW"],
        "themes": ["TH-PAIN"],
        "parts": ["person", "content"],
        "places": 6,
        "opens_on": in_days(0),
        "closes_on": in_days(30),
    }
    secretariat = await actor(office)
    call = await calling.draft_call(secretariat, **(plain | given))
    if is_open:
        await calling.open_call(secretariat, call)
    return call


async def given(browser: Browser, **changes: Any) -> httpx.Response:
    wanted: dict[str, Any] = {"title": "Pain and trauma", "about": "For teams that begin."}
    return await browser.submit(await browser.get(NEW), NEW, **(wanted | changes))


async def test_the_secretariat_writes_a_call_that_nobody_else_sees(browser: Browser) -> None:
    await browser.sign_in_as(await make_admin())

    draft = await browser.follow(await given(browser))
    stored = await ExchangeCall.get()
    await browser.sign_in_as(await make_member())
    hidden, listed = await browser.get(draft.url.path), await browser.get("/visits/calls")

    assert "This is a draft. Only the secretariat sees it." in draft.text
    assert stored.state is CallState.DRAFT
    assert stored.parts == [name for name in PIECES if name != "needs"]
    assert hidden.status_code == 404
    assert "Pain and trauma" not in listed.text


async def test_an_open_call_is_applied_for_and_a_closed_one_is_not(browser: Browser) -> None:
    office, member = await make_admin(), await make_member()
    call = await make_call(office, is_open=False)
    path, button = f"/visits/calls/{call.id}", f"/visits/new?call={call.id}"

    said = {}
    for act in ("opening", "closing"):
        await browser.sign_in_as(office)
        done = await browser.follow(await browser.submit(await browser.get(path), f"/{act}"))
        await browser.sign_in_as(member)
        page, listed = await browser.get(path), await browser.get("/visits")
        said[act] = (button in page.text, path in listed.text, "is closed" in page.text)
        assert "Purpose and motivation" in done.text

    assert said == {"opening": (True, True, False), "closing": (False, False, True)}


async def test_a_call_whose_last_day_is_over_is_closed_without_anybody_doing_it(
    browser: Browser,
) -> None:
    call = await make_call(await make_admin())
    host = await make_centre()
    offer = await make_window(
        await actor(await make_coordinator(host)), host, first_on=in_days(50), last_on=in_days(90)
    )
    member = await make_member()
    path = f"/visits/calls/{call.id}"

    with clock.at(clock.now() + timedelta(days=30)):
        await browser.sign_in_as(member)
        last = await browser.get(path)
    with clock.at(clock.now() + timedelta(days=31)):
        await browser.sign_in_as(member)
        over, listed = await browser.get(path), await browser.get("/visits")

    assert f"/visits/new?call={call.id}" in last.text
    assert f"/visits/new?call={call.id}" not in over.text
    assert f"/visits/offers/{offer.id}" in over.text
    assert path not in listed.text


async def test_a_call_is_not_open_before_its_first_day(browser: Browser) -> None:
    call = await make_call(await make_admin(), opens_on=in_days(3))
    await browser.sign_in_as(await make_member())

    page = await browser.get(f"/visits/calls/{call.id}")

    assert "This call does not take applications yet." in page.text
    assert f"/visits/new?call={call.id}" not in page.text


async def test_only_the_secretariat_writes_calls(browser: Browser) -> None:
    office = await make_admin()
    shown, hidden = await make_call(office), await make_call(office, is_open=False)
    await browser.sign_in_as(await make_coordinator())

    codes = {
        call: [
            (await browser.get(f"/visits/calls/{key}/edit")).status_code,
            *[
                (await browser.post(f"/visits/calls/{key}/{act}")).status_code
                for act in ("edit", "opening", "closing")
            ],
        ]
        for call, key in (
            ("shown", shown.id),
            ("hidden", hidden.id),
            ("absent", "0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e"),
        )
    }
    new = (await browser.get(NEW)).status_code, (await browser.post(NEW)).status_code

    assert codes == {"shown": [403] * 4, "hidden": [404] * 4, "absent": [404] * 4}
    assert new == (403, 403)
    assert (await ExchangeCall.get(id=shown.id)).state is CallState.OPEN


async def test_a_draft_is_never_shown_by_closing_it(browser: Browser) -> None:
    office = await make_admin()
    call = await make_call(office, is_open=False)
    await browser.sign_in_as(office)

    answer = await browser.post(f"/visits/calls/{call.id}/closing")

    assert answer.status_code == 409
    assert (await ExchangeCall.get()).state is CallState.DRAFT


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Fill this in."),
        ({"about": ""}, "Fill this in."),
        ({"closes_on": "yesterday"}, "Write a date such as"),
        ({"opens_on": "2027-05-10", "closes_on": "2027-05-01"}, "The last day is before the first"),
        ({"places": "0"}, "Write a number from 1 to 500."),
        ({"parts": ["passport"]}, "Choose from the list."),
        ({"purposes": ["EX-NOTHING"]}, "Choose from the list."),
        ({"lang": "xx"}, "Choose one of the list."),
        ({"about": "x" * 6_001}, "Use at most 6,000 characters."),
    ],
)
async def test_what_cannot_be_is_refused_and_kept(
    browser: Browser, changes: dict[str, Any], said: str
) -> None:
    await browser.sign_in_as(await make_admin())

    answer = await given(browser, **({"title": "Kept words"} | changes))

    assert answer.status_code == 422
    assert said in answer.text
    assert "Kept words" in answer.text or changes.get("title") == ""
    assert await ExchangeCall.all().count() == 0


async def test_a_call_sent_twice_is_there_once(browser: Browser) -> None:
    await browser.sign_in_as(await make_admin())
    page = await browser.get(NEW)
    wanted = {"title": "Pain and trauma", "about": "For teams that begin."}

    first = await browser.submit(page, NEW, **wanted)
    second = await browser.submit(page, NEW, **wanted)

    assert first.headers["location"] == second.headers["location"]
    assert await ExchangeCall.all().count() == 1


async def test_who_saves_second_sees_what_is_stored(browser: Browser) -> None:
    office = await make_admin()
    call = await make_call(office)
    await browser.sign_in_as(office)
    path = f"/visits/calls/{call.id}/edit"
    page = await browser.get(path)
    await browser.submit(page, path, parts=["safety"], form_key="a" * 22)

    late = await browser.submit(page, path, title="Pain and sleep", form_key="b" * 22)
    again = await browser.submit(late, path)

    assert late.status_code == 409
    assert '<td dir="auto">Safety</td>' in late.text
    assert again.status_code == 303
    assert (await ExchangeCall.get()).title == "Pain and sleep"


async def test_calls_cost_few_queries(browser: Browser) -> None:
    office = await make_admin()
    calls = [await make_call(office) for _ in range(5)]
    await browser.sign_in_as(await make_member())
    counts = {}
    for path in ("/visits/calls", f"/visits/calls/{calls[0].id}"):
        await browser.get(path)
        with statements() as found:
            await browser.get(path)
        counts[path] = len(found)

    assert max(counts.values()) <= 12, counts
