"""The town of a host that is hidden: known to who meets there, and to nobody else on any page."""

from datetime import timedelta
from uuid import uuid4

import pytest

from network.centres.models import Centre, CentreState, Listing
from network.kernel import clock
from network.kernel.actor import VISITOR, Actor, Level, Role
from network.knowledge.models import Item as LibraryItem
from network.people.models import Person
from network.workshops import policy
from network.workshops.actions import inviting, programming, sessions
from network.workshops.actions.programming import Item
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.vocabulary import Level as Safety
from network.workshops.vocabulary import Tie
from tests.browser_client import Browser
from tests.workshops.after_world import attended, published
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    make_world,
    opened,
    sessions_of,
    wall,
)

CAIRO = "Africa/Cairo"
TOLD = ("Cairo", "Africa/", "Garden City")
HERE, THERE = uuid4(), uuid4()
STRANGER = Actor(person_id=uuid4(), roles={THERE: frozenset({Role.STAFF})})
CONTACT = Actor(
    person_id=uuid4(), roles={THERE: frozenset({Role.STAFF})}, contact_ids=frozenset({HERE})
)
STAFF = Actor(person_id=uuid4(), roles={HERE: frozenset({Role.STAFF})})
COORDINATOR = Actor(person_id=uuid4(), roles={HERE: frozenset({Role.COORDINATOR})})
SECRETARIAT = Actor(person_id=uuid4(), network_roles=frozenset({Role.NETWORK_ADMIN}))
CHECKER = Actor(person_id=uuid4(), network_roles=frozenset({Role.FOCAL_POINT}))
OPEN, MEMBERS, HIDDEN = Listing.PUBLIC, Listing.MEMBERS, Listing.UNLISTED


# the rule ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "listing", "shown_to", "knows"),
    [
        (VISITOR, OPEN, Level.PUBLIC, True),
        (VISITOR, OPEN, Level.MEMBERS, False),
        (VISITOR, MEMBERS, Level.PUBLIC, False),
        (STRANGER, MEMBERS, Level.MEMBERS, True),
        (STRANGER, MEMBERS, Level.CONTACTS, False),
        (STRANGER, HIDDEN, Level.PUBLIC, False),
        (CHECKER, HIDDEN, Level.MEMBERS, False),
        (CONTACT, HIDDEN, Level.MEMBERS, True),
        (CONTACT, HIDDEN, Level.ONLY_ME, False),
        (STAFF, HIDDEN, Level.ONLY_ME, True),
        (COORDINATOR, HIDDEN, Level.ONLY_ME, True),
        (SECRETARIAT, HIDDEN, Level.ONLY_ME, True),
    ],
)
def test_who_may_read_it_of_the_centre_knows_the_town(
    actor: Actor, listing: Listing, shown_to: Level, knows: bool
) -> None:
    assert policy.knows_town(actor, hosted(listing, shown_to), ()) is knows


@pytest.mark.parametrize(
    ("tie", "knows"),
    [
        (Tie.INVITED, False),
        (Tie.NAMED, False),
        (Tie.REGISTERED, False),
        (Tie.CONFIRMED, True),
        (Tie.SPEAKER, True),
        (Tie.ORGANISER, True),
    ],
)
def test_of_a_hidden_host_who_meets_there_knows_the_town(tie: Tie, knows: bool) -> None:
    assert policy.knows_town(STRANGER, hosted(HIDDEN, Level.MEMBERS), {tie}) is knows


def hosted(listing: Listing, shown_to: Level) -> Workshop:
    host = Centre(
        id=HERE,
        state=CentreState.CONFIRMED,
        listing=listing,
        visibility={"town": str(shown_to)},
    )
    workshop = Workshop(id=uuid4(), centre_id=HERE)
    workshop.centre = host
    return workshop


# pages -------------------------------------------------------------------------------------------


async def hidden_world() -> World:
    world = await make_world()
    await Centre.filter(id=world.host.id).update(
        listing=Listing.UNLISTED, zone=CAIRO, town="Cairo", region="MENA"
    )
    await world.host.refresh_from_db()
    return world


async def in_cairo(world: World, **given: object) -> Workshop:
    """A workshop on the clocks of Cairo in a place there, whose agenda was released twice."""
    workshop = await opened(world, zone=CAIRO, place="Garden City", **given)
    organiser = await world.act("organiser")
    for row in await sessions_of(workshop):
        plan = Sitting(wall=wall(61), minutes=180, zone=CAIRO, place="Room in Garden City")
        await sessions.change_session(organiser, workshop, row.id, row.version, plan)
    first = (await sessions_of(workshop))[0]
    for number, title in enumerate(("Groups", "Movement")):
        item = Item(title=title, minutes=60, session_id=first.id)
        await programming.add_item(organiser, workshop, item)
        await programming.release(organiser, workshop, number, "")
    return await workshops.fresh(workshop.id)


def pages_of(workshop: Workshop) -> list[str]:
    own = f"/workshops/{workshop.id}"
    ends = ("", "/programme/print", "/agenda", "/agenda/changes", "/sessions", "/registration")
    lists = ("/workshops", "/workshops/mine", "/today", "/today/week")
    return [*(f"{own}{end}" for end in ends), *lists]


async def telling(browser: Browser, person: Person, urls: list[str]) -> dict[str, list[str]]:
    """The words that tell the town, by the pages on which somebody reads them."""
    await browser.sign_in_as(person)
    found = {}
    for url in urls:
        page = await browser.get(url)
        assert page.status_code == 200, url
        found[url] = [word for word in TOLD if word in page.text]
    return {url: words for url, words in found.items() if words}


@pytest.mark.anyio
async def test_a_stranger_reads_the_town_of_a_hidden_host_nowhere(browser: Browser) -> None:
    workshop = await in_cairo(world := await hidden_world())

    told = await telling(browser, world.people["member"], pages_of(workshop))
    page = await browser.get(f"/workshops/{workshop.id}")
    changes = await browser.get(f"/workshops/{workshop.id}/agenda/changes")

    assert told == {}
    assert "UTC+2" in page.text
    assert "Times are on the clocks of the host, at UTC+2." in changes.text


@pytest.mark.anyio
async def test_nor_does_who_is_invited_or_waits(browser: Browser) -> None:
    world = await hidden_world()
    workshop = await in_cairo(world, capacity=1)
    invited, waits = world.people["other"], world.people["member"]
    await came(workshop, world.people["staff"])
    await came(workshop, waits)
    await inviting.invite(await world.act("organiser"), workshop, [invited.id])
    invitation = f"/workshops/{workshop.id}/invitation"

    told = [
        await telling(browser, invited, [*pages_of(workshop), invitation, "/notices"]),
        await telling(browser, waits, [*pages_of(workshop), "/notices"]),
    ]

    assert told == [{}, {}]


@pytest.mark.anyio
async def test_who_checks_a_draft_reads_no_town_either(browser: Browser) -> None:
    world = await hidden_world()
    workshop = await in_cairo(world)
    await Workshop.filter(id=workshop.id).update(state="checked")
    urls = [f"/workshops/{workshop.id}", f"/workshops/{workshop.id}/agenda/draft"]

    told = await telling(browser, world.people["focal_point"], urls)

    assert told == {}


@pytest.mark.anyio
async def test_the_world_reads_no_town_of_a_public_workshop(browser: Browser) -> None:
    world = await make_world()
    await Centre.filter(id=world.host.id).update(zone=CAIRO, town="Cairo", listing=Listing.PUBLIC)
    workshop = await in_cairo(world, level=Safety.PUBLIC)

    page = await browser.get(f"/workshops/{workshop.id}")

    assert page.status_code == 200
    assert [word for word in TOLD if word in page.text] == []
    assert "UTC+2" in page.text


@pytest.mark.anyio
async def test_who_has_a_place_is_told_where(browser: Browser) -> None:
    world = await hidden_world()
    workshop = await in_cairo(world)
    await came(workshop, world.people["member"])
    own = f"/workshops/{workshop.id}"

    told = await telling(browser, world.people["member"], pages_of(workshop))

    assert told == {
        own: ["Cairo", "Garden City"],
        f"{own}/programme/print": ["Cairo", "Garden City"],
        f"{own}/agenda": ["Cairo", "Garden City"],
        f"{own}/agenda/changes": ["Cairo"],
        f"{own}/sessions": ["Cairo", "Garden City"],
        f"{own}/registration": ["Cairo", "Garden City"],
    }


@pytest.mark.anyio
async def test_members_read_the_town_that_its_centre_shows_them(browser: Browser) -> None:
    world = await make_world()
    await Centre.filter(id=world.host.id).update(zone=CAIRO, town="Cairo")
    workshop = await in_cairo(world)
    urls = [f"/workshops/{workshop.id}"]

    shown = await telling(browser, world.people["member"], urls)
    await Centre.filter(id=world.host.id).update(visibility={"town": "contacts"})

    assert shown == {urls[0]: ["Cairo", "Garden City"]}
    assert await telling(browser, world.people["member"], urls) == {}


@pytest.mark.anyio
@pytest.mark.usefixtures("portal")
async def test_the_item_that_comes_of_it_names_no_town(browser: Browser) -> None:
    world = await hidden_world()
    workshop = await in_cairo(world)
    await came(workshop, world.people["member"])
    with clock.at(afterwards(workshop, days=3)):
        await attended(world, workshop)
        await published(world, workshop)
    item = await LibraryItem.get()

    with clock.at(afterwards(workshop) + timedelta(days=4)):
        told = await telling(browser, world.people["other"], [f"/knowledge/{item.id}"])

    assert told == {}
