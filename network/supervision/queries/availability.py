"""Reading a supervisor's own hours, what falls into days away, and who has to be verified."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NoReturn
from uuid import UUID

from tortoise.expressions import Q

from network.kernel import clock, zones
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.supervision import policy
from network.supervision.models import (
    DatesKind,
    SupervisionSession,
    Supervisor,
    SupervisorDates,
    SupervisorState,
)
from network.supervision.queries import sessions, supervisors
from network.supervision.rules import sessions as session_rules
from network.supervision.rules import supervisors as rules
from network.supervision.rules.slots import Closed, Diary, Slot, Terms, free

_LOOKS_BACK, _LOOKS_AHEAD = timedelta(days=21), timedelta(days=42)
_ANY_WINDOW = 1000
_AROUND = timedelta(days=32)
_MOST_STARTS = 12


async def own_supervisor(actor: Actor) -> Supervisor:
    """The actor's own profile as a supervisor; NotFound for everybody else."""
    return await supervisors.supervisor_of(actor.person_id) or _absent()


async def dates_of(supervisor: Supervisor, since: date) -> list[SupervisorDates]:
    """Extra hours, closed days and days away that are not over, first to last."""
    return await SupervisorDates.filter(supervisor_id=supervisor.id, last_on__gte=since).order_by(
        "first_on", "start"
    )


async def get_dates(supervisor: Supervisor, dates_id: UUID) -> SupervisorDates:
    """One of a supervisor's own dates."""
    found = await SupervisorDates.get_or_none(id=dates_id, supervisor_id=supervisor.id)
    return found or _absent()


async def clashes(
    supervisor: Supervisor, first_on: date, last_on: date
) -> list[SupervisionSession]:
    """Sessions a supervisor leads that fall into days of theirs, first to last."""
    first, last = _bounds(supervisor.zone, first_on, last_on)
    rows = (
        await SupervisionSession.filter(
            leader_id=supervisor.person_id,
            state__in=session_rules.LIVE,
            starts_at__gt=max(first - timedelta(hours=12), clock.now()),
            starts_at__lt=last,
        )
        .order_by("starts_at")
        .prefetch_related("places", "moves", "agreement__parties", "agreement__supervisor")
    )
    now = clock.now()
    return [
        row
        for row in rows
        if session_rules.ends_at(row) > first and session_rules.can_change(row, now)
    ]


def _bounds(zone: str, first_on: date, last_on: date) -> tuple[datetime, datetime]:
    rules_of_zone = zones.zone(zone)
    first = datetime.combine(first_on, time(), rules_of_zone)
    last = datetime.combine(last_on + timedelta(days=1), time(), rules_of_zone)
    return first, last


async def other_times(
    supervisor: Supervisor, away: Closed, found: Sequence[SupervisionSession]
) -> dict[UUID, list[Slot]]:
    """For each of these sessions, the nearest starts that suit its supervisor and all who come.

    How far ahead others may book does not bind the supervisor's own moves.
    """
    people = {person for session in found for person in sessions.people_in(session)}
    now = clock.now()
    today = now.astimezone(zones.zone(supervisor.zone)).date()
    first_on, last_on = max(today, away.first_on - _LOOKS_BACK), away.last_on + _LOOKS_AHEAD
    first, last = _bounds(supervisor.zone, first_on, last_on)
    diaries = await supervisors.diaries_of(people, first - _AROUND, last + _AROUND)
    terms = _moving(await supervisors.terms_of(supervisor), away)
    own = diaries.get(supervisor.person_id, [])
    times = {}
    for session in found:
        others = [diaries[p] for p in sessions.people_in(session) if p != supervisor.person_id]
        slots = free(terms, Diary(own, others), first_on, last_on, session.minutes, now)
        times[session.id] = _nearest(slots, session.starts_at)
    return times


def _nearest(slots: Iterable[Slot], wished: datetime) -> list[Slot]:
    near = sorted(slots, key=lambda slot: abs(slot.starts_at - wished))
    return sorted(near[:_MOST_STARTS])


def _moving(terms: Terms, away: Closed) -> Terms:
    return replace(terms, closed=[*terms.closed, away], window_days=_ANY_WINDOW)


async def stand_ins(actor: Actor) -> list[Supervisor]:
    """Verified supervisors who may stand in for the actor."""
    rows = await Supervisor.filter(
        policy.supervisors_visible_to(actor), state=SupervisorState.VERIFIED
    ).order_by("created_at")
    return [row for row in rows if row.person_id != actor.person_id]


async def stand_in_on(leader_id: UUID, on: date) -> Supervisor | None:
    """Who stands in for a supervisor on a day away, if they named somebody still verified."""
    rows = await SupervisorDates.filter(
        supervisor__person_id=leader_id,
        kind=DatesKind.AWAY,
        first_on__lte=on,
        last_on__gte=on,
        stand_in__state=SupervisorState.VERIFIED,
    ).select_related("stand_in")
    return rows[0].stand_in if rows else None


# the secretariat ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk:
    """Profiles by what the secretariat does with them."""

    waiting: list[Supervisor]
    due: list[Supervisor]
    verified: list[Supervisor]
    paused: list[Supervisor]


async def desk(actor: Actor) -> Desk:
    """All supervisors for the secretariat, those who wait longest first."""
    if not actor.is_secretariat:
        return _absent()
    rows, now = await Supervisor.all().order_by("changed_at"), clock.now()
    due = [row for row in rows if rules.is_due(row, now)]
    return Desk(
        waiting=_in(rows, SupervisorState.PROPOSED),
        due=due,
        verified=[row for row in _in(rows, SupervisorState.VERIFIED) if row not in due],
        paused=_in(rows, SupervisorState.PAUSED),
    )


def _in(rows: Iterable[Supervisor], state: SupervisorState) -> list[Supervisor]:
    return [row for row in rows if row.state is state]


async def get_for_desk(actor: Actor, supervisor_id: UUID) -> Supervisor:
    """A profile for the secretariat; NotFound for everybody else."""
    if not actor.is_secretariat:
        return _absent()
    return await Supervisor.get_or_none(id=supervisor_id) or _absent()


async def due_for_check() -> list[Supervisor]:
    """Verified profiles whose 24 months are over and about whom nobody was told yet."""
    limit = clock.now() - rules.VERIFIED_FOR
    return await Supervisor.filter(
        Q(reminded_at__isnull=True), state=SupervisorState.VERIFIED, verified_at__lte=limit
    )


def _absent() -> NoReturn:
    raise NotFound
