"""Writing the programme of a visit: item by item, from a template, or like another day."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from network.centres import queries as centres
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import following
from network.exchanges.actions.moving import held
from network.exchanges.models.staying import ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.queries import hosts, programme
from network.exchanges.rules import programmes
from network.exchanges.rules.dates import Week
from network.exchanges.rules.programmes import Kind, Level
from network.exchanges.vocabulary import Part
from network.kernel import clock, wall_times, zones
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _, ngettext
from network.kernel.one_by_one import each


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an item shall be. Without a title the name of its kind is shown; `second` says which
    of two equal wall times is meant.
    """

    wall: datetime
    minutes: int
    kind: Kind
    title: str = ""
    place: str = ""
    mentor_id: UUID | None = None
    level: Level = Level.S1
    second: bool | None = None


async def add_item(actor: Actor, visit: Visit, plan: Plan) -> ProgrammeItem:
    """Put something into a programme. Raises Invalid for a time outside of the visit's days, or
    one that the clocks there jump over or show twice.
    """
    require(policy.can_prepare(actor, visit))
    async with transaction():
        stored = await _planned(visit, 1)
        await _check_mentor(actor, stored, plan, None)
        item = await ProgrammeItem.create(visit_id=stored.id, **_columns(stored, plan), revision=1)
        await _tell(actor, stored, item)
    return item


async def change_item(
    actor: Actor, visit: Visit, item: ProgrammeItem, version: int, plan: Plan
) -> None:
    """Change an item; raises Stale with what is stored when somebody did so meanwhile."""
    require(policy.can_prepare(actor, visit) and item.visit_id == visit.id)
    async with transaction():
        stored = await _planned(visit)
        await _check_mentor(actor, stored, plan, item)
        columns = _columns(stored, plan)
        if columns["starts_at"] != item.starts_at or plan.kind != item.kind:
            columns["has_consent"] = False
        await _keep(item, version, **columns)
        await _tell(actor, stored, item)


async def remove_item(actor: Actor, visit: Visit, item: ProgrammeItem, version: int) -> None:
    """Take something out of a programme."""
    require(policy.can_prepare(actor, visit) and item.visit_id == visit.id)
    async with transaction():
        stored = await _planned(visit)
        await _keep(item, version, removed_at=clock.now())
        await _tell(actor, stored, item, is_removed=True)


async def say_consent(actor: Actor, visit: Visit, item: ProgrammeItem, version: int) -> None:
    """Note that the host applied its own consent procedure; more is not kept here."""
    is_host = not policy.parts_in(actor, visit).isdisjoint({Part.HOST, Part.MENTOR})
    require(is_host and item.visit_id == visit.id)
    async with transaction():
        await _planned(visit)
        if not item.asks_consent:
            raise Conflict(_("No consent is asked for here."))
        if not await item.store(version, has_consent=True):
            raise Stale(_stale(), item)


async def fill_template(actor: Actor, visit: Visit) -> int:
    """Propose a programme for the working days that have nothing yet; returns how many items."""
    require(policy.can_prepare(actor, visit))
    async with transaction():
        stored = await _planned(visit)
        days = await _working_days(stored)
        filled = {programme.day_of(item) for item in await programme.items_of(stored)}
        slots = programmes.template(days, filled)
        await _check_room(stored, len(slots))
        for slot in slots:
            await _propose(actor, stored, Plan(**slot._asdict()))
    return len(slots)


async def copy_day(actor: Actor, visit: Visit, on: date) -> int:
    """Make an empty day like the last one before it that has something; returns how many items."""
    require(policy.can_prepare(actor, visit))
    async with transaction():
        stored = await _planned(visit)
        items = await programme.items_of(stored)
        if any(programme.day_of(item) == on for item in items):
            raise Conflict(_("This day has a programme already."))
        before = max((d for item in items if (d := programme.day_of(item)) < on), default=None)
        if before is None:
            raise Conflict(_("No day before this one has a programme yet."))
        copied = [item for item in items if programme.day_of(item) == before]
        await _check_room(stored, len(copied))
        for item in copied:
            await _propose(actor, stored, _like(item, on))
    return len(copied)


async def follow_zone_rules() -> int:
    """After new zone rules: keep the wall time of coming items; returns how many moved."""
    return await each(await programme.under_other_rules(zones.TZ_VERSION), _follow)


async def _follow(item: ProgrammeItem) -> bool:
    wall = datetime.fromisoformat(item.wall)
    starts_at = wall_times.kept_instant(wall, item.zone, second=item.is_second)
    is_moved = starts_at != item.starts_at
    changes: dict[str, Any] = {"tz_version": zones.TZ_VERSION, "starts_at": starts_at}
    async with transaction():
        changes["revision"] = item.revision + is_moved
        if await item.store(item.version, **changes) and is_moved:
            await _tell(SYSTEM, item.visit, item)
    return is_moved


# what an item becomes ----------------------------------------------------------------------------


async def _planned(visit: Visit, more: int = 0) -> Visit:
    """The visit, held, while its programme can be written."""
    stored = await held(visit)
    is_open = stored.state in programmes.PLANNED_IN and stored.first_on and stored.last_on
    if not is_open:
        raise Conflict(_("The programme cannot be changed at this step."))
    if more:
        await _check_room(stored, more)
    return stored


async def _check_room(visit: Visit, more: int) -> None:
    there = await ProgrammeItem.filter(visit_id=visit.id, removed_at=None).count()
    if there + more > programmes.MOST_ITEMS:
        told = ngettext(
            "A programme holds at most %(n)s item.",
            "A programme holds at most %(n)s items.",
            programmes.MOST_ITEMS,
        )
        raise Conflict(told)


async def _check_mentor(actor: Actor, visit: Visit, plan: Plan, item: ProgrammeItem | None) -> None:
    if plan.mentor_id is None:
        return
    if plan.mentor_id not in await programme.mentor_ids(actor, visit, item):
        raise Invalid(mentor=_("Choose from the list."))


def _columns(visit: Visit, plan: Plan) -> dict[str, Any]:
    if not programmes.LEAST_MINUTES <= plan.minutes <= programmes.MOST_MINUTES:
        raise Invalid(minutes=_("Choose another length."))
    if not programmes.is_within(plan.wall, plan.minutes, visit.first_on, visit.last_on):
        raise Invalid(on=_("This is not within the days of the visit."))
    zone = visit.zone or "UTC"
    return {
        "wall": following.written(plan.wall),
        "zone": zone,
        "is_second": bool(plan.second),
        "tz_version": zones.TZ_VERSION,
        "starts_at": wall_times.agreed_instant(plan.wall, zone, second=plan.second),
        "minutes": plan.minutes,
        "kind": str(plan.kind),
        "title": plan.title.strip(),
        "place": plan.place.strip(),
        "mentor_id": plan.mentor_id,
        "level": str(plan.level),
        "asks_consent": plan.kind in programmes.ASKS_CONSENT,
    }


async def _propose(actor: Actor, visit: Visit, plan: Plan) -> None:
    """Write a copied item; where the clocks jump over its time it goes to the next one."""
    zone = visit.zone or "UTC"
    starts_at = wall_times.kept_instant(plan.wall, zone, second=False)
    wall = wall_times.wall_of(starts_at, zone)
    columns = _columns(visit, replace(plan, wall=wall, second=False))
    item = await ProgrammeItem.create(visit_id=visit.id, **columns, revision=1)
    await _tell(actor, visit, item)


def _like(item: ProgrammeItem, on: date) -> Plan:
    """The same on another day; that consent was asked is said anew each time."""
    return Plan(
        wall=datetime.combine(on, datetime.fromisoformat(item.wall).time()),
        minutes=item.minutes,
        kind=Kind(item.kind),
        title=item.title,
        place=item.place,
        mentor_id=item.mentor_id,
        level=Level(item.level),
    )


async def _keep(item: ProgrammeItem, version: int, **columns: Any) -> None:
    if not await item.store(version, **columns, revision=item.revision + 1):
        raise Stale(_stale(), await ProgrammeItem.get(id=item.id))


def _stale() -> str:
    return _("Somebody changed this a moment ago.")


async def _tell(
    actor: Actor, visit: Visit, item: ProgrammeItem, *, is_removed: bool = False
) -> None:
    if visit.state in programmes.ANNOUNCED_IN:
        await following.tell(actor, visit, item, is_removed=is_removed)


async def _working_days(visit: Visit) -> list[date]:
    if visit.first_on is None or visit.last_on is None:
        return []
    week = Week()
    if visit.host_centre_id:
        found = await centres.centres_by_id([visit.host_centre_id])
        week = hosts.working_week(found[visit.host_centre_id], visit.first_on)
    return programmes.working_days(visit.first_on, visit.last_on, week)
