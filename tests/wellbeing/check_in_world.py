"""Centres with staff who can check in, the days of a round, and everything a database holds."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from network.adapters import lock_files
from network.centres.models import Centre, Membership
from network.db import connection
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.people import passphrases
from network.people.actions.sessions import Browser
from network.people.models import Person
from network.wellbeing.actions import answering, moving, opening_history, planning
from network.wellbeing.models.rounds import CheckInRound, RoundRelease
from network.wellbeing.rules.instruments import Answers
from network.wellbeing.rules.trees import Family
from tests.conftest import POSTGRES
from tests.factories import actor, make_admin, make_centre, make_person

PASSPHRASE = "the river takes its own time"
NEW_PASSPHRASE = "another river, another time"
BROWSER = Browser(address="192.0.2.7")
FIRST = date(2026, 3, 2)
STEADY: Answers = dict(enumerate((4, 4, 0, 0, 4, 4, 0, 0, 0, 4), 1))
MIDDLING: Answers = dict.fromkeys(range(1, 11), 2)
CARRYING: Answers = dict(enumerate((0, 0, 4, 4, 0, 0, 4, 4, 4, 0), 1))
PROFESSIONS = {Family.CLINICAL: "PR-PSY", Family.LEGAL: "PR-LAW", Family.SUPPORT: "PR-ADM"}
READS_FILES = pytest.mark.skipif(bool(POSTGRES), reason="reads the bytes of a file")
_LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


async def make_staff(
    centre: Centre, count: int, family: Family = Family.CLINICAL, *, role: Role = Role.STAFF
) -> list[Person]:
    """People who have worked at a centre for long."""
    return [await make_worker(centre, family, role=role) for _ in range(count)]


async def make_worker(
    centre: Centre,
    family: Family = Family.CLINICAL,
    *,
    role: Role = Role.STAFF,
    since: datetime = _LONG_AGO,
) -> Person:
    person = await make_person(profession=PROFESSIONS[family], created_at=since)
    await Membership.create(person=person, centre=centre, role=role, created_at=since)
    return person


async def make_writer(centre: Centre | None = None) -> Actor:
    """Somebody with a passphrase, who can keep a history."""
    person = await make_worker(centre or await make_centre())
    await Person.filter(id=person.id).update(passphrase_hash=await passphrases.hashed(PASSPHRASE))
    return await actor(person)


async def begin(who: Actor) -> bytes:
    """The key of a new history."""
    return (await opening_history.begin(who, PASSPHRASE, BROWSER)).key


async def plan(opens_on: date = FIRST, **given: int) -> CheckInRound:
    with clock.at(at_noon(opens_on - timedelta(days=1))):
        return await planning.plan(await actor(await make_admin()), opens_on, **given)  # type: ignore[arg-type]


async def open_round(opens_on: date = FIRST, **given: int) -> CheckInRound:
    """A round on its first day; the clock has to be set to one of its days by the test."""
    one = await plan(opens_on, **given)
    with clock.at(at_noon(opens_on)):
        await moving.open_due()
    return await CheckInRound.get(id=one.id)


async def answer(people: Iterable[Person], answers: Answers, on: date = FIRST) -> None:
    with clock.at(at_noon(on)):
        for person in people:
            await answering.hand_in(await actor(person), None, answers)


async def release(one: CheckInRound) -> RoundRelease:
    """The release of a round, made on the day after its last."""
    with clock.at(at_noon(one.closes_on + timedelta(days=1))):
        await moving.release_due()
    return await RoundRelease.get(round_id=one.id)


def key_of(one: CheckInRound) -> bytes | None:
    return lock_files.find(one.id)


def everything_written(folder: Path) -> bytes:
    """All bytes of the database, of its journal, and of all files beside it."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def rows_naming(person_id: UUID) -> dict[str, int]:
    """In how many rows of each table of check-ins and facts somebody is named."""
    tables = (
        "check_in_round check_in_centre check_in_asked sealed_ballot check_in_release own_history"
        " recorded_event delivery notice closed_form"
    )
    found = {}
    for table in tables.split():
        rows = await connection().execute_query_dict(f"SELECT * FROM {table}")  # noqa: S608
        named = sum(any(str(person_id) in str(value) for value in row.values()) for row in rows)
        found[table] = named
    return {table: count for table, count in found.items() if count}
