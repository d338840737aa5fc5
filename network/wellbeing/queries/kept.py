"""What the last release left for the next one; for actions alone, never for a page.

People are counted in the database, so that even very large rounds take little time and memory.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from network.db import plain
from network.wellbeing.models.rounds import Asked, RoundRelease
from network.wellbeing.rules import stored
from network.wellbeing.rules.differencing import Turnover
from network.wellbeing.rules.release import Kept
from network.wellbeing.rules.trees import Family, Place, family_place

_ANSWERED = """
SELECT centre_id, family, COUNT(*) AS people, SUM(CASE WHEN is_new THEN 1 ELSE 0 END) AS new
FROM check_in_asked WHERE round_id = $1 AND took_part GROUP BY centre_id, family
"""
_STAYED = """
SELECT later.centre_id, later.family, COUNT(*) AS people
FROM check_in_asked AS later JOIN check_in_asked AS earlier
  ON earlier.round_id = $1 AND earlier.person_id = later.person_id AND earlier.took_part
  AND earlier.centre_id = later.centre_id AND earlier.family = later.family
WHERE later.round_id = $2 AND later.took_part GROUP BY later.centre_id, later.family
"""
_PEOPLE = "SELECT person_id FROM check_in_asked WHERE round_id = $1 ORDER BY person_id"


class Before(NamedTuple):
    """The release before, and what it kept."""

    release: RoundRelease | None
    kept: Kept | None


class Answered(NamedTuple):
    """How many people of a place took part, and how many of them are too new to count."""

    people: int
    new: int


async def before() -> Before:
    """What is still there of the last release."""
    last = await RoundRelease.all().order_by("-released_on", "-id").first()
    if last is None or last.kept is None:
        return Before(None, None)
    return Before(last, stored.kept_of(last.kept))


async def answered(round_id: UUID) -> dict[Place, Answered]:
    """How many took part, by place."""
    rows = await plain.rows(_ANSWERED, round_id)
    return {_place(row): Answered(row["people"], row["new"]) for row in rows}


async def turnovers(
    earlier_id: UUID, later_id: UUID, now: Mapping[Place, Answered]
) -> dict[Place, Turnover]:
    """How many came, went and stayed between two rounds, by place; `now` answered the later."""
    was = await answered(earlier_id)
    rows = await plain.rows(_STAYED, earlier_id, later_id)
    stayed = {_place(row): row["people"] for row in rows}
    nobody = Answered(0, 0)
    return {
        place: Turnover(
            stayed=(same := stayed.get(place, 0)),
            joined=now.get(place, nobody).people - same,
            left=was.get(place, nobody).people - same,
        )
        for place in {*was, *now}
    }


async def asked(round_id: UUID) -> list[UUID]:
    """Everybody asked in a round, in an order that tells nothing."""
    return [UUID(str(row["person_id"])) for row in await plain.rows(_PEOPLE, round_id)]


async def staff_before() -> dict[UUID, frozenset[str]]:
    """Who worked at each centre when the last round opened."""
    last = await RoundRelease.all().order_by("-released_on", "-id").first()
    found: dict[UUID, set[str]] = defaultdict(set)
    for row in await Asked.filter(round_id=last.round_id) if last else []:
        found[row.centre_id].add(str(row.person_id))
    return {centre_id: frozenset(people) for centre_id, people in found.items()}


def _place(row: Mapping[str, str]) -> Place:
    return family_place(str(row["centre_id"]), Family(row["family"]))
