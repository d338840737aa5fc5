"""Places: who gets a free one, whose offer ran out, and what calendars and people learn of it.

Everything here runs while the workshop's row is held, so that of any number of people who register
at once each finds the places as the one before left them (docs/adr/0025).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from network import events, outbox
from network.db import F
from network.kernel import clock
from network.kernel.actor import SYSTEM, Actor
from network.kernel.errors import Stale
from network.kernel.i18n import _
from network.kernel.moves import Calendar
from network.people import queries as people
from network.workshops.models.registrations import Registration, RegistrationMove
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import registrations, workshops
from network.workshops.queries.people import members_of
from network.workshops.rules import offers, registering, seats
from network.workshops.rules.seats import Block, Why
from network.workshops.rules.states_table import IN_CALENDARS, TAKES_SEATS
from network.workshops.vocabulary import Part, RegMove, RegState

_GONE = (RegState.WITHDRAWN, RegState.REFUSED)


class By(NamedTuple):
    """Who changes a registration, in which part, and what they say."""

    actor: Actor = SYSTEM
    part: Part = Part.SYSTEM
    note: str = ""


async def place(workshop: Workshop, row: Registration) -> list[Block]:
    """Give somebody who may come a place, or the end of the line and every limit in the way."""
    now = clock.now()
    room = await _room(workshop, without=row)
    found = seats.blocks(registrations.seeker_of(row), room, now)
    if not found and not row.is_seated:
        found = await _before(workshop, row, room, now)
    if found and not row.is_seated:
        await change(workshop, row, RegMove.WAITLIST, By(), told=[row.person_id])
    else:
        columns = {"is_seated": True}
        await change(workshop, row, RegMove.CONFIRM, By(), told=[row.person_id], **columns)
    return [] if row.is_seated else found


async def settle(workshop: Workshop) -> int:
    """Let offers that ran out go, and offer every free place to who waits longest for it.

    Doing it again at the same moment changes nothing. Returns how many registrations changed.
    """
    now = clock.now()
    if workshop.state not in TAKES_SEATS or workshop.starts_at is None:
        return 0
    lapsed = await _let_go(workshop, now)
    room = await _room(workshop)
    has_room = room.free and now < workshop.starts_at
    line = await registrations.line_of(workshop.id) if has_room else []
    able = seats.next_in([registrations.seeker_of(row) for row in line], room, now)
    return lapsed + await _offer(workshop, [line[n] for n in able], now)


async def take_offers_back(workshop: Workshop) -> None:
    """Nothing is offered while there are no days: those asked keep their place in the line."""
    rows = Registration.filter(workshop_id=workshop.id, state=RegState.OFFERED)
    await rows.update(state=RegState.WAITLISTED, is_seated=False, offered_until=None)


async def give_kept_places(workshop: Workshop) -> None:
    """Whose answers nobody looked at again before it begins have the place kept for them."""
    rows = Registration.filter(workshop_id=workshop.id, state=RegState.APPLIED, is_seated=True)
    for row in await rows.order_by("number"):
        await change(workshop, row, RegMove.CONFIRM, By(), told=[row.person_id])


async def next_number(workshop: Workshop) -> int:
    """The next number in the order of arrival, counted by the workshop's own row."""
    await Workshop.filter(id=workshop.id).update(arrivals=F("arrivals") + 1)
    workshop.arrivals = (await Workshop.get(id=workshop.id).only("id", "arrivals")).arrivals
    return workshop.arrivals


async def change(
    workshop: Workshop,
    row: Registration,
    move: RegMove,
    by: By,
    *,
    told: Iterable[UUID] = (),
    **columns: Any,
) -> None:
    """Do something to a registration: its columns, its history, calendars, and who is told."""
    before = row.state
    rule = registering.find(move, before, by.part)
    if rule is None:
        message = f"{by.part} cannot {move} a registration that is {before}"
        raise ValueError(message)
    target = columns.pop("state", rule.targets[0])
    was_shown = is_in_calendar(row)
    changes = {"state": target, "offered_until": None, **columns}
    if not await row.store(row.version, **changes):
        raise Stale(_("Somebody changed this registration a moment ago."), row)
    await note(row, move, before, by)
    await tell(workshop, row, move, by.actor, told)
    if rule.calendar is Calendar.CONFIRMED:
        await show_sessions(by.actor, workshop, row.person_id)
    elif was_shown and row.state in _GONE:
        await show_sessions(by.actor, workshop, row.person_id, is_removed=True)


def is_in_calendar(row: Registration) -> bool:
    """Whether somebody has a place in their calendar; it stays while answers are looked at."""
    is_kept = row.state is RegState.APPLIED and row.is_seated
    return is_kept or row.state in registering.COMING


async def note(row: Registration, move: RegMove, before: RegState | None, by: By) -> None:
    """Write a line of a registration's history."""
    await RegistrationMove.create(
        registration_id=row.id,
        move=move,
        before=before,
        after=row.state,
        person_id=by.actor.person_id,
        part=by.part,
        note=by.note,
    )


async def tell(
    workshop: Workshop, row: Registration, move: RegMove, actor: Actor, told: Iterable[UUID]
) -> None:
    """Say what became of a registration, to those who should know it."""
    people_told = sorted(set(told))
    own = {row.person_id: Part.PERSON}
    fact = events.RegistrationMoved(
        registration_id=row.id,
        workshop_id=workshop.id,
        person_id=row.person_id,
        move=str(move),
        state=str(row.state),
        until=row.offered_until,
        told=tuple(people_told),
        told_as=tuple(str(own.get(who, Part.ORGANISER)) for who in people_told),
    )
    await outbox.record(actor, fact)


async def show_sessions(
    actor: Actor, workshop: Workshop, person_id: UUID, *, is_removed: bool = False
) -> None:
    """Put the sessions into one person's calendar, or take them out; the others' stay."""
    if workshop.state not in IN_CALENDARS:
        return
    if is_removed and person_id in await members_of(workshop):  # who still speaks or organises
        return
    for session in await workshops.sessions_of(workshop.id):
        await WorkshopSession.filter(id=session.id).update(revision=F("revision") + 1)
        fact = events.WorkshopSessionMoved(
            session_id=session.id,
            workshop_id=workshop.id,
            kind=workshop.kind,
            starts_at=session.starts_at,
            minutes=session.minutes,
            revision=session.revision + 1,
            is_removed=is_removed,
            is_whole=False,
            members=(person_id,),
        )
        await outbox.record(actor, fact)


# what time does ----------------------------------------------------------------------------------


async def _room(workshop: Workshop, without: Registration | None = None) -> seats.Room:
    seated = await registrations.seated_of(workshop.id)
    if without is not None and without.is_seated:
        seated.remove(registrations.seeker_of(without))
    return seats.room_of(workshop.capacity, await workshops.groups_of(workshop.id), seated)


async def _before(
    workshop: Workshop, row: Registration, room: seats.Room, now: datetime
) -> list[Block]:
    """The line, where what is free is for those in it who came before and are not asked now."""
    line = [one for one in await registrations.line_of(workshop.id) if one.number < row.number]
    seats.next_in([registrations.seeker_of(one) for one in line], room, now)
    is_theirs = line and seats.blocks(registrations.seeker_of(row), room, now)
    return [Block(Why.LINE, len(line))] if is_theirs else []


async def _let_go(workshop: Workshop, now: datetime) -> int:
    """Offers that ran out: once to the end of the line, the second time out of it."""
    rows = Registration.filter(
        workshop_id=workshop.id, state=RegState.OFFERED, offered_until__lte=now
    )
    found = await rows.order_by("number")
    for row in found:
        is_last = row.lapses + 1 >= offers.LAPSES
        columns: dict[str, Any] = {"is_seated": False, "lapses": row.lapses + 1}
        if not is_last:
            columns["number"] = await next_number(workshop)
        move = RegMove.DROP if is_last else RegMove.LAPSE
        await change(workshop, row, move, By(), told=[row.person_id], **columns)
    return len(found)


async def _offer(workshop: Workshop, rows: list[Registration], now: datetime) -> int:
    """Offer a place to each; not where no hour is left at which they could be asked."""
    if workshop.starts_at is None:
        return 0
    found = await people.people_of([row.person_id for row in rows])
    count = 0
    for row in rows:
        person = found.get(row.person_id)
        zone = person.zone if person else workshop.zone
        until = offers.offered_until(now, workshop.starts_at, zone)
        if until is not None:
            columns = {"is_seated": True, "offered_until": until}
            await change(workshop, row, RegMove.OFFER, By(), told=[row.person_id], **columns)
            count += 1
    return count
