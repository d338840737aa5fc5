"""When a visit goes otherwise: each row and each edge case of the features, section 4.1."""

from datetime import timedelta

import pytest

from network.exchanges.actions import (
    agreeing,
    dating,
    hosting,
    passing_time,
)
from network.exchanges.models.agreeing import AgreementEdition, BudgetLine
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.staying import ChecklistItem
from network.exchanges.models.visits import Visit, VisitMove
from network.exchanges.pieces import CLAUSES
from network.exchanges.queries import checklists, hosts, messages, private_notes, visits
from network.exchanges.queries.facts import facts_of
from network.exchanges.rules import states
from network.exchanges.rules.dates import Span
from network.exchanges.rules.guards import Code
from network.exchanges.vocabulary import Move, OfferState, Part, Reason, Side, VisitState
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Invalid
from network.kernel.moves import Calendar, Refused
from network.site.trail import told_trail
from tests.exchanges.visit_facts import act, ids, last_fact, told
from tests.exchanges.visit_world import (
    World,
    accepted,
    arrived,
    asked,
    at_noon,
    confirmed,
    endorsed,
    in_days,
    make_world,
    submitted,
)
from tests.factories import make_member

pytestmark = pytest.mark.anyio

S = VisitState


async def offers(visit: Visit) -> list[OfferState]:
    return [one.state for one in await hosts.choices_of(visit.id)]


# hosts -------------------------------------------------------------------------------------------


async def test_an_offer_that_is_declined_is_made_to_the_next_host_without_a_word_why(
    world: World,
) -> None:
    visit = await asked(world)

    visit = await hosting.decline(await world.act("host"), visit, Reason.HOST_CAPACITY)

    fact = await last_fact(Move.ASK_NEXT)
    assert await offers(visit) == [OfferState.DECLINED, OfferState.ASKED]
    assert set(fact["told"]) == ids(world, "next_host")
    assert "host_capacity" not in str(fact)


async def test_when_no_host_is_left_those_who_sent_it_choose_anew(world: World) -> None:
    visit = await asked(world)
    visit = await hosting.decline(await world.act("host"), visit, Reason.WORK)

    visit = await hosting.decline(await world.act("next_host"), visit, Reason.WORK)

    assert (visit.state, visit.host_centre_id) == (S.ENDORSED, None)
    assert set((await last_fact(Move.RUN_OUT))["told"]) == ids(
        world, "visitor", "home", "secretariat"
    )


async def test_a_host_whose_yes_is_not_confirmed_in_ten_days_is_free_again(world: World) -> None:
    visit = await accepted(world)

    with clock.at(clock.now() + timedelta(days=10, minutes=1)):
        await passing_time.catch_up_all()
        late = await visits.fresh(visit.id)

    fact = await last_fact(Move.LAPSE)
    assert (late.state, late.first_on) == (S.HOST_PENDING, None)
    assert await offers(late) == [OfferState.EXPIRED, OfferState.ASKED]
    assert fact["calendar"] == "cancel"
    assert ids(world, "host") <= set(fact["told"])


async def test_when_a_host_takes_its_yes_back_everything_agreed_with_it_is_void(
    world: World,
) -> None:
    visit = await confirmed(world)

    visit = await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    fact = await last_fact(Move.HOST_WITHDRAWS)
    editions = await AgreementEdition.filter(visit_id=visit.id)
    lines = await BudgetLine.filter(visit_id=visit.id)
    assert await offers(visit) == [OfferState.WITHDRAWN, OfferState.ASKED]
    assert [edition.voided_at is None for edition in editions] == [False]
    assert [line.is_refund_due for line in lines] == [True]
    assert (fact["calendar"], set(fact["told"])) == (
        "cancel",
        ids(world, "visitor", "home", "mentor", "secretariat"),
    )
    assert visit.plan_b["virtual"] == "Four sessions online"


@pytest.mark.parametrize(("days_before", "is_told"), [(13, True), (14, False)])
async def test_the_secretariat_helps_when_a_host_leaves_less_than_fourteen_days_before(
    days_before: int, is_told: bool, world: World
) -> None:
    visit = await confirmed(world)

    with clock.at(at_noon(105 - days_before)):
        await hosting.withdraw_host(await world.act("host"), visit, Reason.WORK)

    assert (await told("find_host") == [ids(world, "secretariat")]) is is_told


async def test_the_next_request_of_that_host_has_a_note_that_the_secretariat_alone_reads(
    world: World,
) -> None:
    visit = await confirmed(world)
    await hosting.withdraw_host(await world.act("host"), visit, Reason.WORK)
    following = await asked(world)

    found = {
        who: await private_notes.took_back(await world.act(who), following) for who in world.people
    }

    assert found.pop("secretariat") == [Part.HOST]
    assert set(map(tuple, found.values())) == {()}


async def test_a_host_that_never_said_yes_to_a_confirmed_visit_has_no_note(world: World) -> None:
    visit = await accepted(world)
    await hosting.withdraw_host(await world.act("host"), visit, Reason.WORK)
    following = await asked(world)

    assert await private_notes.took_back(await world.act("secretariat"), following) == []


# another form, other days ------------------------------------------------------------------------


async def test_a_refused_visa_makes_a_virtual_exchange_that_keeps_goals_and_budget(
    world: World,
) -> None:
    visit = await confirmed(world)
    await BudgetLine.create(visit_id=visit.id, kind="interpretation", currency="EUR", planned=100)

    visit = await act(world, "home", visit, Move.GO_VIRTUAL, reason=Reason.VISA_REFUSED)

    released = {line.kind: line.is_released for line in await BudgetLine.filter(visit_id=visit.id)}
    assert (visit.state, visit.is_virtual) == (S.HOST_ACCEPTED, True)
    assert released == {"travel": True, "interpretation": False}
    assert await LearningGoal.filter(visit_id=visit.id).count() == 1
    assert (await last_fact(Move.GO_VIRTUAL))["calendar"] == "cancel"


async def test_a_postponed_visit_leaves_calendars_and_its_new_days_are_signed(
    world: World,
) -> None:
    visit = await confirmed(world)
    later = {"starts_on": in_days(120), "ends_on": in_days(200)}

    visit = await act(world, "home", visit, Move.POSTPONE, reason=Reason.WORK, **later)
    left = (await last_fact(Move.POSTPONE))["calendar"]
    again = {"starts_on": in_days(130), "ends_on": in_days(134)}
    visit = await act(world, "host", visit, Move.RESUME, **again)

    codes = states.refusals(Move.CONFIRM, await facts_of(visit), Part.HOME, clock.now())
    assert (left, visit.state, visit.first_on) == ("cancel", S.HOST_ACCEPTED, in_days(130))
    assert codes == [Code.UNSIGNED]
    assert (await last_fact(Move.RESUME))["calendar"] == "tent"


async def test_a_postponed_visit_that_goes_virtual_finds_its_days_by_asking_everybody(
    world: World,
) -> None:
    visit, host = await confirmed(world), await world.act("host")
    later = {"starts_on": in_days(120), "ends_on": in_days(200)}
    visit = await act(world, "home", visit, Move.POSTPONE, reason=Reason.VISA_REFUSED, **later)
    visit = await act(world, "home", visit, Move.GO_VIRTUAL, reason=Reason.VISA_REFUSED)
    terms = dict.fromkeys(CLAUSES, "As usual here.")

    with pytest.raises(Conflict):
        await agreeing.write_edition(host, visit, terms)
    spans = [Span(in_days(130), in_days(160)), Span(in_days(140), in_days(170))]
    poll = await dating.open_poll(host, visit, spans)
    option = await poll.options.all().order_by("first_on").first()
    assert option is not None
    await dating.settle_poll(host, visit, poll, option.id)
    edition = await agreeing.write_edition(host, await visits.fresh(visit.id), terms)

    assert (edition.first_on, edition.is_virtual) == (in_days(130), True)


async def test_respite_can_begin_after_two_weeks_and_any_other_visit_after_ten(
    world: World,
) -> None:
    visit = await submitted(world)

    usual = await checklists.earliest_start(visit)
    visit.purpose = "EX-RESP"
    respite = await checklists.earliest_start(visit)

    assert (usual.on >= in_days(70), in_days(14) <= respite.on <= in_days(18)) == (True, True)


async def test_nobody_postpones_by_more_than_twelve_months(world: World) -> None:
    visit = await confirmed(world)

    with pytest.raises(Invalid) as refused:
        await act(
            world,
            "home",
            visit,
            Move.POSTPONE,
            reason=Reason.WORK,
            starts_on=in_days(120),
            ends_on=in_days(367),
        )

    assert list(refused.value.fields) == ["last_on"]


async def test_other_days_for_a_confirmed_visit_count_when_the_other_two_accept(
    world: World,
) -> None:
    visit = await confirmed(world)
    change = await dating.propose_days(
        await world.act("visitor"), visit, Span(in_days(110), in_days(114))
    )
    await dating.accept_days(await world.act("home"), visit, change)
    standing = (await visits.fresh(visit.id)).first_on

    await dating.accept_days(await world.act("host"), visit, change)

    moved = await visits.fresh(visit.id)
    assert (standing, moved.first_on) == (in_days(105), in_days(110))
    assert (moved.state, moved.revision) == (S.CONFIRMED, visit.revision + 1)


# being there -------------------------------------------------------------------------------------


async def test_a_visit_to_which_nobody_came_ends_after_welfare_was_asked_for_48_hours(
    world: World,
) -> None:
    visit, evening = await confirmed(world), at_noon(105) + timedelta(hours=5)
    await Visit.filter(id=visit.id).update(nobody_came_at=evening)

    with clock.at(evening + timedelta(hours=47)), pytest.raises(Refused) as early:
        await act(world, "host", visit, Move.END_EARLY, reason=Reason.NO_SHOW)
    with clock.at(evening + timedelta(hours=48)):
        visit = await act(world, "host", visit, Move.END_EARLY, reason=Reason.NO_SHOW)
        closed = await act(world, "home", visit, Move.CLOSE)

    assert early.value.codes == (Code.NO_SHOW_EARLY,)
    assert closed.state is S.CLOSED


async def test_a_visit_that_ends_early_ends_today_and_a_short_report_is_due(world: World) -> None:
    visit = await arrived(world)

    with clock.at(at_noon(107)):
        visit = await act(world, "home", visit, Move.END_EARLY, reason=Reason.FAMILY)
        today, due_on = in_days(0), in_days(14)

    fact = await last_fact(Move.END_EARLY)
    assert (visit.state, visit.ended_on, visit.report_due_on) == (S.ENDED_EARLY, today, due_on)
    assert (fact["calendar"], fact["last_on"]) == ("move", today.isoformat())


async def test_focal_points_of_both_centres_ask_the_visitor_within_a_day(world: World) -> None:
    focal = [await make_member(centre, Role.FOCAL_POINT) for centre in (world.home, world.hosts[0])]
    visit = await arrived(world)

    with clock.at(at_noon(107)):
        await act(world, "home", visit, Move.END_EARLY, reason=Reason.WORK)

    item = await ChecklistItem.get(visit_id=visit.id, code="welfare")
    assert await told("welfare") == [{str(person.id) for person in focal}]
    assert (item.owner, item.due_on) == ("focal_point", in_days(108))


async def test_where_nobody_is_named_focal_point_the_secretariat_asks_the_visitor(
    world: World,
) -> None:
    visit = await arrived(world)

    with clock.at(at_noon(107)):
        await act(world, "home", visit, Move.END_EARLY, reason=Reason.WORK)

    assert await told("welfare") == [ids(world, "secretariat")]


async def test_a_visit_that_ends_before_its_first_day_leaves_calendars(world: World) -> None:
    visit = await confirmed(world)

    await act(world, "home", visit, Move.END_EARLY, reason=Reason.FAMILY)

    assert (await last_fact(Move.END_EARLY))["calendar"] == Calendar.CANCELLED


async def test_only_a_focal_point_ends_a_visit_for_safety_alone_and_others_read_changed(
    world: World,
) -> None:
    world.people["focal"] = await make_member(world.hosts[0], Role.FOCAL_POINT)
    visit = await arrived(world)

    with clock.at(at_noon(107)):
        visit = await act(world, "focal", visit, Move.END_EARLY, reason=Reason.SAFETY)

    read = {
        who: (await messages.thread(await world.act(who), visit, visit.created_at)).said[-1].reason
        for who in ("visitor", "home", "host", "secretariat", "focal")
    }
    assert read == {
        "visitor": "safety",
        "home": "",
        "host": "",
        "secretariat": "",
        "focal": "safety",
    }
    assert "safety" not in str(await last_fact(Move.END_EARLY))


async def how_it_ended(who: str, reason: Reason) -> dict[str, tuple[Part | None, bool, str | None]]:
    """What each reads of a visit that somebody ended early: in which part, and why."""
    world = await make_world()
    world.people["focal"] = await make_member(world.hosts[0], Role.FOCAL_POINT)
    visit = await arrived(world)
    with clock.at(at_noon(107)):
        visit = await act(world, who, visit, Move.END_EARLY, reason=reason)
    read = {}
    for reader in ("visitor", "home", "host", "mentor", "secretariat", "focal"):
        thread = await messages.thread(await world.act(reader), visit, visit.created_at)
        last = thread.said[-1]
        read[reader] = (last.part, last.on_behalf, last.reason)
    return read


async def test_a_visit_ended_for_safety_reads_like_one_ended_for_any_private_reason(
    world: World,
) -> None:
    for_safety = await how_it_ended("focal", Reason.SAFETY)
    for_family = await how_it_ended("home", Reason.FAMILY)
    for_work = await how_it_ended("home", Reason.WORK)

    others = ("home", "host", "mentor", "secretariat")
    assert {for_safety[who] for who in others} == {(None, False, "")}
    assert {for_family[who] for who in others} == {(None, False, "")}
    assert {for_work[who] for who in others} == {(Part.HOME, False, "work")}
    assert for_safety["visitor"] == (Part.FOCAL_POINT, False, "safety")


async def test_the_history_of_a_centre_does_not_say_which_part_moved_a_visit(
    world: World,
) -> None:
    world.people["focal"] = await make_member(world.home, Role.FOCAL_POINT)
    await act(world, "focal", await arrived(world), Move.END_EARLY, reason=Reason.SAFETY)

    rows, _count = await told_trail(world.home.id, 1, 50)

    moved = {row["who"] for row in rows if row["what"].startswith("moved an exchange visit")}
    assert moved == {"Somebody in the visit"}


async def test_a_focal_point_gives_no_other_reason(world: World) -> None:
    world.people["focal"] = await make_member(world.hosts[0], Role.FOCAL_POINT)
    visit = await arrived(world)

    with pytest.raises(Invalid):
        await act(world, "focal", visit, Move.END_EARLY, reason=Reason.WORK)


# too late, and the way back ----------------------------------------------------------------------


async def test_a_visit_whose_days_are_over_expires_by_itself(world: World) -> None:
    visit = await asked(world)

    with clock.at(at_noon(162)):
        await passing_time.catch_up_all()

    assert (await visits.fresh(visit.id)).state is S.EXPIRED
    assert set((await last_fact(Move.EXPIRE))["told"]) >= ids(world, "visitor", "home")


async def test_the_secretariat_opens_a_cancelled_visit_again_within_thirty_days(
    world: World,
) -> None:
    visit = await confirmed(world)
    visit = await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    with clock.at(clock.now() + timedelta(days=29)):
        visit = await act(world, "secretariat", visit, Move.REOPEN, note="The money is there.")

    fact = await last_fact(Move.REOPEN)
    assert visit.state is S.CONFIRMED
    assert (fact["calendar"], set(fact["told"])) == (
        "conf",
        ids(world, "visitor", "home", "host"),
    )


async def test_after_thirty_days_nothing_is_opened_again(world: World) -> None:
    visit = await confirmed(world)
    visit = await act(world, "home", visit, Move.CANCEL, reason=Reason.FUNDING)

    with clock.at(clock.now() + timedelta(days=30)), pytest.raises(Refused) as refused:
        await act(world, "secretariat", visit, Move.REOPEN, note="Late")

    assert refused.value.codes == (Code.TOO_LATE,)


async def test_a_host_has_ten_days_again_after_a_visit_was_opened_again(world: World) -> None:
    visit = await accepted(world)
    with clock.at(clock.now() + timedelta(days=8)):
        visit = await act(world, "home", visit, Move.WITHDRAW, reason=Reason.WORK)

    with clock.at(clock.now() + timedelta(days=20)):
        await act(world, "secretariat", visit, Move.REOPEN, note="It goes on.")
        await passing_time.catch_up_all()

        assert (await visits.fresh(visit.id)).state is S.HOST_ACCEPTED


# who acts for whom -------------------------------------------------------------------------------


async def test_somebody_who_stands_in_for_a_coordinator_is_marked(world: World) -> None:
    visit = await endorsed(world)
    world.people["deputy"] = await make_member(world.home, Role.COORDINATOR)

    await act(world, "deputy", visit, Move.WITHDRAW, reason=Reason.WORK)

    rows = await VisitMove.filter(visit_id=visit.id).order_by("created_at", "id")
    assert [(row.move, row.on_behalf) for row in rows] == [
        (Move.SUBMIT, False),
        (Move.ENDORSE, False),
        (Move.WITHDRAW, True),
    ]


async def test_who_signs_for_somebody_else_is_marked(world: World) -> None:
    visit = await accepted(world)
    terms = dict.fromkeys(CLAUSES, "As usual here.")
    await agreeing.write_edition(await world.act("host"), visit, terms)

    await agreeing.sign(await world.act("home"), visit, 1, Side.VISITOR)

    edition = await AgreementEdition.get(visit_id=visit.id).prefetch_related("signatures")
    assert [one.on_behalf for one in edition.signatures] == [True]
