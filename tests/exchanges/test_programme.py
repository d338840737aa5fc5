"""The programme of a visit: written by both sides, on the host's clocks, in calendars."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from network.exchanges.actions import agreeing, dating, following, hosting, moving, programming
from network.exchanges.actions.programming import Plan
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.queries import programme, visits
from network.exchanges.rules import programmes
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.rules.programmes import Kind
from network.exchanges.vocabulary import Move, Reason, Side
from network.kernel import clock, zones
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.outbox import RecordedEvent
from tests.exchanges.visit_world import (
    World,
    accepted,
    arrived,
    asked,
    at_noon,
    in_days,
    signed,
)

pytestmark = pytest.mark.anyio


def plan(day: int = 105, hour: int = 9, **given: Any) -> Plan:
    plain: dict[str, Any] = {
        "wall": datetime.combine(in_days(day), time(hour)),
        "minutes": 60,
        "kind": Kind.TEAM,
    }
    return Plan(**(plain | given))


async def told() -> list[dict[str, Any]]:
    rows = await RecordedEvent.filter(name="ProgrammeItemMoved").order_by("id")
    return [row.payload for row in rows]


async def items(visit: Visit) -> list[ProgrammeItem]:
    return await programme.items_of(visit)


# writing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "mentor", "home", "host"])
async def test_both_sides_write_the_programme(who: str, world: World) -> None:
    visit = await accepted(world)

    await programming.add_item(await world.act(who), visit, plan())

    assert [item.kind for item in await items(visit)] == ["team"]


@pytest.mark.parametrize("who", ["secretariat", "outsider", "next_host", "colleague", "editor"])
async def test_nobody_else_writes_it(who: str, world: World) -> None:
    visit = await accepted(world)

    with pytest.raises(Forbidden):
        await programming.add_item(await world.act(who), visit, plan())


async def test_a_time_is_the_hosts_and_means_an_instant(world: World) -> None:
    visit = await accepted(world)

    item = await programming.add_item(await world.act("visitor"), visit, plan(hour=9))

    assert visit.zone == "Africa/Nairobi"
    assert item.wall == f"{in_days(105)}T09:00"
    assert item.starts_at == datetime.combine(in_days(105), time(6), zones.zone("UTC"))


async def with_zone(world: World, zone: str, first_on: date, last_on: date) -> Visit:
    visit = await accepted(world)
    await Visit.filter(id=visit.id).update(zone=zone, first_on=first_on, last_on=last_on)
    return await visits.fresh(visit.id)


async def test_an_hour_the_clocks_jump_over_is_refused_with_the_next_one(world: World) -> None:
    day = date(2027, 3, 28)
    visit = await with_zone(world, "Europe/Tirane", day, day)
    host, wall = await world.act("host"), datetime.combine(day, time(2, 30))

    with pytest.raises(Invalid) as refused:
        await programming.add_item(host, visit, plan(wall=wall))

    assert refused.value.fields == {
        "at": "On 28 Mar 2027 the clocks jump over this time. The next one is 03:00."
    }


async def test_an_hour_shown_twice_asks_which_one(world: World) -> None:
    day = date(2027, 10, 31)
    visit = await with_zone(world, "Europe/Tirane", day, day)
    host, wall = await world.act("host"), datetime.combine(day, time(2, 30))

    with pytest.raises(Invalid) as refused:
        await programming.add_item(host, visit, plan(wall=wall))
    second = await programming.add_item(host, visit, plan(wall=wall, second=True))
    first = await programming.add_item(host, visit, plan(wall=wall, second=False))

    assert list(refused.value.fields) == ["second"]
    assert second.starts_at - first.starts_at == timedelta(hours=1)


@pytest.mark.parametrize("day", [104, 110])
async def test_items_lie_within_the_days_of_the_visit(day: int, world: World) -> None:
    visit = await accepted(world)

    with pytest.raises(Invalid):
        await programming.add_item(await world.act("host"), visit, plan(day=day))


async def test_nothing_is_planned_before_a_host_said_yes(world: World) -> None:
    visit = await asked(world)

    with pytest.raises(Conflict):
        await programming.add_item(await world.act("visitor"), visit, plan())


async def test_a_stranger_leads_nothing(world: World) -> None:
    visit = await accepted(world)
    stranger = plan(mentor_id=world.people["outsider"].id)

    with pytest.raises(Invalid):
        await programming.add_item(await world.act("host"), visit, stranger)


async def test_of_two_who_change_an_item_the_later_one_sees_the_first(world: World) -> None:
    visit = await accepted(world)
    item = await programming.add_item(await world.act("host"), visit, plan())
    again = await ProgrammeItem.get(id=item.id)
    await programming.change_item(await world.act("host"), visit, item, 1, plan(hour=10))

    with pytest.raises(Stale) as refused:
        await programming.change_item(await world.act("visitor"), visit, again, 1, plan(hour=11))

    assert isinstance(refused.value.stored, ProgrammeItem)
    assert refused.value.stored.wall == f"{in_days(105)}T10:00"
    assert [one.wall for one in await items(visit)] == [f"{in_days(105)}T10:00"]


async def test_the_proposal_fills_empty_days_and_leaves_the_others(world: World) -> None:
    visit = await accepted(world)
    host = await world.act("host")
    own = await programming.add_item(host, visit, plan(day=106))

    await programming.fill_template(host, visit)
    again = await programming.fill_template(host, visit)

    on_own_day = [one for one in await items(visit) if programme.day_of(one) == in_days(106)]
    assert [one.id for one in on_own_day] == [own.id]
    assert again == 0


async def test_a_day_is_copied_without_saying_that_consent_was_asked(world: World) -> None:
    visit = await accepted(world)
    host = await world.act("host")
    wanted = plan(kind=Kind.SESSION, place="Room 2", title="Group for new colleagues")
    item = await programming.add_item(host, visit, wanted)
    await programming.say_consent(host, visit, item, 1)

    count = await programming.copy_day(await world.act("visitor"), visit, in_days(107))

    _first, copied = await items(visit)
    assert count == 1
    assert (copied.wall, copied.title) == (f"{in_days(107)}T09:00", "Group for new colleagues")
    assert (copied.place, copied.asks_consent, copied.has_consent) == ("Room 2", True, False)


async def test_a_day_with_something_is_not_copied_over(world: World) -> None:
    visit = await accepted(world)
    host = await world.act("host")
    await programming.add_item(host, visit, plan(day=105))
    await programming.add_item(host, visit, plan(day=106))

    with pytest.raises(Conflict):
        await programming.copy_day(host, visit, in_days(106))


@pytest.mark.parametrize("who", ["visitor", "home"])
async def test_only_the_host_says_that_it_asked_for_consent(who: str, world: World) -> None:
    visit = await accepted(world)
    item = await programming.add_item(await world.act("host"), visit, plan(kind=Kind.SESSION))

    with pytest.raises(Forbidden):
        await programming.say_consent(await world.act(who), visit, item, 1)


async def test_another_time_asks_for_consent_anew(world: World) -> None:
    visit = await accepted(world)
    host = await world.act("host")
    item = await programming.add_item(host, visit, plan(kind=Kind.SESSION))
    await programming.say_consent(host, visit, item, 1)

    await programming.change_item(host, visit, item, 2, plan(hour=11, kind=Kind.SESSION))

    assert [one.has_consent for one in await items(visit)] == [False]


# calendars ---------------------------------------------------------------------------------------


async def planned(world: World, *hours: int) -> Visit:
    """A confirmed visit with one thing on its first day for each hour, planned before."""
    visit = await signed(world, *Side)
    for hour in hours:
        await programming.add_item(await world.act("host"), visit, plan(hour=hour))
    assert await told() == []
    return await agreeing.confirm(await world.act("home"), visit)


async def test_confirming_puts_the_whole_programme_into_calendars(world: World) -> None:
    visit = await planned(world, 9, 11)

    first, second = await told()

    members = {str(world.people[who].id) for who in ("visitor", "mentor", "home", "host")}
    assert set(first["members"]) == members
    assert (first["is_removed"], second["is_removed"]) == (False, False)
    assert [one["item_id"] for one in (first, second)] == [str(i.id) for i in await items(visit)]


async def test_changes_go_out_one_by_one_under_rising_numbers(world: World) -> None:
    visit = await planned(world, 9)
    host = await world.act("host")
    (item,) = await items(visit)

    await programming.change_item(host, visit, item, item.version, plan(hour=10))
    await programming.remove_item(host, visit, item, item.version)

    facts = await told()
    numbers = [fact["revision"] for fact in facts]
    assert numbers == sorted(set(numbers))
    assert [fact["is_removed"] for fact in facts] == [False, False, True]
    assert facts[1]["starts_at"].startswith(f"{in_days(105)} 07:00")


async def test_what_is_changed_after_it_was_agreed_is_marked(world: World) -> None:
    visit = await planned(world, 9, 11)
    first, _second = await items(visit)
    await programming.change_item(
        await world.act("host"), visit, first, first.version, plan(hour=10)
    )

    marks = [programmes.is_new_since(item.revision) for item in await items(visit)]

    assert marks == [True, False]


async def test_a_cancelled_visit_takes_its_programme_out_of_calendars(world: World) -> None:
    visit = await planned(world, 9)

    await moving.move(await world.act("home"), visit, Move.CANCEL, Request(reason=Reason.FUNDING))

    assert [fact["is_removed"] for fact in await told()] == [False, True]


async def test_new_days_of_the_visit_take_the_programme_along(world: World) -> None:
    visit = await planned(world, 9)
    span = Span(in_days(119), in_days(123))
    change = await dating.propose_days(await world.act("visitor"), visit, span)
    for who in ("home", "host"):
        await dating.accept_days(await world.act(who), visit, change)

    (item,) = await items(visit)
    facts = await told()
    assert item.wall == f"{in_days(119)}T09:00"
    assert (facts[-1]["is_removed"], facts[-1]["revision"]) == (False, item.revision)
    assert facts[-1]["revision"] > facts[0]["revision"]


async def test_what_lies_outside_of_shorter_days_leaves_calendars(world: World) -> None:
    visit = await planned(world, 9)
    host = await world.act("host")
    await programming.add_item(host, visit, plan(day=109))
    before = visit.first_on
    await Visit.filter(id=visit.id).update(last_on=in_days(107))
    shorter = await visits.fresh(visit.id)
    assert before is not None

    await following.move_days(host, shorter, before)

    last = (await told())[-2:]
    assert [fact["is_removed"] for fact in last] == [False, True]
    assert len(await items(visit)) == 2


async def test_postponed_the_programme_waits_and_goes_to_the_new_days(world: World) -> None:
    visit = await planned(world, 9)
    window = Request(reason=Reason.TRAVEL, starts_on=in_days(150), ends_on=in_days(200))
    postponed = await moving.move(await world.act("home"), visit, Move.POSTPONE, window)
    days = Request(starts_on=in_days(161), ends_on=in_days(165))

    await moving.move(await world.act("host"), postponed, Move.RESUME, days)

    (item,) = await items(visit)
    assert [fact["is_removed"] for fact in await told()] == [False, True]
    assert item.wall == f"{in_days(161)}T09:00"


async def test_a_host_that_withdraws_takes_its_programme_along(world: World) -> None:
    visit = await planned(world, 9)

    await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert await items(visit) == []
    assert [fact["is_removed"] for fact in await told()] == [False, True]


async def test_an_early_end_takes_out_what_does_not_come(world: World) -> None:
    visit = await arrived(world)
    host, first_on = await world.act("host"), in_days(105)
    for wanted in (plan(day=105), plan(day=107)):
        with clock.at(at_noon(105)):
            await programming.add_item(host, visit, wanted)

    with clock.at(at_noon(106)):
        await moving.move(host, visit, Move.END_EARLY, Request(reason=Reason.FAMILY))

    assert [programme.day_of(item) for item in await items(visit)] == [first_on]
    assert (await told())[-1]["is_removed"] is True


async def test_new_zone_rules_keep_the_time_on_the_wall(world: World) -> None:
    visit = await planned(world, 9)
    (item,) = await items(visit)
    wrong = item.starts_at + timedelta(hours=1)
    await ProgrammeItem.filter(id=item.id).update(starts_at=wrong, tz_version="2020a")

    moved = await programming.follow_zone_rules()
    again = await programming.follow_zone_rules()

    (now,) = await items(visit)
    assert (moved, again) == (1, 0)
    assert (now.starts_at, now.wall) == (item.starts_at, item.wall)
    assert now.revision > item.revision
    assert (await told())[-1]["revision"] == now.revision
