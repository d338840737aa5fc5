"""What nobody learns before its time: who is asked, who is left, and why it is not safe."""

import pytest

from network.centres.models import NetworkRole
from network.exchanges.actions import dating, hosting, talking
from network.exchanges.models.agreeing import DateAnswer, DateOption, Suits
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.rules import states
from network.exchanges.rules.dates import Span
from network.exchanges.vocabulary import Move, OfferState, Part, Reason
from network.kernel.actor import Role
from network.notifications.models import Notice
from network.people.models import Person
from tests.browser_client import Browser
from tests.exchanges.visit_world import World, accepted, asked, confirmed, in_days, make_world
from tests.factories import make_member, make_person

pytestmark = pytest.mark.anyio
IN_PORTAL = True


HOST, SECOND = "Helga Hostess", "Sara Second"


async def told(world: World) -> list[tuple[str, str]]:
    names = {person.id: who for who, person in world.people.items()}
    return sorted((names[row.person_id], row.kind) for row in await Notice.all())


async def named_world() -> World:
    """The usual world, whose host's people and centres have names to look for."""
    world = await make_world()
    for who, name in (("host", HOST), ("next_host", SECOND)):
        await Person.filter(id=world.people[who].id).update(name=name, display_mode="real")
    return world


# one host leaves ----------------------------------------------------------------------------------


async def test_who_hears_that_no_host_is_left_does_not_hear_twice(world: World) -> None:
    visit = await accepted(world)
    await HostChoice.filter(visit_id=visit.id, state=OfferState.RANKED).delete()
    await Notice.all().delete()

    await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert await told(world) == [
        ("home", "visit_run_out"),
        ("mentor", "visit_host_withdraws_mentor"),
        ("secretariat", "visit_run_out"),
        ("visitor", "visit_run_out"),
    ]


async def test_the_mentor_is_told_that_no_days_are_to_be_kept(world: World) -> None:
    visit = await confirmed(world)
    await Notice.all().delete()

    await hosting.withdraw_host(await world.act("host"), visit, Reason.HEALTH)

    note = await Notice.get(person_id=world.people["mentor"].id)
    assert (note.kind, note.path) == ("visit_host_withdraws_mentor", "/visits")


# nobody learns who is asked -----------------------------------------------------------------------


async def test_the_visitor_does_not_learn_by_messages_or_votes_who_is_asked(
    browser: Browser,
) -> None:
    world = await named_world()
    visit = await asked(world)
    host = await world.act("host")
    await talking.write(host, visit, "We are looking at it.")
    spans = [Span(in_days(105), in_days(109)), Span(in_days(119), in_days(123))]
    poll = await dating.open_poll(host, visit, spans)
    options = await DateOption.filter(poll_id=poll.id)
    await dating.answer_poll(host, visit, poll, {one.id: Suits.YES for one in options})

    pages = {}
    for who in ("visitor", "home"):
        await browser.sign_in_as(world.people[who])
        for tail in ("", "/messages", "/dates"):
            pages[who, tail] = (await browser.get(f"/visits/{visit.id}{tail}")).text

    assert await DateAnswer.all().count() == 2
    assert {key: HOST in text for key, text in pages.items()} == {
        key: key[0] == "home" for key in pages
    }
    assert {key: "The centre being asked" in text for key, text in pages.items()} == {
        key: key[0] == "visitor" for key in pages
    }


async def test_the_list_of_plan_b_does_not_tell_a_visitor_by_what_is_missing(
    browser: Browser,
) -> None:
    world = await named_world()
    visit = await asked(world)
    names = [centre.name for centre in world.hosts]

    seen = {}
    for who in ("visitor", "home"):
        await browser.sign_in_as(world.people[who])
        text = (await browser.get(f"/visits/{visit.id}/plan-b")).text
        listed = text.partition('aria-labelledby="hosts"')[2]
        seen[who] = [name in listed for name in names]

    assert seen == {"visitor": [True, True], "home": [False, True]}


# safety is said by focal points -------------------------------------------------------------------


def test_safety_is_a_reason_for_focal_points_alone() -> None:
    able = {
        (move, part)
        for move in Move
        for part in Part
        if Reason.SAFETY in states.reasons_for(move, part)
    }

    assert {part for _move, part in able} == {Part.FOCAL_POINT}


async def test_a_red_rating_is_linked_only_for_who_rates_for_that_centre(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await Visit.filter(id=visit.id).update(host_rating="red")
    network_wide = await make_person()
    people = {
        "home": await make_member(world.home, Role.FOCAL_POINT),
        "host": await make_member(world.hosts[0], Role.FOCAL_POINT),
        "network": network_wide,
    }
    await NetworkRole.create(person=network_wide, role=Role.FOCAL_POINT)

    seen = {}
    for who, person in people.items():
        await browser.sign_in_as(person)
        text = (await browser.get(f"/visits/{visit.id}")).text
        assert "The safety check does not allow this visit now." in text
        seen[who] = f'<a href="/visits/{visit.id}/safety">You can change this' in text

    assert seen == {"home": False, "host": True, "network": False}
