"""What else those in a visit have on its days, as far as the reader may know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from network.calendars.queries import clashes as calendars
from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.queries import people
from network.exchanges.queries.named import Named
from network.exchanges.vocabulary import VisitState
from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.travel import Days

_AHEAD = (VisitState.HOST_ACCEPTED, VisitState.CONFIRMED)
_MOST = 12


@dataclass(frozen=True, slots=True)
class Overlap:
    """Something on the days of a visit: whose, when, and what if it is the reader's own."""

    who: str
    when: str
    title: str


def people_in(visit: Visit) -> list[UUID]:
    return people.members_of(visit)


async def warnings(actor: Actor, visit: Visit, named: Mapping[UUID, Named]) -> list[Overlap]:
    """Clashes on the days of a visit that is still ahead, for those who are in it themselves."""
    if visit.first_on is None or visit.last_on is None or visit.state not in _AHEAD:
        return []
    if actor.person_id is None or not policy.can_prepare(actor, visit):
        return []
    days = Days(visit.first_on, visit.last_on, visit.zone or "UTC")
    found = await calendars.clashes(actor, people_in(visit), days, without=visit.id)
    return [_warning(one, named) for one in _shown(found)]


def _shown(found: Iterable[calendars.Clash]) -> list[calendars.Clash]:
    return list(found)[:_MOST]


def _warning(one: calendars.Clash, named: Mapping[UUID, Named]) -> Overlap:
    is_day = one.first_on == one.last_on
    when = moments.near_day(one.first_on) if is_day else moments.period(one.first_on, one.last_on)
    return Overlap(named[one.person_id].name, when, one.title)
