"""The secretariat's list of all centres, and adding one by hand."""

import pytest

from network.centres import queries
from network.centres.actions import profile
from network.centres.models import Centre, CentreState, Listing, Membership
from network.kernel.errors import Forbidden, NotFound
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_centre, make_coordinator, make_member

pytestmark = pytest.mark.anyio


async def test_a_centre_added_by_hand_is_an_unlisted_draft(browser: Browser) -> None:
    await browser.sign_in_as(await make_admin())
    form = await browser.get("/desk/centres/new")

    twice = [
        await browser.submit(form, name="Harbour House", country="KE", region="SSA")
        for _ in range(2)
    ]

    stored = await Centre.get()
    assert [answer.headers["location"] for answer in twice] == [f"/desk/centres/{stored.id}"] * 2
    assert (stored.state, stored.listing) == (CentreState.DRAFT, Listing.UNLISTED)
    assert (stored.name, stored.country, stored.slug) == ("Harbour House", "KE", "harbour-house")


async def test_a_centre_without_a_name_is_not_added(browser: Browser) -> None:
    await browser.sign_in_as(await make_admin())
    form = await browser.get("/desk/centres/new")

    refused = await browser.submit(form, name="", country="KE", region="SSA")

    assert refused.status_code == 422
    assert 'id="name-error"' in refused.text
    assert not await Centre.exists()


async def test_the_list_holds_every_centre_and_filters_by_state_and_name(browser: Browser) -> None:
    await make_centre(name="Maison Émeraude", state="draft", listing="unlisted")
    await make_centre(name="Quiet House", listing="unlisted")
    await make_centre(name="Harbour House")
    await browser.sign_in_as(await make_admin())
    names = ("Maison Émeraude", "Quiet House", "Harbour House")

    found = {}
    for query in ("", "?state=draft", "?state=confirmed&q=house", "?q=emeraude", "?state=x"):
        page = await browser.get(f"/desk/centres{query}")
        found[query] = [name for name in names if name in page.text]

    assert found == {
        "": list(names),
        "?state=draft": ["Maison Émeraude"],
        "?state=confirmed&q=house": ["Quiet House", "Harbour House"],
        "?q=emeraude": ["Maison Émeraude"],
        "?state=x": list(names),
    }


async def test_the_desk_is_the_secretariats_alone(browser: Browser) -> None:
    centre = await make_centre(name="Harbour House", listing="unlisted")
    coordinator = await make_coordinator(centre)
    await browser.sign_in_as(coordinator)

    answers = [
        await browser.get("/desk/centres"),
        await browser.get("/desk/centres/new"),
        await browser.get(f"/desk/centres/{centre.id}"),
        await browser.post("/desk/centres", {"name": "New House"}),
    ]
    with pytest.raises(Forbidden):
        await profile.create_centre(await actor(coordinator), "New House")
    with pytest.raises(NotFound):
        await queries.all_centres(await actor(coordinator))

    assert [answer.status_code for answer in answers] == [404] * 4
    assert ["Harbour House" in answer.text for answer in answers] == [False] * 4
    assert await Centre.all().count() == 1


async def test_coordinators_give_and_take_roles_on_the_page(browser: Browser) -> None:
    centre = await make_centre()
    person = await make_member(centre)
    await browser.sign_in_as(await make_coordinator(centre))
    address = f"/centre/{centre.id}/people"

    await browser.post(f"{address}/{person.id}/roles", {"role": "supervisor"})
    given = await Membership.filter(person_id=person.id).order_by("role").values_list("role")
    await browser.post(f"{address}/{person.id}/revocation", {"role": "staff"})
    left = await Membership.filter(person_id=person.id).values_list("role")
    odd = await browser.post(f"{address}/{person.id}/roles", {"role": "network_admin"})

    assert given == [("staff",), ("supervisor",)]
    assert left == [("supervisor",)]
    assert odd.status_code == 422


async def test_the_smallest_time_difference_comes_first_and_a_hidden_town_last(
    browser: Browser,
) -> None:
    await make_centre(name="Same Hours", zone="Africa/Nairobi", visibility={"town": "only_me"})
    await make_centre(name="Some Hours", zone="Europe/Vienna", country="AT", town="Linz")
    await make_centre(name="Many Hours", zone="Asia/Tokyo", country="JP", town="Osaka")
    home = await make_centre(name="Home", zone="Africa/Nairobi")
    await browser.sign_in_as(await make_member(home, zone="Africa/Nairobi"))

    text = (await browser.get("/centres?sort=near")).text

    names = ("Home", "Some Hours", "Many Hours", "Same Hours")
    places = [text.index(f">{name}</a>") for name in names]
    assert places == sorted(places)
