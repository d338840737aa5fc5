"""The pages of somebody who goes instead, of visits in return and of free places."""

from datetime import timedelta

import pytest

from network.exchanges.actions import hosting, moving
from network.exchanges.models.visits import PlaceOffer, Visit
from network.exchanges.queries import duties, visits
from network.exchanges.rules.duty_words import LINKS
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import Role
from network.web.routing import path_for
from tests.browser_client import Browser
from tests.exchanges.test_replacing import of_a_call, paired
from tests.exchanges.visit_world import World, asked, confirmed, submitted
from tests.factories import actor, make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True

S = VisitState


async def cancel(world: World, visit: Visit) -> None:
    given = Request(reason=Reason.FUNDING)
    await moving.move(await world.act("home"), visit, Move.CANCEL, given)


async def test_every_duty_leads_to_a_page_there_is(browser: Browser) -> None:
    del browser
    values = {"id": "00000000-0000-0000-0000-000000000000", "months": 3}

    assert all(path_for(route, **values).startswith("/visits/") for route in LINKS.values())


# somebody else -----------------------------------------------------------------------------------


async def test_a_coordinator_lets_a_colleague_go_instead(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(f"/visits/{visit.id}/replacement")

    answer = await browser.submit(page, "/replacement", person=str(world.people["colleague"].id))

    made = await Visit.get(replaces_id=visit.id)
    assert (page.status_code, answer.status_code) == (200, 303)
    assert ((await visits.fresh(visit.id)).state, made.state) == (S.CANCELLED, S.DRAFT)


async def test_the_form_sent_twice_makes_one_visit(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(f"/visits/{visit.id}/replacement")

    for _again in range(2):
        answer = await browser.submit(
            page, "/replacement", person=str(world.people["colleague"].id)
        )

    assert answer.status_code == 303
    assert await Visit.filter(replaces_id=visit.id).count() == 1


@pytest.mark.parametrize("person", ["", "nobody", "00000000-0000-0000-0000-000000000000"])
async def test_who_does_not_work_there_is_refused_at_the_field(
    person: str, browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(f"/visits/{visit.id}/replacement")

    answer = await browser.submit(page, "/replacement", person=person)

    assert answer.status_code == 422
    assert (await visits.fresh(visit.id)).state is S.CONFIRMED


async def test_before_a_visit_is_confirmed_the_page_says_what_to_do_instead(
    browser: Browser, world: World
) -> None:
    visit = await submitted(world)
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(f"/visits/{visit.id}/replacement")

    assert page.status_code == 200
    assert "a new one written" in page.text
    assert 'name="person"' not in page.text


async def test_somebody_moved_the_visit_meanwhile(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(f"/visits/{visit.id}/replacement")
    await cancel(world, visit)

    answer = await browser.submit(page, "/replacement", person=str(world.people["colleague"].id))

    assert answer.status_code == 409
    assert await Visit.filter(replaces_id=visit.id).count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 403), ("host", 403), ("mentor", 403), ("outsider", 404), ("next_host", 404)],
)
@pytest.mark.parametrize("address", ["replacement", "pair", "place"])
async def test_others_are_refused_and_those_who_see_nothing_find_nothing(
    address: str, who: str, status: int, browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    may_look = {"pair": ("host",), "place": ("visitor",)}.get(address, ())
    wanted = 200 if who in may_look else status
    await browser.sign_in_as(world.people[who])

    page = await browser.get(f"/visits/{visit.id}/{address}")
    act = await browser.post(f"/visits/{visit.id}/{address}", {})

    assert page.status_code == wanted
    assert act.status_code == (422 if who in may_look else status)


async def test_a_visit_that_is_not_there_looks_the_same_as_a_hidden_one(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["outsider"])

    hidden = await browser.get(f"/visits/{visit.id}/pair")
    absent = await browser.get("/visits/00000000-0000-0000-0000-000000000000/pair")

    assert (hidden.status_code, absent.status_code) == (404, 404)


# in return ---------------------------------------------------------------------------------------


async def test_a_pair_is_shown_with_its_state_and_kept_apart_when_one_is_off(
    browser: Browser, world: World
) -> None:
    visit, back = await paired(world)
    await browser.sign_in_as(world.people["secretariat"])
    standing = await browser.get(f"/visits/{back.id}/pair")
    await cancel(world, visit)
    page = await browser.get(f"/visits/{back.id}/pair")

    answer = await browser.submit(page, "/pair/end")

    assert "will not take place" not in standing.text
    assert "Do you want to keep this one?" in page.text
    assert answer.status_code == 303
    assert (await visits.fresh(back.id)).paired_id is None


async def test_two_visits_are_linked_on_the_page(browser: Browser, world: World) -> None:
    visit, back = await paired(world)
    await Visit.filter(id__in=[visit.id, back.id]).update(paired_id=None)
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(f"/visits/{visit.id}/pair")

    answer = await browser.submit(page, "/pair", other=str(back.id))

    assert answer.status_code == 303
    assert (await visits.fresh(back.id)).paired_id == visit.id


async def test_linking_from_an_old_page_shows_what_is_stored(
    browser: Browser, world: World
) -> None:
    visit, back = await paired(world)
    await Visit.filter(id__in=[visit.id, back.id]).update(paired_id=None)
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(f"/visits/{visit.id}/pair")
    await Visit.filter(id=visit.id).update(version=visit.version + 1)

    answer = await browser.submit(page, "/pair", other=str(back.id))

    assert answer.status_code == 409
    assert (await visits.fresh(visit.id)).paired_id is None


async def test_a_draft_in_return_is_not_shown_before_it_is_sent(
    browser: Browser, world: World
) -> None:
    visit, back = await paired(world)
    await Visit.filter(id=back.id).update(submitted_at=None, state=S.DRAFT)
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(f"/visits/{visit.id}/pair")

    assert str(back.id) not in page.text


# a place -----------------------------------------------------------------------------------------


async def test_a_place_is_taken_up_on_its_page(browser: Browser, world: World) -> None:
    visit, (first, second) = await of_a_call(world)
    await cancel(world, visit)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(f"/visits/{first.id}/place")
    nothing = await browser.get(f"/visits/{second.id}/place")

    answer = await browser.submit(page, "/place", takes="yes")

    assert answer.status_code == 303
    assert "No place is free now" in nothing.text
    assert (await PlaceOffer.get(visit_id=first.id)).is_taken is True


async def test_after_48_hours_the_page_says_that_it_went_on(browser: Browser, world: World) -> None:
    visit, (first, _second) = await of_a_call(world)
    await cancel(world, visit)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(f"/visits/{first.id}/place")
    await PlaceOffer.filter(visit_id=first.id).update(expires_at=clock.now() - timedelta(hours=1))

    answer = await browser.submit(page, "/place", takes="yes")

    assert answer.status_code == 409
    assert "The time to answer is over" in answer.text


# Today -------------------------------------------------------------------------------------------


async def test_today_shows_what_waits_on_visits(browser: Browser, world: World) -> None:
    visit = await submitted(world)
    await browser.sign_in_as(world.people["home"])

    page = await browser.get("/today")

    [mine] = await duties.duties_of(await world.act("home"), clock.now())
    assert mine.text in page.text
    assert path_for("visits:endorse", id=visit.id) in page.text


async def test_the_history_says_who_stood_in_for_a_coordinator(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    deputy = await make_member(world.home, Role.COORDINATOR)
    await moving.move(await actor(deputy), visit, Move.CANCEL, Request(reason=Reason.FUNDING))
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(f"/visits/{visit.id}")

    assert page.text.count("Home coordinator, on behalf") == 1


async def test_the_secretariat_alone_reads_that_a_host_took_its_yes_back_before(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await hosting.withdraw_host(await world.act("host"), visit, Reason.WORK)
    following = await asked(world)
    await browser.sign_in_as(world.people["secretariat"])
    office = await browser.get(f"/visits/{following.id}")
    await browser.sign_in_as(world.people["home"])
    home = await browser.get(f"/visits/{following.id}")

    assert "nly the secretariat reads this" in office.text
    assert "nly the secretariat reads this" not in home.text
