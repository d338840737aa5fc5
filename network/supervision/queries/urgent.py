"""Reading urgent requests: by who asked, and by supervisors with room; by nobody else."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NoReturn
from uuid import UUID

from network.centres import queries as centres
from network.kernel import clock, zones
from network.kernel.actor import Actor, Role
from network.kernel.errors import NotFound
from network.people import queries as people
from network.supervision import policy
from network.supervision.models import (
    Agreement,
    PartyState,
    SupervisionSession,
    Supervisor,
    SupervisorState,
    UrgentRequest,
    UrgentState,
)
from network.supervision.queries import agreements, supervisors
from network.supervision.rules import urgent as rules
from network.supervision.rules.slots import DAY, Diary, Hours, Slot, Terms, free

_SHOWN_AFTER = timedelta(days=14)  # how long somebody still sees what became of their request
_FROM, _UNTIL = 7, 22  # hours a supervisor may offer, on their own clocks
_NOTICE = 60  # minutes
_CENTRE_ONLY = "centre"


async def own_request(actor: Actor) -> UrgentRequest | None:
    """The actor's latest request, if it is recent."""
    since = clock.now() - _SHOWN_AFTER
    rows = UrgentRequest.filter(person_id=actor.person_id, created_at__gt=since)
    return await rows.order_by("-created_at").first()


async def get_own(actor: Actor, request_id: UUID) -> UrgentRequest:
    found = await UrgentRequest.get_or_none(id=request_id)
    if found is None or not policy.can_withdraw_urgent(actor, found):
        return _absent()
    return found


async def get_request(actor: Actor, request_id: UUID) -> tuple[UrgentRequest, Supervisor]:
    """A request, for a supervisor who may answer it or could have, and their profile."""
    found = await UrgentRequest.get_or_none(id=request_id)
    if found is None:
        return _absent()
    helpers = await helpers_of(found.person_id, found.languages)
    own = next((one for one in helpers if one.person_id == actor.person_id), None)
    if own is None and await is_taken_by(found, actor.person_id):
        own = await supervisors.supervisor_of(actor.person_id)
    return (found, own) if own is not None else _absent()


async def is_taken_by(request: UrgentRequest, person_id: UUID | None) -> bool:
    """Whether somebody gives the session that came of a request."""
    if request.session_id is None or person_id is None:
        return False
    led = SupervisionSession.filter(id=request.session_id, leader_id=person_id)
    return await led.exists()


async def to_help(actor: Actor) -> list[UrgentRequest]:
    """Open requests the actor may answer as a supervisor, first to run out first."""
    own = await supervisors.supervisor_of(actor.person_id)
    if own is None or not own.takes_urgent:
        return []
    rows = await UrgentRequest.filter(state=UrgentState.OPEN, ends_at__gt=clock.now()).order_by(
        "ends_at"
    )
    load, now = (await agreements.loads_of([own.id]))[own.id], clock.now()
    able = [
        row
        for row in rows
        if row.person_id != own.person_id and rules.can_help(own, load, row.languages, now)
    ]
    shut_out = await _cannot_turn_to(actor, own, {row.person_id for row in able})
    return [row for row in able if row.person_id not in shut_out]


async def _cannot_turn_to(actor: Actor, own: Supervisor, person_ids: set[UUID]) -> set[UUID]:
    """Who of some people the actor manages, or is not there for: `helpers_of`, seen from here."""
    if not person_ids:
        return set()
    work = await centres.centres_of(person_ids)
    at = {who: {centre.id for centre in work.get(who, [])} for who in person_ids}
    managed = Agreement.filter(
        is_line_manager=True,
        supervisor_id=own.id,
        parties__person_id__in=list(person_ids),
        parties__state__not=PartyState.LEFT,
    )
    found = {UUID(str(who)) for who in await managed.values_list("parties__person_id", flat=True)}
    far = {who for who in person_ids if not at[who] & actor.centre_ids}
    near = {who for who in person_ids if at[who] & actor.coordinated_ids}
    return found | near | (far if own.audience == _CENTRE_ONLY else set())


async def helpers_of(person_id: UUID, languages: Sequence[str]) -> list[Supervisor]:
    """Supervisors who hear of somebody's request; none who manages them."""
    rows = (
        await Supervisor.filter(state=SupervisorState.VERIFIED, takes_urgent=True)
        .exclude(person_id=person_id)
        .order_by("created_at")
    )
    loads, now = await agreements.loads_of(one.id for one in rows), clock.now()
    able = [one for one in rows if rules.can_help(one, loads[one.id], languages, now)]
    if not able:
        return []
    able_ids = [one.person_id for one in able]
    known, shut_out = await people.people_of(able_ids), await _managers_of(person_id)
    work = await centres.centres_of([person_id, *able_ids])
    near = {c.id for c in work.get(person_id, [])}
    return [
        one
        for one in able
        if one.person_id in known
        and one.person_id not in shut_out
        and (one.audience != _CENTRE_ONLY or near & {c.id for c in work.get(one.person_id, [])})
    ]


async def _managers_of(person_id: UUID) -> set[UUID]:
    """Who coordinates a centre somebody works at, or said that they are their line manager."""
    work = (await centres.centres_of([person_id])).get(person_id, [])
    found = {who for c in work for who in await centres.holders_of(c.id, Role.COORDINATOR)}
    rows = await Agreement.filter(
        is_line_manager=True,
        supervisor_id__not_isnull=True,
        parties__person_id=person_id,
        parties__state__not=PartyState.LEFT,
    ).select_related("supervisor")
    return found | {row.supervisor.person_id for row in rows if row.supervisor}


async def times_for(supervisor: Supervisor, request: UrgentRequest) -> list[Slot]:
    """Hourly starts before a request ends at which both are free.

    Their weekly hours and notice do not bind supervisors here; their diary does.
    """
    now = clock.now()
    people_ids = [supervisor.person_id, request.person_id]
    found = await supervisors.diaries_of(people_ids, now, request.ends_at + timedelta(days=1))
    days = range(1, 8)
    terms = Terms(
        zone=supervisor.zone,
        travel=(await people.travel_of([supervisor.person_id])).get(supervisor.person_id, ()),
        weekly=[Hours(day, _FROM * 60, _UNTIL * 60) for day in days],
        step=60,
        before=supervisor.before,
        after=supervisor.after,
        notice=_NOTICE,
        window_days=DAY,
    )
    first = now.astimezone(zones.zone(supervisor.zone)).date()
    diary = Diary(found[supervisor.person_id], [found[request.person_id]])
    slots = free(terms, diary, first, first + timedelta(days=4), supervisor.minutes, now)
    return [slot for slot in slots if slot.starts_at <= request.ends_at]


async def expiring() -> list[UrgentRequest]:
    """Open requests whose time is up."""
    return await UrgentRequest.filter(state=UrgentState.OPEN, ends_at__lte=clock.now())


async def languages_of(actor: Actor) -> list[str]:
    """The languages somebody works in, by their own account."""
    own = await people.get_own(actor)
    return [row["code"] for row in own.languages if "code" in row]


async def focal_points(actor: Actor) -> list[UUID]:
    """Whom to turn to: the safety focal points of one's centres, then those of the network."""
    near = [
        who
        for centre_id in sorted(actor.centre_ids, key=str)
        for who in await centres.holders_of(centre_id, Role.FOCAL_POINT)
    ]
    roles = await centres.network_roles()
    far = [who for who, held in roles.items() if Role.FOCAL_POINT in held]
    return list(dict.fromkeys([*near, *far]))


def _absent() -> NoReturn:
    raise NotFound
