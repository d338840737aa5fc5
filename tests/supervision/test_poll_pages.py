"""What members, who leads and outsiders see of a poll, with data that could leak."""

import re
from datetime import timedelta

import pytest

from network.kernel import clock
from network.people.models import Person
from network.settings import Settings
from network.supervision.actions import polls as actions
from network.supervision.models import Poll, PollState, PollVote, SupervisionSession
from network.supervision.queries import polls as queries
from network.supervision.queries.waiting_for import waiting_for
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_coordinator, make_member
from tests.supervision.poll_world import MAYBE, NO, YES, make_group, say

pytestmark = pytest.mark.anyio


async def make_open_poll(*, hides: bool = False) -> tuple[Person, list[Person], Poll]:
    supervisor, agreement, members = await make_group(hides_members=hides)
    leader, now = await supervisor.person, clock.now().replace(second=0, microsecond=0)
    starts = [now + timedelta(days=day, minutes=-now.minute) for day in (6, 7, 8)]
    new = actions.NewPoll(
        starts=starts, closes_at=now + timedelta(days=2), required=[members[1].id]
    )
    poll = await actions.open_poll(await actor(leader), agreement, new)
    return leader, members, await queries.fresh(poll.id)


async def test_a_member_answers_and_changes_the_answer(browser: Browser) -> None:
    _, members, poll = await make_open_poll()
    await browser.sign_in_as(members[0])

    page = await browser.get(f"/supervision/polls/{poll.id}")
    fields = sorted(set(re.findall(r'name="(option_[0-9a-f]+)"', page.text)))
    first = await browser.follow(await browser.submit(page, "/answers", **{fields[0]: "yes"}))
    again = await browser.follow(await browser.submit(first, "/answers", **{fields[0]: "no"}))
    wrong = await browser.submit(again, "/answers", **{fields[0]: "perhaps"})

    assert "Change my answers" in again.text
    assert wrong.status_code == 422
    assert await PollVote.filter(person_id=members[0].id).count() == 3
    assert await PollVote.filter(person_id=members[0].id, answer=YES).count() == 0


async def test_members_see_each_others_answers_where_they_know_each_other(
    browser: Browser,
) -> None:
    _, members, poll = await make_open_poll()
    await say(members[0], poll, YES, MAYBE, NO)
    await browser.sign_in_as(members[2])

    page = await browser.get(f"/supervision/polls/{poll.id}")

    assert "Member 1" in page.text
    assert "1 yes" in page.text
    assert "1 of 3" in page.text


async def test_hidden_members_see_neither_names_nor_counts(browser: Browser) -> None:
    _, members, poll = await make_open_poll(hides=True)
    await say(members[0], poll, YES, MAYBE, NO)
    await browser.sign_in_as(members[2])

    page = await browser.get(f"/supervision/polls/{poll.id}")

    for told in ("Member 1", "Member 2", "1 yes", " of 3", "Has to be there", "Not yet"):
        assert told not in page.text
    for member in members[:2]:
        assert str(member.id) not in page.text
    assert "hidden from one another" in page.text


async def test_who_leads_sees_the_answers_of_hidden_members(browser: Browser) -> None:
    leader, members, poll = await make_open_poll(hides=True)
    await say(members[0], poll, YES, MAYBE, NO)
    await browser.sign_in_as(leader)

    page = await browser.get(f"/supervision/polls/{poll.id}")

    for told in ("Member 1", "1 yes", "1 of 3", "Has to be there", "Decide for this"):
        assert told in page.text


async def test_own_busy_times_stand_beside_the_options(browser: Browser) -> None:
    supervisor, agreement, members = await make_group()
    start = (clock.now() + timedelta(days=6)).replace(minute=0, second=0, microsecond=0)
    leader = await actor(await supervisor.person)
    await actions.plan_now(leader, agreement, start)
    new = actions.NewPoll(
        starts=[start, start + timedelta(days=1)], closes_at=start - timedelta(days=1)
    )
    poll = await actions.open_poll(leader, agreement, new)
    await browser.sign_in_as(members[0])

    page = await browser.get(f"/supervision/polls/{poll.id}")

    assert page.text.count("You are busy then") == 1


@pytest.mark.parametrize("make", [make_member, make_coordinator, make_admin])
async def test_nobody_outside_the_group_finds_a_poll(browser: Browser, make: object) -> None:
    _, _, poll = await make_open_poll()
    await browser.sign_in_as(await make())  # type: ignore[operator]
    option = poll.options[0].id

    seen = await browser.get(f"/supervision/polls/{poll.id}")
    acts = ("answers", "reminder", "withdrawal", f"options/{option}")
    codes = [
        (await browser.post(f"/supervision/polls/{poll.id}/{act}")).status_code for act in acts
    ]

    assert [seen.status_code, *codes] == [404] * 5
    assert (await Poll.get(id=poll.id)).state is PollState.OPEN


async def test_members_neither_decide_nor_remind_nor_take_back(browser: Browser) -> None:
    _, members, poll = await make_open_poll()
    await browser.sign_in_as(members[0])
    option = poll.options[0].id

    acts = ("reminder", "withdrawal", f"options/{option}")
    codes = [
        (await browser.post(f"/supervision/polls/{poll.id}/{act}")).status_code for act in acts
    ]

    assert codes == [403] * 3


async def test_who_leads_decides_reminds_and_takes_back(browser: Browser) -> None:
    leader, members, poll = await make_open_poll()
    await say(members[0], poll, YES, MAYBE, NO)
    await browser.sign_in_as(leader)
    option = min(poll.options, key=lambda one: one.starts_at).id
    address = f"/supervision/polls/{poll.id}"

    reminded = await browser.post(f"{address}/reminder")
    page = await browser.get(address)
    decided = await browser.post(f"{address}/options/{option}")
    twice = await browser.post(f"{address}/options/{option}")
    late = await browser.post(f"{address}/withdrawal")

    assert reminded.status_code == 303
    assert "Once is enough" in page.text
    assert (decided.status_code, twice.status_code, late.status_code) == (303, 409, 409)
    assert await SupervisionSession.all().count() == 1


async def test_an_expired_poll_names_three_other_times_to_who_leads_alone(
    browser: Browser,
) -> None:
    leader, members, poll = await make_open_poll()
    await Poll.filter(id=poll.id).update(closes_at=clock.now() - timedelta(days=5))
    address = f"/supervision/polls/{poll.id}"

    await browser.sign_in_as(leader)
    led = await browser.get(address)
    await browser.sign_in_as(members[0])
    seen = await browser.get(address)

    assert "Three other times" in led.text
    assert "Three other times" not in seen.text
    assert "No time found" in seen.text
    assert (await Poll.get(id=poll.id)).state is PollState.OPEN


async def test_the_list_says_which_polls_wait_for_the_reader(browser: Browser) -> None:
    _, members, poll = await make_open_poll()

    await browser.sign_in_as(members[0])
    before = await browser.get("/supervision/polls")
    await say(members[0], poll, YES, NO, NO)
    after = await browser.get("/supervision/polls")
    await browser.sign_in_as(await make_member())
    stranger = await browser.get("/supervision/polls")

    assert "Waiting for you" in before.text
    assert "Waiting for you" not in after.text
    assert str(poll.id) not in stranger.text


async def test_a_poll_waits_for_nobody_who_was_not_asked(db: Settings) -> None:
    leader, _, _ = await make_open_poll()

    assert "poll" not in {one.what for one in await waiting_for(await actor(leader))}
