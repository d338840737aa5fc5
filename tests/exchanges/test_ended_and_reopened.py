"""A visit that ends before its last day, is opened again, gets other days, or is over."""

from datetime import date

import pytest

from network.calendars.models.feeds import Entry
from network.exchanges.actions import checklist, dating, hosting, reporting, talking
from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.staying import ChecklistItem, Message, TaskState
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.queries import programme, visits
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, OfferState, Reason
from network.kernel import clock
from network.kernel.errors import Conflict
from tests.browser_client import Browser
from tests.exchanges import report_world
from tests.exchanges.visit_facts import move, standing, with_item
from tests.exchanges.visit_world import World, accepted, arrived, at_noon, confirmed, in_days

pytestmark = pytest.mark.anyio
IN_PORTAL = True

LATER = Request(Reason.WORK, starts_on=date(2027, 6, 6), ends_on=date(2027, 7, 6))


async def days_of(world: World, who: str, visit: Visit) -> tuple[date, date, int]:
    row = await Entry.get(person=world.people[who], source_kind="visit", source_id=visit.id)
    return row.first_on, row.last_on, row.revision


async def due(visit: Visit) -> dict[str, date]:
    """What stands in calendars as still to be done for a visit."""
    rows = await Entry.filter(source_id=visit.id, source_kind__startswith="visit_")
    kinds = ("visit_home", "visit_host")
    return {
        row.source_kind: row.first_on
        for row in rows
        if row.source_kind not in kinds and row.status != "CANCELLED"
    }


# an end before the last day -----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "host"])
async def test_a_visit_that_is_finished_earlier_gets_shorter_in_calendars(
    who: str, world: World
) -> None:
    visit = await arrived(world)

    with clock.at(at_noon(107)):
        finished = await move(world, who, visit, Move.FINISH)

    assert finished.ended_on == in_days(107)
    shorter = (in_days(105), in_days(107), visit.revision + 1)
    assert await days_of(world, "mentor", visit) == shorter
    assert set((await standing("visit", visit.id)).values()) == {"CONFIRMED"}


async def test_on_its_last_day_it_has_the_days_it_had(world: World) -> None:
    visit = await arrived(world)
    before = await days_of(world, "mentor", visit)

    with clock.at(at_noon(109)):
        await move(world, "host", visit, Move.FINISH)

    assert await days_of(world, "mentor", visit) == before


# the way back -------------------------------------------------------------------------------------


async def closed_and_opened_again(world: World, visit: Visit) -> Visit:
    with clock.at(at_noon(400)):
        late = Request(reason=Reason.OVERDUE)
        visit = await move(world, "home", visit, Move.CLOSE_UNFINISHED, late)
        assert await due(visit) == {}
        return await move(world, "secretariat", visit, Move.REOPEN, Request(note="A mistake."))


async def test_a_report_is_due_again(world: World) -> None:
    visit = await closed_and_opened_again(world, await report_world.over(world))

    assert await due(visit) == {"visit_report": visit.report_due_on}


async def test_a_host_has_to_read_again_unless_it_did(world: World) -> None:
    reported = await closed_and_opened_again(world, await report_world.reported(world))
    report = await report_world.stored(reported)

    assert await due(reported) == {"visit_reading": report.host_due_on}


async def test_a_host_that_read_already_has_nothing_to_do(world: World) -> None:
    visit = await closed_and_opened_again(world, await report_world.cleared(world))

    assert await due(visit) == {}


async def test_the_questions_of_later_are_asked_again(world: World) -> None:
    visit = await closed_and_opened_again(world, await report_world.released(world))

    assert sorted(await due(visit)) == ["visit_follow_3", "visit_follow_6"]


async def refunds(visit: Visit) -> list[bool]:
    return [line.is_refund_due for line in await BudgetLine.filter(visit_id=visit.id)]


async def test_money_is_not_asked_back_for_a_journey_that_is_made_after_all(world: World) -> None:
    visit = await confirmed(world)
    visit = await move(world, "home", visit, Move.CANCEL, Request(reason=Reason.FUNDING))
    before = await refunds(visit)

    await move(world, "secretariat", visit, Move.REOPEN, Request(note="It is there."))

    assert (before, await refunds(visit)) == ([True], [False])


async def test_what_an_earlier_host_owes_is_asked_back_still(world: World) -> None:
    visit = await confirmed(world)
    visit = await hosting.withdraw_host(await world.act("host"), visit, Reason.WORK)
    days = (in_days(112), in_days(116))
    following = await world.act("next_host")
    person = world.people["next_host"]
    visit = await hosting.accept(following, visit, person.id, "en", days)
    visit = await move(world, "home", visit, Move.WITHDRAW, Request(reason=Reason.WORK))

    await move(world, "secretariat", visit, Move.REOPEN, Request(note="It goes on."))

    assert await refunds(visit) == [True]


# other days, another host -------------------------------------------------------------------------


async def test_days_that_everybody_chose_take_the_programme_along(world: World) -> None:
    visit, host = await accepted(world), await world.act("host")
    item = await with_item(world, visit, day=106)
    spans = [Span(in_days(112), in_days(116)), Span(in_days(120), in_days(124))]
    poll = await dating.open_poll(host, visit, spans)
    option = await poll.options.filter(first_on=in_days(112)).get()

    await dating.settle_poll(host, visit, poll, option.id)

    assert [one.wall for one in await programme.items_of(visit)] == [f"{in_days(113)}T09:00"]
    assert await standing("programme", item.id) == {}


async def test_a_visit_that_became_virtual_finds_its_programme_on_the_new_days(
    world: World,
) -> None:
    visit, host = await confirmed(world), await world.act("host")
    await with_item(world, visit, day=106)
    visit = await move(world, "home", visit, Move.POSTPONE, LATER)
    visa = Request(reason=Reason.VISA_REFUSED)
    visit = await move(world, "home", visit, Move.GO_VIRTUAL, visa)
    spans = [Span(in_days(205), in_days(209)), Span(in_days(212), in_days(216))]
    poll = await dating.open_poll(host, visit, spans)
    option = await poll.options.filter(first_on=in_days(205)).get()

    await dating.settle_poll(host, visit, poll, option.id)

    assert [one.wall for one in await programme.items_of(visit)] == [f"{in_days(206)}T09:00"]


async def test_what_a_host_before_noted_on_its_checklist_is_gone(world: World) -> None:
    visit = await confirmed(world)
    item = await ChecklistItem.filter(visit_id=visit.id, owner="host").first()
    assert item is not None
    host, note = await world.act("host"), "The keys are with Amina."
    await checklist.settle(host, visit, item, item.version, TaskState.DONE, note)
    later = at_noon(1)
    await HostChoice.filter(visit_id=visit.id, state=OfferState.ACCEPTED).update(asked_at=later)

    await checklist.lay_out(visit)

    stored = await ChecklistItem.get(id=item.id)
    assert (stored.state, stored.note, stored.done_by_id) == (TaskState.OPEN, "", None)


# what is over -------------------------------------------------------------------------------------


async def cancelled(world: World) -> Visit:
    given = Request(reason=Reason.FUNDING)
    return await move(world, "home", await confirmed(world), Move.CANCEL, given)


async def test_nobody_writes_on_a_visit_that_is_over(world: World) -> None:
    visit = await cancelled(world)

    with pytest.raises(Conflict):
        await talking.write(await world.act("visitor"), visit, "Hello")

    assert await Message.all().count() == 0


async def test_the_pages_offer_no_message_then_and_keep_what_was_typed(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}/messages")
    await move(world, "home", visit, Move.CANCEL, Request(reason=Reason.FUNDING))

    answer = await browser.submit(page, "/messages", text="When does the tram leave?")
    messages = await browser.get(f"/visits/{visit.id}/messages")
    shown = await browser.get(f"/visits/{visit.id}")

    assert answer.status_code == 409
    assert "This visit is over." in answer.text
    assert "When does the tram leave?" in answer.text
    assert "Send to everybody" not in answer.text + messages.text + shown.text


async def test_sharing_is_waived_only_while_it_is_due(world: World) -> None:
    visit, secretariat = await report_world.reported(world), await world.act("secretariat")

    with pytest.raises(Conflict):
        await reporting.waive_sharing(secretariat, visit, "The team was dissolved.")

    assert (await visits.fresh(visit.id)).waived_by_id is None


async def test_a_waiver_of_a_visit_that_closed_meanwhile_says_so(
    browser: Browser, world: World
) -> None:
    visit = await report_world.released(world)
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(f"/visits/{visit.id}/passing-on")
    with clock.at(at_noon(400)):
        late = Request(reason=Reason.OVERDUE)
        await move(world, "secretariat", visit, Move.CLOSE_UNFINISHED, late)

    answer = await browser.submit(page, "/waiver", why="The team was dissolved.")

    assert answer.status_code == 409
    assert "The team was dissolved." in answer.text
    assert (await visits.fresh(visit.id)).waived_by_id is None
