"""How the people and centres of a visit are named and placed for a reader."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.kernel import taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.kernel.travel import Itinerary, Stretch, Where, hidden, where
from network.people import queries as people

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a reader may know them; no zone for those whose town is not shown."""

    id: UUID
    name: str
    centre: str = ""
    zone: str = ""
    travel: tuple[Stretch, ...] = ()

    @property
    def where(self) -> Where:
        """Their clocks; without a zone while they travel, so that nobody learns where."""
        return where(self.zone, self.travel)


async def people_in(
    actor: Actor, visit: Visit, ids: Iterable[UUID], own: Where | None = None
) -> dict[UUID, Named]:
    """People by key, named by their own choice; those whose account is shut have no name.

    Whoever may not know which centre is asked reads that in place of its people. `own` are the
    actor's clocks, where they are known already.
    """
    wanted = set(ids)
    work = await centres.workers_of(wanted)
    rest = wanted - work.keys()
    found = await people.people_of(rest) if rest else {}
    named = {key: _named(actor, visit, *pair) for key, pair in work.items()}
    named |= {key: _named(actor, visit, person, []) for key, person in found.items()}
    persons = [*(person for person, _at in work.values()), *found.values()]
    travel = await _travel_of(actor, persons, own)
    for key in travel.keys() & {key for key, one in named.items() if one.zone}:
        seen = travel[key] if key == actor.person_id else hidden(travel[key])
        named[key] = replace(named[key], travel=seen)
    named = {key: named.get(key) or Named(key, _("Former colleague")) for key in wanted}
    if policy.can_see_host(actor, visit):
        return named
    return {key: _unless_asked(visit, one, work.get(key)) for key, one in named.items()}


def centre_name(actor: Actor, visit: Visit, centre: "Centre") -> str:
    """A centre's name, or only its region for those who may not know which one it is.

    Both sides of a visit learn each other's name once a host said yes, also an unlisted one's.
    """
    is_side = centre.id in (visit.home_centre_id, visit.host_centre_id)
    if is_side and policy.knows_names(actor, visit):
        return centre.name
    return centre_policy.shown_name(actor, centre)


async def _travel_of(
    actor: Actor, persons: "Iterable[Person]", own: Where | None
) -> dict[UUID, tuple[Stretch, ...]]:
    """Who of some people travels, and when; the actor's own is not read a second time."""
    away = {person.id for person in persons if people.travels(person)}
    if own is None or actor.person_id not in away:
        return await people.travel_of(away, all_of=[actor.person_id])
    found = await people.travel_of(away - {actor.person_id})
    return found | {actor.person_id: own.stretches} if isinstance(own, Itinerary) else found


def _unless_asked(visit: Visit, one: Named, at: "tuple[Person, list[Centre]] | None") -> Named:
    """Somebody of the visitor's own side; of the others nothing but that they are asked."""
    is_known = one.id in (visit.visitor_id, visit.home_coordinator_id)
    works_at_home = at is not None and visit.home_centre_id in {centre.id for centre in at[1]}
    return one if is_known or works_at_home else Named(one.id, _("The centre being asked"))


def _named(actor: Actor, visit: Visit, person: "Person", work: "list[Centre]") -> Named:
    shows_centre = actor.person_id == person.id or people.shows_centre(person)
    if not work:
        name = people.shown_name(person, "", "")
        return Named(person.id, name, "", person.zone if shows_centre else "")
    centre = _of_visit(visit, work)
    place = centre_name(actor, visit, centre)
    is_placed = shows_centre and centre_policy.can_see_field(actor, centre, "town")
    return Named(
        person.id,
        people.shown_name(person, place, taxonomy.label(centre.region)),
        place if shows_centre else "",
        person.zone if is_placed else "",
    )


def _of_visit(visit: Visit, work: "list[Centre]") -> "Centre":
    """The centre for which somebody is in the visit, else the first they work at."""
    sides = (visit.home_centre_id, visit.host_centre_id)
    return next((centre for centre in work if centre.id in sides), work[0])
