"""Reading agreements, as far as the actor may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn
from uuid import UUID

from tortoise.queryset import QuerySet

from network.adapters import search
from network.db import plain
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.people import queries as accounts
from network.supervision import policy
from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    Party,
    PartyRole,
    PartyState,
    Supervisor,
    SupervisorState,
)
from network.supervision.rules import agreements as rules
from network.supervision.rules.agreements import Load

_WITH = ("parties", "supervisor")
_MOST = 200
_LEADS = (PartyRole.SUPERVISOR, PartyRole.DEPUTY, PartyRole.FACILITATOR)
_SIGNED = """
    JOIN party ON party.agreement_id = agreement.id AND party.person_id = $1
    WHERE agreement.supervisor_id = $2 AND agreement.state = 'active'
    AND party.role = 'supervisee' AND party.state = 'signed'
"""


@dataclass(frozen=True, slots=True)
class AskedWaiver:
    """All the secretariat learns: who would supervise somebody they manage, and since when."""

    agreement_id: UUID
    supervisor_id: UUID
    kind: Kind
    asked_at: datetime


async def get_agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    """An agreement with its parties and supervisor, if the actor may see it."""
    found = await fresh(agreement_id)
    return found if policy.can_see_agreement(actor, found) else _absent()


async def seen_or_none(actor: Actor, agreement_id: UUID | None) -> Agreement | None:
    """An agreement if there is one and the actor may see it."""
    if agreement_id is None:
        return None
    try:
        return await get_agreement(actor, agreement_id)
    except NotFound:
        return None


async def fresh(agreement_id: UUID) -> Agreement:
    """An agreement as it is stored now, for those who were let in before."""
    query = Agreement.get_or_none(id=agreement_id).select_related("supervisor")
    return await query.prefetch_related("parties") or _absent()


async def groups_of(actor: Actor) -> list[Agreement]:
    """The groups somebody leads or is a party of, newest first."""
    return [one for one in await agreements_of(actor) if not rules.is_alone(one)]


async def agreements_of(actor: Actor) -> list[Agreement]:
    """Agreements the actor leads or is a party of, newest first."""
    if actor.person_id is None:
        return []
    query = Agreement.filter(policy.agreements_visible_to(actor)).distinct()
    return await query.order_by("-created_at").limit(_MOST).prefetch_related(*_WITH)


async def active_between(person_id: UUID | None, supervisor_id: UUID, on: date) -> Agreement | None:
    """The agreement under which somebody has sessions of their own with a supervisor on a day."""
    found = await bare_between(person_id, supervisor_id, on)
    if found is not None:
        await found.fetch_related(*_WITH)
    return found


async def bare_between(person_id: UUID | None, supervisor_id: UUID, on: date) -> Agreement | None:
    """The same without its parties, in one query."""
    rows = await plain.records(Agreement, _SIGNED, person_id, supervisor_id)
    found = (row for row in rows if row.kind in rules.ALONE and rules.covers(row, on))
    return next(found, None)


def members(agreement: Agreement) -> list[UUID]:
    """Everybody who signed and takes part without leading; for those who lead."""
    return [
        p.person_id
        for p in agreement.parties
        if p.state is PartyState.SIGNED and p.role is PartyRole.SUPERVISEE
    ]


def seen_parties(actor: Actor, agreement: Agreement) -> list[Party]:
    """The parties the actor may know of: who leads sees all; others see who leads, themselves,
    and, unless they are hidden from each other, those who signed.
    """
    shows = policy.can_see_members(actor, agreement)
    sees_all = policy.leads(actor, agreement) or rules.is_alone(agreement)
    return [
        p
        for p in sorted(agreement.parties, key=lambda p: (*_LEADS, p.role).index(p.role))
        if p.state is not PartyState.LEFT
        and (
            sees_all
            or p.person_id == actor.person_id
            or p.role in _LEADS
            or (shows and p.state is PartyState.SIGNED)
        )
    ]


def leader_ids(agreement: Agreement) -> list[UUID]:
    """Who is told what concerns only those who lead: the supervisor, or the facilitator."""
    first = (PartyRole.SUPERVISOR, PartyRole.FACILITATOR)
    return [p.person_id for p in agreement.parties if p.role in first]


async def supervisors_of(actor: Actor) -> list[UUID]:
    """Who leads an agreement of this actor that is in force."""
    now = clock.now()
    active = (
        one
        for one in await agreements_of(actor)
        if rules.state_at(one, now) is AgreementState.ACTIVE
    )
    leading = {leader: None for one in active for leader in leader_ids(one)}
    return [person_id for person_id in leading if person_id != actor.person_id]


async def open_with(person_id: UUID | None, supervisor_id: UUID) -> Agreement | None:
    """The agreement of one's own with a supervisor that is asked for, or not over yet."""
    rows = await Agreement.filter(
        supervisor_id=supervisor_id,
        kind__in=rules.ALONE,
        state__in=rules.OPEN,
        parties__person_id=person_id,
        parties__role=PartyRole.SUPERVISEE,
        parties__state__not=PartyState.LEFT,
    )
    now = clock.now()
    return next((row for row in rows if rules.state_at(row, now) in rules.OPEN), None)


async def last_with_another(person_id: UUID | None, supervisor_id: UUID) -> UUID | None:
    """The newest agreement somebody had with another supervisor, which a new one follows."""
    found = (
        await Agreement.filter(
            kind__in=rules.ALONE,
            in_force__gt=0,
            parties__person_id=person_id,
            parties__role=PartyRole.SUPERVISEE,
        )
        .exclude(supervisor_id=supervisor_id)
        .order_by("-created_at")
        .first()
    )
    return found.id if found else None


# supervisors with room ---------------------------------------------------------------------------


async def loads_of(supervisor_ids: Iterable[UUID]) -> dict[UUID, Load]:
    """How many supervisees and groups supervisors have, in one query."""
    wanted = list(supervisor_ids)
    rows = await Agreement.filter(supervisor_id__in=wanted, state__in=rules.TAKES_ROOM).only(
        "id", "kind", "state", "ends_on", "created_at", "supervisor_id"
    )
    today = clock.now().date()
    standing = [row for row in rows if not rules.is_lapsed(row, today)]
    return {
        key: Load(
            sum(row.supervisor_id == key and row.kind in rules.ALONE for row in standing),
            sum(row.supervisor_id == key and row.kind not in rules.ALONE for row in standing),
        )
        for key in wanted
    }


async def has_room(supervisor: Supervisor, kind: Kind) -> bool:
    load = (await loads_of([supervisor.id]))[supervisor.id]
    return rules.has_room(supervisor, kind, load)


async def fitting(
    actor: Actor, supervisor: Supervisor, kind: Kind, most: int = 3
) -> list[Supervisor]:
    """Other supervisors with room for this kind, those most like the given one first."""
    rows = await Supervisor.filter(
        policy.supervisors_visible_to(actor), state=SupervisorState.VERIFIED
    )
    others = [
        one
        for one in rows
        if one.id != supervisor.id
        and policy.can_ask_agreement(actor, one)
        and rules.offers(one, kind)
    ]
    loads = await loads_of(one.id for one in others)
    free = [one for one in others if rules.has_room(one, kind, loads[one.id])]
    ranked = sorted(free, key=lambda one: (-rules.likeness(supervisor, one), str(one.id)))
    return ranked[:most]


# people to invite, and waivers -------------------------------------------------------------------


async def findable(actor: Actor, words: str, most: int = 20) -> list[UUID]:
    """People the actor may find by these words, best first."""
    if not words.strip():
        return []
    answer = await search.find(words, search.audiences_of(actor), ("person",))
    ids = [hit.object_id for hit in answer.hits[:most]]
    known = await accounts.people_of(ids)
    return [key for key in ids if key in known]


async def waivers_asked(actor: Actor) -> list[AskedWaiver]:
    """Who asks to supervise somebody they manage, oldest first."""
    if not policy.can_waive(actor):
        return _absent()
    rows = await _waiting_waivers().select_related("supervisor").order_by("created_at")
    now = clock.now()
    return [
        AskedWaiver(row.id, row.supervisor.person_id, row.kind, row.changed_at)
        for row in rows
        if row.supervisor and rules.state_at(row, now) is row.state
    ]


async def open_under(supervisor: Supervisor) -> list[Agreement]:
    """What a supervisor has agreed and not ended, oldest first, with its parties."""
    return (
        await Agreement.filter(supervisor_id=supervisor.id, state__in=rules.OPEN)
        .order_by("created_at")
        .select_related("supervisor")
        .prefetch_related("parties")
    )


def _waiting_waivers() -> QuerySet[Agreement]:
    return Agreement.filter(
        is_line_manager=True,
        waived_by_id=None,
        state__in=rules.BEFORE_FORCE,
        supervisor_id__not_isnull=True,
    )


async def get_waiver(actor: Actor, agreement_id: UUID) -> Agreement:
    """An agreement that waits for the secretariat's word, for the secretariat alone to act on."""
    if not policy.can_waive(actor):
        return _absent()
    found = await _waiting_waivers().get_or_none(id=agreement_id).prefetch_related(*_WITH)
    return found or _absent()


async def lapsing(today: date) -> list[Agreement]:
    rows = Agreement.filter(
        state__in=[AgreementState.ACTIVE, AgreementState.PAUSED], ends_on__lt=today
    )
    return await rows.limit(_MOST).prefetch_related(*_WITH)


async def ending(last_on: date) -> list[Agreement]:
    """Agreements that end on this day or before."""
    rows = Agreement.filter(
        state__in=[AgreementState.ACTIVE, AgreementState.PAUSED], ends_on__lte=last_on
    )
    return await rows.prefetch_related(*_WITH)


async def expiring(now: datetime) -> list[Agreement]:
    """Requests that nobody answered in time."""
    rows = Agreement.filter(
        state=AgreementState.REQUESTED, created_at__lte=now - rules.ANSWER_WITHIN
    )
    return await rows.limit(_MOST).prefetch_related(*_WITH)


def _absent() -> NoReturn:
    raise NotFound
