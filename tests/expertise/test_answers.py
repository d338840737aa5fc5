"""Answering a posted need with dates, and picking among the answers."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from network.centres.actions import profile
from network.centres.models import Centre, Contact, Membership
from network.centres.models import Listing as Listed
from network.expertise import actions, queries
from network.expertise.models import Answer, AnswerState, Kind, Listing
from network.kernel import clock
from network.kernel.actor import Role
from network.kernel.errors import Conflict, Forbidden, NotFound
from tests.browser_client import Browser
from tests.factories import (
    actor,
    coordinator_of,
    make_admin,
    make_centre,
    make_coordinator,
    make_listing,
    make_member,
)

pytestmark = pytest.mark.anyio


async def _need(**given: Any) -> Listing:
    return await make_listing(kind=Kind.NEED, title="Wanted: pain groups", **given)


async def _answer(need: Listing, centre: Centre | None = None, text: str = "We can.") -> Answer:
    centre = centre or await make_centre()
    return await actions.answer_need(
        await coordinator_of(centre), need, centre.id, text=text, from_on=None, until_on=None
    )


async def test_an_answer_with_dates_reaches_the_coordinators_of_the_need(
    browser: Browser,
) -> None:
    need, helper = await _need(), await make_centre(name="Harbour House")
    await browser.sign_in_as(await make_coordinator(helper))
    form = await browser.get(f"/expertise/{need.id}/answers/new")

    sent = await browser.submit(
        form, text="Two of us can come.", from_on="2026-06-01", until_on="30/06/2026"
    )

    stored = await Answer.get()
    own = await browser.follow(sent)
    await browser.sign_in_as(await make_coordinator(await need.centre))
    theirs = await browser.get(f"/expertise/{need.id}")
    assert (stored.from_on, stored.until_on) == (date(2026, 6, 1), date(2026, 6, 30))
    for page in (own, theirs):
        assert "Two of us can come." in page.text
        assert "Harbour House" in page.text


@pytest.mark.parametrize(
    ("listing", "risk", "in_contact", "is_named"),
    [
        (Listed.PUBLIC, "normal", False, True),
        (Listed.MEMBERS, "normal", False, True),
        (Listed.UNLISTED, "normal", False, False),
        (Listed.UNLISTED, "high", False, False),
        (Listed.UNLISTED, "high", True, True),
    ],
)
async def test_who_answers_is_told_before_whether_the_others_see_its_name(
    listing: Listed, risk: str, in_contact: bool, is_named: bool, browser: Browser
) -> None:
    need = await _need()
    helper = await make_centre(name="Harbour House", listing=listing, risk=risk)
    if in_contact:
        await profile.connect(helper.id, need.centre_id)
    asking, helping = await make_coordinator(await need.centre), await make_coordinator(helper)

    await browser.sign_in_as(helping)
    form = await browser.get(f"/expertise/{need.id}/answers/new")
    await browser.submit(form, text="Two of us can come.")
    await browser.sign_in_as(asking)
    before = await browser.get(f"/expertise/{need.id}")
    await browser.submit(before, "/pick")
    after = await browser.get(f"/expertise/{need.id}")

    told = [
        "Answering for Harbour House: their coordinators see your centre's name" in form.text,
        "Answering for Harbour House: their coordinators see only your centre's region"
        in form.text,
    ]
    assert told == [is_named, not is_named]
    assert ("Harbour House" in before.text) is is_named
    assert ("Member centre, Sub-Saharan Africa" in before.text) is not is_named
    assert "Harbour House" in after.text


async def test_answers_are_nobody_elses_business(browser: Browser) -> None:
    need, helper = await _need(), await make_centre()
    await _answer(need, helper, "Two of us can come.")
    others = [
        await make_coordinator(),
        await make_member(await need.centre),
        await make_member(helper),
        await make_admin(),
    ]

    shown = []
    for person in others:
        await browser.sign_in_as(person)
        shown.append("Two of us can come." in (await browser.get(f"/expertise/{need.id}")).text)

    assert shown == [False] * 4


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": ""}, "Fill this in."),
        ({"text": "x" * 2001}, "Use at most 2,000 characters."),
        ({"from_on": "soon"}, "Write a date such as 27/11/2026."),
        ({"from_on": "2026-06-02", "until_on": "2026-06-01"}, "The last day is before the first."),
        ({"centre": "nonsense"}, "Choose one of the list."),
    ],
)
async def test_an_answer_that_cannot_be_is_refused_at_its_field(
    changes: dict[str, str], message: str, browser: Browser
) -> None:
    need = await _need()
    await browser.sign_in_as(await make_coordinator())
    form = await browser.get(f"/expertise/{need.id}/answers/new")

    refused = await browser.submit(form, **({"text": "We can."} | changes))

    assert refused.status_code == 422
    assert message in refused.text
    assert not await Answer.exists()


async def test_a_centre_has_one_open_answer_at_a_time(browser: Browser) -> None:
    need, helper = await _need(), await make_centre()
    await browser.sign_in_as(await make_coordinator(helper))
    tabs = [await browser.get(f"/expertise/{need.id}/answers/new") for _ in range(2)]

    answers = [
        await browser.submit(tab, text=f"Answer of tab {n}") for n, tab in enumerate(tabs, start=1)
    ]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert "Answer of tab 2" in answers[1].text
    assert await Answer.all().values_list("text") == [("Answer of tab 1",)]


async def test_an_answer_sent_twice_is_sent_once(browser: Browser) -> None:
    need = await _need()
    await browser.sign_in_as(await make_coordinator())
    form = await browser.get(f"/expertise/{need.id}/answers/new")

    answers = [await browser.submit(form, text="We can.") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert await Answer.all().count() == 1


async def test_picking_an_answer_puts_both_centres_in_contact(browser: Browser) -> None:
    need, helper = await _need(), await make_centre()
    picked, other = await _answer(need, helper), await _answer(need)
    await browser.sign_in_as(await make_coordinator(await need.centre))
    page = await browser.get(f"/expertise/{need.id}")

    await browser.submit(page, f"/answers/{picked.id}/pick")
    await browser.submit(page, f"/answers/{other.id}/decline")

    pairs = await Contact.all().values_list("one_id", "other_id")
    states = dict(await Answer.all().values_list("id", "state"))
    assert [set(pair) for pair in pairs] == [{need.centre_id, helper.id}]
    assert states == {picked.id: AnswerState.PICKED, other.id: AnswerState.DECLINED}


@pytest.mark.parametrize("first", ["pick", "decline", "withdrawal"])
async def test_an_answer_is_settled_once(first: str, db: object) -> None:
    need, helper = await _need(), await make_centre()
    answer = await _answer(need, helper)
    own = await coordinator_of(await need.centre)
    steps: dict[str, Callable[[], Awaitable[None]]] = {
        "pick": lambda: actions.pick_answer(own, answer, need),
        "decline": lambda: actions.decline_answer(own, answer, need),
        "withdrawal": lambda: _withdraw(answer, helper, need),
    }
    await steps[first]()
    settled = await Answer.get(id=answer.id).values()

    for step in steps.values():
        with pytest.raises(Conflict):
            await step()

    assert await Answer.get(id=answer.id).values() == settled


async def _withdraw(answer: Answer, helper: Centre, need: Listing) -> None:
    await actions.withdraw_answer(await coordinator_of(helper), answer, need)


async def test_each_side_does_its_own_part_only(db: object) -> None:
    need, helper = await _need(), await make_centre()
    answer = await _answer(need, helper)
    asking, helping = await coordinator_of(await need.centre), await coordinator_of(helper)
    outsider = await actor(await make_coordinator())

    for someone in (helping, outsider):
        with pytest.raises(Forbidden):
            await actions.pick_answer(someone, answer, need)
        with pytest.raises(Forbidden):
            await actions.decline_answer(someone, answer, need)
    for someone in (asking, outsider):
        with pytest.raises(Forbidden):
            await actions.withdraw_answer(someone, answer, need)
    with pytest.raises(NotFound):
        await queries.get_answer(outsider, answer.id)

    assert (await Answer.get(id=answer.id)).state is AnswerState.OPEN


async def test_nobody_answers_for_a_centre_that_is_not_theirs_or_their_own_need(
    db: object,
) -> None:
    need, other = await _need(), await make_centre()
    helper = await coordinator_of(await make_centre())

    with pytest.raises(Forbidden):
        await actions.answer_need(helper, need, other.id, text="x", from_on=None, until_on=None)
    with pytest.raises(Forbidden):
        await _answer(need, await need.centre)

    assert not await Answer.exists()


async def test_an_offer_or_a_need_taken_back_takes_no_answers(browser: Browser) -> None:
    need = await _need()
    await actions.withdraw(await coordinator_of(await need.centre), need)
    await browser.sign_in_as(await make_coordinator())

    answers = [
        await browser.get(f"/expertise/{need.id}/answers/new"),
        await browser.post(f"/expertise/{need.id}/answers", {"text": "We can."}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not await Answer.exists()


async def test_an_offer_is_not_answered_like_a_need(browser: Browser) -> None:
    offer = await make_listing(title="Pain groups")
    person = await make_coordinator()
    await browser.sign_in_as(person)
    own = next(iter((await actor(person)).coordinated_ids))

    answer = await browser.post(
        f"/expertise/{offer.id}/answers", {"text": "We can.", "centre": str(own)}
    )

    assert answer.status_code == 404
    assert not await Answer.exists()


async def test_a_coordinator_of_two_centres_does_not_answer_the_need_of_one_with_itself(
    db: object,
) -> None:
    need, second = await _need(), await make_centre()
    person = await make_coordinator(await need.centre)
    await Membership.create(person=person, centre=second, role=Role.COORDINATOR)
    both = await actor(person)

    with pytest.raises(NotFound):
        await actions.answer_need(
            both, need, need.centre_id, text="We can.", from_on=None, until_on=None
        )
    await actions.answer_need(both, need, second.id, text="We can.", from_on=None, until_on=None)

    assert await Answer.all().values_list("centre_id") == [(second.id,)]


async def test_a_need_that_is_over_is_answered_by_nobody_not_even_its_own_coordinator(
    db: object,
) -> None:
    need, second = await _need(until_on=clock.now().date()), await make_centre()
    person = await make_coordinator(await need.centre)
    await Membership.create(person=person, centre=second, role=Role.COORDINATOR)
    both = await actor(person)

    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(Conflict):
        await actions.answer_need(
            both, need, second.id, text="We can.", from_on=None, until_on=None
        )

    assert not await Answer.exists()


async def test_an_answer_is_taken_back_on_the_page(browser: Browser) -> None:
    need, helper = await _need(), await make_centre()
    answer = await _answer(need, helper)
    await browser.sign_in_as(await make_coordinator(helper))
    page = await browser.get(f"/expertise/{need.id}")

    await browser.submit(page, f"/answers/{answer.id}/withdrawal")

    assert (await Answer.get()).state is AnswerState.WITHDRAWN
