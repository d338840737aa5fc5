"""A released report becomes one item of the library, found and placed on the learning trail."""

import pytest

from network import events, outbox
from network.adapters import search
from network.centres.models import Centre, Listing
from network.exchanges.actions import reporting
from network.exchanges.models.learning import LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.queries import trails, visits
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid
from network.knowledge.models import Item, ItemState, Reader, Version
from network.outbox import Delivery
from tests.browser_client import Browser
from tests.exchanges.report_world import (
    READ,
    SECRET,
    WORDS,
    cleared,
    rated,
    released,
    reported,
    stored,
)
from tests.exchanges.visit_world import World, at_noon
from tests.factories import actor, make_member, make_person

pytestmark = pytest.mark.anyio
IN_PORTAL = True


async def test_a_released_report_is_an_item_of_the_library(world: World) -> None:
    visit = await released(world, title="Pain groups in five evenings")

    item = await Item.get()
    text = await Version.get()
    assert (item.kind, item.level, item.state) == ("KT-LRN", "S1", ItemState.PUBLISHED)
    assert (item.topics, item.lang, item.centre_id) == (["TH-PAIN"], "en", world.home.id)
    assert (text.title, text.summary) == ("Pain groups in five evenings", WORDS["summary"])
    assert text.authors == "Vic Visitor"
    assert (await stored(visit)).item_id == item.id


async def test_what_is_said_to_the_host_stays_out_of_the_library(world: World) -> None:
    await released(world, to_host="Keep the afternoon talk.")

    text = await Version.get()
    assert "Keep the afternoon talk." not in text.body
    assert WORDS["surprise"] in text.body


async def test_there_is_one_item_however_often_the_release_is_told(world: World) -> None:
    visit = await released(world)
    made = (await stored(visit)).item_id

    await outbox.replay("site", [events.VisitMoved])
    await LearningReport.filter(visit_id=visit.id).update(item_id=None)
    await outbox.replay("site", [events.VisitMoved])

    assert await Item.all().count() == 1
    assert (await stored(visit)).item_id == made


async def test_what_failed_between_release_and_library_is_made_good(world: World) -> None:
    visit, editor = await cleared(world), await world.act("editor")
    with clock.at(at_noon(READ)):
        await LearningReport.filter(visit_id=visit.id).update(level="S9")
        await reporting.release(editor, visit)
    left_over = await Item.all().count()
    await LearningReport.filter(visit_id=visit.id).update(level="S1")
    with clock.at(at_noon(READ + 1)):
        await outbox.deliver_owed()

    assert left_over == 0
    assert (await stored(visit)).item_id == (await Item.get()).id
    assert not await Delivery.filter(done_at=None, reaction="site.VisitMoved").exists()


async def test_members_find_it_and_visitors_of_the_portal_do_not(world: World) -> None:
    await released(world, plan="We will draw the nerve with chalk.")
    member = await actor(await make_member())

    assert await _found(member, "chalk nerve") == [(await Item.get()).id]
    assert await _found(await actor(await make_person()), "chalk nerve") == []


async def _found(who: Actor, words: str) -> list[object]:
    asked = search.Asked(
        query=words, audiences=search.audiences_of(who), kinds=("knowledge",), prefers=["en"]
    )
    return [one.object_id for one in (await search.search(asked)).found]


async def test_what_the_host_took_out_never_reaches_the_library(world: World) -> None:
    visit = await reported(world, plan=f"Two groups. {SECRET} We begin soon.")
    editor = await world.act("editor")
    with clock.at(at_noon(READ)):
        kept = {"plan": "Two groups. We begin soon."}
        await reporting.clear_report(await world.act("host"), visit, 1, kept)
        await reporting.set_level(editor, visit, 2, "S1")
        await reporting.release(editor, visit)

    text = await Version.get()
    assert "Two groups. We begin soon." in text.body
    assert SECRET not in text.body


async def test_a_report_for_the_two_centres_is_read_by_them_alone(world: World) -> None:
    await released(world, "S2")

    named = {row.centre_id for row in await Reader.filter(person_id=None)}
    assert named == {world.home.id, world.hosts[0].id}
    assert await _found(await world.act("colleague"), "pain groups") == [(await Item.get()).id]
    assert await _found(await world.act("outsider"), "pain groups") == []


async def test_an_author_of_an_unlisted_centre_is_named_by_its_region(world: World) -> None:
    await Centre.filter(id=world.home.id).update(listing=Listing.UNLISTED, name="House of Elms")
    person = world.people["visitor"]
    await (
        type(person)
        .filter(id=person.id)
        .update(display_mode="position_centre", position="Physiotherapist")
    )

    await released(world)

    text = await Version.get()
    assert text.authors.startswith("Physiotherapist, Member centre")
    assert "Elms" not in f"{text.authors}{text.title}{text.body}{text.sources}"


async def test_a_report_that_names_an_unlisted_centre_is_not_given(world: World) -> None:
    await Centre.filter(id=world.hosts[0].id).update(listing=Listing.UNLISTED, name="House of Elms")
    visit, visitor = await rated(world), await world.act("visitor")
    await reporting.save_report(
        visitor, visit, "en", WORDS | {"practices": "At the house of elms they draw."}
    )

    with clock.at(at_noon(112)), pytest.raises(Invalid) as refused:
        await reporting.give_report(visitor, visit)

    assert list(refused.value.fields) == ["practices"]


async def test_where_somebody_rested_is_told_nowhere(world: World) -> None:
    visit = await cleared(world)
    await Visit.filter(id=visit.id).update(purpose="EX-RESP")
    editor = await world.act("editor")

    with clock.at(at_noon(READ)):
        await reporting.set_level(editor, visit, 2, "S1")
        await reporting.release(editor, await visits.fresh(visit.id))

    item, text = await Item.get(), await Version.get()
    assert (item.centre_id, text.authors) == (None, "")


async def test_more_people_than_the_visitor_wished_never_read_it(world: World) -> None:
    visit, editor = await cleared(world, open_to="S2"), await world.act("editor")

    with pytest.raises(Invalid):
        await reporting.set_level(editor, visit, 2, "S1")
    await reporting.set_level(editor, visit, 2, "S3")

    assert (await stored(visit)).level == "S3"


async def test_the_trail_leads_from_the_visit_over_goal_and_report_to_the_item(
    world: World,
) -> None:
    visit = await released(world, title="Pain groups in five evenings")

    report = await LearningReport.get(visit_id=visit.id)
    goals = await visits.goals_of(visit)
    found = await trails.trail_of(await world.act("visitor"), visit, report, goals)

    assert [(stop.kind, stop.route) for stop in found] == [
        ("visit", "visits:show"),
        ("goal", ""),
        ("report", "visits:outcome"),
        ("item", "knowledge:show"),
    ]


async def test_the_item_shows_its_visit_to_those_who_may_see_it(
    world: World, browser: Browser
) -> None:
    visit = await released(world)
    item = await Item.get()
    pages = {}
    for who in ("visitor", "host", "outsider"):
        await browser.sign_in_as(world.people[who])
        pages[who] = (await browser.get(f"/knowledge/{item.id}")).text

    assert [f"/visits/{visit.id}" in pages[who] for who in pages] == [True, True, False]
    assert ["Run two groups" in pages[who] for who in pages] == [True, True, False]
    assert "From an exchange visit" in pages["outsider"]
