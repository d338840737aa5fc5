"""Sessions on their pages: each on its own clocks, and for those who run the workshop to write."""

from datetime import UTC, date, datetime

import pytest

from network.kernel import clock
from network.workshops.actions import sessions
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.workshops import WorkshopSession
from network.workshops.queries import workshops
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.workshops.workshop_world import (
    ZONE,
    drafted,
    in_days,
    make_world,
    opened,
    sessions_of,
    wall,
)

pytestmark = pytest.mark.anyio
SUMMER_ENDS = date(2027, 10, 31)  # in Berlin the clocks show 02:00 to 03:00 twice


async def test_a_session_is_written_on_the_clocks_of_its_own_place(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])

    form = await browser.get(f"/workshops/{workshop.id}/sessions/new")
    sent = await browser.submit(
        form,
        "/sessions/new",
        title="Online part",
        on=in_days(61).isoformat(),
        at="09:30",
        zone="Asia/Kathmandu",
    )
    page = await browser.follow(sent)

    assert [(s.title, s.zone, s.wall[-5:]) for s in await sessions_of(workshop)] == [
        ("", ZONE, "10:00"),
        ("Online part", "Asia/Kathmandu", "09:30"),
        ("", ZONE, "10:00"),
    ]
    assert "Kathmandu, UTC+5:45" in page.text


async def test_a_time_shown_twice_is_asked_back_and_then_taken(browser: Browser) -> None:
    with clock.at(datetime(2027, 9, 1, tzinfo=UTC)):
        world = await make_world()
        days = {"first_on": in_days(59), "last_on": in_days(62), "zone": "Europe/Berlin"}
        workshop = await drafted(world, **days)
        await browser.sign_in_as(world.people["organiser"])
        form = await browser.get(f"/workshops/{workshop.id}/sessions/new")
        given = {"on": SUMMER_ENDS.isoformat(), "at": "02:30", "title": "Night"}

        asked = await browser.submit(form, "/sessions/new", **given)
        sent = await browser.submit(asked, "/sessions/new", second="second")

        (night,) = [s for s in await sessions_of(workshop) if s.title == "Night"]
        assert asked.status_code == 422
        assert "the clocks show this time twice. Say which one you mean." in asked.text
        assert sent.status_code == 303
        assert night.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


async def test_a_day_outside_of_the_workshop_is_refused_with_what_was_typed(
    browser: Browser,
) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/sessions/new")

    page = await browser.submit(
        form, "/sessions/new", on=in_days(90).isoformat(), at="09:30", title="Too late"
    )

    assert page.status_code == 422
    assert "This is not within the days of the workshop." in page.text
    assert "Too late" in page.text


async def test_who_was_slower_sees_both_versions_and_may_save_again(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    first = (await sessions_of(workshop))[0]
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/sessions/{first.id}")
    other = Sitting(wall=wall(60), minutes=180, zone=ZONE, place="Room 5")
    await sessions.change_session(await world.act("host"), workshop, first.id, first.version, other)

    page = await browser.submit(form, str(first.id), place="Room 3")
    again = await browser.submit(page, str(first.id))

    assert page.status_code == 409
    assert "Room 5" in page.text
    assert "Room 3" in page.text
    assert again.status_code == 303
    assert (await WorkshopSession.get(id=first.id)).place == "Room 3"


async def test_a_repeated_submit_adds_once_and_a_session_is_taken_out(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    form = await browser.get(f"/workshops/{workshop.id}/sessions/new")
    for _again in range(2):
        await browser.submit(form, "/sessions/new", on=in_days(61).isoformat(), at="09:30")
    before = await sessions_of(workshop)

    page = await browser.get(f"/workshops/{workshop.id}/sessions/{before[1].id}")
    await browser.submit(page, "/removal")

    assert (len(before), len(await sessions_of(workshop))) == (3, 2)


async def test_others_read_the_sessions_and_do_not_write_them(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    first = (await sessions_of(workshop))[0]
    await browser.sign_in_as(world.people["member"])

    page = await browser.get(f"/workshops/{workshop.id}/sessions")
    form = await browser.get(f"/workshops/{workshop.id}/sessions/new")
    removed = await browser.post(f"/workshops/{workshop.id}/sessions/{first.id}/removal")

    assert (page.status_code, form.status_code, removed.status_code) == (200, 403, 403)
    assert "Add a session" not in page.text
    assert len(await sessions_of(workshop)) == 2


async def test_a_hidden_workshop_has_no_sessions_to_see_nor_to_write(browser: Browser) -> None:
    world = await make_world()
    workshop = await drafted(world)
    first = (await sessions_of(workshop))[0]
    await browser.sign_in_as(world.people["member"])
    addresses = ["", "/new", f"/{first.id}"]

    read = [
        (await browser.get(f"/workshops/{workshop.id}/sessions{end}")).status_code
        for end in addresses
    ]
    sent = [
        (await browser.post(f"/workshops/{workshop.id}/sessions{end}")).status_code
        for end in ("/new", f"/{first.id}", f"/{first.id}/removal")
    ]

    assert (read, sent) == ([404] * 3, [404] * 3)
    assert (await workshops.fresh(workshop.id)).version == workshop.version


async def test_the_page_of_sessions_asks_little(browser: Browser) -> None:
    world = await make_world()
    workshop = await opened(world)
    await browser.sign_in_as(world.people["organiser"])
    address = f"/workshops/{workshop.id}/sessions"
    await browser.get(address)

    with statements() as asked:
        await browser.get(address)

    assert len(asked) <= 12
