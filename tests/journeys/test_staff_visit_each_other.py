"""A year of visits between six centres, page by page: from a call to what changed at home."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import httpx
import icalendar
import pytest
from tortoise import Tortoise

from network import outbox
from network.app import Portal
from network.exchanges.models.offers import ExchangeCall
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits
from network.exchanges.rules.selection import WEIGHTS
from network.exchanges.vocabulary import VisitState
from network.kernel import clock
from tests.browser_client import Browser
from tests.journeys import visit_story
from tests.journeys.visit_story import (
    BISHNU_AT_MTA,
    CENTRES,
    DAVIT_AT_ARO,
    LIRI_AT_LAK,
    NINO_AT_SYC,
    OF_SYCAMORE,
    ROCIO_AT_LAK,
    SUNITA_AT_MTA,
    WILLOW_AT_LUM,
    WORDS,
    Story,
    Trip,
    at,
)
from tests.supervision_makers import make_agreement, make_supervisor

pytestmark = pytest.mark.anyio

S = VisitState
CALLED_ON = date(2026, 11, 23)
SYCAMORE_TO_OTHERS = "Member centre, Middle East and North Africa"


@pytest.fixture
async def story(portal: Portal) -> AsyncIterator[Story]:
    async with AsyncExitStack() as stack:
        with clock.at(at(CALLED_ON)):
            told = await visit_story.tell(portal, stack)
        yield told


async def delivered() -> None:
    """Let everything that is owed be told."""
    while await outbox.deliver_owed():
        pass


def words(page: httpx.Response) -> str:
    """What can be read on a page, without its frame."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def told_in(page: httpx.Response, *texts: str) -> list[str]:
    """Those of some texts that a page says."""
    return [text for text in texts if text in words(page)]


async def state_of(visit: Visit) -> VisitState:
    return (await visits.fresh(visit.id)).state


# November and December 2026: a call, offers and needs --------------------------------------------


async def _call(secretariat: Browser) -> str:
    """Write a call and open it; returns its address."""
    form = await secretariat.get("/visits/calls/new")
    given: dict[str, Any] = {
        "title": "Pain and trauma 2027",
        "about": "Work for some weeks where pain is treated well.",
        "themes": ["TH-PAIN", "TH-CFC"],
        "places": "1",
        "closes_on": "2026-12-31",
    }
    draft = await secretariat.submit(form, "/visits/calls/new", **given)
    address = str(draft.headers["location"])
    await secretariat.submit(await secretariat.follow(draft), "/opening")
    return address


async def _look_for(browser: Browser, title: str, *codes: str) -> None:
    form = await browser.get("/expertise/new?kind=need")
    given: dict[str, Any] = {"kind": "need", "title": title, "language": "en", "codes": codes}
    draft = await browser.submit(form, **given)
    published = await browser.submit(await browser.follow(draft), "/publication")
    assert published.status_code == 303


async def _offer(browser: Browser, title: str, *codes: str) -> str:
    """Offer days in the spring of 2027; returns the address of the offer."""
    form = await browser.get("/visits/offers/new")
    given = {"first_on": "2027-03-01", "last_on": "2027-10-29", "title": title}
    purposes = [code for code in codes if code.startswith("EX-")]
    themes = [code for code in codes if code.startswith("TH-")]
    draft = await browser.submit(form, "/offers/new", **given, purposes=purposes, themes=themes)
    address = str(draft.headers["location"])
    published = await browser.submit(await browser.follow(draft), "/publication")
    assert published.status_code == 303
    return address


async def _six_centres_say_what_they_have_and_need(story: Story) -> str:
    """Returns where the offer of Lumbardh House stands."""
    await _look_for(await story.as_("HIM-1"), "Physiotherapy for pain", "TH-PAIN", "EX-SHADOW")
    await _look_for(await story.as_("SYC-1"), "Care for our staff", "TH-CFC", "EX-STUDY")
    await _offer(await story.as_("MTA-1"), "Our pain clinic", "TH-PAIN", "EX-SHADOW")
    await _offer(await story.as_("ARO-1"), "Cases in court", "TH-LIT", "EX-STUDY")
    await _offer(await story.as_("LAK-1"), "Measuring outcomes", "TH-MEL", "EX-STUDY")
    return await _offer(await story.as_("LUM-1"), "How we rest", "TH-CFC", "EX-STUDY")


async def test_a_call_opens_and_what_is_offered_meets_what_is_needed(story: Story) -> None:
    with clock.at(at(CALLED_ON)):
        call = await _call(await story.as_("NET-1"))
        rest = await _six_centres_say_what_they_have_and_need(story)
        await delivered()
        read = await story.reads("HIM-3", call)
        himal = await story.reads("HIM-1", "/visits")
        lumbardh = await story.reads("LUM-1", rest)

    fits = words(himal).partition("Fits what your centre looks for")[2]
    assert "Apply for this call" in words(read)
    assert fits.startswith(" Our pain clinic Mtatsminda Psychosocial Centre.")
    reasons = ("For your need: Physiotherapy for pain", "Both can work in English")
    assert [one in fits for one in reasons] == [True, True]
    assert told_in(lumbardh, "Care for our staff", SYCAMORE_TO_OTHERS) == [
        "Care for our staff",
        SYCAMORE_TO_OTHERS,
    ]
    assert told_in(lumbardh, *OF_SYCAMORE) == []


async def _say_yes(story: Story, trip: Trip, visit: Visit) -> None:
    """Accept as the host."""
    browser = await story.as_(trip.host_coordinator)
    form = await browser.get(f"/visits/{visit.id}/moves/accept")
    days = {"first_on": trip.first_on.isoformat(), "last_on": trip.last_on.isoformat()}
    mentor = str(story.people[trip.mentor].id)
    said = await browser.submit(form, "/accept", **days, mentor=mentor, lang="en")
    assert said.status_code == 303


async def test_a_hidden_centre_is_named_once_both_said_yes(story: Story) -> None:
    trip = WILLOW_AT_LUM

    with clock.at(at(trip.agreed_on)):
        visit = await visit_story.asked(story, trip)
        willow, luan = await story.as_("SYC-2"), await story.as_("LUM-1")
        address = f"/visits/{visit.id}"
        before = [await willow.get(address), await luan.get(address)]
        outside = await story.reads("MTA-1", address)
        await _say_yes(story, trip, visit)
        after = [await willow.get(address), await luan.get(address)]

    assert [told_in(page, "Lumbardh House") for page in before] == [[], ["Lumbardh House"]]
    assert "Host 1 of 1 is being asked" in words(before[0])
    assert told_in(before[1], SYCAMORE_TO_OTHERS, *OF_SYCAMORE) == [SYCAMORE_TO_OTHERS]
    assert outside.status_code == 404
    names = ("Willow visits Lumbardh House", "Sycamore House")
    assert [told_in(page, *names) for page in after] == [list(names)] * 2
    assert [told_in(page, "Wafaa", "Reem") for page in after] == [[], []]


# December: applications, reviews, gates ----------------------------------------------------------


def _typed(piece: dict[str, Any]) -> dict[str, Any]:
    """A piece of an application as its form sends it."""
    found: dict[str, Any] = {}
    for name, value in piece.items():
        if name == "languages":
            found |= {"languages": list(value), "languages_level": list(value.values())}
        elif value is True:
            found[name] = "y"
        else:
            found["way_back" if name == "return" else name] = value
    return found


async def _apply(browser: Browser, trip: Trip, call: ExchangeCall) -> Visit:
    """Write an application part by part and send it."""
    start = await browser.get(f"/visits/new?call={call.id}")
    page = await browser.follow(await browser.submit(start, "/visits/new"))
    address = str(page.url.path)
    for name, piece in visit_story.pieces_of(trip).items():
        part = await browser.get(f"{address}/{name}")
        kept = await browser.submit(part, f"/apply/{name}", **_typed(piece))
        assert kept.status_code == 303, name
    goal = await browser.get(f"{address}/goals/new")
    await browser.submit(goal, "/goals", specific=trip.goal, before="1")
    hosts = await browser.get(f"{address}/hosts")
    wished = _option(hosts, CENTRES[trip.host]["name"])
    await browser.submit(hosts, "/apply/hosts", first=wished)
    sent = await browser.submit(await browser.get(address), "/submission")
    assert sent.status_code == 303
    return await Visit.get(visitor__name=visit_story.STAFF[trip.visitor])


def _option(page: httpx.Response, words_of_it: str) -> str:
    """The value of the first choice that begins with some words."""
    found = re.search(rf'<option value="([^"]+)"[^>]*>{re.escape(words_of_it)}', page.text)
    assert found is not None, words_of_it
    return found[1]


GATES = [
    "time_in_post",
    "employer",
    "language",
    "safeguarding",
    "confidentiality",
    "safety",
    "conflict",
]


async def _endorse(browser: Browser, visit: Visit) -> httpx.Response:
    """Stand behind an application, as its coordinator reads it now."""
    page = await browser.get(f"/visits/{visit.id}/endorsement")
    cover = "Two colleagues share the work."
    return await browser.submit(page, "/endorsement", gates=GATES, cover=cover)


async def _ask_for_reviews(story: Story, visit: Visit, *reviewers: str) -> httpx.Response:
    secretariat = await story.as_("NET-1")
    page = await secretariat.get(f"/visits/{visit.id}/reviewers")
    ids = [str(story.people[who].id) for who in reviewers]
    asked = await secretariat.submit(page, "/reviewers", reviewers=ids, due_on="2026-12-21")
    assert asked.status_code == 303
    return page


async def _review(story: Story, who: str, each: int, need: int) -> httpx.Response:
    """Give so many points to each question, but for one; returns what the reviewer read."""
    browser = await story.as_(who)
    listed = await browser.get("/visits/reviews")
    address = re.findall(r'href="(/visits/reviews/[^"]+)"', listed.text)[0]
    page = await browser.get(address)
    given = dict.fromkeys(WEIGHTS, str(each)) | {"need": str(need)}
    assert (await browser.submit(page, address, **given)).status_code == 303
    return page


async def _decide(story: Story, call: ExchangeCall, visit: Visit, what: str) -> httpx.Response:
    """Give an application of a call its place, or one on the waiting list; what was read before."""
    secretariat = await story.as_("NET-1")
    selection = await secretariat.get(f"/visits/calls/{call.id}/selection")
    decided = await secretariat.submit(selection, f"/{visit.id}/{what}")
    assert decided.status_code == 303
    return selection


async def test_380_and_260_call_for_a_third_and_320_leads_to_the_waiting_list(
    story: Story,
) -> None:
    with clock.at(at(LIRI_AT_LAK.agreed_on)):
        call = await visit_story.open_call(story, places=1)
        await visit_story.asked(story, ROCIO_AT_LAK, call)  # has the only place
        await visit_story.window_for(story, LIRI_AT_LAK)
        visit = await _apply(await story.as_("LUM-5"), LIRI_AT_LAK, call)
        endorsed = await _endorse(await story.as_("LUM-1"), visit)
        await _ask_for_reviews(story, visit, "MTA-1", "HIM-1")
        read = await _review(story, "MTA-1", each=4, need=3)
        await _review(story, "HIM-1", each=3, need=1)
        between = await _ask_for_reviews(story, visit, "SYC-1")
        await _review(story, "SYC-1", each=3, need=4)
        selection = await _decide(story, call, visit, "waiting")
        waiting = await story.reads("LUM-5", f"/visits/{visit.id}")
        application = await story.reads("LUM-5", f"/visits/{visit.id}/apply")

    problem = "Few of us know how to teach about pain."
    assert endorsed.status_code == 303
    assert told_in(read, problem, "Liri", "Lumbardh", "Lakeshore") == [problem]
    points = ("380 of 500 points", "260 of 500 points", "Ask one more")
    assert told_in(between, *points) == list(points)
    shown = ("1 taken, 0 left", "Liri 320 of 500", "Reviews: 380, 260, 320")
    assert told_in(selection, *shown) == list(shown)
    assert await state_of(visit) is S.WAITLISTED
    assert "Whose turn it is: Secretariat" in words(waiting)
    assert "Number 1 on the waiting list." in words(application)


async def test_an_interpreter_in_the_budget_opens_the_gate_of_languages(story: Story) -> None:
    trip = DAVIT_AT_ARO

    with clock.at(at(date(2026, 12, 10))):
        visit = await visit_story.submitted(story, trip)
        medea, address = await story.as_("MTA-1"), f"/visits/{visit.id}"
        before = await medea.get(f"{address}/endorsement")
        refused = await _endorse(medea, visit)
        line = await medea.get(f"{address}/budget/new")
        given = {"kind": "interpretation", "currency": "EUR", "planned": "480"}
        added = await medea.submit(line, "/budget/new", **given)
        after = await medea.get(f"{address}/endorsement")
        endorsed = await _endorse(medea, visit)

    missing = "No shared language at level B2, and no interpreter in the budget."
    there = "An interpreter is in the budget."
    assert [told_in(page, missing, there) for page in (before, after)] == [[missing], [there]]
    assert (refused.status_code, added.status_code, endorsed.status_code) == (409, 303, 303)
    assert 'value="Two colleagues share the work."' in refused.text
    assert f"/visits/{visit.id}/budget/new" in refused.text
    assert await state_of(visit) is S.ENDORSED


# January: agreements, and what calendars say -----------------------------------------------------


async def _sign(browser: Browser, visit: Visit) -> None:
    page = await browser.get(f"/visits/{visit.id}/agreement")
    assert (await browser.submit(page, "/signature")).status_code == 303


async def _plan_and_pay(visitor: Browser, coordinator: Browser, visit: Visit) -> None:
    """Write a Plan B, and promise the money for the journey."""
    plan = await visitor.get(f"/visits/{visit.id}/plan-b")
    days = {"first_on": "2027-05-03", "last_on": "2027-05-14"}
    kept = await visitor.submit(plan, "/plan-b", virtual="Six evenings online", **days)
    line = await coordinator.get(f"/visits/{visit.id}/budget/new")
    money = {"kind": "travel", "currency": "EUR", "planned": "900", "committed": "900"}
    added = await coordinator.submit(line, "/budget/new", **money)
    assert (kept.status_code, added.status_code) == (303, 303)


async def _feed(browser: Browser, detail: str) -> tuple[list[str], str]:
    """Open a feed of visits that looks far ahead; what could be chosen, and its address."""
    form = await browser.get("/feeds/new")
    offered = re.findall(r'name="detail" value="([^"]+)"', form.text)
    given = {"purpose": "visits", "detail": detail, "reach": "far", "label": "My telephone"}
    preview = await browser.get("/feeds/new", params=given)
    opened = await browser.submit(preview, "/feeds/new")
    [token] = set(re.findall(r"/feed/([\w-]+)\.ics", opened.text))
    return offered, f"/feed/{token}.ics"


def _entries(content: bytes) -> list[tuple[str, str, Any, Any]]:
    """Title, status, begin and end of all entries of a feed, whole days first."""
    events = icalendar.Calendar.from_ical(content).events
    found = [(str(e["SUMMARY"]), str(e["STATUS"]), e.start, e.end) for e in events]
    return sorted(found, key=lambda row: (hasattr(row[2], "hour"), row[2]))


async def test_three_sign_and_a_busy_feed_says_when_and_nothing_else(story: Story) -> None:
    trip = WILLOW_AT_LUM

    with clock.at(at(trip.agreed_on)):
        visit = await visit_story.accepted(story, trip)
        address = f"/visits/{visit.id}"
        luan, reed, willow = [await story.as_(who) for who in ("LUM-1", "SYC-1", "SYC-2")]
        await luan.submit(await luan.get(f"{address}/agreement/edit"))
        too_early = await reed.get(f"{address}/moves/confirm")
        for browser in (luan, reed, willow):
            await _sign(browser, visit)
        await _plan_and_pay(willow, reed, visit)
        signed = await willow.get(f"{address}/agreement")
        await reed.submit(await reed.get(f"{address}/moves/confirm"), "/confirm")
        offered, feed = await _feed(willow, "busy")
        content = (await willow.get(feed)).content
        _, host_feed = await _feed(luan, "full")
        host_content = (await luan.get(host_feed)).content

    whole_days = (date(2027, 3, 22), date(2027, 4, 3))
    assert "The host agreement is not signed by everybody yet." in words(too_early)
    assert "Everybody has signed this edition." in words(signed)
    assert await state_of(visit) is S.CONFIRMED
    assert offered == ["busy"]
    assert _entries(content) == [("Busy", "CONFIRMED", *whole_days)]
    assert _entries(host_content) == [("Exchange visit", "CONFIRMED", *whole_days)]
    telling = (b"isit", b"Lumbardh", b"Belgrade", b"Cairo", b"Willow", b"Wafaa")
    assert [word for word in telling if word in content] == []


# March and April: two weeks across Easter and a change of clocks ---------------------------------


async def _settle_own(browser: Browser, visit: Visit) -> None:
    """Tick off everything on the checklists that waits for somebody; rate where that is asked."""
    listed = await browser.get(f"/visits/{visit.id}/tasks")
    for address in re.findall(rf'href="(/visits/{visit.id}/tasks/[^"]+)"', listed.text):
        page = await browser.get(address)
        if 'value="done"' in page.text:
            assert (await browser.submit(page, address, state="done")).status_code == 303
    safety = await browser.get(f"/visits/{visit.id}/safety")
    if 'name="rating"' in safety.text:
        assert (await browser.submit(safety, "/safety", rating="green")).status_code == 303


async def _prepare(story: Story, trip: Trip, visit: Visit) -> httpx.Response:
    """Everybody does their part of the checklists; returns what is left."""
    for who in (trip.visitor, trip.host_coordinator, trip.home_coordinator):
        await _settle_own(await story.as_(who), visit)
    return await story.reads(trip.home_coordinator, f"/visits/{visit.id}/tasks")


def _empty_days(programme: httpx.Response) -> list[str]:
    """The days of a programme on which nothing is planned."""
    days = re.split(r"(\w+day, \d+ \w+) 2027 Add ", words(programme))[1:]
    pairs = zip(days[::2], days[1::2], strict=True)
    return [day for day, planned in pairs if "Nothing planned yet." in planned]


async def test_two_weeks_over_easter_stand_where_they_were_agreed(story: Story) -> None:
    trip = WILLOW_AT_LUM
    visit = await visit_story.confirmed(story, trip)
    address = f"/visits/{visit.id}"

    with clock.at(at(date(2027, 3, 15))):
        arta, willow = await story.as_("LUM-2"), await story.as_("SYC-2")
        await arta.submit(await arta.get(f"{address}/programme"), "/template")
        programme = await arta.get(f"{address}/programme")
        _, feed = await _feed(willow, "busy")
        before = _entries((await willow.get(feed)).content)
    with clock.at(at(date(2027, 3, 29))):
        after = _entries((await willow.get(feed)).content)

    starts = [start for _title, _status, start, _end in before]
    hours = {start.strftime("%d %b %H:%M") for start in starts[1:]}
    assert before[0] == ("Busy", "CONFIRMED", date(2027, 3, 22), date(2027, 4, 3))
    assert after == before
    assert "Belgrade (UTC+1). The clocks there change: UTC+2 from Sun 28 Mar." in words(programme)
    weekend, easter_monday = ["Saturday, 27 March", "Sunday, 28 March"], "Monday, 29 March"
    assert _empty_days(programme) == [*weekend, easter_monday]  # a Friday is a day of work there
    assert ["26 Mar 11:30" in hours, "30 Mar 10:30" in hours] == [True, True]  # lunch, in UTC


async def _agree_on_words(willow: Browser, visit: Visit) -> None:
    """One word on arrival, and one when back home, each on the clocks there."""
    for kind, on, hour, zone in (
        ("arrival", "2027-03-22", "18:00", "Europe/Belgrade"),
        ("return", "2027-04-03", "20:00", "Africa/Cairo"),
    ):
        page = await willow.get(f"/visits/{visit.id}/travel")
        agreed = await willow.submit(page, "/travel", kind=kind, on=on, at=hour, zone=zone)
        assert agreed.status_code == 303


async def _say_all_is_well(browser: Browser, visit: Visit) -> httpx.Response:
    page = await browser.get(f"/visits/{visit.id}/travel")
    return await browser.follow(await browser.submit(page, "/word"))


async def _mark_as_arrived(browser: Browser, visit: Visit) -> None:
    form = await browser.get(f"/visits/{visit.id}/moves/arrive")
    assert (await browser.submit(form, "/arrive")).status_code == 303


async def test_she_prepares_arrives_and_comes_back(story: Story) -> None:
    trip = WILLOW_AT_LUM
    visit = await visit_story.confirmed(story, trip)
    address = f"/visits/{visit.id}"

    with clock.at(at(date(2027, 3, 15))):
        too_early = await story.reads("LUM-1", f"{address}/moves/arrive")
        tasks = await _prepare(story, trip, visit)
        await _agree_on_words(await story.as_("SYC-2"), visit)
        agreed = await story.reads("SYC-1", f"{address}/travel")
        hidden = await story.reads("LUM-1", f"{address}/travel")
    with clock.at(at(date(2027, 3, 22), 17, zone="Europe/Belgrade")):
        there = await _say_all_is_well(await story.as_("SYC-2"), visit)
        await _mark_as_arrived(await story.as_("LUM-1"), visit)
        arrived = await state_of(visit)
    with clock.at(at(date(2027, 4, 3), 19, zone="Africa/Cairo")):
        back = await _say_all_is_well(await story.as_("SYC-2"), visit)
        after = await story.reads("SYC-2", address)

    in_the_way = ["The first day has not come yet.", "Required items of the checklists are open."]
    assert told_in(too_early, *in_the_way) == in_the_way
    assert "Everything is settled." in words(tasks)
    times = ["Arrived , Monday, 22 March 2027, 18:00", "Back home , Saturday, 3 April 2027, 20:00"]
    assert told_in(agreed, *times) == times
    assert hidden.status_code == 404
    assert [words(page).count("All is well") for page in (there, back)] == [2, 2]
    assert (arrived, "Report to be written" in words(after)) == (S.IN_PROGRESS, True)


# April: two colleagues at one host ---------------------------------------------------------------


async def _plan_ten_days(nino: Browser, visit: Visit) -> None:
    """Fill the working days, and the holiday like the day before; a sit-in in the second week."""
    address = f"/visits/{visit.id}/programme"
    await nino.submit(await nino.get(address), "/template")
    await nino.submit(await nino.get(address), "/copies", on="2027-04-30")
    item = {"kind": "session", "on": "2027-04-27", "at": "10:00", "title": "A group of six"}
    form = await nino.get(f"{address}/new")
    assert (await nino.submit(form, "/programme/new", **item, minutes="90")).status_code == 303


async def _say_that_consent_was_asked(nino: Browser, visit: Visit) -> httpx.Response:
    address = f"/visits/{visit.id}/programme"
    page = await nino.get(address)
    item = page.text.partition("A group of six")[2]
    said = re.search(rf'action="({address}/[^/]+/consent)"', item)
    assert said is not None
    return await nino.follow(await nino.submit(page, said[1]))


async def _rate(browser: Browser, visit: Visit) -> httpx.Response:
    page = await browser.get(f"/visits/{visit.id}/outcome/goals")
    rated = await browser.submit(page, **{"g0-after": "3", "g0-retrospect": "0"})
    return await browser.follow(rated)


async def test_two_colleagues_learn_for_ten_days_and_what_was_one_is_three(story: Story) -> None:
    sunita = await visit_story.confirmed(story, SUNITA_AT_MTA)
    bishnu = await visit_story.confirmed(story, BISHNU_AT_MTA)

    with clock.at(at(date(2027, 4, 12))):
        await _plan_ten_days(await story.as_("MTA-3"), sunita)
        programme = await story.reads("HIM-3", f"/visits/{sunita.id}/programme")
        for visit, trip in ((sunita, SUNITA_AT_MTA), (bishnu, BISHNU_AT_MTA)):
            await _prepare(story, trip, visit)
    with clock.at(at(date(2027, 4, 19), 9, zone="Asia/Tbilisi")):
        for visit in (sunita, bishnu):
            await _mark_as_arrived(await story.as_("MTA-1"), visit)
        there = [await state_of(visit) for visit in (sunita, bishnu)]
    with clock.at(at(date(2027, 4, 27), 9, zone="Asia/Tbilisi")):
        said = await _say_that_consent_was_asked(await story.as_("MTA-3"), sunita)
    with clock.at(at(date(2027, 5, 1))):
        rated = await _rate(await story.as_("HIM-3"), sunita)

    sit_in = "10:00–11:30 A group of six New or changed The host asks for consent first"
    assert _empty_days(programme) == ["Saturday, 24 April", "Sunday, 25 April"]
    assert sit_in in words(programme)
    assert "Noted. Nothing more is kept about it here." in words(said)
    assert there == [S.IN_PROGRESS] * 2
    assert "Rated 1 before and 3 after: a change of +2." in words(rated)


# May: a visa is refused --------------------------------------------------------------------------


async def _sign_for_online(story: Story, visit: Visit) -> httpx.Response:
    """A new edition, signed by three and confirmed; returns what the visitor signs."""
    address = f"/visits/{visit.id}"
    amparo, medea = await story.as_("ARO-1"), await story.as_("MTA-1")
    edition = await amparo.get(f"{address}/agreement/edit")
    await amparo.submit(edition, what_changed="Six sessions online")
    to_sign = await story.reads("MTA-2", f"{address}/agreement")
    for who in ("ARO-1", "MTA-2", "MTA-1"):
        await _sign(await story.as_(who), visit)
    await medea.submit(await medea.get(f"{address}/moves/confirm"), "/confirm")
    return to_sign


async def _plan_six_sessions(amparo: Browser, visit: Visit) -> None:
    for on in ("05-24", "05-26", "05-28", "05-31", "06-02", "06-04"):
        form = await amparo.get(f"/visits/{visit.id}/programme/new")
        item = {"kind": "method", "on": f"2027-{on}", "at": "10:00", "minutes": "90"}
        assert (await amparo.submit(form, "/programme/new", **item)).status_code == 303


async def test_a_refused_visa_becomes_six_sessions_with_the_same_goals(story: Story) -> None:
    visit = await visit_story.confirmed(story, DAVIT_AT_ARO)
    address = f"/visits/{visit.id}"

    with clock.at(at(date(2027, 5, 10))):
        davit = await story.as_("MTA-2")
        plan = await davit.get(f"{address}/plan-b?why=visa_refused")
        await davit.submit(plan, "/online")
        to_sign = await _sign_for_online(story, visit)
        await _plan_six_sessions(await story.as_("ARO-1"), visit)
        budget = await davit.get(f"{address}/budget")
        outcome = await davit.get(f"{address}/outcome")
        shown = await davit.get(address)
        entries = _entries((await davit.get((await _feed(davit, "neutral"))[1])).content)

    assert words(plan).index("Go on online") < words(plan).index("Other days")
    only_this = "Only this has changed since: Part Before Now Form At the host Online"
    assert only_this in words(to_sign)
    lines = ("Interpreting Paid by", "Released: nobody travels", "EUR EUR 300.00 EUR 300.00")
    assert told_in(budget, *lines) == list(lines)
    assert DAVIT_AT_ARO.goal in words(outcome)
    title = "Davit and Casa Aromo, a virtual exchange 24 May 2027 to 4 Jun 2027"
    assert told_in(shown, title, "Check-ins on the way") == [title]
    assert entries[0][1:] == ("CONFIRMED", date(2027, 5, 24), date(2027, 6, 5))
    assert [row[2].hour for row in entries[1:]] == [14] * 6  # 10:00 in Santiago


# June: what came back ----------------------------------------------------------------------------


async def _pass_through(story: Story, visit: Visit, kept: str) -> httpx.Response:
    """The coordinator reads, the host takes something out, the editor releases.

    Returns what the host reads in between.
    """
    outcome = f"/visits/{visit.id}/outcome"
    himal, medea = await story.as_("HIM-1"), await story.as_("MTA-1")
    await himal.submit(await himal.get(outcome), "/reading")
    await delivered()
    clearing = await medea.get(f"{outcome}/host")
    thanks = "A calm and curious guest."
    sent = await medea.submit(clearing, **{"practices-text": kept}, from_host=thanks)
    cleared = await medea.follow(sent)
    editor = await story.as_("NET-2")
    released = await editor.submit(await editor.get(outcome), "/release", level="S1")
    assert released.status_code == 303
    await delivered()
    return cleared


async def _everything_stored() -> str:
    """All that stands in any table."""
    rows = [await model.all().values() for model in Tortoise.apps["network"].values()]
    return str(rows)


async def test_what_the_host_takes_out_is_gone_and_the_rest_is_found_by_others(
    story: Story,
) -> None:
    secret = "A teacher from the street of the mill wept when he lifted his arm."
    rest = "They rest between two songs."
    practices = f"{WORDS['practices']}\n\n{secret}\n\n{rest}"
    visit = await visit_story.reported(story, SUNITA_AT_MTA, practices=practices)
    stored_before = await _everything_stored()

    with clock.at(at(date(2027, 6, 1))):
        cleared = await _pass_through(story, visit, f"{WORDS['practices']}\n\n{rest}")
        readers = ("HIM-3", "HIM-1", "MTA-1", "NET-1", "NET-2")
        pages = [await story.reads(w, f"/visits/{visit.id}/outcome") for w in readers]
        stranger = await story.as_("LAK-3")
        found = await stranger.get("/search", params={"q": "nerve songs"})
        lost = await stranger.get("/search", params={"q": "teacher mill"})
        [item] = set(re.findall(r'href="(/knowledge/[0-9a-f-]{36})', found.text))
        read = await stranger.get(item)

    assert "1 passage was taken out" in words(cleared)
    assert [rest in words(page) for page in (*pages, read)] == [True] * 6
    assert "Who may read it Members" in words(read)
    assert item not in lost.text
    assert "wept" in stored_before
    assert "wept" not in await _everything_stored()


async def test_what_was_learnt_is_passed_on_in_a_workshop(story: Story) -> None:
    visit = await visit_story.reported(story, SUNITA_AT_MTA)
    workshop = {"kind": "regional", "title": "Pain after torture", "held_on": "2027-06-22"}

    with clock.at(at(date(2027, 6, 2))):
        await _pass_through(story, visit, WORDS["practices"])
        sunita = await story.as_("HIM-3")
        form = await sunita.get(f"/visits/{visit.id}/passing-on")
        noted = await sunita.follow(await sunita.submit(form, "/passing-on", **workshop))
        trail = await story.reads("MTA-1", f"/visits/{visit.id}/outcome")

    assert "Pain after torture Regional workshop, 22 Jun 2027" in words(noted)
    assert "A calm and curious guest." in words(trail)


# September: a change of clocks in the South, and a place that became free ------------------------


async def _book(rocio: Browser, story: Story, start: str) -> str:
    """Book a supervisor for an hour; returns the address of the session."""
    day = date.fromisoformat(start[:10])
    week = f"?week={day - timedelta(days=day.weekday())}"
    calendar = await rocio.get(f"/supervision/{story.people['ARO-3'].id}{week}")
    booked = await rocio.submit(calendar, week, slot=start)
    assert booked.status_code == 303
    return str(booked.headers["location"])


async def test_in_chicago_she_reads_her_supervision_on_chicago_clocks(story: Story) -> None:
    await visit_story.confirmed(story, ROCIO_AT_LAK)
    supervisor = await make_supervisor(story.people["ARO-3"], zone="America/Santiago")
    await make_agreement(supervisor, story.people["ARO-2"])

    with clock.at(at(date(2027, 8, 20))):
        rocio, alma = await story.as_("ARO-2"), await story.as_("ARO-3")
        starts = ("2027-08-26T15:00Z", "2027-09-02T15:00Z", "2027-09-09T14:00Z")
        sessions = [await _book(rocio, story, start) for start in starts]
        hers = [await rocio.get(session) for session in sessions]
        alma_s = [await alma.get(session) for session in sessions]

    hours = ("11:00–12:00", "10:00–11:00", "09:00–10:00")
    assert [told_in(page, *hours) for page in alma_s] == [["11:00–12:00"]] * 3
    assert [told_in(page, *hours) for page in hers] == [[hour] for hour in hours]


async def _cancel(browser: Browser, visit: Visit, reason: str) -> httpx.Response:
    """Cancel a visit; returns what was read before."""
    form = await browser.get(f"/visits/{visit.id}/moves/cancel")
    cancelled = await browser.submit(form, "/cancel", reason=reason)
    assert cancelled.status_code == 303
    await delivered()
    return form


async def test_who_waited_takes_the_place_that_became_free(story: Story) -> None:
    rocio = replace(ROCIO_AT_LAK, agreed_on=date(2026, 12, 14))
    with clock.at(at(LIRI_AT_LAK.agreed_on)):
        call = await visit_story.open_call(story, places=1)
        liri = await visit_story.endorsed(story, LIRI_AT_LAK, call)
    first = await visit_story.confirmed(story, rocio, call)

    with clock.at(at(date(2026, 12, 28))):
        await _decide(story, call, liri, "waiting")
    with clock.at(at(date(2027, 6, 14))):
        await _cancel(await story.as_("ARO-1"), first, "family")
        liri_s = await story.as_("LUM-5")
        today = await liri_s.get("/today")
        offered = await liri_s.get(f"/visits/{liri.id}/place")
        taken = await liri_s.follow(await liri_s.submit(offered, "/place", takes="yes"))
        await delivered()
        selection = await _decide(story, call, liri, "place")
        await _say_yes(story, LIRI_AT_LAK, liri)
        shown = await liri_s.get(f"/visits/{liri.id}")
        other = await story.reads("LAK-1", f"/visits/{first.id}")

    wanted = "A place became free: say whether it is taken up"
    kept = "It is kept for you until Wednesday, 16 June 2027, 14:00 (Belgrade, UTC+2)."
    assert (wanted in words(today), kept in words(offered)) == (True, True)
    assert "Whose turn it is: Secretariat" in words(taken)
    assert "0 taken, 1 left" in words(selection)
    assert "Liri visits Lakeshore Survivor Services 4 Oct 2027 to 15 Oct 2027" in words(shown)
    assert told_in(other, "Visit cancelled, Changed", "Family") == ["Visit cancelled, Changed"]


# October: what changed at home, and a visit that is not made -------------------------------------


async def _answer(browser: Browser, visit: Visit, months: int, **given: str) -> httpx.Response:
    page = await browser.get(f"/visits/{visit.id}/follow-ups/{months}")
    return await browser.follow(await browser.submit(page, **given))


async def test_after_half_a_year_three_is_still_three_and_a_protocol_is_new(story: Story) -> None:
    visit = await visit_story.shared(story, SUNITA_AT_MTA)

    with clock.at(at(date(2027, 7, 30))):
        third = {"practice": "Two groups of six", "how_often": "weekly"}
        third |= {"obstacles": "The monsoon.", "help": "None"}
        first = await _answer(await story.as_("HIM-3"), visit, 3, **third)
    with clock.at(at(date(2027, 10, 30))):
        sixth = {"protocol": "Ours on pain", "trained": "Four counsellors", "reach": "10-20"}
        sixth |= {"contact": "yes", "again": "yes", "g0-six_months": "3"}
        second = await _answer(await story.as_("HIM-3"), visit, 6, **sixth)
        outcome = await story.reads("HIM-1", f"/visits/{visit.id}/outcome")
        read = await story.reads("MTA-1", f"/visits/{visit.id}/follow-ups/6")
        shown = await story.reads("HIM-3", f"/visits/{visit.id}")

    said = [
        "Rated 1 before and 3 after: a change of +2.",
        "Looking back, the level before was 0: a change of +3.",
        "Six months later it is rated 3.",
        "Of what was gained, 100 % was still there after six months.",
    ]
    assert "How often do you use it? Every week" in words(first)
    assert "Ours on pain" in words(second)
    assert told_in(outcome, *said) == said
    assert "Ours on pain" in words(read)
    assert "Closed" in words(shown)


async def test_a_red_rating_stops_a_visit_and_nobody_reads_why(story: Story) -> None:
    visit = await visit_story.confirmed(story, NINO_AT_SYC)
    address = f"/visits/{visit.id}"

    with clock.at(at(date(2027, 10, 12))):
        nino, medea, reed = [await story.as_(who) for who in ("MTA-3", "MTA-1", "SYC-1")]
        willow = await story.as_("SYC-2")
        feeds = [(await _feed(nino, "full"))[1], (await _feed(willow, "busy"))[1]]
        safety = await reed.get(f"{address}/safety")
        await reed.submit(safety, "/safety", rating="red")
        blocked = await reed.get(f"{address}/moves/arrive")
        form = await _cancel(medea, visit, "other")
        contents = [(await nino.get(feed)).content for feed in feeds]
        pages = [await story.reads(who, address) for who in ("SYC-1", "SYC-2", "NET-1")]
        notices = await willow.get("/notices")

    stopped = "The safety check does not allow this visit now."
    days = ("CANCELLED", date(2027, 10, 25), date(2027, 10, 30))
    assert stopped in words(blocked)
    assert await state_of(visit) is S.CANCELLED
    assert 'value="safety"' not in form.text
    titles = ["Cancelled: Exchange visit", "Cancelled: Busy"]
    assert [_entries(content) for content in contents] == [[(title, *days)] for title in titles]
    assert [told_in(page, "Visit cancelled, Changed", stopped, "Your turn") for page in pages] == [
        ["Visit cancelled, Changed"]
    ] * 3
    everything = b"".join([*contents, notices.content, *(page.content for page in pages)]).lower()
    assert [
        word for word in (b"red rating", b"another reason", b"because") if word in everything
    ] == []
    assert "This visit will not take place." in words(notices)
