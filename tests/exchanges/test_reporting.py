"""What a visit brought back: ratings, the report and its readers, passing on, and closing."""

import pytest

from network.exchanges import policy
from network.exchanges.actions import moving, passing_time, reporting
from network.exchanges.actions.reporting import Passed
from network.exchanges.models.learning import FollowUp, LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import QUESTIONS, REPORT
from network.exchanges.queries import facts, messages, reports, visits
from network.exchanges.rules.facts import Request
from network.exchanges.rules.goals import When, learned
from network.exchanges.rules.guards import Code
from network.exchanges.vocabulary import Move, Reason, VisitState
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale
from network.kernel.moves import Refused
from tests.exchanges.visit_facts import turns_of
from tests.exchanges.visit_world import World, arrived, at_noon, in_days
from tests.factories import make_member

pytestmark = pytest.mark.anyio

S = VisitState
WORDS = dict.fromkeys(REPORT, "Pain groups of six, with a plan for each evening.")


async def over(world: World) -> Visit:
    """A visit that ended on its last day."""
    visit = await arrived(world)
    with clock.at(at_noon(110)):
        await passing_time.catch_up_all()
    return await visits.fresh(visit.id)


async def reported(world: World) -> Visit:
    """A visit whose report and ratings the visitor gave."""
    visit, visitor = await over(world), await world.act("visitor")
    goal = (await visits.goals_of(visit))[0]
    with clock.at(at_noon(112)):
        await reporting.rate(visitor, visit, goal, When.AFTER, 3)
        await reporting.rate(visitor, visit, goal, When.RETROSPECT, 0)
        await reporting.save_report(visitor, visit, "en", WORDS)
        return await reporting.give_report(visitor, visit)


async def stored(visit: Visit) -> LearningReport:
    found = await reports.report_of(visit.id)
    assert found is not None
    return found


async def released(world: World) -> Visit:
    visit, editor = await reported(world), await world.act("editor")
    with clock.at(at_noon(115)):
        await reporting.clear_report(await world.act("host"), visit, 1)
        await reporting.set_level(editor, visit, 2, "S1")
        return await reporting.release(editor, visit)


async def test_ratings_say_what_changed(world: World) -> None:
    visit = await reported(world)

    goal = (await visits.goals_of(visit))[0]
    assert learned(facts.ratings_of(goal))[:2] == (2, 3)


async def test_a_report_without_ratings_is_not_given(world: World) -> None:
    visit, visitor = await over(world), await world.act("visitor")

    with clock.at(at_noon(112)):
        await reporting.save_report(visitor, visit, "en", WORDS)
        with pytest.raises(Refused) as refused:
            await reporting.give_report(visitor, visit)

    assert refused.value.codes == (Code.NO_RATINGS,)


async def test_nothing_is_released_before_the_host_has_read_it(world: World) -> None:
    visit = await reported(world)

    with clock.at(at_noon(113)), pytest.raises(Refused) as refused:
        await reporting.release(await world.act("editor"), visit)

    assert refused.value.codes == (Code.HOST_REVIEWS, Code.NO_LEVEL)


async def test_a_host_takes_out_what_must_not_be_shared_and_adds_nothing(world: World) -> None:
    visit, host = await reported(world), await world.act("host")

    with pytest.raises(Invalid):
        await reporting.clear_report(host, visit, 1, {"fits": WORDS["fits"] + " Really."})
    await reporting.clear_report(host, visit, 1, {"practices": "Pain groups."})

    report = await stored(visit)
    assert (report.parts["practices"], report.taken_out) == ("Pain groups.", 1)
    assert report.host_cleared_by_id == host.person_id


async def test_two_windows_never_overwrite_each_others_report(world: World) -> None:
    visit, visitor = await over(world), await world.act("visitor")
    report = await reporting.save_report(visitor, visit, "en", WORDS)
    await reporting.save_report(visitor, visit, "en", {"summary": "Newer"}, report.version)

    with pytest.raises(Stale):
        await reporting.save_report(visitor, visit, "en", {"summary": "Older"}, 1)
    with pytest.raises(Stale):
        await reporting.save_report(visitor, visit, "en", {"summary": "Other window"})

    assert (await stored(visit)).parts["summary"] == "Newer"


@pytest.mark.parametrize("who", ["home", "host", "mentor", "editor", "secretariat"])
async def test_only_the_visitor_writes_the_report(who: str, world: World) -> None:
    with pytest.raises(Forbidden):
        await reporting.save_report(await world.act(who), await over(world), "en", WORDS)


async def test_a_visit_closes_once_it_was_passed_on_and_followed_up(world: World) -> None:
    visit, visitor = await released(world), await world.act("visitor")
    with clock.at(at_noon(300)):
        before = await passing_time.catch_up_all()
        await reporting.pass_on(visitor, visit, Passed(kind="seminar", title="Pain after torture"))
        for follow_up in await FollowUp.filter(visit_id=visit.id).order_by("months"):
            answers = dict.fromkeys(QUESTIONS[follow_up.months], "Twice a month.")
            await reporting.answer_follow_up(visitor, visit, follow_up, answers)
        after = await passing_time.catch_up_all()

    closed = await visits.fresh(visit.id)
    assert (before, after, closed.state) == (0, 1, S.CLOSED)
    assert closed.came_from is S.SHARING


async def test_follow_ups_fall_due_after_three_and_six_months(world: World) -> None:
    visit = await released(world)

    months = [(one.months, one.due_on) for one in await FollowUp.filter(visit_id=visit.id)]
    assert [m for m, _ in months] == [3, 6]
    assert [(due.month - in_days(109).month) % 12 for _, due in months] == [3, 6]


async def test_without_passing_on_only_the_secretariat_waives(world: World) -> None:
    visit = await released(world)

    with pytest.raises(Forbidden):
        await reporting.waive_sharing(await world.act("visitor"), visit, "No time")
    await reporting.waive_sharing(await world.act("secretariat"), visit, "The team was dissolved.")

    assert (await facts.facts_of(await visits.fresh(visit.id))).is_waived


async def test_a_follow_up_is_answered_once(world: World) -> None:
    visit, visitor = await released(world), await world.act("visitor")
    follow_up = await FollowUp.get(visit_id=visit.id, months=3)
    answers = dict.fromkeys(QUESTIONS[3], "Twice a month.")
    with clock.at(at_noon(300)):
        await reporting.answer_follow_up(visitor, visit, follow_up, answers)

    with clock.at(at_noon(301)), pytest.raises(Conflict):
        await reporting.answer_follow_up(visitor, visit, follow_up, answers)


async def test_an_early_end_asks_for_a_short_report_and_hides_a_reason_of_safety(
    world: World,
) -> None:
    visit = await arrived(world)
    world.people["focal"] = await make_member(world.home, Role.FOCAL_POINT)
    given = Request(reason=Reason.SAFETY, note="Followed on the way here")

    with clock.at(at_noon(107)):
        visit = await moving.move(await world.act("focal"), visit, Move.END_EARLY, given)

    seen = {}
    for who in ("visitor", "home", "host", "mentor", "secretariat"):
        last = (await messages.thread(await world.act(who), visit, visit.created_at)).said[-1]
        seen[who] = (last.reason, last.text)
    assert seen.pop("visitor") == ("safety", "Followed on the way here")
    assert set(seen.values()) == {("", "")}
    assert (visit.state, visit.ended_on) == (S.ENDED_EARLY, in_days(107))
    assert visit.report_due_on == in_days(121)


@pytest.mark.parametrize("step", [arrived, over, reported, released])
async def test_lists_and_records_show_a_visit_to_the_same_people(
    step: object, world: World
) -> None:
    assert callable(step)
    visit = await step(world)

    for who in world.people:
        actor = await world.act(who)
        listed = [one.id for one in await visits.visits_of(actor)]
        assert (listed == [visit.id]) is policy.can_view(actor, visit), who


async def test_a_button_that_is_off_says_why_and_who_can_help(world: World) -> None:
    visit = await reported(world)

    with clock.at(at_noon(113)):
        found = {turn.move: turn for turn in await turns_of(await world.act("editor"), visit)}

    release = found[Move.RELEASE]
    assert (release.is_possible, release.codes) == (False, (Code.HOST_REVIEWS, Code.NO_LEVEL))
    assert all(text and parts for text, parts in release.reasons)
