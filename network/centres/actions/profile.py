"""What a centre says of itself, and where it stands in the directory."""

from typing import Any
from uuid import UUID

from network import events, outbox
from network.adapters import search
from network.centres import policy, queries, rules
from network.centres.actions.finding import documents
from network.centres.models import Centre, CentreState, Contact, Listing, Revision, Risk
from network.db import F, transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _
from network.people import queries as accounts
from network.people.actions import invitations

_NOBODY = Actor()


async def create_centre(actor: Actor, name: str, **values: Any) -> Centre:
    """Add a centre as an unlisted draft that its own coordinator will confirm."""
    require(policy.can_import(actor))
    async with transaction():
        centre = await add_centre(name, values, batch_id=None)
        await reindex(centre.id)
        await outbox.record(actor, events.CentreChanged(centre_id=centre.id))
    return centre


async def edit_profile(actor: Actor, centre: Centre, version: int, **changes: Any) -> None:
    """Change a centre's profile. Raises Stale with what is stored if it changed meanwhile."""
    require(policy.can_edit(actor, centre))
    if "name" in changes:
        changes["name_key"] = rules.name_key(changes["name"])
    async with transaction():
        if not await centre.store(version, **changes):
            stored = await queries.get_centre_by_id(actor, centre.id)
            raise Stale(_("Somebody changed this profile while you were writing."), stored)
        await reindex(centre.id)
        await outbox.record(actor, events.CentreChanged(centre_id=centre.id))


async def write_text(actor: Actor, centre: Centre, language: str, text: str) -> None:
    """Set what a centre says about itself in one language; an empty text removes it."""
    require(policy.can_edit(actor, centre))
    async with transaction():
        stored = await Centre.select_for_update().get(id=centre.id)
        texts = {**stored.texts, language: text}
        await Centre.filter(id=centre.id).update(texts={k: v for k, v in texts.items() if v})
        await reindex(centre.id)
        await outbox.record(actor, events.CentreChanged(centre_id=centre.id))


async def confirm(actor: Actor, centre: Centre, listing: Listing) -> None:
    """Confirm a centre's entry and choose who may see that it exists.

    Raises Invalid naming the fields that are still missing, or a listing its risk forbids;
    Conflict if the secretariat closed the centre.
    """
    require(policy.can_confirm(actor, centre))
    missing = rules.missing_for_confirmation(centre)
    if missing:
        raise Invalid(**{name: _("Fill this in before you confirm.") for name in missing})
    if listing not in rules.listings_allowed(centre):
        raise Invalid(listing=_("Your centre's risk level does not allow this."))
    async with transaction():
        confirmed = await Centre.filter(id=centre.id, state__not=CentreState.CLOSED).update(
            state=CentreState.CONFIRMED, listing=listing, confirmed_at=clock.now()
        )
        if not confirmed:
            raise Conflict(_("The secretariat has closed this centre."))
        await reindex(centre.id)
        await outbox.record(actor, events.CentreConfirmed(centre_id=centre.id))


async def still_right(actor: Actor, centre: Centre) -> None:
    """Say that a confirmed profile is still right."""
    require(policy.can_confirm(actor, centre))
    async with transaction():
        changed = await Centre.filter(id=centre.id, state=CentreState.CONFIRMED).update(
            confirmed_at=clock.now()
        )
        if not changed:
            raise Conflict(_("Confirm the entry first."))
        await touch(centre.id)
        await outbox.record(actor, events.CentreStillRight(centre_id=centre.id))


async def set_risk(actor: Actor, centre: Centre, risk: Risk) -> None:
    """Set how much harm a leak would do; a high risk takes the centre off every list at once."""
    require(policy.can_set_risk(actor))
    async with transaction():
        changes: dict[str, Any] = {"risk": risk}
        if risk is Risk.HIGH:
            changes["listing"] = Listing.UNLISTED
        await Centre.filter(id=centre.id).update(**changes)
        await reindex(centre.id)
        await outbox.record(actor, events.CentreChanged(centre_id=centre.id))


async def close(actor: Actor, centre: Centre) -> None:
    """Close a centre: others see it no more, and its open invitations end. Accounts stay."""
    require(policy.can_close(actor))
    async with transaction():
        closed = await Centre.filter(id=centre.id, state__not=CentreState.CLOSED).update(
            state=CentreState.CLOSED
        )
        if not closed:
            raise Conflict(_("This centre is closed already."))
        for invitation in await accounts.open_invitations([centre.id]):
            await invitations.revoke_invitation(actor, invitation)
        await reindex(centre.id)
        await outbox.record(actor, events.CentreClosed(centre_id=centre.id))


async def reopen(actor: Actor, centre: Centre) -> None:
    """Open a closed centre again, as it was: confirmed, or a draft if it never was."""
    require(policy.can_close(actor))
    before = CentreState.CONFIRMED if centre.confirmed_at else CentreState.DRAFT
    async with transaction():
        opened = await Centre.filter(id=centre.id, state=CentreState.CLOSED).update(state=before)
        if not opened:
            raise Conflict(_("This centre is open."))
        await reindex(centre.id)
        await outbox.record(actor, events.CentreReopened(centre_id=centre.id))


async def remind_due() -> int:
    """Ask the coordinators of centres not confirmed for six months; once each time."""
    due = await queries.due_centres()
    for centre in due:
        async with transaction():
            await Centre.filter(id=centre.id).update(reminded_at=clock.now())
            await outbox.record(_NOBODY, events.CentreDue(centre_id=centre.id))
    return len(due)


async def touch(centre_id: UUID) -> None:
    """Note that a centre's entry in the directory changed.

    The counter's row stays locked until the transaction ends, so numbers become visible in order.
    """
    await Revision.filter(id=1).update(number=F("number") + 1)
    await Centre.filter(id=centre_id).update(revision=await queries.revision())


async def connect(one: UUID, other: UUID) -> None:
    """Let two centres be in contact; doing so twice is fine."""
    first, second = sorted((one, other))
    await Contact.bulk_create([Contact(one_id=first, other_id=second)], ignore_conflicts=True)


async def add_centre(name: str, values: dict[str, Any], batch_id: UUID | None) -> Centre:
    """Store a centre under a slug of its own, also one of many from a file."""
    for slug in rules.slugs(values.get("acronym") or name):
        if not await Centre.filter(slug=slug).exists():
            break
    return await Centre.create(
        **values, name=name, name_key=rules.name_key(name), slug=slug, batch_id=batch_id
    )


async def reindex(centre_id: UUID) -> None:
    """Bring the directory and the search up to date with a centre."""
    await touch(centre_id)
    centre = await Centre.get(id=centre_id)
    await search.put("centre", centre.id, centre.id, documents(centre))
