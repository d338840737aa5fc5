"""How the people of a workshop are named for a reader, and who may be found to be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from network.adapters import search
from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.people import queries as people

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a reader may know them; no centre for those who do not show it."""

    id: UUID
    name: str
    centre: str = ""


async def names(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Named]:
    """People by key, named by their own choice; those whose account is shut have no name."""
    wanted = set(ids)
    work = await centres.workers_of(wanted)
    rest = wanted - work.keys()
    found = await people.people_of(rest) if rest else {}
    named = {key: _named(actor, *pair) for key, pair in work.items()}
    named |= {key: _named(actor, person, []) for key, person in found.items()}
    return {key: named.get(key) or Named(key, _("Former colleague")) for key in wanted}


async def findable(actor: Actor, words: str, most: int = 30) -> list[UUID]:
    """People the actor may find by these words, best first."""
    if not words.strip():
        return []
    answer = await search.find(words, search.audiences_of(actor), ("person",))
    ids = [hit.object_id for hit in answer.hits[:most]]
    known = await people.people_of(ids)
    return [key for key in ids if key in known]


def _named(actor: Actor, person: "Person", work: "list[Centre]") -> Named:
    if not work:
        return Named(person.id, people.shown_name(person, "", ""))
    place = centre_policy.shown_name(actor, work[0])
    shows_centre = actor.person_id == person.id or people.shows_centre(person)
    name = people.shown_name(person, place, taxonomy.label(work[0].region))
    return Named(person.id, name, place if shows_centre else "")
