"""Planning, moving and watching series: separate dated sessions at one wall time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from network import claims, events, outbox
from network.db import transaction
from network.kernel import clock, moments, zones
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _, ngettext
from network.supervision import policy
from network.supervision.actions import booking
from network.supervision.models import (
    Agreement,
    Series,
    SessionState,
    SupervisionSession,
    Supervisor,
)
from network.supervision.queries import sessions as queries
from network.supervision.queries import supervisors
from network.supervision.queries.people import zones_of
from network.supervision.rules import groups
from network.supervision.rules import series as rules
from network.supervision.rules.agreements import holds_on
from network.supervision.rules.series import Occurrence, Pattern
from network.supervision.rules.slots import Busy, Refusal, to_minute

_SYSTEM = Actor()


class Clashes(Conflict):
    """Some sessions of a series meet something else; `starts` are theirs."""

    def __init__(self, starts: Sequence[datetime]) -> None:
        super().__init__(
            ngettext(
                "%(n)s of these sessions clashes with another one.",
                "%(n)s of these sessions clash with others.",
                len(starts),
            )
        )
        self.starts = tuple(starts)


@dataclass(frozen=True, slots=True)
class Planned:
    """One session of a series before it is stored, and whose time it would take twice."""

    occurrence: Occurrence
    busy: tuple[UUID, ...] = ()
    is_closed: bool = False

    @property
    def clashes(self) -> bool:
        return bool(self.busy) or self.is_closed


async def preview(
    agreement: Agreement, pattern: Pattern, minutes: int, *, second: bool | None = None
) -> list[Planned]:
    """The sessions a series would have, each with the people who have something else then, and
    whether it falls on a day the supervisor has closed.
    """
    found = rules.occurrences(pattern, second=second)
    starts = [one.starts_at for one in found if one.starts_at]
    if not starts:
        return [Planned(one) for one in found]
    leader = groups.leader_of(agreement)
    people = [leader, *groups.members_of(agreement, leader)]
    diaries = await supervisors.diaries_of(people, min(starts), max(starts) + timedelta(days=1))
    supervisor = agreement.supervisor
    closed = (await supervisors.terms_of(supervisor)).closed if supervisor else ()
    return [
        Planned(
            one,
            _busy(one, minutes, diaries),
            any(c.first_on <= one.wall.date() <= c.last_on for c in closed),
        )
        for one in found
    ]


def _busy(one: Occurrence, minutes: int, diaries: dict[UUID, list[Busy]]) -> tuple[UUID, ...]:
    if one.starts_at is None:
        return ()
    start = to_minute(one.starts_at)
    return tuple(
        person
        for person, rows in diaries.items()
        if any(b.start - b.before < start + minutes and start < b.end + b.after for b in rows)
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """How long each session is, which wall times to leave out, and which of two equal ones."""

    minutes: int
    skip: tuple[datetime, ...] = ()
    second: bool | None = None


async def plan(actor: Actor, agreement: Agreement, pattern: Pattern, choices: Choices) -> Series:
    """Store a series with all its sessions.

    Raises Invalid for a time the clocks jump over or, without a choice, show twice; Clashes when
    somebody has something else.
    """
    require(policy.leads(actor, agreement))
    found = rules.occurrences(pattern, second=choices.second)
    found = [one for one in found if one.wall not in choices.skip]
    _check_times(found, second=choices.second)
    try:
        async with transaction():
            series = await _store(agreement, pattern, choices.minutes)
            stored = [await _plan_one(actor, agreement, series, one) for one in found]
            await booking.announce_series(actor, "planned", stored)
    except claims.Taken:
        planned = await preview(agreement, pattern, choices.minutes, second=choices.second)
        starts = [p.occurrence.starts_at for p in planned if p.busy and p.occurrence.starts_at]
        raise Clashes(starts) from None
    return series


def _check_times(found: Sequence[Occurrence], *, second: bool | None) -> None:
    for one in found:
        if one.starts_at is None and one.next_valid is not None:
            raise Invalid(
                at=_(
                    "On %(day)s the clocks jump over this time. The next one is %(time)s.",
                    day=moments.short_day(one.wall.date()),
                    time=f"{one.next_valid:%H:%M}",
                )
            )
        if one.is_doubled and second is None:
            raise Invalid(
                second=_(
                    "On %(day)s the clocks show this time twice. Say which one you mean.",
                    day=moments.short_day(one.wall.date()),
                )
            )


async def _store(agreement: Agreement, pattern: Pattern, minutes: int) -> Series:
    return await Series.create(
        agreement_id=agreement.id,
        first_on=pattern.first_on,
        at=pattern.at.hour * 60 + pattern.at.minute,
        zone=pattern.zone,
        every=pattern.every,
        interval=pattern.interval,
        count=pattern.count,
        minutes=minutes,
    )


async def _plan_one(
    actor: Actor, agreement: Agreement, series: Series, one: Occurrence
) -> SupervisionSession:
    starts_at = one.starts_at or one.wall.replace(tzinfo=UTC)
    wish = booking.GroupWish(starts_at=starts_at, minutes=series.minutes, zone=series.zone)
    return await booking.plan_group(actor, agreement, wish, series.id)


# one's own --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wished:
    """A date of a series somebody would book for themselves, and what speaks against it."""

    occurrence: Occurrence
    reasons: tuple[Refusal, ...] = ()

    @property
    def starts_at(self) -> datetime | None:
        return self.occurrence.starts_at


async def preview_own(
    actor: Actor, supervisor: Supervisor, wish: booking.Wish, weeks: int, count: int
) -> list[Wished]:
    """The dates of a series at the wall time of the supervisor; times that do not exist are out."""
    pattern = _own_pattern(supervisor, wish, weeks, count)
    found = [one for one in rules.occurrences(pattern) if one.starts_at]
    starts = [one.starts_at for one in found if one.starts_at]
    guests = [actor.person_id] if actor.person_id else []
    slots = await supervisors.judge_all(supervisor, starts, wish.minutes, guests)
    return [Wished(one, slot.reasons) for one, slot in zip(found, slots, strict=True)]


def _own_pattern(supervisor: Supervisor, wish: booking.Wish, weeks: int, count: int) -> Pattern:
    wall = rules.local_times([wish.starts_at], supervisor.zone)[0]
    return Pattern(
        first_on=wall.date(), at=wall.time(), zone=supervisor.zone, interval=weeks, count=count
    )


async def book_own(
    actor: Actor,
    supervisor: Supervisor,
    agreement: Agreement,
    wish: booking.Wish,
    rhythm: tuple[int, int],
    rests: Callable[[datetime], bool],
) -> SupervisionSession:
    """Book every date of a series that is free and on which nobody `rests`; returns the first.

    `rhythm` is weeks between sessions, and how many. Raises SlotRefused when none is free.
    """
    try:
        async with transaction():
            await booking.lock(supervisor)
            planned = await preview_own(actor, supervisor, wish, *rhythm)
            free = [one.starts_at for one in planned if one.starts_at and not one.reasons]
            agreed = [at for at in free if holds_on(agreement, at.date()) and not rests(at)]
            if not agreed:
                raise booking.SlotRefused(planned[0].reasons if planned else ())
            series = await _store(agreement, _own_pattern(supervisor, wish, *rhythm), wish.minutes)
            booked = [
                await booking.store_own(
                    actor, supervisor, agreement, replace(wish, starts_at=at), series.id
                )
                for at in agreed
            ]
            is_asked = booked[0].state is SessionState.REQUESTED
            await booking.announce_series(actor, "asked" if is_asked else "planned", booked)
    except claims.Taken:
        raise booking.SlotRefused([Refusal.BUSY]) from None
    return booked[0]


def instant_of(wall: datetime, zone: str, *, second: bool | None) -> datetime:
    """The instant of a wall time. Raises Invalid, as `plan` does, when there is none or two."""
    found = rules.occurrence(wall, zone, second=second)
    _check_times([found], second=second)
    return found.starts_at or wall


# changing ----------------------------------------------------------------------------------------


async def move_all(
    actor: Actor,
    session: SupervisionSession,
    wall: datetime,
    *,
    only_later: bool,
    reason: str = "",
    second: bool | None = None,
) -> int:
    """Move this session to another wall time, and those after it (or all) by as many days.

    All of them or none. Raises Invalid for wall times that do not exist, Clashes when somebody
    has something else. Returns how many moved.
    """
    require(policy.is_leader(actor, session))
    booking.check_changeable(session)
    rows = await _followers(session, only_later=only_later)
    targets = _targets(session, rows, wall, second=second)
    try:
        async with transaction():
            for row in rows:
                await claims.give_back(row.id)
            for row, target in zip(rows, targets, strict=True):
                await booking.store_move(actor, row, target, reason, is_part=True)
            await booking.announce_series(actor, "moved", rows)
    except claims.Taken:
        raise Clashes(await _clashing(rows, targets)) from None
    return len(rows)


async def _followers(session: SupervisionSession, *, only_later: bool) -> list[SupervisionSession]:
    if session.series_id is None:
        return [session]
    return await queries.of_series(session.series_id, session.starts_at if only_later else None)


def _targets(
    session: SupervisionSession,
    rows: Sequence[SupervisionSession],
    wall: datetime,
    *,
    second: bool | None,
) -> list[datetime]:
    days = wall.date() - datetime.fromisoformat(session.wall).date()
    found = []
    for row in rows:
        on = datetime.fromisoformat(row.wall).date() + days
        found.append(rules.occurrence(datetime.combine(on, wall.time()), row.zone, second=second))
    _check_times(found, second=second)
    return [one.starts_at for one in found if one.starts_at]


async def _clashing(
    rows: Sequence[SupervisionSession], targets: Sequence[datetime]
) -> list[datetime]:
    """The starts at which somebody has something that is not of this series."""
    own = {row.id for row in rows}
    clashing = []
    for row, target in zip(rows, targets, strict=True):
        others = await queries.others_at(row, target)
        if any(other.id not in own for other in others):
            clashing.append(target)
    return clashing


async def cancel_all(
    actor: Actor, session: SupervisionSession, reason: str, *, only_later: bool
) -> int:
    """Cancel this session and those after it, or the whole series. Returns how many."""
    require(policy.is_leader(actor, session))
    rows = await _followers(session, only_later=only_later)
    async with transaction():
        for row in rows:
            await booking.cancel(actor, row, reason, is_part=True)
        await booking.announce_series(actor, "cancelled", rows)
    return len(rows)


# the passing of time -----------------------------------------------------------------------------


async def warn_of_shifts() -> int:
    """Tell people, 45 days ahead and once, from when a series is at another hour for them."""
    now = clock.now()
    rows = await queries.series_until(now + rules.AHEAD)
    warned = 0
    for before, session in rows:
        told = await _shifted(before, session)
        if told:
            warned += await _warn(session, told)
    return warned


async def _shifted(before: SupervisionSession, session: SupervisionSession) -> list[UUID]:
    """All people of a session, when it is at another hour for some of them than the one before."""
    people = queries.people_in(session)
    zone_of = await zones_of(people)
    is_shifted = any(rules.shifts([before.starts_at, session.starts_at], z) for z in zone_of)
    return people if is_shifted else []


async def _warn(session: SupervisionSession, told: list[UUID]) -> int:
    async with transaction():
        first = await SupervisionSession.filter(id=session.id, warned_at=None).update(
            warned_at=clock.now()
        )
        if first:
            fact = events.HourShiftAhead(
                session_id=session.id, starts_at=session.starts_at, told=tuple(told)
            )
            await outbox.record(_SYSTEM, fact)
    return first


async def follow_zone_rules() -> int:
    """After new zone rules: keep the wall time of coming sessions, and tell whose instant moved.

    A moved session whose new time is taken stays where it is and is told to who leads it.
    """
    rows = await queries.under_other_rules(zones.TZ_VERSION)
    moved = 0
    for session in rows:
        wall = datetime.fromisoformat(session.wall)
        target = rules.moved(wall, session.zone, session.starts_at, second=session.is_second)
        if target is None:
            await SupervisionSession.filter(id=session.id).update(tz_version=zones.TZ_VERSION)
        else:
            moved += await _follow(session, target)
    return moved


async def _follow(session: SupervisionSession, target: datetime) -> int:
    try:
        async with transaction():
            await claims.give_back(session.id)
            await booking.store_move(_SYSTEM, session, target, "")
    except claims.Taken:
        async with transaction():
            await SupervisionSession.filter(id=session.id).update(tz_version=zones.TZ_VERSION)
            fact = events.HourShiftAhead(
                session_id=session.id, starts_at=session.starts_at, told=(session.leader_id,)
            )
            await outbox.record(_SYSTEM, fact)
        return 0
    return 1
