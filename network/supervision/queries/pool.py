"""Several supervisors of one person, and which of them gives a session at a time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from network.kernel import clock
from network.kernel.actor import Actor
from network.supervision.models import Agreement, SupervisionSession, Supervisor
from network.supervision.queries import agreements, supervisors
from network.supervision.rules import pool as rules
from network.supervision.rules import sessions as states
from network.supervision.rules.pool import Candidate
from network.supervision.rules.slots import Slot

_LATELY = timedelta(days=90)


async def own_supervisors(actor: Actor) -> list[Supervisor]:
    """Supervisors with whom the actor has an active agreement, longest standing first."""
    wanted = await supervisors.bookable(actor)
    return await Supervisor.filter(id__in=list(wanted)).order_by("created_at")


async def starts(
    actor: Actor, found: Iterable[Supervisor], first_on: date, last_on: date
) -> list[Slot]:
    """Starts at which at least one of them is free, and the actor as well; earliest first."""
    guests = [actor.person_id] if actor.person_id else []
    by_start: dict[int, Slot] = {}
    for one in found:
        for slot in await supervisors.slots(one, first_on, last_on, one.minutes, guests):
            if slot.is_free:
                by_start.setdefault(slot.start, slot)
    return [by_start[start] for start in sorted(by_start)]


async def ranked(
    actor: Actor, found: Iterable[Supervisor], starts_at: datetime
) -> list[tuple[Supervisor, Agreement]]:
    """Those who are free at a start and have an agreement that day, whose turn it is first."""
    guests = [actor.person_id] if actor.person_id else []
    free: dict[UUID, tuple[Supervisor, Agreement]] = {}
    for one in found:
        agreement = await agreements.active_between(actor.person_id, one.id, starts_at.date())
        if agreement is None:
            continue
        slot = await supervisors.slot_at(one, starts_at, agreement.minutes, guests)
        if slot.is_free:
            free[one.id] = (one, agreement)
    waiting = await _candidates([supervisor for supervisor, _agreement in free.values()])
    order = []
    while (chosen := rules.pick(waiting)) is not None:
        order.append(free[chosen.id])
        waiting.remove(chosen)
    return order


async def _candidates(found: list[Supervisor]) -> list[Candidate]:
    """What each has given lately."""
    since = clock.now() - _LATELY
    rows = await SupervisionSession.filter(
        leader_id__in=[one.person_id for one in found],
        state__in=states.TAKES_TIME,
        starts_at__gt=since,
    ).values_list("leader_id", "starts_at")
    given: dict[UUID, list[datetime]] = defaultdict(list)
    for leader_id, at in rows:
        given[leader_id].append(at)
    return [
        Candidate(
            one.id,
            len(given[one.person_id]),
            one.most_supervisees,
            max(given[one.person_id], default=None),
        )
        for one in found
    ]
