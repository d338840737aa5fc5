"""How the people and centres of many visits are named for one reader, in three statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.exchanges import policy
from network.exchanges.models.visits import Visit
from network.exchanges.queries import named
from network.kernel import taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.people import queries as people

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person


@dataclass(frozen=True, slots=True)
class Labels:
    """The words for the people and centres of some visits, as one reader may know them."""

    actor: Actor
    centres: "Mapping[UUID, Centre]"
    people: "Mapping[UUID, tuple[Person, list[Centre]]]"

    def person(self, person_id: UUID | None, visit: Visit | None = None) -> str:
        """Somebody by their own choice, for one of the visits where both sides know each other.

        Nobody any more where the account is shut.
        """
        if person_id is None:
            return ""
        if person_id not in self.people:
            return _("Former colleague")
        person, work = self.people[person_id]
        if not work:
            return people.shown_name(person, "", "")
        sides = (visit.home_centre_id, visit.host_centre_id) if visit else ()
        centre = next((one for one in work if one.id in sides), work[0])
        place = self._name(visit, centre)
        return people.shown_name(person, place, taxonomy.label(centre.region))

    def home(self, visit: Visit) -> str:
        return self._centre(visit, visit.home_centre_id)

    def host(self, visit: Visit) -> str:
        """Who hosts, or is asked; empty for a visitor before a host said yes."""
        if visit.host_centre_id is None or not policy.can_see_host(self.actor, visit):
            return ""
        return self._centre(visit, visit.host_centre_id)

    def title(self, visit: Visit) -> str:
        host, visitor = self.host(visit), self.person(visit.visitor_id, visit)
        if not host:
            return _("Visit of %(visitor)s", visitor=visitor)
        if visit.is_virtual:
            return _("%(visitor)s and %(host)s, online", visitor=visitor, host=host)
        return _("%(visitor)s visits %(host)s", visitor=visitor, host=host)

    def _centre(self, visit: Visit, centre_id: UUID) -> str:
        centre = self.centres.get(centre_id)
        return self._name(visit, centre) if centre else _("Member centre")

    def _name(self, visit: Visit | None, centre: "Centre") -> str:
        if visit is None:
            return centre_policy.shown_name(self.actor, centre)
        return named.centre_name(self.actor, visit, centre)


async def labels_for(
    actor: Actor, visits: Iterable[Visit], others: Iterable[UUID | None] = ()
) -> Labels:
    """The words for visits, their visitors and both centres, and for some other people."""
    rows = list(visits)
    ids = {key for one in rows for key in (one.home_centre_id, one.host_centre_id) if key}
    wanted = {one.visitor_id for one in rows} | {key for key in others if key}
    at = await centres.centres_by_id(ids) if ids else {}
    work = await centres.workers_of(wanted)
    rest = wanted - work.keys()
    found = await people.people_of(rest) if rest else {}
    return Labels(actor, at, work | {key: (person, []) for key, person in found.items()})
