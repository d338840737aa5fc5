"""Reading supervisors: who they are, when they can be booked, and what they have already."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn
from uuid import UUID

from network.calendars.queries.outside import busy_elsewhere
from network.centres import queries as centres
from network.db import plain
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.travel import Stretch
from network.people.queries import may_travel, travel_of
from network.supervision import policy
from network.supervision.models import (
    Agreement,
    AgreementState,
    DatesKind,
    Kind,
    PartyRole,
    PartyState,
    SeatState,
    SupervisionSession,
    Supervisor,
    SupervisorDates,
    SupervisorState,
)
from network.supervision.queries import diaries
from network.supervision.rules import sessions as rules
from network.supervision.rules.slots import (
    Busy,
    Closed,
    DatedHours,
    Diary,
    Hours,
    Limit,
    Slot,
    Span,
    Terms,
    explain,
    free,
    judge,
    to_minute,
)

_AROUND = timedelta(days=32)  # limits may count a whole month on either side
_LONGEST = timedelta(hours=12)  # of a session with its buffers
_DAY = timedelta(days=1)
_EVER = 10_000  # days
_NEAR = timedelta(days=10)
_MOST = 24  # starts to choose from
_EVERYBODY = "network"


async def supervisors(actor: Actor) -> list[Supervisor]:
    """Verified supervisors whom the actor may see and whose audience they belong to."""
    query = Supervisor.filter(
        policy.supervisors_visible_to(actor), state=SupervisorState.VERIFIED
    ).order_by("created_at")
    rows = await query.select_related("person")
    narrow = [row.person_id for row in rows if row.audience != _EVERYBODY]
    near = await _colleagues(actor, narrow) if narrow else set()
    return [row for row in rows if row.audience == _EVERYBODY or row.person_id in near]


async def _colleagues(actor: Actor, person_ids: list[UUID]) -> set[UUID]:
    """Those of some people who work at a centre of the actor's; the actor among them."""
    work = await centres.centres_of(person_ids)
    near = {who for who, own in work.items() if actor.centre_ids & {c.id for c in own}}
    return near | ({actor.person_id} if actor.person_id else set())


async def get_supervisor(actor: Actor, person_id: UUID) -> Supervisor:
    """A supervisor by their person, if the actor may see the profile."""
    found = await supervisor_of(person_id)
    if found is None or not policy.can_see_supervisor(actor, found):
        return _absent()
    is_narrow = found.audience != _EVERYBODY and not actor.is_secretariat
    if is_narrow and person_id not in await _colleagues(actor, [person_id]):
        return _absent()
    return found


async def supervisor_of(person_id: UUID | None) -> Supervisor | None:
    """A person's own profile as a supervisor, whatever its state."""
    if person_id is None:
        return None
    which = "WHERE supervisor.person_id = $1"
    found = await plain.records(Supervisor, which, person_id, related=("person",))
    return found[0] if found else None


async def terms_of(supervisor: Supervisor) -> Terms:
    """When and how a supervisor can be booked."""
    return (await terms_by_id([supervisor]))[supervisor.id]


async def terms_by_id(supervisors: Iterable[Supervisor]) -> dict[UUID, Terms]:
    """The terms of several supervisors, in at most two queries."""
    wanted = {one.id: one for one in supervisors}
    rows = await _dates_of(wanted)
    travel = await travel_of(one.person_id for one in wanted.values() if may_travel(one.person))
    return {
        key: terms(
            one, [row for row in rows if row.supervisor_id == key], travel.get(one.person_id, ())
        )
        for key, one in wanted.items()
    }


async def _dates_of(supervisor_ids: Collection[UUID]) -> list[SupervisorDates]:
    if not supervisor_ids:
        return []
    which = f"WHERE supervisor_id IN ({plain.marks(supervisor_ids)})"
    return await plain.records(SupervisorDates, which, *supervisor_ids)


def terms(
    supervisor: Supervisor,
    dates: Iterable[SupervisorDates] = (),
    travel: Sequence[Stretch] = (),
) -> Terms:
    """The engine's terms from what is stored."""
    rows = list(dates)
    extra = [row for row in rows if row.kind is DatesKind.EXTRA]
    shut = [row for row in rows if row.kind is not DatesKind.EXTRA]
    quiet = supervisor.quiet_until
    return Terms(
        zone=supervisor.zone,
        travel=travel,
        weekly=[Hours(*row) for row in supervisor.weekly],
        breaks=[Hours(*row) for row in supervisor.breaks],
        extra=[DatedHours(row.first_on, row.start, row.until) for row in extra],
        closed=[Closed(row.first_on, row.last_on, row.reason) for row in shut],
        step=supervisor.step,
        before=supervisor.before,
        after=supervisor.after,
        notice=supervisor.notice,
        window_days=supervisor.window_days,
        limits={
            Span(name): Limit(limit.get("count"), limit.get("minutes"))
            for name, limit in supervisor.limits.items()
        },
        recovery=supervisor.recovery,
        quiet_until=to_minute(quiet) if quiet else None,
    )


async def diary_of(person_id: UUID, first: datetime, last: datetime) -> list[Busy]:
    """What takes somebody's time between two instants."""
    return (await diaries_of([person_id], first, last))[person_id]


async def diaries_of(
    person_ids: Iterable[UUID], first: datetime, last: datetime, *, without: UUID | None = None
) -> dict[UUID, list[Busy]]:
    """What takes several people's time, here and elsewhere, in two queries.

    Only leading counts towards limits.
    """
    found: dict[UUID, list[Busy]] = {person_id: [] for person_id in person_ids}
    now = clock.now()
    for entry in await diaries.entries(found, first - _LONGEST, last):
        if entry.id != without and rules.state_at(entry, now) in rules.TAKES_TIME:
            found[entry.person_id].append(_busy(entry))
    for person_id, spans in (await busy_elsewhere(found, first, last)).items():
        found[person_id] += [Busy(*span, counts=False, is_elsewhere=True) for span in spans]
    return found


async def diaries_between(
    person_ids: Iterable[UUID], first_on: date, last_on: date, *, without: UUID | None = None
) -> dict[UUID, list[Busy]]:
    """The same between two dates, as far around them as limits count."""
    first = datetime.combine(first_on, datetime.min.time(), UTC) - _AROUND
    last = datetime.combine(last_on, datetime.min.time(), UTC) + _AROUND
    return await diaries_of(person_ids, first, last, without=without)


def _busy(entry: diaries.Entry) -> Busy:
    start = to_minute(entry.starts_at)
    end = start + entry.minutes
    if not entry.leads:
        return Busy(start, end, counts=False)
    return Busy(start, end, entry.before, entry.after, is_heavy=entry.is_heavy)


async def slots(
    supervisor: Supervisor,
    first_on: date,
    last_on: date,
    minutes: int,
    guests: Iterable[UUID] = (),
    *,
    known: Terms | None = None,
) -> list[Slot]:
    """Every start of a supervisor between two dates of theirs, with what speaks against it.

    `guests` are people who would come and must be free as well; `known` are the supervisor's terms
    if they were read already.
    """
    diary = await _diary(supervisor, first_on, last_on, list(guests))
    terms_now = known or await terms_of(supervisor)
    return explain(terms_now, diary, first_on, last_on, minutes, clock.now())


async def first_free(
    supervisor: Supervisor, since: date, weeks: int, minutes: int, guests: Iterable[UUID] = ()
) -> list[Slot]:
    """Free starts of the first of so many weeks that has any.

    `since` is a Sunday: a week is looked at from the day before it to the day after it, for readers
    to whom days begin at other times. When nothing is free before its own Sunday, which is in the
    week after it for some, that one comes too.
    """
    diary = await _diary(supervisor, since, since + timedelta(weeks=weeks), list(guests))
    terms_now, now = await terms_of(supervisor), clock.now()
    for n in range(weeks):
        first = since + timedelta(weeks=n)
        monday, last = first + timedelta(days=8), first + timedelta(days=15)
        begun = max(first, now.date() - _DAY)  # nothing is free before, on anybody's clock
        found = free(terms_now, diary, begun, monday, minutes, now)
        if found and found[0].starts_at.date() >= monday - _DAY:
            found += free(terms_now, diary, monday + _DAY, last, minutes, now)
        if found:
            return found
    return []


async def slot_at(
    supervisor: Supervisor,
    starts_at: datetime,
    minutes: int,
    guests: Iterable[UUID] = (),
    *,
    without: UUID | None = None,
) -> Slot:
    """One start, as `slots` would give it, as if the session `without` were not there."""
    on = starts_at.date()
    around = timedelta(days=2)
    diary = await _diary(supervisor, on - around, on + around, list(guests), without)
    return judge(await terms_of(supervisor), diary, starts_at, minutes, clock.now())


async def free_for_move(session: SupervisionSession) -> list[Slot]:
    """Free starts around a session, as if it were not there, for moving it."""
    supervisor = await supervisor_of(session.leader_id)
    if supervisor is None:
        return []
    guests = [s.person_id for s in session.places if s.state is SeatState.TAKEN]
    first = max(clock.now(), session.starts_at - _NEAR).date()
    last = first + 2 * _NEAR
    diary = await _diary(supervisor, first, last, guests, session.id)
    terms_now = await terms_of(supervisor)
    found = explain(terms_now, diary, first, last, session.minutes, clock.now())
    return [slot for slot in found if slot.is_free and slot.starts_at != session.starts_at][:_MOST]


async def judge_all(
    supervisor: Supervisor, starts: Iterable[datetime], minutes: int, guests: Iterable[UUID]
) -> list[Slot]:
    """Several starts, each as if those before it that are free were booked.

    Only the first is bound to how far ahead a supervisor can be booked.
    """
    wanted = list(starts)
    diary = await _diary(supervisor, wanted[0].date(), wanted[-1].date(), list(guests))
    own, first = list(diary.own), await terms_of(supervisor)
    later, now, found = replace(first, window_days=_EVER), clock.now(), []
    for start in wanted:
        asked = first if start == wanted[0] else later
        slot = judge(asked, Diary(own, diary.others), start, minutes, now)
        found.append(slot)
        if slot.is_free:
            own.append(Busy(slot.start, slot.start + minutes, supervisor.before, supervisor.after))
    return found


async def bookable(actor: Actor) -> set[UUID]:
    """Supervisors with whom the actor has an active agreement for sessions of their own."""
    rows = Agreement.filter(
        state=AgreementState.ACTIVE,
        kind__in=[Kind.INDIVIDUAL, Kind.SUPERVISORS],
        parties__person_id=actor.person_id,
        parties__role=PartyRole.SUPERVISEE,
        parties__state=PartyState.SIGNED,
    )
    return set(await rows.values_list("supervisor_id", flat=True))  # type: ignore[arg-type]


async def _diary(
    supervisor: Supervisor,
    first_on: date,
    last_on: date,
    guests: list[UUID],
    without: UUID | None = None,
) -> Diary:
    people = [supervisor.person_id, *guests]
    found = await diaries_between(people, first_on, last_on, without=without)
    return Diary(found[supervisor.person_id], [found[guest] for guest in guests])


async def free_starts(
    supervisors: Iterable[Supervisor], first_on: date, last_on: date
) -> Mapping[UUID, list[Slot]]:
    """The free starts of several supervisors, each of their own length, in four queries."""
    wanted = list(supervisors)
    busy = await diaries_between([one.person_id for one in wanted], first_on, last_on)
    all_terms, now = await terms_by_id(wanted), clock.now()
    return {
        one.id: [
            slot
            for slot in explain(
                all_terms[one.id],
                Diary(busy[one.person_id]),
                first_on,
                last_on,
                one.minutes,
                now,
            )
            if slot.is_free
        ]
        for one in wanted
    }


def _absent() -> NoReturn:
    raise NotFound
