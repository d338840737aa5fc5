"""Reminders about visits: when they come, to whom, once each, one after a long standstill."""

import re
from datetime import date, timedelta

import pytest

from network.exchanges.actions import dating, hosting, moving, reminding, talking
from network.exchanges.models.agreeing import Suits
from network.exchanges.models.learning import FollowUp, LearningReport
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.queries import visits
from network.exchanges.rules import reminders as rules
from network.exchanges.rules.dates import Span
from network.exchanges.vocabulary import Move, OfferState, VisitState
from network.kernel import clock
from network.notifications import phrases
from network.notifications.models import Notice
from network.notifications.rules import TOPIC_OF
from network.outbox import RecordedEvent
from tests.exchanges.test_rules_going_wrong import TELLING
from tests.exchanges.visit_world import (
    World,
    accepted,
    arrived,
    asked,
    at_noon,
    confirmed,
    endorsed,
    in_days,
)

pytestmark = pytest.mark.anyio

TODAY = date(2027, 5, 10)


async def told(world: World, what: str) -> list[list[str]]:
    """Who was reminded of something, each time, by their names in this world."""
    names = {str(person.id): who for who, person in world.people.items()}
    rows = await RecordedEvent.filter(name="VisitReminded").order_by("created_at", "id")
    return [
        sorted(names[key] for key in row.payload["told"])
        for row in rows
        if row.payload["what"] == what
    ]


async def on_days(*days: int) -> None:
    """The job runs twice at noon of each of these days."""
    for day in days:
        with clock.at(at_noon(day)):
            await reminding.remind_all()
            await reminding.remind_all()


# when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "step"), [(15, None), (14, 14), (8, 14), (7, 7), (3, 3), (0, 3), (-1, None)]
)
def test_a_report_is_reminded_of_when_14_7_and_3_days_are_left(left: int, step: int | None) -> None:
    assert rules.report_step(TODAY + timedelta(days=left), TODAY) == step


@pytest.mark.parametrize(
    ("late", "step"), [(-1, None), (0, 0), (6, 0), (7, 7), (21, 21), (27, 21), (28, 28), (90, 28)]
)
def test_follow_ups_are_reminded_of_at_once_and_after_7_and_21_days_then_the_coordinator(
    late: int, step: int | None
) -> None:
    assert rules.follow_up_step(TODAY - timedelta(days=late), TODAY) == step


@pytest.mark.parametrize(
    ("left", "step"), [(57, None), (56, 8), (29, 8), (28, 4), (14, 2), (0, 2), (-1, None)]
)
def test_what_is_open_is_looked_at_from_eight_weeks_before(left: int, step: int | None) -> None:
    assert rules.readiness_step(TODAY + timedelta(days=left), TODAY) == step


# reports and follow-ups --------------------------------------------------------------------------


async def reporting(world: World) -> Visit:
    """A visit that is over; its report is due on day 130."""
    visit = await arrived(world)
    with clock.at(at_noon(109)):
        return await moving.move(await world.act("host"), visit, Move.FINISH)


async def test_the_visitor_is_reminded_of_the_report_three_times(world: World) -> None:
    await reporting(world)

    await on_days(115, 116, 117, 123, 124, 127, 129, 131)

    assert await told(world, "report") == [["visitor"]] * 3


async def test_after_nine_days_of_a_stopped_worker_one_reminder_comes_and_not_three(
    world: World,
) -> None:
    await reporting(world)

    await on_days(115, 128)

    assert await told(world, "report") == [["visitor"]]


async def test_nobody_is_reminded_of_a_report_that_is_given(world: World) -> None:
    visit = await reporting(world)
    await Visit.filter(id=visit.id).update(state=VisitState.REPORT_REVIEW)

    await on_days(116, 124)

    assert await told(world, "report") == []


async def test_follow_ups_are_the_visitors_and_then_the_coordinators_alone(world: World) -> None:
    visit = await reporting(world)
    await Visit.filter(id=visit.id).update(state=VisitState.SHARING)
    await FollowUp.create(visit_id=visit.id, months=3, due_on=in_days(200))

    await on_days(199, 200, 203, 207, 221, 227, 228, 240)

    assert await told(world, "follow_up") == [["visitor"]] * 3
    assert await told(world, "follow_up_home") == [["home"]]


async def test_a_host_is_reminded_to_read_and_then_the_secretariat_decides(world: World) -> None:
    visit = await reporting(world)
    await Visit.filter(id=visit.id).update(state=VisitState.REPORT_REVIEW)
    await LearningReport.create(visit_id=visit.id, lang="en", host_due_on=in_days(140))

    await on_days(136, 137, 139, 140, 141, 150)

    assert await told(world, "host_reads") == [["host"]]
    assert await told(world, "host_silent") == [["secretariat"]]
    assert (await visits.fresh(visit.id)).state is VisitState.REPORT_REVIEW


# hosts, days, lists ------------------------------------------------------------------------------


async def test_a_host_is_reminded_once_before_its_time_to_answer_is_over(world: World) -> None:
    visit = await asked(world)
    choice = await HostChoice.get(visit_id=visit.id, state=OfferState.ASKED)
    assert choice.expires_at is not None

    for hours in (49, 47, 1):
        with clock.at(choice.expires_at - timedelta(hours=hours)):
            await reminding.remind_all()

    assert await told(world, "offer") == [["host"]]


async def test_those_who_have_not_answered_a_poll_are_reminded_and_then_the_host_decides(
    world: World,
) -> None:
    visit = await accepted(world)
    spans = [Span(in_days(110), in_days(114)), Span(in_days(120), in_days(124))]
    poll = await dating.open_poll(await world.act("host"), visit, spans, days=5)
    option = await poll.options.all().first()
    assert option is not None
    await dating.answer_poll(await world.act("visitor"), visit, poll, {option.id: Suits.YES})

    await on_days(3, 4, 5, 6, 9)

    assert await told(world, "poll") == [["home", "host", "mentor"]]
    assert await told(world, "poll_over") == [["host"]]


async def test_each_side_hears_once_of_what_is_late_on_its_list(world: World) -> None:
    visit = await confirmed(world)
    await ChecklistItem.filter(visit_id=visit.id).update(state=TaskState.DONE)
    own = [row.id for row in await ChecklistItem.filter(visit_id=visit.id, owner="visitor")][:2]
    await ChecklistItem.filter(id__in=own).update(state=TaskState.OPEN, due_on=in_days(50))

    await on_days(50, 51, 52, 60)

    assert await told(world, "items") == [["visitor"]]


async def test_both_coordinators_hear_from_eight_weeks_before_what_is_still_open(
    world: World,
) -> None:
    visit = await confirmed(world)
    await ChecklistItem.filter(visit_id=visit.id).update(due_on=in_days(104))

    await on_days(48, 49, 60, 77, 91, 100)

    assert await told(world, "readiness") == [["home", "host"]] * 3


async def test_nobody_hears_of_a_visit_that_is_ready(world: World) -> None:
    visit = await confirmed(world)
    await ChecklistItem.filter(visit_id=visit.id).update(state=TaskState.DONE)

    await on_days(50, 80)

    assert await told(world, "readiness") == []


# messages ----------------------------------------------------------------------------------------


async def test_who_has_not_read_for_a_day_is_reminded_once(world: World) -> None:
    visit = await accepted(world)
    await talking.write(await world.act("visitor"), visit, "When do we begin in the morning?")
    await talking.mark_read(await world.act("host"), visit)

    await on_days(0, 2, 3, 9)

    assert await told(world, "unread") == [["home", "mentor"]]


async def test_a_host_hears_nothing_of_what_was_written_before_it_was_asked(world: World) -> None:
    visit = await endorsed(world)
    await talking.write(await world.act("visitor"), visit, "Whom shall we ask first?")
    with clock.at(clock.now() + timedelta(hours=2)):
        await hosting.ask_hosts(await world.act("home"), visit)

    await on_days(2, 3)

    assert await told(world, "unread") == [["home"]]


async def test_a_further_message_reminds_nobody_who_has_not_read_since(world: World) -> None:
    visit = await accepted(world)
    await talking.write(await world.act("visitor"), visit, "When do we begin?")
    await on_days(2)
    with clock.at(at_noon(3)):
        await talking.mark_read(await world.act("home"), visit)
    with clock.at(at_noon(4)):
        await talking.write(await world.act("visitor"), visit, "And where?")

    await on_days(6)

    assert await told(world, "unread") == [["home", "host", "mentor"], ["home"]]


# words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", rules.What)
def test_each_has_its_own_words_that_say_nothing_about_anybody(what: rules.What) -> None:
    kind = f"visit_due_{what}"

    words = phrases.phrase(kind, days="1 May")

    assert kind in TOPIC_OF
    assert not TELLING.search(re.sub(r"\b(will|still)\b", "", words)), words


async def test_a_reminder_is_a_notice_that_leads_to_where_it_is_done(
    portal: object, world: World
) -> None:
    await reporting(world)

    await on_days(116)

    notice = await Notice.get(kind="visit_due_report")
    assert notice.person_id == world.people["visitor"].id
    assert notice.path.endswith("/outcome")
