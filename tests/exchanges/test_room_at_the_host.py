"""What hosts have room for, and what is said beside days to choose."""

from datetime import date, timedelta

import pytest

from network.exchanges.actions import dating, hosting, moving
from network.exchanges.models.agreeing import DateOption, DatePollState
from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.models.visits import Visit
from network.exchanges.pages import earliest
from network.exchanges.queries import visits
from network.exchanges.queries.checklists import Earliest
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason, VisitState
from network.kernel import clock
from network.kernel.errors import Invalid
from network.people.models import Person
from tests.browser_client import Browser
from tests.exchanges.visit_world import (
    World,
    accepted,
    asked,
    confirmed,
    in_days,
    make_world,
    written,
)

pytestmark = pytest.mark.anyio
IN_PORTAL = True


# room at the host ---------------------------------------------------------------------------------


async def busy_at(world: World, *starts: int) -> None:
    """Visits of five days that the first host has agreed to already."""
    for start in starts:
        await Visit.create(
            visitor_id=world.people["colleague"].id,
            home_centre_id=world.home.id,
            host_centre_id=world.hosts[0].id,
            state=VisitState.CONFIRMED,
            first_on=in_days(start),
            last_on=in_days(start + 4),
        )


def first_of_quarter() -> int:
    """In how many days the quarter begins that lies within the offered days."""
    return next(n for n in range(60, 160) if (in_days(n).month % 3, in_days(n).day) == (1, 1))


async def accept(world: World, visit: Visit, first: int, last: int) -> Visit:
    days = (in_days(first), in_days(last))
    host, mentor = await world.act("host"), world.people["mentor"]
    return await hosting.accept(host, visit, mentor.id, "en", days)


async def test_a_host_with_another_visitor_then_cannot_say_yes(world: World) -> None:
    visit = await asked(world)
    await busy_at(world, 107)

    with pytest.raises(Invalid) as refused:
        await accept(world, visit, 105, 109)

    stored = await visits.fresh(visit.id)
    full = "All places of the host are taken on some of these days."
    assert refused.value.fields == {"first_on": full}
    assert (stored.state, stored.version) == (VisitState.HOST_PENDING, visit.version)


async def test_a_visit_is_not_opened_again_while_somebody_else_has_the_place_of_the_host(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    cancelled = Request(reason=Reason.FUNDING)
    visit = await moving.move(await world.act("home"), visit, Move.CANCEL, cancelled)
    await busy_at(world, 107)
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(f"/visits/{visit.id}/moves/reopen")

    refused = await browser.submit(page, "/reopen", note="There is money now")
    await Visit.filter(visitor_id=world.people["colleague"].id).update(state=VisitState.CANCELLED)
    await browser.submit(page, "/reopen", note="There is money now")

    assert refused.status_code == 422
    assert "All places of the host are taken on some of these days." in refused.text
    assert "There is money now" in refused.text
    assert (await visits.fresh(visit.id)).state is VisitState.CONFIRMED


async def test_a_second_place_is_room_for_a_second_visitor(world: World) -> None:
    visit = await asked(world)
    await busy_at(world, 107)
    await ExchangeWindow.filter(centre_id=world.hosts[0].id).update(places=2)

    moved = await accept(world, visit, 105, 109)

    assert moved.state is VisitState.HOST_ACCEPTED


async def test_two_visits_in_a_quarter_are_enough_for_a_host(world: World) -> None:
    visit = await asked(world)
    begins = first_of_quarter()
    await ExchangeWindow.filter(centre_id=world.hosts[0].id).update(
        first_on=in_days(begins), last_on=in_days(begins + 80)
    )
    await busy_at(world, begins, begins + 10)

    with pytest.raises(Invalid) as refused:
        await accept(world, visit, begins + 30, begins + 34)

    told_why = "The host takes 2 visits in a quarter of the year, and has them already."
    assert refused.value.fields == {"first_on": told_why}


async def test_days_outside_the_offer_are_not_said_yes_to(world: World) -> None:
    visit = await asked(world)

    with pytest.raises(Invalid) as refused:
        await accept(world, visit, 149, 153)

    outside = "The offer that was asked for does not reach over these days."
    assert refused.value.fields == {"first_on": outside}


async def test_a_visit_on_nothing_but_a_weekend_is_refused(world: World) -> None:
    visit = await asked(world)
    await world.hosts[0].filter(id=world.hosts[0].id).update(weekend=[6, 7])
    saturday = next(n for n in range(105, 112) if in_days(n).isoweekday() == 6)

    with pytest.raises(Invalid) as refused:
        await accept(world, visit, saturday, saturday + 1)

    weekend = "The host works on none of these days: they are its weekend."
    assert refused.value.fields == {"first_on": weekend}


async def closed_at(world: World, first: int, last: int) -> None:
    days = [in_days(first).isoformat(), in_days(last).isoformat()]
    await world.hosts[0].filter(id=world.hosts[0].id).update(closures=[days])


async def test_a_visit_on_a_day_on_which_the_host_is_closed_is_refused(world: World) -> None:
    visit = await asked(world)
    await closed_at(world, 109, 120)

    with pytest.raises(Invalid) as refused:
        await accept(world, visit, 105, 109)
    taken = await accept(world, visit, 104, 108)

    assert refused.value.fields == {"first_on": "The host is closed on these days."}
    assert taken.state is VisitState.HOST_ACCEPTED


async def test_who_knows_the_host_reads_when_it_is_closed_where_days_are_chosen(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await closed_at(world, 109, 120)

    seen = {}
    for who in ("host", "visitor"):
        await browser.sign_in_as(world.people[who])
        page = await browser.get(f"/visits/{visit.id}/dates")
        seen[who] = "The host is closed:" in page.text

    assert seen == {"host": True, "visitor": False}


async def test_other_days_are_checked_as_they_are_proposed_and_as_they_are_accepted(
    world: World,
) -> None:
    visit = await confirmed(world)
    home, span = await world.act("home"), Span(in_days(120), in_days(124))
    change = await dating.propose_days(home, visit, span)
    await dating.accept_days(await world.act("visitor"), visit, change)
    await busy_at(world, 122)

    with pytest.raises(Invalid):
        await dating.accept_days(await world.act("host"), visit, change)
    await dating.refuse_days(home, visit, change)
    with pytest.raises(Invalid):
        await dating.propose_days(home, visit, span)

    stored = await visits.fresh(visit.id)
    assert (stored.first_on, stored.last_on) == (in_days(105), in_days(109))


async def test_a_period_without_room_is_not_chosen(world: World) -> None:
    visit = await accepted(world)
    host = await world.act("host")
    spans = [Span(in_days(119), in_days(123)), Span(in_days(126), in_days(130))]
    poll = await dating.open_poll(host, visit, spans)
    option = await DateOption.get(poll_id=poll.id, first_on=in_days(119))
    await busy_at(world, 120)

    with pytest.raises(Invalid) as refused:
        await dating.settle_poll(host, visit, poll, option.id)

    await poll.refresh_from_db()
    assert list(refused.value.fields) == ["options"]
    assert poll.state is DatePollState.OPEN


async def test_a_page_says_at_the_field_which_limit_is_in_the_way(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await busy_at(world, 107)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(f"/visits/{visit.id}/moves/accept")

    answer = await browser.submit(
        page,
        "/moves/accept",
        first_on=str(in_days(105)),
        last_on=str(in_days(109)),
        mentor=str(world.people["mentor"].id),
        lang="en",
    )

    assert answer.status_code == 422
    assert "All places of the host are taken on some of these days." in answer.text


# beside days to choose ----------------------------------------------------------------------------


def test_the_earliest_start_says_what_it_counts() -> None:
    on = date(2027, 3, 1)

    found = [earliest.words(Earliest(on, days)) for days in (30, 0)]

    assert found == [
        "Counting visa and agreement, the earliest realistic start is 1 Mar 2027.",
        "Counting the agreement, the earliest realistic start is 1 Mar 2027.",
    ]


async def test_the_earliest_start_stands_where_people_choose_days(
    browser: Browser, world: World
) -> None:
    draft, running = await written(world), await asked(await make_world())
    await browser.sign_in_as(world.people["visitor"])
    piece = (await browser.get(f"/visits/{draft.id}/apply/practical")).text
    other = (await browser.get(f"/visits/{draft.id}/apply/content")).text
    await browser.sign_in_as(await Person.get(id=running.visitor_id))
    asks = (await browser.get(f"/visits/{running.id}/dates")).text

    assert [text.count("the earliest realistic start is") for text in (piece, other, asks)] == [
        1,
        0,
        1,
    ]


async def test_public_holidays_are_shown_to_who_knows_the_host_and_refuse_nothing(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await world.hosts[0].filter(id=world.hosts[0].id).update(country="DE")
    now = clock.now().date()
    labour_day = date(now.year + (now >= date(now.year, 1, 1)), 5, 1)
    spans = [Span(labour_day, labour_day + timedelta(days=4)), Span(in_days(119), in_days(123))]
    await dating.open_poll(await world.act("host"), visit, spans)

    seen = {}
    for who in ("host", "visitor"):
        await browser.sign_in_as(world.people[who])
        seen[who] = (
            "Public holidays where the host is:"
            in (await browser.get(f"/visits/{visit.id}/dates")).text
        )

    assert seen == {"host": True, "visitor": False}
