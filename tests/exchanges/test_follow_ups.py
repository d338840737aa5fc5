"""Passing on what was learnt, and what changed at home after three and six months."""

import pytest

from network.exchanges.actions import passing_time, reporting
from network.exchanges.models.learning import FollowUp, PassingOn
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import QUESTIONS
from network.exchanges.queries import facts, visits
from network.exchanges.vocabulary import VisitState
from network.kernel import clock
from network.kernel.errors import Conflict
from tests.browser_client import Browser, forms_of
from tests.exchanges.report_world import LATER, WRITTEN, over, released
from tests.exchanges.visit_world import World, arrived, at_noon, in_days

pytestmark = pytest.mark.anyio
IN_PORTAL = True

TOLD = "Two groups a month, with the plan of the host."
THIRD = {"practice": TOLD, "how_often": "monthly", "obstacles": "No room.", "help": "None"}
SIXTH = {
    "protocol": "Intake asks about pain.",
    "trained": "All physiotherapists.",
    "reach": "10-20",
    "contact": "yes",
    "again": "yes",
}


# passing on --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "home"])
async def test_visitor_and_home_coordinator_note_how_it_is_passed_on(
    who: str, world: World, browser: Browser
) -> None:
    visit = await released(world)
    await browser.sign_in_as(world.people[who])
    page = await browser.get(f"/visits/{visit.id}/passing-on")

    given = {"kind": "seminar", "title": "Pain after torture", "reach": "10-20"}
    noted = await browser.submit(page, "/passing-on", **given, held_on="2027-06-01")
    again = await browser.follow(noted)

    row = await PassingOn.get()
    assert (row.kind, row.title, row.reach) == ("seminar", "Pain after torture", "10-20")
    assert "Pain after torture" in again.text
    assert "10 to 20 people" in again.text


async def test_a_form_sent_twice_notes_it_once(world: World, browser: Browser) -> None:
    visit = await released(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}/passing-on")

    for _ in range(2):
        await browser.submit(page, "/passing-on", kind="webinar", title="Pain")

    assert await PassingOn.all().count() == 1


async def test_without_a_title_nothing_is_noted_and_the_rest_is_kept(
    world: World, browser: Browser
) -> None:
    visit = await released(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}/passing-on")

    refused = await browser.submit(page, "/passing-on", kind="webinar", reach="51+")

    assert refused.status_code == 422
    assert '<option value="webinar" selected>' in refused.text
    assert await PassingOn.all().count() == 0


async def test_only_the_secretariat_waives_and_says_why(world: World, browser: Browser) -> None:
    visit = await released(world)
    path = f"/visits/{visit.id}/passing-on"
    offered = {}
    for who in ("visitor", "home", "host", "secretariat"):
        await browser.sign_in_as(world.people[who])
        page = await browser.get(path)
        offered[who] = any(form.action.endswith("/waiver") for form in forms_of(page))

    silent = await browser.submit(page, "/waiver", why="")
    waived = await browser.submit(page, "/waiver", why="The team was dissolved.")
    await browser.sign_in_as(world.people["host"])
    forced = await browser.post(f"/visits/{visit.id}/waiver", {"why": "x"})
    seen = await browser.get(path)

    assert offered == {"visitor": False, "home": False, "host": False, "secretariat": True}
    assert (silent.status_code, waived.status_code, forced.status_code) == (422, 303, 403)
    assert "The team was dissolved." in seen.text


async def test_nothing_is_passed_on_before_the_visit_is_over(
    world: World, browser: Browser
) -> None:
    visit = await arrived(world)
    await browser.sign_in_as(world.people["visitor"])

    given = {"kind": "seminar", "title": "Too early", "reach": ""}
    refused = await browser.post(f"/visits/{visit.id}/passing-on", given)

    assert refused.status_code == 409
    assert await PassingOn.all().count() == 0


async def test_the_page_says_by_when(world: World, browser: Browser) -> None:
    visit = await over(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/passing-on")

    assert f"{in_days(139).day} " in page.text.split("A seminar in your own centre: by")[1][:30]


# after three and six months ----------------------------------------------------------------------


async def test_the_visitor_answers_and_both_coordinators_and_the_secretariat_read(
    world: World, browser: Browser
) -> None:
    visit = await released(world)
    path = f"/visits/{visit.id}/follow-ups/3"

    with clock.at(at_noon(LATER)):
        await browser.sign_in_as(world.people["visitor"])
        answered = await browser.submit(await browser.get(path), "", **THIRD)
        seen = {}
        for who in ("home", "host", "secretariat", "mentor", "editor", "outsider"):
            await browser.sign_in_as(world.people[who])
            page = await browser.get(path)
            seen[who] = (page.status_code, TOLD in page.text)

    assert answered.status_code == 303
    assert {who for who, found in seen.items() if found == (200, True)} == {
        "home",
        "host",
        "secretariat",
    }
    assert {found for found in seen.values() if found != (200, True)} == {(404, False)}


async def test_nobody_answers_before_it_is_asked(world: World, browser: Browser) -> None:
    visit = await released(world)
    with clock.at(at_noon(WRITTEN + 10)):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(f"/visits/{visit.id}/follow-ups/3")
        forced = await browser.post(f"/visits/{visit.id}/follow-ups/3", THIRD)

    assert "The visitor is asked on" in page.text
    assert not [form for form in forms_of(page) if form.action == ""]
    assert forced.status_code == 409


async def test_a_question_left_open_keeps_what_was_written(world: World, browser: Browser) -> None:
    visit = await released(world)
    with clock.at(at_noon(LATER)):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(f"/visits/{visit.id}/follow-ups/3")
        refused = await browser.submit(page, "", **(THIRD | {"help": ""}))

    assert refused.status_code == 422
    assert TOLD in refused.text
    assert (await FollowUp.get(visit_id=visit.id, months=3)).answered_at is None


async def test_goals_are_rated_once_more_after_six_months(world: World, browser: Browser) -> None:
    visit = await released(world)
    with clock.at(at_noon(LATER)):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(f"/visits/{visit.id}/follow-ups/6")
        marks = {"g0-six_months": "3"}
        await browser.submit(page, "", **SIXTH, **marks)
        shown = await browser.get(f"/visits/{visit.id}/outcome")

    goal = (await visits.goals_of(visit))[0]
    assert facts.ratings_of(goal).six_months == 3
    assert "Of what was gained, 100 % was still there after six months." in shown.text


async def test_a_visit_closes_once_it_was_passed_on_and_both_questions_are_answered(
    world: World, browser: Browser
) -> None:
    visit = await released(world)
    with clock.at(at_noon(LATER)):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(f"/visits/{visit.id}/passing-on")
        await browser.submit(page, "/passing-on", kind="seminar", title="Pain")
        for months, answers in ((3, THIRD), (6, SIXTH)):
            asked = await browser.get(f"/visits/{visit.id}/follow-ups/{months}")
            await browser.submit(asked, "", **answers)
        await passing_time.catch_up_all()

    assert (await visits.fresh(visit.id)).state is VisitState.CLOSED


async def test_an_answer_stands_once_it_is_given(world: World) -> None:
    visit, visitor = await released(world), await world.act("visitor")
    asked = await FollowUp.get(visit_id=visit.id, months=3)
    with clock.at(at_noon(LATER)):
        await reporting.answer_follow_up(visitor, visit, asked, THIRD)
        with pytest.raises(Conflict):
            await reporting.answer_follow_up(visitor, visit, asked, THIRD | {"practice": "Other"})

    stored = await FollowUp.get(visit_id=visit.id, months=3)
    assert stored.answers == {name: THIRD[name] for name in QUESTIONS[3]}


@pytest.mark.parametrize("months", [1, 4, 12])
async def test_there_are_two_times_and_no_others(
    months: int, world: World, browser: Browser
) -> None:
    visit: Visit = await released(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/follow-ups/{months}")

    assert page.status_code == 404
