"""How the people of supervision are named and placed for a reader."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.holidays import is_holiday
from network.kernel.i18n import _
from network.kernel.travel import Stretch, Where, hidden, where
from network.people import queries as people

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a reader may know them.

    No centre for those who do not show it, and no zone, weekend or country for those whose town
    is not shown.
    """

    id: UUID
    name: str
    centre: str
    zone: str = ""
    weekend: tuple[int, ...] = ()
    country: str = ""
    travel: tuple[Stretch, ...] = ()

    @property
    def where(self) -> Where:
        """Their clocks; without a zone while they travel, so that nobody learns where."""
        return where(self.zone, self.travel)

    def has_holiday(self, at: datetime) -> bool:
        """Whether an instant falls on a public holiday where they are known to work."""
        return bool(self.country) and is_holiday(self.country, moments.local_day(at, self.zone))


async def names(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Named]:
    """People by key, named by their own choice; those whose account is shut have no name."""
    wanted = set(ids)
    work = await centres.workers_of(wanted)
    rest = wanted - work.keys()
    found = await people.people_of(rest) if rest else {}
    named = {key: _named(actor, *pair) for key, pair in work.items()}
    named |= {key: _named(actor, person, []) for key, person in found.items()}
    persons = [*(person for person, _at in work.values()), *found.values()]
    away = [person.id for person in persons if people.travels(person)]
    travel = await people.travel_of(away, all_of=[actor.person_id])
    for key in travel.keys() & {key for key, one in named.items() if one.zone}:
        seen = travel[key] if key == actor.person_id else hidden(travel[key])
        named[key] = replace(named[key], travel=seen)
    return {key: named.get(key) or Named(key, _("Former colleague"), "") for key in wanted}


async def zones_of(ids: Iterable[UUID]) -> set[str]:
    """The zones people live by, without saying whose is which."""
    return {person.zone for person in (await people.people_of(ids)).values()}


def _named(actor: Actor, person: "Person", work: "list[Centre]") -> Named:
    is_own = actor.person_id == person.id
    shows_centre = is_own or people.shows_centre(person)
    if not work:
        name = people.shown_name(person, "", "")
        return Named(person.id, name, "", person.zone if shows_centre else "")
    centre = work[0]
    place = centre_policy.shown_name(actor, centre)
    is_placed = is_own or (shows_centre and _shows_town(actor, centre))
    return Named(
        person.id,
        people.shown_name(person, place, taxonomy.label(centre.region)),
        place if shows_centre else "",
        person.zone if is_placed else "",
        tuple(centre.weekend) if is_placed else (),
        centre.country if is_placed else "",
    )


def _shows_town(actor: Actor, centre: "Centre") -> bool:
    is_seen = centre_policy.can_view(actor, centre)
    return is_seen and centre_policy.can_see_field(actor, centre, "town")
