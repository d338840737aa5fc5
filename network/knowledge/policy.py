"""Who may read, write, review and keep knowledge. First lines are printed in
docs/permissions.md.
"""

from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Q, Subquery

from network.kernel.actor import Actor, Role
from network.knowledge.models import (
    Collection,
    Hold,
    Item,
    ItemState,
    Reader,
    SafetyLevel,
    Version,
    VersionState,
)
from network.knowledge.rules import states

_HIDEABLE = [SafetyLevel.PUBLIC, SafetyLevel.MEMBERS, SafetyLevel.NAMED]


def visible_to(actor: Actor) -> Q:
    """Visitors find public items, members those of members, the others only who is named."""
    return Q(state=ItemState.PUBLISHED) & _readable(actor)


def reachable_by(actor: Actor) -> Q:
    """Who could read an item still reaches its page when it is replaced, archived or withdrawn."""
    return Q(state__in=list(states.SHOWN)) & _readable(actor)


def _readable(actor: Actor) -> Q:
    levels = [SafetyLevel.PUBLIC, SafetyLevel.MEMBERS] if actor.is_member else [SafetyLevel.PUBLIC]
    if actor.is_secretariat:
        levels.append(SafetyLevel.NAMED)
    seen = Q(level__in=levels)
    if actor.person_id is not None:
        seen |= _named(actor)
    seen &= Q(is_held=False)
    if can_judge_holds(actor):
        seen |= Q(is_held=True, level__in=_HIDEABLE)
    return seen | Q(owner_id=actor.person_id) if actor.person_id is not None else seen


def _named(actor: Actor) -> Q:
    mine = Reader.filter(person_id=actor.person_id).values("item_id")
    found = Q(level__in=[SafetyLevel.NAMED, SafetyLevel.STRICT], id__in=Subquery(mine))
    if actor.centre_ids:
        ours = Reader.filter(centre_id__in=list(actor.centre_ids)).values("item_id")
        found |= Q(level=SafetyLevel.NAMED, id__in=Subquery(ours))
    return found


def can_see(actor: Actor, item: Item, readers: Iterable[Reader]) -> bool:
    """The same as `visible_to`, for one item and those named to read it."""
    return item.state is ItemState.PUBLISHED and _can_read(actor, item, readers)


def can_reach(actor: Actor, item: Item, readers: Iterable[Reader]) -> bool:
    """The same as `reachable_by`, for one item and those named to read it."""
    return item.state in states.SHOWN and _can_read(actor, item, readers)


def _can_read(actor: Actor, item: Item, readers: Iterable[Reader]) -> bool:
    if _owns(actor, item):
        return True
    if item.is_held:
        return can_judge_holds(actor) and item.level is not SafetyLevel.STRICT
    if item.level is SafetyLevel.PUBLIC:
        return True
    if item.level is SafetyLevel.MEMBERS:
        return actor.is_member
    if item.level is SafetyLevel.NAMED and actor.is_secretariat:
        return True
    return any(_names(reader, actor, item.level) for reader in readers)


def _names(reader: Reader, actor: Actor, level: SafetyLevel) -> bool:
    if reader.person_id is not None:
        return reader.person_id == actor.person_id
    return level is SafetyLevel.NAMED and reader.centre_id in actor.centre_ids


def _owns(actor: Actor, item: Item) -> bool:
    return actor.person_id is not None and actor.person_id == item.owner_id


def can_read_text(actor: Actor, version: Version, item: Item) -> bool:
    """A text made for fewer people than the item is for now is read by no more than those."""
    if states.stricter(version.level, item.level) is item.level or _owns(actor, item):
        return True
    return version.level is SafetyLevel.MEMBERS and actor.is_member


def can_download(actor: Actor, item: Item) -> bool:
    """What only named people may read is neither exported nor downloaded, and in no pack."""
    del actor
    return item.level is not SafetyLevel.STRICT and not item.is_held


_LEAVING = [SafetyLevel.PUBLIC, SafetyLevel.MEMBERS]


def may_leave_to(actor: Actor) -> Q:
    """A private feed tells of public items, and to members of those of members; of nothing held."""
    levels = _LEAVING if actor.is_member else [SafetyLevel.PUBLIC]
    return Q(state=ItemState.PUBLISHED, level__in=levels, is_held=False)


def may_leave(version: Version) -> bool:
    """A text for fewer people than its item stays out of private feeds."""
    return version.level in _LEAVING


# writing -----------------------------------------------------------------------------------------


def can_write(actor: Actor) -> bool:
    """Everybody who works in the network writes items and translations."""
    return actor.is_member and actor.person_id is not None


def can_manage(actor: Actor, item: Item) -> bool:
    """The owner of an item, the coordinators of its centre and the editors keep it up to date."""
    coordinates = item.centre_id is not None and actor.coordinates(item.centre_id)
    is_open = item.level is not SafetyLevel.STRICT
    return _owns(actor, item) or (is_open and (coordinates or is_editor(actor)))


def can_edit(actor: Actor, version: Version, item: Item) -> bool:
    """A draft is written by its author, the owner of the item and the centre's coordinators."""
    is_author = actor.person_id is not None and actor.person_id == version.author_id
    coordinates = item.centre_id is not None and actor.coordinates(item.centre_id)
    is_open = version.level is not SafetyLevel.STRICT
    return is_author or _owns(actor, item) or (is_open and coordinates)


def can_see_version(actor: Actor, version: Version, item: Item) -> bool:
    """Who writes a draft sees it; what is in review is seen by those who look through it."""
    if can_edit(actor, version, item):
        return True
    in_review = version.state in (VersionState.IN_REVIEW, VersionState.SAFETY_CHECK)
    return in_review and (is_editor(actor) or looks_after_safety(actor, item))


# review ------------------------------------------------------------------------------------------


def is_editor(actor: Actor) -> bool:
    """Knowledge editors and the secretariat review items."""
    return actor.person_id is not None and (
        actor.is_secretariat or Role.EDITOR in actor.network_roles
    )


def looks_after_safety(actor: Actor, item: Item) -> bool:
    """The network's safety focal point checks any item, a centre's those of the centre."""
    own = actor.roles.get(item.centre_id, frozenset()) if item.centre_id else frozenset()
    return Role.FOCAL_POINT in actor.network_roles or Role.FOCAL_POINT in own


def can_review(actor: Actor, version: Version) -> bool:
    """Editors review what others wrote."""
    return is_editor(actor) and actor.person_id != version.author_id


def can_check(actor: Actor, version: Version, item: Item) -> bool:
    """A focal point or editor checks the safety of what others wrote; twice two for public ones."""
    if not (is_editor(actor) or looks_after_safety(actor, item)):
        return False
    is_other = actor.person_id != version.author_id
    is_second = actor.person_id != version.reviewed_by_id or not states.needs_two(version, item)
    return is_other and is_second


def in_queue_of(actor: Actor) -> Q:
    """Editors and focal points see what waits for them, but for their own texts."""
    waiting = Q(state__in=[VersionState.IN_REVIEW, VersionState.SAFETY_CHECK])
    if not (is_editor(actor) or Role.FOCAL_POINT in actor.network_roles):
        centres = [c for c, roles in actor.roles.items() if Role.FOCAL_POINT in roles]
        waiting = Q(state=VersionState.SAFETY_CHECK, item__centre_id__in=centres)
    elif not is_editor(actor):
        waiting = Q(state=VersionState.SAFETY_CHECK)
    return waiting & ~Q(author_id=actor.person_id)


def has_queue(actor: Actor) -> bool:
    """Editors and safety focal points have a list of what waits for them."""
    return is_editor(actor) or Role.FOCAL_POINT in actor.all_roles


# keeping -----------------------------------------------------------------------------------------


def can_hold(actor: Actor, item: Item) -> bool:
    """Every member who reads a published item may put it on hold."""
    return can_write(actor) and item.state is ItemState.PUBLISHED


def can_judge_holds(actor: Actor) -> bool:
    """Editors and the network's safety focal points see what is on hold, and clear it."""
    return is_editor(actor) or Role.FOCAL_POINT in actor.network_roles


def can_clear(actor: Actor, item: Item, hold: Hold) -> bool:
    """A hold is cleared by two people who judge holds or own the item, not by who asked for it."""
    coordinates = item.centre_id is not None and actor.coordinates(item.centre_id)
    judges = can_judge_holds(actor) or _owns(actor, item) or coordinates
    return judges and actor.person_id not in (hold.person_id, hold.first_cleared_by_id)


def can_withdraw(actor: Actor, item: Item) -> bool:
    """The owner, the editors and the network's safety focal point withdraw an item."""
    is_open = item.level is not SafetyLevel.STRICT
    return _owns(actor, item) or (is_open and can_judge_holds(actor))


def can_give(actor: Actor, item: Item) -> bool:
    """The owner, the centre's coordinators and the secretariat give an item to another owner."""
    coordinates = item.centre_id is not None and actor.coordinates(item.centre_id)
    is_open = item.level is not SafetyLevel.STRICT
    return _owns(actor, item) or (is_open and (coordinates or actor.is_secretariat))


def may_be_asked_for(item: Item) -> bool:
    """Whose keepers hear that somebody wants to read it: what is published for named readers."""
    is_named = item.level in (SafetyLevel.NAMED, SafetyLevel.STRICT)
    is_kept = item.owner_id is not None or item.level is SafetyLevel.NAMED
    return is_named and is_kept and item.state is ItemState.PUBLISHED and not item.is_held


# readers' marks ----------------------------------------------------------------------------------


def can_try(actor: Actor, centre_id: UUID) -> bool:
    """Everybody who works at a centre tells what became of an item there."""
    return actor.works_at(centre_id)


def can_cite(actor: Actor) -> bool:
    """Editors note who cited an item."""
    return is_editor(actor)


def collections_visible_to(actor: Actor) -> Q:
    """A collection is seen by who made it, and by all members once it is shared."""
    shared = Q(is_shared=True) if actor.is_member else Q(id=None)
    return shared | Q(owner_id=actor.person_id) if actor.person_id else shared


def can_edit_collection(actor: Actor, collection: Collection) -> bool:
    """Only who made a collection changes it."""
    return actor.person_id is not None and actor.person_id == collection.owner_id


def can_see_confirmations(actor: Actor, item: Item) -> bool:
    """Who keeps an item sees how many have read it at each centre; coordinators see their own."""
    return can_manage(actor, item) or bool(actor.coordinated_ids)
