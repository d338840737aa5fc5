"""Workshops: a full page over its bare template, and many who register in the same minute.

Beside a server (python -m tools.cluster python -m bench.workshops) they register there, and
nothing else is measured.
"""

import asyncio
import logging
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.pages import Client, floor, portal, ratio_of
from bench.report import Report
from bench.supervision import queries_of
from network.app import create_app
from network.centres.models import Membership
from network.kernel.actor import Actor, Role
from network.people.actions import sessions as session_actions
from network.people.actions.sessions import Browser
from network.people.models import Person, Session, Stage
from network.workshops.actions import conditions, programming, registering
from network.workshops.actions.conditions import Share
from network.workshops.actions.registering import Given
from network.workshops.models.agenda import AgendaItem, AgendaSpeaker, Material
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.vocabulary import Axis, Limit, RegState
from tests.databases import Postgres, sqlite_settings
from tests.factories import actor, make_centre, make_member
from tests.workshops.workshop_world import World, make_world, opened

_REGISTERED, _ITEMS, _MATERIALS = 300, 60, 3
_CROWD, _PLACES, _DOCTORS = 500, 40, 10
_MINUTE = 60_000.0


async def measure(report: Report) -> None:
    logging.disable(logging.INFO)
    if server := os.environ.get("NETWORK_TEST_POSTGRES"):
        await _on_postgres(report, Postgres(server))
        return
    async with portal(160, 400) as client:
        world = await make_world()
        workshop = await opened(world, capacity=_REGISTERED)
        everybody = await _people(_REGISTERED)
        await _fill(world, workshop, everybody)
        readers = {
            "somebody with a place": everybody[7],
            "its organiser": world.people["organiser"],
            "a member of elsewhere": await make_member(await make_centre()),
        }
        for name, reader in readers.items():
            await _page(report, await _as(client, reader), f"/workshops/{workshop.id}", name)
        await _crowd(report, world, "SQLite")


async def _as(client: Client, person: Person) -> Client:
    new = await session_actions.begin_session(person, Browser(address="bench"), Stage.OPEN)
    await Session.filter(id=new.session.id).update(has_second_factor=True)
    return Client(client.app, new.token)


async def _people(count: int, **given: str) -> list[Person]:
    """Members of one centre."""
    centre = await make_centre()
    kind, at = given.get("profession", ""), centre.id.hex
    found = [
        Person(
            email=f"{n}@{at}.example",
            email_key=f"{n}@{at}.example",
            name=f"Person number {n}",
            conduct_version=1,
            profession=kind,
        )
        for n in range(count)
    ]
    await Person.bulk_create(found)
    await Membership.bulk_create(
        Membership(person_id=one.id, centre_id=centre.id, role=Role.STAFF) for one in found
    )
    return await Person.filter(id__in=[one.id for one in found]).order_by("id")


# a page ------------------------------------------------------------------------------------------


async def _fill(world: World, workshop: Workshop, everybody: list[Person]) -> None:
    """As many people, items and materials as one workshop may have."""
    await Registration.bulk_create(
        Registration(
            workshop_id=workshop.id,
            person_id=person.id,
            number=n,
            state=RegState.CONFIRMED,
            is_seated=True,
            is_listed=True,
            region="EUR",
        )
        for n, person in enumerate(everybody, 1)
    )
    sessions = await workshops.sessions_of(workshop.id)
    items = [
        AgendaItem(
            workshop=workshop,
            session=sessions[n % len(sessions)],
            starts_after=5 * (n // len(sessions)),
            minutes=5,
            title=f"Part number {n}",
        )
        for n in range(_ITEMS)
    ]
    await AgendaItem.bulk_create(items)
    await AgendaSpeaker.bulk_create(
        AgendaSpeaker(item_id=item.id, person_id=everybody[n % 12].id)
        for n, item in enumerate(items)
    )
    await Material.bulk_create(
        Material(workshop=workshop, title=f"Paper {n}", lang="en", link="https://paper.example")
        for n in range(_MATERIALS)
    )
    await programming.release(await world.act("organiser"), workshop, 0)


async def _page(report: Report, client: Client, url: str, reader: str) -> None:
    await client.get(url)
    ratio = await ratio_of(client, await floor(client, url), url)
    name = f"a full workshop for {reader}"
    report.add(f"{name}: processor time over bare page", ratio, "times", 3.0)
    report.add(f"{name}: queries", await queries_of(client, url), "", 12)
    report.add(f"{name}: page", len(await client.get(url)) / 1024, "KB", 50)


# a crowd -----------------------------------------------------------------------------------------


async def _on_postgres(report: Report, server: Postgres) -> None:
    await asyncio.to_thread(server.prepare)
    with tempfile.TemporaryDirectory() as folder:
        settings = sqlite_settings(Path(folder), Path(folder) / "x")
        app = create_app(replace(settings, database_url=server.url))
        async with app.inner.router.lifespan_context(app.inner):
            await _crowd(report, await make_world(), "PostgreSQL")
    await asyncio.to_thread(server.drop)


async def _crowd(report: Report, world: World, engine: str) -> None:
    """Many who want a few places, of which some are kept: nobody is lost, nobody passed by."""
    workshop = await opened(world, capacity=_PLACES)
    keep = Share(axis=Axis.PROFESSION, kind=Limit.KEPT, places=_DOCTORS, keys=("PR-GPR",))
    await conditions.add_quota(await world.act("organiser"), workshop, keep)
    lawyers = await _actors(_CROWD - 100, "PR-LAW")
    doctors = await _actors(100, "PR-GPR")
    wanting = sorted([*lawyers, *doctors], key=_shuffled)
    began = time.perf_counter()
    await asyncio.gather(*(registering.register(who, workshop, Given()) for who in wanting))
    took = (time.perf_counter() - began) * 1_000
    rows = await Registration.filter(workshop_id=workshop.id).order_by("number")
    seated = [row for row in rows if row.is_seated]
    others = [row for row in seated if row.profession != "PR-GPR"]
    waiting = [row for row in rows if row.state is RegState.WAITLISTED]
    report.add(f"{engine}: {_CROWD} register for {_PLACES} places", took, "ms", _MINUTE)
    report.add(f"{engine}: lost", _CROWD - len(seated) - len(waiting), "", 0)
    report.add(f"{engine}: places taken too many or too few", abs(len(seated) - _PLACES), "", 0)
    report.add(f"{engine}: others in kept places", max(0, len(others) - _PLACES + _DOCTORS), "", 0)
    report.add(f"{engine}: passed by in the line", _passed_by(rows), "", 0)


async def _actors(count: int, profession: str) -> list[Actor]:
    return [await actor(person) for person in await _people(count, profession=profession)]


def _shuffled(who: Actor) -> str:
    """The same order in every run of the same people, and none of theirs."""
    return who.person_id.hex[::-1] if who.person_id else ""


def _passed_by(rows: list[Registration]) -> int:
    """Those who wait although somebody of their own group who came later has a place."""
    found = 0
    for group in {row.profession for row in rows}:
        own = [row for row in rows if row.profession == group]
        last = max((n for n, row in enumerate(own) if row.is_seated), default=-1)
        found += sum(not row.is_seated for row in own[:last])
    return found


if __name__ == "__main__":
    found = Report()
    asyncio.run(measure(found))
    found.show()
