"""Choosing among the applications of a call: order, places, waiting list, a no."""

from typing import Any

import html5lib
import pytest

from network.db import transaction
from network.exchanges.actions import alternates, applying, hosting, selecting
from network.exchanges.actions.applying import Goal, Wish
from network.exchanges.models.offers import CallState, ExchangeCall
from network.exchanges.models.visits import HostChoice, PlaceOffer, Visit, VisitMove
from network.exchanges.queries import selection, visits
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Move, Reason, VisitState
from network.kernel.errors import Conflict, Forbidden, NotFound, Stale
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import World, in_days, pieces
from tests.factories import actor, make_centre, make_coordinator, make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True

S = VisitState


async def make_call(**given: Any) -> ExchangeCall:
    plain: dict[str, Any] = {
        "title": "Pain and trauma",
        "lang": "en",
        "state": CallState.OPEN,
        "places": 1,
        "opens_on": in_days(-2),
        "closes_on": in_days(30),
    }
    return await ExchangeCall.create(**(plain | given))


async def applied(
    world: World, call: ExchangeCall, score: int | None, name: str = "Somebody"
) -> Visit:
    """An endorsed application of a new person at a new centre, with its result."""
    home = await make_centre()
    person = await make_member(home, name=name)
    visitor, coordinator = await actor(person), await actor(await make_coordinator(home))
    visit = await applying.start(visitor, home.id, call)
    for version, (piece, values) in enumerate(pieces().items(), 1):
        await applying.save_piece(visitor, visit, piece, version, values)
    await applying.write_goal(visitor, visit, Goal(specific="Run two groups", before=1))
    wishes = [Wish(window.centre_id, window.id) for window in world.windows]
    await applying.rank_hosts(visitor, visit, wishes)
    visit = await applying.submit(visitor, await visits.fresh(visit.id))
    visit = await applying.endorse(coordinator, visit, Gate, "Colleagues share it.")
    await Visit.filter(id=visit.id).update(score=score)
    return await visits.fresh(visit.id)


def move_path(visit: Visit, move: str) -> str:
    return f"/visits/{visit.id}/moves/{move}"


def address(call: ExchangeCall, visit: Visit | None = None, act: str = "") -> str:
    base = f"/visits/calls/{call.id}/selection"
    return f"{base}/{visit.id}/{act}" if visit else base


async def test_the_best_result_comes_first_and_a_tie_is_broken_by_giving(world: World) -> None:
    call = await make_call()
    low = await applied(world, call, 300)
    taker, giver = await applied(world, call, 400), await applied(world, call, 400)
    for home, host in (
        (taker.home_centre_id, world.hosts[0].id),
        (world.home.id, giver.home_centre_id),
    ):
        await Visit.create(
            visitor_id=world.people["colleague"].id,
            home_centre_id=home,
            host_centre_id=host,
            state=S.CLOSED,
        )

    found = await selection.selection_of(await world.act("secretariat"), call.id)

    assert [one.visit.id for one in found.open] == [giver.id, taker.id, low.id]
    assert [one.rank for one in found.open] == [1, 2, 3]
    assert [one.balance for one in found.open] == [-1, 1, 0]


async def test_a_place_is_given_and_the_hosts_are_asked(browser: Browser, world: World) -> None:
    call = await make_call()
    best = await applied(world, call, 420, "Amal")
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(address(call))

    sent = await browser.submit(page, f"{best.id}/place")
    after = await browser.follow(sent)

    assert "0 taken, 1 left" in page.text
    assert "1 taken, 0 left" in after.text
    assert (await visits.fresh(best.id)).state is S.HOST_PENDING
    assert (await HostChoice.filter(visit_id=best.id).order_by("rank").first()).state == "asked"  # type: ignore[union-attr]


async def test_the_last_place_is_given_once(world: World) -> None:
    call = await make_call()
    one, two = await applied(world, call, 420), await applied(world, call, 410)
    secretariat = await world.act("secretariat")
    await selecting.give_place(secretariat, one, one.version)

    with pytest.raises(Conflict):
        await selecting.give_place(secretariat, two, two.version)

    assert (await visits.fresh(two.id)).state is S.ENDORSED


async def test_the_page_of_a_visit_gives_no_place_that_its_call_does_not_have(
    browser: Browser, world: World
) -> None:
    call = await make_call()
    one, two = await applied(world, call, 420), await applied(world, call, 410)
    await browser.sign_in_as(world.people["secretariat"])
    given = await browser.submit(await browser.get(move_path(one, "ask_hosts")), "/ask_hosts")

    page = await browser.get(move_path(two, "ask_hosts"))
    refused = await browser.post(move_path(two, "ask_hosts"), {"seen": "endorsed"})

    assert given.status_code == 303
    assert "All places of this call are taken." in page.text
    assert refused.status_code == 409
    states = [(await visits.fresh(visit.id)).state for visit in (one, two)]
    assert states == [S.HOST_PENDING, S.ENDORSED]


async def test_a_place_goes_by_results_to_who_was_put_on_the_list_by_their_visit_s_page(
    browser: Browser, world: World
) -> None:
    call = await make_call()
    freed = await applied(world, call, 450)
    low, high = await applied(world, call, 300), await applied(world, call, 420)
    secretariat = await world.act("secretariat")
    await selecting.give_place(secretariat, freed, freed.version)
    await browser.sign_in_as(world.people["secretariat"])
    for visit in (low, high):
        await browser.submit(await browser.get(move_path(visit, "waitlist")), "/waitlist")

    async with transaction():
        await alternates.offer_place(secretariat, freed)

    ranks = [(await visits.fresh(visit.id)).rank for visit in (low, high)]
    assert ranks == [2, 1]
    assert (await PlaceOffer.get(freed_by_id=freed.id)).visit_id == high.id


async def test_the_waiting_list_is_numbered_and_stays_in_order(world: World) -> None:
    call = await make_call()
    rows = [await applied(world, call, points) for points in (300, 450, 400, 350)]
    third, first, second, _fourth = rows
    secretariat = await world.act("secretariat")
    await selecting.give_place(secretariat, first, first.version)

    for visit in (third, second):
        await selecting.put_on_list(secretariat, visit, visit.version)
    before = {one.id: (await visits.fresh(one.id)).rank for one in (second, third)}
    fresh = await visits.fresh(second.id)
    await selecting.turn_down(secretariat, fresh, fresh.version, Reason.FUNDING)

    assert before == {second.id: 1, third.id: 2}
    assert (await visits.fresh(third.id)).rank == 1
    assert await selection.rank_of(await visits.fresh(third.id)) == 1


async def test_visitor_and_home_coordinator_read_the_rank_and_nobody_elses(
    browser: Browser, world: World
) -> None:
    call = await make_call(places=0)
    first = await applied(world, call, 450, "Amal First")
    second = await applied(world, call, 400, "Bela Second")
    secretariat = await world.act("secretariat")
    for visit in (first, second):
        await selecting.put_on_list(secretariat, visit, visit.version)
    await visits.fresh(second.id)

    await browser.sign_in_as(await second.visitor)
    page = await browser.get(f"/visits/{second.id}/apply")

    assert "Number 2 on the waiting list." in page.text
    assert "Amal First" not in page.text


async def test_nobody_waits_while_there_is_a_place(browser: Browser, world: World) -> None:
    call = await make_call(places=2)
    visit = await applied(world, call, 420)
    await browser.sign_in_as(world.people["secretariat"])

    refused = await browser.post(address(call, visit, "waiting"), {"version": visit.version})

    assert refused.status_code == 409
    assert "The call still has places." in refused.text
    assert (await visits.fresh(visit.id)).state is S.ENDORSED


async def test_it_is_declined_with_a_reason_of_the_list(browser: Browser, world: World) -> None:
    call = await make_call()
    visit = await applied(world, call, 120)
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(address(call))

    bad = await browser.submit(page, f"{visit.id}/decline", reason="boring")
    sent = await browser.submit(page, f"{visit.id}/decline", reason="not_suited")

    moved = await VisitMove.get(visit_id=visit.id, move=Move.DECLINE)
    assert (bad.status_code, sent.status_code) == (422, 303)
    assert moved.reason == "not_suited"
    assert (await visits.fresh(visit.id)).state is S.DECLINED


async def test_of_two_secretaries_the_second_reads_what_it_is_now(
    browser: Browser, world: World
) -> None:
    call = await make_call()
    visit = await applied(world, call, 420)
    await browser.sign_in_as(world.people["secretariat"])
    old = await browser.get(address(call))
    secretariat = await world.act("secretariat")
    await selecting.turn_down(secretariat, visit, visit.version, Reason.FUNDING)

    refused = await browser.submit(old, f"{visit.id}/place")

    assert refused.status_code == 409
    assert "It is now: Declined." in refused.text
    assert await VisitMove.filter(visit_id=visit.id).count() == 3


async def test_an_older_page_moves_nothing(world: World) -> None:
    call = await make_call()
    visit = await applied(world, call, 420)

    with pytest.raises(Stale):
        await selecting.give_place(await world.act("secretariat"), visit, visit.version - 1)


async def test_sent_twice_it_acts_once(browser: Browser, world: World) -> None:
    call = await make_call()
    visit = await applied(world, call, 420)
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(address(call))

    await browser.submit(page, f"{visit.id}/place")
    again = await browser.submit(page, f"{visit.id}/place")

    assert again.status_code == 303
    assert await VisitMove.filter(visit_id=visit.id, move=Move.ASK_HOSTS).count() == 1


async def test_a_host_that_runs_out_gives_the_place_back(world: World) -> None:
    call = await make_call()
    visit = await applied(world, call, 420)
    secretariat = await world.act("secretariat")
    moved = await selecting.give_place(secretariat, visit, visit.version)
    for who in ("host", "next_host"):
        moved = await hosting.decline(await world.act(who), moved, Reason.HOST_CAPACITY)

    found = await selection.selection_of(secretariat, call.id)

    assert (moved.state, found.left) == (S.ENDORSED, 1)


@pytest.mark.parametrize("who", ["visitor", "home", "host", "outsider", "editor"])
async def test_the_selection_is_absent_for_all_but_the_secretariat(
    who: str, browser: Browser, world: World
) -> None:
    call = await make_call()
    visit = await applied(world, call, 420, "Amal")
    await browser.sign_in_as(world.people[who])

    page = await browser.get(address(call))
    acts = ("place", "waiting", "decline")
    sent = [
        await browser.post(address(call, visit, act), {"version": visit.version}) for act in acts
    ]

    assert page.status_code == 404
    assert [one.status_code for one in sent] == [404, 404, 404]
    assert (await visits.fresh(visit.id)).state is S.ENDORSED
    with pytest.raises(NotFound):
        await selection.selection_of(await world.act(who), call.id)
    with pytest.raises(Forbidden):
        await selecting.give_place(await world.act(who), visit, visit.version)


async def test_a_visit_of_another_call_is_absent(browser: Browser, world: World) -> None:
    call, other = await make_call(), await make_call()
    visit = await applied(world, other, 420)
    await browser.sign_in_as(world.people["secretariat"])

    sent = await browser.post(address(call, visit, "place"), {"version": visit.version})
    unknown = await browser.post(address(other, visit, "explode"), {"version": visit.version})

    assert (sent.status_code, unknown.status_code) == (404, 404)
    assert (await visits.fresh(visit.id)).state is S.ENDORSED


async def test_drafts_are_in_no_selection_and_needs_on_no_page(
    browser: Browser, world: World
) -> None:
    call = await make_call()
    await applied(world, call, 420, "Amal Sent")
    writer = await make_member(name="Dara Draft")
    own = await actor(writer)
    await applying.start(own, next(iter(own.centre_ids)), call)
    await browser.sign_in_as(world.people["secretariat"])

    page = await browser.get(address(call))

    assert "Amal Sent" in page.text
    assert "Dara Draft" not in page.text
    assert "a room on the ground floor" not in page.text


async def test_many_applications_ask_no_more_of_the_database(
    browser: Browser, world: World
) -> None:
    call = await make_call()
    counts = []
    await browser.sign_in_as(world.people["secretariat"])
    for more in (1, 2):
        for _number in range(more):
            await applied(world, call, 420)
        await browser.get(address(call))
        with statements() as made:
            page = await browser.get(address(call))
        assert page.status_code == 200
        counts.append(len(made))
        html5lib.HTMLParser(strict=True).parse(page.text)

    assert counts[0] == counts[1]
    assert counts[0] <= 12
