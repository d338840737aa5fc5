"""Who may own an item: the people of its centre, or for the network those who keep it."""

from uuid import UUID

from network.centres import queries as centres
from network.kernel.actor import Role
from network.knowledge.models import Item
from network.people import queries as people

_KEEPERS = {Role.EDITOR, Role.NETWORK_ADMIN}


async def possible_owners(item: Item) -> dict[UUID, str]:
    """Those who may own it, as they wish to be called, by name; the owner is among them."""
    if item.centre_id is not None:
        found = [member.person for member in await centres.members_of(item.centre_id)]
    else:
        held = await centres.network_roles()
        ids = [person for person, roles in held.items() if _KEEPERS & set(roles)]
        found = list((await people.people_of(ids)).values())
    named = {person.id: people.shown_name(person, "", "") for person in found}
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))
