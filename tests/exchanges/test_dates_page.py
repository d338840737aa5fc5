"""The days of a visit by its pages: asked, answered, chosen, and changed once it is confirmed."""

import re
from datetime import timedelta

import pytest

from network.exchanges.actions import dating
from network.exchanges.models.agreeing import (
    AgreementEdition,
    DateAnswer,
    DateChange,
    DateChangeState,
    DateOption,
    DatePoll,
    DatePollState,
    Suits,
)
from network.exchanges.models.visits import Application, Visit
from network.exchanges.queries import facts, visits
from network.exchanges.rules.dates import Span
from network.exchanges.vocabulary import Side
from network.kernel import clock
from network.outbox import RecordedEvent
from tests.browser_client import Browser
from tests.exchanges.visit_world import (
    World,
    asked,
    confirmed,
    endorsed,
    in_days,
    signed,
)

pytestmark = pytest.mark.anyio

FIRST, SECOND = (105, 109), (119, 123)


def span(first: int, last: int) -> Span:
    return Span(in_days(first), in_days(last))


def page_of(visit: Visit) -> str:
    return f"/visits/{visit.id}/dates"


async def opened(world: World, visit: Visit) -> DatePoll:
    return await dating.open_poll(await world.act("host"), visit, [span(*FIRST), span(*SECOND)])


async def fields_of(poll: DatePoll) -> list[str]:
    rows = await DateOption.filter(poll_id=poll.id).order_by("first_on")
    return [f"option_{row.id.hex}" for row in rows]


# asking and answering ----------------------------------------------------------------------------


async def test_everybody_is_asked_which_of_several_periods_suit(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(page_of(visit))

    done = await browser.submit(
        page,
        "/dates/polls",
        first_1=str(in_days(105)),
        last_1=str(in_days(109)),
        first_2=str(in_days(119)),
        last_2=str(in_days(123)),
        days="14",
    )

    shown = await browser.follow(done)
    assert await DateOption.all().count() == 2
    assert "0 of 3 have answered." in shown.text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Give at least two periods to choose from."),
        ({"first_1": 105}, "Give the first and the last day."),
        ({"first_1": 9, "last_1": 5, "first_2": 9, "last_2": 9}, "The last day is before"),
        ({"first_1": -9, "last_1": 5, "first_2": 9, "last_2": 9}, "The first day is over"),
    ],
)
async def test_periods_that_make_no_sense_are_said_so(
    given: dict[str, int], told: str, browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(page_of(visit))
    typed = {name: str(in_days(count)) for name, count in given.items()}

    answer = await browser.submit(page, "/dates/polls", **typed)

    assert answer.status_code == 422
    assert told in answer.text
    assert await DatePoll.all().count() == 0


async def test_an_answer_is_seen_by_all_and_can_be_changed(browser: Browser, world: World) -> None:
    visit = await asked(world)
    one, two = await fields_of(await opened(world, visit))
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(page_of(visit))

    await browser.submit(page, "/answers", **{one: "yes", two: "no"})
    again = await browser.get(page_of(visit))
    await browser.submit(again, "/answers", **{two: "if_needed"})

    rows = await DateAnswer.all().order_by("option__first_on")
    await browser.sign_in_as(world.people["host"])
    seen = (await browser.get(page_of(visit))).text
    assert [row.suits for row in rows] == [Suits.YES, Suits.IF_NEEDED]
    assert "Change my answer" in again.text
    assert "Vic Visitor" in seen
    assert "Works for all who answered" in seen


async def test_each_period_wants_an_answer(browser: Browser, world: World) -> None:
    visit = await asked(world)
    one, _two = await fields_of(await opened(world, visit))
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(page_of(visit))

    answer = await browser.submit(page, "/answers", **{one: "yes"})

    assert answer.status_code == 422
    assert "Answer for each period, please." in answer.text
    assert await DateAnswer.all().count() == 0


async def test_whom_nothing_suits_says_so_and_proposes_other_days(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    poll = await opened(world, visit)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"{page_of(visit)}/none")

    await browser.submit(
        page, "/refusal", act="propose", first_on=str(in_days(131)), last_on=str(in_days(135))
    )

    rows = await DateAnswer.all().order_by("option__first_on")
    assert [row.suits for row in rows] == [Suits.NO, Suits.NO, Suits.YES]
    assert await DateOption.filter(poll_id=poll.id, first_on=in_days(131)).count() == 1


async def test_whom_nothing_suits_need_not_propose_anything(browser: Browser, world: World) -> None:
    visit = await asked(world)
    await opened(world, visit)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(f"{page_of(visit)}/none")

    await browser.submit(page, "/refusal", act="none")

    assert [row.suits for row in await DateAnswer.all()] == [Suits.NO, Suits.NO]


async def test_after_the_last_day_the_host_decides(browser: Browser, world: World) -> None:
    visit = await asked(world)
    poll = await opened(world, visit)
    one, two = await fields_of(poll)
    answer = {one: "yes", two: "yes"}

    with clock.at(clock.now() + timedelta(days=9)):
        await browser.sign_in_as(world.people["visitor"])
        page = await browser.get(page_of(visit))
        late = await browser.post(f"{page_of(visit)}/polls/{poll.id}/answers", answer)

    assert "The time to answer is over. The host decides." in page.text
    assert late.status_code == 409
    assert await DateAnswer.all().count() == 0


# choosing ----------------------------------------------------------------------------------------


async def test_chosen_days_stand_in_the_form_with_which_the_host_says_yes(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    poll = await opened(world, visit)
    option = await DateOption.get(poll_id=poll.id, first_on=in_days(119))
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(page_of(visit))

    await browser.submit(page, "/choice", option=str(option.id))

    form = await browser.get(f"/visits/{visit.id}/moves/accept")
    assert (await DatePoll.get(id=poll.id)).state is DatePollState.SETTLED
    assert f'value="{in_days(119)}"' in form.text


async def test_chosen_days_count_at_once_where_the_host_said_yes(
    browser: Browser, world: World
) -> None:
    visit = await signed(world, *Side)
    poll = await opened(world, visit)
    option = await DateOption.get(poll_id=poll.id, first_on=in_days(119))
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(page_of(visit))

    await browser.submit(page, "/choice", option=str(option.id))

    stored = await visits.fresh(visit.id)
    fact = await RecordedEvent.filter(name="VisitMoved").order_by("-id").first()
    assert fact is not None
    assert (stored.first_on, stored.revision) == (in_days(119), visit.revision + 1)
    assert (fact.payload["calendar"], fact.payload["first_on"]) == ("tent", str(in_days(119)))
    assert (await facts.facts_of(stored)).signed == frozenset()
    assert await AgreementEdition.filter(visit_id=visit.id).count() == 1


async def test_the_host_may_choose_none(browser: Browser, world: World) -> None:
    visit = await asked(world)
    poll = await opened(world, visit)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(page_of(visit))

    shown = await browser.follow(await browser.submit(page, "/choice", option=""))

    assert (await DatePoll.get(id=poll.id)).state is DatePollState.CLOSED
    assert "None of these days were chosen." in shown.text


@pytest.mark.parametrize("who", ["visitor", "home"])
async def test_nobody_but_the_host_chooses(who: str, browser: Browser, world: World) -> None:
    visit = await asked(world)
    poll = await opened(world, visit)
    await browser.sign_in_as(world.people[who])
    page = await browser.get(page_of(visit))

    answer = await browser.post(f"{page_of(visit)}/polls/{poll.id}/choice", {"option": ""})

    assert "Choose these days" not in page.text
    assert answer.status_code == 403
    assert (await DatePoll.get(id=poll.id)).state is DatePollState.OPEN


@pytest.mark.parametrize("who", ["colleague", "outsider", "next_host", "secretariat", "editor"])
async def test_the_days_of_others_look_absent(who: str, browser: Browser, world: World) -> None:
    visit = await asked(world)
    poll = await opened(world, visit)
    await browser.sign_in_as(world.people[who])

    answers = [
        await browser.get(page_of(visit)),
        await browser.get(f"{page_of(visit)}/none"),
        await browser.post(f"{page_of(visit)}/polls"),
        await browser.post(f"{page_of(visit)}/polls/{poll.id}/answers"),
        await browser.post(f"{page_of(visit)}/polls/{poll.id}/choice"),
        await browser.post(f"{page_of(visit)}/changes"),
    ]

    assert {one.status_code for one in answers} == {404}


async def test_a_poll_of_another_visit_looks_absent(browser: Browser, world: World) -> None:
    visit, other = await asked(world), await asked(world)
    poll = await opened(world, other)
    await browser.sign_in_as(world.people["host"])

    answer = await browser.post(f"{page_of(visit)}/polls/{poll.id}/choice", {"option": ""})

    assert answer.status_code == 404


async def test_nobody_asks_before_there_is_a_host(browser: Browser, world: World) -> None:
    visit = await endorsed(world)
    await browser.sign_in_as(world.people["visitor"])

    page = await browser.get(page_of(visit))

    assert "The days are not looked for at this step." in page.text
    assert re.findall(r'action="[^"]*/dates/polls"', page.text) == []


# other days for a confirmed visit ----------------------------------------------------------------


async def test_other_days_count_when_all_three_sides_accepted_them(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(page_of(visit))
    await browser.submit(page, "/changes", first_on=str(in_days(119)), last_on=str(in_days(123)))

    days = []
    for who in ("home", "host"):
        await browser.sign_in_as(world.people[who])
        shown = await browser.get(f"/visits/{visit.id}")
        await browser.submit(shown, "/acceptance")
        days.append((await visits.fresh(visit.id)).first_on)

    assert days == [in_days(105), in_days(119)]


async def test_who_proposed_days_takes_them_back_and_others_keep_the_old_ones(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    states = []
    for who in ("visitor", "host"):
        await dating.propose_days(await world.act("visitor"), visit, span(*SECOND))
        await browser.sign_in_as(world.people[who])
        page = await browser.get(f"/visits/{visit.id}")
        await browser.submit(page, "/refusal")
        change = await DateChange.filter(visit_id=visit.id).order_by("-created_at").first()
        assert change is not None
        states.append(change.state)

    assert states == [DateChangeState.WITHDRAWN, DateChangeState.REFUSED]
    assert (await visits.fresh(visit.id)).first_on == in_days(105)


async def test_who_proposed_days_reads_that_they_were_refused_until_others_are_proposed(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    change = await dating.propose_days(await world.act("visitor"), visit, span(*SECOND))
    await browser.sign_in_as(world.people["visitor"])
    stays = "The days stay as they were."

    waiting = await browser.get(page_of(visit))
    await dating.refuse_days(await world.act("host"), visit, change)
    refused = await browser.get(page_of(visit))
    again = await browser.submit(
        refused, "/changes", first_on=str(in_days(126)), last_on=str(in_days(130))
    )
    proposed = await browser.follow(again)

    assert [stays in page.text for page in (waiting, refused, proposed)] == [False, True, False]


async def test_days_accepted_twice_are_accepted_once(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    change = await dating.propose_days(await world.act("visitor"), visit, span(*SECOND))
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(f"/visits/{visit.id}")

    answers = [await browser.submit(page, "/acceptance") for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert (await DateChange.get(id=change.id)).accepted == ["home", "visitor"]


async def test_a_settled_proposal_is_answered_with_how_it_is_now(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    change = await dating.propose_days(await world.act("visitor"), visit, span(*SECOND))
    await dating.refuse_days(await world.act("host"), visit, change)
    await browser.sign_in_as(world.people["home"])

    answer = await browser.post(f"{page_of(visit)}/changes/{change.id}/acceptance")

    assert answer.status_code == 409
    assert "This was settled already." in answer.text


async def test_the_mentor_sees_a_proposal_and_has_no_say_in_it(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    change = await dating.propose_days(await world.act("visitor"), visit, span(*SECOND))
    await browser.sign_in_as(world.people["mentor"])

    page = await browser.get(page_of(visit))
    answer = await browser.post(f"{page_of(visit)}/changes/{change.id}/acceptance")

    assert "Other days are proposed" in page.text
    assert "Accept these days" not in page.text
    assert answer.status_code == 403


@pytest.mark.parametrize(("months", "is_told"), [(5, True), (7, False)])
async def test_who_chooses_days_reads_when_a_travel_document_ends_too_early_for_them(
    browser: Browser, world: World, months: int, is_told: bool
) -> None:
    visit = await confirmed(world)
    assert visit.last_on is not None
    until = (visit.last_on.replace(day=1) + timedelta(days=31 * months)).strftime("%Y-%m")
    application = await Application.get(visit_id=visit.id)
    application.parts["practical"]["document_until"] = until
    await application.save()
    await browser.sign_in_as(world.people["home"])

    page = await browser.get(page_of(visit))

    assert ("travel document is valid until" in page.text) is is_told
