"""A visitor, three centres with their coordinators, and visits at any early step."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from network.centres.models import Centre, NetworkRole
from network.exchanges.actions import agreeing, applying, budgeting, hosting, moving
from network.exchanges.actions.applying import Goal, Wish
from network.exchanges.models.offers import ExchangeWindow
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import CLAUSES
from network.exchanges.queries import visits
from network.exchanges.rules.budget import Kind, Line
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Move, Payer, Side
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.people.models import Person
from tests.factories import actor, make_admin, make_centre, make_member, make_person


def in_days(count: int) -> date:
    return clock.now().date() + timedelta(days=count)


def at_noon(days: int) -> datetime:
    return datetime.combine(in_days(days), time(12), UTC)


def pieces() -> dict[str, dict[str, Any]]:
    """An application in which nothing is missing."""
    return {
        "person": {
            "profession": "PR-PHY",
            "years": 4,
            "employment": 100,
            "languages": {"en": "C1"},
        },
        "content": {
            "purpose": "EX-SHADOW",
            "themes": ["TH-PAIN"],
            "problem": "Few of us know how to teach about pain.",
            "motivation": "I want to see how groups are led.",
            "gives": "How we work with livelihoods.",
        },
        "passing_on": {"audience": "our team", "format": "seminar"},
        "practical": {
            "from_on": in_days(100).isoformat(),
            "until_on": in_days(160).isoformat(),
            "days": 5,
            "visa": "no",
        },
        "safety": {"way": "green", "digital": "green", "return": "green", "contact_held": True},
        "needs": {"access": "a room on the ground floor"},
        "consents": {
            "line_manager": True,
            "conduct": True,
            "confidentiality": True,
            "safeguarding": True,
        },
    }


@dataclass
class World:
    """Everybody who may come near a visit."""

    home: Centre
    hosts: list[Centre]
    windows: list[ExchangeWindow]
    people: dict[str, Person]

    async def act(self, who: str) -> Actor:
        return await actor(self.people[who])


async def make_world(coordinator: Person | None = None, home: Centre | None = None) -> World:
    """A home centre, with a coordinator, and two hosts that have published a window each."""
    home = home or await make_centre()
    first, second = await make_centre(), await make_centre()
    people = {
        "visitor": await make_member(home, name="Vic Visitor"),
        "colleague": await make_member(home),
        "home": coordinator or await make_member(home, Role.COORDINATOR),
        "host": await make_member(first, Role.COORDINATOR),
        "mentor": await make_member(first),
        "next_host": await make_member(second, Role.COORDINATOR),
        "outsider": await make_member(await make_centre(), Role.COORDINATOR),
        "secretariat": await make_admin(),
        "editor": await make_person(),
    }
    await NetworkRole.create(person=people["editor"], role=Role.EDITOR)
    offering = [
        await make_window(await actor(people[who]), centre)
        for who, centre in (("host", first), ("next_host", second))
    ]
    return World(home, [first, second], offering, people)


async def make_window(coordinator: Actor, centre: Centre, **given: Any) -> ExchangeWindow:
    """A published window of two months."""
    plain: dict[str, Any] = {
        "title": "Pain groups",
        "lang": "en",
        "purposes": ["EX-SHADOW"],
        "first_on": in_days(90),
        "last_on": in_days(150),
    }
    window = await hosting.draft_window(coordinator, centre.id, **(plain | given))
    await hosting.publish_window(coordinator, window)
    return window


async def written(world: World) -> Visit:
    """A draft with everything in it, and both hosts ranked."""
    visitor = await world.act("visitor")
    visit = await applying.start(visitor, world.home.id)
    for version, (name, values) in enumerate(pieces().items(), 1):
        await applying.save_piece(visitor, visit, name, version, values)
    await applying.write_goal(visitor, visit, Goal(specific="Run two groups", before=1))
    wishes = [Wish(window.centre_id, window.id) for window in world.windows]
    await applying.rank_hosts(visitor, visit, wishes)
    return await visits.fresh(visit.id)


async def submitted(world: World) -> Visit:
    return await applying.submit(await world.act("visitor"), await written(world))


async def endorsed(world: World) -> Visit:
    home = await world.act("home")
    return await applying.endorse(home, await submitted(world), Gate, "Colleagues share it.")


async def asked(world: World) -> Visit:
    """A visit whose first host is asked."""
    return await hosting.ask_hosts(await world.act("home"), await endorsed(world))


async def accepted(world: World) -> Visit:
    host, mentor = await world.act("host"), world.people["mentor"]
    days = (in_days(105), in_days(109))
    return await hosting.accept(host, await asked(world), mentor.id, "en", days)


async def signed(world: World, *sides: Side) -> Visit:
    """A visit whose agreement these sides have signed, with Plan B and its money."""
    visit = await accepted(world)
    host, home = await world.act("host"), await world.act("home")
    await agreeing.write_edition(host, visit, dict.fromkeys(CLAUSES, "As usual here."))
    for side in sides:
        await agreeing.sign(await world.act(side), visit, 1, side)
    days = (in_days(140), in_days(144))
    await agreeing.keep_plan_b(home, visit, visit.version, "Four sessions online", *days)
    line = Line(kind=Kind.TRAVEL, currency="EUR", planned=Decimal(900), committed=Decimal(900))
    await budgeting.add_line(home, visit, line, Payer.NETWORK)
    return await visits.fresh(visit.id)


async def confirmed(world: World) -> Visit:
    return await agreeing.confirm(await world.act("home"), await signed(world, *Side))


async def arrived(world: World) -> Visit:
    """A visit that began on its first day, with everything required done."""
    visit = await confirmed(world)
    await ChecklistItem.filter(visit_id=visit.id).update(state=TaskState.DONE)
    with clock.at(at_noon(105)):
        return await moving.move(await world.act("host"), visit, Move.ARRIVE)
