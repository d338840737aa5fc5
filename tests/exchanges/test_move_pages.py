"""Moving a visit by its pages: what a move means, what it needs, and who is refused."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from network.centres.models import Membership, NetworkRole
from network.exchanges.actions import hosting, moving
from network.exchanges.models.visits import HostChoice, Visit, VisitMove
from network.exchanges.queries import visits
from network.exchanges.rules.facts import Request
from network.exchanges.vocabulary import Move, OfferState, Reason, Side, VisitState
from network.kernel import clock
from network.kernel.actor import Role
from tests.browser_client import Browser, forms_of
from tests.exchanges.visit_world import (
    World,
    accepted,
    arrived,
    asked,
    confirmed,
    endorsed,
    in_days,
    signed,
    submitted,
    written,
)

pytestmark = pytest.mark.anyio

S = VisitState
Step = Callable[[World], Awaitable[Visit]]


def path(visit: Visit, move: Move | str) -> str:
    return f"/visits/{visit.id}/moves/{move}"


async def state_of(visit: Visit) -> VisitState:
    return (await visits.fresh(visit.id)).state


def reasons_on(text: str) -> set[str]:
    return set(re.findall(r'name="reason" value="(\w+)"', text))


# making it ---------------------------------------------------------------------------------------

WORDS = {"reason": "work", "note": "Something is missing"}
MADE: list[tuple[Step, str, Move, VisitState]] = [
    (written, "visitor", Move.SUBMIT, S.SUBMITTED),
    (written, "visitor", Move.WITHDRAW, S.WITHDRAWN),
    (submitted, "home", Move.RETURN, S.DRAFT),
    (submitted, "secretariat", Move.DECLINE, S.DECLINED),
    (endorsed, "home", Move.ASK_HOSTS, S.HOST_PENDING),
    (asked, "visitor", Move.WITHDRAW, S.WITHDRAWN),
    (accepted, "visitor", Move.GO_VIRTUAL, S.HOST_ACCEPTED),
    (accepted, "host", Move.HOST_WITHDRAWS, S.HOST_PENDING),
    (confirmed, "host", Move.HOST_WITHDRAWS, S.HOST_PENDING),
    (confirmed, "home", Move.POSTPONE, S.POSTPONED),
    (confirmed, "secretariat", Move.CANCEL, S.CANCELLED),
    (confirmed, "host", Move.END_EARLY, S.ENDED_EARLY),
    (arrived, "visitor", Move.END_EARLY, S.ENDED_EARLY),
    (arrived, "host", Move.FINISH, S.REPORT_DUE),
]


@pytest.mark.parametrize(("step", "who", "move", "after"), MADE)
async def test_a_move_is_made_from_its_page(
    step: Step, who: str, move: Move, after: VisitState, browser: Browser, world: World
) -> None:
    visit = await step(world)
    await browser.sign_in_as(world.people[who])
    page = await browser.get(path(visit, move))
    form = next(one for one in forms_of(page) if one.action.endswith(f"/{move}"))
    known = {"first_on": str(in_days(200)), "last_on": str(in_days(230))} | WORDS
    names = {*dict(form.fields), *re.findall(r'name="(\w+)"', page.text)}

    done = await browser.submit(
        page, f"/{move}", **{name: value for name, value in known.items() if name in names}
    )

    assert done.status_code == 303
    assert await state_of(visit) is after


async def test_a_host_says_yes_with_a_mentor_a_language_and_days(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(path(visit, Move.ACCEPT))

    done = await browser.submit(
        page,
        "/accept",
        mentor=str(world.people["mentor"].id),
        lang="fr",
        first_on=str(in_days(105)),
        last_on=str(in_days(109)),
    )

    stored = await visits.fresh(visit.id)
    assert done.status_code == 303
    assert (stored.state, stored.lang) == (S.HOST_ACCEPTED, "fr")
    assert (stored.mentor_id, stored.first_on) == (world.people["mentor"].id, in_days(105))


async def test_a_host_says_no_and_sees_the_visit_no_more(browser: Browser, world: World) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(path(visit, Move.ASK_NEXT))

    done = await browser.submit(page, "/ask_next", reason="host_capacity")

    choices = await HostChoice.filter(visit_id=visit.id).order_by("rank")
    assert "Say no as the host" in page.text
    assert done.headers["location"] == "/today"
    assert [one.state for one in choices] == [OfferState.DECLINED, OfferState.ASKED]
    assert (await browser.get(f"/visits/{visit.id}")).status_code == 404


async def test_a_postponed_visit_is_taken_up_again_by_its_host(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    given = Request(Reason.FUNDING, "", in_days(180), in_days(230))
    await moving.move(await world.act("home"), visit, Move.POSTPONE, given)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(path(visit, Move.RESUME))

    done = await browser.submit(
        page, "/resume", first_on=str(in_days(190)), last_on=str(in_days(194))
    )

    stored = await visits.fresh(visit.id)
    assert done.status_code == 303
    assert (stored.state, stored.first_on) == (S.HOST_ACCEPTED, in_days(190))
    assert stored.mentor_id == world.people["mentor"].id


async def test_the_secretariat_opens_a_visit_again(browser: Browser, world: World) -> None:
    visit = await confirmed(world)
    given = Request(reason=Reason.FUNDING)
    await moving.move(await world.act("home"), visit, Move.CANCEL, given)
    await browser.sign_in_as(world.people["secretariat"])
    page = await browser.get(path(visit, Move.REOPEN))

    await browser.submit(page, "/reopen", note="There is money now")

    assert await state_of(visit) is S.CONFIRMED


# what it means -----------------------------------------------------------------------------------


async def test_the_page_says_what_follows_before_anything_is_done(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["host"])

    page = await browser.get(path(visit, Move.HOST_WITHDRAWS))

    for words in (
        "A host is being asked",
        "The days disappear from the calendars",
        "Visitor, Home coordinator, Mentor, and Secretariat",
        "Plan B is ready to look at.",
        "The agreement is void.",
    ):
        assert words.replace(", and", " and") in page.text.replace(", and", " and")
    assert await VisitMove.filter(visit_id=visit.id, move=Move.HOST_WITHDRAWS).count() == 0


async def test_reasons_of_safety_are_offered_to_focal_points_alone(
    browser: Browser, world: World
) -> None:
    visit = await arrived(world)
    focal = world.people["colleague"]
    await NetworkRole.create(person=focal, role=Role.FOCAL_POINT)

    offered = {}
    for who in ("visitor", "home", "host", "colleague"):
        await browser.sign_in_as(world.people[who])
        offered[who] = reasons_on((await browser.get(path(visit, Move.END_EARLY))).text)

    assert {who for who, reasons in offered.items() if "safety" in reasons} == {"colleague"}
    assert offered["colleague"] == {"safety"}


async def test_what_happened_on_a_visit_ended_for_safety_names_no_focal_point(
    browser: Browser, world: World
) -> None:
    visit = await arrived(world)
    focal = world.people["colleague"]
    await NetworkRole.create(person=focal, role=Role.FOCAL_POINT)
    given = Request(reason=Reason.SAFETY)
    await moving.move(await world.act("colleague"), visit, Move.END_EARLY, given)

    read = {}
    for who in ("home", "host", "mentor", "secretariat"):
        await browser.sign_in_as(world.people[who])
        read[who] = (await browser.get(f"/visits/{visit.id}/messages")).text

    assert all("Visit ended early" in text for text in read.values())
    assert [who for who, text in read.items() if "focal point" in text.lower()] == []


async def test_somebody_else_goes_instead_only_by_the_page_that_asks_who(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(path(visit, Move.CANCEL))

    refused = await browser.submit(page, "/cancel", reason="replaced")

    assert "funding" in reasons_on(page.text)
    assert "replaced" not in reasons_on(page.text)
    assert refused.status_code == 422
    assert await state_of(visit) is S.CONFIRMED


async def test_who_is_focal_point_and_coordinator_may_choose_among_both(
    browser: Browser, world: World
) -> None:
    visit = await arrived(world)
    home = world.people["home"]
    await Membership.create(person=home, centre=world.home, role=Role.FOCAL_POINT)
    await browser.sign_in_as(home)
    page = await browser.get(path(visit, Move.END_EARLY))

    await browser.submit(page, "/end_early", reason="family")

    assert {"safety", "family"} <= reasons_on(page.text)
    assert await state_of(visit) is S.ENDED_EARLY


# refusals ----------------------------------------------------------------------------------------


async def test_what_is_in_the_way_is_said_with_who_can_change_it(
    browser: Browser, world: World
) -> None:
    visit = await signed(world, Side.VISITOR, Side.HOME)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(path(visit, Move.CONFIRM))

    refused = await browser.post(path(visit, Move.CONFIRM))

    for shown in (page, refused):
        assert "The host agreement is not signed by everybody yet." in shown.text
        assert "Who can change it: Host coordinator." in shown.text
    assert (page.status_code, refused.status_code) == (200, 409)
    assert [form for form in forms_of(page) if form.action.endswith("/confirm")] == []
    assert await state_of(visit) is S.HOST_ACCEPTED


async def test_a_form_from_before_somebody_moved_it_changes_nothing(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(path(visit, Move.WITHDRAW))
    days = (in_days(105), in_days(109))
    mentor = world.people["mentor"].id
    await hosting.accept(await world.act("host"), visit, mentor, "en", days)

    late = await browser.submit(page, "/withdraw", reason="work")

    assert late.status_code == 409
    assert "Where it is now: A host said yes" in late.text
    assert await state_of(visit) is S.HOST_ACCEPTED


async def test_a_form_sent_twice_acts_once(browser: Browser, world: World) -> None:
    visit = await endorsed(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(path(visit, Move.ASK_HOSTS))

    answers = [await browser.submit(page, "/ask_hosts") for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await VisitMove.filter(visit_id=visit.id, move=Move.ASK_HOSTS).count() == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reason": "work"}, "Fill this in."),
        ({"reason": "work", "first_on": "soon", "last_on": "later"}, "Write a date such as"),
        ({"reason": "work", "first_on": 9, "last_on": 8}, "The last day is before the first."),
        ({"reason": "work", "first_on": -3, "last_on": 8}, "The first day is over already."),
        ({"reason": "work", "first_on": 9, "last_on": 500}, "more than twelve months ahead"),
        ({"reason": "safety", "first_on": 9, "last_on": 12}, "Choose one of the list."),
        ({"reason": "because", "first_on": 9, "last_on": 12}, "Choose one of the list."),
        ({"first_on": 9, "last_on": 12}, "Choose one of the list."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    given: dict[str, object], message: str, browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["visitor"])
    page = await browser.get(path(visit, Move.POSTPONE))
    typed = {k: str(in_days(v)) if isinstance(v, int) else v for k, v in given.items()}

    answer = await browser.submit(page, "/postpone", **typed)

    assert answer.status_code == 422
    assert message in answer.text
    assert str(typed.get("last_on", "")) in answer.text
    assert await state_of(visit) is S.CONFIRMED


async def test_a_note_that_points_to_a_client_is_asked_about(
    browser: Browser, world: World
) -> None:
    visit = await submitted(world)
    await browser.sign_in_as(world.people["home"])
    page = await browser.get(path(visit, Move.RETURN))

    answer = await browser.submit(page, "/return", note="Client born 12.03.1988, call +41791234567")

    assert answer.status_code == 422
    assert "call +41791234567" in answer.text
    assert await state_of(visit) is S.SUBMITTED


async def test_a_mentor_of_another_centre_is_refused(browser: Browser, world: World) -> None:
    visit = await asked(world)
    await browser.sign_in_as(world.people["host"])
    page = await browser.get(path(visit, Move.ACCEPT))

    answer = await browser.submit(
        page,
        "/accept",
        mentor=str(world.people["next_host"].id),
        first_on=str(in_days(105)),
        last_on=str(in_days(109)),
    )

    assert answer.status_code == 422
    assert await state_of(visit) is S.HOST_PENDING


async def test_who_may_not_see_a_visit_gets_the_same_as_for_none(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["outsider"])

    hidden = [await browser.get(path(visit, one)) for one in (Move.CANCEL, "nothing")]
    posted = await browser.post(path(visit, Move.CANCEL), {"reason": "work"})

    assert [one.status_code for one in (*hidden, posted)] == [404, 404, 404]
    assert await state_of(visit) is S.CONFIRMED


async def test_who_sees_a_visit_but_has_no_part_in_a_move_is_told_so(
    browser: Browser, world: World
) -> None:
    visit = await confirmed(world)
    await browser.sign_in_as(world.people["mentor"])

    answers = [
        await browser.get(path(visit, Move.CANCEL)),
        await browser.post(path(visit, Move.CANCEL), {"reason": "work"}),
        await browser.get(path(visit, Move.LAPSE)),
        await browser.get(path(visit, "nothing")),
    ]

    assert [one.status_code for one in answers] == [403, 403, 403, 404]
    assert await state_of(visit) is S.CONFIRMED


async def test_a_host_that_is_too_late_learns_where_the_visit_is(
    browser: Browser, world: World
) -> None:
    visit = await asked(world)
    await HostChoice.filter(visit_id=visit.id, rank=2).delete()
    choice = await HostChoice.get(visit_id=visit.id)
    assert choice.expires_at is not None

    with clock.at(choice.expires_at + timedelta(minutes=1)):
        await browser.sign_in_as(world.people["host"])
        answer = await browser.post(path(visit, Move.ACCEPT), {"seen": "host_pending"})

    assert answer.status_code == 409
    assert "Where it is now: Endorsed by the home centre" in answer.text


@pytest.mark.parametrize("move", [Move.ACCEPT, Move.DECLINE])
async def test_a_host_whose_time_ran_out_is_told_so_when_the_next_one_is_asked(
    move: Move, browser: Browser, world: World
) -> None:
    visit = await asked(world)
    choice = await HostChoice.get(visit_id=visit.id, rank=1)
    assert choice.expires_at is not None
    given = {
        "seen": "host_pending",
        "reason": "work",
        "first_on": str(in_days(105)),
        "last_on": str(in_days(109)),
        "mentor": str(world.people["mentor"].id),
        "lang": "en",
    }

    with clock.at(choice.expires_at + timedelta(minutes=1)):
        await browser.sign_in_as(world.people["host"])
        answer = await browser.post(path(visit, move), given)

    assert answer.status_code == 409
    assert "The time to answer is over, or this host was not asked." in answer.text
    assert await state_of(visit) is S.HOST_PENDING
