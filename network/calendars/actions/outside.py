"""Adding, checking and removing outside calendars, and keeping what was read of them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from network import events, outbox
from network.calendars import policy
from network.calendars.models.outside import BusyTime, OutsideCalendar
from network.calendars.queries import outside as queries
from network.calendars.rules import outside as rules
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, require
from network.kernel.i18n import _

_EVER = datetime(2200, 1, 1, tzinfo=UTC)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_FAILED, _CLOSED = "failed", "closed"


async def add(actor: Actor, address: str, *, blocks_all_day: bool) -> OutsideCalendar:
    """Take a calendar elsewhere into account; until it was read, all time counts as busy.

    Raises Conflict with ten calendars and Invalid for one that is there already.
    """
    if actor.person_id is None:
        raise Forbidden
    own = await OutsideCalendar.filter(person_id=actor.person_id)
    if len(own) >= rules.MOST_CALENDARS:
        raise Conflict(_("You have very many calendars here. Remove one first."))
    if address in {queries.address_of(row) for row in own}:
        raise Invalid(address=_("This calendar is here already."))
    now = clock.now()
    async with transaction():
        calendar = await OutsideCalendar.create(
            person_id=actor.person_id,
            address_sealed=queries.seal(address),
            blocks_all_day=blocks_all_day,
            due_at=now,
            closes_at=now,
        )
        await BusyTime.create(
            calendar_id=calendar.id,
            starts_at=_NEVER,
            ends_at=_EVER,
            counts_from=now,
            is_guard=True,
            times=json.dumps([[0, int(_EVER.timestamp())]]),
        )
    return calendar


async def check_now(actor: Actor, calendar: OutsideCalendar) -> None:
    """Have a calendar read again within moments."""
    require(policy.is_own(actor, calendar.person_id))
    await OutsideCalendar.filter(id=calendar.id).update(due_at=clock.now(), etag="")


async def believe(actor: Actor, calendar: OutsideCalendar) -> None:
    """Go on with the last busy times for another week, though they are old."""
    require(policy.is_own(actor, calendar.person_id))
    if calendar.read_at is None:
        raise Conflict(_("This calendar was never read."))
    async with transaction():
        await _believe_until(calendar, told=_FAILED)


async def remove(actor: Actor, calendar: OutsideCalendar) -> None:
    """Forget a calendar, its address and its busy times."""
    require(policy.is_own(actor, calendar.person_id))
    await OutsideCalendar.filter(id=calendar.id).delete()


# what the job finds ------------------------------------------------------------------------------


async def claim(calendar: OutsideCalendar) -> bool:
    """Take a turn at reading a calendar, unless another process has it."""
    rows = OutsideCalendar.filter(id=calendar.id, turn=calendar.turn, due_at=calendar.due_at)
    turn, due_at = calendar.turn + 1, clock.now() + rules.LEASE
    if not await rows.update(turn=turn, due_at=due_at):
        return False
    calendar.update_from_dict({"turn": turn, "due_at": due_at})
    return True


async def keep(
    calendar: OutsideCalendar, months: Sequence[str], notices: Sequence[str], etag: str
) -> None:
    """Take over the busy times that were read."""
    person, now = calendar.person, clock.now()
    async with transaction():
        if not await _is_our_turn(calendar):
            return
        await BusyTime.filter(calendar_id=calendar.id, is_guard=False).delete()
        await BusyTime.bulk_create([_of_month(calendar, text) for text in months])
        await _believe_until(
            calendar,
            read_at=now,
            etag=etag,
            asked=rules.fingerprint(person.zone, person.email),
            notices=list(notices),
            **_well(now),
        )


async def keep_unchanged(calendar: OutsideCalendar) -> None:
    """Believe the busy times as they are, since the calendar did not change."""
    async with transaction():
        if await _is_our_turn(calendar):
            await _believe_until(calendar, **_well(clock.now()))


async def fail(calendar: OutsideCalendar, reason: str, *, is_lasting: bool) -> None:
    """Note that a calendar could not be read; its last busy times stand, for a week.

    The owner is told once, and once more when the week is over; of what will not pass by itself,
    at once.
    """
    now, failures = clock.now(), calendar.failures + 1
    told, told_at = calendar.told, calendar.told_at
    facts: list[events.Event] = []
    key = {"calendar_id": calendar.id, "person_id": calendar.person_id}
    tries = rules.PATIENCE if is_lasting else failures
    if not told and rules.is_to_be_told(tries, told_at, now):
        told, told_at = _FAILED, now
        facts.append(events.OutsideCalendarFailed(**key))
    if calendar.read_at is not None and rules.is_closing(told, calendar.closes_at, now):
        told = _CLOSED
        facts = [events.OutsideCalendarClosed(**key)]
    async with transaction():
        due_at = rules.next_try(now, failures)
        changed = await OutsideCalendar.filter(
            id=calendar.id, turn=calendar.turn, due_at=calendar.due_at
        ).update(reason=reason, failures=failures, told=told, told_at=told_at, due_at=due_at)
        for fact in facts if changed else ():
            await outbox.record(SYSTEM, fact)


async def _is_our_turn(calendar: OutsideCalendar) -> bool:
    """Whether nobody removed the calendar, asked for another look or took the next turn."""
    rows = OutsideCalendar.filter(id=calendar.id, turn=calendar.turn, due_at=calendar.due_at)
    return bool(await rows.update(turn=calendar.turn))


def _well(now: datetime) -> dict[str, object]:
    return {
        "seen_at": now,
        "due_at": rules.next_look(now),
        "reason": "",
        "failures": 0,
        "told": "",
    }


async def _believe_until(calendar: OutsideCalendar, **changes: object) -> None:
    closes_at = clock.now() + rules.BELIEVED
    await OutsideCalendar.filter(id=calendar.id).update(closes_at=closes_at, **changes)
    await BusyTime.filter(calendar_id=calendar.id, is_guard=True).update(counts_from=closes_at)


def _of_month(calendar: OutsideCalendar, times: str) -> BusyTime:
    spans = json.loads(times)
    return BusyTime(
        calendar_id=calendar.id,
        starts_at=datetime.fromtimestamp(spans[0][0], UTC),
        ends_at=datetime.fromtimestamp(max(end for _, end in spans), UTC),
        counts_from=_NEVER,
        times=times,
    )
