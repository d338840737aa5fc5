"""Who is told what of a visit: each in their part, once, never why; by mail, not even what."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from network.exchanges.actions import (
    agreeing,
    applying,
    calling,
    dating,
    hosting,
    moving,
    replacing,
    reviewing,
    talking,
)
from network.exchanges.actions.passing_time import catch_up_all
from network.exchanges.models.visits import HostChoice, Visit
from network.exchanges.rules import selection, states
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, OfferState, Reason, Side
from network.kernel import clock
from network.notifications import actions, phrases, rules
from network.notifications.models import Notice, QueuedMail
from tests.browser_client import Browser
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
from tests.factories import actor, make_centre, make_member

pytestmark = pytest.mark.anyio
IN_PORTAL = True

SECRETS = ("Vic", "safety", "health", "Pain", "coordinator", "visit", "torture")
WHY = Request(reason=Reason.HEALTH, note="They were followed.")


async def told(world: World) -> dict[str, str]:
    """The newest notices since the last look, by the reader; nobody has two of them."""
    rows = await Notice.all().order_by("id")
    await Notice.all().delete()
    names = {person.id: who for who, person in world.people.items()}
    found = {names[row.person_id]: row.kind for row in rows}
    assert len(found) == len(rows), [(names[row.person_id], row.kind) for row in rows]
    return found


async def after(world: World, step: Callable[[World], Awaitable[Visit]]) -> Visit:
    """A visit at a step, with nothing told of it yet."""
    visit = await step(world)
    await Notice.all().delete()
    return visit


# the moves ---------------------------------------------------------------------------------------


async def test_the_way_to_a_host_tells_each_side_what_it_can_do(world: World) -> None:
    visit = await after(world, submitted)

    await applying.give_back(await world.act("home"), visit, "Say more about the goals.")
    returned = await told(world)
    visit = await after(world, endorsed)
    await hosting.ask_hosts(await world.act("home"), visit)

    assert returned == {"visitor": "visit_return"}
    assert await told(world) == {"host": "visit_ask_hosts"}


async def test_an_application_is_told_to_the_own_coordinator(world: World) -> None:
    await submitted(world)

    assert await told(world) == {"home": "visit_submit"}


async def test_an_endorsement_has_other_words_for_who_goes_on_with_it(world: World) -> None:
    await endorsed(world)

    assert await told(world) == {
        "home": "visit_submit",
        "visitor": "visit_endorse",
        "secretariat": "visit_endorse_secretariat",
    }


async def test_of_a_draft_that_is_taken_back_nobody_hears(world: World) -> None:
    visit = await after(world, written)

    await moving.move(await world.act("visitor"), visit, Move.WITHDRAW, Request(Reason.FAMILY))

    assert await told(world) == {}


async def test_a_host_s_yes_is_told_to_those_who_confirm(world: World) -> None:
    visit = await after(world, asked)
    days = (in_days(105), in_days(109))

    await hosting.accept(await world.act("host"), visit, world.people["mentor"].id, "en", days)

    assert await told(world) == dict.fromkeys(("visitor", "home"), "visit_accept")


async def test_a_confirmation_is_told_to_all_but_who_made_it(world: World) -> None:
    visit = await signed(world, *Side)
    await Notice.all().delete()

    await agreeing.confirm(await world.act("home"), visit)

    others = ("visitor", "host", "mentor", "secretariat")
    assert await told(world) == dict.fromkeys(others, "visit_confirm")


@pytest.mark.parametrize("who", ["visitor", "home", "secretariat"])
async def test_whoever_cancels_all_others_read_the_same_words(world: World, who: str) -> None:
    visit = await after(world, confirmed)

    await moving.move(await world.act(who), visit, Move.CANCEL, WHY)

    readers = {"visitor", "home", "host", "mentor", "secretariat"} - {who}
    assert await told(world) == dict.fromkeys(readers, "visit_cancel")


async def test_a_host_that_withdraws_is_not_told_on_the_wrong_side(world: World) -> None:
    visit = await after(world, accepted)

    await hosting.withdraw_host(await world.act("host"), visit, Reason.HOST_CAPACITY)

    assert await told(world) == {
        "visitor": "visit_host_withdraws",
        "home": "visit_host_withdraws",
        "secretariat": "visit_host_withdraws",
        "mentor": "visit_host_withdraws_mentor",
        "next_host": "visit_ask_next",
    }


async def test_who_expected_somebody_else_is_asked_about_it(world: World) -> None:
    visit, colleague = await after(world, confirmed), world.people["colleague"]

    await replacing.replace_visitor(await world.act("home"), visit, colleague.id)

    assert await told(world) == {
        "visitor": "visit_cancel",
        "secretariat": "visit_cancel",
        "host": "visit_replace",
        "mentor": "visit_replace",
        "colleague": "visit_due_take_over",
    }


async def test_a_visit_that_was_left_unconfirmed_tells_both_hosts_once(world: World) -> None:
    visit = await after(world, accepted)
    choice = await HostChoice.get(visit_id=visit.id, state=OfferState.ACCEPTED)
    assert choice.answered_at is not None

    with clock.at(choice.answered_at + timedelta(days=19)):  # nobody worked for nine days
        for _ in range(3):
            await catch_up_all()

    assert await told(world) == {
        "visitor": "visit_lapse",
        "home": "visit_lapse",
        "host": "visit_lapse_host",
        "next_host": "visit_ask_next",
    }


async def test_the_end_of_a_visit_is_told_once_however_late(world: World) -> None:
    await after(world, arrived)

    with clock.at(at_noon(119)):
        for _ in range(3):
            await catch_up_all()

    assert await told(world) == {"visitor": "visit_finish", "host": "visit_finish_host"}


async def test_a_host_that_is_none_any_more_is_led_where_it_may_go(
    browser: Browser, world: World
) -> None:
    visit = await after(world, asked)
    await moving.move(await world.act("visitor"), visit, Move.WITHDRAW, Request(Reason.FAMILY))
    rows = {row.person_id: row for row in await Notice.all()}
    host, home = world.people["host"], world.people["home"]

    await browser.sign_in_as(host)
    left = await browser.get(rows[host.id].path)

    assert rows[home.id].path == f"/visits/{visit.id}"
    assert rows[host.id].path == "/visits/desk"
    assert left.status_code == 200


# beside the moves --------------------------------------------------------------------------------


async def test_days_are_asked_for_and_proposed_to_all_but_who_asks(world: World) -> None:
    visit = await after(world, asked)
    spans = [Span(in_days(100), in_days(104)), Span(in_days(110), in_days(114))]
    await dating.open_poll(await world.act("home"), visit, spans)
    asks = await told(world)
    await Visit.all().delete()
    visit = await after(world, confirmed)

    await dating.propose_days(await world.act("host"), visit, spans[1])

    assert asks == {"visitor": "visit_dates", "host": "visit_dates"}
    assert await told(world) == dict.fromkeys(("visitor", "home", "mentor"), "visit_other_days")


@pytest.mark.parametrize(
    ("who", "others"),
    [
        ("host", ("visitor", "home", "mentor")),
        ("visitor", ("home", "host", "mentor")),  # who takes the own proposal back
    ],
)
async def test_days_that_are_refused_or_taken_back_are_told_to_all_who_heard_of_them(
    who: str, others: tuple[str, ...], world: World
) -> None:
    visit = await confirmed(world)
    span = Span(in_days(110), in_days(114))
    change = await dating.propose_days(await world.act("visitor"), visit, span)
    await Notice.all().delete()

    await dating.refuse_days(await world.act(who), visit, change)

    assert await told(world) == dict.fromkeys(others, "visit_days_stay")


async def test_a_message_is_told_to_the_others_without_its_words(
    browser: Browser, world: World
) -> None:
    visit = await after(world, accepted)

    await talking.write(await world.act("mentor"), visit, "Bring warm clothes.")

    rows = await Notice.all()
    await browser.sign_in_as(world.people["visitor"])
    page = (await browser.get("/notices")).text
    assert {row.kind for row in rows} == {"visit_message"}
    assert "There is a new message on a visit." in page
    assert "warm clothes" not in page
    assert await told(world) == dict.fromkeys(("visitor", "home", "host"), "visit_message")


async def test_a_call_is_told_to_coordinators_when_it_opens_and_only_then(world: World) -> None:
    office = await world.act("secretariat")
    call = await calling.draft_call(
        office, "Pain", "en", in_days(0), in_days(40), places=2, purposes=["EX-SHADOW"]
    )

    await calling.open_call(office, call)
    opened = await told(world)
    await calling.edit_call(office, call, call.version, closes_on=in_days(50))
    await calling.close_call(office, call)

    assert opened == dict.fromkeys(("home", "host", "next_host", "outsider"), "visit_call")
    assert await told(world) == {}


async def test_a_reviewer_is_asked_and_the_secretariat_told_of_the_result(world: World) -> None:
    visit = await after(world, endorsed)
    office = await world.act("secretariat")
    await Notice.all().delete()
    reviewers = [await make_member(await make_centre()) for _ in range(2)]
    points = dict.fromkeys(selection.WEIGHTS, 4)
    for reviewer in reviewers:
        review = await reviewing.ask_review(office, visit, reviewer.id, in_days(20))
        asks = await Notice.get(person=reviewer)
        assert (asks.kind, asks.path.endswith(str(review.id))) == ("visit_review", True)
        await asks.delete()
        await review.fetch_related("visit")
        await reviewing.score(await actor(reviewer), review, review.version, points, "")

    assert await told(world) == {"secretariat": "visit_reviews_done"}


# words -------------------------------------------------------------------------------------------


def test_every_move_has_words_for_everybody_it_tells() -> None:
    missing = {
        str(rule.move)
        for rule in states.RULES
        for part in rule.tells
        if not {f"visit_{rule.move}", f"visit_{rule.move}_{part}"} & set(rules.TOPIC_OF)
    }

    assert missing == set()


def test_no_notice_of_a_visit_says_who_did_it_or_why() -> None:
    own = [phrases.phrase(kind, days="x") for kind in rules.TOPIC_OF if kind.startswith("visit_")]

    said = " ".join(own).casefold()
    for word in ("you cancel", "you with", "safety", "visa", "ill", "danger", "show", "refus"):
        assert f" {word}" not in said


async def test_a_notice_tells_the_days_as_days(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    assert visit.first_on is not None
    await browser.sign_in_as(world.people["mentor"])

    page = (await browser.get("/notices")).text

    assert "An exchange visit is confirmed: " in page
    assert str(visit.first_on.year) in page


async def test_mail_about_a_visit_could_be_about_anything(world: World) -> None:
    visit = await confirmed(world)
    await moving.move(await world.act("home"), visit, Move.CANCEL, WHY)

    letters = [actions.opened(mail) for mail in await QueuedMail.filter(kind="visit_cancel")]

    assert len(letters) == 4
    for letter in letters:
        assert letter is not None
        assert letter.subject == "There is something new for you"
        for secret in (*SECRETS, str(visit.id)):
            assert secret not in letter.subject + letter.text


async def test_facts_of_notices_hold_neither_names_nor_reasons(world: World) -> None:
    visit = await confirmed(world)
    await moving.move(await world.act("visitor"), visit, Move.CANCEL, WHY)

    facts = [row.facts for row in await Notice.filter(kind="visit_cancel")]

    assert all(set(one) <= {"first_on", "last_on"} for one in facts)
    assert "followed" not in json.dumps(facts)
