"""Two rounds of check-ins in six centres: what a person, a centre and the network learn of them."""

import csv
import io
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta

import pytest

from network import outbox
from network.app import Portal
from network.kernel import clock
from network.notifications.models import Notice
from network.people.models import Person
from network.wellbeing.actions import moving
from network.wellbeing.models.rounds import RoundRelease, SealedBallot
from network.wellbeing.rules.instruments import Answers
from network.wellbeing.rules.trees import Family
from tests.browser_client import Browser
from tests.journeys import visit_story
from tests.journeys.visit_story import Story, at
from tests.journeys.workshop_story import text_of
from tests.supervision_makers import make_agreement, make_supervisor
from tests.wellbeing.check_in_world import (
    MIDDLING,
    PASSPHRASE,
    answer,
    make_staff,
    make_worker,
    make_writer,
)

pytestmark = pytest.mark.anyio

FEBRUARY, MAY = date(2027, 2, 1), date(2027, 5, 3)
NOT_TOLD = "Not enough answers to say anything."
AFTER_PRISON: Answers = dict(enumerate((2, 1, 3, 1, 3, 3, 4, 4, 3, 1), 1))
# who answers in the first round; of MTA somebody more does, whom the story follows
ANSWERED = {
    "LUM": {Family.CLINICAL: 11, Family.LEGAL: 6, Family.SUPPORT: 4},
    "MTA": {Family.CLINICAL: 12, Family.LEGAL: 6},
    "SYC": {Family.CLINICAL: 6},
    "ARO": {Family.CLINICAL: 7},
    "LAK": {Family.CLINICAL: 26},
    "HIM": {Family.CLINICAL: 12},
}


class Rounds:
    """The story, the people who answer, and whoever is followed."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.staff: dict[str, list[Person]] = {}

    async def begin(self) -> None:
        for key, families in ANSWERED.items():
            self.staff[key] = [
                person
                for family, size in families.items()
                for person in await make_staff(self.story.centres[key], size, family)
            ]
        who = await make_writer(self.story.centres["MTA"])
        self.story.people["MTA-4"] = await Person.get(id=who.person_id)
        supervisor = await make_supervisor()
        self.story.people["LAK-2"] = await Person.get(id=supervisor.person_id)
        await make_agreement(supervisor, self.story.people["MTA-4"])

    async def join(self, key: str) -> None:
        """Somebody new, at work for long enough to count."""
        since = at(MAY) - timedelta(days=60)
        self.staff[key].append(await make_worker(self.story.centres[key], since=since))

    def everybody(self) -> list[Person]:
        return [person for people in self.staff.values() for person in people]

    async def open(self, opens_on: date) -> None:
        """Planned on its page the week before, opened by time."""
        with clock.at(at(opens_on - timedelta(days=7))):
            office = await self.story.as_("NET-1")
            page = await office.get("/check-in/rounds/new")
            sent = await office.submit(page, "/check-in/rounds", opens_on=opens_on.isoformat())
            assert sent.status_code == 303, text_of(sent)
        with clock.at(at(opens_on)):
            assert await moving.open_due() == 1

    async def release(self, opens_on: date) -> RoundRelease:
        with clock.at(at(opens_on + timedelta(days=14))):
            assert await moving.release_due() == 1
            while await outbox.deliver_owed():
                pass
        made = await RoundRelease.all().order_by("-released_on").first()
        assert made is not None
        return made

    async def figures(self, who: str, made: RoundRelease, days: int = 0) -> dict[str, str]:
        """What somebody downloads of a release: by group, how many rounds it is about, or words."""
        with clock.at(at(made.released_on + timedelta(days=days))):
            page = await self.story.reads(who, f"/check-in/together/{made.id}.csv")
        assert page.status_code == 200
        rows = csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff")))
        return {row["Group"]: row["Rounds"] or row["Answers"] for row in rows}

    async def status(self, who: str, made: RoundRelease, days: int) -> int:
        with clock.at(at(made.released_on + timedelta(days=days))):
            page = await self.story.reads(who, f"/check-in/together/{made.id}")
        return page.status_code


@pytest.fixture
async def rounds(portal: Portal) -> AsyncIterator[Rounds]:
    async with AsyncExitStack() as stack:
        with clock.at(at(date(2026, 11, 23))):
            found = Rounds(await visit_story.tell(portal, stack))
            await found.begin()
        yield found


async def _checks_in(browser: Browser) -> str:
    """Ten answers on the page, a history begun on the way, and a place in the round."""
    page = await browser.get("/check-in")
    said = {f"q{number}": str(value) for number, value in AFTER_PRISON.items()}
    asked = await browser.submit(page, "/check-in", to="keep", join="y", **said)
    code = await browser.submit(asked, "/check-in/begin", understood="y", passphrase=PASSPHRASE)
    assert code.status_code == 200, text_of(code)
    return text_of(await browser.get("/check-in/done"))


async def _notices() -> int:
    return await Notice.all().count()


# step 4 ------------------------------------------------------------------------------------------


async def test_in_february_a_person_hears_of_herself_and_nobody_else_does(rounds: Rounds) -> None:
    await rounds.open(FEBRUARY)
    with clock.at(at(date(2027, 2, 4))):
        before = await _notices()
        browser = await rounds.story.as_("MTA-4")
        told = await _checks_in(browser)
        help_page = await browser.get("/check-in/contact")
        after = await _notices()
        elsewhere = [
            text_of(await rounds.story.reads(who, "/check-in")) for who in ("MTA-1", "LAK-2")
        ]

    assert "Stories or pictures from work often came back" in told
    assert "Book a restorative session with a supervisor" in told
    assert help_page.status_code == 200
    assert (before, await SealedBallot.all().count()) == (after, 1)
    assert [text for text in elsewhere if "Stories or pictures from work often" in text] == []


async def test_in_february_large_groups_are_told_and_small_ones_hidden(rounds: Rounds) -> None:
    await rounds.open(FEBRUARY)
    await answer(rounds.everybody(), MIDDLING, date(2027, 2, 3))
    with clock.at(at(date(2027, 2, 4))):
        await _checks_in(await rounds.story.as_("MTA-4"))
    made = await rounds.release(FEBRUARY)

    lum, mta, syc = [await rounds.figures(who, made) for who in ("LUM-2", "MTA-2", "SYC-2")]

    assert len(rounds.everybody()) + 1 == 91
    assert lum["Lumbardh House: The centre as a whole"] == "1"
    assert lum["Lumbardh House: Clinical work"] == "1"
    assert lum["Lumbardh House: Legal work and monitoring"] == NOT_TOLD
    assert mta["Mtatsminda Psychosocial Centre: The centre as a whole"] == "1"
    assert mta["Mtatsminda Psychosocial Centre: Clinical work"] == NOT_TOLD
    assert syc["Sycamore House: The centre as a whole"] == NOT_TOLD
    assert "Lumbardh House: The centre as a whole" not in syc
    coordinator = [await rounds.status("LUM-1", made, days) for days in (0, 2, 3)]
    assert coordinator == [404, 404, 200]


# step 8 ------------------------------------------------------------------------------------------


async def test_in_may_a_newcomer_is_told_with_the_round_before_and_aro_protects_syc(
    rounds: Rounds,
) -> None:
    await rounds.open(FEBRUARY)
    await answer(rounds.everybody(), MIDDLING, date(2027, 2, 3))
    await rounds.release(FEBRUARY)
    for key in ("LUM", "ARO"):
        await rounds.join(key)
    await rounds.open(MAY)
    await answer(rounds.everybody(), MIDDLING, date(2027, 5, 5))
    made = await rounds.release(MAY)

    lum, mta, aro, syc = [
        await rounds.figures(who, made) for who in ("LUM-2", "MTA-2", "ARO-2", "SYC-2")
    ]

    assert [len(rounds.staff[key]) for key in ("LUM", "ARO")] == [22, 8]
    assert lum["Lumbardh House: The centre as a whole"] == "2"
    assert mta["Mtatsminda Psychosocial Centre: The centre as a whole"] == "1"
    small = (aro["Casa Aromo: The centre as a whole"], syc["Sycamore House: The centre as a whole"])
    assert small == (NOT_TOLD, NOT_TOLD)
