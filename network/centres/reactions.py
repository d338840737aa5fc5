"""What follows from facts about people and centres: both can be found as they now wish."""

from uuid import UUID

from network import events
from network.centres import queries
from network.centres.actions import finding
from network.outbox import Reactions


async def person_changed(
    fact: events.ProfileChanged
    | events.PersonDisabled
    | events.RoleGranted
    | events.RoleRevoked
    | events.InvitationAccepted,
) -> None:
    await finding.index_person(fact.person_id)


async def centre_changed(
    fact: events.CentreChanged
    | events.CentreConfirmed
    | events.CentreClosed
    | events.CentreReopened,
) -> None:
    await _index_people_of(fact.centre_id)


async def _index_people_of(centre_id: UUID) -> None:
    for member in await queries.members_of(centre_id):
        await finding.index_person(member.person.id)


REACTIONS: Reactions = {
    events.ProfileChanged: person_changed,
    events.PersonDisabled: person_changed,
    events.RoleGranted: person_changed,
    events.RoleRevoked: person_changed,
    events.InvitationAccepted: person_changed,
    events.CentreChanged: centre_changed,
    events.CentreConfirmed: centre_changed,
    events.CentreClosed: centre_changed,
    events.CentreReopened: centre_changed,
}
