"""Check-ins: their page over its bare template, and the release of a very large round."""

import asyncio
import gzip
import json
import logging
import random
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from bench.pages import Client, floor, portal, ratio_of
from bench.report import Report
from bench.supervision import queries_of
from network.adapters import lock_files
from network.centres.models import Membership
from network.db import connection, transaction
from network.db.migrate import migrate
from network.db.setup import close_database, open_database
from network.people.actions import sessions
from network.people.actions.sessions import Browser
from network.people.models import Person, Session, Stage
from network.settings import Settings
from network.wellbeing.actions import ballot_boxes, moving, opening, planning
from network.wellbeing.models.rounds import CheckInRound, RoundCentre
from network.wellbeing.queries import rounds
from network.wellbeing.rules import ballots, timing
from network.wellbeing.rules.trees import Family
from network.wellbeing.vocabulary import RoundState
from tests.factories import actor, make_admin

_BALLOTS, _CENTRES, _REGIONS = 100_000, 200, 7
_MOST_SECONDS, _MOST_MEGABYTES = 5.0, 200.0
_STAY = 0.97  # of those who took part in one round, how many do in the next
_ROUNDS = (date(2026, 3, 2), date(2026, 6, 1))
_ASKED = (
    "INSERT INTO check_in_asked (id, round_id, person_id, centre_id, family, is_new, took_part)"
    " VALUES (?, ?, ?, ?, ?, 0, 1)"
)
_SEALED = "INSERT INTO sealed_ballot (id, round_id, box) VALUES (?, ?, ?)"


async def measure(report: Report) -> None:
    logging.disable(logging.INFO)
    await _page(report)
    with tempfile.TemporaryDirectory() as folder:
        await _released(report, Path(folder))


# the page -----------------------------------------------------------------------------------------


async def _page(report: Report) -> None:
    """For somebody who is asked in a round that is open."""
    async with portal(160, 400) as client:
        await planning.plan(await actor(await make_admin()), rounds.today())
        await moving.open_due()
        staff = await _as(client, (await Membership.filter().first().prefetch_related("person")))
        for name, url in (("my check-in", "/check-in"), ("its privacy page", "/check-in/privacy")):
            body = await staff.get(url)
            ratio = await ratio_of(staff, await floor(staff, url), url)
            report.add(f"{name}: processor time over bare page", ratio, "times", 3.0)
            report.add(f"{name}: queries", await queries_of(staff, url), "", 12)
            report.add(f"{name}: page", len(body) / 1024, "KB", 50)
            report.add(f"{name}: page, packed", len(gzip.compress(body, 9)) / 1024, "KB", 12)


async def _as(client: Client, membership: Membership | None) -> Client:
    person = membership.person if membership else None
    assert isinstance(person, Person)
    new = await sessions.begin_session(person, Browser(address="bench"), Stage.OPEN)
    await Session.filter(id=new.session.id).update(has_second_factor=True)
    return Client(client.app, new.token)


# a release ----------------------------------------------------------------------------------------


class _Giver(NamedTuple):
    person: UUID
    centre: UUID
    family: Family


async def _released(report: Report, folder: Path) -> None:
    """The second of two rounds, each in a process of its own; most people are in both."""
    settings = Settings(database_url=f"sqlite://{folder}/bench.db", var_dir=folder)
    await migrate(settings)
    chance = random.Random(11)
    centres = [UUID(int=chance.getrandbits(128)) for _ in range(_CENTRES)]
    found: dict[str, float] = {}
    givers: list[_Giver] = []
    for opens_on in _ROUNDS:
        givers = [one for one in givers if chance.random() < _STAY]
        givers += [_new(chance, centres) for _ in range(_BALLOTS - len(givers))]
        await _open(settings, folder, opens_on, givers, chance)
        found = _in_its_own_process(folder)
    name = f"release of {_BALLOTS} ballots of {_CENTRES} centres"
    report.add(f"{name}: processor time", found["seconds"], "s", _MOST_SECONDS)
    report.add(f"{name}: memory", found["megabytes"], "MB", _MOST_MEGABYTES)


def _new(chance: random.Random, centres: list[UUID]) -> _Giver:
    """Some centres are hundreds of times larger than others."""
    centre = centres[int(len(centres) * chance.random() ** 3)]
    return _Giver(UUID(int=chance.getrandbits(128)), centre, chance.choice(tuple(Family)))


async def _open(
    settings: Settings, folder: Path, opens_on: date, givers: list[_Giver], chance: random.Random
) -> None:
    lock_files.use_folder(folder / "locks")
    await open_database(settings)
    one = await CheckInRound.create(
        state=RoundState.OPEN,
        opens_on=opens_on,
        closes_on=timing.window(opens_on).closes_on,
        k=8,
        network_k=11,
    )
    await CheckInRound.filter(id=one.id).update(lock=opening.lock_for(one))
    await _draw_up(one, givers)
    await _fill(one, givers, chance)
    await close_database()


async def _draw_up(one: CheckInRound, givers: list[_Giver]) -> None:
    sizes = Counter((giver.centre, giver.family) for giver in givers)
    there = sorted({giver.centre for giver in givers})
    rows = [
        RoundCentre(
            round_id=one.id,
            centre_id=centre,
            region=f"R{number % _REGIONS}",
            eligible={str(family): sizes[centre, family] + 2 for family in Family},
        )
        for number, centre in enumerate(there)
    ]
    await RoundCentre.bulk_create(rows)


async def _fill(one: CheckInRound, givers: list[_Giver], chance: random.Random) -> None:
    """Ballots as they lie after they were mixed."""
    quick = ballot_boxes.quick_key(lock_files.find(one.id) or b"")
    asked, sealed = [], []
    for giver in givers:
        ballot_id = f"{chance.getrandbits(256):064x}"
        answers = [chance.randrange(5) for _ in range(10)]
        content = ballots.packed(giver.centre, giver.family, answers)
        box = ballot_boxes.mixed(one, quick, ballot_id, content)
        key = UUID(int=chance.getrandbits(128))
        sealed.append([ballot_id, str(one.id), box])
        where = (str(giver.person), str(giver.centre), str(giver.family))
        asked.append([str(key), str(one.id), *where])
    async with transaction():
        await connection().execute_many(_ASKED, asked)
        await connection().execute_many(_SEALED, sealed)


def _in_its_own_process(folder: Path) -> dict[str, float]:
    told = subprocess.run(  # noqa: S603 (our own module)
        [sys.executable, "-m", "bench.releasing", str(folder)],
        check=True,
        capture_output=True,
    )
    found: dict[str, float] = json.loads(told.stdout)
    return found


if __name__ == "__main__":
    found_in_all = Report()
    asyncio.run(measure(found_in_all))
    found_in_all.show()
