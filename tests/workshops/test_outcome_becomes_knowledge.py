"""A published outcome becomes one item of the library, on the learning trail of what led to it."""

import pytest

from network import events, outbox
from network.adapters import search
from network.centres.models import Centre, Listing
from network.exchanges.models.visits import Visit
from network.exchanges.queries import reports, trails
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.i18n import speaking
from network.knowledge.models import Item, ItemState, Reader, Version
from network.workshops.actions import moving
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop, WorkshopSource
from network.workshops.queries import learning
from network.workshops.vocabulary import Move
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges import report_world, visit_world
from tests.factories import actor, make_member, make_person
from tests.workshops.after_world import LESSONS, WORDS, attended, published, sent, with_members
from tests.workshops.workshop_world import World, afterwards, checked, make_world

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("portal")]


async def concluded(world: World, level: str = "S1", **given: object) -> Workshop:
    """A workshop whose outcome is published."""
    workshop = await with_members(world, **given)
    with clock.at(afterwards(workshop, days=3)):
        await attended(world, workshop)
        return await published(world, workshop, level)


async def test_a_published_outcome_is_an_item_of_the_library() -> None:
    world = await make_world()
    workshop = await concluded(world)

    item, text = await Item.get(), await Version.get()
    assert (item.kind, item.level, item.state) == ("KT-OUTC", "S1", ItemState.PUBLISHED)
    assert (item.topics, item.lang, item.centre_id) == (["TH-PAIN"], "en", world.host.id)
    assert (text.title, text.summary) == (workshop.title, WORDS["purpose"])
    assert text.authors == world.host.name
    assert text.checked_by_id == world.people["editor"].id
    assert (await Outcome.get(workshop_id=workshop.id)).item_id == item.id


async def test_what_was_learned_stands_in_it_and_participants_are_a_number() -> None:
    world = await make_world()
    await concluded(world)

    text = await Version.get()
    lessons = f"## What we learned\n\n1. {LESSONS[0]}\n2. {LESSONS[1]}"
    assert text.body.startswith(lessons)
    assert text.body.endswith("1 person took part.")
    assert [words in text.body for words in WORDS.values()] == [False, True, True, True]
    assert "Max Member" not in f"{text.title}{text.summary}{text.body}{text.authors}"


async def test_the_conclusions_of_a_conference_are_of_their_own_kind() -> None:
    await concluded(await make_world(), kind="WT-CONF")

    assert (await Item.get()).kind == "KT-CONF"


async def test_there_is_none_before_it_is_published() -> None:
    world = await make_world()
    workshop = await with_members(world)
    with clock.at(afterwards(workshop, days=3)):
        await sent(world, workshop)

    assert await Item.all().count() == 0


async def test_there_is_one_item_however_often_it_is_told() -> None:
    world = await make_world()
    workshop = await concluded(world)
    made = (await Item.get()).id

    await outbox.replay("site", [events.WorkshopMoved])
    await Outcome.filter(workshop_id=workshop.id).update(item_id=None)
    await outbox.replay("site", [events.WorkshopMoved])

    assert await Item.all().count() == 1
    assert (await Outcome.get(workshop_id=workshop.id)).item_id == made


async def test_members_find_it_and_visitors_of_the_portal_do_not() -> None:
    await concluded(await make_world())
    member = await actor(await make_member())

    assert await _found(member, "nerve chalk") == [(await Item.get()).id]
    assert await _found(await actor(await make_person()), "nerve chalk") == []


async def _found(who: Actor, words: str) -> list[object]:
    asked = search.Asked(
        query=words, audiences=search.audiences_of(who), kinds=("knowledge",), prefers=["en"]
    )
    return [one.object_id for one in (await search.search(asked)).found]


async def test_what_is_for_participants_is_found_by_them_alone() -> None:
    world = await make_world()
    await concluded(world, "S2")

    named = {row.person_id for row in await Reader.all()}
    assert named == {world.people["member"].id, world.people["organiser"].id}
    assert await _found(await world.act("member"), "nerve chalk") == [(await Item.get()).id]
    assert await _found(await world.act("other"), "nerve chalk") == []


async def test_an_unlisted_host_is_named_by_its_region() -> None:
    world = await make_world()
    await Centre.filter(id=world.host.id).update(listing=Listing.UNLISTED, name="House of Elms")

    await concluded(world)

    text = await Version.get()
    assert text.authors.startswith("Member centre")
    assert "Elms" not in f"{text.authors}{text.title}{text.body}{text.sources}"


async def test_it_is_kept_in_its_own_language_whoever_publishes_it() -> None:
    world = await make_world()
    with speaking("fr"):
        await concluded(world)

    assert "## What we learned" in (await Version.get()).body


# the learning trail ------------------------------------------------------------------------------


async def test_the_item_names_the_workshop_to_who_may_see_it(browser: Browser) -> None:
    world = await make_world()
    workshop = await concluded(world)
    item = await Item.get()
    await browser.sign_in_as(world.people["other"])

    seen = await browser.get(f"/knowledge/{item.id}")
    await Workshop.filter(id=workshop.id).update(level="S3")
    hidden = await browser.get(f"/knowledge/{item.id}")

    assert f'href="/workshops/{workshop.id}"' in seen.text
    assert str(workshop.id) not in hidden.text


async def test_the_page_of_the_item_costs_few_statements(browser: Browser) -> None:
    world = await make_world()
    visit = await report_world.released(await visit_world.make_world())
    workshop = await with_members(world)
    await WorkshopSource.create(workshop_id=workshop.id, source_kind="visit", source_id=visit.id)
    with clock.at(afterwards(workshop, days=3)):
        await attended(world, workshop)
        await published(world, workshop, "S1")
    item = await Item.get(kind="KT-OUTC")
    await browser.sign_in_as(world.people["other"])
    await browser.get(f"/knowledge/{item.id}")

    with statements() as made:
        page = await browser.get(f"/knowledge/{item.id}")

    assert page.status_code == 200
    assert f'href="/workshops/{workshop.id}"' in page.text
    assert len(made) <= 12


async def test_the_outcome_leads_to_its_item(browser: Browser) -> None:
    world = await make_world()
    workshop = await concluded(world)
    item = await Item.get()

    with clock.at(afterwards(workshop, days=4)):
        await browser.sign_in_as(world.people["other"])
        page = await browser.get(f"/workshops/{workshop.id}/outcome")

    assert f"/knowledge/{item.id}" in page.text


async def test_a_workshop_stands_on_the_trail_between_the_report_and_its_item() -> None:
    visits = await visit_world.make_world()
    visit = await report_world.released(visits)
    world = await make_world()
    workshop = await _opened_from(world, visit, level="S1")
    visitor = await visits.act("visitor")

    report = await reports.report_of(visit.id)
    trail = await trails.trail_of(visitor, visit, report, [])
    origins = await learning.stops_of(visitor, workshop.id)
    await Workshop.filter(id=workshop.id).update(level="S3")
    hidden = await trails.trail_of(visitor, visit, report, [])

    assert [stop.kind for stop in trail] == ["visit", "report", "workshop", "item"]
    assert [stop.kind for stop in origins][-1] == "workshop"
    assert [stop.kind for stop in hidden] == ["visit", "report", "item"]


async def _opened_from(world: World, visit: Visit, **given: object) -> Workshop:
    """An open workshop that passes on what a visit taught."""
    workshop = await checked(world, **given)
    await WorkshopSource.create(workshop_id=workshop.id, source_kind="visit", source_id=visit.id)
    return await moving.move(await world.act("organiser"), workshop, Move.OPEN)
