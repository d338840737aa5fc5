"""The page of a workshop: what each reader sees of it, what they can do, and what it costs."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from network.centres.models import Centre, Listing
from network.kernel import clock
from network.kernel.ids import uuid7
from network.people.models import DisplayMode, Person
from network.workshops.actions import conditions, moving, programming, registering
from network.workshops.actions.conditions import Share
from network.workshops.models.agenda import AgendaItem, AgendaSpeaker, Material
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop, WorkshopSource
from network.workshops.queries import agenda, workshops
from network.workshops.rules.facts import Request
from network.workshops.vocabulary import (
    Access,
    Axis,
    Level,
    Limit,
    Mode,
    Move,
    Reason,
    RegState,
)
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.factories import actor, make_person
from tests.workshops.workshop_world import (
    World,
    afterwards,
    came,
    checked,
    crowd,
    drafted,
    make_world,
    opened,
    place_of,
    sessions_of,
)

pytestmark = pytest.mark.anyio

MOST = 12
LARGEST = 50 * 1024


@pytest.fixture
async def world(browser: Browser) -> World:
    return await make_world()


async def read(browser: Browser, person: Person, workshop: Workshop, query: str = "") -> str:
    await browser.sign_in_as(person)
    page = await browser.get(f"/workshops/{workshop.id}{query}")
    assert page.status_code == 200
    return page.text


def shows(page: str, *texts: str) -> list[bool]:
    return [text in page for text in texts]


async def seat(workshop: Workshop, people: Iterable[Person], **given: object) -> None:
    """Many with a place, without a move each."""
    rows = [
        Registration(
            workshop_id=workshop.id,
            person_id=person.id,
            number=number,
            state=RegState.CONFIRMED,
            is_seated=True,
            **given,
        )
        for number, person in enumerate(people, 1)
    ]
    await Registration.bulk_create(rows)
    await Workshop.filter(id=workshop.id).update(arrivals=len(rows))


async def released(world: World, workshop: Workshop, *titles: str, **given: Any) -> None:
    """An agenda with these items in the first session."""
    session = (await sessions_of(workshop))[0]
    for n, title in enumerate(titles):
        await AgendaItem.create(
            workshop=workshop, session=session, starts_after=30 * n, title=title, **given
        )
    last = await agenda.last_release(workshop.id)
    await programming.release(await world.act("organiser"), workshop, last.number if last else 0)


# who sees it -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "seen_by"),
    [
        (Level.PUBLIC, {"organiser", "host", "member", "guest", "secretariat"}),
        (Level.MEMBERS, {"organiser", "host", "member", "guest", "secretariat"}),
        (Level.NAMED, {"organiser", "host", "secretariat"}),
        (Level.STRICT, {"organiser", "host", "secretariat"}),
    ],
)
async def test_hidden_and_absent_look_the_same(
    level: Level, seen_by: set[str], browser: Browser, world: World
) -> None:
    workshop = await opened(world, level=level)
    statuses = {}

    for who in ("organiser", "host", "member", "guest", "secretariat"):
        await browser.sign_in_as(world.people[who])
        statuses[who] = (await browser.get(f"/workshops/{workshop.id}")).status_code

    assert {who for who, status in statuses.items() if status == 200} == seen_by
    assert set(statuses.values()) <= {200, 404}


async def test_a_draft_is_its_organisers_own(browser: Browser, world: World) -> None:
    workshop = await drafted(world)
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}")

    assert page.status_code == 404
    assert "Pain after torture" in await read(browser, world.people["organiser"], workshop)


async def test_the_world_reads_a_public_workshop_and_learns_no_names_and_no_place(
    browser: Browser, world: World
) -> None:
    await Person.filter(id=world.people["organiser"].id).update(name="Olga Organiser")
    workshop = await opened(
        world,
        level=Level.PUBLIC,
        mode=Mode.HYBRID,
        place="Garden house",
        join_page="https://meet.example/7",
    )

    page = (await browser.get(f"/workshops/{workshop.id}")).text

    told = shows(page, "Pain after torture", "Olga Organiser", "Garden house", "meet.example")
    assert told == [True, False, False, False]
    assert "Sign in to do so" in page


async def test_a_members_workshop_is_hidden_from_the_world(browser: Browser, world: World) -> None:
    workshop = await opened(world)

    page = await browser.get(f"/workshops/{workshop.id}")

    assert page.status_code == 404


async def test_the_host_is_named_only_to_those_who_may_know_it(
    browser: Browser, world: World
) -> None:
    await Centre.filter(id=world.host.id).update(listing=Listing.UNLISTED, name="House of Rivers")
    workshop = await opened(world)

    told = {
        who: "House of Rivers" in await read(browser, world.people[who], workshop)
        for who in ("organiser", "secretariat", "member")
    }

    assert told == {"organiser": True, "secretariat": True, "member": False}


# the reader's own place --------------------------------------------------------------------------


async def test_who_is_not_registered_is_invited_to_and_told_what_comes(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)

    page = await read(browser, world.people["member"], workshop)

    assert shows(page, f"/workshops/{workshop.id}/registration", "You have a place at once.") == [
        True,
        True,
    ]


async def test_a_full_workshop_names_the_limit_and_offers_the_line(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=1)
    await came(workshop, world.people["other"])

    page = await read(browser, world.people["member"], workshop)

    assert shows(page, "The only place is taken.", "You can go on the waiting list") == [True, True]


async def test_the_group_that_is_full_is_named(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    share = Share(axis=Axis.PROFESSION, kind=Limit.MOST, places=2, keys=("PR-GPR",), name="Doctors")
    await conditions.add_quota(await world.act("organiser"), workshop, share)
    for doctor in await crowd(2, profession="PR-GPR"):
        await came(workshop, doctor)

    page = await read(browser, world.people["member"], workshop)

    assert shows(
        page, "Doctors: all 2 places are taken.", "8 of 10 places free.", "All 10 places"
    ) == [True, True, False]


async def test_who_waits_learns_their_number_and_why_and_others_do_not(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=1)
    await came(workshop, (await crowd(1))[0])
    await came(workshop, world.people["other"])
    await came(workshop, world.people["member"])

    mine = await read(browser, world.people["member"], workshop)
    next_one = await read(browser, world.people["other"], workshop)

    assert shows(mine, "You are number 2 on the waiting list.", "The only place (1) is taken.") == [
        True,
        True,
    ]
    assert "You are next on the waiting list." in next_one


async def test_an_offer_says_until_when_and_lets_take_it(browser: Browser, world: World) -> None:
    workshop = await opened(world, capacity=1)
    first = (await crowd(1))[0]
    await came(workshop, first)
    await came(workshop, world.people["member"])
    await registering.withdraw(await actor(first), workshop)

    page = await read(browser, world.people["member"], workshop)

    assert shows(page, "A place is kept for you until", "Take the place") == [True, True]


async def test_the_button_takes_the_place(browser: Browser, world: World) -> None:
    workshop = await opened(world, capacity=1)
    first = (await crowd(1))[0]
    await came(workshop, first)
    await came(workshop, world.people["member"])
    await registering.withdraw(await actor(first), workshop)
    await browser.sign_in_as(world.people["member"])
    page = await browser.get(f"/workshops/{workshop.id}")

    await browser.submit(page, "/registration/place")

    place = await place_of(workshop, world.people["member"])
    assert place.state is RegState.CONFIRMED


async def test_an_offer_that_ran_out_is_none_also_before_anything_stored_it(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=1)
    first = (await crowd(1))[0]
    await came(workshop, first)
    await came(workshop, world.people["member"])
    await registering.withdraw(await actor(first), workshop)

    with clock.at(clock.now() + timedelta(days=5)):
        page = await read(browser, world.people["member"], workshop)

    assert shows(page, "Take the place", "On the waiting list") == [False, True]


async def test_a_place_says_until_when_it_can_be_given_up(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])

    page = await read(browser, world.people["member"], workshop)

    assert shows(page, "You can give it up until", "Give up my place") == [True, True]


async def test_too_late_to_give_it_up_is_said_with_whom_to_ask(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    assert workshop.starts_at is not None

    with clock.at(workshop.starts_at - timedelta(hours=2)):
        page = await read(browser, world.people["member"], workshop)

    assert shows(page, "Please write to the organisers.", "Give up my place") == [True, False]


async def test_nobody_but_the_person_learns_who_was_absent(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await seat(workshop, [world.people["member"], world.people["other"]], is_listed=True)
    absent = Registration.filter(person_id=world.people["member"].id)
    await absent.update(state=RegState.ABSENT)

    with clock.at(afterwards(workshop)):
        mine = await read(browser, world.people["member"], workshop)
        others = await read(browser, world.people["other"], workshop)

    assert ["Was not there" in page for page in (mine, others)] == [True, False]
    assert "Max Member" in others


# people ------------------------------------------------------------------------------------------


async def test_only_those_with_a_place_who_agreed_are_listed(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=3)
    listed, silent, reader = await crowd(3)
    waiting = world.people["member"]
    for person, name in ((listed, "Lena Listed"), (silent, "Sam Silent")):
        await Person.filter(id=person.id).update(name=name)
    await came(workshop, listed, is_listed=True)
    await came(workshop, silent)
    await came(workshop, reader, is_listed=True)
    await came(workshop, waiting, is_listed=True)

    page = await read(browser, reader, workshop)

    assert shows(page, "Lena Listed", "Sam Silent", "Max Member") == [True, False, False]
    assert "2 people agreed to be listed" in page


async def test_who_only_waits_meets_nobody(browser: Browser, world: World) -> None:
    workshop = await opened(world, capacity=1)
    first = (await crowd(1))[0]
    await Person.filter(id=first.id).update(name="Lena Listed")
    await came(workshop, first, is_listed=True)
    await came(workshop, world.people["member"])

    page = await read(browser, world.people["member"], workshop)

    assert shows(page, "Lena Listed", "agreed to be listed") == [False, False]


async def test_people_are_named_as_they_chose(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    shy, reader = await crowd(2)
    await Person.filter(id=shy.id).update(
        name="Real Name", display_mode=DisplayMode.CODE, code_name="Blue Heron"
    )
    await came(workshop, shy, is_listed=True)
    await came(workshop, reader)

    page = await read(browser, reader, workshop)

    assert shows(page, "Blue Heron", "Real Name") == [True, False]


# agenda ------------------------------------------------------------------------------------------


async def test_readers_see_the_agenda_as_it_was_released_and_not_the_draft(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    await released(world, workshop, "Opening words")
    await AgendaItem.create(workshop=workshop, title="Still a secret")

    page = await read(browser, world.people["member"], workshop)

    assert shows(page, "Opening words", "Still a secret", "10:00–10:30") == [True, False, True]


async def test_what_the_last_release_changed_is_marked_and_a_first_one_marks_nothing(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    await released(world, workshop, "Opening words")
    first = await read(browser, world.people["member"], workshop)
    await released(world, workshop, "A late item")

    second = await read(browser, world.people["member"], workshop)

    assert [page.count(">Changed<") for page in (first, second)] == [0, 1]
    assert f"/workshops/{workshop.id}/agenda/changes" in second


async def test_an_item_without_its_speaker_says_so(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await released(world, workshop, "Opening words", needs_replacement=True)

    page = await read(browser, world.people["member"], workshop)

    assert "A speaker is being looked for" in page


async def test_times_stand_on_the_clocks_of_the_place_and_on_the_readers(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    await Person.filter(id=world.people["member"].id).update(zone="America/Bogota")

    page = await read(browser, world.people["member"], workshop)

    assert shows(page, "10:00–13:00", "Tbilisi", "For you: 01:00–04:00 in Bogota") == [True] * 3


async def test_who_lives_by_the_same_clocks_reads_one_time(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await Person.filter(id=world.people["member"].id).update(zone="Asia/Tbilisi")

    page = await read(browser, world.people["member"], workshop)

    assert "For you:" not in page


async def test_where_one_joins_online_is_for_those_with_a_place(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, mode=Mode.ONLINE, join_page="https://meet.example/7")
    await came(workshop, world.people["other"])

    told = {
        who: "meet.example" in await read(browser, world.people[who], workshop)
        for who in ("member", "other", "organiser")
    }

    assert told == {"member": False, "other": True, "organiser": True}


async def test_materials_are_there_for_whom_they_are(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["other"])
    for title, access in (("Slides", Access.CONFIRMED), ("Budget", Access.ORGANISERS)):
        await Material.create(
            workshop=workshop, title=title, lang="en", link="https://a.example", access=access
        )

    told = {
        who: shows(await read(browser, world.people[who], workshop), "Slides", "Budget")
        for who in ("member", "other", "organiser")
    }

    assert told == {"member": [False, False], "other": [True, False], "organiser": [True, True]}


# moves -------------------------------------------------------------------------------------------


async def test_the_organiser_of_a_draft_reads_what_is_missing_and_where_to_change_it(
    browser: Browser, world: World
) -> None:
    workshop = await drafted(world, neutral_title="")

    page = await read(browser, world.people["organiser"], workshop)

    assert shows(page, "Your turn", "There is no neutral title yet", "You can change this") == [
        True,
        True,
        True,
    ]


async def test_others_are_not_told_what_organisers_could_do(browser: Browser, world: World) -> None:
    workshop = await opened(world)

    page = await read(browser, world.people["member"], workshop)

    assert shows(page, "Postpone the workshop", "For the organisers", "Your turn") == [False] * 3


async def test_the_buttons_of_an_organiser_lead_to_their_moves(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)

    page = await read(browser, world.people["organiser"], workshop)

    found = set(re.findall(rf"/workshops/{workshop.id}/moves/(\w+)", page))
    assert found == {"close_reg", "postpone", "cancel"}
    assert "The workshop has not begun yet." in page


async def test_a_checked_workshop_waits_for_its_organisers(browser: Browser, world: World) -> None:
    workshop = await checked(world)

    page = await read(browser, world.people["focal_point"], workshop)

    assert shows(page, "Open registration", "Whose turn it is: Organiser or Secretariat") == [
        True,
        True,
    ]


async def test_a_reason_of_safety_reads_as_changed(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await moving.move(
        await world.act("organiser"), workshop, Move.CANCEL, Request(reason=Reason.SAFETY)
    )

    told = {
        who: shows(await read(browser, world.people[who], workshop), ">Safety<", ">Changed<")
        for who in ("organiser", "member")
    }

    assert told == {"organiser": [True, False], "member": [False, True]}


async def test_time_moves_a_workshop_on_also_before_anything_stored_it(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)

    with clock.at(afterwards(workshop)):
        page = await read(browser, world.people["member"], workshop)

    assert (await workshops.fresh(workshop.id)).state == "open"
    assert shows(page, "Over, outcome to be written", "Open for registration") == [True, False]


async def test_the_trail_names_no_visit_that_is_not_the_readers(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    visit_id = uuid7()
    await WorkshopSource.create(workshop=workshop, source_kind="visit", source_id=visit_id)
    page = await read(browser, world.people["member"], workshop)

    trail = await browser.get(f"/workshops/{workshop.id}/trail")

    assert [str(visit_id) in text for text in (page, trail.text)] == [False, False]
    assert "Nothing else is linked yet" in trail.text


# print -------------------------------------------------------------------------------------------


async def test_the_programme_is_printed_as_released(browser: Browser, world: World) -> None:
    workshop = await opened(world)
    await released(world, workshop, "Opening words")
    await AgendaItem.create(workshop=workshop, title="Still a secret")
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}/programme/print")

    assert shows(page.text, "Opening words", "Still a secret", "As it was on") == [
        True,
        False,
        True,
    ]


async def test_before_the_first_release_its_writers_print_the_draft(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world)
    await AgendaItem.create(workshop=workshop, title="Still a secret")
    printed = {}

    for who in ("member", "organiser"):
        await browser.sign_in_as(world.people[who])
        page = await browser.get(f"/workshops/{workshop.id}/programme/print")
        printed[who] = shows(page.text, "Still a secret", ">Draft<")

    assert printed == {"member": [False, False], "organiser": [True, True]}


# what it costs -----------------------------------------------------------------------------------


async def test_a_full_page_costs_few_statements_and_little_weight(
    browser: Browser, world: World
) -> None:
    workshop = await opened(world, capacity=400)
    everybody = await crowd(300)
    await seat(workshop, everybody, is_listed=True, profession="PR-PSY", region="EUR")
    titles = [f"Item number {n}" for n in range(60)]
    await released(world, workshop, *titles, minutes=5)
    for item in await AgendaItem.filter(workshop_id=workshop.id):
        await AgendaSpeaker.create(item=item, person=everybody[0])
    await released(world, workshop, "And one more")
    await Material.create(workshop=workshop, title="Slides", lang="en", link="https://a.example")
    costs = {}

    for person in (everybody[7], world.people["organiser"], world.people["member"]):
        await browser.sign_in_as(person)
        with statements() as found, clock.at(clock.now()):
            page = await browser.get(f"/workshops/{workshop.id}")
        costs[person.name] = (len(found), len(page.content))

    assert max(count for count, _size in costs.values()) <= MOST, costs
    assert max(size for _count, size in costs.values()) <= LARGEST, costs


async def test_a_long_list_of_people_is_read_in_pages(browser: Browser, world: World) -> None:
    workshop = await opened(world, capacity=60)
    everybody = await crowd(30)
    await seat(workshop, everybody, is_listed=True)

    first = await read(browser, everybody[0], workshop)
    second = await read(browser, everybody[0], workshop, "?page=3")
    beyond = await read(browser, everybody[0], workshop, "?page=9")

    last = everybody[-1].name
    assert [f">{last}<" in page for page in (first, second, beyond)] == [False, True, False]
    assert "30 people agreed to be listed" in first


async def test_somebody_without_a_centre_is_not_asked_to_register(
    browser: Browser, world: World
) -> None:
    nobody = await make_person()
    workshop = await opened(world, level=Level.PUBLIC)

    page = await read(browser, nobody, workshop)

    assert shows(page, "People who work at a centre register.", "/registration") == [True, False]
