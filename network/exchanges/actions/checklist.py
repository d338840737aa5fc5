"""The checklists of a confirmed visit: laid out with their days, added to, and settled."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from network.db import transaction
from network.exchanges import policy
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import Visit
from network.exchanges.queries import checklists as queries
from network.exchanges.queries import hosts
from network.exchanges.rules import checklists
from network.exchanges.rules.checklists import Area, Item
from network.exchanges.rules.dates import DAY, Span, Week
from network.exchanges.vocabulary import Part, Side, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _

MOST_ITEMS = 80
OWNERS = (Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR)
_OPEN_IN = (
    VisitState.CONFIRMED,
    VisitState.IN_PROGRESS,
    VisitState.REPORT_DUE,
    VisitState.REPORT_REVIEW,
    VisitState.SHARING,
    VisitState.ENDED_EARLY,
)
_OPEN_AGAIN: dict[str, Any] = {
    "state": TaskState.OPEN,
    "done_by_id": None,
    "done_role": "",
    "done_at": None,
}


class Own(NamedTuple):
    """Something people add to the lists themselves."""

    text: str
    area: Area
    owner: Part
    due_on: date


# laying out --------------------------------------------------------------------------------------


async def lay_out(visit: Visit) -> None:
    """Write the items a visit needs, dated around the days off of both centres.

    Items that are there keep what was done, and get the days that count now. Those that nobody
    needs any more, as in an exchange that became virtual, are marked so. What another host did
    before is open again, and so is a safety rating given too long before these days.
    """
    if visit.first_on is None or visit.last_on is None:
        return
    span = Span(visit.first_on, visit.last_on)
    weeks = queries.weeks_of(await hosts.both_centres(visit), visit.first_on)
    items = {item.code: item for item in await queries.needed_for(visit)}
    rows = {row.code: row for row in await queries.items_of(visit.id) if row.code}
    asked_at = await _asked_at(visit)
    for position, entry in enumerate(checklists.dated(items.values(), span, weeks)):
        dated: dict[str, Any] = {"due_on": entry.due_on, "position": position}
        row = rows.get(entry.code)
        if row is None:
            await write(visit, items[entry.code], **dated)
        else:
            reopened = _undone(row, asked_at) or _outdated(row, visit)
            await row.store(row.version, **dated, **reopened)
    await _drop([row for code, row in rows.items() if code not in items])
    await _redate_own(visit, span, weeks)


async def _asked_at(visit: Visit) -> datetime | None:
    choice = await hosts.current_choice(visit.id)
    return choice.asked_at if choice else None


def _undone(row: ChecklistItem, asked_at: datetime | None) -> dict[str, Any]:
    """What reopens an item that a host did before this one was asked."""
    is_hosts = row.owner == Part.HOST and row.done_at is not None
    is_before = asked_at is not None and row.done_at is not None and row.done_at < asked_at
    return {**_OPEN_AGAIN, "note": ""} if is_hosts and is_before else {}


def _outdated(row: ChecklistItem, visit: Visit) -> dict[str, Any]:
    """What reopens the item of a rating that does not count for the days a visit has now."""
    if row.code not in checklists.RATINGS or row.state is not TaskState.DONE:
        return {}
    on = visit.home_rated_on if row.code == f"rating_{Side.HOME}" else visit.host_rated_on
    counts = on and visit.first_on and on >= checklists.rates_from(visit.first_on)
    return {} if counts else _OPEN_AGAIN


async def open_again(visit: Visit, codes: Iterable[str]) -> None:
    """Open items that were done for what does not hold any more; what was waived stays so."""
    for row in await ChecklistItem.filter(
        visit_id=visit.id, code__in=list(codes), state=TaskState.DONE
    ):
        await row.store(row.version, **_OPEN_AGAIN, note="")


async def write(visit: Visit, item: Item, **dated: Any) -> None:
    await ChecklistItem.create(
        visit_id=visit.id,
        area=str(item.area),
        code=item.code,
        owner=str(item.owner),
        offset_days=item.days,
        is_required=item.is_required,
        **dated,
    )


async def _drop(rows: list[ChecklistItem]) -> None:
    for row in rows:
        if row.state is TaskState.OPEN:
            await row.store(row.version, state=TaskState.NOT_NEEDED)


async def _redate_own(visit: Visit, span: Span, weeks: list[Week]) -> None:
    for row in await ChecklistItem.filter(visit_id=visit.id, code=""):
        due_on = checklists.own_due_on(row.offset_days, span, weeks)
        if due_on != row.due_on:
            await row.store(row.version, due_on=due_on)


# settling ----------------------------------------------------------------------------------------


async def settle(
    actor: Actor, visit: Visit, item: ChecklistItem, version: int, state: TaskState, note: str = ""
) -> None:
    """Say how far an item is. Raises Stale when somebody said something else meanwhile."""
    require(policy.can_settle_item(actor, visit, item, state) and item.visit_id == visit.id)
    is_done = state is not TaskState.OPEN
    async with transaction():
        stored = await item.store(
            version,
            state=state,
            note=note,
            done_by_id=actor.person_id if is_done else None,
            done_role=str(_part(actor, visit, item, state)) if is_done else "",
            done_at=clock.now() if is_done else None,
        )
        if not stored:
            raise Stale(_("Somebody changed this a moment ago."), await _fresh(item))


async def settle_by_hand(
    actor: Actor, visit: Visit, item: ChecklistItem, version: int, state: TaskState, note: str = ""
) -> None:
    """The same from the lists, where a safety rating is not said to be done without rating."""
    if item.code in checklists.RATINGS and state in (TaskState.DONE, TaskState.NOT_NEEDED):
        raise Conflict(_("This is done by rating the safety of the visit."))
    await settle(actor, visit, item, version, state, note)


async def note_rating(actor: Actor, visit: Visit, side: Side, *, allows: bool) -> None:
    """Settle the item of a side's rating once it counts for the journey; red opens it again."""
    item = await ChecklistItem.get_or_none(visit_id=visit.id, code=f"rating_{side}")
    if item is None or visit.first_on is None:
        return
    counts = clock.now().date() >= checklists.rates_from(visit.first_on)
    if not allows:
        await item.store(item.version, **_OPEN_AGAIN)
    elif counts and item.state is TaskState.OPEN:
        done = {"done_by_id": actor.person_id, "done_role": str(side), "done_at": clock.now()}
        await item.store(item.version, state=TaskState.DONE, **done)


def _part(actor: Actor, visit: Visit, item: ChecklistItem, state: TaskState) -> Part:
    """In which part somebody settles an item, for the others to see."""
    if state is TaskState.WAIVED:
        return Part.FOCAL_POINT
    own = Part(item.owner)
    return own if own in policy.parts_in(actor, visit) else Part.HOME


async def _fresh(item: ChecklistItem) -> ChecklistItem | None:
    return await ChecklistItem.get_or_none(id=item.id)


# items of one's own ------------------------------------------------------------------------------


async def add_item(actor: Actor, visit: Visit, own: Own) -> ChecklistItem:
    """Add something to the lists of a visit; it never keeps the visit from beginning."""
    require(policy.can_prepare(actor, visit))
    if own.owner not in OWNERS:
        raise Invalid(owner=_("Choose from the list."))
    if visit.first_on is None or visit.state not in _OPEN_IN:
        raise Conflict(_("The lists begin once the visit is confirmed."))
    async with transaction():
        if await ChecklistItem.filter(visit_id=visit.id).count() >= MOST_ITEMS:
            raise Conflict(_("The lists are full. Take something off first."))
        return await ChecklistItem.create(
            visit_id=visit.id,
            area=str(own.area),
            text=own.text,
            owner=str(own.owner),
            due_on=own.due_on,
            offset_days=(own.due_on - visit.first_on) // DAY,
        )


async def remove_item(actor: Actor, visit: Visit, item: ChecklistItem, version: int) -> None:
    """Take off something that people added; the items of our own lists stay."""
    require(policy.can_prepare(actor, visit) and item.visit_id == visit.id)
    if item.code:
        raise Conflict(_("This belongs to the list of every visit. Mark it as not needed instead."))
    async with transaction():
        if not await ChecklistItem.filter(id=item.id, version=version).delete():
            raise Stale(_("Somebody changed this a moment ago."), await _fresh(item))
