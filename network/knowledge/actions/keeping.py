"""Keeping what is published right: still valid, levels, holds, and taking it out of sight."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from network import events, outbox
from network.centres import queries as centres
from network.db import after_commit, traces, transaction
from network.files.actions import taking
from network.kernel import clock
from network.kernel.actor import Actor, Role
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import telling
from network.knowledge.models import (
    OPEN,
    Act,
    Citation,
    Collected,
    Confirmation,
    Hold,
    Item,
    ItemState,
    ReadingRequest,
    SafetyLevel,
    Step,
    Trial,
    Version,
    VersionState,
    Watch,
    Wish,
)
from network.knowledge.queries import desk, owning, passing_on
from network.knowledge.rules import names, states

_CLOCK = Actor()
_TOLD_LATE = -1  # in place of days: the secretariat was told as well


async def still_valid(actor: Actor, item: Item) -> None:
    """Say that an item is still valid; it is asked again after the time for its kind."""
    require(policy.can_manage(actor, item))
    async with transaction():
        changed = await Item.filter(id=item.id, state=ItemState.PUBLISHED).update(
            review_on=states.review_day(item.kind, clock.now().date()), reminded_days=None
        )
        if not changed:
            raise Conflict(_("This item is not published any more."))
        await telling.moved(actor, item, Act.STILL_VALID, ())


async def raise_level(actor: Actor, item: Item, level: SafetyLevel) -> None:
    """Show an item to fewer people, at once. Raises Invalid for a level that more people read."""
    require(policy.can_withdraw(actor, item) or policy.can_manage(actor, item))
    if level not in states.higher_levels(item.level):
        raise Invalid(level=_("Here the circle can only become smaller. Write a new version."))
    async with transaction():
        changed = await Item.filter(id=item.id, level=item.level).update(level=level)
        if not changed:
            raise Conflict(_("Somebody changed this a moment ago. Look at it again."))
        item.level = level
        await Version.filter(
            item_id=item.id, state__in=list(OPEN), level__in=_more_open_than(level)
        ).update(level=level)
        await telling.moved(actor, item, Act.LEVEL_RAISED, await desk.keeper_ids(item))


def _more_open_than(level: SafetyLevel) -> list[SafetyLevel]:
    return [one for one in SafetyLevel if states.is_lower(one, level)]


async def ask_reading(actor: Actor, item: Item, *, asks: bool) -> None:
    """Ask members to confirm that they read this, or stop asking."""
    require(policy.can_manage(actor, item))
    async with transaction():
        await Item.filter(id=item.id).update(asks_reading=asks)


# holds -------------------------------------------------------------------------------------------


async def hold(actor: Actor, item: Item, reason: str, why: str) -> None:
    """Hide an item until two people have looked at it. Raises Conflict when it is hidden."""
    require(policy.can_hold(actor, item))
    if reason not in dict(names.HOLDS):
        raise Invalid(reason=_("Choose one of the list."))
    async with transaction():
        changed = await Item.filter(id=item.id, state=ItemState.PUBLISHED, is_held=False).update(
            is_held=True, changed_at=clock.now()
        )
        if not changed:
            raise Conflict(_("This is on hold already."))
        await Hold.create(item_id=item.id, person_id=actor.person_id, reason=reason, note=why)
        told = {*await desk.keeper_ids(item), *await desk.checker_ids(item)}
        await telling.moved(actor, item, Act.HELD, told)


async def clear_hold(actor: Actor, item: Item) -> bool:
    """Say that an item may be shown; the second person's word shows it. Tells whether it did.

    Raises Conflict when there is no hold any more.
    """
    held = await desk.open_holds(item.id)
    if not held:
        raise Conflict(_("There is no hold any more."))
    require(policy.can_clear(actor, item, held[0]))
    async with transaction():
        if held[0].first_cleared_by_id is None:
            await _settle(held[0], first_cleared_by_id=actor.person_id)
            await telling.note(actor, item.id, Act.CLEARED, _("First of two."))
            return False
        await _settle(held[0], cleared_by_id=actor.person_id, cleared_at=clock.now())
        await Item.filter(id=item.id).update(is_held=False)
        item.is_held = False
        told = {*await desk.keeper_ids(item), *([held[0].person_id] if held[0].person_id else [])}
        await telling.moved(actor, item, Act.CLEARED, told)
        return True


async def _settle(one: Hold, **changes: Any) -> None:
    """Compare and set: two people at once are a first and a second, not two firsts."""
    changed = await Hold.filter(
        id=one.id, first_cleared_by_id=one.first_cleared_by_id, cleared_at=None
    ).update(**changes)
    if not changed:
        raise Conflict(_("Somebody changed this a moment ago. Look at it again."))


# out of sight ------------------------------------------------------------------------------------


async def supersede(actor: Actor, item: Item, successor: Item) -> None:
    """Lead readers on to another item. Raises Conflict for one that leads back here."""
    require(policy.can_manage(actor, item))
    if successor.id == item.id or successor.state is not ItemState.PUBLISHED:
        raise Conflict(_("Choose another item that is published."))
    async with transaction():
        await _move(item, ItemState.SUPERSEDED, successor_id=successor.id)
        await telling.moved(actor, item, Act.SUPERSEDED, await _those_following(item))


async def archive(actor: Actor, item: Item) -> None:
    """Keep an item for those who have its address; nobody finds it any more."""
    require(policy.can_manage(actor, item))
    async with transaction():
        await _move(item, ItemState.ARCHIVED)
        await telling.moved(actor, item, Act.ARCHIVED, await _those_following(item))


async def restore(actor: Actor, item: Item) -> None:
    """Show an archived or superseded item again."""
    require(policy.can_manage(actor, item))
    async with transaction():
        await _move(item, ItemState.PUBLISHED, successor_id=None)
        await telling.moved(actor, item, Act.RESTORED, await desk.keeper_ids(item))


async def withdraw(actor: Actor, item: Item, reason: str) -> None:
    """Delete all texts and files of an item for good; a note on why stays.

    Raises Invalid without a reason of the list.
    """
    require(policy.can_withdraw(actor, item))
    if reason not in dict(names.WITHDRAWALS):
        raise Invalid(reason=_("Choose one of the list."))
    async with transaction():
        told = await _those_following(item)
        await _move(item, ItemState.WITHDRAWN, withdrawn_for=reason, is_held=False, topics=[])
        await Hold.filter(item_id=item.id, cleared_at=None).update(cleared_at=clock.now())
        await _erase(item.id)
        await telling.moved(actor, item, Act.WITHDRAWN, told, reason)
        after_commit(("wipe", item.id), traces.wipe)


async def _erase(item_id: UUID) -> None:
    """What was written of it goes, also what others wrote about it, and the files with it."""
    await Version.filter(item_id=item_id, state__in=list(OPEN)).update(state=VersionState.DISCARDED)
    await Version.filter(item_id=item_id).update(
        title="",
        summary="",
        body="",
        sources="",
        authors="",
        what_changed="",
        returned_note="",
        details={},
        topics=[],
    )
    await Step.filter(item_id=item_id).update(note="")
    await Hold.filter(item_id=item_id).update(note="")
    await Trial.filter(item_id=item_id).update(text="")
    await Citation.filter(item_id=item_id).update(what="")
    for marks in (Watch, Wish, Collected, Confirmation):
        await marks.filter(item_id=item_id).delete()
    await ReadingRequest.filter(asked_id=item_id).delete()
    await taking.erase(item_id)


async def _move(item: Item, target: ItemState, **changes: Any) -> None:
    """Compare and set, so of two simultaneous moves one happens and one conflicts."""
    if not states.item_can_become(item.state, target):
        raise Conflict(_("The item is past this step."))
    moved = await Item.filter(id=item.id, state=item.state).update(state=target, **changes)
    if not moved:
        raise Conflict(_("Somebody changed this a moment ago. Look at it again."))
    item.update_from_dict({**changes, "state": target})


async def _those_following(item: Item) -> Iterable[UUID]:
    """The keepers, and of those who watch an item, who is told of its level."""
    keepers = await desk.keeper_ids(item)
    if item.level in (SafetyLevel.STRICT, SafetyLevel.NAMED) or item.is_held:
        return keepers
    return {*keepers, *await passing_on.watchers_of(item)}


# owners and time ---------------------------------------------------------------------------------


async def give_to(actor: Actor, item: Item, person_id: UUID) -> None:
    """Give an item to another owner of those who may own it; who owns it already keeps it.

    Raises Invalid for anybody else.
    """
    require(policy.can_give(actor, item))
    if person_id not in await owning.possible_owners(item):
        raise Invalid(owner=_("Choose one of the list."))
    if person_id == item.owner_id:
        return
    async with transaction():
        await _set_owner(actor, item, person_id)


async def release_if_gone(person_id: UUID, centre_id: UUID) -> int:
    """The same as `release_items` for one centre, once a person has no role there any more."""
    now = await centres.actor_of(person_id)
    return 0 if now.works_at(centre_id) else await release_items(person_id, centre_id)


async def release_items(person_id: UUID, centre_id: UUID | None) -> int:
    """Whose owner left: the first coordinator of the item's centre becomes the owner.

    With no centre, all items of the person, since the account was shut.
    """
    query = Item.filter(owner_id=person_id)
    if centre_id is not None:
        query = query.filter(centre_id=centre_id)
    rows = await query
    for item in rows:
        async with transaction():
            await _set_owner(_CLOCK, item, await _heir(item, person_id))
    return len(rows)


async def _heir(item: Item, gone: UUID) -> UUID | None:
    if item.centre_id is None:
        return None
    found = await centres.holders_of(item.centre_id, Role.COORDINATOR)
    return next((person for person in found if person != gone), None)


async def _set_owner(actor: Actor, item: Item, person_id: UUID | None) -> None:
    await Item.filter(id=item.id).update(owner_id=person_id)
    item.owner_id = person_id
    await telling.moved(actor, item, Act.OWNER_CHANGED, [person_id] if person_id else [])


async def remind_due() -> int:
    """Ask owners 30 and 7 days before and on the day; a month after, the secretariat too."""
    today = clock.now().date()
    count = 0
    for item in await desk.due_items(today):
        if item.review_on is None:
            continue
        days = states.warning_due(item.review_on, item.reminded_days, today)
        told = await desk.keeper_ids(item)
        if days is None and today >= item.review_on + states.LATE:
            days, told = _TOLD_LATE, await centres.secretariat_ids()
        if days is not None:
            await _remind(item, days, told)
            count += 1
    return count


async def _remind(item: Item, days: int, told: Iterable[UUID]) -> None:
    async with transaction():
        await Item.filter(id=item.id).update(reminded_days=days)
        fact = events.KnowledgeDue(
            item_id=item.id, centre_id=item.centre_id, days=max(days, 0), told=tuple(told)
        )
        await outbox.record(_CLOCK, fact)
