"""Who took part in exchanges and what centres gave and received: features 3.19 and 3.20.

Only visits that began count: neither drafts nor plans, nor whoever did not come. Hours of
supervision are told by others (`kernel.giving`); who works at two centres counts at both. Figures
for the whole network stop at the last quarter of the year that is over, so that nobody can watch
single visits come in; each person counts once, under their latest visit, so that all sides have
the same total and none tells what another hides.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from tortoise.expressions import Q

from network.centres import queries as centres
from network.exchanges.models.visits import Visit
from network.exchanges.rules import equity
from network.exchanges.rules.equity import Released, Shared, Taken
from network.exchanges.rules.selection import SMALL
from network.expertise.finder import Finder
from network.kernel import giving

_TOOK_PLACE = Q(arrived_on__isnull=False)


@dataclass(frozen=True, slots=True)
class Board:
    """People by side, as far as it may be shown; visits that began before `until`.

    `supervised` are those who received supervision by then.
    """

    until: date
    sides: Mapping[str, Released]
    supervised: Mapping[str, Released]


class Told(NamedTuple):
    """Who works at some centres, and the hours of each."""

    teams: Mapping[UUID, set[UUID]]
    hours: Mapping[UUID, giving.Hours]

    def at(self, centre_id: UUID) -> list[giving.Hours]:
        return [self.hours[one] for one in self.teams[centre_id] if one in self.hours]


async def told_of(centre_ids: Iterable[UUID]) -> Told:
    """The hours of supervision of the people at some centres."""
    teams = await centres.teams_of(centre_ids)
    people = {person for team in teams.values() for person in team}
    return Told(teams, await giving.hours_by_person(people))


async def shared_by(centre_ids: Iterable[UUID], told: Told | None = None) -> dict[UUID, Shared]:
    """How many visits each of these centres hosted and made, and hours its people gave and had."""
    wanted = set(centre_ids)
    if not wanted:
        return {}
    near = Q(host_centre_id__in=list(wanted)) | Q(home_centre_id__in=list(wanted))
    rows = Visit.filter(_TOOK_PLACE & near)
    pairs = await rows.values_list("host_centre_id", "home_centre_id")
    hosted = Counter(host for host, _home in pairs)
    visited = Counter(home for _host, home in pairs)
    told = told or await told_of(wanted)
    return {
        key: Shared(
            hosted=hosted[key],
            visited=visited[key],
            supervised=sum(one.given for one in told.at(key)),
            received=sum(one.received for one in told.at(key)),
        )
        for key in wanted
    }


async def board(today: date, index: Finder) -> Board:
    """The figures of the whole network, hidden where they are too small."""
    until = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    taken = await _taken(until, index)
    supervised = await _supervised(until, index)
    return Board(until, _released(taken, equity.SIDES), _released(supervised, equity.HOURS_SIDES))


def _released(taken: list[Taken], sides: Iterable[str]) -> dict[str, Released]:
    return {side: equity.release(equity.people_by(taken, side)) for side in sides}


async def last_active(index: Finder, told: Told) -> dict[UUID, date | None]:
    """When each confirmed centre last hosted or made a visit, or had a share in supervision.

    None where it never did.
    """
    found: dict[UUID, date | None] = {
        entry.id: None for entry in index.centres.rows if entry is not None
    }
    columns = ("host_centre_id", "home_centre_id", "arrived_on")
    for host, home, on in await Visit.filter(_TOOK_PLACE).values_list(*columns):
        for key in {host, home} & found.keys():
            found[key] = max(on, found[key] or on)
    for key, on in found.items():
        days = [on, *(hours.last_on for hours in told.at(key))]
        found[key] = max((day for day in days if day), default=None)
    return found


async def _supervised(until: date, index: Finder) -> list[Taken]:
    """One row for each person who received supervision, at the first centre they work at."""
    hours = await giving.hours_by_person(before=until)
    received = [person for person, told in hours.items() if told.received]
    work = await centres.workers_of(received)
    homes = {person: at[0].id for person, (_who, at) in work.items() if at}
    sizes = await centres.team_sizes(set(homes.values()))
    return [
        Taken(
            person=str(person),
            region=_region(index, home),
            profession=work[person][0].profession,
            is_small=sizes[home] <= SMALL,
        )
        for person, home in homes.items()
    ]


async def _taken(until: date, index: Finder) -> list[Taken]:
    """One row for each person who took part, as of their latest visit."""
    columns = ("visitor_id", "home_centre_id", "lang", "visitor__profession")
    rows = Visit.filter(_TOOK_PLACE, arrived_on__lt=until).order_by("arrived_on", "id")
    found: list[tuple[Any, ...]] = await rows.values_list(*columns)
    times = Counter(row[0] for row in found)
    latest = {row[0]: row for row in found}
    sizes = await centres.team_sizes({row[1] for row in latest.values()})
    return [
        Taken(
            person=str(person),
            region=_region(index, home),
            language=language,
            profession=profession,
            is_first=times[person] == 1,
            is_small=sizes[home] <= SMALL,
        )
        for person, home, language, profession in latest.values()
    ]


def _region(index: Finder, centre_id: UUID) -> str:
    entry = index.centres.get(centre_id)
    return entry.region if entry else ""
