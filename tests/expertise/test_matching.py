"""What fits what: best first, with every reason on the row, and told to those it fits."""

import re
from datetime import date, timedelta

import pytest

from network.centres.actions import profile
from network.expertise import actions, queries
from network.expertise.models import Kind, Listing
from network.kernel import clock
from network.kernel.actor import Role
from network.outbox import RecordedEvent
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)

pytestmark = pytest.mark.anyio


async def _matches(need: Listing) -> list[str]:
    """Titles of what fits, best first, as the need's own coordinator sees them."""
    centre = await need.centre
    reader = await coordinator_of(centre)
    await queries.directory()
    return [row.entry.titles[0][1] for row in await queries.matches_for(reader, need)]


def _reasons(text: str) -> list[str]:
    return re.findall(r'<li class="(?:good|bad)">.*?<span>(.*?)</span></li>', text)


async def test_offers_that_fit_a_need_stand_with_the_best_first(db: object) -> None:
    await make_listing(title="Shares one service", codes=["SV-LEG"])
    await make_listing(title="Shares all", codes=["SV-LEG", "TH-PAIN", "CG-CHI"])
    await make_listing(title="Closed", codes=["SV-LEG", "TH-PAIN"], languages={"ka": "native"})
    await make_listing(title="Shares nothing", codes=["TH-CHI"])
    await make_listing(title="Another need", codes=["TH-PAIN"], kind=Kind.NEED)
    need = await make_listing(kind=Kind.NEED, codes=["SV-LEG", "TH-PAIN", "CG-CHI"])
    await make_listing(await need.centre, title="Our own offer", codes=["TH-PAIN"])

    assert await _matches(need) == ["Shares all", "Shares one service", "Closed"]


async def test_an_offer_that_is_over_fits_nothing(db: object) -> None:
    today = clock.now().date()
    await make_listing(title="Until today", codes=["TH-PAIN"], until_on=today)
    need = await make_listing(kind=Kind.NEED, codes=["TH-PAIN"])

    before = await _matches(need)
    with clock.at(clock.now() + timedelta(days=1)):
        after = await _matches(need)

    assert (before, after) == (["Until today"], [])


async def test_every_reason_for_and_against_stands_on_the_row(browser: Browser) -> None:
    offering = await make_centre(region="LAC", languages={"fr": "native", "es": "native"})
    await make_listing(
        offering,
        title="Pain groups",
        codes=["TH-PAIN", "SV-LEG"],
        from_on=date(2096, 6, 1),
        until_on=date(2096, 6, 30),
        is_accepting=False,
    )
    home = await make_centre(languages={"fr": "native"})
    need = await make_listing(
        home,
        kind=Kind.NEED,
        codes=["TH-PAIN"],
        near="SSA",
        from_on=date(2096, 7, 1),
        until_on=date(2096, 7, 9),
    )
    await browser.sign_in_as(await make_coordinator(home))

    page = await browser.get(f"/expertise/{need.id}")

    assert _reasons(page.text) == [
        "Both about Chronic pain",
        "Both can work in French",
        "The dates do not meet",
        "In another region: Latin America and the Caribbean",
        "Does not take requests now",
    ]


async def test_centres_in_contact_are_favoured_and_busy_ones_are_not(db: object) -> None:
    far, near, busy = [await make_centre(name=name) for name in ("Far", "Near", "Busy")]
    for centre in (far, near, busy):
        await make_listing(centre, title=centre.name)
    need = await make_listing(kind=Kind.NEED)
    await profile.connect(need.centre_id, near.id)
    listing = await Listing.get(title="Busy")
    for _ in range(3):
        other = await make_centre()
        await actions.ask_contact(await coordinator_of(other), other.id, busy, listing, "Please")

    assert await _matches(need) == ["Near", "Far", "Busy"]


async def test_a_new_need_is_told_to_the_centres_it_fits_well_only(portal: object) -> None:
    good, weak, hidden = [await make_centre(name=name) for name in ("Good", "Weak", "Hidden")]
    fits = await make_listing(good, codes=["TH-PAIN", "SV-LEG"])
    await make_listing(weak, codes=["EX-STUDY"], languages={"ka": "native"})
    await make_listing(hidden, codes=["TH-PAIN", "SV-LEG"], level="contacts")
    await RecordedEvent.filter(name="MatchFound").delete()

    need = await make_listing(kind=Kind.NEED, codes=["TH-PAIN", "SV-LEG", "EX-STUDY"])

    told = await RecordedEvent.filter(name="MatchFound")
    assert [row.payload for row in told] == [
        {
            "listing_id": str(fits.id),
            "centre_id": str(good.id),
            "found_id": str(need.id),
        }
    ]


async def test_a_need_for_contacts_only_is_told_to_nobody(portal: object) -> None:
    await make_listing(codes=["TH-PAIN", "SV-LEG"])

    await make_listing(kind=Kind.NEED, codes=["TH-PAIN", "SV-LEG"], level="contacts")

    assert not await RecordedEvent.exists(name="MatchFound")


async def test_somebody_without_a_centre_of_the_network_sees_matches_of_its_level(
    db: object,
) -> None:
    need = await make_listing(kind=Kind.NEED, codes=["TH-PAIN"])
    await make_listing(title="Members", codes=["TH-PAIN"])
    await make_listing(title="Contacts", codes=["TH-PAIN"], level="contacts")
    reader = await actor(await make_member(role=Role.STAFF))
    await queries.directory()

    found = await queries.matches_for(reader, need)

    assert [row.entry.titles[0][1] for row in found] == ["Members"]
