"""The page of a visit: what each part sees of it, whose turn it is, and what it costs."""

import html
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from network.calendars.models.feeds import Entry
from network.centres.models import Centre, Listing
from network.exchanges import policy
from network.exchanges.actions import agreeing, dating, hosting, moving, talking
from network.exchanges.models.staying import ChecklistItem, Message, ProgrammeItem
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.pages.turns import label_of
from network.exchanges.queries import visits
from network.exchanges.queries.facts import facts_of
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, Reason, Side
from network.kernel import clock
from network.kernel.ids import uuid7
from tests.architecture.test_lists import statements
from tests.browser_client import Browser
from tests.exchanges.visit_facts import turns_of
from tests.exchanges.visit_world import (
    World,
    accepted,
    arrived,
    asked,
    confirmed,
    endorsed,
    in_days,
    make_world,
    signed,
    submitted,
    written,
)

pytestmark = pytest.mark.anyio

Step = Callable[[World], Awaitable[Visit]]
MOST = 12


async def page_for(browser: Browser, world: World, who: str, visit: Visit) -> str:
    await browser.sign_in_as(world.people[who])
    found = await browser.get(f"/visits/{visit.id}")
    assert found.status_code == 200
    return found.text


async def unlist(centre: Centre, name: str) -> None:
    await Centre.filter(id=centre.id).update(listing=Listing.UNLISTED, name=name)


# who sees it -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "seen_by"),
    [
        (written, {"visitor"}),
        (submitted, {"visitor", "home", "secretariat"}),
        (endorsed, {"visitor", "home", "secretariat"}),
        (asked, {"visitor", "home", "host", "secretariat"}),
        (accepted, {"visitor", "home", "host", "mentor", "secretariat"}),
        (confirmed, {"visitor", "home", "host", "mentor", "secretariat"}),
    ],
)
async def test_hidden_and_absent_look_the_same(
    step: Step, seen_by: set[str], browser: Browser, world: World
) -> None:
    visit = await step(world)

    answers = {}
    for who, person in world.people.items():
        await browser.sign_in_as(person)
        answers[who] = (await browser.get(f"/visits/{visit.id}")).status_code
    absent = await browser.get(f"/visits/{world.home.id}")
    hidden = await browser.get(f"/visits/{visit.id}")

    assert {who for who, code in answers.items() if code == 200} == seen_by
    assert {code for who, code in answers.items() if who not in seen_by} == {404}
    assert (hidden.status_code, len(hidden.text)) == (404, len(absent.text))


async def test_the_visitor_learns_how_many_hosts_are_asked_but_not_which(
    browser: Browser, world: World
) -> None:
    await unlist(world.hosts[0], "The hidden house")
    visit = await asked(world)

    before = await page_for(browser, world, "visitor", visit)
    await page_for(browser, world, "home", visit)
    at_home = await page_for(browser, world, "home", visit)

    assert "Host 1 of 2 is being asked" in before
    assert "The hidden house" not in before + at_home
    assert "Member centre, " in at_home


async def test_both_sides_know_each_other_once_a_host_said_yes(
    browser: Browser, world: World
) -> None:
    await unlist(world.hosts[0], "The hidden house")
    await unlist(world.home, "The quiet house")
    visit = await accepted(world)

    assert "The hidden house" in await page_for(browser, world, "visitor", visit)
    assert "The quiet house" in await page_for(browser, world, "host", visit)


async def test_a_reason_of_safety_reads_as_changed_and_so_does_health(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    given = Request(reason=Reason.HEALTH)
    await moving.move(await world.act("visitor"), visit, Move.CANCEL, given)

    for who in ("home", "host", "secretariat"):
        text = await page_for(browser, world, who, visit)
        assert "Visit cancelled, Changed" in text
        assert "Health" not in text


async def test_why_a_host_took_its_yes_back_is_not_for_the_visitor(
    browser: Browser, world: World
) -> None:
    host = await world.act("host")
    visit = await hosting.withdraw_host(host, await accepted(world), Reason.FUNDING)

    assert "Funding" not in await page_for(browser, world, "visitor", visit)
    assert "Funding" in await page_for(browser, world, "home", visit)


# where it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (written, "Step 1 of 8: Apply"),
        (submitted, "Step 2 of 8: Endorse"),
        (endorsed, "Step 3 of 8: Find a host"),
        (accepted, "Step 5 of 9: Agree"),
        (confirmed, "Step 6 of 9: Prepare"),
        (arrived, "Step 7 of 9: Visit"),
    ],
)
async def test_the_steps_say_where_a_visit_is(
    step: Step, told: str, browser: Browser, world: World
) -> None:
    text = await page_for(browser, world, "visitor", await step(world))

    assert told in text
    assert text.count('aria-current="step"') == 1


async def test_a_host_is_told_by_when_to_answer(browser: Browser, world: World) -> None:
    visit = await asked(world)

    assert "Your answer by " in await page_for(browser, world, "host", visit)
    assert "The host answers by " in await page_for(browser, world, "visitor", visit)


async def test_a_button_that_is_off_says_why_and_who_can_change_it(
    browser: Browser, world: World
) -> None:
    visit = await accepted(world)

    text = await page_for(browser, world, "visitor", visit)

    assert "The budget is not committed yet." in text
    assert "Who can change it: Home coordinator or Secretariat." in text
    assert f'href="/visits/{visit.id}/moves/confirm"' not in text


async def test_who_has_signed_is_not_asked_to_change_it(browser: Browser, world: World) -> None:
    visit = await signed(world, Side.VISITOR, Side.HOME)

    text = await page_for(browser, world, "visitor", visit)

    assert "Who can change it: Host coordinator." in text


async def test_a_button_that_is_on_leads_to_what_it_does(browser: Browser, world: World) -> None:
    visit = await signed(world, *Side)

    text = await page_for(browser, world, "home", visit)

    assert "Your turn" in text
    assert f'href="/visits/{visit.id}/moves/confirm"' in text


async def test_a_visit_shows_where_time_brought_it_although_no_job_ran(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    choice = await HostChoice.get(visit_id=visit.id, rank=1)
    await HostChoice.filter(visit_id=visit.id, rank=2).delete()
    assert choice.expires_at is not None

    with clock.at(choice.expires_at + timedelta(minutes=1)):
        text = await page_for(browser, world, "home", visit)

    assert "Endorsed by the home centre" in text


async def test_the_visit_in_return_is_shown_to_who_may_see_it(
    browser: Browser, world: World
) -> None:
    visit, other = await accepted(world), await submitted(world)
    await Visit.filter(id=visit.id).update(paired_id=other.id)

    told = "There is a visit in return for this one."
    assert told in await page_for(browser, world, "home", visit)
    assert told not in await page_for(browser, world, "host", visit)


# what is on it -----------------------------------------------------------------------------------


async def test_the_reader_s_own_tasks_stand_on_top(browser: Browser, world: World) -> None:
    visit = await confirmed(world)

    text = await page_for(browser, world, "host", visit)

    looks = re.findall(r'class="tag tag-(move|wait)">([^<]+)</span></li>', text)
    assert looks[0] == ("move", "Your turn")
    assert [look for look, _words in looks] == sorted(look for look, _words in looks)
    assert "0 of 18 done" in text


async def test_of_many_tasks_those_after_the_next_eight_fold_away(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)

    text = await page_for(browser, world, "host", visit)

    first, _, later = text.partition("10 further items")
    assert (first.count('<li class="todo">'), later.count('<li class="todo">')) == (8, 10)


async def test_days_are_answered_on_the_page_of_the_visit(browser: Browser, world: World) -> None:
    visit = await asked(world)
    spans = [Span(in_days(105), in_days(109)), Span(in_days(119), in_days(123))]
    await dating.open_poll(await world.act("host"), visit, spans)

    text = await page_for(browser, world, "visitor", visit)

    assert "Choose dates" in text
    assert "None of these work for me" in text
    assert len(re.findall(r'name="option_[0-9a-f]{32}" value="yes"', text)) == 2


async def test_what_else_is_on_the_days_is_told_to_those_in_the_visit_alone(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    other = await Visit.create(
        home_centre_id=world.home.id, visitor_id=visit.visitor_id, submitted_at=clock.now()
    )
    await _copy_entries(visit, other)

    seen = {
        who: "Something else is on these days" in await page_for(browser, world, who, visit)
        for who in ("visitor", "host", "secretariat")
    }

    assert seen == {"visitor": True, "host": True, "secretariat": False}


async def _copy_entries(visit: Visit, other: Visit) -> None:
    """The same days in the same calendars, for another visit."""
    entry = await Entry.get(source_id=visit.id, person_id=visit.visitor_id, purpose="visits")
    await Entry.filter(id=entry.id).update(source_id=other.id)
    copied = await Entry.get(id=entry.id)
    copied.id, copied.uid, copied.source_id = uuid7(), "another", visit.id
    await copied.save(force_create=True)


# what it costs -----------------------------------------------------------------------------------


async def crowded(world: World) -> Visit:
    """A confirmed visit with 60 tasks, 80 things in its programme and 200 messages."""
    visit = await confirmed(world)
    first = visit.first_on
    assert first is not None
    there = await ChecklistItem.filter(visit_id=visit.id).count()
    for n in range(60 - there):
        await ChecklistItem.create(
            visit_id=visit.id, area="home", text=f"Task {n}", owner="visitor", due_on=first
        )
    for n in range(80):
        day = first + timedelta(days=n % 5)
        starts_at = datetime.fromisoformat(f"{day}T{7 + n % 10:02}:00+00:00")
        await ProgrammeItem.create(
            visit_id=visit.id,
            wall=f"{day}T{10 + n % 10:02}:00",
            zone=visit.zone,
            tz_version="test",
            starts_at=starts_at,
            minutes=45,
            kind="meeting",
            title=f"Thing {n}",
        )
    for n in range(200):
        who = ("visitor", "host", "home")[n % 3]
        await Message.create(visit_id=visit.id, author_id=world.people[who].id, text=f"Word {n}")
    return await visits.fresh(visit.id)


async def test_a_full_page_costs_few_statements_and_little_weight(
    browser: Browser, world: World
) -> None:
    visit = await crowded(world)

    costs = {}
    for who in ("visitor", "home", "host", "mentor", "secretariat"):
        await page_for(browser, world, who, visit)
        with statements() as found:
            text = await page_for(browser, world, who, visit)
        signing_in = [one for one in found if one.startswith(("INSERT", "UPDATE"))]
        costs[who] = (len(found) - len(signing_in), len(text.encode()))

    assert max(count for count, _size in costs.values()) <= MOST, costs
    assert max(size for _count, size in costs.values()) <= 50 * 1024, costs


@pytest.mark.parametrize(("step", "most"), [(written, 3), (confirmed, 2), (arrived, 2)])
async def test_the_facts_of_a_visit_are_gathered_in_few_statements(
    step: Step, most: int, browser: Browser
) -> None:
    visit = await step(await make_world())

    with statements() as found:
        await facts_of(visit)

    assert len(found) == most


async def test_unread_messages_are_counted_for_each_reader(browser: Browser, world: World) -> None:
    visit = await accepted(world)
    await talking.write(await world.act("host"), visit, "We are looking forward to it.")

    assert "1 new" in await page_for(browser, world, "visitor", visit)
    assert "1 new" not in await page_for(browser, world, "host", visit)


async def test_a_warning_about_a_visit_put_off_leads_to_plan_b(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    given = Request(Reason.VISA_REFUSED, "", in_days(200), in_days(230))
    await moving.move(await world.act("home"), visit, Move.POSTPONE, given)

    text = await page_for(browser, world, "home", visit)

    assert "There are other ways to go on." in text
    assert f'href="/visits/{visit.id}/plan-b"' in text


async def test_confirming_is_refused_on_the_page_until_the_last_side_signed(
    browser: Browser, world: World
) -> None:
    visit = await signed(world, Side.VISITOR, Side.HOST)
    before = await page_for(browser, world, "home", visit)

    await agreeing.sign(await world.act("home"), visit, 1, Side.HOME)

    after = await page_for(browser, world, "home", visit)
    assert "not signed by everybody yet" in before
    assert "not signed by everybody yet" not in after


@pytest.mark.parametrize(
    "step", [written, submitted, endorsed, asked, accepted, confirmed, arrived]
)
async def test_every_move_somebody_has_stands_on_their_page(
    step: Step, browser: Browser, world: World
) -> None:
    visit = await step(world)

    for who in ("visitor", "home", "host", "mentor", "secretariat"):
        actor = await world.act(who)
        if policy.can_view(actor, visit):
            text = html.unescape(await page_for(browser, world, who, visit))
            labels = [label_of(turn) for turn in await turns_of(actor, visit)]
            assert [label for label in labels if label not in text] == []
