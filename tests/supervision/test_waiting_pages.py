"""The waiting list as its people see it."""

from datetime import timedelta

import pytest

from network.kernel import clock
from network.people.models import Person
from network.supervision.actions import booking
from network.supervision.actions import polls as poll_actions
from network.supervision.actions import waiting as actions
from network.supervision.models import Seat, SeatState
from network.supervision.queries import sessions as queries
from tests.browser_client import Browser
from tests.factories import actor, make_member
from tests.supervision.poll_world import make_group

pytestmark = pytest.mark.anyio


async def make_full_session() -> tuple[Person, list[Person], str]:
    """A session with two seats; the third and fourth member have none."""
    supervisor, agreement, members = await make_group(4, most_members=2)
    leader = await supervisor.person
    start = (clock.now() + timedelta(days=6)).replace(minute=0, second=0, microsecond=0)
    session = await poll_actions.plan_now(await actor(leader), agreement, start)
    for member in members[2:]:
        await booking.leave(await actor(member), await queries.fresh(session.id))
    return leader, members, str(session.id)


async def test_one_joins_waits_is_offered_and_takes_the_seat(browser: Browser) -> None:
    _, members, key = await make_full_session()
    address = f"/supervision/sessions/{key}/waiting"
    await browser.sign_in_as(members[2])

    joined = await browser.submit(await browser.get(address), "/seat")
    waiting = await browser.get(address)
    session = (await Seat.filter(person_id=members[0].id).first()).session_id  # type: ignore[union-attr]
    await booking.leave(await actor(members[0]), await queries.fresh(session))
    offered = await browser.get(address)
    taken = await browser.submit(offered, "/acceptance")
    seated = await browser.get(address)

    assert joined.status_code == 303
    assert "You are number 1." in waiting.text
    assert "A seat is free for you" in offered.text
    assert taken.status_code == 303
    assert "You have a seat in this session." in seated.text


async def test_only_who_leads_sees_who_waits(browser: Browser) -> None:
    leader, members, key = await make_full_session()
    session = (await Seat.filter(person_id=members[0].id).first()).session_id  # type: ignore[union-attr]
    await actions.join(await actor(members[2]), await queries.fresh(session))
    address = f"/supervision/sessions/{key}/waiting"

    await browser.sign_in_as(leader)
    led = await browser.get(address)
    pages = []
    for member in (members[0], members[3]):
        await browser.sign_in_as(member)
        pages += [await browser.get(address), await browser.get(f"/supervision/sessions/{key}")]

    assert "Member 3" in led.text
    assert [page.status_code for page in pages] == [200] * 4
    assert not any("Member 3" in page.text for page in pages)


async def test_who_leads_changes_the_order(browser: Browser) -> None:
    leader, members, key = await make_full_session()
    session = (await Seat.filter(person_id=members[0].id).first()).session_id  # type: ignore[union-attr]
    for member in members[2:]:
        await actions.join(await actor(member), await queries.fresh(session))
    await browser.sign_in_as(leader)

    page = await browser.get(f"/supervision/sessions/{key}/waiting")
    moved = await browser.submit(page, f"/waiting/{members[3].id}", way="up")
    again = await browser.follow(moved)

    assert again.text.index("Member 4") < again.text.index("Member 3")


async def test_outsiders_find_no_list(browser: Browser) -> None:
    _, _, key = await make_full_session()
    await browser.sign_in_as(await make_member())

    seen = await browser.get(f"/supervision/sessions/{key}/waiting")
    acts = ("seat", "seat/acceptance", "seat/refusal")
    codes = [(await browser.post(f"/supervision/sessions/{key}/{act}")).status_code for act in acts]

    assert [seen.status_code, *codes] == [404] * 4


async def test_a_seat_that_went_to_somebody_else_is_explained(browser: Browser) -> None:
    _, members, key = await make_full_session()
    await browser.sign_in_as(members[2])

    answer = await browser.post(f"/supervision/sessions/{key}/seat/acceptance")

    assert answer.status_code == 409
    assert "not kept for you any more" in answer.text
    assert await Seat.filter(state=SeatState.TAKEN).count() == 2
