"""Everything that changes a supervisor's profile, hours and days away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from network import claims, events, outbox
from network.db import IntegrityError, transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions import booking
from network.supervision.models import (
    DatesKind,
    SessionState,
    SupervisionSession,
    Supervisor,
    SupervisorDates,
    SupervisorState,
)
from network.supervision.queries import availability as queries
from network.supervision.rules import supervisors as rules

_SYSTEM = Actor()
_LONGEST_AWAY = timedelta(days=366)
DUE, ASKED_BACK = "due", "asked_back"  # what is told beside the states


# the profile -------------------------------------------------------------------------------------


async def propose(actor: Actor, zone: str, **values: Any) -> Supervisor:
    """Write one's own profile as a supervisor; the secretariat verifies it."""
    require(policy.can_propose(actor))
    try:
        async with transaction():
            supervisor = await Supervisor.create(person_id=actor.person_id, zone=zone, **values)
            await _tell(actor, supervisor, SupervisorState.PROPOSED)
    except IntegrityError:
        raise Conflict(_("You have a profile already.")) from None
    return supervisor


async def edit_profile(actor: Actor, supervisor: Supervisor, version: int, **values: Any) -> None:
    """Change one's own profile; what was checked is checked again before anybody can book.

    Raises Stale with what is stored if it changed meanwhile.
    """
    require(policy.can_keep(actor, supervisor))
    is_new = rules.changes_checked(supervisor, values)
    goes_back = is_new and supervisor.state is SupervisorState.VERIFIED
    answers = bool(supervisor.asked_back)
    if goes_back:
        values |= {"state": SupervisorState.PROPOSED, "licence_checked_on": None}
    async with transaction():
        await _store(supervisor, version, asked_back="", **values)
        if goes_back or answers:
            await _tell(actor, supervisor, supervisor.state)


async def _store(supervisor: Supervisor, version: int, **values: Any) -> None:
    if not await supervisor.store(version, **values):
        stored = await Supervisor.get(id=supervisor.id)
        raise Stale(_("This was changed while you were writing."), stored)


async def _tell(actor: Actor, supervisor: Supervisor, state: str) -> None:
    fact = events.SupervisorMoved(
        supervisor_id=supervisor.id, person_id=supervisor.person_id, state=str(state)
    )
    await outbox.record(actor, fact)


async def verify(actor: Actor, supervisor: Supervisor, checked_on: date) -> None:
    """Verify a profile, or verify it again, after its licence was checked on a day.

    Raises Conflict while something is missing, Invalid for a day to come.
    """
    require(policy.can_verify(actor, supervisor))
    now = clock.now()
    if rules.missing(supervisor):
        raise Conflict(_("Something is still missing in this profile."))
    if checked_on > now.date() + timedelta(days=1):
        raise Invalid(checked_on=_("This day has not come yet."))
    async with transaction():
        await _move(
            supervisor,
            SupervisorState.VERIFIED,
            verified_at=now,
            verified_by_id=actor.person_id,
            licence_checked_on=checked_on,
            asked_back="",
            reminded_at=None,
        )
        await _tell(actor, supervisor, SupervisorState.VERIFIED)


async def pause(actor: Actor, supervisor: Supervisor, note: str) -> None:
    """Stop new bookings with a supervisor; what is booked stands."""
    require(policy.can_verify(actor, supervisor))
    async with transaction():
        await _move(supervisor, SupervisorState.PAUSED, asked_back=note)
        await _tell(actor, supervisor, SupervisorState.PAUSED)


async def ask_back(actor: Actor, supervisor: Supervisor, note: str) -> None:
    """Ask a supervisor for what is still open before the profile can be verified."""
    require(policy.can_verify(actor, supervisor))
    if supervisor.state is SupervisorState.PAUSED:
        raise Conflict(_("This profile is paused."))
    async with transaction():
        if not await supervisor.store(supervisor.version, asked_back=note):
            raise Conflict(_("Somebody changed this a moment ago."))
        await _tell(actor, supervisor, ASKED_BACK)


async def _move(supervisor: Supervisor, state: SupervisorState, **changes: Any) -> None:
    """Compare and set, so of two simultaneous moves one happens and one conflicts."""
    if not rules.can_become(supervisor.state, state):
        raise Conflict(_("This was done already."))
    if not await supervisor.store(supervisor.version, state=state, **changes):
        raise Conflict(_("Somebody changed this a moment ago."))


async def remind_due() -> int:
    """Tell supervisors and the secretariat that a profile is to be checked again; once."""
    due = await queries.due_for_check()
    for supervisor in due:
        async with transaction():
            await Supervisor.filter(id=supervisor.id).update(reminded_at=clock.now())
            await _tell(_SYSTEM, supervisor, DUE)
    return len(due)


# hours -------------------------------------------------------------------------------------------


async def set_availability(
    actor: Actor, supervisor: Supervisor, version: int, **values: Any
) -> None:
    """Change when and how one can be booked; sessions that are booked stand.

    Raises Stale with what is stored if it changed meanwhile, Invalid for hours that overlap.
    """
    require(policy.can_keep(actor, supervisor))
    for name in ("weekly", "breaks"):
        if rules.row_problems(values.get(name, [])):
            raise Invalid(**{name: _("Some of these hours overlap or end before they begin.")})
    async with transaction():
        await _store(supervisor, version, **values)


async def be_quiet(actor: Actor, supervisor: Supervisor, until: datetime | None) -> None:
    """Take no new sessions that start before an instant, without a reason; None ends it."""
    require(policy.can_keep(actor, supervisor))
    async with transaction():
        await Supervisor.filter(id=supervisor.id).update(quiet_until=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Days on which a supervisor's week is another. Start and end are for extra hours alone."""

    kind: DatesKind
    first_on: date
    last_on: date
    start: int = 0
    until: int = 0
    reason: str = ""
    stand_in: Supervisor | None = None


async def add_dates(actor: Actor, supervisor: Supervisor, dated: Dated) -> SupervisorDates:
    """Add extra hours, closed days or days away, whatever is booked then."""
    require(policy.can_keep(actor, supervisor))
    _check_dates(supervisor, dated)
    async with transaction():
        return await SupervisorDates.create(
            supervisor_id=supervisor.id,
            kind=dated.kind,
            first_on=dated.first_on,
            last_on=dated.last_on,
            start=dated.start,
            until=dated.until,
            reason=dated.reason,
            stand_in_id=dated.stand_in.id if dated.stand_in else None,
        )


def _check_dates(supervisor: Supervisor, dated: Dated) -> None:
    if dated.last_on < dated.first_on:
        raise Invalid(last_on=_("The last day is before the first."))
    if dated.last_on - dated.first_on > _LONGEST_AWAY:
        raise Invalid(last_on=_("Choose at most one year."))
    hours = [[1, dated.start, dated.until]]
    if dated.kind is DatesKind.EXTRA and rules.row_problems(hours):
        raise Invalid(until=_("Choose an end after the start, both on full five minutes."))
    stand_in = dated.stand_in
    if stand_in and not _can_stand_in(stand_in, supervisor):
        raise Invalid(stand_in=_("Choose another supervisor who is verified."))


def _can_stand_in(stand_in: Supervisor, supervisor: Supervisor) -> bool:
    return stand_in.state is SupervisorState.VERIFIED and stand_in.id != supervisor.id


async def remove_dates(actor: Actor, supervisor: Supervisor, dates: SupervisorDates) -> None:
    """Take dates back; the week is as usual then."""
    require(policy.can_keep(actor, supervisor) and dates.supervisor_id == supervisor.id)
    async with transaction():
        await SupervisorDates.filter(id=dates.id).delete()


# away --------------------------------------------------------------------------------------------


class Fate(StrEnum):
    """What becomes of a session that falls into days away."""

    KEEP = "keep"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a supervisor decided about one session."""

    fate: Fate
    starts_at: datetime | None = None


class Undecided(Conflict):
    """Sessions fall into the days away about which nothing was decided yet."""

    def __init__(self, sessions: list[SupervisionSession]) -> None:
        super().__init__(_("Sessions are booked on these days. Say what becomes of each."))
        self.sessions = sessions


async def go_away(
    actor: Actor, supervisor: Supervisor, dated: Dated, choices: Mapping[UUID, Choice]
) -> SupervisorDates:
    """Store days away together with what becomes of every session booked then: all or nothing.

    Raises Undecided while a session has no choice, Conflict when a chosen time is taken.
    """
    require(policy.can_keep(actor, supervisor))
    async with transaction():
        await Supervisor.select_for_update().get(id=supervisor.id)
        found = await queries.clashes(supervisor, dated.first_on, dated.last_on)
        open_ones = [session for session in found if session.id not in choices]
        if open_ones:
            raise Undecided(open_ones)
        stored = await add_dates(actor, supervisor, dated)
        await _carry_out(actor, found, choices, dated.reason)
    return stored


async def _carry_out(
    actor: Actor,
    found: list[SupervisionSession],
    choices: Mapping[UUID, Choice],
    reason: str,
) -> None:
    """Cancel first, so that times which become free can be moved to."""
    for session in found:
        if choices[session.id].fate is Fate.CANCEL:
            await _call_off(actor, session, reason)
    for session in found:
        choice = choices[session.id]
        if choice.fate is Fate.MOVE:
            await _shift(actor, session, choice.starts_at, reason)


async def _call_off(actor: Actor, session: SupervisionSession, reason: str) -> None:
    if session.state is SessionState.REQUESTED:
        await booking.decline(actor, session, reason)
    else:
        await booking.cancel(actor, session, reason)


async def _shift(
    actor: Actor, session: SupervisionSession, starts_at: datetime | None, reason: str
) -> None:
    if starts_at is None or starts_at <= clock.now():
        raise Conflict(_("Choose a time to move each session to."))
    try:
        await booking.move(actor, session, starts_at, reason)
    except (booking.SlotRefused, claims.Taken):
        raise Conflict(_("A time you chose is not free any more. Choose another one.")) from None
