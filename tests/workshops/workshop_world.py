"""A host with its organisers, people who would come, and workshops at any step."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from network.centres.models import Centre, NetworkRole
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.outbox import RecordedEvent
from network.people.models import Person
from network.workshops.actions import moving, organising, registering, sessions
from network.workshops.actions.registering import Given, Placed
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import workshops
from network.workshops.vocabulary import Move
from tests.factories import actor, make_admin, make_centre, make_member, make_person

ZONE = "Asia/Tbilisi"


def in_days(count: int) -> date:
    return clock.now().date() + timedelta(days=count)


def wall(days: int, hour: int = 10) -> datetime:
    return datetime.combine(in_days(days), time(hour))


@dataclass
class World:
    """Everybody who may come near a workshop."""

    host: Centre
    people: dict[str, Person]

    async def act(self, who: str) -> Actor:
        return await actor(self.people[who])


async def make_world() -> World:
    host = await make_centre(zone=ZONE, region="EUR")
    people = {
        "organiser": await make_member(host, Role.ORGANISER),
        "host": await make_member(host, Role.COORDINATOR),
        "staff": await make_member(host),
        "member": await make_member(await make_centre(), name="Max Member"),
        "other": await make_member(await make_centre()),
        "guest": await make_member(await make_centre(), Role.GUEST),
        "secretariat": await make_admin(),
        "editor": await make_person(),
        "focal_point": await make_person(),
    }
    await NetworkRole.create(person=people["editor"], role=Role.EDITOR)
    await NetworkRole.create(person=people["focal_point"], role=Role.FOCAL_POINT)
    return World(host, people)


def plain(world: World) -> dict[str, Any]:
    """A workshop of three days in which nothing is missing but its sessions."""
    return {
        "title": "Pain after torture",
        "neutral_title": "Meeting 7",
        "lang": "en",
        "kind": "WT-REG",
        "region": "EUR",
        "themes": ["TH-PAIN"],
        "zone": ZONE,
        "first_on": in_days(60),
        "last_on": in_days(62),
        "capacity": 10,
        "outcome_owner_id": world.people["organiser"].id,
    }


async def drafted(world: World, **given: Any) -> Workshop:
    """A draft with a session on its first and its last day."""
    organiser = await world.act("organiser")
    workshop = await organising.create(organiser, world.host.id, **(plain(world) | given))
    for day in (60, 62):
        plan = Sitting(wall=wall(day), minutes=180, zone=ZONE)
        await sessions.add_session(organiser, workshop, plan)
    return await workshops.fresh(workshop.id)


async def checked(world: World, **given: Any) -> Workshop:
    asked = await moving.move(await world.act("organiser"), await drafted(world, **given), Move.ASK)
    return await moving.move(await world.act("focal_point"), asked, Move.CHECK)


async def opened(world: World, **given: Any) -> Workshop:
    """A workshop that takes registrations."""
    return await moving.move(await world.act("organiser"), await checked(world, **given), Move.OPEN)


def during(workshop: Workshop, hours: int = 1) -> datetime:
    assert workshop.starts_at is not None
    return workshop.starts_at + timedelta(hours=hours)


def afterwards(workshop: Workshop, **later: int) -> datetime:
    assert workshop.ends_at is not None
    return workshop.ends_at + timedelta(**(later or {"hours": 1}))


async def came(workshop: Workshop, person: Person, **given: Any) -> Placed:
    """Somebody registers."""
    return await registering.register(await actor(person), workshop, Given(**given))


async def crowd(count: int, **given: Any) -> list[Person]:
    """Members of one centre."""
    centre = await make_centre()
    return [await make_member(centre, **given) for _ in range(count)]


async def sessions_of(workshop: Workshop) -> list[WorkshopSession]:
    return await workshops.sessions_of(workshop.id)


async def states_of(workshop: Workshop) -> list[str]:
    """The states of all registrations, in the order in which they came."""
    rows = await Registration.filter(workshop_id=workshop.id).order_by("number")
    return [str(row.state) for row in rows]


async def place_of(workshop: Workshop, person: Person) -> Registration:
    return await Registration.get(workshop_id=workshop.id, person_id=person.id)


async def last_fact(name: str, **having: Any) -> dict[str, Any]:
    """What the last event of a name carried."""
    found = await facts(name, **having)
    return found[-1]


async def facts(name: str, **having: Any) -> list[dict[str, Any]]:
    rows = await RecordedEvent.filter(name=name).order_by("created_at", "id")
    wanted = {
        key: str(value) if isinstance(value, UUID) else value for key, value in having.items()
    }
    return [
        row.payload
        for row in rows
        if all(row.payload.get(key) == value for key, value in wanted.items())
    ]
