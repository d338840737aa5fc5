"""Agreeing on a word by the way, giving it, and asking after those from whom none came."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions.moving import held
from network.exchanges.models.staying import TravelCheck, TravelCheckState
from network.exchanges.models.visits import Visit
from network.exchanges.queries import travelling as queries
from network.exchanges.rules import travelling
from network.exchanges.rules.dates import local_day
from network.exchanges.rules.travelling import Asked, Kind
from network.exchanges.vocabulary import VisitState
from network.kernel import clock, wall_times, zones
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _
from network.kernel.one_by_one import each


async def agree_check(
    actor: Actor, visit: Visit, kind: Kind, wall: datetime, zone: str, *, second: bool | None = None
) -> TravelCheck:
    """Agree by when the visitor says that all is well.

    Raises Invalid for a time that is over or far from the visit, or that the clocks jump over or
    show twice.
    """
    require(policy.can_see_checks(actor, visit))
    if not zones.is_zone(zone):
        raise Invalid(zone=_("Choose from the list."))
    due_at = wall_times.agreed_instant(wall, zone, second=second)
    async with transaction():
        stored = await _travelling(visit)
        _check_time(stored, due_at, zone)
        planned = TravelCheck.filter(visit_id=visit.id, state=TravelCheckState.PLANNED)
        if await planned.count() >= travelling.MOST_CHECKS:
            raise Conflict(_("More words by the way than this cannot be agreed."))
        return await TravelCheck.create(visit_id=visit.id, kind=str(kind), due_at=due_at, zone=zone)


async def give_word(actor: Actor, visit: Visit, check: TravelCheck) -> None:
    """Say that all is well: the visitor does, or a focal point who heard from them.

    What was due before is settled with it. Saying it again changes nothing.
    """
    require(policy.can_see_checks(actor, visit) and check.visit_id == visit.id)
    if check.state is TravelCheckState.CANCELLED:
        raise Conflict(_("This is not asked for any more."))
    async with transaction():
        waited = TravelCheck.filter(visit_id=visit.id, state=TravelCheckState.PLANNED)
        now = clock.now()
        await waited.filter(due_at__lte=max(check.due_at, now)).update(
            state=TravelCheckState.DONE, done_at=now
        )


async def drop_check(actor: Actor, visit: Visit, check: TravelCheck) -> None:
    """Agree that a word is not needed."""
    require(policy.can_see_checks(actor, visit) and check.visit_id == visit.id)
    async with transaction():
        planned = TravelCheck.filter(id=check.id, state=TravelCheckState.PLANNED)
        if not await planned.update(state=TravelCheckState.CANCELLED):
            raise Conflict(_("This was settled already."))


async def ask_after_travellers() -> int:
    """Ask where a word did not come: the visitor first, then the focal points of both sides.

    However late this runs, each is asked once, and once for all words of a visit.
    """
    by_visit: dict[UUID, list[TravelCheck]] = defaultdict(list)
    for check in await queries.waited_for():
        by_visit[check.visit_id].append(check)
    return await each(by_visit.values(), _ask)


async def ask_about_arrivals() -> int:
    """Ask the focal points of both sides how somebody is whom nobody saw arrive."""
    return await each(await queries.not_arrived(), _ask_about)


# one visit after another -------------------------------------------------------------------------


async def _ask(checks: list[TravelCheck]) -> bool:
    visit, now = checks[0].visit, clock.now()
    async with transaction():
        asked = [(check.asked, step) for check in checks if (step := await _raised(check, now))]
        if any(before < Asked.VISITOR for before, _step in asked):
            fact = events.TravelWordMissed(
                visit_id=visit.id, is_call=False, stand_in=False, told=(visit.visitor_id,)
            )
            await outbox.record(SYSTEM, fact)
        if any(step is Asked.FOCAL_POINTS for _before, step in asked):
            helpers = await queries.helpers_of(visit)
            fact = events.TravelWordMissed(
                visit_id=visit.id,
                is_call=True,
                stand_in=helpers.stand_in,
                told=tuple(sorted(helpers.ids)),
            )
            await outbox.record(SYSTEM, fact)
    return bool(asked)


async def _raised(check: TravelCheck, now: datetime) -> Asked | None:
    """The step a check came to; None when somebody else, or a word, was there first."""
    step = travelling.asked_by(check.due_at, now)
    if step <= check.asked:
        return None
    waited = TravelCheck.filter(
        id=check.id, state=TravelCheckState.PLANNED, asked=check.asked, due_at=check.due_at
    )
    return step if await waited.update(asked=step) else None


async def _ask_about(visit: Visit) -> bool:
    async with transaction():
        first = await Visit.filter(
            id=visit.id,
            state=VisitState.CONFIRMED,
            nobody_came_at=None,
            first_on=visit.first_on,
        ).update(nobody_came_at=clock.now())
        if first:
            helpers = await queries.helpers_of(visit)
            fact = events.ArrivalUnknown(
                visit_id=visit.id, stand_in=helpers.stand_in, told=tuple(sorted(helpers.ids))
            )
            await outbox.record(SYSTEM, fact)
    return bool(first)


async def _travelling(visit: Visit) -> Visit:
    stored = await held(visit)
    if stored.is_virtual:
        raise Conflict(_("Nobody travels for this exchange."))
    if stored.state not in travelling.AGREED_IN:
        raise Conflict(_("Words by the way are agreed once the visit is confirmed."))
    return stored


def _check_time(visit: Visit, due_at: datetime, zone: str) -> None:
    if due_at <= clock.now():
        raise Invalid(at=_("This time is over already."))
    on = local_day(due_at, zone)
    first_on, last_on = visit.first_on or on, visit.last_on or on
    if not first_on - travelling.FARTHEST <= on <= last_on + travelling.FARTHEST:
        raise Invalid(on=_("This is far from the days of the visit."))
