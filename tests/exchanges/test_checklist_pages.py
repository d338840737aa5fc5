"""The checklists of a visit: laid out around days off, settled, waived, added to."""

from datetime import date

import pytest

from network.centres.models import Centre
from network.exchanges.actions import agreeing, checklist, hosting, moving
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.pieces import CLAUSES
from network.exchanges.queries import checklists, visits
from network.exchanges.rules import dates
from network.exchanges.rules.dates import Visa
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason, Side
from network.kernel import clock, holidays
from network.kernel.actor import Role
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_world import (
    World,
    accepted,
    at_noon,
    confirmed,
    in_days,
    make_world,
)
from tests.factories import make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True


def of(visit: Visit, item: ChecklistItem | None = None) -> str:
    return f"/visits/{visit.id}/tasks" + (f"/{item.id}" if item else "")


async def the(visit: Visit, code: str) -> ChecklistItem:
    return await ChecklistItem.get(visit_id=visit.id, code=code)


async def test_a_task_is_done_in_two_clicks(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    item = await the(visit, "contact")
    await browser.sign_in_as(world.people["visitor"])
    listed = await browser.get(of(visit))

    page = await browser.get(of(visit, item))
    done = await browser.submit(page, str(item.id), state="done")
    after = await browser.follow(done)

    stored = await the(visit, "contact")
    assert of(visit, item) in listed.text
    assert "Your turn" in listed.text
    assert "Saved: Safety contact and code word agreed" in after.text
    assert (stored.state, stored.done_role) == (TaskState.DONE, "visitor")
    assert stored.done_by_id == world.people["visitor"].id


async def test_before_confirmation_the_list_to_come_is_shown(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(of(visit))

    assert "The lists begin once the visit is confirmed." in page.text
    assert "Medical and evacuation insurance" in page.text
    assert await ChecklistItem.all().count() == 0


async def test_nobody_settles_what_is_with_somebody_else(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    item = await the(visit, "liability")
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(of(visit, item))
    forced = await browser.post(
        of(visit, item), {"state": "done", "version": str(item.version), "note": ""}
    )

    assert "It is settled by: Host coordinator" in page.text
    assert forced.status_code == 403
    assert (await the(visit, "liability")).state is TaskState.OPEN


async def test_only_a_focal_point_waives(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    item = await the(visit, "medical")
    focal = await make_member(world.home, Role.FOCAL_POINT)
    values = {"state": "waived", "version": str(item.version), "note": ""}

    await browser.sign_in_as(world.people["home"])
    by_home = await browser.post(of(visit, item), values)
    await browser.sign_in_as(focal)
    by_focal = await browser.post(of(visit, item), values)

    assert (by_home.status_code, by_focal.status_code) == (403, 303)
    assert (await the(visit, "medical")).done_role == "focal_point"


async def test_a_rating_is_not_ticked_off_in_the_list(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    item = await the(visit, "rating_home")
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(of(visit, item))
    forced = await browser.post(
        of(visit, item), {"state": "done", "version": str(item.version), "note": ""}
    )

    assert "To the rating" in page.text
    assert forced.status_code == 409
    assert (await the(visit, "rating_home")).state is TaskState.OPEN


async def test_what_is_late_is_said_with_its_day_and_who_can_help(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    with clock.at(at_noon(104)):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(of(visit))

    assert "It was planned for" in page.text
    assert "The home coordinator can help." in page.text
    assert "tag-stop" not in page.text


async def test_of_two_who_settle_at_once_the_later_sees_what_is_stored(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    item = await the(visit, "contact")
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(of(visit, item))
    await checklist.settle(
        await world.act("home"), visit, item, item.version, TaskState.NOT_NEEDED, "By phone"
    )

    late = await browser.submit(page, str(item.id), state="done")

    assert late.status_code == 409
    assert "Somebody changed this a moment ago." in late.text
    assert "By phone" in late.text
    assert (await the(visit, "contact")).state is TaskState.NOT_NEEDED


async def test_an_item_of_ones_own_comes_and_goes(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["mentor"])
    page = await browser.get(of(visit))

    added = await browser.submit(
        page,
        "/tasks",
        text="Bring indoor shoes",
        area="health",
        owner="visitor",
        due_on=in_days(100).isoformat(),
    )
    own = await ChecklistItem.get(visit_id=visit.id, code="")
    detail = await browser.get(of(visit, own))
    removed = await browser.submit(detail, "/removal")

    assert (added.status_code, removed.status_code) == (303, 303)
    assert (own.owner, own.offset_days, own.is_required) == ("visitor", -5, False)
    assert await ChecklistItem.filter(visit_id=visit.id, code="").count() == 0


async def test_an_item_of_every_visit_is_not_taken_off(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    item = await the(visit, "contact")
    await browser.sign_in_as(world.people["home"])

    refused = await browser.post(f"{of(visit, item)}/removal", {"version": str(item.version)})

    assert refused.status_code == 409
    assert await ChecklistItem.filter(id=item.id).count() == 1


async def test_an_item_of_another_visit_is_not_there(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    item = await the(visit, "contact")
    other = await accepted(await make_world())
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{other.id}/tasks/{item.id}")

    assert page.status_code == 404


async def test_duties_fall_on_days_when_both_centres_work(world: World) -> None:
    closed = [in_days(77), in_days(92)]
    closures = [[day.isoformat() for day in closed]]
    await Centre.filter(id=world.home.id).update(weekend=[5, 6], country="JO", closures=closures)
    await Centre.filter(id=world.hosts[0].id).update(weekend=[6, 7], country="DE")
    visit = await confirmed(world)

    days = [row.due_on for row in await checklists.items_of(visit.id) if row.due_on]

    assert [day for day in days if closed[0] <= day <= closed[1]] == []
    assert {day.isoweekday() for day in days} <= {1, 2, 3, 4, 7} - {7}
    off = holidays.days_off("DE", days[0].year, days[-1].year)
    off |= holidays.days_off("JO", days[0].year, days[-1].year)
    assert [day for day in days if day in off] == []


def test_a_duty_in_the_year_before_minds_the_holidays_of_that_year() -> None:
    centre = Centre(country="DE", weekend=[6, 7])

    week = checklists.weeks_of([centre], date(2028, 1, 20))[0]

    assert dates.Span(date(2027, 12, 25), date(2027, 12, 25)) in week.closures


async def test_online_nobody_needs_what_was_for_travelling(world: World) -> None:
    visit = await confirmed(world)
    given = Request(reason=Reason.VISA_REFUSED)
    visit = await moving.move(await world.act("visitor"), visit, Move.GO_VIRTUAL, given)

    await checklist.lay_out(visit)

    open_ones = ChecklistItem.filter(visit_id=visit.id, state=TaskState.OPEN).order_by("code")
    assert [row.code for row in await open_ones] == ["account", "cover", "support"]


async def test_another_host_does_what_the_first_one_did_again(world: World) -> None:
    visit = await confirmed(world)
    host, home = await world.act("host"), await world.act("home")
    for code, actor in (("liability", host), ("medical", home)):
        item = await the(visit, code)
        await checklist.settle(actor, visit, item, item.version, TaskState.DONE)
    visit = await hosting.withdraw_host(host, visit, Reason.HOST_CAPACITY)
    second, days = await world.act("next_host"), (in_days(120), in_days(124))
    mentor = await make_member(world.hosts[1])
    visit = await hosting.accept(second, visit, mentor.id, "en", days)
    await agreeing.write_edition(second, visit, dict.fromkeys(CLAUSES, "As usual."))
    for who, side in (("next_host", Side.HOST), ("home", Side.HOME), ("visitor", Side.VISITOR)):
        await agreeing.sign(await world.act(who), visit, 2, side)

    await agreeing.confirm(home, await visits.fresh(visit.id))

    assert (await the(visit, "liability")).state is TaskState.OPEN
    assert (await the(visit, "medical")).state is TaskState.DONE
    assert await HostChoice.filter(visit_id=visit.id).count() == 2


async def test_the_earliest_start_counts_the_visa_and_the_steps(world: World) -> None:
    visit = await accepted(world)

    without = await checklists.earliest_start(visit)
    with_visa = checklists.earliest_with(visit, Visa.NEEDED, [])

    assert without == (dates.first_working_day(in_days(70)), 0) or without.on >= in_days(70)
    assert (with_visa.visa_days, with_visa.on) == (30, in_days(70))


async def test_the_lists_cost_few_statements(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["home"])
    await browser.get(of(visit))

    with statements() as found:
        page = await browser.get(of(visit))

    assert page.status_code == 200
    assert len(page.content) < 50_000
    assert len(found) <= 12, found
