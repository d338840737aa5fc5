"""Preparing a workshop: what it is, for whom, by whom, and under which conditions one comes."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import moments, wall_times, zones
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _
from network.workshops import policy
from network.workshops.actions import deadlines, membership, moving, scheduling, seating
from network.workshops.models.workshops import (
    Workshop,
    WorkshopOrganiser,
    WorkshopReader,
    WorkshopReminder,
    WorkshopSource,
)
from network.workshops.queries import outcomes as cascades
from network.workshops.queries import people, workshops
from network.workshops.rules import cascade, reminders, seats
from network.workshops.rules.columns import CHECKED, WRITTEN
from network.workshops.rules.states_table import FINAL
from network.workshops.vocabulary import Level, WorkshopState

MOST_CANCEL_HOURS = 24 * 365
_LEVELS = list(Level)
_TOLD = ("title", "place", "join_page", "mode", "level")


async def create(actor: Actor, centre_id: UUID, **given: Any) -> Workshop:
    """Begin a workshop as a draft; whoever begins it is its first organiser."""
    require(policy.can_start(actor, centre_id) and actor.person_id is not None)
    _check_columns(given)
    async with transaction():
        workshop = await Workshop.create(centre_id=centre_id, author_id=actor.person_id, **given)
        await WorkshopOrganiser.create(workshop_id=workshop.id, person_id=actor.person_id)
        for plan in reminders.USUAL:
            await WorkshopReminder.create(workshop_id=workshop.id, **plan._asdict())
        await workshop.store(workshop.version, **await scheduling.span_of(workshop))
    return workshop


async def edit(actor: Actor, workshop: Workshop, version: int, **given: Any) -> Workshop:
    """Change a workshop. Raising the capacity offers places at once, lowering it evicts nobody.

    Once it is in calendars its days keep all its sessions: they move, or it is postponed.
    Raises Stale with what is stored when somebody changed it meanwhile, and Conflict for what was
    checked and is now open: its neutral title and kind, and a level for more people than before.
    """
    _check_columns(given)
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        _check_can_edit(stored, given)
        await _check_sessions_stay_within(stored, given)
        before = {name: getattr(stored, name) for name in _TOLD}
        stored.update_from_dict(given)
        columns = {**given, **await scheduling.span_of(stored)}
        if not await stored.store(version, **columns):
            raise Stale(_stale(), await workshops.fresh(stored.id))
        is_news = any(getattr(stored, name) != value for name, value in before.items())
        if is_news and moving.is_announced(stored):
            await moving.tell_changed(actor, stored, "changed")
        if "closes_at" in given:
            await deadlines.tell_registration(actor, stored)
        if "outcome_owner_id" in given:
            await deadlines.tell_outcome(actor, stored)
        await seating.settle(stored)
    return stored


# by whom, for whom, from what --------------------------------------------------------------------


async def add_organiser(actor: Actor, workshop: Workshop, person_id: UUID) -> None:
    """Let somebody prepare a workshop together with the others."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        before = await people.members_of(stored)
        await WorkshopOrganiser.get_or_create(workshop_id=stored.id, person_id=person_id)
        await membership.follow(actor, stored, before)


async def remove_organiser(actor: Actor, workshop: Workshop, person_id: UUID) -> None:
    """Somebody prepares it no more; the last one stays until there is another."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        if await workshops.organiser_ids(stored.id) == [person_id]:
            raise Conflict(_("A workshop has at least one organiser. Add another one first."))
        before = await people.members_of(stored)
        await WorkshopOrganiser.filter(workshop_id=stored.id, person_id=person_id).delete()
        await membership.follow(actor, stored, before)


async def name_audience(
    actor: Actor,
    workshop: Workshop,
    centre_ids: Iterable[UUID] = (),
    person_ids: Iterable[UUID] = (),
) -> None:
    """Say for which centres and people a workshop of level S2 or S3 is; the list is whole."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        await WorkshopReader.filter(workshop_id=stored.id).delete()
        rows = [WorkshopReader(workshop_id=stored.id, centre_id=key) for key in set(centre_ids)]
        rows += [WorkshopReader(workshop_id=stored.id, person_id=key) for key in set(person_ids)]
        await WorkshopReader.bulk_create(rows)


async def link_source(actor: Actor, workshop: Workshop, source_kind: str, source_id: UUID) -> None:
    """Say what led to a workshop; the caller has seen that the actor may see it."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        _row, is_new = await WorkshopSource.get_or_create(
            workshop_id=stored.id,
            source_kind=source_kind,
            source_id=source_id,
            defaults={"person_id": actor.person_id},
        )
        if is_new:
            await _tell_source(actor, stored, source_kind, source_id, is_linked=True)


async def unlink_source(
    actor: Actor, workshop: Workshop, source_kind: str, source_id: UUID
) -> None:
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        rows = WorkshopSource.filter(
            workshop_id=stored.id, source_kind=source_kind, source_id=source_id
        )
        if await rows.delete():
            await _tell_source(actor, stored, source_kind, source_id, is_linked=False)


async def _tell_source(
    actor: Actor, stored: Workshop, source_kind: str, source_id: UUID, *, is_linked: bool
) -> None:
    fact = events.WorkshopSourceLinked(
        workshop_id=stored.id,
        source_kind=source_kind,
        source_id=source_id,
        is_linked=is_linked,
    )
    await outbox.record(actor, fact)


async def hang_below(actor: Actor, workshop: Workshop, parent: Workshop) -> None:
    """Say of which training this one came. Raises Conflict for a circle or too deep a cascade."""
    async with transaction():
        stored = await moving.held_to_run(actor, workshop)
        own, other = stored.root_id or stored.id, parent.root_id or parent.id
        parents = {**await cascades.parents_in(own), **await cascades.parents_in(other)}
        if not cascade.can_hang(parents, stored.id, parent.id):
            message = _("That would be a circle, or too deep a cascade. Choose another training.")
            raise Conflict(message)
        moved = [stored.id, *cascade.below(parents, stored.id)]
        await Workshop.filter(id__in=moved).update(root_id=other)
        await stored.store(stored.version, parent_id=parent.id, root_id=other)


# what may be written -----------------------------------------------------------------------------


def _check_columns(given: dict[str, Any]) -> None:
    unknown = set(given) - WRITTEN
    if unknown:
        message = f"a workshop has no {', '.join(sorted(unknown))}"
        raise ValueError(message)
    zone, capacity = given.get("zone"), given.get("capacity")
    if zone and not zones.is_zone(zone):
        raise Invalid(zone=_("Choose from the list."))
    if capacity is not None and not 0 <= capacity <= seats.MOST_PLACES:
        raise Invalid(capacity=_("Choose a number up to %(most)s.", most=seats.MOST_PLACES))
    hours = given.get("cancel_hours")
    if hours is not None and not 0 <= hours <= MOST_CANCEL_HOURS:
        raise Invalid(cancel_hours=_("Choose from the list."))
    _check_days(given.get("first_on"), given.get("last_on"))


def _check_days(first_on: date | None, last_on: date | None) -> None:
    if first_on and last_on and last_on < first_on:
        raise Invalid(last_on=_("The last day is before the first."))


async def _check_sessions_stay_within(stored: Workshop, given: dict[str, Any]) -> None:
    if not moving.is_announced(stored) or {"first_on", "last_on"}.isdisjoint(given):
        return
    first, last = given.get("first_on", stored.first_on), given.get("last_on", stored.last_on)
    for session in await workshops.sessions_of(stored.id):
        zone = given.get("zone", stored.zone) or session.zone
        day = wall_times.wall_of(session.starts_at, zone).date()
        field = "first_on" if first and day < first else "last_on" if last and day > last else ""
        if field:
            told = _(
                "There is a session on %(day)s. Move it first, or postpone the workshop.",
                day=moments.day(day),
            )
            raise Invalid(**{field: told})


def _check_can_edit(stored: Workshop, given: dict[str, Any]) -> None:
    if stored.state in FINAL:
        raise Conflict(_("This workshop is over and stays as it is."))
    if stored.state is WorkshopState.DRAFT:
        return
    changed = [name for name in CHECKED if name in given and given[name] != getattr(stored, name)]
    level = given.get("level", stored.level)
    if changed or _LEVELS.index(Level(level)) < _LEVELS.index(stored.level):
        raise Conflict(_("This was checked. Return the workshop to the draft to change it."))


def _stale() -> str:
    return _("Somebody changed this workshop a moment ago.")
