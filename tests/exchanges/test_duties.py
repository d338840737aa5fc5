"""Whose turn it is: by state, for whom, and with how much work for the database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from network.exchanges.actions import agreeing, dating, hosting, moving
from network.exchanges.models.agreeing import Suits
from network.exchanges.models.learning import LearningReport
from network.exchanges.models.staying import ChecklistItem
from network.exchanges.models.visits import ApplicationReview, Visit
from network.exchanges.queries import duties, duty_facts
from network.exchanges.queries.duties import Group
from network.exchanges.rules import duties as rules
from network.exchanges.rules.dates import Span
from network.exchanges.rules.duties import Do, Due, Open, Seen
from network.exchanges.rules.duty_words import TEXTS
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Part, Reason, Side, VisitState
from network.kernel import clock
from network.kernel.actor import SYSTEM, Role
from tests.architecture.test_lists import statements
from tests.exchanges.visit_world import (
    World,
    accepted,
    arrived,
    asked,
    at_noon,
    confirmed,
    endorsed,
    in_days,
    signed,
    submitted,
    written,
)
from tests.factories import make_member

pytestmark = pytest.mark.anyio

S, P = VisitState, Part
TODAY = date(2027, 5, 10)
ALL = frozenset({P.VISITOR, P.HOME, P.HOST})


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def seen(state: VisitState, **given: Any) -> Seen:
    return Seen(state=state, today=TODAY, **given)


# rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        (seen(S.DRAFT), [Due(Do.APPLY, P.VISITOR)]),
        (seen(S.SUBMITTED), [Due(Do.ENDORSE, P.HOME)]),
        (seen(S.ENDORSED), [Due(Do.CHOOSE_HOSTS, P.HOME)]),
        (seen(S.ENDORSED, is_bilateral=False), [Due(Do.CHOOSE_HOSTS, P.SECRETARIAT)]),
        (seen(S.WAITLISTED), []),
        (
            seen(S.WAITLISTED, place_until=on(2)),
            [Due(Do.ANSWER_PLACE, P.VISITOR, on(2)), Due(Do.ANSWER_PLACE, P.HOME, on(2))],
        ),
        (seen(S.WAITLISTED, is_place_taken=True), [Due(Do.ASK_HOSTS, P.SECRETARIAT)]),
        (seen(S.HOST_PENDING, answer_by=on(5)), [Due(Do.ANSWER, P.HOST, on(5))]),
        (
            seen(S.HOST_PENDING, host_left_on=TODAY),
            [Due(Do.ANSWER, P.HOST), Due(Do.FIND_HOST, P.SECRETARIAT, on(1))],
        ),
        (seen(S.HOST_ACCEPTED, confirm_by=on(9)), [Due(Do.WRITE_AGREEMENT, P.HOST, on(9))]),
        (
            seen(S.HOST_ACCEPTED, has_agreement=True, signed=ALL - {P.HOST}),
            [Due(Do.SIGN, P.HOST)],
        ),
        (seen(S.HOST_ACCEPTED, has_agreement=True, signed=ALL), [Due(Do.CONFIRM, P.HOME)]),
        (
            seen(S.CONFIRMED, first_on=on(60), items=(Open(P.HOST, on(14)), Open(P.HOME, on(15)))),
            [Due(Do.PREPARE, P.HOST, on(14))],
        ),
        (
            seen(S.CONFIRMED, first_on=on(14), rated=frozenset({P.HOME})),
            [Due(Do.RATE_SAFETY, P.HOST, on(13))],
        ),
        (seen(S.CONFIRMED, first_on=on(14), is_virtual=True), []),
        (
            seen(S.CONFIRMED, first_on=TODAY, rated=ALL),
            [Due(Do.ARRIVE, P.HOST, TODAY)],
        ),
        (seen(S.IN_PROGRESS), []),
        (
            seen(S.IN_PROGRESS, first_on=on(-2), items=(Open(P.MENTOR, on(1)),)),
            [Due(Do.PREPARE, P.MENTOR, on(1))],
        ),
        (seen(S.REPORT_DUE, report_due_on=on(7)), [Due(Do.REPORT, P.VISITOR, on(7))]),
        (
            seen(S.REPORT_REVIEW, host_reads_by=on(0)),
            [Due(Do.READ, P.HOME), Due(Do.CLEAR, P.HOST, on(0))],
        ),
        (
            seen(S.REPORT_REVIEW, host_reads_by=on(-1), is_report_read=True),
            [Due(Do.CLEAR, P.HOST, on(-1)), Due(Do.DECIDE, P.SECRETARIAT)],
        ),
        (seen(S.REPORT_REVIEW, is_cleared=True), [Due(Do.RELEASE, P.EDITOR)]),
        (
            seen(S.SHARING, ended_on=on(-20), follow_ups={3: on(14), 6: on(100)}),
            [Due(Do.PASS_ON, P.VISITOR, on(10)), Due(Do.FOLLOW_UP, P.VISITOR, on(14), 3)],
        ),
        (seen(S.SHARING, is_passed_on=True), []),
        (seen(S.POSTPONED, until_on=on(90)), [Due(Do.NEW_DAYS, P.HOST, on(90))]),
        (
            seen(
                S.ENDED_EARLY,
                has_arrived=True,
                report_due_on=on(14),
                items=(Open(P.FOCAL_POINT, on(1)),),
            ),
            [Due(Do.ASK_WELFARE, P.FOCAL_POINT, on(1)), Due(Do.REPORT, P.VISITOR, on(14))],
        ),
        (seen(S.ENDED_EARLY, report_due_on=on(14)), [Due(Do.CLOSE, P.HOME)]),
        (seen(S.CLOSED), []),
    ],
)
def test_each_state_asks_this_of_these(what: Seen, wanted: list[Due]) -> None:
    assert rules.duties(what) == wanted


def test_other_days_are_answered_by_those_who_did_not() -> None:
    found = rules.duties(seen(S.CONFIRMED, accepted_days=frozenset({P.HOME})))

    assert found == [Due(Do.ANSWER_DAYS, P.VISITOR), Due(Do.ANSWER_DAYS, P.HOST)]


def test_coordinators_are_asked_what_becomes_of_a_visit_whose_return_is_off() -> None:
    found = rules.duties(seen(S.IN_PROGRESS, is_partner_off=True))

    assert found == [Due(Do.KEEP_ALONE, P.HOME), Due(Do.KEEP_ALONE, P.HOST)]


@pytest.mark.parametrize(
    ("due", "what", "since", "is_at_risk"),
    [
        (Due(Do.REPORT, P.VISITOR, on(-1)), seen(S.REPORT_DUE), None, True),
        (Due(Do.REPORT, P.VISITOR, on(0)), seen(S.REPORT_DUE), None, False),
        (Due(Do.ENDORSE, P.HOME), seen(S.SUBMITTED), on(-15), True),
        (Due(Do.ENDORSE, P.HOME), seen(S.SUBMITTED), on(-14), False),
        (Due(Do.PREPARE, P.HOME, on(3)), seen(S.CONFIRMED, first_on=on(13)), None, True),
        (Due(Do.PREPARE, P.HOME, on(3)), seen(S.CONFIRMED, first_on=on(14)), None, False),
        (Due(Do.FIND_HOST, P.SECRETARIAT, on(1)), seen(S.HOST_PENDING), None, True),
    ],
)
def test_at_risk_is_what_is_late_stuck_or_near(
    due: Due, what: Seen, since: date | None, is_at_risk: bool
) -> None:
    assert rules.is_at_risk(due, what, since) is is_at_risk


def test_every_duty_has_its_words() -> None:
    assert set(TEXTS) == set(Do)


# from what is stored -----------------------------------------------------------------------------


async def turns(world: World, who: str) -> list[tuple[str, str, bool]]:
    """What, in which part, and whether it is theirs."""
    found = await duties.duties_of(await world.act(who), clock.now())
    return [(one.code, str(one.part), one.is_mine) for one in found]


async def test_a_draft_is_nobodys_but_its_writers(world: World) -> None:
    await written(world)

    found = {who: await turns(world, who) for who in world.people}

    assert found.pop("visitor") == [("apply", "visitor", True)]
    assert {tuple(rest) for rest in found.values()} == {()}


async def test_an_application_waits_for_the_own_coordinator(world: World) -> None:
    await submitted(world)

    found = {who: await turns(world, who) for who in world.people}

    assert {who: rows for who, rows in found.items() if rows} == {
        "home": [("endorse", "home", True)],
        "secretariat": [("endorse", "home", False)],
    }


async def test_a_host_that_is_asked_has_until_its_day(world: World) -> None:
    visit = await asked(world)

    [mine] = await duties.duties_of(await world.act("host"), clock.now())

    there = (clock.now() + timedelta(days=10)).astimezone(ZoneInfo(world.hosts[0].zone))
    assert (mine.code, mine.is_mine, mine.visit_id) == (Do.ANSWER, True, visit.id)
    assert mine.due_on == there.date()


async def test_the_next_host_knows_nothing_before_it_is_asked(world: World) -> None:
    await asked(world)

    assert await turns(world, "next_host") == []


async def test_who_has_not_signed_is_asked_and_then_the_home_centre_confirms(
    world: World,
) -> None:
    visit = await signed(world, Side.VISITOR, Side.HOST)
    open_side = await turns(world, "home")
    others = await turns(world, "visitor")

    await agreeing.sign(await world.act("home"), visit, 1, Side.HOME)

    assert open_side == [("sign", "home", True)]
    assert others == []
    assert await turns(world, "home") == [("confirm", "home", True)]


async def test_an_agreement_on_other_days_is_to_be_written_anew(world: World) -> None:
    visit = await signed(world, *Side)
    await Visit.filter(id=visit.id).update(first_on=in_days(106))

    assert await turns(world, "host") == [("write_agreement", "host", True)]


async def test_who_has_answered_a_poll_is_not_asked_again(world: World) -> None:
    visit = await accepted(world)
    spans = [Span(in_days(110), in_days(114)), Span(in_days(120), in_days(124))]
    poll = await dating.open_poll(await world.act("host"), visit, spans)
    option = await poll.options.all().first()
    assert option is not None
    asked_for = {who: await turns(world, who) for who in ("visitor", "mentor")}

    await dating.answer_poll(await world.act("visitor"), visit, poll, {option.id: Suits.YES})

    assert list(asked_for.values()) == [[("answer_poll", "visitor", True)]] * 2
    assert await turns(world, "visitor") == []


async def test_checklists_come_when_they_are_near(world: World) -> None:
    await confirmed(world)
    early = await turns(world, "host")

    with clock.at(at_noon(70)):
        found = {code for code, part, is_mine in await turns(world, "host") if is_mine}

    assert early == []
    assert found == {"prepare"}


async def test_a_report_is_read_then_released(world: World) -> None:
    visit = await arrived(world)
    await Visit.filter(id=visit.id).update(state=S.REPORT_REVIEW)
    await LearningReport.create(visit_id=visit.id, lang="en", host_due_on=in_days(140))
    reading = {who: await turns(world, who) for who in ("home", "host", "editor")}

    await LearningReport.filter(visit_id=visit.id).update(host_cleared_at=clock.now())

    assert [row for row in reading["home"] if row[2]] == [("read", "home", True)]
    assert [row for row in reading["host"] if row[2]] == [("clear", "host", True)]
    assert reading["editor"] == []
    assert await turns(world, "editor") == [("release", "editor", True)]


async def test_the_secretariat_helps_within_a_day_when_a_host_leaves_shortly_before(
    world: World,
) -> None:
    visit = await confirmed(world)
    with clock.at(at_noon(95)):
        await hosting.withdraw_host(await world.act("host"), visit, Reason.WORK)
        found = await duties.duties_of(await world.act("secretariat"), clock.now())
        seen_by_others = await turns(world, "home")

    mine = [one for one in found if one.is_mine]
    assert [(one.code, one.due_on, one.group) for one in mine] == [
        (Do.FIND_HOST, in_days(96), Group.AT_RISK)
    ]
    assert "find_host" not in {code for code, _part, _is_mine in seen_by_others}


async def test_focal_points_alone_are_asked_to_get_in_touch(world: World) -> None:
    world.people["focal"] = await make_member(world.hosts[0], Role.FOCAL_POINT)
    visit = await arrived(world)

    with clock.at(at_noon(107)):
        await moving.move(
            await world.act("home"), visit, Move.END_EARLY, Request(reason=Reason.WORK)
        )
        found = {who: await turns(world, who) for who in ("focal", "home", "visitor")}

    assert found["focal"] == [("ask_welfare", "focal_point", True)]
    assert found["home"] == [("report", "visitor", False)]
    assert found["visitor"] == [("report", "visitor", True)]


async def test_a_reviewer_is_not_told_whose_application_it_is(world: World) -> None:
    visit = await endorsed(world)
    reviewer = world.people["outsider"]
    review = await ApplicationReview.create(
        visit_id=visit.id, reviewer_id=reviewer.id, due_on=in_days(5)
    )

    [mine] = await duties.duties_of(await world.act("outsider"), clock.now())

    assert (mine.code, mine.values, mine.due_on) == (Do.REVIEW, {"id": review.id}, in_days(5))
    assert (mine.visitor_id, mine.home_centre_id, mine.purpose) == (None, None, "")


async def test_a_visitor_does_not_learn_who_is_asked(world: World) -> None:
    await asked(world)

    found = await duties.duties_of(await world.act("visitor"), clock.now())

    assert [one.host_centre_id for one in found] == []


async def test_what_is_mine_stands_first_and_groups_hold_everything(world: World) -> None:
    await submitted(world)
    await accepted(world)

    found = await duties.duties_of(await world.act("home"), clock.now())

    groups = duties.grouped(found)
    assert [one.is_mine for one in found] == [True, False]
    assert [one.code for one in groups[Group.FOR_ME]] == [Do.ENDORSE]
    assert [one.code for one in groups[Group.FOR_OTHERS]] == [Do.WRITE_AGREEMENT]
    assert groups[Group.AT_RISK] == []


async def test_counts_are_of_everything_one_coordinates(world: World) -> None:
    await submitted(world)
    await submitted(world)
    await written(world)

    found = {who: await duties.counts_of(await world.act(who)) for who in ("home", "secretariat")}

    assert found["home"] == {S.SUBMITTED: 2}
    assert found["secretariat"] == {S.SUBMITTED: 2}
    assert await duties.counts_of(await world.act("visitor")) == {}


async def test_the_system_itself_has_nothing_to_do(world: World) -> None:
    await submitted(world)

    found = await duties.duties_of(SYSTEM, clock.now())

    assert [one.is_mine for one in found] == []


# how much work it is -----------------------------------------------------------------------------


async def crowd(world: World, count: int) -> None:
    """Visits of the home centre in all states, with a list each."""
    visitor, now = world.people["visitor"], datetime(2027, 1, 4, 9, tzinfo=UTC)
    order = list(VisitState)
    rows = [
        Visit(
            id=uuid4(),
            state=order[n % len(order)],
            visitor_id=visitor.id,
            home_centre_id=world.home.id,
            host_centre_id=world.hosts[0].id,
            submitted_at=now,
            moved_at=now + timedelta(minutes=n),
            first_on=date(2027, 3, 1),
            last_on=date(2027, 3, 5),
            report_due_on=date(2027, 3, 26),
        )
        for n in range(count)
    ]
    await Visit.bulk_create(rows, batch_size=500)
    items = [
        ChecklistItem(
            visit_id=row.id,
            area="visa",
            code=f"c{n}",
            owner="home",
            due_on=date(2027, 2, 1),
            is_required=True,
        )
        for row in rows
        for n in range(3)
    ]
    await ChecklistItem.bulk_create(items, batch_size=2000)


async def test_a_desk_takes_as_many_statements_for_many_visits_as_for_few(world: World) -> None:
    home = await world.act("home")
    made = []
    for count in (40, 400):
        await crowd(world, count)
        with statements() as found:
            await duties.duties_of(home, clock.now())
            await duties.counts_of(home)
        made.append(len(found))

    assert made == [4, 4]


async def test_a_desk_looks_at_so_many_visits_and_counts_all(world: World) -> None:
    home = await world.act("home")
    states = len(rules.WATCHED)

    await crowd(world, 1800)
    looked_at = await duty_facts.visits_near(home)
    counts = await duties.counts_of(home)

    assert len(looked_at) <= states * duty_facts.PER_STATE
    assert sum(counts.values()) == 1800 - counts[S.SUBMITTED]
