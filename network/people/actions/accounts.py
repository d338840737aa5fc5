"""Opening, editing and shutting accounts."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from network import events, outbox
from network.db import IntegrityError, transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Stale, require
from network.kernel.i18n import _
from network.people import policy, queries, rules
from network.people.models import Person, Reset, Session, Stay, Throttle


async def open_account(email: str, name: str, stored: str, **values: Any) -> Person:
    """Make an account with a passphrase already hashed; Conflict if the address has one."""
    try:
        async with transaction():
            return await Person.create(
                email=email.strip(),
                email_key=rules.email_key(email),
                name=name,
                passphrase_hash=stored,
                **values,
            )
    except IntegrityError:
        raise Conflict(_("This address has an account. Sign in to accept.")) from None


async def edit_profile(actor: Actor, person: Person, version: int, **changes: Any) -> None:
    """Change the own profile. Raises Stale with what is stored if it changed meanwhile."""
    require(policy.can_edit(actor, person))
    async with transaction():
        if not await person.store(version, **changes):
            stored = await queries.get_person(person.id)
            raise Stale(_("Your profile was changed in another window."), stored)
        await outbox.record(actor, events.ProfileChanged(person_id=person.id))


async def set_preferences(actor: Actor, **changes: Any) -> None:
    """Change how the portal looks for the actor: language, zone, theme, text size."""
    await Person.filter(id=actor.person_id).update(**changes)


async def accept_conduct(actor: Actor) -> None:
    """Accept the code of conduct as it is now."""
    await Person.filter(id=actor.person_id).update(conduct_version=rules.CONDUCT_VERSION)


async def disable(actor: Actor, person: Person, centre_id: UUID | None) -> None:
    """Shut an account; its sessions end at once."""
    require(policy.can_disable(actor, person))
    async with transaction():
        await Person.filter(id=person.id).update(is_disabled=True)
        await Session.filter(person_id=person.id).delete()
        await outbox.record(actor, events.PersonDisabled(person_id=person.id, centre_id=centre_id))


async def enable(actor: Actor, person: Person) -> None:
    """Open a shut account again."""
    require(policy.can_disable(actor, person))
    await Person.filter(id=person.id).update(is_disabled=False)


async def purge() -> int:
    """Delete sessions, counters, ways in and travels that are over; returns how many rows went."""
    now = clock.now()
    gone = await Session.filter(ends_at__lte=now).delete()
    gone += await Session.filter(seen_at__lte=now - rules.IDLE).delete()
    gone += await Throttle.filter(ends_at__lte=now).delete()
    gone += await Reset.filter(ends_at__lte=now - timedelta(days=1)).delete()
    return gone + await Stay.filter(last_on__lt=now.date() - rules.TRAVEL_KEPT).delete()
