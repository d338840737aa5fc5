"""What the programme and the travel checks of a visit do when the visit moves.

Items are in calendars only while the visit is confirmed. They leave them with it, and move by
whole days with its days.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from network import events, outbox
from network.db import transaction
from network.exchanges.actions import checklist
from network.exchanges.models.agreeing import AgreementEdition
from network.exchanges.models.staying import ProgrammeItem, TravelCheck
from network.exchanges.models.staying import TravelCheckState as CheckState
from network.exchanges.models.visits import Visit
from network.exchanges.queries import people, programme
from network.exchanges.rules import checklists, programmes, travelling
from network.exchanges.rules.dates import DAY
from network.exchanges.rules.facts import Request
from network.exchanges.rules.states import Rule
from network.exchanges.vocabulary import Move, VisitState
from network.kernel import clock, travel, wall_times, zones
from network.kernel.actor import Actor

_WITHOUT_DAYS = (
    VisitState.HOST_PENDING,
    VisitState.HOST_ACCEPTED,
    VisitState.POSTPONED,
    VisitState.CANCELLED,
)
_HAD_HOST = (VisitState.HOST_ACCEPTED, VisitState.CONFIRMED, VisitState.POSTPONED)
_OVER = (VisitState.ENDED_EARLY, VisitState.REPORT_DUE)


async def follow_move(actor: Actor, visit: Visit, rule: Rule, given: Request) -> dict[str, Any]:
    """Let programme and checks follow a move that is about to be stored.

    Returns the columns of the visit that change with it.
    """
    if rule.move is Move.ARRIVE:
        await _settle_way_there(visit)
    was, will = (state in programmes.ANNOUNCED_IN for state in (visit.state, rule.target))
    if will and not was:
        await announce_programme(actor, visit)
    elif rule.move is Move.RESUME and given.starts_on:
        await take_up(visit, given.starts_on)
    elif rule.target is VisitState.HOST_PENDING and visit.state in _HAD_HOST:
        await _drop(actor, visit, await programme.items_of(visit))
    elif was and rule.target in _OVER:
        await _drop(actor, visit, await _later(visit, rule))
    elif was and not will:
        await _take_back(actor, visit)
    return await _let_checks_go(visit, rule) if was and rule.target in _WITHOUT_DAYS else {}


async def announce_programme(actor: Actor, visit: Visit) -> None:
    """Put the whole programme into the calendars of those who are in the visit now."""
    items = await programme.items_of(visit)
    for item in items:
        item.revision = programmes.next_edition(item.revision)
    async with transaction():
        await _store(items, "revision")
        for item in items:
            await tell(actor, visit, item)


async def move_days(actor: Actor, visit: Visit, before: date) -> None:
    """After a visit got other days: the programme and the checks go along, hour by hour.

    `before` was its first day. What no longer lies in the days leaves the calendars and stays in
    the programme, to be moved or taken out.
    """
    if visit.first_on is None:
        return
    async with transaction():
        items = await _shift_all(visit, visit.first_on - before)
        if visit.state in programmes.ANNOUNCED_IN:
            for item in items:
                await tell(actor, visit, item)


async def take_up(visit: Visit, first_on: date) -> None:
    """After a postponed visit got days again: the programme goes along.

    The agreement, signed before the visit was postponed, knows on which days it would be.
    """
    last = await AgreementEdition.filter(visit_id=visit.id).order_by("-number").first()
    if last is not None:
        await _shift_all(visit, first_on - last.first_on)


async def tell(
    actor: Actor, visit: Visit, item: ProgrammeItem, *, is_removed: bool = False
) -> None:
    """Say where an item of a confirmed visit is now, or that it is not any more."""
    wall = datetime.fromisoformat(item.wall)
    is_out = not programmes.is_within(wall, item.minutes, visit.first_on, visit.last_on)
    fact = events.ProgrammeItemMoved(
        item_id=item.id,
        visit_id=visit.id,
        starts_at=item.starts_at,
        minutes=item.minutes,
        revision=item.revision,
        is_removed=is_removed or is_out,
        members=tuple(sorted(people.members_of(visit))),
    )
    await outbox.record(actor, fact)


# one move after another --------------------------------------------------------------------------


async def _take_back(actor: Actor, visit: Visit) -> None:
    """The items stay written and leave the calendars."""
    items = await programme.items_of(visit)
    for item in items:
        item.revision += 1
    await _store(items, "revision")
    for item in items:
        await tell(actor, visit, item, is_removed=True)


async def _drop(actor: Actor, visit: Visit, items: list[ProgrammeItem]) -> None:
    """The items are gone: a host that is none any more, or days that do not come."""
    for item in items:
        item.revision += 1
        item.removed_at = clock.now()
    await _store(items, "revision", "removed_at")
    if visit.state in programmes.ANNOUNCED_IN:
        for item in items:
            await tell(actor, visit, item, is_removed=True)


async def _later(visit: Visit, rule: Rule) -> list[ProgrammeItem]:
    """What of the programme will not take place: after an early end, or on the days after."""
    since = clock.now()
    if rule.target is VisitState.REPORT_DUE:
        zone = visit.zone or "UTC"
        since = travel.day_start(wall_times.wall_of(since, zone).date() + DAY, zone)
    return [item for item in await programme.items_of(visit) if item.starts_at >= since]


async def _let_checks_go(visit: Visit, rule: Rule) -> dict[str, Any]:
    """Nobody travels on those days: nobody waits for a word, and nobody is missing.

    For another journey, or the same after all, people agree on words anew.
    """
    planned = TravelCheck.filter(visit_id=visit.id, state=CheckState.PLANNED)
    await planned.update(state=CheckState.CANCELLED)
    await checklist.open_again(visit, checklists.FOR_THE_WAY)
    return {} if rule.target is VisitState.CANCELLED else {"nobody_came_at": None}


async def _settle_way_there(visit: Visit) -> None:
    """Who arrived need not say so a second time."""
    way = TravelCheck.filter(
        visit_id=visit.id,
        state=CheckState.PLANNED,
        kind__in=[travelling.Kind.JOURNEY, travelling.Kind.ARRIVAL],
        due_at__lte=clock.now(),
    )
    await way.update(state=CheckState.DONE, done_at=clock.now())


async def _shift_all(visit: Visit, days: timedelta) -> list[ProgrammeItem]:
    items = await programme.items_of(visit)
    for item in items:
        _shift(item, days)
    await _store(items, "wall", "starts_at", "tz_version", "revision", "version")
    await _move_checks(visit, days)
    return items


def _shift(item: ProgrammeItem, days: timedelta) -> None:
    wall = datetime.fromisoformat(item.wall) + days
    item.wall = written(wall)
    item.starts_at = wall_times.kept_instant(wall, item.zone, second=item.is_second)
    item.tz_version = zones.TZ_VERSION
    item.revision = programmes.next_edition(item.revision)
    item.version += 1


def written(wall: datetime) -> str:
    """A wall time as it is stored."""
    return f"{wall:%Y-%m-%dT%H:%M}"


async def _move_checks(visit: Visit, days: timedelta) -> None:
    for check in await TravelCheck.filter(visit_id=visit.id, state=CheckState.PLANNED):
        due_at = wall_times.days_later(check.due_at, check.zone, days)
        await TravelCheck.filter(id=check.id).update(due_at=due_at, asked=0)


async def _store(items: Iterable[ProgrammeItem], *columns: str) -> None:
    rows = list(items)
    if rows:
        await ProgrammeItem.bulk_update(rows, fields=columns)
