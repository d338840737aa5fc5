"""Confirming a centre's entry, and asking again every six months."""

from datetime import UTC, datetime, timedelta

import pytest

from network.centres import queries
from network.centres.actions import profile
from network.centres.models import Centre, CentreState, Listing
from network.centres.rules import FRESH
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid
from network.outbox import RecordedEvent
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_member,
)

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


async def test_confirming_shows_a_draft_to_whom_its_coordinator_chose(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", state="draft", listing="unlisted")
    await browser.sign_in_as(await make_coordinator(centre))
    page = await browser.get(f"/centre/{centre.id}/confirmation")

    with clock.at(NOW):
        answer = await browser.submit(page, listing="members")

    stored = await Centre.get(id=centre.id)
    await browser.sign_in_as(await make_member())
    assert answer.status_code == 303
    assert (stored.state, stored.listing) == (CentreState.CONFIRMED, Listing.MEMBERS)
    assert stored.confirmed_at == NOW
    assert "Harbour House" in (await browser.get("/centres")).text


async def test_an_incomplete_entry_is_not_confirmed_and_says_what_is_missing(
    browser: Browser,
) -> None:
    centre = await make_centre(state="draft", listing="unlisted", zone="", region="")
    coordinator = await make_coordinator(centre)
    await browser.sign_in_as(coordinator)
    page = await browser.get(f"/centre/{centre.id}/confirmation")

    refused = await browser.submit(page, listing="members")
    with pytest.raises(Invalid) as caught:
        await profile.confirm(await actor(coordinator), centre, Listing.MEMBERS)

    assert refused.status_code == 422
    assert set(caught.value.fields) == {"region", "zone"}
    assert (await Centre.get(id=centre.id)).state is CentreState.DRAFT


async def test_only_an_own_coordinator_confirms(db: object) -> None:
    centre = await make_centre(state="draft", listing="unlisted")
    others = [await make_admin(), await make_member(centre), await make_coordinator()]

    for person in others:
        with pytest.raises(Forbidden):
            await profile.confirm(await actor(person), centre, Listing.PUBLIC)

    assert (await Centre.get(id=centre.id)).state is CentreState.DRAFT


async def test_one_click_confirms_that_everything_is_still_right(browser: Browser) -> None:
    with clock.at(NOW - FRESH):
        centre = await make_centre()
    await browser.sign_in_as(await make_coordinator(centre))

    page = await browser.get(f"/centre/{centre.id}")
    await browser.submit(page, "/still-right")

    assert "Is everything still right?" in page.text
    after = await browser.get(f"/centre/{centre.id}")
    assert "Is everything still right?" not in after.text
    assert not queries.is_due(await Centre.get(id=centre.id))


async def test_a_draft_is_never_still_right(db: object) -> None:
    centre = await make_centre(state="draft", listing="unlisted", confirmed_at=None)

    with pytest.raises(Conflict):
        await profile.still_right(await coordinator_of(centre), centre)

    assert (await Centre.get(id=centre.id)).confirmed_at is None


async def test_each_centre_that_is_due_is_asked_once_in_six_months(db: object) -> None:
    await make_centre(confirmed_at=NOW - FRESH)
    await make_centre(confirmed_at=NOW - FRESH + timedelta(days=1))
    await make_centre(state="draft", confirmed_at=None)

    asked = []
    for later in (timedelta(0), timedelta(hours=1), timedelta(days=1), FRESH):
        with clock.at(NOW + later):
            asked.append(await profile.remind_due())

    assert asked == [1, 0, 1, 1]
    assert await RecordedEvent.filter(name="CentreDue").count() == 3


async def test_profiles_nobody_confirmed_for_long_sink_below_the_others(browser: Browser) -> None:
    await make_centre(name="Aardvark House", confirmed_at=clock.now() - FRESH)
    await make_centre(name="Zebra House")
    await browser.sign_in_as(await make_admin())

    page = (await browser.get("/centres")).text
    by_name = (await browser.get("/centres?sort=name")).text

    assert page.index("Zebra House") < page.index("Aardvark House")
    assert by_name.index("Aardvark House") < by_name.index("Zebra House")
