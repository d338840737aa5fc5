"""The days on which a centre is closed."""

from datetime import date

from network import events, outbox
from network.centres import policy, rules
from network.centres.models import Centre
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, require
from network.kernel.i18n import _


async def add_closure(actor: Actor, centre: Centre, first_on: date, last_on: date) -> None:
    """Say that a centre is closed on some days, both ends included; twice changes nothing.

    Raises Invalid for days that are over or out of order, and beyond what a centre may keep.
    """
    require(policy.can_edit(actor, centre))
    today = clock.now().date()
    if last_on < first_on:
        raise Invalid(last_on=_("The last day is before the first."))
    if last_on < today:
        raise Invalid(last_on=_("These days are over."))
    async with transaction():
        stored = await Centre.select_for_update().get(id=centre.id)
        kept = rules.with_closure(rules.closures(stored.closures), (first_on, last_on), today)
        if len(kept) > rules.MOST_CLOSURES:
            raise Invalid(first_on=_("Take out some of the days below first."))
        await _keep_closures(actor, stored, kept)


async def remove_closure(actor: Actor, centre: Centre, first_on: date, last_on: date) -> None:
    """Say that a centre works on some days after all; twice changes nothing."""
    require(policy.can_edit(actor, centre))
    gone = [first_on.isoformat(), last_on.isoformat()]
    async with transaction():
        stored = await Centre.select_for_update().get(id=centre.id)
        await _keep_closures(actor, stored, [one for one in stored.closures if one != gone])


async def _keep_closures(actor: Actor, stored: Centre, kept: list[list[str]]) -> None:
    if kept == stored.closures:
        return
    await Centre.filter(id=stored.id).update(closures=kept)
    await outbox.record(actor, events.CentreChanged(centre_id=stored.id))
