"""What was learnt in visits is passed on: a regional workshop, a course, trainers, a conference."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from network import outbox
from network.app import Portal
from network.exchanges.models.visits import Visit
from network.kernel import clock
from network.kernel.actor import Role
from network.workshops.actions import attending, completing, organising
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import registrations, workshops
from tests.browser_client import Browser
from tests.factories import make_member
from tests.journeys import visit_story
from tests.journeys.visit_story import SUNITA_AT_MTA, Story, at
from tests.journeys.workshop_story import (
    add_quota,
    add_session,
    begun,
    come,
    give_professions,
    moved,
    opened,
    over,
    registers,
    text_of,
    workshop_at,
)

pytestmark = pytest.mark.anyio

TBILISI = "Asia/Tbilisi"
PAIN = {
    "title": "Pain after torture",
    "neutral_title": "Meeting in Tbilisi",
    "kind": "WT-REG",
    "region": "EUR",
    "themes": ["TH-PAIN"],
    "mode": "hybrid",
    "first_on": "2027-06-22",
    "last_on": "2027-06-24",
    "capacity": "6",
}
PARTS = {
    "purpose": "Staff of five centres tried lessons on pain in groups with few resources.",
    "agreements": "Each centre tries one group of ten weeks.",
    "good_practice": "Short lessons with drawings.",
    "failed_practice": "Open groups lost half of those who came.",
}
ACTIONS = (
    "Begin a group in two districts",
    "Put the lessons into Nepali",
    "Write two pages on pain for legal staff",
    "Ask ten questions before and after each group",
    "Visit the first group",
    "Hold a talk by video",
    "Print the lessons as posters",
)
COMES = ("LUM-2", "LUM-5", "HIM-2", "ARO-3", "ARO-2", "SYC-2")
TRAINERS = ("LUM-2", "LUM-5", "MTA-2", "SYC-2", "ARO-3", "LAK-3", "HIM-2", "HIM-3")
MODULES = ("What memories do", "A calm place", "Telling", "Interpreters", "Too much", "Ending")


@pytest.fixture
async def story(portal: Portal) -> AsyncIterator[Story]:
    async with AsyncExitStack() as stack:
        with clock.at(at(date(2026, 11, 23))):
            told = await visit_story.tell(portal, stack)
            await give_professions(told)
        yield told


def tbilisi(day: int, hour: int, minute: int = 0) -> datetime:
    return at(date(2027, 6, day), hour, minute, TBILISI)


async def _told() -> None:
    while await outbox.deliver_owed():
        pass


# step 9 ------------------------------------------------------------------------------------------


async def _prepared(story: Story) -> str:
    """A hybrid workshop of three days with its quotas, organisers and the visit behind it."""
    path = await begun(story, "MTA-1", **PAIN)
    for day in (22, 23, 24):
        await add_session(story, "MTA-1", path, date(2027, 6, day), "10:00", 180)
    legal = {"keys": ["PR-LAW", "PR-PAR"], "name": "legal staff"}
    await add_quota(story, "MTA-1", path, kind="kept", places="2", **legal)
    health = {"keys": ["PR-PSY", "PR-PTH", "PR-PHY", "PR-FOR", "PR-PCO"], "name": "health staff"}
    await add_quota(story, "MTA-1", path, kind="most", places="3", **health)
    actor, workshop = await story.act("MTA-1"), await workshop_at(path)
    for key in ("MTA-3", "HIM-3"):
        await organising.add_organiser(actor, workshop, story.people[key].id)
    browser = await story.as_("MTA-1")
    edit = await browser.get(f"{path}/edit")
    saved = await browser.submit(edit, "/edit", owner=str(story.people["MTA-3"].id))
    assert saved.status_code == 303, text_of(saved)
    return path


async def _opened(story: Story) -> tuple[str, Visit, httpx.Response]:
    """Open to all members, with the visit it came of; and what others saw of it before."""
    visit = await visit_story.shared(story, SUNITA_AT_MTA)
    with clock.at(at(date(2027, 6, 3))):
        path = await _prepared(story)
        browser = await story.as_("MTA-1")
        await browser.submit(await browser.get(f"{path}/sources"), "/sources", visit=str(visit.id))
        await moved(story, "MTA-3", path, "ask")
        before = await story.reads("LUM-2", path)
        await moved(story, "NET-3", path, "check")
        await moved(story, "HIM-3", path, "open")
        await _told()
    return path, visit, before


async def _registered(story: Story, path: str) -> dict[str, str]:
    with clock.at(at(date(2027, 6, 7))):
        return {key: await registers(story, key, path, is_listed="y") for key in COMES}


async def _held(story: Story, path: str) -> None:
    """One gives up a place and the one who waited takes it; then three days of codes."""
    with clock.at(tbilisi(20, 12)):
        await _gives_up(story, "LUM-5", path)
        await _takes(story, "ARO-3", path)
    for day in (22, 23, 24):
        with clock.at(tbilisi(day, 10, 15)):
            await _say_present(story, path, day - 22)
    with clock.at(tbilisi(24, 15)):
        await over(await workshop_at(path))
        await _excuse(story, "ARO-3", path)


async def test_a_full_quota_is_named_and_a_free_place_goes_to_who_waited(story: Story) -> None:
    path, _visit, before = await _opened(story)
    said = await _registered(story, path)
    with clock.at(tbilisi(20, 12)):
        participants = await story.reads("ARO-2", f"{path}/people")
        await _gives_up(story, "LUM-5", path)
        offered = text_of(await story.reads("ARO-3", f"{path}/registration"))

    placed = [key for key, words in said.items() if "You have a place." in words]
    assert before.status_code == 404
    assert placed == [key for key in COMES if key != "ARO-3"]
    assert "The 3 places for health staff are taken. You are number 1" in said["ARO-3"]
    assert "A place is offered" in offered
    assert participants.status_code == 200
    assert "Willow" in participants.text
    assert [name in participants.text for name in visit_story.OF_SYCAMORE] == [False] * 4


async def test_what_a_visit_led_to_is_in_the_library_and_has_seven_actions(story: Story) -> None:
    path, visit, _before = await _opened(story)
    await _registered(story, path)
    await _held(story, path)
    with clock.at(tbilisi(30, 12)):
        await _conclude(story, path)
    with clock.at(at(date(2027, 7, 4))):
        await _publish(story, path)
        shown = text_of(await story.reads("SYC-2", f"{path}/outcome"))
        found = text_of(await story.reads("LAK-3", "/search?q=Pain+after+torture"))
        mine = text_of(await story.reads("HIM-3", "/workshops/actions"))
        behind = text_of(await story.reads("HIM-3", f"/visits/{visit.id}/passing-on"))

    rows = await Registration.filter(workshop_id=(await workshop_at(path)).id).order_by("number")
    assert [str(row.state) for row in rows] == [
        *("attended", "withdrawn", "attended", "excused", "attended", "partly")
    ]
    assert "Begin low" in shown
    assert "Pain after torture" in found
    assert [text for text in ACTIONS if text in mine] == list(ACTIONS)
    assert "Meeting in Tbilisi" in behind


async def _publish(story: Story, path: str) -> None:
    """An editor reads it and lets it out."""
    editor = await story.as_("NET-2")
    page = await editor.get(f"{path}/outcome")
    assert "few resources" in text_of(page)
    published = await editor.submit(page, "/outcome/publication")
    assert published.status_code == 303
    await _told()


async def _gives_up(story: Story, who: str, path: str) -> None:
    browser = await story.as_(who)
    page = await browser.get(f"{path}/registration/withdrawal")
    done = await browser.submit(page, "/registration/withdrawal")
    assert done.status_code == 303


async def _takes(story: Story, who: str, path: str) -> None:
    browser = await story.as_(who)
    page = await browser.get(f"{path}/registration")
    done = await browser.submit(page, "/registration/place")
    assert done.status_code == 303


async def _say_present(story: Story, path: str, number: int) -> None:
    """The code is shown in the room, and everybody types it but who did not come."""
    workshop = await workshop_at(path)
    meeting = (await workshops.sessions_of(workshop.id))[number]
    code = await attending.show_code(await story.act("MTA-3"), workshop, meeting.id, is_new=False)
    for key in ("LUM-2", "HIM-2", "ARO-2") if number else ("LUM-2", "HIM-2", "ARO-2", "SYC-2"):
        browser = await story.as_(key)
        page = await browser.get(f"{path}/present")
        done = await browser.submit(page, code=f"{code[:3]} {code[3:].lower()}")
        assert done.status_code == 303, text_of(done)


async def _excuse(story: Story, who: str, path: str) -> None:
    workshop, actor = await workshop_at(path), await story.act("MTA-3")
    row = await registrations.own_registration(await story.act(who), workshop.id)
    assert row is not None
    await attending.mark_away(actor, workshop, row.id, is_excused=True)


async def _conclude(story: Story, path: str) -> None:
    """The outcome part by part, who may read it, and seven things that were agreed."""
    browser = await story.as_("MTA-3")
    for part, words in PARTS.items():
        form = await browser.get(f"{path}/outcome/parts/{part}")
        saved = await browser.submit(form, text=words)
        assert saved.status_code == 303, text_of(saved)
    form = await browser.get(f"{path}/outcome/lessons")
    first = re.findall(r'name="(lesson[^"]*)"', form.text)[0]
    saved = await browser.submit(form, **{first: "Begin low, go slow."})
    assert saved.status_code == 303, text_of(saved)
    form = await browser.get(f"{path}/outcome/frame")
    saved = await browser.submit(form, level="S1")
    assert saved.status_code == 303, text_of(saved)
    for number, text in enumerate(ACTIONS):
        await _agree(story, browser, path, text, date(2027, 9, 1) + timedelta(days=number))
    sent = await browser.submit(await browser.get(f"{path}/outcome"), "/outcome")
    assert sent.status_code == 303, text_of(sent)


async def _agree(story: Story, browser: Browser, path: str, text: str, due_on: date) -> None:
    form = await browser.get(f"{path}/actions/new")
    owner = str(story.people["HIM-3"].id)
    done = await browser.submit(form, text=text, owner=owner, due_on=due_on.isoformat())
    assert done.status_code == 303, text_of(done)


# step 12 -----------------------------------------------------------------------------------------


async def test_nineteen_of_a_course_of_twenty_four_completed_all_six_modules(story: Story) -> None:
    with clock.at(at(date(2027, 8, 20))):
        course = await opened(story, "LAK-1", date(2027, 9, 6), kind="WT-HELP", capacity=24)
        office = await story.act("LAK-1")
        await completing.set_modules(office, course, MODULES)
        keys = [await _newcomer(story, "LUM", number) for number in range(24)]
        await come(story, course, *keys)
    with clock.at(at(date(2027, 11, 1))):
        modules = await registrations.modules_of(course.id)
        for number, key in enumerate(keys):
            row = await registrations.own_registration(await story.act(key), course.id)
            assert row is not None
            for module in modules if number < 19 else modules[:5]:
                await completing.note_completion(
                    office, course, row.id, module.id, date(2027, 10, 29)
                )
        papers = [
            await story.reads(key, f"/workshops/{course.id}/certificate")
            for key in (keys[0], keys[18], keys[19], keys[23])
        ]
        offers = ["certificate/pdf" in page.text for page in papers]
        own = text_of(await story.reads(keys[19], f"/workshops/{course.id}/course"))
        desk = text_of(await story.reads("LAK-1", f"/workshops/{course.id}/course"))

    assert [page.status_code for page in papers] == [200] * 4
    assert offers == [True, True, False, False]
    assert MODULES[5] in own
    assert (desk.count("6 of 6"), desk.count("5 of 6")) == (19, 5)


async def _newcomer(story: Story, centre: str, number: int) -> str:
    key = f"{centre}-{100 + number}"
    story.people[key] = await make_member(story.centres[centre], Role.STAFF)
    return key


async def test_eight_trainers_pass_on_to_sixty_four(story: Story) -> None:
    with clock.at(at(date(2027, 8, 20))):
        given: dict[str, Any] = {
            "kind": "WT-TOT",
            "title": "Training of trainers on pain",
            "capacity": 8,
        }
        first = await opened(story, "MTA-1", date(2027, 9, 8), days=2, **given)
        await come(story, first, *TRAINERS)
    with clock.at(at(date(2027, 9, 12))):
        await over(first)
        await _accredit_all(story, first)
        for number, trainer in enumerate(TRAINERS, 1):
            await _pass_on(story, first, trainer.partition("-")[0], number)
        tree = text_of(await story.reads("ARO-2", f"/workshops/{first.id}/cascade"))
        known = text_of(await story.reads("ARO-2", f"/workshops/{first.id}/trainers"))

    trained = Registration.filter(workshop__root_id=first.id, state="confirmed")
    assert await trained.count() == 64
    assert [n for n in range(1, 10) if f"Passed on, number {n}" in tree] == list(range(1, 9))
    assert "Willow" in known
    assert [name in tree + known for name in visit_story.OF_SYCAMORE] == [False] * 4


async def _accredit_all(story: Story, first: Workshop) -> None:
    """Who was there the whole time may train others."""
    office = await story.act("MTA-1")
    whole = {one.id: one.minutes for one in await workshops.sessions_of(first.id)}
    for row in await Registration.filter(workshop_id=first.id).order_by("number"):
        await attending.mark(office, first, row.id, whole)
        await completing.accredit(office, first, row.id, "IP-TOT")


async def _pass_on(story: Story, first: Workshop, centre: str, number: int) -> None:
    """A training of eight at a trainer's own centre."""
    given: dict[str, Any] = {
        "kind": "WT-CASC",
        "title": f"Passed on, number {number}",
        "capacity": 8,
    }
    training = await opened(story, f"{centre}-1", date(2027, 9, 27), **given)
    host = await story.act(f"{centre}-1")
    await organising.hang_below(host, training, await workshops.fresh(first.id))
    learners = [await _newcomer(story, "MTA", 8 * number + n) for n in range(8)]
    await come(story, training, *learners)


# step 15 -----------------------------------------------------------------------------------------


async def test_the_conference_is_open_to_all_and_tells_nobody_who_comes_from_the_hidden_centre(
    story: Story,
) -> None:
    with clock.at(at(date(2027, 10, 20))):
        given: dict[str, Any] = {
            "kind": "WT-CONF",
            "title": "What a year has taught us",
            "level": "S0",
        }
        given["neutral_title"] = "Yearly meeting"
        conference = await opened(story, "LUM-1", date(2027, 12, 10), capacity=120, **given)
        await come(story, conference, "SYC-2", "ARO-2", "HIM-3")
        path = f"/workshops/{conference.id}"
        visitor = await story.stack.enter_async_context(Browser(story.portal))
        public = await visitor.get(path)
        pages = [
            await story.reads("ARO-2", path),
            await story.reads("ARO-2", f"{path}/people"),
            public,
        ]
    with clock.at(at(date(2027, 12, 10), 10, 30, "Europe/Belgrade")):
        await _told()
        week = text_of(await story.reads("ARO-2", "/today/week?w=2027-W49"))
    with clock.at(at(date(2027, 12, 10), 20)):
        await over(conference)
        due = text_of(await story.reads("LUM-1", path))

    assert [page.status_code for page in pages] == [200, 200, 200]
    for name in visit_story.OF_SYCAMORE:
        assert [name in page.text for page in pages] == [False, False, False]
    assert "What a year has taught us" in text_of(public)
    assert "Willow" not in public.text
    assert "Fri 10 Dec 06:00–09:00 Download: Conference" in week
    assert "Willow" in pages[1].text
    assert "Over, outcome to be written" in due
