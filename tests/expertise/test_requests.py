"""Getting in touch: asking, the answer, taking back, lapsing, and what both sides see then."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from network.centres.models import Centre, Contact
from network.centres.models import Listing as Listed
from network.expertise import actions, queries
from network.expertise.models import ContactRequest, RequestState
from network.expertise.rules import REQUEST_LAPSES
from network.kernel import clock
from network.kernel.errors import Conflict, Forbidden, Invalid
from network.outbox import RecordedEvent
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


async def _request(asking: Centre, asked: Centre, text: str = "May we visit?") -> ContactRequest:
    return await actions.ask_contact(await coordinator_of(asking), asking.id, asked, None, text)


async def test_any_staff_may_ask_and_the_coordinators_there_read_it(browser: Browser) -> None:
    asked, asking = await make_centre(name="Harbour House"), await make_centre(name="Hill House")
    listing = await make_listing(asked, title="Pain groups")
    author = await make_member(asking)
    await browser.sign_in_as(author)
    form = await browser.get(f"/expertise/{listing.id}/contact")

    sent = await browser.submit(form, text="May we visit?")

    stored = await ContactRequest.get()
    await browser.sign_in_as(await make_coordinator(asked))
    theirs = await browser.follow(sent)
    listed = await browser.get("/requests")
    assert (stored.centre_id, stored.asked_centre_id) == (asking.id, asked.id)
    assert (stored.author_id, stored.listing_id) == (author.id, listing.id)
    assert "May we visit?" in theirs.text
    assert "Hill House to Harbour House" in listed.text


async def test_a_request_is_nobody_elses_business(browser: Browser) -> None:
    asked, asking = await make_centre(), await make_centre()
    request = await _request(asking, asked)
    others = [
        await make_coordinator(),
        await make_member(asked),
        await make_member(asking),
        await make_admin(),
    ]

    found = []
    for person in others:
        await browser.sign_in_as(person)
        page, listed = await browser.get(f"/requests/{request.id}"), await browser.get("/requests")
        answer = await browser.post(f"/requests/{request.id}/acceptance")
        found.append((page.status_code, str(request.id) in listed.text, answer.status_code))

    assert found == [(404, False, 404)] * 4
    assert (await ContactRequest.get()).state is RequestState.ASKED


async def test_accepting_shows_both_centres_to_each_other(browser: Browser) -> None:
    asked = await make_centre(name="Harbour House", listing=Listed.UNLISTED, mailbox="h@a.example")
    asking = await make_centre(name="Hill House", listing=Listed.UNLISTED, mailbox="b@b.example")
    listing = await make_listing(asked, title="Pain groups")
    request = await actions.ask_contact(
        await coordinator_of(asking), asking.id, asked, listing, "May we visit?"
    )
    sides = [
        (await make_coordinator(asking), asked, "h@a.example"),
        (await make_coordinator(asked), asking, "b@b.example"),
    ]

    found = []
    for accepts in (False, True):
        if accepts:
            page = await browser.get(f"/requests/{request.id}")
            await browser.submit(page, "/acceptance", **{"accept-reply": "With pleasure."})
        for person, other, mailbox in sides:
            await browser.sign_in_as(person)
            page = await browser.get(f"/requests/{request.id}")
            profile = await browser.get(f"/centres/{other.slug}")
            found.append((other.name in page.text, mailbox in profile.text))
            assert ("With pleasure." in page.text) is accepts

    assert found == [(False, False)] * 2 + [(True, True)] * 2


async def test_declining_tells_the_reason_and_shows_nothing_more(browser: Browser) -> None:
    asked, asking = await make_centre(), await make_centre()
    request = await _request(asking, asked)
    await browser.sign_in_as(await make_coordinator(asked))
    page = await browser.get(f"/requests/{request.id}")

    await browser.submit(
        page, "/refusal", **{"decline-reason": "dates", "decline-reply": "In autumn."}
    )

    await browser.sign_in_as(await make_coordinator(asking))
    theirs = await browser.get(f"/requests/{request.id}")
    stored = await ContactRequest.get()
    assert (stored.state, stored.reason) == (RequestState.DECLINED, "dates")
    assert "The dates do not fit" in theirs.text
    assert "In autumn." in theirs.text
    assert not await Contact.exists()


async def test_declining_needs_a_reason_of_the_list(browser: Browser) -> None:
    asked = await make_centre()
    request = await _request(await make_centre(), asked)
    coordinator = await make_coordinator(asked)
    await browser.sign_in_as(coordinator)
    page = await browser.get(f"/requests/{request.id}")

    refused = await browser.submit(
        page, "/refusal", **{"decline-reason": "because", "decline-reply": "typed and kept"}
    )
    with pytest.raises(Invalid):
        await actions.decline_request(await actor(coordinator), request, "because", "")

    assert refused.status_code == 422
    assert "typed and kept" in refused.text
    assert (await ContactRequest.get()).state is RequestState.ASKED


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw", "lapse"])
async def test_a_request_is_settled_once_even_from_a_stale_page(first: str, db: object) -> None:
    asked, asking = await make_centre(), await make_centre()
    request = await _request(asking, asked)
    theirs, ours = await coordinator_of(asked), await coordinator_of(asking)
    steps: dict[str, Callable[[], Awaitable[None]]] = {
        "accept": lambda: actions.accept_request(theirs, request, ""),
        "decline": lambda: actions.decline_request(theirs, request, "full", ""),
        "withdraw": lambda: actions.withdraw_request(ours, request),
    }
    if first == "lapse":
        with clock.at(clock.now() + REQUEST_LAPSES):
            assert await actions.lapse_requests() == 1
    else:
        await steps[first]()
    settled = await ContactRequest.get().values()

    for step in steps.values():
        with pytest.raises(Conflict):
            await step()

    assert await ContactRequest.get().values() == settled
    assert await Contact.all().count() == (1 if first == "accept" else 0)


async def test_two_tabs_of_the_asked_centre_settle_once(browser: Browser) -> None:
    asked, asking = await make_centre(), await make_centre()
    request = await _request(asking, asked)
    await browser.sign_in_as(await make_coordinator(asked))
    tabs = [await browser.get(f"/requests/{request.id}") for _ in range(2)]

    answers = [
        await browser.submit(tabs[0], "/refusal"),
        await browser.submit(tabs[1], "/acceptance"),
    ]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert (await ContactRequest.get()).state is RequestState.DECLINED
    assert not await Contact.exists()


async def test_a_request_sent_twice_is_sent_once_and_leads_to_the_same_page(
    browser: Browser,
) -> None:
    asked = await make_centre(slug="harbour")
    await browser.sign_in_as(await make_coordinator())
    form = await browser.get("/centres/harbour/contact")

    answers = [await browser.submit(form, text="May we visit?") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await ContactRequest.filter(asked_centre_id=asked.id).count() == 1
    assert await RecordedEvent.filter(name="ContactAsked").count() == 1


async def test_a_centre_has_one_open_request_to_another_at_a_time(browser: Browser) -> None:
    asked, asking = await make_centre(slug="harbour"), await make_centre()
    listing = await make_listing(asked)
    await _request(asking, asked, "The first one")
    await browser.sign_in_as(await make_coordinator(asking))

    forms = [
        await browser.get(place)
        for place in ("/centres/harbour/contact", f"/expertise/{listing.id}/contact")
    ]
    answers = [await browser.submit(form, text="The second one") for form in forms]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert ["The second one" in answer.text for answer in answers] == [True, True]
    assert await ContactRequest.all().values_list("text") == [("The first one",)]


async def test_after_an_answer_a_centre_may_ask_again(db: object) -> None:
    asked, asking = await make_centre(), await make_centre()
    first = await _request(asking, asked)
    await actions.decline_request(await coordinator_of(asked), first, "full", "")

    await _request(asking, asked)

    assert await ContactRequest.all().count() == 2


async def test_a_closed_or_full_listing_takes_no_request(db: object) -> None:
    asked = await make_centre()
    owner = await coordinator_of(asked)
    listing, closed = await make_listing(asked), await make_listing(asked)
    await actions.set_accepting(owner, closed, is_accepting=False)
    closed = await queries.get_listing(owner, closed.id)

    taken = 0
    for _ in range(4):
        asking = await make_centre()
        try:
            await actions.ask_contact(
                await coordinator_of(asking), asking.id, asked, listing, "May we visit?"
            )
            taken += 1
        except Conflict:
            pass
    late = await make_centre()
    with pytest.raises(Conflict):
        await actions.ask_contact(await coordinator_of(late), late.id, asked, closed, "Please")

    assert taken == 3
    assert await ContactRequest.filter(listing_id=listing.id).count() == 3


async def test_a_listing_taken_back_or_over_since_it_was_looked_at_takes_no_request(
    db: object,
) -> None:
    asked, asking = await make_centre(), await make_centre()
    gone = await make_listing(asked)
    over = await make_listing(asked, until_on=clock.now().date())
    stale = await queries.get_listing(await coordinator_of(asked), gone.id)
    await actions.withdraw(await coordinator_of(asked), gone)
    me = await coordinator_of(asking)

    with clock.at(clock.now() + timedelta(days=1)):
        for listing in (stale, over):
            with pytest.raises(Conflict):
                await actions.ask_contact(me, asking.id, asked, listing, "May we visit?")

    assert not await ContactRequest.exists()


async def test_simultaneous_requests_do_not_exceed_the_room_of_a_listing(db: object) -> None:
    asked = await make_centre()
    listing = await make_listing(asked)
    askers = [(c, await coordinator_of(c)) for c in [await make_centre() for _ in range(8)]]

    answers = await asyncio.gather(
        *(actions.ask_contact(me, c.id, asked, listing, "May we visit?") for c, me in askers),
        return_exceptions=True,
    )

    refused = [type(answer) for answer in answers if isinstance(answer, Exception)]
    assert refused == [Conflict] * 5
    assert await ContactRequest.filter(listing_id=listing.id).count() == 3


async def test_nobody_asks_for_a_centre_they_do_not_work_at_or_their_own(db: object) -> None:
    own, other, third = [await make_centre() for _ in range(3)]
    me = await coordinator_of(own)

    with pytest.raises(Forbidden):
        await actions.ask_contact(me, other.id, third, None, "May we visit?")
    with pytest.raises(Forbidden):
        await actions.ask_contact(me, own.id, own, None, "May we visit?")
    with pytest.raises(Forbidden):
        await actions.ask_contact(await actor(await make_admin()), own.id, third, None, "May we?")

    assert not await ContactRequest.exists()


async def test_each_side_does_its_own_part_only(db: object) -> None:
    asked, asking = await make_centre(), await make_centre()
    request = await _request(asking, asked)
    theirs, ours = await coordinator_of(asked), await coordinator_of(asking)
    staff = await actor(await make_member(asked))

    for someone in (ours, staff):
        with pytest.raises(Forbidden):
            await actions.accept_request(someone, request, "")
        with pytest.raises(Forbidden):
            await actions.decline_request(someone, request, "full", "")
    for someone in (theirs, staff):
        with pytest.raises(Forbidden):
            await actions.withdraw_request(someone, request)

    assert (await ContactRequest.get()).state is RequestState.ASKED


async def test_requests_nobody_answered_for_thirty_days_close_by_themselves(db: object) -> None:
    asked = await make_centre()
    await _request(await make_centre(), asked)
    start = clock.now()
    with clock.at(start + timedelta(days=1)):
        await _request(await make_centre(), asked)

    lapsed = []
    for days in (29, 30.5, 30.6):
        with clock.at(start + timedelta(days=days)):
            lapsed.append(await actions.lapse_requests())

    states = [request.state for request in await ContactRequest.all().order_by("created_at")]
    assert lapsed == [0, 1, 0]
    assert states == [RequestState.LAPSED, RequestState.ASKED]


async def test_a_hidden_centre_cannot_be_asked_by_its_address(browser: Browser) -> None:
    await make_centre(name="Harbour House", slug="harbour", listing=Listed.UNLISTED)
    await browser.sign_in_as(await make_coordinator())

    answers = [
        await browser.get("/centres/harbour/contact"),
        await browser.post("/centres/harbour/contact", {"text": "May we visit?"}),
        await browser.get("/centres/unknown/contact"),
        await browser.post("/centres/unknown/contact", {"text": "May we visit?"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert not await ContactRequest.exists()


async def test_an_empty_message_is_refused_at_its_field(browser: Browser) -> None:
    await make_centre(slug="harbour")
    await browser.sign_in_as(await make_coordinator())
    form = await browser.get("/centres/harbour/contact")

    refused = await browser.submit(form, text=" ")

    assert refused.status_code == 422
    assert 'id="text-error"' in refused.text
    assert not await ContactRequest.exists()


async def test_who_wrote_a_request_takes_it_back_on_the_page(browser: Browser) -> None:
    asked, asking = await make_centre(), await make_centre()
    author = await make_member(asking)
    await actions.ask_contact(await actor(author), asking.id, asked, None, "May we visit?")
    request = await ContactRequest.get()
    await browser.sign_in_as(author)
    page = await browser.get(f"/requests/{request.id}")

    await browser.submit(page, "/withdrawal")

    assert (await ContactRequest.get()).state is RequestState.WITHDRAWN
