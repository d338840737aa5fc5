"""Figures that a centre gives away become one item of the library, with chart, words and table."""

import csv
import io
from datetime import datetime
from uuid import UUID

import httpx
import pytest

from network import events, outbox
from network.adapters import search
from network.centres.models import Centre, Listing
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.errors import Invalid
from network.knowledge.actions import writing
from network.knowledge.models import Item, ItemState, Reader, Version
from network.wellbeing.actions import following_up
from network.wellbeing.models.rounds import CheckInRound, RoundRelease, SharedRelease
from network.wellbeing.queries import releases
from network.wellbeing.rules.trees import Family
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_coordinator, make_member, make_person
from tests.wellbeing.check_in_world import at_noon, make_worker
from tests.wellbeing.test_together_pages import LARGEST, MOST, World, read, rows_of, world

__all__ = ["world"]
pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("portal")]
CHANGE = "No meetings on Fridays, from June on."


async def shared(
    world: World, level: str = "S1", *, text: str = CHANGE, lang: str = "en"
) -> SharedRelease:
    """The large centre's figures, given to the library by its coordinator."""
    who = await actor(await make_coordinator(world.large))
    with clock.at(_noon(world)):
        shown = await releases.get_release(who, world.made.id)
        if text:
            await following_up.say_what_changes(who, shown, world.large.id, text, lang)
        made = await following_up.share(who, shown, world.large.id, level=level, lang=lang)
    return await SharedRelease.get(id=made.id)


def _noon(world: World) -> datetime:
    """When coordinators may read it."""
    return at_noon(world.day(3))


async def given_by_page(browser: Browser, path: str, **changes: str) -> httpx.Response:
    """The form of giving, sent as it stands."""
    page = await browser.get(path)
    assert page.status_code == 200, page.status_code
    return await browser.submit(page, **changes)


async def test_a_coordinator_gives_figures_and_they_stand_in_the_library(
    browser: Browser, world: World
) -> None:
    coordinator = await make_coordinator(world.large)
    inside = f"{world.path}/{world.large.id}/library"

    with clock.at(_noon(world)):
        await browser.sign_in_as(coordinator)
        sent = await given_by_page(browser, inside, level="S1")
        page = await browser.follow(sent)

    item, text = await Item.get(), await Version.get()
    assert (item.kind, item.level, item.state) == ("KT-DATA", "S1", ItemState.PUBLISHED)
    assert (item.topics, item.centre_id, item.owner_id) == (
        ["TH-CFC"],
        world.large.id,
        coordinator.id,
    )
    assert (text.summary, text.authors) == ("Strain, from 0 to 100: 90 or more.", "")
    assert f'href="/knowledge/{item.id}"' in page.text
    assert (await SharedRelease.get()).item_id == item.id


async def test_given_twice_it_stands_there_once(browser: Browser, world: World) -> None:
    coordinator = await make_coordinator(world.large)
    inside = f"{world.path}/{world.large.id}/library"

    with clock.at(_noon(world)):
        await browser.sign_in_as(coordinator)
        page = await browser.get(inside)
        first = await browser.submit(page, level="S1")
        reloaded = await browser.submit(page, level="S1")
        other_tab = await browser.post(inside, {"level": "S1"})
        told = await browser.follow(other_tab)

    assert [one.status_code for one in (first, reloaded, other_tab)] == [303, 303, 303]
    assert "These figures are in the library already." in told.text
    assert (await SharedRelease.all().count(), await Item.all().count()) == (1, 1)


async def test_there_is_one_item_however_often_it_is_told(world: World) -> None:
    made = await shared(world)

    await outbox.replay("site", [events.CheckInReleaseShared])
    await SharedRelease.all().update(item_id=None)
    await outbox.replay("site", [events.CheckInReleaseShared])

    assert await Item.all().count() == 1
    assert (await SharedRelease.get()).item_id == made.item_id


async def test_its_text_says_what_will_change_and_what_was_told(world: World) -> None:
    await shared(world)

    body = (await Version.get()).body
    assert body.startswith(f"## What we will change\n\n{CHANGE}\n\n## What the check-in showed")
    assert "### The centre as a whole\n\n25 to 49 answers\n\n" in body
    assert "| Support: nobody at work to turn to | 90 or more |" in body
    assert "It has not been validated" in body


async def test_of_what_was_not_told_nothing_is_given(browser: Browser, world: World) -> None:
    coordinator = await make_coordinator(world.few)
    inside = f"{world.path}/{world.few.id}/library"

    with clock.at(_noon(world)):
        await browser.sign_in_as(coordinator)
        page = await browser.get(inside)
        sent = await browser.post(inside, {"level": "S1"})

    assert (page.status_code, sent.status_code) == (404, 404)
    assert await SharedRelease.all().count() == 0


@pytest.mark.parametrize("level", ["S0", "S9", ""])
async def test_nobody_makes_it_public(browser: Browser, world: World, level: str) -> None:
    coordinator = await make_coordinator(world.large)

    with clock.at(_noon(world)):
        await browser.sign_in_as(coordinator)
        sent = await browser.post(f"{world.path}/{world.large.id}/library", {"level": level})

    assert sent.status_code == 422
    assert await SharedRelease.all().count() == 0


async def test_the_office_gives_the_figures_of_the_network(browser: Browser, world: World) -> None:
    office = await make_admin()

    with clock.at(_noon(world)):
        await browser.sign_in_as(office)
        await given_by_page(browser, f"{world.path}/network/library")
        stricter = await browser.post(f"{world.path}/network/library", {"level": "S2"})

    text = await Version.get()
    assert (text.authors, (await Item.get()).centre_id) == ("The network", None)
    assert "### The network as a whole" in text.body
    assert "centre as a whole" not in text.body
    assert stricter.status_code == 422


# who finds and reads it ---------------------------------------------------------------------------


async def test_members_find_it_and_visitors_do_not(world: World) -> None:
    await shared(world)
    item = await Item.get()

    member, stranger = await actor(await make_member()), await actor(await make_person())

    assert await _found(member, "meetings fridays") == [item.id]
    assert await _found(member, "staff strain") == [item.id]
    assert await _found(stranger, "meetings fridays") == []


async def _found(who: Actor, words: str) -> list[UUID]:
    asked = search.Asked(
        query=words, audiences=search.audiences_of(who), kinds=("knowledge",), prefers=["en"]
    )
    return [one.object_id for one in (await search.search(asked)).found]


async def test_for_the_own_centre_it_is_found_there_alone(browser: Browser, world: World) -> None:
    await shared(world, "S2")
    item = await Item.get()
    own, other = await make_member(world.large), await make_member(world.few)

    seen = [
        (await read(browser, person, f"/knowledge/{item.id}{path}", world.day(3))).status_code
        for person in (own, other)
        for path in ("", "/figures.csv")
    ]

    assert seen == [200, 200, 404, 404]
    assert {row.centre_id for row in await Reader.all()} == {world.large.id}
    assert await _found(await actor(other), "meetings fridays") == []


async def test_the_item_shows_bars_with_words_and_carries_the_table(
    browser: Browser, world: World
) -> None:
    await shared(world)
    item, reader = await Item.get(), await make_member(world.few)

    page = await read(browser, reader, f"/knowledge/{item.id}", world.day(3))
    table = await read(browser, reader, f"/knowledge/{item.id}/figures.csv", world.day(3))
    own = await read(browser, await make_member(world.large), f"{world.path}.csv", world.day(3))

    given = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    theirs = [row for row in rows_of(own) if row["Group"] == "House of Elms: The centre as a whole"]
    told = [
        row | {"Group": row["Group"].removeprefix("House of Elms: ")}
        for row in theirs
        if row["Scale"]
    ]
    assert given == told
    assert page.text.count('<svg class="band" role="img"') == sum(
        bool(row["From"]) for row in given
    )
    assert f'href="/knowledge/{item.id}/figures.csv"' in page.text
    assert all(row["Figure"] in page.text for row in given)


async def test_its_page_costs_little(browser: Browser, world: World) -> None:
    await shared(world)
    item, reader = await Item.get(), await make_member(world.few)
    await read(browser, reader, "/knowledge", world.day(3))

    with statements() as found, clock.at(_noon(world)):
        page = await browser.get(f"/knowledge/{item.id}")

    assert page.status_code == 200
    assert (len(found) <= MOST, len(page.content) <= LARGEST) == (True, True), len(found)


async def test_what_is_withdrawn_has_no_table_any_more(browser: Browser, world: World) -> None:
    await shared(world)
    item = await Item.get()
    await Item.filter(id=item.id).update(state=ItemState.WITHDRAWN)

    page = await read(browser, await make_member(), f"/knowledge/{item.id}", world.day(3))
    table = await read(
        browser, await make_member(), f"/knowledge/{item.id}/figures.csv", world.day(3)
    )

    assert (page.status_code, table.status_code) == (410, 404)
    assert "band" not in page.text


async def test_when_the_release_goes_its_bars_and_table_go(browser: Browser, world: World) -> None:
    await shared(world)
    item = await Item.get()
    await RoundRelease.all().delete()

    page = await read(browser, await make_member(), f"/knowledge/{item.id}", world.day(3))
    table = await read(
        browser, await make_member(), f"/knowledge/{item.id}/figures.csv", world.day(3)
    )

    assert (page.status_code, table.status_code) == (200, 404)
    assert 'class="band"' not in page.text


async def test_the_trail_leads_to_the_release_for_who_may_read_it(
    browser: Browser, world: World
) -> None:
    await shared(world)
    item = await Item.get()

    staff = await read(browser, await make_member(), f"/knowledge/{item.id}", world.day(3))
    early = await read(browser, await make_coordinator(), f"/knowledge/{item.id}", world.day(2))

    assert [world.path in page.text for page in (staff, early)] == [True, False]


async def test_an_unlisted_centre_is_not_named_in_it(world: World) -> None:
    await Centre.filter(id=world.large.id).update(listing=Listing.UNLISTED)

    await shared(world)

    text = await Version.get()
    assert "Elms" not in f"{text.title}{text.summary}{text.body}{text.sources}{text.authors}"


async def test_a_centre_unlisted_later_is_named_no_more(browser: Browser, world: World) -> None:
    await shared(world)
    item, reader = await Item.get(), await make_member(world.few)
    listed = await read(browser, reader, f"/knowledge/{item.id}", world.day(3))
    await Centre.filter(id=world.large.id).update(listing=Listing.UNLISTED)

    later = [
        await read(browser, reader, f"/knowledge/{item.id}{path}", world.day(3))
        for path in ("", "/figures.csv")
    ]

    assert [page.status_code for page in later] == [200, 200]
    assert ["Elms" in page.text for page in (listed, *later)] == [True, False, False]


@pytest.mark.parametrize(("given", "wanted"), [("S2", "S1"), ("S2", "S0"), ("S1", "S0")])
async def test_a_new_version_is_for_no_more_readers(world: World, given: str, wanted: str) -> None:
    await shared(world, given)
    item, who = await Item.get(), await actor(await make_coordinator(world.large))
    draft = await writing.new_draft(who, item)
    await Version.filter(id=draft.id).update(level=wanted, sources="Ours")

    with pytest.raises(Invalid) as refused:
        await writing.submit(who, await Version.get(id=draft.id), item)

    assert refused.value.fields == {
        "level": "Figures of check-ins stay with those they were given to."
    }


@pytest.mark.parametrize(
    ("level", "told"), [("S1", ["centre"]), ("S2", ["centre", "clinical", "legal"])]
)
async def test_all_members_read_of_no_kind_of_work_if_one_of_them_is_small(
    world: World, level: str, told: list[str]
) -> None:
    """26 answers less the 18 of clinical work would tell of 8, and the network asks for 11."""
    made = await shared(world, level)

    found = await releases.shared_figures(made.id)

    assert found is not None
    assert sorted(place.family or place.level for place in found.figures) == told


async def test_shares_for_all_members_are_of_twice_as_many(world: World) -> None:
    """25 to 49 answers are enough for it, 16 would not be."""
    await CheckInRound.filter(id=world.made.round_id).update(network_k=13)
    made = await shared(world)

    found = await releases.shared_figures(made.id)

    assert found is not None
    assert [dict(figure.shares) for figure in found.figures.values()] == [{}]


async def test_it_speaks_the_language_of_who_gave_it(world: World) -> None:
    made = await shared(world, lang="fr", text="Plus de réunions le vendredi.")

    item = await Item.get()
    assert (item.lang, made.lang) == ("fr", "fr")
    assert "Plus de réunions" in (await Version.get()).body


async def test_staff_and_guests_give_nothing(browser: Browser, world: World) -> None:
    staff = await make_worker(world.large, Family.SUPPORT)
    guest = await make_worker(world.large, role=Role.GUEST)
    codes = []

    with clock.at(_noon(world)):
        for person in (staff, guest):
            await browser.sign_in_as(person)
            sent = await browser.post(f"{world.path}/{world.large.id}/library", {"level": "S1"})
            codes.append(sent.status_code)

    assert codes == [403, 404]
    assert await SharedRelease.all().count() == 0
