"""Workshops of the six centres, page by page: how people prepare, open, attend and conclude one."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import httpx

from network.kernel import clock
from network.people.models import Person
from network.workshops.actions import moving, organising, registering, sessions
from network.workshops.actions.registering import Given
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.vocabulary import Move
from tests.journeys.visit_story import CENTRES, Story

PROFESSIONS = {
    "LUM-2": "PR-PSY",
    "LUM-5": "PR-PSY",
    "MTA-2": "PR-FOR",
    "MTA-3": "PR-PHY",
    "SYC-2": "PR-SOC",
    "ARO-2": "PR-LAW",
    "ARO-3": "PR-PTH",
    "LAK-3": "PR-PTH",
    "HIM-2": "PR-PCO",
    "HIM-3": "PR-PHY",
}
_DAY = timedelta(days=1)


async def give_professions(story: Story) -> None:
    for key, code in PROFESSIONS.items():
        await Person.filter(id=story.people[key].id).update(profession=code)
        await story.people[key].refresh_from_db()


def text_of(page: httpx.Response) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


async def begun(story: Story, who: str, **words: Any) -> str:
    """Begin a workshop on its page; the address of the workshop."""
    browser = await story.as_(who)
    start = await browser.get("/workshops/new")
    made = await browser.submit(start, "/new", **words)
    assert made.status_code == 303, text_of(made)
    return re.sub(r"(/workshops/[0-9a-f-]{36}).*", r"\1", made.headers["location"])


async def add_session(story: Story, who: str, path: str, on: date, at: str, minutes: int) -> None:
    browser = await story.as_(who)
    form = await browser.get(f"{path}/sessions/new")
    given = {"on": on.isoformat(), "at": at, "minutes": str(minutes)}
    done = await browser.submit(form, "/sessions/new", **given)
    assert done.status_code == 303, text_of(done)


async def add_quota(story: Story, who: str, path: str, **words: Any) -> None:
    browser = await story.as_(who)
    form = await browser.get(f"{path}/quotas/new/profession")
    done = await browser.submit(form, "/quotas/new/profession", **words)
    assert done.status_code == 303, text_of(done)


async def moved(story: Story, who: str, path: str, move: str, **given: Any) -> None:
    """Make a move on its page."""
    browser = await story.as_(who)
    page = await browser.get(f"{path}/moves/{move}")
    done = await browser.submit(page, f"/moves/{move}", **given)
    assert done.status_code == 303, text_of(done)


async def registers(story: Story, who: str, path: str, **given: Any) -> str:
    """Register on the page; what it says then."""
    browser = await story.as_(who)
    form = await browser.get(f"{path}/registration")
    done = await browser.submit(form, "/registration", **given)
    return text_of(await browser.follow(done))


async def workshop_at(path: str) -> Workshop:
    return await workshops.fresh(UUID(path.rpartition("/")[2]))


async def opened(story: Story, who: str, first_on: date, days: int = 1, **given: Any) -> Workshop:
    """A workshop that was prepared and opened earlier, with one session a day."""
    zone = CENTRES[who.partition("-")[0]]["zone"]
    person = story.people[who]
    columns = {
        "title": "Working with hard memories",
        "neutral_title": "Course by video",
        "lang": "en",
        "kind": "WT-THEM",
        "zone": zone,
        "first_on": first_on,
        "last_on": first_on + (days - 1) * _DAY,
        "capacity": 30,
        "outcome_owner_id": person.id,
    }
    actor = await story.act(who)
    centre = story.centres[who.partition("-")[0]]
    made = await organising.create(actor, centre.id, **(columns | given))
    for day in range(days):
        wall = datetime.combine(first_on + day * _DAY, datetime.min.time()).replace(hour=10)
        await sessions.add_session(actor, made, Sitting(wall=wall, minutes=180, zone=zone))
    made = await moving.move(actor, await workshops.fresh(made.id), Move.ASK)
    made = await moving.move(await story.act("NET-2"), made, Move.CHECK)
    return await moving.move(actor, made, Move.OPEN)


async def come(story: Story, workshop: Workshop, *keys: str) -> None:
    for key in keys:
        await registering.register(await story.act(key), workshop, Given(is_listed=True))


async def over(workshop: Workshop) -> None:
    """What time does by itself, once it is over."""
    assert workshop.ends_at is not None
    assert clock.now() > workshop.ends_at
    await moving.catch_up(workshop.id)
