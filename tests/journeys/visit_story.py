"""Six centres on four continents, their people, and how far their visits to each other are."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import httpx

from network.app import Portal
from network.centres.models import Centre, Listing, Membership, NetworkRole, Risk
from network.exchanges.actions import (
    agreeing,
    applying,
    budgeting,
    calling,
    hosting,
    moving,
    passing_time,
    reporting,
    selecting,
)
from network.exchanges.actions.applying import Goal, Wish
from network.exchanges.models.offers import ExchangeCall, ExchangeWindow
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import CLAUSES, REPORT
from network.exchanges.queries import visits
from network.exchanges.rules.budget import Kind, Line
from network.exchanges.rules.goals import When
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Move, Payer, Side
from network.kernel import clock, zones
from network.kernel.actor import Actor, Role
from network.people.models import DisplayMode, Person
from tests.browser_client import Browser
from tests.factories import actor, make_admin, make_centre, make_member, make_person

CENTRES: dict[str, dict[str, Any]] = {
    "LUM": {
        "name": "Lumbardh House",
        "country": "XK",
        "region": "EUR",
        "zone": "Europe/Belgrade",
        "weekend": [6, 7],
        "languages": {"sq": "native", "en": "C1"},
    },
    "MTA": {
        "name": "Mtatsminda Psychosocial Centre",
        "country": "GE",
        "region": "EUR",
        "zone": "Asia/Tbilisi",
        "weekend": [6, 7],
        "languages": {"ka": "native", "en": "C1"},
    },
    "SYC": {
        "name": "Sycamore House",
        "country": "EG",
        "region": "MENA",
        "zone": "Africa/Cairo",
        "weekend": [5, 6],
        "languages": {"ar": "native", "en": "C1"},
        "listing": Listing.UNLISTED,
        "risk": Risk.HIGH,
        "town": "Cairo",
    },
    "ARO": {
        "name": "Casa Aromo",
        "country": "CL",
        "region": "LAC",
        "zone": "America/Santiago",
        "weekend": [6, 7],
        "languages": {"es": "native"},
    },
    "LAK": {
        "name": "Lakeshore Survivor Services",
        "country": "US",
        "region": "NAM",
        "zone": "America/Chicago",
        "weekend": [6, 7],
        "languages": {"en": "native", "es": "B2"},
    },
    "HIM": {
        "name": "Himal Recovery Centre",
        "country": "NP",
        "region": "ASIA",
        "zone": "Asia/Kathmandu",
        "weekend": [6],
        "languages": {"ne": "native", "en": "C1"},
    },
}
STAFF = {
    "LUM-1": "Luan",
    "LUM-2": "Arta",
    "LUM-5": "Liri",
    "MTA-1": "Medea",
    "MTA-2": "Davit",
    "MTA-3": "Nino",
    "SYC-1": "Reed",
    "SYC-2": "Willow",
    "ARO-1": "Amparo",
    "ARO-2": "Rocio",
    "ARO-3": "Alma",
    "LAK-1": "Laura",
    "LAK-3": "Edith",
    "HIM-1": "Himal",
    "HIM-2": "Bishnu",
    "HIM-3": "Sunita",
}
OF_SYCAMORE = ("Sycamore", "Cairo", "Reem", "Wafaa")  # what nobody may read who need not know


@dataclass(frozen=True, kw_only=True)
class Trip:
    """Who visits which centre, on which days, and when that was agreed."""

    visitor: str
    host: str
    mentor: str
    agreed_on: date
    first_on: date
    last_on: date
    spoken: dict[str, str] = field(default_factory=lambda: {"en": "C1"})
    purpose: str = "EX-SHADOW"
    theme: str = "TH-PAIN"
    goal: str = "Lead two groups on pain education"

    @property
    def home_coordinator(self) -> str:
        return self.visitor.partition("-")[0] + "-1"

    @property
    def host_coordinator(self) -> str:
        return f"{self.host}-1"

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


WILLOW_AT_LUM = Trip(
    visitor="SYC-2",
    host="LUM",
    mentor="LUM-2",
    agreed_on=date(2027, 1, 11),
    first_on=date(2027, 3, 22),
    last_on=date(2027, 4, 2),
    spoken={"ar": "native", "en": "B2"},
    purpose="EX-STUDY",
    theme="TH-CFC",
    goal="Hold a monthly round for our staff",
)
SUNITA_AT_MTA = Trip(
    visitor="HIM-3",
    host="MTA",
    mentor="MTA-3",
    agreed_on=date(2027, 1, 18),
    first_on=date(2027, 4, 19),
    last_on=date(2027, 4, 30),
)
BISHNU_AT_MTA = Trip(
    visitor="HIM-2",
    host="MTA",
    mentor="MTA-3",
    agreed_on=date(2027, 1, 18),
    first_on=date(2027, 4, 19),
    last_on=date(2027, 4, 30),
)
DAVIT_AT_ARO = Trip(
    visitor="MTA-2",
    host="ARO",
    mentor="ARO-2",
    agreed_on=date(2027, 2, 1),
    first_on=date(2027, 5, 24),
    last_on=date(2027, 6, 4),
    spoken={"ka": "native", "ru": "C1"},
    theme="TH-LIT",
    goal="Write findings that a court can use",
)
ROCIO_AT_LAK = Trip(
    visitor="ARO-2",
    host="LAK",
    mentor="LAK-3",
    agreed_on=date(2027, 6, 7),
    first_on=date(2027, 9, 1),
    last_on=date(2027, 9, 10),
    spoken={"es": "native"},
    theme="TH-LIT",
    goal="Measure what our court work changes",
)
LIRI_AT_LAK = Trip(
    visitor="LUM-5",
    host="LAK",
    mentor="LAK-3",
    agreed_on=date(2026, 12, 7),
    first_on=date(2027, 10, 4),
    last_on=date(2027, 10, 15),
    spoken={"sq": "native", "en": "C1"},
)
NINO_AT_SYC = Trip(
    visitor="MTA-3",
    host="SYC",
    mentor="SYC-2",
    agreed_on=date(2027, 8, 16),
    first_on=date(2027, 10, 25),
    last_on=date(2027, 10, 29),
    theme="TH-CFC",
    goal="Lead a round for staff",
)


def at(day: date, hour: int = 12, minute: int = 0, zone: str = "UTC") -> datetime:
    """A time on the clocks of a zone."""
    return datetime.combine(day, time(hour, minute), zones.zone(zone)).astimezone(UTC)


def noon_at_host(trip: Trip, day: date) -> datetime:
    return at(day, 12, 0, CENTRES[trip.host]["zone"])


@dataclass
class Story:
    """Everybody of the story, and a new browser whenever somebody sits down at one."""

    portal: Portal
    stack: AsyncExitStack
    centres: dict[str, Centre]
    people: dict[str, Person]

    async def as_(self, who: str) -> Browser:
        browser = await self.stack.enter_async_context(Browser(self.portal))
        return await browser.sign_in_as(self.people[who])

    async def act(self, who: str) -> Actor:
        return await actor(self.people[who])

    async def reads(self, who: str, address: str) -> httpx.Response:
        """A page as somebody sees it now."""
        browser = await self.as_(who)
        return await browser.get(address)


async def tell(portal: Portal, stack: AsyncExitStack) -> Story:
    """The story before anything happened in it."""
    centres = {code: await make_centre(**given) for code, given in CENTRES.items()}
    people = {who: await _somebody(who, name, centres) for who, name in STAFF.items()}
    people["NET-1"] = await make_admin(name="Noor of the secretariat")
    for who, role in (("NET-2", Role.EDITOR), ("NET-3", Role.FOCAL_POINT)):
        people[who] = await make_person(name=who)
        await NetworkRole.create(person=people[who], role=role)
    reed = people["SYC-1"]
    await Membership.create(person=reed, centre=centres["SYC"], role=Role.FOCAL_POINT)
    return Story(portal, stack, centres, people)


_REAL_NAMES = {"SYC-1": "Reem Aziz", "SYC-2": "Wafaa Nour"}


async def _somebody(who: str, name: str, centres: dict[str, Centre]) -> Person:
    """Number one of a centre coordinates; those at risk go by a code name."""
    code = who.partition("-")[0]
    role = Role.COORDINATOR if who.endswith("-1") else Role.STAFF
    given: dict[str, Any] = {"name": name}
    if who in _REAL_NAMES:
        given = {"name": _REAL_NAMES[who], "code_name": name, "display_mode": DisplayMode.CODE}
    zone = CENTRES[code]["zone"]
    return await make_member(centres[code], role, zone=zone, **given)


# offers and calls --------------------------------------------------------------------------------


async def open_call(story: Story, places: int = 1) -> ExchangeCall:
    secretariat = await story.act("NET-1")
    days = {"opens_on": date(2026, 11, 23), "closes_on": date(2026, 12, 31)}
    call = await calling.draft_call(
        secretariat, "Pain and trauma 2027", "en", **days, themes=["TH-PAIN"], places=places
    )
    await calling.open_call(secretariat, call)
    return call


async def window_for(story: Story, trip: Trip) -> ExchangeWindow:
    """Days that the host of a trip offers: four weeks before and after the trip."""
    host = await story.act(trip.host_coordinator)
    window = await hosting.draft_window(
        host,
        story.centres[trip.host].id,
        title="Work with our team",
        lang="en",
        purposes=[trip.purpose],
        themes=[trip.theme],
        first_on=trip.first_on - timedelta(weeks=4),
        last_on=trip.last_on + timedelta(weeks=12),
        most_days=20,
        places=2,
    )
    await hosting.publish_window(host, window)
    return window


# applying, until a host says yes -----------------------------------------------------------------


def pieces_of(trip: Trip) -> dict[str, dict[str, Any]]:
    """An application in which nothing is missing."""
    return {
        "person": {
            "profession": "PR-PHY",
            "years": 4,
            "employment": 100,
            "in_post_since": "2022-02-01",
            "languages": trip.spoken,
        },
        "content": {
            "purpose": trip.purpose,
            "themes": [trip.theme],
            "problem": "Few of us know how to teach about pain.",
            "motivation": "I want to see how groups are led.",
            "gives": "How we work with livelihoods.",
        },
        "passing_on": {"audience": "our team", "format": "seminar"},
        "practical": {
            "from_on": (trip.first_on - timedelta(days=14)).isoformat(),
            "until_on": (trip.last_on + timedelta(days=70)).isoformat(),
            "days": trip.days,
            "visa": "no",
        },
        "safety": {"way": "green", "digital": "green", "return": "green", "contact_held": True},
        "consents": {
            "line_manager": True,
            "conduct": True,
            "confidentiality": True,
            "safeguarding": True,
        },
    }


async def submitted(story: Story, trip: Trip, call: ExchangeCall | None = None) -> Visit:
    """An application for an offer of the host, for a call or between two centres."""
    window = await window_for(story, trip)
    visitor = await story.act(trip.visitor)
    home = story.centres[trip.visitor.partition("-")[0]]
    visit = await applying.start(visitor, home.id, call)
    for version, (name, values) in enumerate(pieces_of(trip).items(), 1):
        await applying.save_piece(visitor, visit, name, version, values)
    await applying.write_goal(visitor, visit, Goal(specific=trip.goal, before=1))
    await applying.rank_hosts(visitor, visit, [Wish(window.centre_id, window.id)])
    return await applying.submit(visitor, await visits.fresh(visit.id))


async def endorsed(story: Story, trip: Trip, call: ExchangeCall | None = None) -> Visit:
    visit = await submitted(story, trip, call)
    home = await story.act(trip.home_coordinator)
    await add_line(story, trip, visit, Kind.INTERPRETATION, 300)
    return await applying.endorse(home, visit, Gate, "Colleagues share the work.")


async def asked(story: Story, trip: Trip, call: ExchangeCall | None = None) -> Visit:
    """A visit whose host is asked: by the home centre, or for a call by the secretariat."""
    visit = await endorsed(story, trip, call)
    if call is None:
        return await hosting.ask_hosts(await story.act(trip.home_coordinator), visit)
    return await selecting.give_place(await story.act("NET-1"), visit, visit.version)


async def accepted(story: Story, trip: Trip, call: ExchangeCall | None = None) -> Visit:
    visit, host = await asked(story, trip, call), await story.act(trip.host_coordinator)
    mentor = story.people[trip.mentor].id
    return await hosting.accept(host, visit, mentor, "en", (trip.first_on, trip.last_on))


# agreeing ----------------------------------------------------------------------------------------


async def add_line(story: Story, trip: Trip, visit: Visit, kind: Kind, amount: int) -> None:
    """Money that is planned and promised."""
    home = await story.act(trip.home_coordinator)
    euros = Decimal(amount)
    line = Line(kind=kind, currency="EUR", planned=euros, committed=euros)
    await budgeting.add_line(home, visit, line, Payer.NETWORK)


async def confirmed(story: Story, trip: Trip, call: ExchangeCall | None = None) -> Visit:
    """A visit that all have signed and confirmed, on the day on which it was agreed."""
    with clock.at(at(trip.agreed_on)):
        visit = await accepted(story, trip, call)
        home, host = [await story.act(w) for w in (trip.home_coordinator, trip.host_coordinator)]
        await agreeing.write_edition(host, visit, dict.fromkeys(CLAUSES, "As usual here."))
        for who, side in zip((await story.act(trip.visitor), home, host), Side, strict=True):
            await agreeing.sign(who, visit, 1, side)
        later = (trip.last_on + timedelta(days=21), trip.last_on + timedelta(days=33))
        await agreeing.keep_plan_b(home, visit, visit.version, "Six sessions online", *later)
        await add_line(story, trip, visit, Kind.TRAVEL, 900)
        return await agreeing.confirm(home, await visits.fresh(visit.id))


# being there, and after --------------------------------------------------------------------------


async def begun(story: Story, trip: Trip) -> Visit:
    """A visit that began on its first day, with everything required done."""
    visit = await confirmed(story, trip)
    await ChecklistItem.filter(visit_id=visit.id).update(state=TaskState.DONE)
    with clock.at(noon_at_host(trip, trip.first_on)):
        return await moving.move(await story.act(trip.host_coordinator), visit, Move.ARRIVE)


async def over(story: Story, trip: Trip) -> Visit:
    """A visit whose last day is over."""
    visit = await begun(story, trip)
    with clock.at(noon_at_host(trip, trip.last_on + timedelta(days=1))):
        await passing_time.catch_up_all()
    return await visits.fresh(visit.id)


WORDS = {
    "summary": "Ten days in a pain clinic for people who survived torture.",
    "goals": "I led half a group with the plan of the host.",
    "practices": "Groups of six draw the nerve together before they move.",
    "fits": "Six places fit our room; the gymnasium does not.",
    "plan": "Two groups of six until September.",
    "materials": "The ten point list of the host.",
    "to_host": "Thank you for the patience.",
    "surprise": "How much laughing there was.",
}
assert set(WORDS) == set(REPORT)


async def reported(story: Story, trip: Trip, **words: str) -> Visit:
    """A visit whose visitor rated 3 after it, 0 looking back, and gave the report."""
    visit, visitor = await over(story, trip), await story.act(trip.visitor)
    with clock.at(at(trip.last_on + timedelta(days=14))):
        [goal] = await visits.goals_of(visit)
        levels = {When.AFTER: 3, When.RETROSPECT: 0}
        await reporting.rate_goal(visitor, visit, goal, goal.version, levels)
        await reporting.save_report(visitor, visit, "en", WORDS | words)
        return await reporting.give_report(visitor, visit)


async def shared(story: Story, trip: Trip) -> Visit:
    """A visit whose report is in the library, and what was learnt passed on in a seminar."""
    visit, editor = await reported(story, trip), await story.act("NET-2")
    with clock.at(at(trip.last_on + timedelta(days=35))):
        await reporting.clear_report(await story.act(trip.host_coordinator), visit, 1)
        await reporting.set_level(editor, visit, 2, "S1")
        visit = await reporting.release(editor, visit)
        passed = reporting.Passed(kind="seminar", title="Pain, drawn", held_on=date(2027, 5, 28))
        await reporting.pass_on(await story.act(trip.visitor), visit, passed)
    return await visits.fresh(visit.id)
