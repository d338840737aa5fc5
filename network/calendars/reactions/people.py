"""What changes in people's calendars when they, their roles or their centre change."""

from network import events
from network.calendars.actions import entries, feeds, invites
from network.centres import queries as centres
from network.outbox import Reactions


async def person_disabled(fact: events.PersonDisabled) -> None:
    await feeds.close_all(fact.person_id)
    await invites.say_again(fact.person_id)


async def person_changed(fact: events.ProfileChanged | events.RoleGranted) -> None:
    await entries.show_again([fact.person_id])


async def role_revoked(fact: events.RoleRevoked) -> None:
    """Who coordinates no centre any more learns no longer who comes and goes there."""
    await entries.show_again([fact.person_id])
    if not (await centres.actor_of(fact.person_id)).coordinated_ids:
        await entries.close_centre(fact.person_id)


async def centre_changed(fact: events.CentreChanged | events.CentreConfirmed) -> None:
    members = await centres.members_of(fact.centre_id)
    await entries.show_again([member.person.id for member in members])


REACTIONS: Reactions = {
    events.PersonDisabled: person_disabled,
    events.ProfileChanged: person_changed,
    events.RoleGranted: person_changed,
    events.RoleRevoked: role_revoked,
    events.CentreChanged: centre_changed,
    events.CentreConfirmed: centre_changed,
}
