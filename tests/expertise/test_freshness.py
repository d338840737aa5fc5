"""Listings are asked about every six months; those without an answer sink, then hide."""

from datetime import UTC, date, datetime, timedelta

import pytest

from network.expertise import actions
from network.expertise.models import Listing
from network.expertise.rules import FRESH, HIDDEN_AFTER
from network.kernel import clock
from network.kernel.errors import Conflict, Invalid
from network.outbox import RecordedEvent
from tests.browser_client import Browser
from tests.factories import coordinator_of, make_centre, make_coordinator, make_listing, make_member

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


async def test_each_published_listing_that_is_due_is_asked_about_once(db: object) -> None:
    with clock.at(NOW - FRESH):
        await make_listing()
        await make_listing(is_draft=True)
    with clock.at(NOW):
        await make_listing()

    asked = []
    for later in (timedelta(0), timedelta(hours=1), FRESH):
        with clock.at(NOW + later):
            asked.append(await actions.remind_due())

    assert asked == [1, 0, 2]
    assert await RecordedEvent.filter(name="ListingDue").count() == 3


async def test_an_old_listing_sinks_and_one_click_lifts_it(browser: Browser) -> None:
    centre = await make_centre()
    with clock.at(NOW - FRESH):
        old = await make_listing(centre, title="Old groups")
    with clock.at(NOW - timedelta(days=1)):
        await make_listing(title="New groups")
    owner, reader = await make_coordinator(centre), await make_member()

    with clock.at(NOW):
        await browser.sign_in_as(reader)
        before = (await browser.get("/expertise")).text
        await browser.sign_in_as(owner)
        await browser.submit(await browser.get(f"/expertise/{old.id}"), "/still-right")
        await browser.sign_in_as(reader)
        after = (await browser.get("/expertise")).text

    assert before.index("New groups") < before.index("Old groups")
    assert after.index("Old groups") < after.index("New groups")
    assert (before.count("Not confirmed lately"), after.count("Not confirmed lately")) == (1, 0)


async def test_a_hidden_listing_comes_back_when_it_is_confirmed(browser: Browser) -> None:
    centre = await make_centre()
    with clock.at(NOW - HIDDEN_AFTER):
        listing = await make_listing(centre, title="Old groups")
    owner, reader = await make_coordinator(centre), await make_member()
    address = f"/expertise/{listing.id}"

    with clock.at(NOW):
        await browser.sign_in_as(reader)
        hidden = await browser.get(address)
        await browser.sign_in_as(owner)
        own = await browser.get(address)
        await browser.submit(own, "/still-right")
        await browser.sign_in_as(reader)
        back, listed = await browser.get(address), await browser.get("/expertise")

    assert hidden.status_code == 404
    assert "Others do not see it any more until you confirm it." in own.text
    assert back.status_code == 200
    assert "Old groups" in listed.text


async def test_what_is_over_comes_back_when_its_owner_extends_it(browser: Browser) -> None:
    centre = await make_centre()
    with clock.at(NOW):
        listing = await make_listing(centre, title="Old groups", until_on=date(2026, 5, 31))
    owner, reader = await make_coordinator(centre), await make_member()
    address = f"/expertise/{listing.id}"

    with clock.at(datetime(2026, 6, 1, tzinfo=UTC)):
        await browser.sign_in_as(reader)
        hidden = await browser.get(address)
        await browser.sign_in_as(owner)
        own, today = await browser.get(address), await browser.get("/today")
        await browser.submit(await browser.get(f"{address}/edit"), until_on="2026-07-31")
        await browser.sign_in_as(reader)
        back, listed = await browser.get(address), await browser.get("/expertise")

    assert hidden.status_code == 404
    assert "This is over: its last day was 31 May 2026." in own.text
    assert f'href="{address}/edit">Extend it</a>' in own.text
    assert "Old groups" in today.text
    assert back.status_code == 200
    assert "Old groups" in listed.text


async def test_what_is_over_cannot_be_published(db: object) -> None:
    centre = await make_centre()
    owner = await coordinator_of(centre)
    listing = await make_listing(centre, is_draft=True, until_on=date(2026, 5, 3))

    with clock.at(NOW), pytest.raises(Invalid) as refused:
        await actions.publish(owner, listing)

    assert set(refused.value.fields) == {"until_on"}
    assert (await Listing.get(id=listing.id)).confirmed_at is None


async def test_a_draft_is_never_still_right(db: object) -> None:
    centre = await make_centre()
    listing = await make_listing(centre, is_draft=True)

    with pytest.raises(Conflict):
        await actions.still_right(await coordinator_of(centre), listing)

    assert (await Listing.get(id=listing.id)).confirmed_at is None
