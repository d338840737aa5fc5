"""Everything that changes centres, memberships and imports."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from network import events, outbox
from network.adapters import search
from network.centres import importing, policy, queries, rules
from network.centres.models import (
    BatchState,
    Centre,
    CentreState,
    ColumnMapping,
    Contact,
    ImportBatch,
    ImportRow,
    Listing,
    Membership,
    NetworkRole,
    Revision,
    Risk,
)
from network.db import F, transaction
from network.kernel import clock, taxonomy
from network.kernel.actor import Actor, Level, Role, Standing
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.people import actions as people
from network.people import policy as account_policy
from network.people import queries as accounts

if TYPE_CHECKING:
    from network.people.models import Invitation, Person

_KEPT = (
    "name", "acronym", "kind", "town", "country", "region", "zone", "website", "mailbox",
    "networks", "codes", "languages",
)  # fmt: skip


# the profile -------------------------------------------------------------------------------------


async def create_centre(actor: Actor, name: str, **values: Any) -> Centre:
    """Add a centre as an unlisted draft that its own coordinator will confirm."""
    require(policy.can_import(actor))
    async with transaction():
        centre = await _create(name, values, batch_id=None)
        await _reindex(centre.id)
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
        await _reindex(centre.id)
        await outbox.record(actor, events.CentreChanged(centre_id=centre.id))


async def write_text(actor: Actor, centre: Centre, language: str, text: str) -> None:
    """Set what a centre says about itself in one language; an empty text removes it."""
    require(policy.can_edit(actor, centre))
    async with transaction():
        stored = await Centre.select_for_update().get(id=centre.id)
        texts = {**stored.texts, language: text}
        await Centre.filter(id=centre.id).update(texts={k: v for k, v in texts.items() if v})
        await _reindex(centre.id)
        await outbox.record(actor, events.CentreChanged(centre_id=centre.id))


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
        await _reindex(centre.id)
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
        await _reindex(centre.id)
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
            await people.revoke_invitation(actor, invitation)
        await _reindex(centre.id)
        await outbox.record(actor, events.CentreClosed(centre_id=centre.id))


async def reopen(actor: Actor, centre: Centre) -> None:
    """Open a closed centre again, as it was: confirmed, or a draft if it never was."""
    require(policy.can_close(actor))
    before = CentreState.CONFIRMED if centre.confirmed_at else CentreState.DRAFT
    async with transaction():
        opened = await Centre.filter(id=centre.id, state=CentreState.CLOSED).update(state=before)
        if not opened:
            raise Conflict(_("This centre is open."))
        await _reindex(centre.id)
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


_NOBODY = Actor()


async def _create(name: str, values: dict[str, Any], batch_id: UUID | None) -> Centre:
    for slug in rules.slugs(values.get("acronym") or name):
        if not await Centre.filter(slug=slug).exists():
            break
    return await Centre.create(
        **values, name=name, name_key=rules.name_key(name), slug=slug, batch_id=batch_id
    )


async def _reindex(centre_id: UUID) -> None:
    """Bring the directory and the search up to date with a centre."""
    await touch(centre_id)
    centre = await Centre.get(id=centre_id)
    await search.put("centre", centre.id, centre.id, _documents(centre))


async def search_entries(after: UUID | None, most: int) -> list[search.Entry]:
    """What the search keeps of the centres that follow one, for building it anew."""
    query = Centre.filter(id__gt=after) if after else Centre.all()
    rows = await query.order_by("id").limit(most)
    return [search.Entry("centre", row.id, row.id, _documents(row)) for row in rows]


async def person_entries(after: UUID | None, most: int) -> list[search.Entry]:
    """What the search keeps of the people that follow one, for building it anew."""
    found = await accounts.people_after(after, most)
    work = await queries.centres_of(person.id for person in found)
    return [
        search.Entry("person", person.id, at[0].id if at else person.id, documents)
        for person in found
        for at in [work.get(person.id, [])]
        for documents in [_person_documents(person, at) if _is_found(person, at) else []]
    ]


def _documents(centre: Centre) -> list[search.Document]:
    """What each audience may find: every one sees its own fields and those of the wider ones."""
    audiences = {
        Level.ONLY_ME: [search.own(centre.id), search.SECRETARIAT],
        Level.CONTACTS: [search.contacts_of(centre.id)],
        Level.MEMBERS: [search.MEMBERS],
        Level.PUBLIC: [search.PUBLIC],
    }
    return [
        document
        for level, names in audiences.items()
        if rules.is_seen_from(centre, level.needs)
        for document in _documents_of(centre, level, names)
    ]


def _documents_of(centre: Centre, level: Level, audiences: list[str]) -> list[search.Document]:
    """One for each language the centre has a text in, so that its words are known for what they
    are.
    """

    def shows(field: str) -> bool:
        return rules.level_of(centre, field).shows(level.needs)

    codes = [code for code in centre.codes if shows(taxonomy.taxonomy_of(code) or "themes")]
    labels = [label for code in codes for label in taxonomy.label_in_every_language(code)]
    title = [centre.name, centre.acronym, centre.town if shows("town") else ""]
    texts = centre.texts if shows("about") else {}
    return [
        search.Document(
            audiences=audiences,
            language=language,
            title=" ".join(filter(None, title)),
            body=text,
            keywords="\n".join(labels),
            codes=codes,
        )
        for language, text in (texts or {"en": ""}).items()
    ]


async def index_person(person_id: UUID) -> None:
    """Bring the search up to date with a person, as others may find them."""
    person = await accounts.get_any_person(person_id)
    at = (await queries.centres_of([person_id])).get(person_id, [])
    async with transaction():
        if _is_found(person, at):
            documents = _person_documents(person, at)
            await search.put("person", person_id, at[0].id, documents)
        else:
            await search.remove("person", person_id)


def _is_found(person: "Person", at: list[Centre]) -> bool:
    return bool(at) and person.is_findable and not person.is_disabled


def _person_documents(person: "Person", at: list[Centre]) -> list[search.Document]:
    near = [name for c in at for name in (search.own(c.id), search.contacts_of(c.id))]
    audiences = {Standing.CONTACT: near, Standing.MEMBER: [search.MEMBERS, search.SECRETARIAT]}
    return [
        search.Document(
            audiences=names,
            language=person.language,
            title=accounts.shown_name(
                person, rules.shown_name(at[0], standing), taxonomy.label(at[0].region)
            ),
            keywords=" ".join(_person_words(person, standing)),
        )
        for standing, names in audiences.items()
    ]


def _person_words(person: "Person", standing: Standing) -> list[str]:
    def sees(field: str) -> bool:
        return account_policy.can_see_field(standing, person, field)

    found = [person.position] if accounts.shows_position(person) else []
    if sees("profession") and person.profession:
        found += taxonomy.label_in_every_language(person.profession)
        found.append(queries.person_word("p", person.profession))
    if sees("languages"):
        found += [queries.person_word("l", entry["code"]) for entry in person.languages]
    if sees("about"):
        found.append(person.about)
    return found


# people at a centre ------------------------------------------------------------------------------


async def invite(
    actor: Actor, *, email: str, centre_id: UUID | None, role: Role, language: str
) -> "Invitation":
    """Invite somebody to a role at a centre, or in the network with no centre.

    Raises Conflict when the centre is closed.
    """
    require(policy.can_invite(actor, centre_id, role))
    if centre_id is not None and await queries.closed_of([centre_id]):
        raise Conflict(_("The secretariat has closed this centre."))
    return await people.invite(
        actor, email=email, centre_id=centre_id, role=role, language=language
    )


async def join(invitation: "Invitation", *, name: str, passphrase: str, language: str) -> "Person":
    """Open an account by an invitation and take up its role."""
    async with transaction():
        zone = invitation.centre.zone if invitation.centre else ""
        person = await people.join(
            invitation, name=name, passphrase=passphrase, zone=zone or "UTC", language=language
        )
        await _take_up(person.id, invitation)
    return person


async def accept(person: "Person", invitation: "Invitation") -> None:
    """Take up a further role with an account one has."""
    async with transaction():
        await people.accept_invitation(person, invitation)
        await _take_up(person.id, invitation)


async def take_up_role(person_id: UUID, centre_id: UUID | None, role: Role) -> None:
    """Give a role without an invitation; only the operator and the demonstration do this."""
    async with transaction():
        await _grant(person_id, centre_id, role)


async def _take_up(person_id: UUID, invitation: "Invitation") -> None:
    await _grant(person_id, invitation.centre_id, Role(invitation.role))


async def grant_role(actor: Actor, centre_id: UUID, person_id: UUID, role: Role) -> None:
    """Give somebody at a centre a further role there."""
    require(policy.can_change_role(actor, centre_id, person_id, role))
    if not await Membership.filter(person_id=person_id, centre_id=centre_id).exists():
        raise NotFound
    async with transaction():
        await _grant(person_id, centre_id, role)
        await outbox.record(
            actor, events.RoleGranted(person_id=person_id, centre_id=centre_id, granted=role)
        )


async def revoke_role(actor: Actor, centre_id: UUID, person_id: UUID, role: Role) -> None:
    """Take a role from somebody; with the last one they leave the centre."""
    require(policy.can_change_role(actor, centre_id, person_id, role))
    async with transaction():
        gone = await Membership.filter(person_id=person_id, centre_id=centre_id, role=role).delete()
        if not gone:
            raise Conflict(_("This person does not have this role any more."))
        await outbox.record(
            actor, events.RoleRevoked(person_id=person_id, centre_id=centre_id, revoked=role)
        )


async def make_admin(email: str, name: str, stored_passphrase: str) -> "Person":
    """Open an account of the secretariat; only the operator at the server can do this."""
    async with transaction():
        person = await people.open_account(email, name, stored_passphrase)
        await _grant(person.id, None, Role.NETWORK_ADMIN)
    return person


async def _grant(person_id: UUID, centre_id: UUID | None, role: Role) -> None:
    if centre_id is None:
        await NetworkRole.bulk_create(
            [NetworkRole(person_id=person_id, role=role)], ignore_conflicts=True
        )
    else:
        ends_at = clock.now() + rules.GUEST_STAYS if role is Role.GUEST else None
        row = Membership(person_id=person_id, centre_id=centre_id, role=role, ends_at=ends_at)
        await Membership.bulk_create([row], ignore_conflicts=True)


# bringing in files -------------------------------------------------------------------------------


async def prepare_import(actor: Actor, filename: str, content: bytes) -> ImportBatch:
    """Store a file and how its columns seem to be meant; changes no centre.

    Raises Invalid if the file cannot be read.
    """
    require(policy.can_import(actor))
    table = importing.read(content)
    key = importing.header_key(table.header)
    mapping = await queries.remembered_mapping(key) or importing.guess_mapping(table.header)
    async with transaction():
        batch = await ImportBatch.create(
            filename=filename[:200] or "centres.csv",
            header=table.header,
            mapping=mapping,
            by_id=actor.person_id,
        )
        rows = [
            ImportRow(batch_id=batch.id, number=number, cells=cells)
            for number, cells in table.rows.items()
        ]
        await ImportRow.bulk_create(rows, batch_size=200)
        await _plan(batch)
    return batch


async def replan_import(
    actor: Actor, batch: ImportBatch, mapping: dict[str, str], duplicates: str
) -> None:
    """Understand the columns or duplicates of a prepared file differently; changes no centre."""
    require(policy.can_import(actor))
    if batch.state is not BatchState.PREPARED:
        raise Conflict(_("This file was brought in already."))
    if "name" not in mapping.values():
        raise Invalid(mapping=_("One column has to hold the name."))
    batch.mapping, batch.duplicates = mapping, duplicates
    async with transaction():
        await batch.save(update_fields=["mapping", "duplicates"])
        key = importing.header_key(batch.header)
        await ColumnMapping.filter(header_key=key).delete()
        await ColumnMapping.create(header_key=key, mapping=mapping)
        await _plan(batch)


async def apply_import(actor: Actor, batch: ImportBatch, *, leave_out_broken: bool) -> None:
    """Bring in a prepared file: all of it or nothing.

    Raises Conflict if rows are broken and the person did not say to leave them out, or if the
    file was brought in already.
    """
    require(policy.can_import(actor))
    async with transaction():
        plans = await _plan(batch)
        counts = importing.count(plans)
        if counts["error"] and not leave_out_broken:
            raise Conflict(_("Some rows are broken. Mend the file, or say to leave them out."))
        taken = await ImportBatch.filter(id=batch.id, state=BatchState.PREPARED).update(
            state=BatchState.APPLIED, applied_at=clock.now(), counts=counts
        )
        if not taken:
            raise Conflict(_("This file was brought in already."))
        for one in plans:
            await _carry_out(batch, one)
        await outbox.record(actor, events.CentresImported(batch_id=batch.id))


async def undo_import(actor: Actor, batch: ImportBatch) -> int:
    """Take an import back, except for centres that somebody has worked with since.

    Returns how many centres were left as they are.
    """
    require(policy.can_import(actor))
    kept = 0
    async with transaction():
        taken = await ImportBatch.filter(id=batch.id, state=BatchState.APPLIED).update(
            state=BatchState.UNDONE
        )
        if not taken:
            raise Conflict(_("This import was taken back already."))
        for row in await ImportRow.filter(batch_id=batch.id, centre_id__isnull=False):
            kept += not await _undo_row(row)
        await outbox.record(actor, events.ImportUndone(batch_id=batch.id))
    return kept


async def _plan(batch: ImportBatch) -> list[importing.Plan]:
    rows = await queries.batch_rows(batch.id)
    cells = {row.number: row.cells for row in rows}
    existing = await queries.centres_named(importing.named(cells.values(), batch.mapping))
    plans = importing.plan(cells, len(batch.header), batch.mapping, existing, batch.duplicates)
    for row, one in zip(rows, plans, strict=True):
        row.outcome, row.messages = one.outcome, one.messages
    await ImportRow.bulk_update(rows, fields=["outcome", "messages"], batch_size=100)
    counts = importing.count(plans)
    await ImportBatch.filter(id=batch.id, state=BatchState.PREPARED).update(counts=counts)
    batch.counts = counts
    return plans


async def _carry_out(batch: ImportBatch, one: importing.Plan) -> None:
    if one.outcome in ("skip", "error"):
        return
    values = {name: value for name, value in one.values.items() if name != "name" and value}
    if "languages" in values:
        values["languages"] = dict.fromkeys(values["languages"], "native")
    if one.outcome == "add":
        centre = await _create(one.values["name"], values, batch.id)
        change: dict[str, Any] = {"centre_id": centre.id}
    else:
        centre = await Centre.get(id=one.centre_id)
        before = _snapshot(centre)
        if not await _merge(centre, values, fill_only=one.outcome == "fill"):
            return
        change = {"centre_id": centre.id, "before": before}
    await _reindex(centre.id)
    await ImportRow.filter(batch_id=batch.id, number=one.number).update(**change)


def _snapshot(centre: Centre) -> dict[str, Any]:
    return {
        **{name: getattr(centre, name) for name in _KEPT},
        "version": centre.version + 1,
    }


async def _merge(centre: Centre, values: dict[str, Any], *, fill_only: bool) -> bool:
    """Store what differs; False when nothing does."""
    has = _snapshot(centre)
    usable = {k: v for k, v in values.items() if v != has[k] and not (fill_only and has[k])}
    return bool(usable) and await centre.store(centre.version, **usable)


async def _undo_row(row: ImportRow) -> bool:
    centre = await Centre.get_or_none(id=row.centre_id)
    if centre is None:
        return True
    in_use = (
        centre.state is not CentreState.DRAFT
        or await Membership.filter(centre_id=centre.id).exists()
    )
    if row.before is None:
        if in_use or centre.version > 1:
            return False
        await search.remove("centre", centre.id)
        await centre.delete()
        return True
    before = dict(row.before)
    if in_use or centre.version != before.pop("version"):
        return False
    await centre.store(centre.version, **before)
    await _reindex(centre.id)
    return True
