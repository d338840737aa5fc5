"""How people are named to a reader who may ask them for something."""

from collections.abc import Iterable
from uuid import UUID

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import taxonomy
from network.kernel.actor import Actor
from network.people import queries as people


async def names(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """People by key, each named by their own choice; those whose account is shut are left out."""
    wanted = set(ids)
    found = {}
    for key, (person, work) in (await centres.workers_of(wanted)).items():
        place = centre_policy.shown_name(actor, work[0]) if work else ""
        region = taxonomy.label(work[0].region) if work else ""
        found[key] = people.shown_name(person, place, region)
    rest = wanted - found.keys()
    alone = await people.people_of(rest) if rest else {}
    return found | {key: people.shown_name(person, "", "") for key, person in alone.items()}
