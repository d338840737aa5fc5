"""What came back from a visit, as the pages do it: writing, rating, reading, taking out."""

import pytest

from network.exchanges.actions import moving, reporting
from network.exchanges.models.learning import LearningReport
from network.exchanges.pieces import REPORT, SHORT_REPORT
from network.exchanges.queries import visits
from network.exchanges.rules import report_words
from network.exchanges.rules.facts import Request
from network.exchanges.rules.goals import Ratings
from network.exchanges.rules.redaction import passages_taken_out
from network.exchanges.vocabulary import Move, Reason, VisitState
from network.kernel import clock
from network.kernel.errors import Conflict, Invalid
from network.knowledge.models import Item
from network.notifications.models import Notice
from tests.architecture.test_lists import statements
from tests.browser_client import Browser, forms_of
from tests.exchanges.report_world import (
    READ,
    SECRET,
    WORDS,
    WRITTEN,
    cleared,
    over,
    rated,
    released,
    reported,
    stored,
)
from tests.exchanges.visit_world import World, arrived, at_noon

pytestmark = pytest.mark.anyio
IN_PORTAL = True


# writing -----------------------------------------------------------------------------------------


async def test_a_visitor_writes_part_by_part_rates_and_sends(
    world: World, browser: Browser
) -> None:
    visit = await over(world)
    outcome = f"/visits/{visit.id}/outcome"

    with clock.at(at_noon(WRITTEN)):
        await browser.sign_in_as(world.people["visitor"])
        first = await browser.get(f"{outcome}/parts/summary")
        for name in REPORT:
            page = await browser.get(f"{outcome}/parts/{name}")
            saved = await browser.submit(page, text=WORDS[name], then="next")
        rating = await browser.get(f"{outcome}/goals")
        marks = {"g0-after": "3", "g0-retrospect": "0"}
        shown = await browser.follow(await browser.submit(rating, **marks))
        sent = await browser.submit(shown, "/outcome")

    report = await stored(visit)
    assert first.status_code == 200
    assert saved.headers["location"] == outcome
    assert "Rated 1 before and 3 after: a change of +2." in shown.text
    assert "Looking back, the level before was 0: a change of +3." in shown.text
    assert (sent.status_code, (await visits.fresh(visit.id)).state) == (
        303,
        VisitState.REPORT_REVIEW,
    )
    assert {name: report.parts[name] for name in REPORT} == WORDS


async def test_saving_a_part_leads_on_to_the_next_empty_one(world: World, browser: Browser) -> None:
    visit = await over(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/outcome/parts/summary")
    saved = await browser.submit(page, text="In short.", then="next")

    assert saved.headers["location"] == f"/visits/{visit.id}/outcome/parts/goals"


async def test_a_text_that_points_to_a_client_is_not_kept(world: World, browser: Browser) -> None:
    visit = await over(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}/outcome/parts/practices")

    typed = "Write to anna.meier@example.org about her case."
    refused = await browser.submit(page, text=typed)

    assert refused.status_code == 422
    assert typed in refused.text
    assert await LearningReport.all().count() == 0


async def test_two_windows_never_overwrite_each_other(world: World, browser: Browser) -> None:
    visit = await over(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"/visits/{visit.id}/outcome/parts/plan")
    await reporting.save_report(await world.act("visitor"), visit, "en", {"plan": "Newer words"})

    late = await browser.submit(page, text="Older words")
    again = await browser.submit(late)

    assert late.status_code == 409
    assert [words in late.text for words in ("Newer words", "Older words")] == [True, True]
    assert again.status_code == 303
    assert (await stored(visit)).parts["plan"] == "Older words"


async def test_the_card_is_part_of_the_report(world: World, browser: Browser) -> None:
    visit = await over(world)
    await browser.sign_in_as(world.people["visitor"])
    card = await browser.get(f"/visits/{visit.id}/outcome/card")

    words = {"practices": "Groups of six.", "plan": "Two groups.", "needs": "Somebody to ask."}
    saved = await browser.submit(card, **words, with_whom="Our team.", open_to="S0")
    part = await browser.get(f"/visits/{visit.id}/outcome/parts/practices")

    report = await stored(visit)
    assert saved.status_code == 303
    assert (report.parts["needs"], report.parts["open_to"]) == ("Somebody to ask.", "S0")
    assert "Groups of six." in part.text


async def test_an_early_end_asks_five_questions_and_no_ratings(
    world: World, browser: Browser
) -> None:
    visit = await arrived(world)
    with clock.at(at_noon(107)):
        given = Request(reason=Reason.FAMILY)
        visit = await moving.move(await world.act("visitor"), visit, Move.END_EARLY, given)
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(f"/visits/{visit.id}/outcome")
        parts = [name for name in REPORT if f"/outcome/parts/{name}" in page.text]
        visitor = await world.act("visitor")
        await reporting.save_report(visitor, visit, "en", {n: WORDS[n] for n in SHORT_REPORT})
        sent = await browser.submit(await browser.get(f"/visits/{visit.id}/outcome"), "/outcome")

    assert parts == [name for name in REPORT if name in SHORT_REPORT]
    assert sent.status_code == 303
    assert (await stored(visit)).is_short


async def test_a_report_is_not_sent_before_everything_is_there(
    world: World, browser: Browser
) -> None:
    visit = await rated(world)
    await reporting.save_report(await world.act("visitor"), visit, "en", {"summary": "Short"})
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(f"/visits/{visit.id}/outcome")
    forced = await browser.post(f"/visits/{visit.id}/outcome")

    assert "7 parts are still to be written; you can do that." in page.text
    assert not [form for form in forms_of(page) if form.action.endswith("/outcome")]
    assert forced.status_code == 422
    assert (await visits.fresh(visit.id)).state is VisitState.REPORT_DUE


@pytest.mark.parametrize("who", ["home", "host", "mentor", "editor", "secretariat", "outsider"])
async def test_nobody_but_the_visitor_opens_what_is_being_written(
    who: str, world: World, browser: Browser
) -> None:
    visit = await over(world)
    await reporting.save_report(await world.act("visitor"), visit, "en", {"plan": SECRET})
    await browser.sign_in_as(world.people[who])
    base = f"/visits/{visit.id}/outcome"

    codes = [
        (await browser.get(f"{base}/{p}")).status_code for p in ("parts/plan", "card", "goals")
    ]
    codes += [(await browser.post(f"{base}/parts/plan", {"text": "x"})).status_code]
    outcome = await browser.get(base)

    assert codes == [404] * 4
    assert SECRET not in outcome.text


# reading -----------------------------------------------------------------------------------------


async def test_the_report_goes_from_the_coordinator_to_the_host_and_on_to_the_library(
    world: World, browser: Browser
) -> None:
    visit = await reported(world)
    outcome = f"/visits/{visit.id}/outcome"

    with clock.at(at_noon(READ)):
        await browser.sign_in_as(world.people["home"])
        passed = await browser.submit(await browser.get(outcome), "/reading")
        await browser.sign_in_as(world.people["host"])
        reading = await browser.get(f"{outcome}/host")
        cleared_it = await browser.submit(reading, from_host="A calm and curious guest.")
        await browser.sign_in_as(world.people["editor"])
        released_it = await browser.submit(await browser.get(outcome), "/release", level="S1")
        done = await browser.follow(released_it)

    host_notices = await Notice.filter(person_id=world.people["host"].id, kind="visit_report")
    item = await Item.get()
    assert [passed.status_code, cleared_it.status_code, released_it.status_code] == [303] * 3
    assert len(host_notices) == 1
    assert (await visits.fresh(visit.id)).state is VisitState.SHARING
    assert f"/knowledge/{item.id}" in done.text


async def test_what_the_host_takes_out_is_gone_and_counted(world: World, browser: Browser) -> None:
    visit = await reported(world, plan=f"Two groups. {SECRET} We begin soon.")
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(f"/visits/{visit.id}/outcome/host")

    changes = {"plan-text": "Two groups. We begin soon."}
    await browser.submit(page, **changes)

    report = await stored(visit)
    after = await browser.get(f"/visits/{visit.id}/outcome")
    assert (report.taken_out, report.parts["plan"]) == (1, "Two groups. We begin soon.")
    assert SECRET not in f"{report.parts}{after.text}"
    assert "1 passage was taken out" in after.text


async def test_a_host_adds_nothing(world: World, browser: Browser) -> None:
    visit = await reported(world)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(f"/visits/{visit.id}/outcome/host")

    changes = {"plan-text": "They will copy all of our work."}
    refused = await browser.submit(page, **changes)

    assert refused.status_code == 422
    assert "Only take out what must not be shared." in refused.text
    assert (await stored(visit)).parts["plan"] == WORDS["plan"]


async def test_an_editor_reads_nothing_before_the_host_has(world: World, browser: Browser) -> None:
    visit = await reported(world, plan=SECRET)

    with clock.at(at_noon(READ)):
        await browser.sign_in_as(world.people["editor"])
        page = await browser.get(f"/visits/{visit.id}/outcome")
        forced = await browser.post(
            f"/visits/{visit.id}/outcome/release", {"version": "1", "level": "S1"}
        )

    assert SECRET not in page.text
    assert "The host is still reading the report." in page.text
    assert forced.status_code == 409
    assert (await visits.fresh(visit.id)).state is VisitState.REPORT_REVIEW


async def test_of_a_silent_host_the_secretariat_decides_and_nobody_else(
    world: World, browser: Browser
) -> None:
    visit = await reported(world, plan=SECRET)
    seen = {}

    for day in (READ, WRITTEN + 20):
        with clock.at(at_noon(day)):
            for who in ("secretariat", "editor"):
                await browser.sign_in_as(world.people[who])
                page = await browser.get(f"/visits/{visit.id}/outcome")
                seen[day, who] = SECRET in page.text
            state = (await visits.fresh(visit.id)).state
    with clock.at(at_noon(WRITTEN + 20)):
        await browser.sign_in_as(world.people["secretariat"])
        page = await browser.get(f"/visits/{visit.id}/outcome")
        decided = await browser.submit(page, "/release", level="S1")

    assert list(seen.values()) == [False, False, True, False]
    assert state is VisitState.REPORT_REVIEW
    assert decided.status_code == 303


async def test_a_returned_report_is_written_on_with_its_note(
    world: World, browser: Browser
) -> None:
    visit = await cleared(world)
    with clock.at(at_noon(READ)):
        await browser.sign_in_as(world.people["editor"])
        page = await browser.get(f"/visits/{visit.id}/outcome")
        empty = await browser.submit(page, "/return", note="")
        returned = await browser.submit(page, "/return", note="Say more about the plan.")
        await browser.sign_in_as(world.people["visitor"])
        again = await browser.get(f"/visits/{visit.id}/outcome")

    assert (empty.status_code, returned.status_code) == (422, 303)
    assert "Say more about the plan." in again.text
    assert (await stored(visit)).host_cleared_at is None


async def test_everybody_may_read_only_what_the_host_read_and_the_visitor_wishes(
    world: World,
) -> None:
    visit = await reported(world, open_to="S0")
    secretariat = await world.act("secretariat")

    with clock.at(at_noon(WRITTEN + 20)), pytest.raises(Invalid) as refused:
        await reporting.set_level(secretariat, visit, 1, "S0")

    assert refused.value.fields["level"] == "For everybody, the host has to have read it."


async def test_nothing_changes_once_the_report_is_released(world: World) -> None:
    visit, visitor = await released(world), await world.act("visitor")

    with pytest.raises(Conflict):
        await reporting.save_report(visitor, visit, "en", {"plan": "Other"}, 3)
    with pytest.raises(Conflict):
        await reporting.clear_report(await world.act("host"), visit, 3, {"plan": ""})


async def test_the_words_of_the_host_become_a_letter(world: World, browser: Browser) -> None:
    visit = await reported(world)
    with clock.at(at_noon(READ)):
        host = await world.act("host")
        await reporting.clear_report(host, visit, 1, None, "A calm and curious guest.")

    codes = {}
    for who in ("visitor", "home", "outsider"):
        await browser.sign_in_as(world.people[who])
        page = await browser.get(f"/visits/{visit.id}/outcome/thanks")
        codes[who] = (page.status_code, "A calm and curious guest." in page.text)

    assert codes == {"visitor": (200, True), "home": (200, True), "outsider": (404, False)}


@pytest.mark.parametrize("who", ["outsider", "colleague"])
async def test_hidden_and_absent_look_the_same(who: str, world: World, browser: Browser) -> None:
    visit = await cleared(world)
    await browser.sign_in_as(world.people[who])
    absent = str(visit.id).replace(str(visit.id)[-4:], "0000")
    ways = ("", "/host", "/card", "/goals", "/parts/plan", "/thanks")
    acts = ("", "/host", "/reading", "/return", "/release", "/goals")

    answers = {}
    for key in (str(visit.id), absent):
        base = f"/visits/{key}/outcome"
        answers[key] = [(await browser.get(base + way)).status_code for way in ways]
        answers[key] += [(await browser.post(base + act)).status_code for act in acts]

    assert answers[str(visit.id)] == answers[absent] == [404] * 12


async def test_the_page_asks_little_of_the_database(world: World, browser: Browser) -> None:
    visit = await released(world)
    counts = {}
    for who in ("visitor", "host", "secretariat"):
        await browser.sign_in_as(world.people[who])
        with statements() as found:
            page = await browser.get(f"/visits/{visit.id}/outcome")
        counts[who] = (page.status_code, len(found) <= 12)

    assert set(counts.values()) == {(200, True)}


# the arithmetic in words, and taking out ---------------------------------------------------------


def test_ratings_in_words_follow_the_domain() -> None:
    told = report_words.told(Ratings(before=1, after=3, retrospect=0, six_months=3))

    assert told == [
        "Rated 1 before and 3 after: a change of +2.",
        "Looking back, the level before was 0: a change of +3.",
        "Six months later it is rated 3.",
        "Of what was gained, 100 % was still there after six months.",
    ]


def test_a_level_that_fell_is_said_with_its_sign() -> None:
    told = report_words.told(Ratings(before=3, after=2))

    assert told == ["Rated 3 before and 2 after: a change of \u22121."]


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("One two three four", "One two three four", 0),
        ("One two three four", "One four", 1),
        ("One two three four", "Two four", None),
        ("one two three four five", "two [\u2026] four", 3),
        ("One two", "", 1),
        ("One two", "One two more", None),
        ("One two", "two One", None),
        ("\u6211\u4eec\u770b\u5230\u4ed6\u7684\u5de5\u4f5c", "\u6211\u4eec\u5de5\u4f5c", 1),
    ],
)
def test_taking_out_leaves_only_what_was_there(before: str, after: str, count: int | None) -> None:
    assert passages_taken_out(before, after) == count
